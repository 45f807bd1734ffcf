"""Certificates: who is told, and warnings before they expire."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from app.certificates import services
from app.certificates.models import Certificate
from app.certificates.notices import warn_of_expiry
from app.core.db import transaction
from app.core.outbox import OutboxEntry
from tests.certificates.scene import MemoryStorage, make_scene
from tests.conftest import NOW


@pytest.fixture
def certificate(session: Any, cast: Any, app: Any) -> Certificate:
    scene = make_scene(session, cast)
    actor = cast.actor(cast.dilnoza)
    session.commit()
    press = services.Press(MemoryStorage(), "https://sabaq.example.org")
    with app.app_context(), transaction() as own:
        key = services.issue(own, actor=actor, enrolment_id=scene.amina.id, press=press, at=NOW)
    found = session.get(Certificate, getattr(key, "id", key))
    session.commit()
    return found


def told(session: Any) -> list[tuple[str, str]]:
    session.rollback()
    found = session.scalars(select(OutboxEntry).order_by(OutboxEntry.id))
    return [(each.kind, each.payload["to"].partition("@")[0]) for each in found]


def test_a_certificate_is_told_of_when_it_is_given_and_when_it_ends(session, cast, certificate, app) -> None:
    assert told(session) == [("certificate", "amina")]
    actor = cast.actor(cast.dilnoza)
    session.commit()
    with app.app_context(), transaction() as own:
        services.revoke(own, actor=actor, certificate_id=certificate.id, reason="Wrong name", at=NOW)

    assert told(session) == [("certificate", "amina")] * 2


def test_warnings_come_90_30_and_7_days_before_and_once_each(session, cast, certificate, app) -> None:
    session.commit()
    days = (certificate.expires_on - NOW.date()).days
    given = []
    for left in range(100, -3, -1):
        for _each in range(2):
            with app.app_context(), transaction() as own:
                if warn_of_expiry(own, at=NOW + timedelta(days=days - left)):
                    given.append(left)

    assert given == [90, 30, 7]
    assert told(session)[1:] == [("certificate_expiring", "amina")] * 3


def test_one_that_was_not_warned_of_in_time_gets_the_nearest_warning_alone(session, cast, certificate, app) -> None:
    session.commit()
    days = (certificate.expires_on - NOW.date()).days
    with app.app_context(), transaction() as own:
        assert warn_of_expiry(own, at=NOW + timedelta(days=days - 5)) == 1

    assert told(session)[1:] == [("certificate_expiring", "amina")]
