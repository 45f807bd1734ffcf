"""The outbox on the command line."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select

from app.accounts.notices.commands import UnknownState, lines, retry
from app.core import outbox
from app.core.db import db, transaction
from app.core.ids import new_id
from app.core.outbox import OutboxEntry, OutboxState
from tests.conftest import NOW


def test_what_failed_is_listed_without_text_or_address_and_sent_again(app: Flask) -> None:
    with app.app_context():
        with transaction() as session:
            for number in range(3):
                payload = {"to": f"person{number}@example.org", "text": "secret words"}
                outbox.post(session, channel="mail", payload=payload, at=NOW, kind="exam")
            for entry in session.scalars(select(OutboxEntry).order_by(OutboxEntry.id).limit(2)):
                entry.state, entry.last_error = OutboxState.FAILED, "550 no such person\nand more"

        listed = list(lines("failed", 50))
        assert len(listed) == 2
        assert all("mail:exam 550 no such person" in line for line in listed)
        assert "example.org" not in "".join(lines("", 50))
        assert "secret" not in "".join(lines("", 50))
        with pytest.raises(UnknownState, match="waiting"):
            list(lines("lost", 50))

        assert retry([new_id()], all_failed=False) == 0
        assert retry([], all_failed=True) == 2
        assert retry([], all_failed=True) == 0
        db.session.rollback()
        assert {each.state for each in db.session.scalars(select(OutboxEntry))} == {OutboxState.WAITING}
