"""Whenever a seat becomes free, whoever waits has it at once: by whatever way it became free, once, and on record."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from threading import Barrier, Thread
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select

from app.core.audit import AuditEntry
from app.core.db import db, transaction
from app.core.errors import RuleViolation
from app.core.outbox import OutboxEntry
from app.courses.models import CourseEdition
from app.training.models import Cohort, CohortPlace
from app.training.moves.services import change_cohort_of
from app.training.nominations import services
from app.training.nominations.rules.states import Act, State
from app.training.services import CohortDetails, change_cohort, enrol_person
from tests import factories
from tests.conftest import NOW
from tests.training.nominations.scene import CLOSES, RELEASES, Scene, make_scene


@pytest.fixture
def scene(app: Flask, session, cast) -> Iterator[Scene]:
    with app.app_context():
        yield make_scene(session, cast)
        session.rollback()


def details_of(cohort: Cohort, *, capacity: int) -> CohortDetails:
    return CohortDetails(
        title=cohort.title,
        starts_on=cohort.starts_on,
        ends_on=cohort.ends_on,
        place=cohort.place,
        capacity=capacity,
        language=cohort.language,
    )


def resize(scene: Scene, capacity: int) -> None:
    change_cohort(
        scene.session,
        actor=scene.administrator,
        cohort_id=scene.cohort.id,
        details=details_of(scene.cohort, capacity=capacity),
        at=NOW,
    )
    scene.session.flush()


def fill(scene: Scene, *, waiting: int) -> tuple[list[UUID], list[UUID]]:
    """Seat four of the interior ministry and two prosecutors, and let others of both wait in turn."""
    cast = scene.cast
    scene.call({cast.interior: 4, cast.prosecution: 2})
    seated = [scene.nominate(home) for home in (cast.interior,) * 4 + (cast.prosecution,) * 2]
    services.decide(scene.session, actor=scene.administrator, nomination_ids=seated, act=Act.ACCEPT, at=NOW)
    line = []
    for number in range(waiting):
        home = (cast.prosecution, cast.interior)[number % 2]
        line.append(scene.nominate(home, reserve=True, at=NOW + timedelta(hours=number)))
        scene.step(line[-1], Act.WAIT, reason="Full.")
    return seated, line


@pytest.mark.slow
def test_more_places_in_the_cohort_go_to_those_who_waited_longest(scene):
    _seated, line = fill(scene, waiting=3)
    resize(scene, 8)
    assert [scene.state(each) for each in line] == [State.ACCEPTED, State.ACCEPTED, State.WAITING]
    assert scene.board.cohort.taken == 8
    last = scene.acts(line[0])[-1]
    assert (last.act, last.by, last.reason) == (Act.PROMOTE, None, "The cohort has more places.")
    entry = scene.session.scalars(
        select(AuditEntry).where(
            AuditEntry.action == "training:nomination:promote", AuditEntry.subject_id == str(line[0])
        )
    ).one()
    assert entry.facts["ordered_by"] == str(scene.cast.dilnoza.id)
    # The person is told that they have a place, the officer that somebody moved up.
    mails = [str(each.payload) for each in scene.session.scalars(select(OutboxEntry))]
    assert any("moved up from the waiting list" in each for each in mails)


def test_saving_the_same_number_of_places_or_fewer_moves_nobody(scene):
    _seated, line = fill(scene, waiting=1)
    resize(scene, 6)
    with pytest.raises(RuleViolation):
        resize(scene, 5)
    assert scene.state(line[0]) is State.WAITING
    resize(scene, 7)
    before = scene.acts(line[0])
    resize(scene, 7)
    assert len(scene.acts(line[0])) == len(before)


def test_new_places_that_are_held_for_an_agency_are_given_to_nobody_else(scene):
    cast = scene.cast
    scene.call({cast.interior: 4, cast.prosecution: 2})
    seated = [scene.nominate(cast.prosecution) for _number in range(2)]
    services.decide(scene.session, actor=scene.administrator, nomination_ids=seated, act=Act.ACCEPT, at=NOW)
    waits = [scene.nominate(cast.prosecution, reserve=True) for _number in range(2)]
    for each in waits:
        scene.step(each, Act.WAIT, reason="Full.")
    resize(scene, 7)
    assert [scene.state(each) for each in waits] == [State.ACCEPTED, State.WAITING]
    assert scene.board.seats.held(cast.interior.id) == 4
    assert scene.board.seats.free == 0


def test_a_higher_quota_calls_up_the_agencys_own_people(scene):
    cast = scene.cast
    scene.call({cast.interior: 1, cast.prosecution: 2})
    first = scene.nominate(cast.interior)
    spare = scene.nominate(cast.interior, reserve=True)
    scene.call({cast.interior: 2, cast.prosecution: 2})
    assert [scene.state(each) for each in (first, spare)] == [State.WITH_CENTRE, State.WITH_CENTRE]
    last = scene.acts(spare)[-1]
    assert (last.act, last.by, last.reason) == (Act.CALL_UP, None, "The centre changed the quota.")


def test_seats_that_an_agency_takes_again_call_up_its_own_people(scene):
    cast = scene.cast
    scene.call({cast.interior: 2, cast.prosecution: 2})
    scene.nominate(cast.interior)

    def say(seats: int) -> None:
        services.note_seats(
            scene.session,
            actor=scene.actor(cast.farida),
            cohort_id=scene.cohort.id,
            agency_id=cast.interior.id,
            seats=seats,
            at=NOW,
        )

    say(1)
    spare = scene.nominate(cast.interior, reserve=True)
    say(2)
    assert scene.state(spare) is State.WITH_CENTRE
    say(2)
    assert [each.act for each in scene.acts(spare)] == [Act.LIST_RESERVE, Act.CALL_UP]


@pytest.mark.parametrize("act", [Act.WITHDRAW, Act.REFUSE])
def test_a_nomination_that_ends_before_the_decision_frees_the_agencys_seat(scene, act):
    cast = scene.cast
    scene.call({cast.interior: 1, cast.prosecution: 5})
    gone = scene.nominate(cast.interior)
    spare = scene.nominate(cast.interior, reserve=True)
    scene.step(gone, act, reason="Not an investigator.")
    assert scene.state(spare) is State.WITH_CENTRE
    assert scene.acts(spare)[-1].cause_id == gone


def test_after_the_call_closed_such_a_seat_goes_on_to_others(scene):
    cast = scene.cast
    scene.call({cast.interior: 5, cast.prosecution: 1})
    gone, *_others = [scene.nominate(cast.interior) for _number in range(5)]
    scene.nominate(cast.prosecution)
    waits = scene.nominate(cast.prosecution, reserve=True)
    scene.step(waits, Act.WAIT, reason="Full.")
    later = NOW + timedelta(days=(CLOSES - NOW.date()).days + 1)
    scene.step(gone, Act.WITHDRAW, cast.farida, "Ill.", at=later)
    assert scene.state(waits) is State.ACCEPTED
    assert later.date() < RELEASES


def test_while_the_call_is_open_the_agency_may_name_somebody_else_for_such_a_seat(scene):
    cast = scene.cast
    scene.call({cast.interior: 5, cast.prosecution: 1})
    gone, *_others = [scene.nominate(cast.interior) for _number in range(5)]
    scene.nominate(cast.prosecution)
    waits = scene.nominate(cast.prosecution, reserve=True)
    scene.step(waits, Act.WAIT, reason="Full.")
    scene.step(gone, Act.WITHDRAW, cast.farida, "Ill.")
    assert scene.state(waits) is State.WAITING
    scene.nominate(cast.interior)


def test_whoever_goes_on_in_another_cohort_leaves_a_seat(scene):
    seated, line = fill(scene, waiting=1)
    second = factories.make_cohort(
        scene.session,
        scene.centre,
        scene.session.get_one(CourseEdition, scene.cohort.course_edition_id),
        title="Cohort 2",
        starts_on=scene.cohort.starts_on + timedelta(days=60),
        ends_on=scene.cohort.ends_on + timedelta(days=60),
    )
    scene.session.flush()
    moved = scene.find(seated[0])
    change_cohort_of(
        scene.session,
        actor=scene.administrator,
        enrolment_id=moved.enrolment_id,
        cohort_id=second.id,
        reason="Called to court.",
        at=NOW,
    )
    assert scene.state(seated[0]) is State.WITHDRAWN
    assert scene.state(line[0]) is State.ACCEPTED
    assert scene.acts(line[0])[-1].cause_id == seated[0]


def test_a_hindered_person_does_not_stop_those_behind(scene):
    cast = scene.cast
    _seated, line = fill(scene, waiting=2)
    first = scene.session.get_one(type(cast.amina), scene.find(line[0]).user_id)
    first.deactivated_at = NOW
    scene.session.flush()
    resize(scene, 7)
    assert [scene.state(each) for each in line] == [State.WAITING, State.ACCEPTED]


def test_two_administrators_at_once_give_each_new_place_once(app: Flask, session, cast):
    with app.app_context():
        scene = make_scene(session, cast)
        seated, line = fill(scene, waiting=3)
        administrator, cohort_id = scene.administrator, scene.cohort.id
        bigger = details_of(scene.cohort, capacity=7)
        stranger = cast.tolib.id
        session.commit()
    start, refused = Barrier(4), []

    def act(work) -> None:
        start.wait()
        try:
            with app.app_context(), transaction() as writing:
                work(writing)
        except RuleViolation as violation:
            refused.append(violation.code)

    def leave(writing, nomination_id: UUID) -> None:
        services.take_step(
            writing, actor=administrator, nomination_id=nomination_id, act=Act.WITHDRAW, reason="Ill.", at=NOW
        )

    works = [
        lambda writing: change_cohort(writing, actor=administrator, cohort_id=cohort_id, details=bigger, at=NOW),
        lambda writing: leave(writing, seated[0]),
        lambda writing: leave(writing, seated[1]),
        lambda writing: enrol_person(writing, actor=administrator, cohort_id=cohort_id, user_id=stranger, at=NOW),
    ]
    threads = [Thread(target=act, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    session.rollback()
    session.expire_all()
    places = session.scalars(
        select(CohortPlace.user_id).where(CohortPlace.cohort_id == cohort_id, CohortPlace.left_at.is_(None))
    ).all()
    # Six seats, one more, and two left: whoever waits is quicker than a direct enrolment, which finds all taken.
    assert len(places) == len(set(places)) == 7
    assert stranger not in places
    assert refused == ["cohort-full"]
    promoted = [[each.act for each in scene.acts(one)].count(Act.PROMOTE) for one in line]
    assert promoted == [1, 1, 1]
    session.rollback()
    with app.app_context():
        db.session.remove()
