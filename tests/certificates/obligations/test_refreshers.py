"""Training by agencies that the centre accepted renews a certificate where the rule says so."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from app.certificates.drawing import compose
from app.certificates.models import Certificate, Renewal
from app.certificates.obligations.rules.renewal import (
    HoursDoNotRenew,
    NotToBeRenewedNow,
    RefresherHoursMissing,
)
from app.certificates.renewing import refresher_of, renew_by_hours
from app.certificates.services import Press, revoke
from app.certificates.wording import WORDINGS
from app.core.audit import AuditEntry
from app.core.dates import write_date
from app.core.errors import NotAllowed
from app.core.ids import new_id
from app.core.ports import ports
from app.training.agency_training.models import CreditedHours
from tests.certificates.obligations.test_pages import TODAY, give, make_earlier, renew_rule
from tests.certificates.scene import make_scene
from tests.conftest import NOW
from tests.training.agency_training.factories import make_handed_in


@pytest.fixture
def scene(session, cast):
    return make_scene(session, cast)


def renew(app, session, actor, certificate_id, at):
    with app.app_context():
        press = Press(ports().storage, "https://sabaq.example")
        return renew_by_hours(session, actor=actor, certificate_id=certificate_id, press=press, at=at)


def shortly_before(expires_on):
    return NOW + (expires_on - timedelta(days=10) - TODAY)


def credit_on(session, cast, day, minutes=8 * 60):
    """Credit Amina with accepted training of that day."""
    session.rollback()
    facts = make_handed_in(
        session,
        agency=cast.interior,
        centre_id=cast.dushanbe_centre.id,
        person=cast.amina,
        by=cast.farida.id,
        digest="0" * 64,
    )
    session.add(
        CreditedHours(
            id=new_id(),
            training_id=facts["training_id"],
            user_id=cast.amina.id,
            agency_id=cast.amina.agency_id,
            held_on=day,
            minutes=minutes,
            face_to_face=True,
        )
    )
    session.commit()


def test_enough_accepted_hours_renew_the_certificate_from_its_old_expiry(session, cast, scene, app, client):
    renew_rule(session, cast, refresher_minutes=8 * 60)
    old = give(app, session, cast, scene.amina)
    at, dilnoza = shortly_before(old.expires_on), cast.actor(cast.dilnoza)
    credit_on(session, cast, old.expires_on - timedelta(days=91))  # before the window: it does not count
    with pytest.raises(RefresherHoursMissing):
        renew(app, session, dilnoza, old.id, at)
    credit_on(session, cast, old.expires_on - timedelta(days=30))

    newer = renew(app, session, dilnoza, old.id, at)
    session.commit()

    assert renew(app, session, dilnoza, old.id, at) == newer  # safe to repeat
    session.commit()
    stored = session.get_one(Certificate, newer)
    assert (stored.enrolment_id, stored.number) == (old.enrolment_id, 2)
    assert stored.expires_on == old.expires_on.replace(year=old.expires_on.year + 3)
    assert stored.snapshot["refresher"]["minutes"] == 8 * 60
    assert stored.snapshot["refresher"]["first_issued_on"] == old.snapshot["issued_on"] == "2026-11-24"
    [renewal] = session.scalars(select(Renewal))
    assert (renewal.replaced_id, renewal.certificate_id) == (old.id, newer)
    assert "certificates:certificate:renew" in set(session.scalars(select(AuditEntry.action)))
    serial = stored.serial
    session.rollback()
    replaced, in_force = (client.get(f"/verify/{each}").text for each in (old.serial, serial))
    assert "A newer one took its place" in replaced
    assert "Renewed by" not in replaced
    assert "genuine and in force" in in_force
    assert "The first certificate was issued on November 24, 2026." in in_force


def test_however_often_renewed_the_first_certificate_is_named(session, cast, scene, app):
    renew_rule(session, cast, refresher_minutes=8 * 60)
    first = give(app, session, cast, scene.amina)
    dilnoza, held = cast.actor(cast.dilnoza), first
    for _time in range(2):
        at = shortly_before(held.expires_on)
        credit_on(session, cast, held.expires_on - timedelta(days=30))
        held = session.get_one(Certificate, renew(app, session, dilnoza, held.id, at))
        session.commit()

    day = first.snapshot["issued_on"]
    assert held.snapshot["refresher"]["first_issued_on"] == day
    with app.app_context():
        page, earlier = compose(held.snapshot), compose(first.snapshot)
    assert WORDINGS["en"].renewed.format(date=write_date(date.fromisoformat(day), "en")) in page
    assert "Renewed by" not in earlier


def test_hours_renew_only_where_the_rule_says_so_and_in_time(session, cast, scene, app):
    renew_rule(session, cast)
    old = give(app, session, cast, scene.amina)
    credit_on(session, cast, old.expires_on - timedelta(days=30))
    dilnoza = cast.actor(cast.dilnoza)
    with pytest.raises(HoursDoNotRenew):
        renew(app, session, dilnoza, old.id, shortly_before(old.expires_on))
    renew_rule(session, cast, valid_from=TODAY + timedelta(days=1), refresher_minutes=60)
    for days in (-91, 31):  # before the window of 90 days, and after the grace of 30
        with pytest.raises(NotToBeRenewedNow):
            renew(app, session, dilnoza, old.id, NOW + (old.expires_on + timedelta(days=days) - TODAY))
    with pytest.raises(NotAllowed):
        renew(app, session, cast.actor(cast.farida), old.id, shortly_before(old.expires_on))
    revoke(session, actor=dilnoza, certificate_id=old.id, reason="Mistake", at=NOW)
    with pytest.raises(NotToBeRenewedNow):
        renew(app, session, dilnoza, old.id, shortly_before(old.expires_on))


def test_the_centre_sees_who_has_the_hours_and_renews_with_one_press(session, cast, scene, app, sign_in):
    centre, amina, officer = (sign_in(each) for each in (cast.dilnoza, cast.amina, cast.farida))
    renew_rule(session, cast, refresher_minutes=8 * 60)
    old = give(app, session, cast, scene.amina)
    credit_on(session, cast, old.expires_on - timedelta(days=30))
    refresher = refresher_of(session, old, shortly_before(old.expires_on).date())
    assert (refresher.minutes, refresher.needed, len(refresher.credits)) == (8 * 60, 8 * 60, 1)
    session.rollback()
    address = f"/certificates/{old.id}/renew"
    assert "can be renewed from" in centre.get(address).text
    assert centre.post(address).status_code == 422
    assert "Renew by hours" not in centre.get("/reports/certificates?days=365").text
    rules = amina.get("/hours/rules").text
    assert 'data-label="Hours that renew it">8<' in rules
    # Another certificate of the same course is about to lapse: it is offered where the centre looks.
    soon, _serial = make_earlier(session, cast, scene, old, TODAY + timedelta(days=20))
    page = centre.get("/reports/certificates?days=30").text
    assert f"/certificates/{soon}/renew" in page
    assert "Renew by hours" not in officer.get("/reports/certificates?days=30").text
    credit_on(session, cast, TODAY)
    assert "takes the place of this one" in centre.get(f"/certificates/{soon}/renew").text
    answer = centre.post(f"/certificates/{soon}/renew", follow_redirects=True)
    assert "The certificate is renewed." in answer.text
    assert "A newer certificate took the place" in centre.get(f"/certificates/{soon}/renew").text
