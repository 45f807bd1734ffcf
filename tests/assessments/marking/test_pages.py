"""The pages of marking: blind where they must be, whole without JavaScript, with a fixed number of statements."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import select

from app.assessments.marking.models import Appeal, Judgement, MarkingTask, Observation
from app.assessments.models import Attempt, Grade
from app.assessments.rules.questions import QuestionKind
from app.core.ids import new_id
from tests.assessments.factories import make_assessment
from tests.assessments.marking.scene import ALL, HALF, Scene
from tests.conftest import NOW


@pytest.fixture
def scene(session, cast):
    made = Scene(session, cast)
    made.attempt_id = made.sit()
    session.commit()
    return made


def form(levels, **more):
    return {"judgement_id": str(new_id()), **{f"level-{key}": level for key, level in levels.items()}, **more}


def test_a_marker_sees_neither_name_nor_agency(session, scene, sign_in):
    task = scene.task(scene.attempt_id)
    browser = sign_in(scene.cast.rustam)
    for address in ("/marking", f"/marking/answers/{task.id}"):
        page = browser.get(address).text
        assert scene.cast.amina.name not in page
        assert "Sughd" not in page
        assert str(scene.attempt_id) not in page
    assert task.code in page
    assert "A model answer (ru)" in page
    assert "Take her somewhere quiet" in page


def test_marking_goes_from_answer_to_answer(session, scene, sign_in):
    task = scene.task(scene.attempt_id)
    browser = sign_in(scene.cast.rustam)
    following = browser.get(f"/marking/next/{scene.exam.assessment.id}")
    assert following.location.endswith(f"/marking/answers/{task.id}?order=question")
    refused = browser.post(f"/marking/answers/{task.id}", data=form({"facts": "all"}, comment="Kept words"))
    assert refused.status_code == 422
    assert "Choose a level for each criterion" in refused.text
    assert "Kept words" in refused.text
    saved = browser.post(f"/marking/answers/{task.id}", data=form(HALF, comment="Name the article."))
    assert saved.location.endswith("/marking")
    session.rollback()
    assert session.scalars(select(Grade.percent)).all() == [75]
    again = browser.post(f"/marking/answers/{task.id}", data=form(ALL))
    assert again.location.endswith("/marking")
    assert len(session.scalars(select(Judgement.id)).all()) == 1


def test_the_person_reads_how_much_waits_and_then_the_marks_without_names(session, scene, sign_in):
    amina, rustam = sign_in(scene.cast.amina), sign_in(scene.cast.rustam)
    waiting = amina.get(f"/attempts/{scene.attempt_id}/result").text
    assert "Waiting for marking: 1 questions" in waiting
    assert "No result yet" in waiting
    task = scene.task(scene.attempt_id)
    session.commit()
    rustam.post(f"/marking/answers/{task.id}", data=form(HALF, comment="Name the article."))
    page = amina.get(f"/attempts/{scene.attempt_id}/result").text
    assert "Name the article." in page
    assert "Criterion facts (ru)" in page
    assert "Everything (ru)" in page
    assert scene.cast.rustam.name not in page
    assert "Appeal against this result" in page


def test_an_appeal_from_the_grounds_to_the_new_result(session, scene, sign_in):
    amina, rustam, dilnoza, zafar = (
        sign_in(each) for each in (scene.cast.amina, scene.cast.rustam, scene.cast.dilnoza, scene.zafar)
    )
    task = scene.task(scene.attempt_id)
    session.commit()
    rustam.post(f"/marking/answers/{task.id}", data=form(HALF))
    address = f"/attempts/{scene.attempt_id}/appeal"
    assert amina.post(address, data={"grounds": " "}).status_code == 422
    amina.post(address, data={"appeal_id": str(new_id()), "grounds": "I named the article."})
    session.rollback()
    appeal_id = session.scalars(select(Appeal.id)).one()
    page = dilnoza.get(f"/appeals/{appeal_id}").text
    assert "I named the article." in page
    assert f'value="{scene.cast.rustam.id}"' not in page
    dilnoza.post(f"/appeals/{appeal_id}/handler", data={"handler_id": str(scene.zafar.id)})
    assert "Appeal of" in zafar.get(f"/appeals/{appeal_id}").text
    decision = {"outcome": "upheld", "remedy": "remark", "reason": "Read it again."}
    assert zafar.post(f"/appeals/{appeal_id}/decision", data=decision).status_code == 303
    zafar.post(f"/appeals/{appeal_id}/answers/{task.id}", data=form(ALL, reason="It is there."))
    page = amina.get(f"/attempts/{scene.attempt_id}/result").text
    assert "100 %" in page
    assert "Earlier result: 75 %" in page
    assert "It is there." in page
    told = amina.get(address).text
    assert "Read it again." in told
    assert scene.zafar.name not in told


def test_a_checklist_shows_who_it_is_and_keeps_each_tick(session, cast, sign_in):
    scene = Scene(session, cast, kinds=(QuestionKind.CHECKLIST,))
    attempt_id = scene.sit()
    task = scene.task(attempt_id)
    session.commit()
    browser = sign_in(cast.rustam)
    address = f"/marking/observations/{task.id}"
    assert cast.amina.name in browser.get("/marking").text
    assert cast.amina.name in browser.get(address).text
    by_script = browser.post(
        address,
        data={"go": "save", "observed": ["greets"], "observation_id": str(new_id())},
        headers={"Accept": "application/json"},
    )
    assert set(by_script.json) == {"saved"}
    browser.post(address, data={"go": "save", "observed": ["greets", "safety"], "notes": "Calm."})
    page = browser.get(address).text
    assert page.count(" checked") == 2
    assert "Calm." in page
    browser.post(address, data={"go": "finish", "observed": ["greets", "safety"], "notes": "Calm."})
    session.rollback()
    assert session.scalars(select(Grade.percent)).all() == [100]
    assert len(session.scalars(select(Observation.id)).all()) == 3
    result = sign_in(cast.amina).get(f"/attempts/{attempt_id}/result").text
    assert "Asks about safety (ru)" in result
    assert "Calm." in result


def test_withdrawing_shows_first_what_would_happen(session, scene, sign_in):
    scene.mark(scene.task(scene.attempt_id), scene.cast.rustam, HALF, NOW)
    paper = session.get_one(Attempt, scene.attempt_id).paper["questions"]
    version = next(each["id"] for each in paper if each["kind"] == "single")
    session.commit()
    gulnora, address = sign_in(scene.cast.gulnora), f"/faulty-questions/{version}"
    asked = {"kind": "new_key", "correct": ["a"], "reason": "Two are right."}
    preview = gulnora.post(address, data={**asked, "go": "preview"})
    assert "What would happen" in preview.text
    assert re.findall(r'value="(\w+)" checked', preview.text) == ["new_key", "a"]
    session.rollback()
    assert len(scene.grades(scene.attempt_id)) == 1
    done = gulnora.post(address, data={**asked, "go": "apply"})
    session.rollback()
    assert [each.percent for each in scene.grades(scene.attempt_id)] == [75, 50]
    told = gulnora.get(done.location).text
    assert "Two are right." in told
    for page in (preview.text, told, gulnora.get("/faulty-questions?words=a").text):
        assert f"Module {scene.exam.edition.module_key}" in page
    assert "changed on" in sign_in(scene.cast.amina).get(f"/attempts/{scene.attempt_id}/result").text


def test_only_questions_that_one_may_withdraw_are_found(scene, sign_in):
    address = f"/faulty-questions?words={scene.exam.edition.module_key}"
    links = '<a href="/faulty-questions/'
    assert sign_in(scene.cast.gulnora).get(address).text.count(links) == 2
    assert sign_in(scene.cast.dilnoza).get(address).text.count(links) == 0


def test_moderation_pages(session, scene, sign_in):
    task = scene.task(scene.attempt_id)
    scene.mark(task, scene.cast.rustam, HALF, NOW)
    session.commit()
    dilnoza = sign_in(scene.cast.dilnoza)
    assert "Draw a sample" in dilnoza.get("/moderation").text
    centre = scene.cast.dushanbe_centre.id
    drawn = dilnoza.post(
        f"/moderation/{scene.exam.assessment.id}/{centre}/samples", data={"seed": "5", "share": "100", "band": "10"}
    )
    page = dilnoza.get(drawn.location).text
    assert task.code in page
    assert scene.cast.amina.name not in page
    address = f"/moderation/answers/{task.id}"
    assert scene.cast.rustam.name in dilnoza.get(address).text
    assert dilnoza.post(address, data=form(ALL)).status_code == 422
    assert dilnoza.post(address, data=form(ALL, reason="It is there.")).status_code == 303
    assert dilnoza.post(address, data={"go": "confirm"}).status_code == 303
    session.rollback()
    assert [each.percent for each in scene.grades(scene.attempt_id)] == [75, 100]
    assert scene.cast.rustam.name in dilnoza.get("/moderation").text


def test_pages_take_the_same_statements_however_much_waits(session, scene, sign_in, statements):
    browser = sign_in(scene.cast.rustam)

    def counted(address):
        browser.get(address)
        with statements() as seen:
            assert browser.get(address).status_code == 200
        return len(seen)

    before = counted("/marking")
    task = scene.task(scene.attempt_id)
    for number in range(2, 8):
        other = make_assessment(session, scene.exam.course, module_key=f"m{number}")
        session.add(
            Attempt(
                id=(attempt_id := new_id()),
                assessment_id=other.id,
                enrolment_id=scene.exam.enrolment.id,
                user_id=scene.cast.amina.id,
                number=1,
                language="en",
                seed=1,
                paper=session.get_one(Attempt, scene.attempt_id).paper,
                started_at=task.ready_at,
                submitted_at=task.ready_at,
            )
        )
        session.flush()
        session.add(
            MarkingTask(
                id=new_id(),
                attempt_id=attempt_id,
                place=0,
                assessment_id=other.id,
                question_version_id=task.question_version_id,
                kind=task.kind,
                user_id=task.user_id,
                centre_id=task.centre_id,
                code=f"AAA-{number}",
                maximum="3",
                ready_at=task.ready_at,
            )
        )
    session.commit()
    assert counted("/marking") == before <= 8
    assert counted(f"/marking/answers/{task.id}") <= 8
