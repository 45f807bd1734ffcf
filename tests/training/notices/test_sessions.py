"""Sessions: who is told, and invitations that calendars understand."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
import vobject
from flask import Flask
from icalendar import Calendar
from sqlalchemy import select, update

from app.accounts.models import User
from app.accounts.queries import get_actor
from app.core.db import transaction
from app.core.ids import new_id
from app.core.mail import Message
from app.core.outbox import OutboxEntry
from app.training.models import SessionKind, TrainingCentre
from app.training.notices.planning import tell_planned
from app.training.services.cohorts import CohortDetails, change_cohort
from app.training.services.people import enrol_person, withdraw_person
from app.training.services.sessions import SessionDetails, cancel_session, change_session, plan_session
from tests.conftest import NOW
from tests.training.conftest import School, at

LATER = NOW + timedelta(seconds=1)  # than people were placed


def details(starts: datetime, **more: Any) -> SessionDetails:
    values: dict[str, Any] = {
        "title": "Ҷалби шоҳидон",
        "kind": SessionKind.CLASSROOM,
        "starts_at": starts,
        "ends_at": starts + timedelta(minutes=90),
        "trainer_ids": (),
    }
    return SessionDetails(**{**values, **more})


@pytest.fixture
def act(app: Flask, school: School) -> Callable[..., Any]:
    """Return a function that lets Dilnoza do something, as a request would."""

    def run(service: Callable[..., Any], *, when: datetime = NOW, **arguments: Any) -> Any:
        school.session.rollback()
        with app.app_context(), transaction() as session:
            actor = get_actor(session, school.cast.dilnoza.id)
            return service(session, actor=actor, at=when, **arguments)

    return run


@pytest.fixture
def told(school: School) -> Callable[..., list[OutboxEntry]]:
    def run(person: User | None = None, kind: str = "") -> list[OutboxEntry]:
        found = select(OutboxEntry).order_by(OutboxEntry.id)
        if person is not None:
            found = found.where(OutboxEntry.recipient_id == person.id)
        return school.rows(found.where(OutboxEntry.kind == kind) if kind else found)

    return run


@pytest.fixture
def settle(app: Flask, school: School) -> Callable[..., int]:
    """Return a function that lets the job run which tells what was planned."""

    def run(minutes: int = 10) -> int:
        school.session.rollback()
        with app.app_context(), transaction() as session:
            return tell_planned(session, at=LATER + timedelta(minutes=minutes))

    return run


@pytest.fixture
def plan(act: Callable[..., Any], school: School, settle: Callable[..., int]) -> Callable[..., UUID]:
    """Return a function that plans a session; those who are concerned are told, unless more is to come."""

    def run(starts: datetime, *, more: bool = False, when: datetime = LATER, **values: Any) -> UUID:
        key = new_id()
        act(plan_session, when=when, session_id=key, cohort_id=school.cohort.id, details=details(starts, **values))
        if not more:
            settle()
        return key

    return run


def calendar_of(entry: OutboxEntry) -> tuple[EmailMessage, Calendar]:
    """Read a message as a mail program receives it, with two parsers that must agree; return the part and the whole."""
    raw = Message.from_payload(entry.payload).to_mime("centre@example.org", NOW).as_bytes()
    parts = {part.get_content_type(): part for part in message_from_bytes(raw, policy=policy.default).walk()}
    content = parts["text/calendar"].get_payload(decode=True)
    calendar, other = Calendar.from_ical(content), vobject.readOne(content.decode())
    other.validate(raiseException=True)
    assert calendar["METHOD"] == parts["text/calendar"].get_param("method") == entry.payload["calendar_method"]
    for mine, theirs in zip(calendar.walk("VEVENT"), other.vevent_list, strict=True):
        assert theirs.dtstart.value == mine.decoded("dtstart")
        assert theirs.dtend.value == mine.decoded("dtend")
        assert theirs.summary.value == str(mine["summary"])
        assert theirs.uid.value == str(mine["uid"])
        assert theirs.status.value == str(mine["status"])
        assert int(theirs.sequence.value) == mine["sequence"]
    assert all(len(line) <= 75 for line in content.split(b"\r\n"))
    return parts["text/calendar"], calendar


def event_of(entry: OutboxEntry) -> Any:
    """Return the one event of an invitation: mail programs take no more than one, and none from an attachment."""
    part, calendar = calendar_of(entry)
    (event,) = calendar.walk("VEVENT")
    assert part.get_content_disposition() is None
    return event


def published_by(entry: OutboxEntry) -> list[Any]:
    """Return the events of the file that a message brings: without guests, as RFC 5546 asks of what is published."""
    part, calendar = calendar_of(entry)
    assert part.get_content_disposition() == "attachment"
    assert part.get_filename() == "sabaq.ics"
    assert calendar["METHOD"] == "PUBLISH"
    events = calendar.walk("VEVENT")
    assert len(events) > 1
    assert all("attendee" not in each and str(each["organizer"]) == "mailto:sabaq@localhost" for each in events)
    return events


def test_a_planned_session_invites_the_participants_and_tells_the_trainer(act, school, told, plan) -> None:
    starts = at(26, 4)
    plan(starts, trainer_ids=(school.cast.rustam.id,), room_id=school.room.id)

    assert {(each.recipient_id, each.kind) for each in told()} == {
        (school.cast.amina.id, "session_planned"),
        (school.cast.tolib.id, "session_planned"),
        (school.cast.rustam.id, "teaching"),
    }
    for entry in told():
        event = event_of(entry)
        (person,) = school.rows(select(User).where(User.id == entry.recipient_id))
        assert event.decoded("dtstart") == starts
        assert str(event["attendee"]) == f"mailto:{person.email}"
        assert str(event["organizer"]) == "mailto:sabaq@localhost"
        assert event["status"] == "CONFIRMED"
        everything = str(entry.payload)
        for other in (school.cast.amina, school.cast.tolib, school.cast.rustam):
            assert other.name not in everything, "names do not travel by mail"
            assert other.email not in everything or other.email == person.email
        assert "Ҷалби" not in entry.payload["subject"]
        assert "Room 204" not in entry.payload["subject"]
    assert "4:00" not in told()[0].payload["text"]
    assert "09:00" in told()[0].payload["text"], "the clock of the place"


def test_a_moved_session_is_the_same_event_with_a_higher_number_and_a_cancelled_one_goes_away(
    act, school, told, plan
) -> None:
    key = plan(at(26, 4))
    act(change_session, session_id=key, details=details(at(26, 9), place="Hall"))
    act(change_session, session_id=key, details=details(at(27, 4), place="Hall"))
    act(cancel_session, session_id=key, reason="Бемории омӯзгор")

    events = [event_of(each) for each in told(school.cast.amina)]
    assert len({str(each["uid"]) for each in events}) == 1
    assert [each["sequence"] for each in events] == [0, 1, 2, 3]
    assert [str(each["status"]) for each in events] == ["CONFIRMED"] * 3 + ["CANCELLED"]
    assert [each.decoded("dtstart") for each in events][1:3] == [at(26, 9), at(27, 4)]
    assert "Бемории омӯзгор" in told(school.cast.amina)[-1].payload["text"]
    assert "Before: " in told(school.cast.amina)[1].payload["text"]


def test_what_is_about_today_or_tomorrow_is_sent_at_once_by_night_too(act, school, told, plan) -> None:
    night = datetime(2026, 11, 24, 18, 0, tzinfo=UTC)  # eleven in the evening in Dushanbe
    tomorrow, later = plan(at(25, 9)), plan(at(27, 9))
    for key, starts in ((tomorrow, at(25, 10)), (later, at(27, 10))):
        act(change_session, when=night, session_id=key, details=details(starts))

    near, far = told(school.cast.amina, "session_changed")
    assert near.due_at == night
    assert far.due_at == datetime(2026, 11, 25, 7, 0, tzinfo=ZoneInfo("Asia/Dushanbe"))


def test_what_is_entered_afterwards_is_news_to_nobody(act, school, told, plan) -> None:
    plan(at(23, 4))

    assert told() == []


def test_who_joins_gets_all_in_one_message_and_who_leaves_has_all_of_it_taken_away(act, school, told, plan) -> None:
    starts = [at(day, 4) for day in (26, 27)]
    for each in starts:
        plan(each)
    newcomer = school.cast.farida
    enrolment = act(enrol_person, cohort_id=school.cohort.id, user_id=newcomer.id)

    (welcome,) = told(newcomer)
    assert welcome.kind == "cohort_joined"
    assert school.cohort.title in welcome.payload["text"]
    assert "Open the attached file" in welcome.payload["text"]
    assert "unsubscribe" not in welcome.payload
    published = published_by(welcome)
    assert [each.decoded("dtstart") for each in published[:2]] == starts
    act(withdraw_person, cohort_id=school.cohort.id, enrolment_id=enrolment, reason="Moved")
    (left,) = told(newcomer, "cohort_left")
    gone = published_by(left)
    assert {str(each["status"]) for each in gone} == {"CANCELLED"}
    assert [str(each["uid"]) for each in gone] == [str(each["uid"]) for each in published]
    act(enrol_person, cohort_id=school.cohort.id, user_id=newcomer.id, when=NOW + timedelta(hours=1))
    assert len(told(newcomer, "cohort_joined")) == 2, "who comes back is told again"


def test_who_was_invited_to_a_session_by_itself_has_it_cancelled_by_itself(act, school, told, plan) -> None:
    plan(at(26, 4))
    key = plan(at(27, 4))
    newcomer = school.cast.farida
    enrolment = act(enrol_person, cohort_id=school.cohort.id, user_id=newcomer.id)
    act(change_session, session_id=key, details=details(at(27, 9)))
    act(withdraw_person, cohort_id=school.cohort.id, enrolment_id=enrolment, reason="Moved")

    all_of_it, alone = told(newcomer, "cohort_left")
    assert len(published_by(all_of_it)) > 1
    event = event_of(alone)
    assert (str(event["uid"]), str(event["status"])) == (f"{key}@sabaq", "CANCELLED")


def test_twenty_sessions_that_are_planned_in_one_go_are_one_message(school, told, plan, settle) -> None:
    rustam = school.cast.rustam
    starts = [at(26, 0) + timedelta(minutes=105) * number for number in range(20)]
    for number, each in enumerate(starts):
        plan(each, more=True, when=LATER + timedelta(minutes=number), trainer_ids=(rustam.id,))
    assert [settle(10), settle(28)] == [0, 0]
    assert told() == []

    assert [settle(29), settle(29), settle(60)] == [2, 0, 0]
    assert {(each.recipient_id, each.kind) for each in told()} == {
        (school.cast.amina.id, "session_planned"),
        (school.cast.tolib.id, "session_planned"),
        (rustam.id, "teaching"),
    }
    assert len(told()) == 3
    for entry in told():
        assert [each.decoded("dtstart") for each in published_by(entry)] == starts


def test_nobody_waits_longer_than_an_hour_for_the_last_session(told, plan, settle) -> None:
    for number in range(7):
        plan(at(26, 0) + timedelta(hours=2 * number), more=True, when=LATER + timedelta(minutes=9 * number))

    assert [settle(59), settle(60)] == [0, 1]


def test_what_nobody_was_told_of_yet_is_told_as_it_is_in_the_end(act, school, told, plan, settle) -> None:
    rustam, colleague = school.cast.rustam, school.colleague
    moved = plan(at(26, 4), more=True, trainer_ids=(rustam.id,))
    dropped = plan(at(27, 4), more=True)
    act(change_session, session_id=moved, details=details(at(26, 9), trainer_ids=(colleague.id,)))
    act(cancel_session, session_id=dropped, reason="Ill")
    assert told() == []
    settle()

    assert {(each.recipient_id, each.kind) for each in told()} == {
        (school.cast.amina.id, "session_planned"),
        (school.cast.tolib.id, "session_planned"),
        (colleague.id, "teaching"),
    }
    assert {event_of(each).decoded("dtstart") for each in told()} == {at(26, 9)}


def test_who_comes_while_sessions_are_planned_is_told_of_none_twice(act, school, told, plan, settle) -> None:
    plan(at(26, 4), more=True)
    act(enrol_person, cohort_id=school.cohort.id, user_id=school.cast.farida.id, when=LATER + timedelta(minutes=1))
    plan(at(27, 4), more=True, when=LATER + timedelta(minutes=2))
    settle(12)

    welcome, later = told(school.cast.farida)
    assert welcome.kind == "cohort_joined"
    assert event_of(later).decoded("dtstart") == at(27, 4)


def test_a_session_with_another_title_is_the_same_event(act, school, told, plan) -> None:
    key = plan(at(26, 4), trainer_ids=(school.cast.rustam.id,))
    act(
        change_session,
        session_id=key,
        details=details(at(26, 4), title="Мусоҳиба", trainer_ids=(school.cast.rustam.id,)),
    )

    changed = [each for each in told() if each.kind == "session_changed"]
    assert {each.recipient_id for each in changed} == {
        school.cast.amina.id,
        school.cast.tolib.id,
        school.cast.rustam.id,
    }
    event = event_of(changed[0])
    assert (str(event["uid"]), str(event["summary"]), event["sequence"]) == (f"{key}@sabaq", "Мусоҳиба", 1)
    assert "Before: Ҷалби шоҳидон" in changed[0].payload["text"]


def test_a_cohort_with_another_title_place_or_time_is_told_to_its_people_and_trainers(act, school, told) -> None:
    cohort = school.cohort
    facts = {"capacity": cohort.capacity, "language": cohort.language, "trainer_ids": [school.cast.rustam.id]}
    facts |= {"starts_on": cohort.starts_on, "ends_on": cohort.ends_on, "place": cohort.place}
    was, title = cohort.title, {"title": cohort.title}
    same, other = CohortDetails(**facts, **title), CohortDetails(**{**facts, "place": "Хуҷанд"}, title="Гурӯҳи нав")
    act(change_cohort, cohort_id=cohort.id, details=same)
    assert told() == []

    act(change_cohort, cohort_id=cohort.id, details=other, when=NOW + timedelta(minutes=1))
    people = {school.cast.amina.id, school.cast.tolib.id, school.cast.rustam.id}
    assert {(each.recipient_id, each.kind) for each in told()} == {(each, "session_changed") for each in people}
    (mail,) = told(school.cast.amina)
    assert "Гурӯҳи нав" in mail.payload["text"]
    assert "Where: Хуҷанд" in mail.payload["text"]
    assert f"Before: {was}" in mail.payload["text"]
    assert "Гурӯҳи" not in mail.payload["subject"]


def test_a_trainer_who_is_replaced_and_the_one_who_comes_are_told(act, school, told, plan, settle) -> None:
    key = plan(at(26, 4), trainer_ids=(school.cast.rustam.id,))
    act(change_session, session_id=key, details=details(at(26, 4), trainer_ids=(school.colleague.id,)))
    settle()

    assert [event_of(each)["status"] for each in told(school.cast.rustam)] == ["CONFIRMED", "CANCELLED"]
    (entry,) = told(school.colleague)
    assert event_of(entry)["status"] == "CONFIRMED"


@pytest.mark.parametrize("zone", ["Asia/Almaty", "Asia/Bishkek", "Asia/Dushanbe", "Asia/Ashgabat", "Asia/Tashkent"])
def test_times_are_right_in_all_five_countries(zone, act, school, told, plan) -> None:
    with school.changes() as session:
        session.execute(update(TrainingCentre).values(time_zone=zone))
    starts = datetime(2026, 11, 26, 9, 30, tzinfo=ZoneInfo(zone))
    plan(starts)

    (entry,) = told(school.cast.amina)
    event = event_of(entry)
    assert event.decoded("dtstart").astimezone(ZoneInfo(zone)).strftime("%H:%M") == "09:30"
    assert event.decoded("dtend") - event.decoded("dtstart") == timedelta(minutes=90)
    assert "09:30–11:00" in entry.payload["text"].replace("\u2009", "")


def test_a_repeated_act_tells_nobody_twice(act, school, told, settle) -> None:
    key = new_id()
    for _each in range(3):
        act(plan_session, when=LATER, session_id=key, cohort_id=school.cohort.id, details=details(at(26, 4)))
        settle()

    assert len(told(school.cast.amina)) == 1


def test_telling_a_cohort_takes_a_fixed_number_of_statements(plan, statements, settle) -> None:
    plan(at(26, 4), more=True)
    with statements() as seen:
        settle()

    assert len([each for each in seen if "core_outbox" in each]) == 1
