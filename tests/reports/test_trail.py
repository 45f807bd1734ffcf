"""The audit trail on the screen."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core import audit
from app.core.audit import AuditEntry
from tests.conftest import NOW
from tests.people import Cast


@pytest.fixture
def entries(session: Session, cast: Cast) -> None:
    for number, person in enumerate((cast.rustam, cast.dilnoza)):
        audit.record(
            session,
            actor=cast.actor(person),
            action=f"training:thing:verb{number}",
            subject=("cohort", f"subject-{number}"),
            at=NOW - timedelta(days=number * 10),
            note=f"<b>fact {number}</b>",
        )
    session.commit()


def test_an_auditor_reads_who_did_what_when_and_on_what(cast, entries, sign_in):
    page = sign_in(cast.nargis).get("/audit", query_string={"action": "training:thing"}).text
    for shown in ("Рустам Қодиров", "Дилноза Ҳакимова", "training:<wbr>thing:<wbr>verb0", "subject-1", "2 entries"):
        assert shown in page
    assert "&lt;b&gt;fact 0&lt;/b&gt;" in page


@pytest.mark.parametrize(
    ("arguments", "seen"),
    [
        ({"person": "рустам"[1:]}, ["verb0"]),
        ({"action": "verb1"}, ["verb1"]),
        ({"subject": "subject-0"}, ["verb0"]),
        ({"subject": "cohort", "action": "training:thing"}, ["verb0", "verb1"]),
        ({"first": "2026-11-20", "action": "training"}, ["verb0"]),
        ({"last": "2026-11-20", "action": "training"}, ["verb1"]),
        ({"person": "%", "action": "training"}, []),
    ],
)
def test_search(cast, entries, sign_in, arguments, seen):
    page = sign_in(cast.nargis).get("/audit", query_string=arguments).text
    assert [each for each in ("verb0", "verb1") if f"training:<wbr>thing:<wbr>{each}" in page] == seen


@pytest.mark.parametrize("who", ["amina", "rustam", "dilnoza", "farida", "sherzod", "gulnora"])
def test_others_do_not_read_it(cast, entries, sign_in, who):
    assert sign_in(getattr(cast, who)).get("/audit").status_code == 403


def test_the_state_of_the_chain_is_shown(cast, entries, session, sign_in):
    browser = sign_in(cast.bahrom)
    assert "0 entries sealed" in browser.get("/audit").text
    audit.seal(session)
    session.commit()
    page = browser.get("/audit", query_string={"action": "training"}).text
    assert "0 entries sealed" not in page
    assert "entries sealed" in page


def test_looking_is_itself_on_record(cast, entries, session, sign_in):
    sign_in(cast.nargis).get("/audit", query_string={"person": "Рустам"})
    session.rollback()
    entry = session.scalars(select(AuditEntry).where(AuditEntry.action == "reports:audit:read")).one()
    assert (entry.actor_id, entry.facts) == (cast.nargis.id, {"filter": {"person": "Рустам"}})


def test_a_wrong_period_is_said(cast, entries, sign_in):
    answer = sign_in(cast.nargis).get("/audit", query_string={"first": "2026-11-24", "last": "2026-11-01"})
    assert answer.status_code == 422
    assert "ends before it begins" in answer.text


def test_long_trails_have_pages_that_keep_the_search(cast, session, sign_in):
    for number in range(120):
        audit.record(session, actor=None, action="x:y:z", subject=("thing", number), at=NOW)
    session.commit()
    browser = sign_in(cast.nargis)
    first = browser.get("/audit", query_string={"action": "x:y:z"}).text
    assert "Page 1 of 3" in first
    assert "action=x%3Ay%3Az&amp;page=2" in first
    assert "Page 3 of 3" in browser.get("/audit", query_string={"action": "x:y:z", "page": "99"}).text
