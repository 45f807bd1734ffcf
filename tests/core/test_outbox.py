from datetime import timedelta

from sqlalchemy.orm import Session

from app.core import outbox
from app.core.outbox import OutboxEntry
from tests.conftest import NOW


def test_what_failed_is_tried_again_later_and_only_once_delivered(session: Session) -> None:
    sent: list[str] = []
    broken = True

    def gateway(payload: dict[str, str]) -> None:
        if broken:
            raise ConnectionError("no network")
        sent.append(payload["to"])

    outbox.post(session, channel="mail", payload={"to": "amina@example.org"}, at=NOW)
    session.commit()

    assert outbox.deliver(session, deliveries={"mail": gateway}, at=NOW) == 0
    assert outbox.deliver(session, deliveries={"mail": gateway}, at=NOW + timedelta(seconds=59)) == 0
    broken = False
    assert outbox.deliver(session, deliveries={"mail": gateway}, at=NOW + timedelta(minutes=1)) == 1
    assert outbox.deliver(session, deliveries={"mail": gateway}, at=NOW + timedelta(days=1)) == 0
    assert sent == ["amina@example.org"]


def test_the_reason_of_a_failure_is_kept(session: Session) -> None:
    outbox.post(session, channel="pigeon", payload={}, at=NOW)
    outbox.deliver(session, deliveries={}, at=NOW)

    entry = session.query(OutboxEntry).one()
    assert entry.delivered_at is None
    assert entry.attempts == 1
    assert "pigeon" in entry.last_error


def test_nothing_leaves_when_the_act_is_undone(session: Session) -> None:
    outbox.post(session, channel="mail", payload={}, at=NOW)
    session.rollback()

    assert outbox.due(session, at=NOW) == []
