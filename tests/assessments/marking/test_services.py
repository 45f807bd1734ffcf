"""Marking, moderation, regrading and appeals as acts on record."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.exc import DatabaseError

from app.assessments.events import AttemptGraded
from app.assessments.marking.events import AppealDecided as DecidedEvent
from app.assessments.marking.events import AttemptAwaitsMarking, AttemptRegraded
from app.assessments.marking.models import Judgement, MarkingTask, ProvisionalMarks, QuestionRuling, Regrade
from app.assessments.marking.queries.appeals import appeals_of_attempt, possible_handlers
from app.assessments.marking.queries.moderation import comparisons
from app.assessments.marking.queries.results import result_facts
from app.assessments.marking.queries.tasks import next_task, waiting_groups, waiting_people
from app.assessments.marking.rules.appeals import (
    AppealDecided,
    AppealOpen,
    AppealStepKind,
    AppealTooLate,
    NotIndependent,
    Remedy,
)
from app.assessments.marking.rules.combining import MarkedAlready, Stage
from app.assessments.marking.rules.rulings import RulingKind, WithdrawnAlready
from app.assessments.marking.rules.severity import severities
from app.assessments.marking.services import appeals, moderation, rulings
from app.assessments.marking.services.judging import CONFIRMED, Opined, give_mark, save_observation
from app.assessments.queries.attempts import find_attempt
from app.assessments.queries.offers import offers_of_user
from app.assessments.queries.results import best_exam_percent, results_overview
from app.assessments.rules.questions import AssessmentKind, QuestionKind
from app.assessments.rules.timing import AttemptsExhausted
from app.assessments.services import start_attempt
from app.assessments.services.grading import conclude
from app.core import events
from app.core.audit import AuditEntry
from app.core.errors import Missing
from app.core.ids import new_id
from app.core.policy import allowed
from tests.assessments.factories import make_assessment
from tests.assessments.marking.scene import ALL, HALF, LATER, NOTHING, Scene
from tests.conftest import NOW


@pytest.fixture
def scene(session, cast):
    made = Scene(session, cast)
    session.commit()
    return made


@pytest.fixture
def heard(monkeypatch):
    found = []
    for kind in (AttemptGraded, AttemptAwaitsMarking, AttemptRegraded, DecidedEvent):
        monkeypatch.setitem(events._handlers, kind, [lambda event, _session: found.append(event)])
    return found


def kinds(heard):
    return [type(each).__name__ for each in heard]


def test_an_attempt_gets_its_grade_only_when_people_marked_the_rest(session, scene, heard):
    attempt_id = scene.sit()
    assert scene.grades(attempt_id) == []
    assert kinds(heard) == ["AttemptAwaitsMarking"]
    assert heard[0].centre_id == scene.cast.dushanbe_centre.id
    details = session.get(ProvisionalMarks, attempt_id).details
    assert sorted(each["state"] for each in details) == ["right", "waiting"]
    assert best_exam_percent(session, [scene.exam.enrolment.id]) == {}
    [row] = results_overview(session, [scene.exam.enrolment.id])
    assert (row.waiting, row.best_percent, row.passed) == (1, None, False)
    [offer] = offers_of_user(session, scene.cast.amina.id, NOW)
    assert (offer.waiting, offer.may_start) == (True, False)

    verdict = scene.mark(scene.task(attempt_id), scene.cast.rustam, HALF, comment="Name the article.")
    assert verdict.stage is Stage.SETTLED
    [grade] = scene.grades(attempt_id)
    assert (grade.points, grade.maximum, grade.percent, grade.passed) == (3, 4, 75, False)
    assert kinds(heard)[1:] == ["AttemptGraded"]
    facts = result_facts(session, find_attempt(session, attempt_id), LATER)
    [said] = facts.said.values()
    assert (said.levels, said.comments) == (HALF, ("Name the article.",))
    assert facts.may_appeal


def test_a_mark_sent_twice_is_one_mark_and_concluding_again_does_nothing(session, scene, heard):
    attempt_id = scene.sit()
    task, key, actor = scene.task(attempt_id), new_id(), scene.cast.actor(scene.cast.rustam)
    for _time in range(2):
        give_mark(session, actor=actor, task_id=task.id, judgement_id=key, opinion=Opined({"levels": ALL}), at=LATER)
    assert not conclude(session, attempt_id=attempt_id, actor=None, at=LATER)
    assert len(session.scalars(select(Judgement)).all()) == 1
    assert len(scene.grades(attempt_id)) == 1
    assert kinds(heard).count("AttemptGraded") == 1
    with pytest.raises(MarkedAlready):
        scene.mark(task, scene.shahlo, ALL)


def test_two_who_differ_are_followed_by_a_third_who_decides(session, cast):
    scene = Scene(session, cast, marking="double", marking_tolerance=0.5)
    attempt_id = scene.sit()
    task = scene.task(attempt_id)
    scene.mark(task, cast.rustam, ALL)
    assert next_task(session, cast.actor(cast.rustam), scene.exam.assessment.id) is None
    with pytest.raises(MarkedAlready):
        scene.mark(task, cast.rustam, HALF)
    assert next_task(session, cast.actor(scene.shahlo), scene.exam.assessment.id) == task.id
    assert scene.mark(task, scene.shahlo, HALF).stage is Stage.THIRD
    assert scene.grades(attempt_id) == []
    with pytest.raises(MarkedAlready):
        scene.mark(task, scene.shahlo, ALL)
    scene.mark(task, scene.zafar, HALF)
    [grade] = scene.grades(attempt_id)
    assert grade.percent == 75
    found, names = comparisons(session, cast.actor(cast.dilnoza))
    figures = {names[each.marker_id]: round(each.mean_difference, 1) for each in severities(found)}
    assert figures[cast.rustam.name] == pytest.approx(33.3, abs=0.1)


def test_two_within_the_tolerance_share_the_mark(session, cast):
    scene = Scene(session, cast, marking="double", marking_tolerance=1)
    attempt_id = scene.sit()
    task = scene.task(attempt_id)
    scene.mark(task, cast.rustam, ALL)
    scene.mark(task, scene.shahlo, HALF)
    assert scene.grades(attempt_id)[0].points == 3.5


def test_nobody_marks_the_own_work_and_no_stranger_marks_at_all(session, scene):
    task = scene.task(scene.sit())
    for who in (scene.cast.amina, scene.cast.sherzod, scene.cast.farida):
        with pytest.raises(Missing):
            scene.mark(task, who, ALL)
    session.query(MarkingTask).update({"user_id": scene.cast.rustam.id})
    session.expire_all()
    with pytest.raises(Missing):
        scene.mark(task, scene.cast.rustam, ALL)


def test_the_queue_shows_what_the_predicate_allows(session, scene):
    from app.assessments.marking.permissions import MarkingPermission, WorkScope

    task = scene.task(scene.sit())
    scope = WorkScope(scene.cast.dushanbe_centre.path, task.user_id)
    people = [getattr(scene.cast, name) for name in ("amina", "tolib", "rustam", "dilnoza", "farida", "sherzod")]
    for who in [*people, scene.shahlo]:
        actor = scene.cast.actor(who)
        assert bool(waiting_groups(session, actor)) is allowed(actor, MarkingPermission.MARK, scope)


def test_a_checklist_is_kept_as_ticked_and_a_critical_line_decides(session, cast):
    scene = Scene(session, cast, kinds=(QuestionKind.CHECKLIST,), pass_mark=50)
    attempt_id = scene.sit()
    task, actor = scene.task(attempt_id), cast.actor(cast.rustam)
    [person] = waiting_people(session, actor)
    assert person.user_name == cast.amina.name
    key = new_id()
    for _time in range(2):
        save_observation(
            session, actor=actor, task_id=task.id, observation_id=key, observed=["greets"], notes="Calm.", at=NOW
        )
    give_mark(
        session,
        actor=actor,
        task_id=task.id,
        judgement_id=new_id(),
        opinion=Opined({"observed": ["greets"]}, "Calm.", begun_at=NOW),
        at=LATER,
    )
    [grade] = scene.grades(attempt_id)
    assert (grade.percent, grade.passed) == (0, False)
    with pytest.raises(MarkedAlready):
        save_observation(
            session, actor=actor, task_id=task.id, observation_id=new_id(), observed=[], notes="", at=LATER
        )


def test_marks_can_not_be_changed(session, scene):
    scene.mark(scene.task(scene.sit()), scene.cast.rustam, ALL)
    session.commit()
    with pytest.raises(DatabaseError):
        session.query(Judgement).update({"points": "0"})
    session.rollback()


def test_a_moderator_confirms_or_changes_with_a_reason_and_the_old_grade_stays(session, scene, heard):
    attempt_id = scene.sit()
    task, dilnoza = scene.task(attempt_id), scene.cast.actor(scene.cast.dilnoza)
    scene.mark(task, scene.cast.rustam, HALF)
    sample_id = moderation.draw_sample(
        session,
        actor=dilnoza,
        sample_id=new_id(),
        assessment_id=scene.exam.assessment.id,
        centre_id=scene.cast.dushanbe_centre.id,
        seed=7,
        share=0,
        band=10,
        at=LATER,
    )
    assert sample_id
    moderation.moderate(
        session, actor=dilnoza, task_id=task.id, judgement_id=new_id(), opinion=Opined(CONFIRMED), at=LATER
    )
    assert len(scene.grades(attempt_id)) == 1
    with pytest.raises(moderation.ModerationReasonMissing):
        moderation.moderate(
            session, actor=dilnoza, task_id=task.id, judgement_id=new_id(), opinion=Opined({"levels": ALL}), at=LATER
        )
    after = LATER + timedelta(hours=1)
    opinion = Opined({"levels": ALL}, reason="The article is named in the second paragraph.")
    moderation.moderate(session, actor=dilnoza, task_id=task.id, judgement_id=new_id(), opinion=opinion, at=after)
    old, new = scene.grades(attempt_id)
    assert (old.percent, new.percent, new.passed) == (75, 100, True)
    assert new.reason == "The article is named in the second paragraph."
    assert kinds(heard)[-1] == "AttemptRegraded"
    facts = result_facts(session, find_attempt(session, attempt_id), after)
    assert [(each.percent, each.reason) for each in facts.earlier] == [(75, new.reason)]
    assert best_exam_percent(session, [scene.exam.enrolment.id]) == {scene.exam.enrolment.id: 100}


def withdraw(session, scene, attempt_id, kind=RulingKind.CREDIT_ALL, at=LATER, **correction):
    from app.assessments.models import Attempt

    question = session.get_one(Attempt, attempt_id).paper["questions"]
    version_id = next(each["id"] for each in question if each["kind"] == "single")
    gulnora = scene.cast.actor(scene.cast.gulnora)
    preview = rulings.preview_ruling(
        session, actor=gulnora, version_id=_uuid(version_id), kind=kind, correction=correction
    )
    ruling_id = rulings.withdraw_question(
        session,
        actor=gulnora,
        ruling_id=new_id(),
        version_id=_uuid(version_id),
        kind=kind,
        correction=correction,
        reason="Two choices are right.",
        at=at,
    )
    return preview, ruling_id


def _uuid(text):
    from uuid import UUID

    return UUID(text)


def test_withdrawing_regrades_everybody_once_and_keeps_the_old_grades(session, scene, heard):
    attempt_id = scene.sit()
    scene.mark(scene.task(attempt_id), scene.cast.rustam, HALF)
    preview, ruling_id = withdraw(session, scene, attempt_id, RulingKind.NEW_KEY, correct=["a"])
    assert (preview.consequences.attempts, preview.consequences.lower) == (1, 1)
    for _time in range(2):
        rulings.apply_ruling(session, ruling_id=ruling_id, at=LATER + timedelta(minutes=1))
    old, new = scene.grades(attempt_id)
    assert (old.percent, new.percent) == (75, 50)
    assert new.reason == "Two choices are right."
    assert len(session.scalars(select(Regrade)).all()) == 1
    assert kinds(heard).count("AttemptRegraded") == 1
    assert rulings.apply_rulings(session, at=LATER + timedelta(days=1)) == 0
    ruling = session.get_one(QuestionRuling, ruling_id)
    assert ruling.before["correct"] == ["b"]
    with pytest.raises(WithdrawnAlready):
        withdraw(session, scene, attempt_id)


def test_a_withdrawn_question_is_not_drawn_any_more(session, scene):
    attempt_id = scene.sit()
    scene.mark(scene.task(attempt_id), scene.cast.rustam, HALF)
    withdraw(session, scene, attempt_id, RulingKind.LEAVE_OUT)
    again = scene.sit(LATER + timedelta(days=2))
    from app.assessments.models import Attempt

    assert [each["kind"] for each in session.get_one(Attempt, again).paper["questions"]] == ["essay"]


def test_a_centre_withdraws_no_question_of_the_curriculum(session, scene):
    from app.assessments.models import Attempt

    attempt_id = scene.sit()
    version_id = _uuid(session.get_one(Attempt, attempt_id).paper["questions"][0]["id"])
    for who in (scene.cast.dilnoza, scene.cast.rustam, scene.cast.amina):
        with pytest.raises(Missing):
            rulings.get_version(session, scene.cast.actor(who), version_id)


def appeal(session, scene, attempt_id, at=LATER):
    return appeals.file_appeal(
        session,
        actor=scene.cast.actor(scene.cast.amina),
        appeal_id=new_id(),
        attempt_id=attempt_id,
        grounds="I named the article.",
        at=at,
    )


def test_an_appeal_goes_to_somebody_who_marked_nothing_and_changes_the_mark(session, scene, heard):
    attempt_id = scene.sit()
    task = scene.task(attempt_id)
    scene.mark(task, scene.cast.rustam, HALF)
    appeal_id = appeal(session, scene, attempt_id)
    with pytest.raises(AppealOpen):
        appeal(session, scene, attempt_id)
    dilnoza, zafar = scene.cast.actor(scene.cast.dilnoza), scene.cast.actor(scene.zafar)
    [facts] = appeals_of_attempt(session, attempt_id)
    offered = {key for key, _name in possible_handlers(session, facts)}
    assert offered == {scene.cast.dilnoza.id, scene.shahlo.id, scene.zafar.id}
    with pytest.raises(NotIndependent):
        appeals.assign_appeal(session, actor=dilnoza, appeal_id=appeal_id, handler_id=scene.cast.rustam.id, at=LATER)
    appeals.assign_appeal(session, actor=dilnoza, appeal_id=appeal_id, handler_id=scene.zafar.id, at=LATER)
    decision = {"appeal_id": appeal_id, "kind": AppealStepKind.UPHELD, "remedy": Remedy.REMARK, "at": LATER}
    with pytest.raises(Missing):
        appeals.decide_appeal(session, actor=dilnoza, reason="I was not asked.", **decision)
    appeals.decide_appeal(session, actor=zafar, reason="The answer must be read again.", **decision)
    with pytest.raises(AppealDecided):
        appeals.decide_appeal(session, actor=zafar, reason="Otherwise.", **decision)
    after = LATER + timedelta(hours=1)
    key = new_id()
    for _time in range(2):
        appeals.mark_again(
            session,
            actor=zafar,
            appeal_id=appeal_id,
            task_id=task.id,
            judgement_id=key,
            opinion=Opined({"levels": ALL}, reason="The article is named."),
            at=after,
        )
    assert [each.percent for each in scene.grades(attempt_id)] == [75, 100]
    assert "AppealDecided" in kinds(heard)
    acts = session.scalars(select(AuditEntry.action).where(AuditEntry.action.like("assessments:appeal:%"))).all()
    assert sorted(acts) == ["assessments:appeal:assigned", "assessments:appeal:file", "assessments:appeal:upheld"]


def test_an_attempt_that_is_granted_can_be_begun(session, cast):
    scene = Scene(session, cast, attempts=1)
    attempt_id = scene.sit()
    scene.mark(scene.task(attempt_id), cast.rustam, NOTHING)
    with pytest.raises(AttemptsExhausted):
        scene.sit(LATER)
    appeal_id = appeal(session, scene, attempt_id)
    appeals.assign_appeal(
        session, actor=cast.actor(cast.dilnoza), appeal_id=appeal_id, handler_id=cast.dilnoza.id, at=LATER
    )
    appeals.decide_appeal(
        session,
        actor=cast.actor(cast.dilnoza),
        appeal_id=appeal_id,
        kind=AppealStepKind.UPHELD,
        remedy=Remedy.NEW_ATTEMPT,
        reason="The light went out.",
        at=LATER,
    )
    [offer] = offers_of_user(session, cast.amina.id, LATER)
    assert offer.may_start
    again = scene.sit(LATER)
    assert again != attempt_id
    scene.mark(scene.task(again), cast.rustam, ALL, LATER)
    with pytest.raises(AttemptsExhausted):
        scene.sit(LATER + timedelta(days=1))


def test_the_days_of_an_appeal_are_those_of_the_blueprint(session, cast):
    scene = Scene(session, cast, appeal_days=2)
    attempt_id = scene.sit()
    scene.mark(scene.task(attempt_id), cast.rustam, HALF)
    with pytest.raises(AppealTooLate):
        appeal(session, scene, attempt_id, LATER + timedelta(days=3))


def test_a_second_attempt_waits_until_the_first_is_marked(session, scene):
    assert make_assessment(session, scene.exam.course, AssessmentKind.PRACTICAL).kind is AssessmentKind.PRACTICAL
    scene.sit()
    from app.assessments.rules.timing import StillBeingMarked

    with pytest.raises(StillBeingMarked):
        start_attempt(
            session,
            actor=scene.cast.actor(scene.cast.amina),
            enrolment_id=scene.exam.enrolment.id,
            assessment_id=scene.exam.assessment.id,
            attempt_id=new_id(),
            at=LATER,
        )
