"""Sittings with a database: beginning through them, minutes, endings, notes, accommodations, release."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlalchemy.exc import DBAPIError

from app.assessments import services as assessments
from app.assessments.events import AttemptGraded
from app.assessments.models import Response
from app.assessments.queries import attempts as queries
from app.assessments.queries.results import best_exam_percent, results_overview
from app.assessments.rules.questions import AssessmentKind
from app.assessments.rules.timing import NotInYourLanguage
from app.assessments.sittings import events, services
from app.assessments.sittings.models import SittingAct
from app.assessments.sittings.permissions import SittingPermission
from app.assessments.sittings.queries.sittings import SittingFilter, find_sittings, visible_sittings
from app.assessments.sittings.queries.watching import acts_of, watch
from app.assessments.sittings.rules.acts import AlreadyOver, NotBegun, PeopleSitting, TimesInDisorder, WrongMinutes
from app.assessments.sittings.rules.doors import (
    Closed,
    NotAffirmed,
    NotOpenYet,
    OutsideNetwork,
    WrongCode,
    access_code,
)
from app.assessments.sittings.services import SittingDetails
from app.assessments.sittings.services.granting import AccommodationDetails
from app.core.audit import AuditEntry
from app.core.errors import Missing, NotAllowed
from app.core.events import subscribe
from app.core.ids import new_id
from app.core.policy import allowed
from app.training.exams.services import add_later_people
from app.training.queries import get_cohort
from app.training.services.people import place_person
from tests.assessments.factories import add_question
from tests.assessments.sittings.scene import HOUR, MINUTE, make_scene
from tests.conftest import NOW, SECRET


@pytest.fixture
def scene(session, cast):
    return make_scene(session, cast)


def facts(scene, sitting_id):
    scene.session.commit()
    return find_sittings(scene.session, [sitting_id])[0]


def acting(scene, who="rustam", at=NOW + 10 * MINUTE):
    return {"actor": scene.cast.actor(getattr(scene.cast, who)), "at": at}


def attempt(scene, attempt_id):
    scene.session.commit()
    return queries.find_attempt(scene.session, attempt_id)


def test_without_a_sitting_it_works_as_before_and_with_one_its_window_holds(scene):
    scene.start("tolib", at=NOW - 2 * HOUR)
    sitting = scene.open()
    with pytest.raises(NotOpenYet):
        scene.start(at=NOW - MINUTE)
    with pytest.raises(Closed):
        scene.start(at=NOW + HOUR)
    found = attempt(scene, scene.start(at=NOW + 30 * MINUTE))
    assert (found.sitting_id, found.deadline_at) == (sitting, NOW + HOUR)


def test_the_code_is_asked_once_and_is_nowhere_in_the_database(scene):
    sitting = scene.open(with_code=True)
    with pytest.raises(WrongCode):
        scene.start()
    code = access_code(SECRET, sitting, 1)
    first = scene.start(code=code)
    assert scene.start(code="") == first
    services.renew_code(scene.session, sitting_id=sitting, **acting(scene))
    scene.session.commit()
    with pytest.raises(WrongCode):
        scene.start("tolib", code=code)
    scene.start("tolib", code=access_code(SECRET, sitting, 2))


def test_networks_and_the_statement_are_asked_for(scene):
    scene.open(networks=["10.1.0.0/16"], overrides={"honour": {"en": "I work alone."}})
    with pytest.raises(OutsideNetwork):
        scene.start(address="10.2.0.1", affirmed=True)
    with pytest.raises(NotAffirmed):
        scene.start(address="10.1.0.1")
    scene.start(address="10.1.0.1", affirmed=True)


def test_overrides_hold_and_are_frozen_in_the_attempt(scene):
    sitting = scene.open(overrides={"minutes": 15, "questions": 3, "attempts": 1})
    found = attempt(scene, scene.start())
    assert (found.deadline_at, len(found.paper), found.blueprint.attempts) == (NOW + 16 * MINUTE, 3, 1)
    actor = scene.cast.actor(scene.cast.dilnoza)
    details = SittingDetails(title="X", opens_at=NOW, closes_at=NOW + HOUR, overrides={"minutes": 30})
    with pytest.raises(PeopleSitting):
        services.change_sitting(scene.session, actor=actor, sitting_id=sitting, details=details, at=NOW)


def test_a_changed_window_tells_those_who_have_places(scene):
    told = []
    subscribe(events.SittingMoved, lambda event, _session: told.append(event))
    sitting = scene.open()
    details = SittingDetails(title="Autumn exam", opens_at=NOW + HOUR, closes_at=NOW + 2 * HOUR)
    services.change_sitting(scene.session, sitting_id=sitting, details=details, **acting(scene, "dilnoza"))
    assert set(told[-1].user_ids) == {scene.cast.amina.id, scene.cast.tolib.id}
    bad = SittingDetails(title="Autumn exam", opens_at=NOW + HOUR, closes_at=NOW + HOUR)
    with pytest.raises(TimesInDisorder):
        services.change_sitting(scene.session, sitting_id=sitting, details=bad, **acting(scene, "dilnoza"))


def test_minutes_for_one_move_that_deadline_at_once_and_a_repeat_gives_nothing(scene):
    sitting = scene.open()
    first, second = scene.start(), scene.start("tolib")
    act = new_id()
    for _time in range(2):
        services.give_minutes(
            scene.session,
            sitting_id=sitting,
            enrolment_id=scene.amina.id,
            minutes=10,
            act_id=act,
            reason="Computer restarted",
            **acting(scene),
        )
        scene.session.commit()
    assert attempt(scene, first).deadline_at == NOW + 51 * MINUTE
    assert attempt(scene, second).deadline_at == NOW + 41 * MINUTE
    assert [each.minutes for each in acts_of(scene.session, sitting)] == [10]


def test_minutes_for_all_move_every_deadline_and_the_closing(scene):
    sitting = scene.open()
    first, second = scene.start(), scene.start("tolib", at=NOW + 50 * MINUTE)
    services.give_minutes(scene.session, sitting_id=sitting, minutes=15, act_id=new_id(), **acting(scene))
    scene.session.commit()
    assert attempt(scene, first).deadline_at == NOW + 56 * MINUTE
    assert attempt(scene, second).deadline_at == NOW + 75 * MINUTE
    assert facts(scene, sitting).closes_at == NOW + 75 * MINUTE


def test_minutes_given_before_somebody_begins_are_theirs_when_they_do(scene):
    sitting = scene.open()
    services.give_minutes(
        scene.session, sitting_id=sitting, enrolment_id=scene.amina.id, minutes=5, act_id=new_id(), **acting(scene)
    )
    assert attempt(scene, scene.start(at=NOW)).deadline_at == NOW + 45 * MINUTE


def test_an_answer_after_the_old_deadline_counts_once_minutes_were_given(scene):
    sitting = scene.open()
    attempt_id = scene.start(at=NOW)
    services.give_minutes(scene.session, sitting_id=sitting, minutes=5, act_id=new_id(), **acting(scene))
    saved = assessments.save_response(
        scene.session,
        actor=scene.cast.actor(scene.cast.amina),
        attempt_id=attempt_id,
        response_id=new_id(),
        question=0,
        answer={},
        at=NOW + 43 * MINUTE,
    )
    assert (saved.late, saved.deadline_at) == (False, NOW + 45 * MINUTE)


def test_no_minutes_for_what_is_over_nor_senseless_ones(scene):
    sitting = scene.open()
    attempt_id = scene.start()
    with pytest.raises(WrongMinutes):
        services.give_minutes(scene.session, sitting_id=sitting, minutes=0, act_id=new_id(), **acting(scene))
    actor = scene.cast.actor(scene.cast.amina)
    assessments.submit_attempt(scene.session, actor=actor, attempt_id=attempt_id, at=NOW + 5 * MINUTE)
    scene.session.commit()
    with pytest.raises(AlreadyOver):
        services.give_minutes(
            scene.session, sitting_id=sitting, enrolment_id=scene.amina.id, minutes=5, act_id=new_id(), **acting(scene)
        )


def test_an_ended_attempt_is_marked_and_later_answers_are_kept_apart(scene):
    graded, ended = [], []
    subscribe(AttemptGraded, lambda event, _session: graded.append(event.attempt_id))
    subscribe(events.AttemptEnded, lambda event, _session: ended.append(event.reason))
    sitting = scene.open()
    with pytest.raises(NotBegun):
        services.end_for(
            scene.session, sitting_id=sitting, enrolment_id=scene.amina.id, reason="Phone", **acting(scene)
        )
    attempt_id = scene.start()
    services.end_for(scene.session, sitting_id=sitting, enrolment_id=scene.amina.id, reason="Phone", **acting(scene))
    scene.session.commit()
    saved = assessments.save_response(
        scene.session,
        actor=scene.cast.actor(scene.cast.amina),
        attempt_id=attempt_id,
        response_id=new_id(),
        question=0,
        answer={},
        at=NOW + 11 * MINUTE,
    )
    scene.session.commit()
    assert saved.late
    assert attempt_id in graded
    assert ended[-1] == "Phone"
    amina = next(
        each for each in watch(scene.session, sitting, AssessmentKind.FINAL_EXAM) if each.user_id == scene.cast.amina.id
    )
    assert (amina.state(NOW + 12 * MINUTE), amina.late) == ("ended", 1)
    with pytest.raises(AlreadyOver):
        services.end_for(scene.session, sitting_id=sitting, enrolment_id=scene.amina.id, reason="!", **acting(scene))


def test_incidents_are_on_record_and_can_not_be_changed(scene):
    sitting, act = scene.open(), new_id()
    for _time in range(2):
        services.note_incident(
            scene.session,
            sitting_id=sitting,
            text=" Fire alarm ",
            act_id=act,
            enrolment_id=scene.tolib.id,
            **acting(scene),
        )
        scene.session.commit()
    [note] = acts_of(scene.session, sitting)
    assert (note.text, note.about, note.by) == ("Fire alarm", scene.cast.tolib.name, scene.cast.rustam.name)
    row = scene.session.scalars(select(SittingAct)).one()
    row.text = "Nothing"
    with pytest.raises(DBAPIError):
        scene.session.flush()
    scene.session.rollback()


def test_accommodations_apply_at_the_start_and_stay_with_administrators(scene):
    sitting = scene.open()
    details = AccommodationDetails(extra_percent=50, language="en", large_print=True, remark="Poor eyesight")
    about = {
        "sitting_id": sitting,
        "enrolment_id": scene.amina.id,
        "only_here": False,
        "kind": AssessmentKind.FINAL_EXAM,
    }
    with pytest.raises(NotAllowed):
        services.grant_accommodation(scene.session, details=details, **about, **acting(scene, "rustam"))
    services.grant_accommodation(scene.session, details=details, **about, **acting(scene, "dilnoza"))
    found = attempt(scene, scene.start(at=NOW))
    assert (found.deadline_at, found.language, found.large_print) == (NOW + HOUR, "en", True)
    entry = scene.session.scalars(
        select(AuditEntry).where(AuditEntry.action == "assessments:accommodation:grant")
    ).one()
    assert "Poor eyesight" not in str(entry.facts)


def test_who_joined_later_is_added_once(scene, session):
    sitting = scene.open()
    cast = scene.cast
    dilnoza = cast.actor(cast.dilnoza)
    cohort = get_cohort(session, dilnoza, scene.cohort.id)
    place_person(session, actor=dilnoza, cohort=cohort, user_id=cast.farida.id, language="ru", at=NOW)
    session.commit()
    for expected in (1, 0):
        added = add_later_people(session, actor=dilnoza, cohort_id=cohort.id, sitting_id=sitting, at=NOW)
        session.commit()
        assert added == expected
    assert len(watch(session, sitting, AssessmentKind.FINAL_EXAM)) == 3


def test_strangers_find_nothing_and_the_list_agrees_with_the_rule(scene):
    sitting = scene.open()
    path = scene.cast.dushanbe_centre.path
    for who in ("amina", "tolib", "rustam", "dilnoza", "farida", "sherzod", "gulnora", "nargis", "bahrom"):
        actor = scene.cast.actor(getattr(scene.cast, who))
        rows = scene.session.execute(visible_sittings(actor, SittingFilter(at=NOW))).all()
        assert bool(rows) == allowed(actor, SittingPermission.SEE, path), who
    with pytest.raises(Missing):
        services.renew_code(scene.session, sitting_id=sitting, **acting(scene, "sherzod"))


def test_questions_in_other_languages_are_left_out_refused_or_shown(scene, session):
    add_question(session, scene.module, languages=("en",), name="only-english")
    session.commit()
    assert len(attempt(scene, scene.start()).paper) == 6  # Russian is Amina's language: the new one is left out
    scene.open(overrides={"missing_language": "refuse"})
    with pytest.raises(NotInYourLanguage):
        scene.start("tolib")
    scene.open(overrides={"missing_language": "fall_back"}, opens_at=NOW + 5 * MINUTE, closes_at=NOW + 30 * MINUTE)
    assert len(attempt(scene, scene.start("tolib", at=NOW + 6 * MINUTE)).paper) == 7


def test_a_failed_section_fails_the_exam_and_counts_for_no_certificate(session, cast):
    scene = make_scene(session, cast, pass_mark=0, sections=[{"module": "what-trafficking-is", "pass_mark": 90}])
    attempt_id = scene.start()
    actor = cast.actor(cast.amina)
    assessments.submit_attempt(session, actor=actor, attempt_id=attempt_id, at=NOW + 5 * MINUTE)
    session.commit()
    assert queries.latest_grade(session, attempt_id).passed is False
    assert best_exam_percent(session, [scene.amina.id]) == {}
    assert results_overview(session, [scene.amina.id])[0].passed is False


def test_starting_takes_the_same_few_statements_whatever_the_pool(scene, session, statements):
    code = access_code(SECRET, scene.open(with_code=True, overrides={"questions": 6}), 1)
    counts = []
    for person, more in (("amina", 0), ("tolib", 60)):
        for _number in range(more):
            add_question(session, scene.module)
        session.commit()
        with statements() as seen:
            scene.start(person, code=code)
        counts.append(len([each for each in seen if "accounts_" not in each]))
    assert counts[0] == counts[1] <= 10


def test_the_live_list_takes_the_same_few_statements_however_many_sit(scene, session, statements):
    sitting = scene.open()
    counts = []
    for person in ("amina", "tolib"):
        scene.start(person)
        with statements() as seen:
            watch(session, sitting, AssessmentKind.FINAL_EXAM)
        counts.append(len(seen))
    assert counts == [3, 3]


def test_a_whole_page_is_saved_in_three_statements_and_once(scene, session, statements):
    attempt_id, actor = scene.start(), scene.cast.actor(scene.cast.amina)
    given = [assessments.GivenAnswer(new_id(), place, {}, flagged=True) for place in range(6)]
    for expected in (6, 0):
        with statements() as seen:
            late = assessments.save_responses(
                session, actor=actor, attempt_id=attempt_id, given=given, at=NOW + 2 * MINUTE
            )
        session.commit()
        assert len(late) == expected
        assert len(seen) <= 3
    stored = session.scalars(select(Response.sequence).where(Response.attempt_id == attempt_id))
    assert sorted(stored) == [1, 2, 3, 4, 5, 6]
