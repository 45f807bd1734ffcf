from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from app.core import audit
from app.core.audit import AuditEntry, AuditLink
from tests.conftest import NOW
from tests.people import Cast


def record(session: Session, count: int) -> None:
    for number in range(count):
        audit.record(
            session,
            actor=None,
            action="test:thing:do",
            subject=("thing", number),
            at=NOW + timedelta(seconds=number),
            word="ҷамъ",
        )
    session.commit()


def tamper(session: Session, statement: str) -> None:
    """Change the table as somebody with the database's own password could: with the triggers away."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("ALTER TABLE core_audit_entries DISABLE TRIGGER USER"))
        session.execute(text("ALTER TABLE core_audit_links DISABLE TRIGGER USER"))
        session.execute(text(statement))
        session.execute(text("ALTER TABLE core_audit_entries ENABLE TRIGGER USER"))
        session.execute(text("ALTER TABLE core_audit_links ENABLE TRIGGER USER"))
    else:
        triggers = session.execute(
            text("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name LIKE 'core_audit%'")
        ).all()
        for name, _sql in triggers:
            session.execute(text(f"DROP TRIGGER {name}"))
        session.execute(text(statement))
        for _name, sql in triggers:
            session.execute(text(sql))
    session.commit()


def test_a_whole_chain_verifies(session: Session) -> None:
    record(session, 5)
    assert audit.seal(session) == 5
    record(session, 2)

    found = audit.verify(session)

    assert (found.checked, found.unsealed, found.broken_at) == (5, 2, None)


def test_sealing_goes_on_where_it_ended(session: Session) -> None:
    record(session, 2)
    audit.seal(session)
    record(session, 2)
    audit.seal(session)
    session.commit()

    assert audit.seal(session) == 0
    assert audit.verify(session).checked == 4


@pytest.mark.parametrize(
    ("statement", "reason"),
    [
        ("UPDATE core_audit_entries SET action = 'test:thing:hide' WHERE id = '{entry}'", "was changed"),
        ("UPDATE core_audit_entries SET actor_name = 'Somebody else' WHERE id = '{entry}'", "was changed"),
        ("UPDATE core_audit_links SET hash = 'f' WHERE entry_id = '{entry}'", "was changed"),
        ("DELETE FROM core_audit_links WHERE entry_id = '{entry}'", "position 3 is missing"),
    ],
)
def test_the_first_broken_entry_is_named(session: Session, statement: str, reason: str) -> None:
    record(session, 5)
    audit.seal(session)
    session.commit()
    third = session.query(AuditLink).filter_by(position=3).one()
    key = third.entry_id.hex if session.get_bind().dialect.name == "sqlite" else str(third.entry_id)

    tamper(session, statement.format(entry=key))

    found = audit.verify(session)
    assert found.broken_at in (3, 4)
    assert reason in found.reason


@pytest.mark.parametrize("statement", ["UPDATE core_audit_entries SET action = 'x'", "DELETE FROM core_audit_entries"])
def test_the_database_itself_refuses_changes(session: Session, statement: str) -> None:
    record(session, 1)

    with pytest.raises(DBAPIError, match="append-only"):
        session.execute(text(statement))
    session.rollback()

    assert session.query(AuditEntry).count() == 1


def test_an_entry_goes_with_its_act(session: Session, cast: Cast) -> None:
    audit.record(session, actor=cast.actor(cast.amina), action="test:thing:do", subject=("thing", 1), at=NOW)
    session.rollback()

    assert session.query(AuditEntry).filter_by(action="test:thing:do").count() == 0
