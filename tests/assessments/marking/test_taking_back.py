"""A marker takes a mark back while no result is given; practical tasks are watched while the attempt is under way."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from app.assessments.marking.models import Judgement
from app.assessments.marking.queries.tasks import next_task, waiting_groups, waiting_people
from app.assessments.marking.rules.combining import MarkedAlready, MarkRole, Stage
from app.assessments.marking.services.judging import Opined, give_mark, save_observation
from app.assessments.marking.services.taking_back import (
    NoMarkToTakeBack,
    ResultGiven,
    TakingBackReasonMissing,
    take_mark_back,
)
from app.assessments.models import Attempt
from app.assessments.rules.questions import QuestionKind
from app.assessments.services import submit_attempt
from app.core.audit import AuditEntry
from app.core.errors import Missing
from app.core.ids import new_id
from tests.assessments.marking.scene import ALL, HALF, KINDS, LATER, NOTHING, Scene
from tests.conftest import NOW

BOTH = (QuestionKind.ESSAY, QuestionKind.CHECKLIST)


def take_back(scene, task, who, reason="I read it too fast", key=None):
    return take_mark_back(
        scene.session,
        actor=scene.cast.actor(who),
        task_id=task.id,
        judgement_id=key or new_id(),
        reason=reason,
        at=LATER,
    )


def finish(scene, task, who, observed=("greets", "asks"), at=LATER):
    return give_mark(
        scene.session,
        actor=scene.cast.actor(who),
        task_id=task.id,
        judgement_id=new_id(),
        opinion=Opined({"observed": list(observed)}),
        at=at,
    )


def tasks_of(scene, attempt_id):
    from app.assessments.marking.models import MarkingTask

    return {each.kind: each for each in scene.session.query(MarkingTask).filter_by(attempt_id=attempt_id)}


def lines_of(scene, task):
    from app.assessments.models import QuestionVersion

    return [each["id"] for each in scene.session.get_one(QuestionVersion, task.question_version_id).key["items"]]


def test_a_mark_is_taken_back_and_given_anew_and_both_stay_on_record(session, cast):
    scene = Scene(session, cast, marking="double", marking_tolerance=0.5)
    task = scene.task(scene.sit())
    scene.mark(task, cast.rustam, NOTHING)
    with pytest.raises(TakingBackReasonMissing):
        take_back(scene, task, cast.rustam, reason="  ")
    key = new_id()
    for _time in range(2):
        assert take_back(scene, task, cast.rustam, key=key).stage is Stage.FIRST
    with pytest.raises(NoMarkToTakeBack):
        take_back(scene, task, cast.rustam)
    assert next_task(session, cast.actor(cast.rustam), scene.exam.assessment.id) == task.id

    assert scene.mark(task, cast.rustam, ALL).stage is Stage.SECOND
    assert scene.mark(task, scene.shahlo, ALL).stage is Stage.SETTLED

    [grade] = scene.grades(task.attempt_id)
    assert grade.percent == 100
    kept = session.scalars(select(Judgement).order_by(Judgement.sequence)).all()
    assert [each.role for each in kept] == [
        MarkRole.FIRST,
        MarkRole.TAKEN_BACK,
        MarkRole.FIRST,
        MarkRole.SECOND,
    ]
    entry = session.scalars(select(AuditEntry).where(AuditEntry.action == "assessments:answer:take_back")).one()
    assert (entry.actor_id, entry.facts["reason"]) == (cast.rustam.id, "I read it too fast")


def test_another_may_mark_instead_but_nobody_gives_two_of_the_marks(session, cast):
    scene = Scene(session, cast, marking="double", marking_tolerance=0.5)
    task = scene.task(scene.sit())
    scene.mark(task, cast.rustam, ALL)
    scene.mark(task, scene.shahlo, NOTHING)  # they differ: a third is asked
    assert take_back(scene, task, cast.rustam).stage is Stage.FIRST
    with pytest.raises(MarkedAlready):
        scene.mark(task, scene.shahlo, NOTHING)
    assert scene.mark(task, scene.zafar, NOTHING).stage is Stage.SETTLED
    assert len(scene.grades(task.attempt_id)) == 1


def test_once_the_result_is_given_a_mark_stands(session, cast):
    scene = Scene(session, cast, kinds=KINDS)
    task = scene.task(scene.sit())
    scene.mark(task, cast.rustam, HALF)
    with pytest.raises(ResultGiven):
        take_back(scene, task, cast.rustam)
    assert len(session.scalars(select(Judgement)).all()) == 1


def test_nobody_takes_back_the_mark_of_another(session, cast):
    scene = Scene(session, cast, kinds=BOTH)
    task = tasks_of(scene, scene.sit())[QuestionKind.ESSAY]
    scene.mark(task, cast.rustam, ALL)
    with pytest.raises(NoMarkToTakeBack):
        take_back(scene, task, scene.shahlo)
    for who in (cast.amina, cast.sherzod, cast.farida):
        with pytest.raises(Missing):
            take_back(scene, task, who)
    assert take_back(scene, task, cast.rustam).stage is Stage.FIRST
    assert [each.waiting for each in waiting_groups(session, cast.actor(cast.rustam))] == [1]


def test_a_practical_task_is_watched_while_the_attempt_is_under_way(session, cast):
    scene = Scene(session, cast, kinds=BOTH, pass_mark=50)
    attempt_id = scene.sit(hand_in=False)
    [person] = waiting_people(session, cast.actor(cast.rustam))
    assert (person.user_name, person.submitted_at) == (cast.amina.name, None)
    [task] = tasks_of(scene, attempt_id).values()  # the essay is not written yet: nobody marks it
    lines = lines_of(scene, task)
    save_observation(
        session,
        actor=cast.actor(cast.rustam),
        task_id=task.id,
        observation_id=new_id(),
        observed=lines[:1],
        notes="",
        at=NOW,
    )
    finish(scene, task, cast.rustam, lines)
    assert scene.grades(attempt_id) == []
    assert session.get_one(Attempt, attempt_id).submitted_at is None

    submit_attempt(session, actor=cast.actor(cast.amina), attempt_id=attempt_id, at=LATER)

    tasks = tasks_of(scene, attempt_id)
    assert {each.code for each in tasks.values()} == {task.code}
    assert scene.grades(attempt_id) == []
    scene.mark(tasks[QuestionKind.ESSAY], scene.shahlo, ALL)
    assert scene.grades(attempt_id)[0].percent == 100


def test_what_was_watched_before_handing_in_needs_nobody_afterwards(session, cast):
    scene = Scene(session, cast, kinds=(QuestionKind.SINGLE, QuestionKind.CHECKLIST), pass_mark=50)
    attempt_id = scene.sit(hand_in=False)
    task = scene.task(attempt_id)
    finish(scene, task, cast.rustam, lines_of(scene, task))
    submit_attempt(session, actor=cast.actor(cast.amina), attempt_id=attempt_id, at=LATER)
    [grade] = scene.grades(attempt_id)
    assert (grade.percent, grade.passed) == (100, True)


def test_a_checklist_that_was_finished_too_soon_is_opened_again(session, cast):
    scene = Scene(session, cast, kinds=(QuestionKind.CHECKLIST,), pass_mark=50)
    attempt_id = scene.sit(hand_in=False)
    task = scene.task(attempt_id)
    finish(scene, task, cast.rustam, [])
    assert take_back(scene, task, cast.rustam).stage is Stage.FIRST
    assert len(waiting_people(session, cast.actor(scene.shahlo))) == 1
    finish(scene, task, cast.rustam, lines_of(scene, task))
    submit_attempt(session, actor=cast.actor(cast.amina), attempt_id=attempt_id, at=LATER)
    assert scene.grades(attempt_id)[0].percent == 100


def test_the_pages_offer_it_while_it_is_possible(session, cast, sign_in):
    scene = Scene(session, cast, kinds=BOTH)
    attempt_id = scene.sit(hand_in=False)
    checklist = scene.task(attempt_id)
    session.commit()
    browser = sign_in(cast.rustam)
    assert "still writing" in browser.get("/marking").text
    submit_attempt(session, actor=cast.actor(cast.amina), attempt_id=attempt_id, at=NOW)
    essay = tasks_of(scene, attempt_id)[QuestionKind.ESSAY]
    scene.mark(essay, cast.rustam, ALL)
    session.commit()
    address = f"/marking/answers/{essay.id}"
    assert "Take the mark back" in browser.get(address).text
    assert "Take the mark back" not in sign_in(scene.shahlo).get(address).text
    refused = browser.post(f"{address}/take-back", data={"reason": "", "judgement_id": str(new_id())})
    assert refused.status_code == 422
    assert "Say why you take the mark back" in refused.text
    sent = {"reason": "Wrong candidate", "judgement_id": str(new_id())}
    assert browser.post(f"{address}/take-back", data=sent).status_code == 303
    assert 'name="go"' in browser.get(address).text
    session.rollback()
    scene.mark(essay, cast.rustam, ALL)
    finish(scene, checklist, cast.rustam, [])
    session.commit()
    assert "Take the mark back" not in browser.get(address).text
    late = browser.post(f"{address}/take-back", data={**sent, "judgement_id": str(new_id())}, follow_redirects=True)
    assert "The result is given." in late.text
