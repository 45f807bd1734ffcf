"""Sessions: who is told, and invitations that calendars understand."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
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
from app.training.services.people import enrol_person, withdraw_person
from app.training.services.sessions import SessionDetails, cancel_session, change_session, plan_session
from tests.conftest import NOW
from tests.training.conftest import School, at


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


def plan(act: Callable[..., Any], school: School, starts: datetime, **more: Any) -> UUID:
    key = new_id()
    act(plan_session, session_id=key, cohort_id=school.cohort.id, details=details(starts, **more))
    return key


def event_of(entry: OutboxEntry) -> Any:
    """Read a message as a mail program receives it, with two parsers that must agree; return the event."""
    raw = Message.from_payload(entry.payload).to_mime("centre@example.org", NOW).as_bytes()
    parts = {part.get_content_type(): part for part in message_from_bytes(raw, policy=policy.default).walk()}
    content = parts["text/calendar"].get_payload(decode=True)
    calendar = Calendar.from_ical(content)
    assert calendar["METHOD"] == parts["text/calendar"].get_param("method") == entry.payload["calendar_method"]
    (event,) = calendar.walk("VEVENT")
    other = vobject.readOne(content.decode())
    other.validate(raiseException=True)
    assert other.vevent.dtstart.value == event.decoded("dtstart")
    assert other.vevent.dtend.value == event.decoded("dtend")
    assert other.vevent.summary.value == str(event["summary"])
    assert other.vevent.uid.value == str(event["uid"])
    assert int(other.vevent.sequence.value) == event["sequence"]
    assert all(len(line) <= 75 for line in content.split(b"\r\n"))
    return event


def test_a_planned_session_invites_the_participants_and_tells_the_trainer(act, school, told) -> None:
    starts = at(26, 4)
    plan(act, school, starts, trainer_ids=(school.cast.rustam.id,), room_id=school.room.id)

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
    act, school, told
) -> None:
    key = plan(act, school, at(26, 4))
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


def test_what_is_about_today_or_tomorrow_is_sent_at_once_by_night_too(act, school, told) -> None:
    night = datetime(2026, 11, 24, 18, 0, tzinfo=UTC)  # eleven in the evening in Dushanbe
    tomorrow, later = plan(act, school, at(25, 9)), plan(act, school, at(27, 9))
    for key, starts in ((tomorrow, at(25, 10)), (later, at(27, 10))):
        act(change_session, when=night, session_id=key, details=details(starts))

    near, far = told(school.cast.amina, "session_changed")
    assert near.due_at == night
    assert far.due_at == datetime(2026, 11, 25, 7, 0, tzinfo=ZoneInfo("Asia/Dushanbe"))


def test_what_is_entered_afterwards_is_news_to_nobody(act, school, told) -> None:
    plan(act, school, at(23, 4))

    assert told() == []


def test_who_joins_gets_the_sessions_to_come_and_who_leaves_has_them_taken_away(act, school, told) -> None:
    plan(act, school, at(26, 4)), plan(act, school, at(27, 4))
    newcomer = school.cast.farida
    enrolment = act(enrol_person, cohort_id=school.cohort.id, user_id=newcomer.id)

    assert [each.kind for each in told(newcomer)] == ["cohort_joined", "session_planned", "session_planned"]
    (welcome,) = told(newcomer, "cohort_joined")
    assert school.cohort.title in welcome.payload["text"]
    assert "unsubscribe" not in welcome.payload
    act(withdraw_person, cohort_id=school.cohort.id, enrolment_id=enrolment, reason="Moved")
    gone = [event_of(each) for each in told(newcomer, "cohort_left")]
    assert [str(each["status"]) for each in gone] == ["CANCELLED", "CANCELLED"]
    invited = [event_of(each) for each in told(newcomer, "session_planned")]
    assert {str(each["uid"]) for each in gone} == {str(each["uid"]) for each in invited}
    act(enrol_person, cohort_id=school.cohort.id, user_id=newcomer.id, when=NOW + timedelta(hours=1))
    assert len(told(newcomer, "session_planned")) == 4, "who comes back is invited again"


def test_a_trainer_who_is_replaced_and_the_one_who_comes_are_told(act, school, told) -> None:
    key = plan(act, school, at(26, 4), trainer_ids=(school.cast.rustam.id,))
    act(change_session, session_id=key, details=details(at(26, 4), trainer_ids=(school.colleague.id,)))

    assert [event_of(each)["status"] for each in told(school.cast.rustam)] == ["CONFIRMED", "CANCELLED"]
    (entry,) = told(school.colleague)
    assert event_of(entry)["status"] == "CONFIRMED"


@pytest.mark.parametrize("zone", ["Asia/Almaty", "Asia/Bishkek", "Asia/Dushanbe", "Asia/Ashgabat", "Asia/Tashkent"])
def test_times_are_right_in_all_five_countries(zone, act, school, told) -> None:
    with school.changes() as session:
        session.execute(update(TrainingCentre).values(time_zone=zone))
    starts = datetime(2026, 11, 26, 9, 30, tzinfo=ZoneInfo(zone))
    plan(act, school, starts)

    (entry,) = told(school.cast.amina)
    event = event_of(entry)
    assert event.decoded("dtstart").astimezone(ZoneInfo(zone)).strftime("%H:%M") == "09:30"
    assert event.decoded("dtend") - event.decoded("dtstart") == timedelta(minutes=90)
    assert "09:30–11:00" in entry.payload["text"].replace("\u2009", "")


def test_a_repeated_act_tells_nobody_twice(act, school, told) -> None:
    key = new_id()
    for _each in range(3):
        act(plan_session, session_id=key, cohort_id=school.cohort.id, details=details(at(26, 4)))

    assert len(told(school.cast.amina)) == 1


def test_telling_a_cohort_takes_a_fixed_number_of_statements(act, school, statements) -> None:
    with statements() as seen:
        plan(act, school, at(26, 4))

    assert len([each for each in seen if "core_outbox" in each]) == 1
