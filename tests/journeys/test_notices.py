"""A session is moved and its people are told; one of them wants no more of it; an absence is told."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from uuid import UUID

import pytest
from icalendar import Calendar
from playwright.sync_api import expect
from sqlalchemy import select

from app import create_app
from app.accounts.models import User
from app.core.ids import new_id
from app.core.outbox import OutboxEntry
from app.settings import Settings
from app.training.alerts.services import watch
from app.training.models import AttendanceStatus, Cohort, TrainingSession
from tests.journeys.conftest import PHONE
from tests.journeys.site import DUSHANBE, Group, Site
from tests.journeys.steps import accept_invitation, enter, press_button, speak, told

pytestmark = pytest.mark.browser


def hold_later(site: Site, group: Group) -> UUID:
    """Let a group meet once more, on a working day some weeks ahead; return the session."""
    day = datetime.now(DUSHANBE).date() + timedelta(days=21 + group.people[0].int % 40)
    while day.weekday() > 4:
        day += timedelta(days=1)
    starts = datetime.combine(day, time(9, 0), DUSHANBE)
    with site.changes() as session:
        session.get_one(Cohort, group.cohort_id).ends_on = day + timedelta(days=1)
        key = new_id()
        session.add(
            TrainingSession(
                id=key,
                cohort_id=group.cohort_id,
                title="Interviewing",
                kind=session.get_one(TrainingSession, group.session_id).kind,
                starts_at=starts,
                ends_at=starts + timedelta(minutes=90),
                place="Hall",
            )
        )
    return key


def mail_to(site: Site, user_id: UUID, kind: str) -> list[OutboxEntry]:
    """Return what one person is told of one kind, the latest last."""
    with site.reading() as session:
        found = select(OutboxEntry).where(OutboxEntry.recipient_id == user_id, OutboxEntry.kind == kind)
        return list(session.scalars(found.order_by(OutboxEntry.id)))


def move(page, session_id: UUID, starts: str, ends: str) -> None:
    page.goto(f"/sessions/{session_id}/edit")
    page.get_by_label("Starts").fill(starts)
    page.get_by_label("Ends").fill(ends)
    press_button(page, "Save")


def test_a_moved_session_is_told_as_each_person_wishes(site, open_window, javascript):
    group = site.make_group("TJ-GPO", "TJ-SC", language="tg")
    amina, other = group.people
    with site.changes() as session:
        session.get_one(User, amina).language = "tg"
    later = hold_later(site, group)
    trainer = open_window(javascript=javascript)
    enter(trainer, "rustam")

    move(trainer, later, "14:00", "15:30")
    (mail,) = mail_to(site, amina, "session_changed")
    (event,) = Calendar.from_ical(mail.payload["calendar"]).walk("VEVENT")
    assert event.decoded("dtstart").astimezone(DUSHANBE).strftime("%H:%M") == "14:00"
    assert event["sequence"] == 1
    assert mail.payload["calendar_method"] == "REQUEST"
    assert "14:00" in mail.payload["text"]
    assert "душанбе" in mail.payload["text"].lower()

    page = open_window(javascript=javascript, phone=True)
    accept_invitation(page, site.let_in(amina))
    speak(page, "en")
    page.set_viewport_size(PHONE)
    page.goto("/account")
    page.get_by_role("link", name="What you are told").click()
    page.get_by_label("Sessions that are moved or cancelled, E-mail").uncheck()
    press_button(page, "Save")
    told(page, "From now on you are told as you wish")
    expect(page.get_by_label("Sessions that are moved or cancelled, E-mail")).not_to_be_checked()
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"] if javascript else True

    move(trainer, later, "11:00", "12:30")
    assert len(mail_to(site, amina, "session_changed")) == 1
    assert [each.payload["to"] for each in mail_to(site, other, "session_changed")] != []
    assert len(mail_to(site, other, "session_changed")) == 2


def test_an_absence_that_can_not_be_made_up_is_told_and_stands_in_the_outbox(site, open_window, javascript):
    group = site.make_group("TJ-GPO")
    site.mark(group, AttendanceStatus.ABSENT)
    with site.changes() as session:
        session.get_one(Cohort, group.cohort_id).ends_on = datetime.now(DUSHANBE).date()
    app = create_app(Settings.from_environ(site.server.environment))
    with app.app_context():
        watch()

    (mail,) = mail_to(site, group.people[0], "attendance_at_risk")
    assert site.names(group)[0] not in str(mail.payload)
    page = open_window(javascript=javascript)
    enter(page, "bahrom")
    page.goto(f"/outbox?q={mail.payload['to']}")
    expect(page.locator("main")).to_contain_text("No mail server is configured")
    row = page.locator("main tbody tr").filter(has_text="Attendance that can no longer be enough").first
    expect(row).to_contain_text(mail.payload["to"])
    row.get_by_role("button", name="Cancel").click()
    told(page, "It will not be sent")
