"""Renewing a certificate by hours: where a rule says so, accepted training by agencies stands in for a course."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core import audit
from app.core.errors import Missing
from app.core.policy import Actor, require
from app.courses.models import Enrolment
from app.training.agency_training.queries import Credit, credited_hours
from app.training.models import TrainingCentre

from .drawing import draw
from .models import Renewal, Revocation
from .obligations.queries.renewals import renewal_rules
from .obligations.rules.renewal import (
    Held,
    NotToBeRenewedNow,
    RenewalRule,
    check_refresher,
    new_expiry,
    renewal_days,
    renewal_rule_on,
)
from .permissions import CertificatePermission
from .queries.certificates import CertificateFacts, certificates_of, find_certificate
from .rules import TEMPLATE, make_serial
from .services import Holder, Press, record_certificate


@dataclass(frozen=True, slots=True)
class Refresher:
    """What a person did towards renewing a certificate by hours."""

    rule: RenewalRule | None
    credits: tuple[Credit, ...]
    new_expiry: date | None

    @property
    def minutes(self) -> int:
        """How much is on record."""
        return sum(each.minutes for each in self.credits)

    @property
    def needed(self) -> int:
        """How much the rule wants; nought where hours renew nothing."""
        return self.rule.refresher_minutes if self.rule else 0


def refresher_of(session: Session, certificate: CertificateFacts, day: date) -> Refresher:
    """Return the accepted training that counts towards renewing a certificate (two statements)."""
    rules = renewal_rules(session)
    course_key = certificate.snapshot["course"]["key"]
    rule, expires_on = renewal_rule_on(rules, course_key, day), certificate.expires_on
    if rule is None or expires_on is None or rule.refresher_minutes < 1:
        return Refresher(rule, (), None)
    first, last = renewal_days(expires_on, rule)
    found = credited_hours(session, [certificate.user_id], first, min(last, day))
    old = Held(certificate.id, course_key, expires_on)
    return Refresher(rule, tuple(found), new_expiry(day, rule.years, old, rules))


def renew_by_hours(session: Session, *, actor: Actor, certificate_id: UUID, press: Press, at: datetime) -> UUID:
    """Issue the certificate that takes the place of an earlier one; repeating returns the one that was issued.

    Raises:
        Missing, NotAllowed: it does not exist, or it is not the person's to certify.
        HoursDoNotRenew, NotToBeRenewedNow, RefresherHoursMissing: as named.

    """
    certificate = find_certificate(session, certificate_id)
    if certificate is None:
        raise Missing
    require(actor, CertificatePermission.ISSUE, certificate.centre_path)
    session.execute(select(Enrolment.id).where(Enrolment.id == certificate.enrolment_id).with_for_update())
    done = _renewed_by(session, certificate_id)
    if done is not None:
        return done
    day = at.astimezone(ZoneInfo(certificate.time_zone)).date()
    refresher = refresher_of(session, certificate, day)
    check_refresher(certificate.expires_on, day, refresher.rule, refresher.minutes)
    if certificate.revoked and refresher.rule and certificate.expires_on:
        first, last = renewal_days(certificate.expires_on, refresher.rule)
        raise NotToBeRenewedNow(first=first, last=last)
    snapshot = _snapshot(session, certificate, refresher, day, press, at)
    earlier = certificates_of(session, [certificate.enrolment_id])[certificate.enrolment_id]
    holder = Holder(certificate.enrolment_id, certificate.user_id, certificate.centre_id)
    digest = press.storage.put(draw(snapshot))
    key = record_certificate(session, actor, holder, snapshot, digest, number=len(earlier) + 1, at=at)
    audit.record(
        session,
        actor=actor,
        action="certificates:certificate:renew",
        subject=("certificate", key),
        at=at,
        renews=str(certificate_id),
        minutes=refresher.minutes,
        trainings=snapshot["refresher"]["trainings"],
    )
    return key


def _renewed_by(session: Session, certificate_id: UUID) -> UUID | None:
    """Return the certificate that took the place of this one, unless it was revoked."""
    return session.scalars(
        select(Renewal.certificate_id)
        .outerjoin(Revocation, Revocation.certificate_id == Renewal.certificate_id)
        .where(Renewal.replaced_id == certificate_id, Revocation.certificate_id.is_(None))
    ).first()


def _snapshot(
    session: Session, certificate: CertificateFacts, refresher: Refresher, day: date, press: Press, at: datetime
) -> dict[str, Any]:
    centre = session.get_one(TrainingCentre, certificate.centre_id)
    serial = make_serial(centre.serial_prefix, day.year, secrets.choice)
    earlier = certificate.snapshot.get("refresher", {})
    return {
        **certificate.snapshot,
        "template": TEMPLATE,
        "serial": serial,
        "verify_url": f"{press.public_url}/verify/{serial}",
        "signatory": {"name": centre.signatory_name, "titles": centre.signatory_title},
        "issued_at": at.isoformat(),
        "issued_on": day.isoformat(),
        "expires_on": refresher.new_expiry.isoformat() if refresher.new_expiry else None,
        "renews": str(certificate.id),
        "refresher": {
            "minutes": refresher.minutes,
            "first_issued_on": earlier.get("first_issued_on", certificate.snapshot["issued_on"]),
            "trainings": sorted({str(each.training_id) for each in refresher.credits}),
        },
    }
