"""Absences, attendance at risk, reminders and evaluation forms: who is told, and that it is once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as some
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.core import events
from app.core.db import transaction
from app.core.ids import new_id
from app.core.outbox import OutboxEntry
from app.training.alerts.services import raise_alerts
from app.training.evaluations.events import SupervisorAsked
from app.training.events import AbsenceAnnounced
from app.training.models import AttendanceMark, AttendanceStatus, TrainingCentre
from app.training.notices.attendance import tell_absences
from app.training.notices.reminders import days_before, remind
from tests import factories
from tests.conftest import NOW
from tests.training.conftest import School, at


@pytest.fixture
def run(app: Flask, school: School) -> Callable[..., Any]:
    """Return a function that does what a job does."""

    def act(work: Callable[..., Any], when: datetime = NOW) -> Any:
        school.session.rollback()
        with app.app_context(), transaction() as session:
            return work(session, at=when)

    return act


@pytest.fixture
def told(school: School) -> Callable[..., list[tuple[str, str]]]:
    """Return a function that says who was told which kind of thing."""

    def read(**wanted: Any) -> list[tuple[str, str]]:
        found = school.rows(select(OutboxEntry).filter_by(**wanted).order_by(OutboxEntry.id))
        return sorted((each.kind, each.payload["to"].partition("@")[0]) for each in found)

    return read


def mark(
    school: School, status: AttendanceStatus, when: datetime, corrects: AttendanceMark | None = None
) -> AttendanceMark:
    made = AttendanceMark(
        id=new_id(),
        session_id=school.lesson.id,
        enrolment_id=school.enrolment(school.cast.amina),
        user_id=school.cast.amina.id,
        agency_id=school.cast.amina.agency_id,
        status=status,
        marked_by=school.cast.rustam.id,
        marked_at=when,
        corrects_id=corrects.id if corrects else None,
        reason="slip" if corrects else "",
    )
    with school.changes() as session:
        session.add(made)
    return made


def test_an_absence_is_told_once_and_not_before_it_could_be_mended(school, run, told) -> None:
    mark(school, AttendanceStatus.ABSENT, NOW)

    assert run(tell_absences, NOW + timedelta(minutes=14)) == 0
    assert [run(tell_absences, NOW + timedelta(minutes=minutes)) for minutes in (15, 20, 300)] == [1, 0, 0]
    assert told() == [("absence", "amina")]


def test_a_slip_of_the_hand_is_told_to_nobody(school, run, told) -> None:
    slip = mark(school, AttendanceStatus.ABSENT, NOW)
    mark(school, AttendanceStatus.PRESENT, NOW + timedelta(minutes=3), corrects=slip)

    assert run(tell_absences, NOW + timedelta(hours=1)) == 0
    assert told() == []


def test_what_is_entered_weeks_later_is_told_to_nobody(school, run, told) -> None:
    mark(school, AttendanceStatus.ABSENT, NOW + timedelta(days=20))

    assert run(tell_absences, NOW + timedelta(days=20, hours=1)) == 0


@pytest.mark.parametrize("officers", [False, True])
def test_attendance_at_risk_is_told_to_person_trainer_and_centre_and_to_officers_if_the_centre_says_so(
    school, run, told, officers
) -> None:
    with school.changes() as session:
        factories.make_session(session, school.cohort, at(25, 4), at(25, 5, 30))
        session.execute(update(TrainingCentre).values(tells_officers=officers))
    mark(school, AttendanceStatus.ABSENT, NOW)
    for _each in range(2):
        run(raise_alerts, NOW)

    expected = [("attendance_at_risk", name) for name in ("amina", "dilnoza", "rustam")]
    assert told() == sorted([*expected, *([("attendance_at_risk", "farida")] if officers else [])])
    for entry in school.rows(select(OutboxEntry)):
        assert school.cast.amina.name not in str(entry.payload)


def test_the_centre_says_on_its_page_whether_officers_are_told(school, sign_in) -> None:
    browser, address = sign_in(school.cast.dilnoza), f"/centres/{school.centre.agency_id}/attendance"
    browser.post(address, data={"days": "14", "tells_officers": "y"})

    assert school.rows(
        select(TrainingCentre.tells_officers).where(TrainingCentre.agency_id == school.centre.agency_id)
    ) == [True]
    assert "checked" in browser.get(address).text


def test_an_announced_absence_is_told_to_those_who_teach(school, run, told) -> None:
    def announce(session: Session, at: datetime) -> None:
        absence = AbsenceAnnounced(
            new_id(),
            school.enrolment(school.cast.amina),
            school.cast.amina.id,
            school.cohort.id,
            (school.lesson.id,),
            school.cast.amina.id,
            at,
        )
        for _each in range(2):
            events.publish(absence, session)

    run(announce)
    assert told() == [("absence_announced", "rustam")]


def test_reminders_come_a_week_and_a_day_before_once_each_in_the_morning_of_the_place(school, run, told) -> None:
    first = datetime(2026, 12, 14, 4, 0, tzinfo=UTC)
    with school.changes() as session:
        cohort = factories.make_cohort(
            session,
            school.centre,
            school.course,
            (school.cast.rustam,),
            (school.cast.farida,),
            starts_on=date(2026, 12, 14),
            ends_on=date(2026, 12, 15),
        )
        for day in range(2):
            for hour in (0, 3):
                starts = first + timedelta(days=day, hours=hour)
                trainers = (school.cast.rustam,) if not hour else ()
                factories.make_session(session, cohort, starts, starts + timedelta(hours=1), trainers)
    given = []
    moment = datetime(2026, 12, 1, tzinfo=UTC)
    while moment < datetime(2026, 12, 16, tzinfo=UTC):
        if run(remind, moment):
            given.append(moment.astimezone(ZoneInfo("Asia/Dushanbe")).strftime("%d %H:%M"))
        moment += timedelta(hours=1)

    assert given == ["07 09:00", "13 09:00", "14 09:00"], "the second day needs no week's notice of its own"
    assert told() == [
        ("session_reminder", name) for name in ("farida", "farida", "farida", "rustam", "rustam", "rustam")
    ]
    texts = [each.payload["text"] for each in school.rows(select(OutboxEntry).order_by(OutboxEntry.created_at))]
    farida = [text for text in texts if text.count("Elements and consent") == 2]
    assert len(farida) == 3, "participants are reminded of all sessions of the day, the trainer of the own one"
    assert all("09:00" in text for text in texts)


@given(some.integers(0, 60 * 24 * 20), some.sampled_from(["Asia/Almaty", "Asia/Dushanbe", "Asia/Ashgabat"]))
def test_a_reminder_is_never_due_in_the_night_nor_on_another_day(minutes: int, zone: str) -> None:
    starts = datetime(2026, 12, 21, 4, 0, tzinfo=UTC)
    now = starts - timedelta(minutes=minutes)
    found = days_before(starts, zone, now)
    here = now.astimezone(ZoneInfo(zone))
    days = (starts.astimezone(ZoneInfo(zone)).date() - here.date()).days
    assert found == (days if days in (1, 7) and here.hour >= 9 else None)


def test_a_supervisor_is_written_to_and_nobody_can_read_the_link(school, run, sign_in) -> None:
    def ask(session: Session, at: datetime) -> None:
        asked = SupervisorAsked(
            evaluation_id=new_id(),
            user_id=school.cast.amina.id,
            email="chief@example.org",
            language="ru",
            secret="the-secret",
            closes_on=date(2026, 12, 24),
            at=at,
        )
        for _each in range(2):
            events.publish(asked, session)

    run(ask)
    (entry,) = school.rows(select(OutboxEntry))
    assert entry.secret
    assert "/evaluations/for-supervisors/the-secret" in entry.payload["text"]
    assert school.cast.amina.name not in str(entry.payload)
    page = sign_in(school.cast.bahrom).get("/outbox").text
    assert "the-secret" not in page
    assert "chief@example.org" not in page
