"""What people are told about their certificates."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.notices.telling import not_yet_given, tell
from app.core.db import transaction
from app.core.errors import N_
from app.core.events import subscribe
from app.core.i18n import zone
from app.core.jobs import Periodic, periodic
from app.core.notices import NoticeKind, Writer, offer_kinds, plain
from app.core.ports import ports
from app.training.models import TrainingCentre

from .events import CertificateIssued, CertificateRevoked
from .models import Certificate, Revocation

ISSUED = NoticeKind(
    name="certificate", title=N_("Certificates that you are given or that cease to be valid"), waits=True
)
EXPIRING = NoticeKind(name="certificate_expiring", title=N_("Certificates that expire in 90, 30 or 7 days"), waits=True)
DAYS_BEFORE = (7, 30, 90)


def register() -> None:
    """Listen, and look every hour for what expires."""
    offer_kinds(ISSUED, EXPIRING)
    subscribe(CertificateIssued, certificate_issued)
    subscribe(CertificateRevoked, certificate_revoked)
    periodic.register("certificates-expiring", Periodic(30, warn))


def certificate_issued(event: CertificateIssued, session: Session) -> None:
    """Say that a certificate can be fetched."""
    write = _writer(
        event.certificate_id,
        N_("Sabaq: your certificate is there"),
        N_("You were given a certificate. You can read it, print it and show it to others."),
    )
    tell(session, kind=ISSUED, to=[event.user_id], occasion=f"{event.certificate_id}", write=write, at=event.at)


def certificate_revoked(event: CertificateRevoked, session: Session) -> None:
    """Say that a certificate is no longer valid, and where the reason stands."""
    write = _writer(
        event.certificate_id,
        N_("Sabaq: a certificate of yours is revoked"),
        N_("A certificate of yours is no longer valid. The page says why."),
    )
    occasion = f"{event.certificate_id}:revoked"
    tell(session, kind=ISSUED, to=[event.user_id], occasion=occasion, write=write, at=event.at)


def warn() -> None:
    """Warn of what expires, as a periodic job."""
    with transaction() as session:
        warn_of_expiry(session, at=ports().clock.now())


def warn_of_expiry(session: Session, *, at: datetime) -> int:
    """Warn 90, 30 and 7 days before, each once and only the nearest of them; return how many. Safe to run twice."""
    rows = session.execute(
        select(Certificate.id, Certificate.user_id, Certificate.expires_on, TrainingCentre.time_zone)
        .join(TrainingCentre, TrainingCentre.agency_id == Certificate.centre_id)
        .outerjoin(Revocation, Revocation.certificate_id == Certificate.id)
        .where(
            Revocation.certificate_id.is_(None),
            Certificate.expires_on.between(at.date(), at.date() + timedelta(days=max(DAYS_BEFORE) + 1)),
        )
    ).all()
    due = {}
    for row in rows:
        left = (row.expires_on - at.astimezone(zone(row.time_zone)).date()).days
        stage = next((days for days in DAYS_BEFORE if left <= days), None)
        if stage is not None and left >= 0:
            due[f"{row.id}:{stage}"] = row
    fresh = not_yet_given(session, EXPIRING, list(due), at=at)
    for occasion in fresh:
        row = due[occasion]
        write = _writer(
            row.id,
            N_("Sabaq: a certificate of yours expires soon"),
            N_(
                "A certificate of yours is valid until %(day)s. Ask your agency or the training centre how to renew it."
            ),
            day=row.expires_on,
        )
        tell(session, kind=EXPIRING, to=[row.user_id], occasion=occasion, write=write, at=at)
    return len(fresh)


def _writer(certificate_id: UUID, subject: str, text: str, **values: object) -> Writer:
    return plain(subject, text, "certificates.show_certificate", values=values, certificate_id=certificate_id)
