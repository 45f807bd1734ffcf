"""The pages of sittings over HTTP: opening, watching, acting, and sitting through one."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import select

from app.accounts.sessions import LIMITS
from app.assessments.models import Attempt, Response
from app.assessments.rules.questions import QuestionKind
from app.assessments.sittings.models import Sitting, SittingAct
from app.assessments.sittings.rules.doors import access_code
from app.assessments.sittings.services import release_results
from tests.assessments.factories import RIGHT
from tests.assessments.sittings.scene import HOUR, MINUTE, make_scene
from tests.conftest import NOW, SECRET


@pytest.fixture
def scene(session, cast):
    return make_scene(session, cast)


@pytest.fixture
def rustam(scene, cast, sign_in):
    return sign_in(cast.rustam)


@pytest.fixture
def amina(scene, cast, sign_in):
    return sign_in(cast.amina)


def start_url(scene, person="amina"):
    return f"/enrolments/{getattr(scene, person).id}/assessments/{scene.assessment.id}"


def form(scene, **changes):
    return {
        "assessment": str(scene.assessment.id),
        "title": "Exam in Room 7",
        "opens_on": "2026-11-24",
        "opens": "11:00",
        "closes_on": "2026-11-24",
        "closes": "12:30",
        "with_code": "y",
        "networks": "",
        "layout": "",
        "show_result": "",
        "show_explanations": "",
        **changes,
    }


def test_a_trainer_opens_a_sitting_for_a_cohort_in_the_zone_of_the_centre(scene, rustam, session):
    page = rustam.get(f"/cohorts/{scene.cohort.id}/exams/new").text
    key = re.search(r'name="id" type="hidden" value="([^"]+)"', page)[1]
    for _time in range(2):
        answer = rustam.post(f"/cohorts/{scene.cohort.id}/exams/new", data=form(scene, id=key))
        assert answer.status_code == 303, answer.text
    sitting = session.scalars(select(Sitting)).one()
    assert sitting.opens_at.isoformat() == "2026-11-24T06:00:00+00:00"
    live = rustam.get(answer.location).text
    code = access_code(SECRET, sitting.id, 1)
    assert f"{code[:3]} {code[3:]}" in live
    assert scene.cast.amina.name in live
    assert "Exam in Room 7" in rustam.get("/exams?q=room").text
    assert "Exam in Room 7" in rustam.get("/exams?state=running").text
    assert "Exam in Room 7" not in rustam.get("/exams?state=over").text
    assert "Exam in Room 7" in rustam.get(f"/cohorts/{scene.cohort.id}/exams").text


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"closes": "11:00"}, "must close after it opens"),
        ({"networks": "10.0.0.0/99"}, "is not a network address"),
        ({"title": ""}, "Fill in this field"),
        ({"minutes": "9999"}, "whole number from 1 to 1440"),
    ],
)
def test_what_can_not_be_is_said_beside_its_field(scene, rustam, changes, said):
    answer = rustam.post(f"/cohorts/{scene.cohort.id}/exams/new", data=form(scene, **changes))
    assert answer.status_code == 422
    assert said in answer.text


def test_a_sitting_is_changed_with_what_was_typed_before_in_the_form(scene, rustam):
    sitting = scene.open(overrides={"minutes": 20, "honour": {"en": "I work alone."}}, networks=["10.0.0.0/8"])
    page = rustam.get(f"/exams/{sitting}/edit").text
    assert all(each in page for each in ("I work alone.", "10.0.0.0/8", 'value="20"', 'value="11:00"'))
    data = form(scene, minutes="25", honour="I work alone.")
    assert rustam.post(f"/exams/{sitting}/edit", data=data).status_code == 303
    assert "25 min" in rustam.get(f"/exams/{sitting}").text


def test_the_examinee_needs_the_code_and_keeps_what_was_typed(scene, amina, session):
    sitting = scene.open(with_code=True, overrides={"honour": {"en": "I work alone."}})
    assert "Access code" in amina.get(start_url(scene)).text
    wrong = amina.post(f"{start_url(scene)}/attempts", data={"code": "ABC DEF", "affirmed": "yes"})
    assert wrong.status_code == 422
    assert "not the access code" in wrong.text
    assert 'value="ABC DEF"' in wrong.text
    code = access_code(SECRET, sitting, 1)
    refused = amina.post(f"{start_url(scene)}/attempts", data={"code": code})
    assert "tick the box" in refused.text
    begun = amina.post(f"{start_url(scene)}/attempts", data={"code": code.lower(), "affirmed": "yes"})
    assert begun.status_code == 303
    assert session.scalars(select(Attempt.sitting_id)).one() == sitting


def test_guessing_the_code_is_limited_and_beginning_is_not(scene, amina, app):
    scene.open(with_code=True)
    app.extensions[LIMITS] = True
    try:
        statuses = [
            amina.post(f"{start_url(scene)}/attempts", data={"code": f"GUESS{number}"}).status_code
            for number in range(12)
        ]
    finally:
        app.extensions[LIMITS] = False
    assert statuses[:10] == [422] * 10
    assert statuses[-1] == 429


def test_pages_say_when_it_opens_and_that_it_closed(scene, amina, clock):
    scene.open(opens_at=NOW + HOUR, closes_at=NOW + 2 * HOUR)
    assert "This exam opens at" in amina.get(start_url(scene)).text
    assert "Opens at" in amina.get("/").text
    clock.instant = NOW + 3 * HOUR
    assert "This exam closed at" in amina.get(start_url(scene)).text
    assert amina.post(f"{start_url(scene)}/attempts").location == start_url(scene)


def test_questions_open_only_from_the_networks_but_answers_are_always_kept(scene, amina, session):
    scene.open(networks=["127.0.0.0/8"])
    amina.post(f"{start_url(scene)}/attempts")
    attempt = session.scalars(select(Attempt.id)).one()
    home = {"REMOTE_ADDR": "203.0.113.5"}
    assert amina.get(f"/attempts/{attempt}/questions/1").status_code == 200
    assert amina.get(f"/attempts/{attempt}/questions/1", environ_overrides=home).status_code == 409
    said = {"id": "01900000-0000-7000-8000-000000000001", "question": 0, "answer": {}}
    assert amina.post(f"/attempts/{attempt}/responses", json=said, environ_overrides=home).status_code == 200


def test_the_invigilator_acts_and_the_protocol_tells(scene, rustam, session, clock):
    sitting = scene.open()
    attempt = scene.start()
    clock.instant = NOW + 5 * MINUTE
    person = f"/exams/{sitting}/people/{scene.amina.id}"
    about = {"person": str(scene.amina.id)}
    assert (
        rustam.post(f"/exams/{sitting}/minutes", data={**about, "minutes": "7", "reason": "Noise"}).location == person
    )
    assert rustam.post(f"/exams/{sitting}/notes", data={**about, "text": "Phone rang"}).location == f"/exams/{sitting}"
    assert rustam.post(f"{person}/end", data={"reason": ""}).status_code == 422
    assert rustam.post(f"{person}/end", data={"reason": "Copied"}).status_code == 303
    protocol = rustam.get(f"/exams/{sitting}/protocol").text
    assert all(each in protocol for each in ("7 min", "Noise", "Phone rang", "Copied", "Ended by the invigilator"))
    state = rustam.get(f"/exams/{sitting}/state").json
    assert state["rows"][scene.amina.id.hex]["state"] == "Ended by the invigilator"
    assert state["rows"][scene.tolib.id.hex]["state"] == "Not begun"
    assert session.scalars(select(SittingAct.attempt_id).where(SittingAct.kind == "end")).one() == attempt


def test_the_live_page_and_its_data_take_a_fixed_number_of_statements(scene, rustam, statements):
    sitting = scene.open()
    for person in ("amina", "tolib"):
        scene.start(person)
        with statements() as seen:
            rustam.get(f"/exams/{sitting}/state")
        assert len(seen) <= 5
        with statements() as seen:
            rustam.get(f"/exams/{sitting}")
        assert len(seen) <= 9  # two of them look whether those who wait can begin


def test_the_page_of_the_examinee_learns_of_given_minutes_with_its_next_save(scene, rustam, amina):
    sitting = scene.open()
    attempt = scene.start(at=NOW)
    rustam.post(f"/exams/{sitting}/minutes", data={"minutes": "9"})
    said = {"id": "01900000-0000-7000-8000-000000000001", "question": 0, "answer": {}}
    assert amina.post(f"/attempts/{attempt}/responses", json=said).json["left"] == 49 * 60
    assert amina.get(f"/attempts/{attempt}/state").json == {"left": 49 * 60, "over": False, "sequence": 1}


def test_results_stay_hidden_until_they_are_released(scene, amina, session, cast):
    sitting = scene.open(overrides={"show_result": "on_release", "show_explanations": "never"})
    attempt = scene.start()
    assert amina.post(f"/attempts/{attempt}/submit").status_code == 303
    page = amina.get(f"/attempts/{attempt}/result").text
    assert "when your training centre releases it" in page
    assert "0 %" not in page
    assert "Not shown yet" in amina.get(start_url(scene)).text
    release_results(session, actor=cast.actor(cast.rustam), sitting_id=sitting, at=NOW)
    session.commit()
    assert "Result: 0" in amina.get(f"/attempts/{attempt}/result").text


def test_all_questions_on_one_page_are_saved_together(scene, amina, session):
    scene.open(overrides={"layout": "all"})
    attempt = scene.start()
    assert amina.get(f"/attempts/{attempt}/questions/3").location == f"/attempts/{attempt}/questions#question-3"
    page = amina.get(f"/attempts/{attempt}/questions").text
    fields = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page))
    fields = {name: value.replace("&#34;", '"') for name, value in fields.items()}
    for name, kind in [(name, kind) for name, kind in fields.items() if name.endswith("-kind")]:
        prefix, right = name.removesuffix("kind"), RIGHT[QuestionKind(kind)]
        if kind in ("single", "multiple"):
            fields[f"{prefix}choice"] = right.get("choice") or right["choices"]
        elif kind == "true_false":
            fields[f"{prefix}choice"] = "true"
        elif kind == "short":
            fields[f"{prefix}text"] = right["text"]
        else:
            start = "pair-" if kind == "matching" else "place-"
            for key, value in (right.get("pairs") or right.get("positions")).items():
                fields[f"{prefix}{start}{key}"] = str(value)
    for _time in range(2):
        assert amina.post(f"/attempts/{attempt}/questions", data={**fields, "go": "review"}).status_code == 303
    assert len(session.scalars(select(Response.id)).all()) == 6
    amina.post(f"/attempts/{attempt}/submit")
    assert "Result: 100" in amina.get(f"/attempts/{attempt}/result").text


def test_accommodations_are_shown_to_those_who_watch_without_their_reason(scene, sign_in, rustam, cast):
    sitting = scene.open()
    address = f"/exams/{sitting}/people/{scene.amina.id}/accommodation"
    dilnoza = sign_in(cast.dilnoza)
    data = {"reach": "kind", "extra_percent": "25", "extra_minutes": "", "language": "", "remark": "Doctor's letter"}
    assert dilnoza.post(address, data=data).status_code == 303
    assert "Doctor&#39;s letter" in dilnoza.get(address).text
    assert rustam.get(address).status_code == 403
    live = rustam.get(f"/exams/{sitting}").text
    assert "25 % more time" in live.replace("\N{NO-BREAK SPACE}", " ")
    assert "letter" not in live


def test_maker_and_examinee_are_told_that_no_paper_can_be_drawn(scene, rustam, amina, session):
    sitting = scene.open(overrides={"questions": 9})

    page = rustam.get(f"/exams/{sitting}").text
    assert "Nobody whose paper is in this language can begin: Русский" in page
    assert "Suitable questions: 6, needed: 9" in page

    address = f"/enrolments/{scene.amina.id}/assessments/{scene.assessment.id}"
    assert amina.post(f"{address}/attempts").status_code == 303
    assert "too few questions are ready." in amina.get(address).text
    assert session.scalars(select(Attempt.id)).all() == []

    rustam.post(f"/exams/{sitting}/edit", data=form(scene, with_code="", questions="6"))
    assert "Nobody whose paper" not in rustam.get(f"/exams/{sitting}").text


def test_the_examinee_reads_beforehand_which_sections_must_be_passed(session, cast, sign_in):
    scene = make_scene(session, cast, sections=[{"module": "what-trafficking-is", "pass_mark": 65}])
    page = sign_in(cast.amina).get(start_url(scene)).text.replace("\N{NO-BREAK SPACE}", " ")
    assert "Sections that must be passed" in page
    assert re.search("Module? ?.*what-trafficking-is: at least 65 %", page)


def test_what_was_granted_is_read_before_and_seen_in_the_exam(scene, sign_in, amina, cast, session):
    sitting = scene.open(overrides={"minutes": 20})
    data = {"reach": "kind", "extra_percent": "50", "extra_minutes": "", "language": "en", "large_print": "y"}
    address = f"/exams/{sitting}/people/{scene.amina.id}/accommodation"
    assert sign_in(cast.dilnoza).post(address, data={**data, "remark": ""}).status_code == 303

    before = amina.get(start_url(scene)).text.replace("\N{NO-BREAK SPACE}", " ")
    assert "50 % more time" in before
    assert "Large print" in before

    asked = amina.get(amina.post(f"{start_url(scene)}/attempts").location).text
    assert '<body class="exam large' in asked
    assert "(en)" in asked
    attempt = session.scalars(select(Attempt)).one()
    assert attempt.deadline_at - attempt.started_at == 30 * MINUTE
