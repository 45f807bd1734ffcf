"""What leaves the process: once, in its time, and nobody holds up anybody else."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from threading import Thread
from typing import Any

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as some
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core import delivery, outbox
from app.core.channels import ChannelNotReady, PermanentFailure
from app.core.channels.memory import MemoryChannel
from app.core.clock import FixedClock
from app.core.db import transaction
from app.core.ids import new_id
from app.core.outbox import LONGEST_WAIT, MOST_ATTEMPTS, OutboxEntry, OutboxState, wait_after
from tests.conftest import NOW


class Gateway(MemoryChannel):
    """Fails as it is told to."""

    name = "mail"

    def __init__(self) -> None:
        super().__init__()
        self.faults: dict[str, Exception] = {}

    def deliver(self, payload: dict[str, Any]) -> None:
        if payload["to"] in self.faults:
            raise self.faults[payload["to"]]
        super().deliver(payload)


@pytest.fixture
def in_app(app: Flask) -> Iterator[None]:
    with app.app_context():
        yield


@pytest.fixture
def gateway() -> Gateway:
    return Gateway()


@pytest.fixture
def deliver(in_app: None, gateway: Gateway, clock: FixedClock) -> Callable[..., int]:
    """Return a function that delivers what is due some time after NOW."""

    def run(after: timedelta = timedelta()) -> int:
        clock.instant = NOW + after
        return delivery.deliver({"mail": gateway}, now=clock.now)

    return run


def post(*to: str, **more: Any) -> None:
    with transaction() as session:
        for each in to:
            outbox.post(session, channel=more.get("channel", "mail"), payload={"to": each}, at=NOW)


def entries() -> list[OutboxEntry]:
    with transaction() as session:
        found = list(session.scalars(select(OutboxEntry).order_by(OutboxEntry.id)))
        session.expunge_all()
        return found


def test_what_failed_is_tried_again_later_and_only_once_delivered(deliver, gateway) -> None:
    gateway.faults["amina"] = ConnectionError("no network")
    post("amina")

    assert deliver() == 0
    assert deliver(timedelta(seconds=59)) == 0
    gateway.faults.clear()
    assert deliver(timedelta(minutes=1)) == 1
    assert deliver(timedelta(days=1)) == 0
    assert [each["to"] for each in gateway.sent] == ["amina"]


def test_the_reason_of_a_failure_is_kept(deliver) -> None:
    post("amina", channel="pigeon")
    deliver()

    (entry,) = entries()
    assert entry.state is OutboxState.WAITING
    assert entry.attempts == 1
    assert "pigeon" in entry.last_error


def test_one_bad_entry_holds_nobody_up(deliver, gateway) -> None:
    gateway.faults["bad"] = PermanentFailure("550 no such person")
    gateway.faults["slow"] = TimeoutError()
    post("bad", "slow", "amina", "tolib")

    assert deliver() == 2
    assert [each["to"] for each in gateway.sent] == ["amina", "tolib"]
    assert [each.state for each in entries()] == [
        OutboxState.FAILED,
        OutboxState.WAITING,
        OutboxState.DELIVERED,
        OutboxState.DELIVERED,
    ]


def test_what_is_refused_for_good_is_not_tried_again_unless_somebody_asks(deliver, gateway) -> None:
    gateway.faults["amina"] = PermanentFailure("550 no such person")
    post("amina")
    deliver()
    gateway.faults.clear()

    assert deliver(timedelta(days=2)) == 0
    with transaction() as session:
        assert outbox.try_again(session, entries()[0].id, at=NOW + timedelta(days=2))
    assert deliver(timedelta(days=2)) == 1


def test_a_channel_that_is_not_set_up_costs_no_attempts(deliver, gateway) -> None:
    gateway.faults = dict.fromkeys(("amina", "tolib"), ChannelNotReady("no server is named"))
    post("amina", "tolib")
    for hours in range(40):
        deliver(timedelta(hours=hours))

    assert {(each.state, each.attempts) for each in entries()} == {(OutboxState.WAITING, 0)}
    assert "no server" in entries()[0].last_error
    gateway.faults.clear()
    assert deliver(timedelta(days=3)) == 2


def test_it_is_given_up_in_the_end(deliver, gateway) -> None:
    gateway.faults["amina"] = ConnectionError("down")
    post("amina")
    for hour in range(48):
        for minute in (0, 30):
            deliver(timedelta(hours=hour, minutes=minute))

    (entry,) = entries()
    assert (entry.state, entry.attempts) == (OutboxState.FAILED, MOST_ATTEMPTS)


def test_a_worker_that_dies_leaves_at_most_one_entry_behind_which_is_taken_again(deliver, gateway) -> None:
    class Died(BaseException):
        pass

    post("amina", "tolib", "farida")
    gateway.faults["tolib"] = Died()  # type: ignore[assignment]
    with pytest.raises(Died):
        deliver()
    gateway.faults.clear()

    assert [each["to"] for each in gateway.sent] == ["amina"]
    assert deliver(timedelta(minutes=1)) == 1, "farida; nobody knows yet what became of tolib"
    assert deliver(timedelta(minutes=11)) == 1
    assert [each["to"] for each in gateway.sent] == ["amina", "farida", "tolib"]


def test_two_workers_never_have_the_same_entry_in_hand(in_app: None) -> None:
    post("amina", "tolib")
    with transaction() as session:
        first = outbox.claim(session, at=NOW)
    with transaction() as session:
        second = outbox.claim(session, at=NOW)
    with transaction() as session:
        third = outbox.claim(session, at=NOW)

    assert first
    assert second
    assert first.id != second.id
    assert third is None


def test_a_late_worker_does_not_undo_what_another_one_did(in_app: None) -> None:
    post("amina")
    with transaction() as session:
        late = outbox.claim(session, at=NOW)
    with transaction() as session:
        quick = outbox.claim(session, at=NOW + timedelta(minutes=11))
    with transaction() as session:
        outbox.settle(session, quick, None, at=NOW)
    with transaction() as session:
        outbox.settle(session, late, outbox.Failure("timeout"), at=NOW)

    assert entries()[0].state is OutboxState.DELIVERED


def test_the_same_key_is_posted_once(in_app: None) -> None:
    for _each in range(3):
        with transaction() as session:
            outbox.post(session, channel="mail", payload={"to": "amina"}, at=NOW, key="certificate:1")
            outbox.post(session, channel="mail", payload={"to": "amina"}, at=NOW, key="certificate:2")
            outbox.post(session, channel="mail", payload={"to": "nobody asked for a key"}, at=NOW)

    assert len(entries()) == 2 + 3


def test_nothing_leaves_when_the_act_is_undone(session: Session) -> None:
    outbox.post(session, channel="mail", payload={}, at=NOW)
    session.rollback()

    assert outbox.claim(session, at=NOW) is None


def test_a_secret_is_forgotten_as_soon_as_it_is_sent_and_other_texts_later(deliver, in_app: None) -> None:
    with transaction() as session:
        outbox.post(session, channel="mail", payload={"to": "amina", "text": "/invitations/x"}, at=NOW, secret=True)
        outbox.post(session, channel="mail", payload={"to": "amina", "text": "moved"}, at=NOW)
    deliver()

    assert [each.payload for each in entries()] == [{}, {"to": "amina", "text": "moved"}]
    with transaction() as session:
        assert outbox.empty_old(session, before=NOW - timedelta(days=1)) == 0
    with transaction() as session:
        assert outbox.empty_old(session, before=NOW + timedelta(days=1)) == 1
    assert [each.payload for each in entries()] == [{}, {}]
    assert [each.state for each in entries()] == [OutboxState.DELIVERED] * 2


def test_what_was_cancelled_is_not_sent(deliver, gateway) -> None:
    person = new_id()
    with transaction() as session:
        outbox.post(session, channel="mail", payload={"to": "amina"}, at=NOW, recipient_id=person)
        outbox.post(session, channel="mail", payload={"to": "tolib"}, at=NOW)
    with transaction() as session:
        outbox.cancel_for(session, person)
    with transaction() as session:
        assert outbox.cancel(session, entries()[1].id)

    assert deliver() == 0
    with transaction() as session:
        assert not outbox.cancel(session, entries()[1].id)
        assert not outbox.try_again(session, entries()[1].id, at=NOW)


@given(some.integers(1, 100))
def test_waits_grow_are_bounded_and_end(attempt: int) -> None:
    wait = wait_after(attempt)
    if attempt >= MOST_ATTEMPTS:
        assert wait is None
        return
    assert wait is not None
    assert timedelta(minutes=1) <= wait <= LONGEST_WAIT
    if attempt > 1:
        before = wait_after(attempt - 1)
        assert before is not None
        assert wait in (2 * before, LONGEST_WAIT)


@given(some.lists(some.booleans(), max_size=30))
def test_the_schedule_of_any_run_of_failures_is_that_of_the_number_of_attempts(outcomes: list[bool]) -> None:
    due, attempts = datetime(2026, 1, 1, tzinfo=UTC), 0
    for worked in outcomes:
        attempts += 1
        if worked:
            break
        wait = wait_after(attempts)
        if wait is None:
            break
        due += wait
    assert attempts <= MOST_ATTEMPTS
    assert due - datetime(2026, 1, 1, tzinfo=UTC) <= timedelta(hours=24)


def test_workers_beside_each_other_send_everything_once(app: Flask, in_app: None, clock: FixedClock) -> None:
    post(*(f"person {number}" for number in range(40)))
    gateway, faults = Gateway(), []

    def work() -> None:
        try:
            with app.app_context():
                delivery.deliver({"mail": gateway}, now=clock.now)
        except Exception as fault:  # noqa: BLE001 -- told by the test
            faults.append(fault)

    workers = [Thread(target=work) for _each in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()

    assert faults == []
    assert sorted(each["to"] for each in gateway.sent) == sorted(f"person {number}" for number in range(40))
