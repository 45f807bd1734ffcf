"""From the call to the place in the cohort: quotas, approval in steps, the waiting list, no-shows and letters."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.exc import DatabaseError

from app.accounts.models import Invitation, User
from app.accounts.rules import EmailTaken
from app.core import events
from app.core.audit import AuditEntry
from app.core.errors import Missing, NotAllowed
from app.core.ids import new_id
from app.core.outbox import OutboxEntry
from app.core.ports import ports
from app.courses.models import CourseEdition
from app.courses.services import withdraw
from app.training.models import AttendanceMark, AttendanceStatus, CohortPlace
from app.training.nominations import release_due, services
from app.training.nominations.events import NominationDecided, NominationPromoted, SeatReleased
from app.training.nominations.models import InvitationLetter, NominationAct
from app.training.nominations.printing import compose, print_letter
from app.training.nominations.queries.boards import letters_of, officer_board
from app.training.nominations.queries.calls import list_calls, waiting_for_centre, waiting_for_officer
from app.training.nominations.queries.people import never_present, remarks_of
from app.training.nominations.rules.remarks import RemarkKind
from app.training.nominations.rules.seats import NoFreeSeat, NoQuota, QuotaReached
from app.training.nominations.rules.states import Act, NotPossibleNow, State
from app.training.nominations.services.calls import CallDatesWrong, HeadUnknown
from app.training.nominations.services.letters import NotAccepted, draft_letters
from app.training.nominations.services.nominating import AlreadyNominated, CallClosed
from app.training.rules.places import ReasonMissing
from app.training.services import enrol_person, withdraw_person
from tests import factories
from tests.conftest import NOW
from tests.training.nominations.scene import CLOSES, ENDS, RELEASES, STARTS, Scene, make_scene, new_person


@pytest.fixture
def scene(app: Flask, session, cast) -> Iterator[Scene]:
    with app.app_context():
        yield make_scene(session, cast)
        session.rollback()


@pytest.fixture
def told() -> Iterator[list[object]]:
    """Collect what is told to those who listen."""
    heard: list[object] = []
    kinds = (NominationDecided, NominationPromoted, SeatReleased)

    def hear(event: object, _session: object) -> None:
        heard.append(event)

    for kind in kinds:
        events.subscribe(kind, hear)
    yield heard
    for kind in kinds:
        events._handlers[kind].remove(hear)


def test_a_quota_covers_what_is_below_the_agency_and_is_never_overrun(scene):
    cast = scene.cast
    scene.call({cast.interior: 2, scene.court: 1})
    scene.nominate(cast.interior)
    scene.nominate(cast.interior_sughd)
    with pytest.raises(QuotaReached):
        scene.nominate(cast.interior_sughd)
    with pytest.raises(NoQuota):
        scene.nominate(cast.prosecution)
    first = scene.nominate(cast.interior, reserve=True)
    second = scene.nominate(cast.interior, reserve=True)
    assert [scene.find(each).position for each in (first, second)] == [1, 2]
    services.move_in_reserve(scene.session, actor=scene.actor(cast.farida), nomination_id=second, at=NOW)
    assert [scene.find(each).position for each in (first, second)] == [2, 1]
    assert scene.board.seats.room_of(cast.interior.id) == 0


def test_an_agency_is_nominated_for_by_its_own_officers_in_time_and_once(scene):
    cast = scene.cast
    scene.call({cast.interior: 3})
    scene.nominate(cast.interior_sughd, cast.amina)
    with pytest.raises(AlreadyNominated):
        scene.nominate(cast.interior_sughd, cast.amina)
    with pytest.raises(Missing):
        scene.nominate(cast.interior, cast.tolib)
    with pytest.raises(Missing):
        scene.nominate(cast.interior, new_person(cast.prosecution))
    with pytest.raises(EmailTaken):
        scene.nominate(cast.interior, new_person(cast.interior, email="tolib@example.org"))
    with pytest.raises(CallClosed):
        scene.nominate(cast.interior, at=NOW + timedelta(days=11))
    with pytest.raises(CallDatesWrong):
        scene.call({cast.interior: 3}, release_on=STARTS + timedelta(days=1))


def test_a_person_of_the_agency_who_is_written_down_again_is_recognised(scene):
    cast = scene.cast
    scene.call({cast.interior: 3})
    found = scene.nominate(cast.interior, new_person(cast.interior, email="AMINA@example.org"))
    assert scene.find(found).user_id == cast.amina.id
    assert scene.find(found).agency_id == cast.interior_sughd.id


def test_the_head_confirms_before_the_centre_decides(scene):
    cast = scene.cast
    head, officer = cast.farida, scene.actor(cast.farida)
    scene.call({cast.interior: 2})
    with pytest.raises(HeadUnknown):
        services.set_head(scene.session, actor=officer, agency_id=cast.interior.id, head_id=cast.rustam.id, at=NOW)
    services.set_head(scene.session, actor=officer, agency_id=cast.interior.id, head_id=head.id, at=NOW)
    found = scene.nominate(cast.interior_sughd)
    assert scene.state(found) is State.WITH_HEAD
    assert waiting_for_officer(scene.session, officer) == 1
    with pytest.raises(NotPossibleNow):
        scene.step(found, Act.ACCEPT)
    with pytest.raises(NotAllowed):
        scene.step(found, Act.CONFIRM)
    with pytest.raises(ReasonMissing):
        scene.step(found, Act.SEND_BACK, head)
    scene.step(found, Act.SEND_BACK, head, "Needed for a trial then.")
    scene.step(found, Act.SUBMIT_AGAIN, head)
    assert scene.state(found) is State.WITH_HEAD
    scene.step(found, Act.CONFIRM, head)
    assert scene.state(found) is State.WITH_CENTRE
    assert [title for title, _count in waiting_for_centre(scene.session, scene.administrator).values()] == ["Cohort 1"]
    assert waiting_for_officer(scene.session, officer) == 0


def test_the_history_says_who_did_what_and_can_not_be_rewritten(scene):
    cast = scene.cast
    scene.call({cast.interior: 2})
    found = scene.nominate(cast.interior)
    scene.step(found, Act.RETURN, reason="The birthday is missing.")
    scene.step(found, Act.SUBMIT_AGAIN, cast.farida)
    scene.step(found, Act.REFUSE, reason="The course is for judges.")
    history = scene.acts(found)
    assert [(each.act, each.by) for each in history] == [
        (Act.NOMINATE, cast.farida.id),
        (Act.RETURN, cast.dilnoza.id),
        (Act.SUBMIT_AGAIN, cast.farida.id),
        (Act.REFUSE, cast.dilnoza.id),
    ]
    assert history[-1].reason == "The course is for judges."
    with pytest.raises(NotPossibleNow):
        scene.step(found, Act.ACCEPT)
    audited = scene.session.scalars(select(AuditEntry.action).where(AuditEntry.subject_id == str(found))).all()
    assert len(audited) == 4
    history[0].reason = "Otherwise"
    with pytest.raises(DatabaseError):
        scene.session.flush()
    scene.session.rollback()


def test_who_is_accepted_has_a_place_by_the_same_services_and_a_new_person_gets_a_link(scene):
    cast = scene.cast
    scene.call({cast.interior: 2})
    known = scene.nominate(cast.interior_sughd, cast.amina)
    fresh = scene.nominate(cast.interior, new_person(cast.interior))
    for each in (known, fresh):
        scene.step(each, Act.ACCEPT)
    places = scene.session.scalars(select(CohortPlace).where(CohortPlace.cohort_id == scene.cohort.id)).all()
    user = scene.session.scalars(select(User).where(User.email == "new@example.org")).one()
    assert {each.user_id for each in places} == {cast.amina.id, user.id}
    assert user.agency_id == cast.interior.id
    assert scene.session.scalars(select(Invitation).where(Invitation.user_id == user.id)).one()
    mails = [each.payload for each in scene.session.scalars(select(OutboxEntry))]
    assert sum(each.get("to") == "new@example.org" and "/invitation" in str(each) for each in mails) == 1
    assert scene.find(known).enrolment_id in {each.enrolment_id for each in places}
    with pytest.raises(NotPossibleNow):
        scene.step(known, Act.ACCEPT)


def test_seats_held_for_an_agency_are_not_given_to_the_waiting_list(scene):
    cast = scene.cast
    scene.call({cast.interior: 4, cast.prosecution: 2})
    extra = scene.nominate(cast.prosecution, reserve=True)
    scene.nominate(cast.prosecution)
    scene.nominate(cast.prosecution)
    scene.step(extra, Act.WAIT, reason="All seats are given.")
    with pytest.raises(NoFreeSeat):
        scene.step(extra, Act.ACCEPT)
    assert scene.state(extra) is State.WAITING
    services.note_seats(
        scene.session,
        actor=scene.actor(cast.farida),
        cohort_id=scene.cohort.id,
        agency_id=cast.interior.id,
        seats=3,
        at=NOW,
    )
    assert scene.state(extra) is State.ACCEPTED
    assert scene.acts(extra)[-1].by is None


def test_the_waiting_list_moves_up_by_itself_when_somebody_withdraws(scene, told):
    cast = scene.cast
    scene.call({cast.interior: 3, cast.prosecution: 2, scene.court: 1})
    accepted = [scene.nominate(home) for home in (cast.interior,) * 3 + (cast.prosecution,) * 2 + (scene.court,)]
    later = scene.nominate(scene.court, reserve=True, at=NOW + timedelta(hours=1))
    sooner = scene.nominate(cast.prosecution, new_person(cast.prosecution), reserve=True)
    services.decide(scene.session, actor=scene.administrator, nomination_ids=accepted, act=Act.ACCEPT, at=NOW)
    for each in (later, sooner):
        scene.step(each, Act.WAIT, reason="Full.")
    scene.step(accepted[0], Act.WITHDRAW, cast.farida, "Called to court.")
    assert scene.state(accepted[0]) is State.WITHDRAWN
    assert (scene.state(sooner), scene.state(later)) == (State.ACCEPTED, State.WAITING)
    last = scene.acts(sooner)[-1]
    assert (last.act, last.by, last.cause_id) == (Act.PROMOTE, None, accepted[0])
    assert scene.board.cohort.taken == 6
    assert [each.accepted for each in told if isinstance(each, NominationPromoted)] == [True]
    assert [each.agency_id for each in told if isinstance(each, SeatReleased)] == [cast.interior.id]
    # The agency whose seat went on has one fewer.
    with pytest.raises(QuotaReached):
        scene.nominate(cast.interior)


def test_a_substitute_of_the_agency_comes_before_the_waiting_list_of_others(scene):
    cast = scene.cast
    scene.call({cast.interior: 4, cast.prosecution: 2})
    seated = [scene.nominate(home) for home in (cast.interior,) * 4 + (cast.prosecution,) * 2]
    services.decide(scene.session, actor=scene.administrator, nomination_ids=seated, act=Act.ACCEPT, at=NOW)
    other = scene.nominate(cast.prosecution, reserve=True)
    scene.step(other, Act.WAIT, reason="Full.")
    first = scene.nominate(cast.interior, reserve=True, at=NOW + timedelta(hours=1))
    named = scene.nominate(cast.interior, stands_in_for=seated[0], at=NOW + timedelta(hours=2))
    scene.step(seated[0], Act.WITHDRAW, cast.farida, "Ill.")
    # The centre has not seen the substitute yet, so that the seat is held and the centre decides.
    assert scene.state(named) is State.WITH_CENTRE
    assert scene.acts(named)[-1].act is Act.CALL_UP
    assert (scene.state(first), scene.state(other)) == (State.RESERVE, State.WAITING)
    scene.step(named, Act.ACCEPT)
    assert scene.board.cohort.taken == 6


def test_whoever_is_withdrawn_on_the_page_of_the_cohort_leaves_a_seat_too(scene):
    cast = scene.cast
    scene.call({cast.interior: 6})
    seated = [scene.nominate(cast.interior) for _number in range(6)]
    services.decide(scene.session, actor=scene.administrator, nomination_ids=seated, act=Act.ACCEPT, at=NOW)
    waits = scene.nominate(cast.interior, reserve=True)
    scene.step(waits, Act.WAIT, reason="Full.")
    withdraw_person(
        scene.session,
        actor=scene.administrator,
        cohort_id=scene.cohort.id,
        enrolment_id=scene.find(seated[2]).enrolment_id,
        reason="Moved abroad.",
        at=NOW,
    )
    assert scene.state(seated[2]) is State.WITHDRAWN
    assert scene.acts(seated[2])[-1].reason == "Moved abroad."
    assert scene.state(waits) is State.ACCEPTED


def test_whoever_was_enrolled_without_a_nomination_leaves_a_seat_for_the_waiting_list(scene):
    cast = scene.cast
    direct = enrol_person(
        scene.session, actor=scene.administrator, cohort_id=scene.cohort.id, user_id=cast.tolib.id, at=NOW
    )
    scene.call({cast.interior: 5})
    for _number in range(5):
        scene.nominate(cast.interior)
    waits = scene.nominate(cast.interior, reserve=True)
    scene.step(waits, Act.WAIT, reason="Full.")
    withdraw(scene.session, actor=scene.administrator, enrolment_id=direct, reason="Changed work.", at=NOW)
    assert scene.state(waits) is State.ACCEPTED


def test_unused_seats_are_released_after_their_day(scene, clock):
    cast = scene.cast
    scene.call({cast.interior: 4, cast.prosecution: 2})
    scene.nominate(cast.interior)
    kept = [scene.nominate(cast.prosecution) for _number in range(2)]
    waits = scene.nominate(cast.prosecution, reserve=True)
    scene.step(waits, Act.WAIT, reason="Full.")
    scene.session.commit()
    release_due()
    assert scene.state(waits) is State.WAITING
    clock.instant = NOW + timedelta(days=(RELEASES - NOW.date()).days + 1)
    scene.session.rollback()
    release_due()
    scene.session.rollback()
    scene.session.expire_all()
    assert scene.state(waits) is State.ACCEPTED
    assert scene.board.seats.claims == {cast.interior.id: 1, cast.prosecution.id: 2}
    assert all(scene.state(each) is State.WITH_CENTRE for each in kept)
    assert scene.board.call.released_at is not None
    before = scene.count(NominationAct)
    release_due()
    assert scene.count(NominationAct) == before


def test_a_changed_quota_gives_and_takes_seats(scene):
    cast = scene.cast
    scene.call({cast.interior: 4, cast.prosecution: 2})
    services.note_seats(
        scene.session,
        actor=scene.actor(cast.farida),
        cohort_id=scene.cohort.id,
        agency_id=cast.interior.id,
        seats=2,
        at=NOW,
    )
    scene.call({cast.interior: 4, cast.prosecution: 1})
    assert scene.board.seats.free == 3
    scene.call({cast.interior: 5, cast.prosecution: 1})
    assert scene.board.seats.claims == {cast.interior.id: 3, cast.prosecution.id: 1}


def test_an_officer_sees_own_people_and_seats_and_nothing_of_others(scene):
    cast = scene.cast
    scene.call({cast.interior: 2, cast.prosecution: 2})
    own, other = scene.nominate(cast.interior), scene.nominate(cast.prosecution)
    board = officer_board(scene.session, scene.actor(cast.farida), scene.cohort.id)
    assert [each.id for each in board.nominations] == [own]
    assert [each.agency_id for each in board.quotas] == [cast.interior.id]
    with pytest.raises(Missing):
        scene.step(other, Act.WITHDRAW, cast.farida, "x")
    with pytest.raises(Missing):
        officer_board(scene.session, scene.actor(cast.sherzod), scene.cohort.id)
    assert list_calls(scene.session, scene.actor(cast.sherzod)) == []
    assert [(each.seats, each.counts) for each in list_calls(scene.session, scene.actor(cast.farida))] == [
        (2, {State.WITH_CENTRE: 1})
    ]


def test_no_shows_are_on_record_and_known_the_next_time(scene):
    cast = scene.cast
    scene.call({cast.interior: 2})
    found = scene.nominate(cast.interior_sughd, cast.amina)
    scene.step(found, Act.ACCEPT)
    scene.step(found, Act.NO_SHOW, cast.rustam, at=NOW + timedelta(days=30))
    assert scene.state(found) is State.NO_SHOW
    second = factories.make_cohort(
        scene.session,
        scene.centre,
        scene.session.get_one(CourseEdition, scene.cohort.course_edition_id),
        title="Cohort 2",
        starts_on=STARTS + timedelta(days=60),
        ends_on=ENDS + timedelta(days=60),
    )
    scene.cohort = second
    scene.call({cast.interior: 2}, closes_on=CLOSES + timedelta(days=60), release_on=RELEASES + timedelta(days=60))
    again = scene.nominate(cast.interior_sughd, cast.amina)
    remarks = remarks_of(scene.session, scene.board, scene.board.nominations, NOW)[again]
    assert [(each.kind, each.what) for each in remarks] == [(RemarkKind.NO_SHOW, "Cohort 1")]


def test_letters_are_in_the_language_of_the_person_and_stay_as_issued(scene):
    cast = scene.cast
    scene.call({cast.interior: 2}, bring={"en": "A passport", "ru": "Паспорт", "tg": "Шиноснома"})
    fresh = scene.nominate(cast.interior, new_person(cast.interior))
    with pytest.raises(NotAccepted):
        _draft(scene)
    scene.step(fresh, Act.ACCEPT)
    drafted = _draft(scene)
    with pytest.raises(NotAllowed):
        services.issue_letters(
            scene.session, actor=scene.actor(cast.rustam), cohort_id=scene.cohort.id, drafted=drafted, at=NOW
        )
    services.issue_letters(scene.session, actor=scene.administrator, cohort_id=scene.cohort.id, drafted=drafted, at=NOW)
    letter = scene.session.scalars(select(InvitationLetter)).one()
    assert ports().storage.get(letter.file_digest).startswith(b"%PDF")
    assert "Шиноснома" in compose(letter.snapshot)
    assert letter.language == "tg"
    assert letter.reference in compose(letter.snapshot)
    with pytest.raises(NotAccepted):
        _draft(scene)
    again = _draft(scene, fresh)
    services.issue_letters(scene.session, actor=scene.administrator, cohort_id=scene.cohort.id, drafted=again, at=NOW)
    assert scene.count(InvitationLetter) == 2
    latest = letters_of(scene.session, [fresh])[fresh]
    assert latest.reference != letter.reference


def _draft(scene: Scene, *chosen: object) -> list:
    return draft_letters(
        scene.session,
        actor=scene.administrator,
        cohort_id=scene.cohort.id,
        nomination_ids=chosen,
        print_letter=print_letter,
        storage=ports().storage,
        at=NOW,
    )


def test_who_was_accepted_and_never_came_is_pointed_out(scene):
    cast = scene.cast
    scene.call({cast.interior: 2})
    keys = [scene.nominate(cast.interior_sughd, cast.amina), scene.nominate(cast.interior)]
    for each in keys:
        scene.step(each, Act.ACCEPT)
    begins = NOW + timedelta(days=20)
    held = factories.make_session(scene.session, scene.cohort, begins, begins + timedelta(hours=2))
    for each, status in zip(keys, (AttendanceStatus.ABSENT, AttendanceStatus.PRESENT), strict=True):
        found = scene.find(each)
        scene.session.add(
            AttendanceMark(
                id=new_id(),
                session_id=held.id,
                enrolment_id=found.enrolment_id,
                user_id=found.user_id,
                agency_id=found.agency_id,
                status=status,
                marked_by=cast.rustam.id,
                marked_at=NOW,
            )
        )
    scene.session.flush()
    assert never_present(scene.session, scene.board, begins) == frozenset()
    after = begins + timedelta(days=1)
    assert never_present(scene.session, scene.board, after) == {scene.find(keys[0]).enrolment_id}
    scene.step(keys[0], Act.NO_SHOW, cast.rustam, at=after)
    assert never_present(scene.session, scene.board, after) == frozenset()
    scene.step(keys[0], Act.CAME, cast.rustam, "The sheet was wrong.", at=after)
    assert scene.state(keys[0]) is State.ACCEPTED
