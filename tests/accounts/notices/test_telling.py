"""Who is told what, by which channel, when, in which language; and the pages on which people say so."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from flask import Flask
from flask_babel import gettext as _
from hypothesis import given
from hypothesis import strategies as some
from sqlalchemy import select, update

from app.accounts import services as accounts
from app.accounts.models import User
from app.accounts.notices.telling import gather, read_token, tell, unsubscribe_link
from app.accounts.queries import get_actor
from app.core.channels import Recipient
from app.core.channels.memory import MemoryChannel
from app.core.db import transaction
from app.core.notices import Draft, NoticeKind, QuietHours, link_to, may_arrive, next_summary, notice_kinds
from app.core.outbox import OutboxEntry, OutboxState
from tests.conftest import NOW
from tests.people import Cast

PLAIN = NoticeKind(name="test_plain", title="Plain")
WAITS = NoticeKind(name="test_waits", title="Waits", waits=True)
MUST = NoticeKind(name="test_must", title="Must", mandatory=True)
GATHERS = NoticeKind(name="test_gathers", title="Gathers", gathers=True)
SECRET = NoticeKind(name="test_secret", title="Secret", mandatory=True, urgent=True, secret=True)
# Eleven in the morning in Dushanbe.
DAY = NOW


@pytest.fixture(autouse=True)
def kinds() -> Iterator[None]:
    """Offer the kinds of these tests, and take them back."""
    before = dict(notice_kinds._things)
    for each in (PLAIN, WAITS, MUST, GATHERS, SECRET):
        notice_kinds.register(each.name, each)
    yield
    notice_kinds._things.clear()
    notice_kinds._things.update(before)


@pytest.fixture
def say(app: Flask, cast: Cast) -> Callable[..., None]:
    """Return a function that tells people something, in a transaction of its own."""

    def run(*people: User, kind: NoticeKind = PLAIN, occasion: str = "1", at: datetime = DAY, **more: Any) -> None:
        def write(_person: Recipient) -> Draft:
            return Draft(subject=_("Password"), text="Text", link=link_to("home.index"), **more.get("draft", {}))

        with app.app_context(), transaction() as session:
            to = [each.id for each in people]
            tell(session, kind=kind, to=to, occasion=occasion, write=write, at=at, pressing=more.get("pressing", False))

    return run


@pytest.fixture
def entries(app: Flask, session: Any) -> Callable[..., list[OutboxEntry]]:
    def run(**wanted: Any) -> list[OutboxEntry]:
        session.rollback()
        found = select(OutboxEntry).filter_by(**wanted).order_by(OutboxEntry.id)
        return list(session.scalars(found.execution_options(populate_existing=True)))

    return run


@pytest.fixture
def change(app: Flask) -> Callable[..., None]:
    """Return a function that changes a person behind the pages."""

    def run(person: User, **values: Any) -> None:
        with app.app_context(), transaction() as session:
            session.execute(update(User).where(User.id == person.id).values(**values))

    return run


def choose(browser: Any, **fields: str) -> Any:
    given = {"daily": "no", "quiet_from": "0", "quiet_to": "0", **fields}
    return browser.post("/account/notices", data={name: value for name, value in given.items() if value})


def test_each_is_told_once_in_their_own_language_with_a_way_out(say, entries, cast, change) -> None:
    change(cast.tolib, language="ru")
    for _each in range(3):
        say(cast.amina, cast.tolib)

    told = {each.recipient_id: each.payload for each in entries()}
    assert set(told) == {cast.amina.id, cast.tolib.id}
    assert told[cast.amina.id]["subject"] == "Password"
    assert told[cast.tolib.id]["subject"] == "Пароль"
    assert "http://localhost/" in told[cast.amina.id]["text"]
    assert "/notices/unsubscribe/" in told[cast.amina.id]["unsubscribe"]
    assert cast.amina.name not in str(told)


def test_another_occasion_is_another_message(say, entries, cast) -> None:
    say(cast.amina, occasion="1")
    say(cast.amina, occasion="2")

    assert len(entries()) == 2


def test_a_closed_account_is_told_nothing_and_what_waits_is_cancelled(say, entries, cast, app) -> None:
    say(cast.amina)
    with app.app_context(), transaction() as session:
        accounts.close_account(session, actor=get_actor(session, cast.dilnoza.id), user_id=cast.amina.id, at=DAY)
    say(cast.amina, cast.tolib, kind=MUST)

    assert [(each.recipient_id, each.state) for each in entries()] == [
        (cast.amina.id, OutboxState.CANCELLED),
        (cast.tolib.id, OutboxState.WAITING),
    ]


def test_what_is_switched_off_is_not_sent_unless_it_presses_or_must_be(say, entries, cast, sign_in) -> None:
    browser = sign_in(cast.amina)
    assert choose(browser).status_code == 303
    say(cast.amina, cast.tolib)
    say(cast.amina, kind=MUST)
    say(cast.amina, occasion="tomorrow", pressing=True)

    assert [each.kind for each in entries(recipient_id=cast.amina.id)] == ["test_must", "test_plain"]
    assert len(entries(recipient_id=cast.tolib.id)) == 1
    assert choose(browser, **{"test_plain-mail": "1"}).status_code == 303
    say(cast.amina, occasion="again")
    assert len(entries(recipient_id=cast.amina.id)) == 3


def test_a_further_channel_reaches_those_who_gave_an_address(say, entries, cast, sign_in, app) -> None:
    ways = app.extensions["sabaq_channels"]
    ways["memory"] = MemoryChannel()
    try:
        browser = sign_in(cast.amina)
        assert "Name in the memory" in browser.get("/account/notices").text
        choose(browser, **{"address-memory": " Амина ", "test_plain-memory": "1"})
        say(cast.amina, cast.tolib)
        say(cast.amina, kind=MUST)

        assert [(each.channel, each.kind, each.payload["to"]) for each in entries(recipient_id=cast.amina.id)] == [
            ("memory", "test_plain", "Амина"),
            ("mail", "test_must", "amina@example.org"),
            ("memory", "test_must", "Амина"),
        ]
        assert [each.channel for each in entries(recipient_id=cast.tolib.id)] == ["mail"]
        assert 'value="Амина"' in browser.get("/account/notices").text
    finally:
        del ways["memory"]


def test_at_night_it_waits_for_the_morning_of_the_person_unless_it_is_urgent(say, entries, cast, change) -> None:
    change(cast.tolib, time_zone="Asia/Almaty")
    night = datetime(2026, 11, 24, 20, 0, tzinfo=UTC)  # one in the morning in Dushanbe and in Almaty
    change(cast.farida, time_zone="Asia/Dushanbe")
    say(cast.amina, cast.tolib, at=night)
    say(cast.amina, kind=SECRET, at=night)
    say(cast.amina, occasion="2", at=night, pressing=True)

    due = [(each.kind, each.due_at) for each in entries(recipient_id=cast.amina.id)]
    morning = datetime(2026, 11, 25, 7, 0, tzinfo=ZoneInfo("Asia/Dushanbe"))
    assert due == [("test_plain", morning), ("test_secret", night), ("test_plain", night)]
    (other,) = entries(recipient_id=cast.tolib.id)
    assert other.due_at.astimezone(ZoneInfo("Asia/Almaty")).hour == 7


def test_once_a_day_is_one_message_of_what_can_wait(say, entries, cast, sign_in, app) -> None:
    names = {f"{each.name}-mail": "1" for each in (PLAIN, WAITS, GATHERS)}
    choose(sign_in(cast.amina), daily="yes", **names)
    for occasion in ("1", "2"):
        say(cast.amina, kind=WAITS, occasion=occasion)
    say(cast.amina, kind=PLAIN)
    say(cast.amina, kind=WAITS, occasion="3", draft={"calendar": "BEGIN:VCALENDAR", "calendar_method": "REQUEST"})
    say(cast.tolib, kind=WAITS)
    say(cast.tolib, kind=GATHERS)

    assert [each.state for each in entries(recipient_id=cast.amina.id)] == ["held", "held", "waiting", "waiting"]
    assert [each.state for each in entries(recipient_id=cast.tolib.id)] == ["waiting", "held"]
    for hours in (1, 23, 23, 30):
        with app.app_context(), transaction() as session:
            gather(session, at=DAY + timedelta(hours=hours))
    (summary,) = entries(recipient_id=cast.amina.id, kind="summary")
    assert summary.state is OutboxState.WAITING
    assert summary.payload["text"].count("Password") == 2
    assert summary.payload["text"].count("unsubscribe") == 0
    merged = entries(recipient_id=cast.amina.id, state=OutboxState.MERGED)
    assert {each.merged_into for each in merged} == {summary.id}
    assert len(merged) == 2
    assert len(entries(recipient_id=cast.tolib.id, kind="summary")) == 1


def test_the_link_in_a_message_switches_its_kind_off_without_signing_in(say, entries, cast, client, app) -> None:
    say(cast.amina)
    link = entries()[0].payload["unsubscribe"].removeprefix("http://localhost")

    assert "Plain" in client.get(link).text
    app.config["WTF_CSRF_ENABLED"] = True
    try:
        answers = [client.post(link, data={"List-Unsubscribe": "One-Click"}).status_code for _each in range(2)]
    finally:
        app.config["WTF_CSRF_ENABLED"] = False
    say(cast.amina, occasion="2")

    assert answers == [200, 200]
    assert len(entries()) == 1


def test_a_forged_link_and_one_of_what_must_be_do_nothing(cast, client, app) -> None:
    with app.app_context():
        own = unsubscribe_link(cast.amina.id, PLAIN.name).rpartition("/")[2]
        must = unsubscribe_link(cast.amina.id, MUST.name).rpartition("/")[2]
        assert read_token(own) == (cast.amina.id, PLAIN)
    for token in (own[:-2], must, "x", f"{own}.x"):
        assert client.post(f"/notices/unsubscribe/{token}").status_code == 404


def test_telling_many_takes_the_same_statements(say, cast, statements) -> None:
    with statements() as one:
        say(cast.amina)
    with statements() as many:
        say(cast.amina, cast.tolib, cast.farida, cast.rustam, cast.dilnoza, occasion="2")

    assert len([each for each in one if not each.startswith("BEGIN")]) <= 4
    assert len(many) == len(one)


def test_the_outbox_hides_secrets_and_shows_why_something_failed(say, entries, cast, sign_in, app) -> None:
    say(cast.amina, kind=SECRET, draft={})
    say(cast.amina)
    with app.app_context(), transaction() as session:
        plain = session.scalars(select(OutboxEntry).where(OutboxEntry.kind == "test_plain")).one()
        plain.state, plain.last_error, plain.attempts = OutboxState.FAILED, "550 no such person", 1
        secret = session.scalars(select(OutboxEntry).where(OutboxEntry.kind == "test_secret")).one()
        secret.payload = {**secret.payload, "text": "http://localhost/invitations/abc"}
        plain_id = plain.id
    for person in (cast.bahrom, cast.dilnoza):
        page = sign_in(person).get("/outbox").text
        assert "550 no such person" in page
        assert "Амина Ҷӯраева" in page
        assert "invitations/abc" not in page
        assert "shown to nobody" in page
    home = sign_in(cast.bahrom).get("/").text
    assert "1 message could not be sent" in home

    browser = sign_in(cast.dilnoza)
    assert browser.post(f"/outbox/{plain_id}/retry").status_code == 303
    (again,) = entries(kind="test_plain")
    assert (again.state, again.attempts) == (OutboxState.WAITING, 0)
    assert browser.post(f"/outbox/{plain_id}/cancel").status_code == 303
    assert entries(kind="test_plain")[0].state is OutboxState.CANCELLED


def test_a_centre_sees_the_messages_of_its_own_country_alone(say, cast, sign_in, app) -> None:
    say(cast.amina, cast.sherzod)

    assert "Sherzod" not in sign_in(cast.dilnoza).get("/outbox").text
    assert "Sherzod" in sign_in(cast.bahrom).get("/outbox").text
    with app.app_context(), transaction() as session:
        foreign = session.scalars(select(OutboxEntry.id).where(OutboxEntry.recipient_id == cast.sherzod.id)).one()
    assert sign_in(cast.dilnoza).post(f"/outbox/{foreign}/cancel").status_code == 404


def test_the_outbox_takes_the_same_statements_however_much_is_in_it(say, cast, sign_in, statements) -> None:
    browser = sign_in(cast.bahrom)
    say(cast.amina)
    browser.get("/outbox")
    with statements() as few:
        browser.get("/outbox")
    for number in range(30):
        say(cast.amina, cast.tolib, occasion=f"more {number}")
    with statements() as many:
        page = browser.get("/outbox?state=waiting&kind=test_plain&q=%D0%90")

    assert page.status_code == 200
    assert len(many) == len(few)


def test_a_link_that_lets_in_is_secret_in_the_outbox_and_in_the_language_of_the_person(
    cast, change, entries, sign_in
) -> None:
    change(cast.amina, language="ru")
    sign_in(cast.dilnoza).post(f"/people/{cast.amina.id}/invitation")

    (entry,) = entries(kind="invitation")
    assert entry.secret
    assert "/invitations/" in entry.payload["text"]
    assert "unsubscribe" not in entry.payload


ZONES = some.sampled_from(
    ["Asia/Almaty", "Asia/Bishkek", "Asia/Dushanbe", "Asia/Ashgabat", "Asia/Tashkent", "Europe/Berlin"]
)
INSTANTS = some.integers(1_704_067_200, 1_830_297_600).map(lambda seconds: datetime.fromtimestamp(seconds, UTC))
QUIET = some.builds(QuietHours, some.integers(0, 1439), some.integers(0, 1439))


@given(INSTANTS, ZONES, QUIET)
def test_nothing_arrives_in_quiet_hours_nor_a_day_late(at: datetime, zone: str, quiet: QuietHours) -> None:
    due = may_arrive(at, zone, quiet)
    local = due.astimezone(ZoneInfo(zone))

    assert at <= due <= at + timedelta(hours=25)
    skipped = local.utcoffset() != (local - timedelta(hours=2)).utcoffset()
    assert not quiet.covers(local.hour * 60 + local.minute) or skipped
    assert may_arrive(due, zone, quiet) == due or skipped


@given(INSTANTS, ZONES, QUIET)
def test_a_summary_is_due_within_two_days(at: datetime, zone: str, quiet: QuietHours) -> None:
    assert at < next_summary(at, zone, quiet) <= at + timedelta(hours=50)


def test_people_are_asked_about_what_can_concern_them_and_the_rest_stays(say, entries, cast, sign_in) -> None:
    staff = NoticeKind(name="test_staff", title="Staff only", roles=frozenset({"trainer"}))
    notice_kinds.register(staff.name, staff)
    browser = sign_in(cast.amina)

    assert "Staff only" not in browser.get("/account/notices").text
    assert "Questions to supervisors" not in browser.get("/account/notices").text
    assert "Staff only" in sign_in(cast.rustam).get("/account/notices").text
    choose(browser)
    say(cast.amina, kind=staff)
    assert len(entries()) == 1, "who becomes a trainer later never said no"
