"""Certificates as issued."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Select, bindparam, func, or_, select
from sqlalchemy.orm import Session, aliased

from app.accounts.models import Agency, Role
from app.core.errors import Missing
from app.core.policy import Actor
from app.courses.models import CourseEdition, Enrolment
from app.training.models import TrainingCentre
from app.training.nominations.contributions import Certified
from app.training.queries.scopes import path_within

from ..models import Certificate, Renewal, Revocation
from ..permissions import CertificateScope
from ..rules import Status, status_on

SendingAgency = aliased(Agency)
Newer = aliased(Certificate)
NewerRevocation = aliased(Revocation)


@dataclass(frozen=True, slots=True, kw_only=True)
class CertificateFacts:
    """A certificate with what became of it; what it says is in the snapshot."""

    id: UUID
    serial: str
    enrolment_id: UUID
    user_id: UUID
    centre_id: UUID
    centre_path: str
    time_zone: str
    agency_path: str
    number: int
    issued_at: datetime
    expires_on: date | None
    snapshot: dict[str, Any]
    file_digest: str
    revoked_at: datetime | None
    revocation_reason: str | None
    superseded_by: str | None = None

    @property
    def scope(self) -> CertificateScope:
        """Whose it is."""
        return CertificateScope(self.user_id, self.centre_path, self.agency_path)

    @property
    def revoked(self) -> bool:
        """Whether it ceased to be valid."""
        return self.revoked_at is not None

    def status(self, day: date) -> Status:
        """Tell what it is worth on a day."""
        superseded = self.superseded_by is not None
        return status_on(day, expires_on=self.expires_on, revoked=self.revoked, superseded=superseded)


def find_certificate(session: Session, certificate_id: UUID) -> CertificateFacts | None:
    """Return a certificate whoever asks: for services that decide on permission themselves."""
    return _one(session.execute(_facts().where(Certificate.id == certificate_id)).one_or_none())


def get_certificate(session: Session, actor: Actor, certificate_id: UUID) -> CertificateFacts:
    """Return a certificate that the person may see.

    Raises:
        Missing: there is none.

    """
    found = _one(session.execute(_facts().where(Certificate.id == certificate_id, sees(actor))).one_or_none())
    if found is None:
        raise Missing
    return found


def find_by_serial(session: Session, serial: str) -> CertificateFacts | None:
    """Return the certificate with this serial number, for anybody who checks it."""
    return _one(session.execute(_facts().where(Certificate.serial == serial)).one_or_none())


def own_certificates(session: Session, user_id: UUID) -> list[CertificateFacts]:
    """Return a person's certificates, the latest first."""
    return _all(session, _facts().where(Certificate.user_id == user_id).order_by(Certificate.issued_at.desc()))


def certificates_of(session: Session, enrolment_ids: Collection[UUID]) -> dict[UUID, list[CertificateFacts]]:
    """Return the certificates of enrolments, the latest of each last (one statement)."""
    found: dict[UUID, list[CertificateFacts]] = defaultdict(list)
    for row in session.connection().execute(_of_enrolments(), {"enrolment_ids": list(enrolment_ids)}):
        each = CertificateFacts(**row._mapping)  # noqa: SLF001 -- SQLAlchemy's public name
        found[each.enrolment_id].append(each)
    return dict(found)


def sees(actor: Actor) -> Any:  # noqa: ANN401 -- a condition
    """The same rule as `may_see`; the query is the one of this module."""
    return or_(
        Certificate.user_id == actor.id,
        path_within(Agency.path, actor.scopes(Role.CENTRE_ADMINISTRATOR)),
        path_within(SendingAgency.path, actor.scopes(Role.AGENCY_OFFICER)),
    )


@cache
def _of_enrolments() -> Select[Any]:
    wanted = Certificate.enrolment_id.in_(bindparam("enrolment_ids", expanding=True))
    statement: Select[Any] = _facts().where(wanted).order_by(Certificate.number)
    return statement


def newer_serial() -> Any:  # noqa: ANN401 -- a scalar subquery
    """Return the serial of the certificate that took the place of the query's; one that was revoked took none."""
    return (
        select(Newer.serial)
        .join(Renewal, Renewal.certificate_id == Newer.id)
        .outerjoin(NewerRevocation, NewerRevocation.certificate_id == Newer.id)
        .where(Renewal.replaced_id == Certificate.id, NewerRevocation.certificate_id.is_(None))
        .limit(1)
        .correlate(Certificate)
        .scalar_subquery()
    )


def _facts() -> Any:  # noqa: ANN401 -- a select whose columns mypy need not count
    return (
        select(
            Certificate.id,
            Certificate.serial,
            Certificate.enrolment_id,
            Certificate.user_id,
            Certificate.centre_id,
            Agency.path.label("centre_path"),
            TrainingCentre.time_zone,
            SendingAgency.path.label("agency_path"),
            Certificate.number,
            Certificate.issued_at,
            Certificate.expires_on,
            Certificate.snapshot,
            Certificate.file_digest,
            Revocation.revoked_at,
            Revocation.reason.label("revocation_reason"),
            newer_serial().label("superseded_by"),
        )
        .join(Agency, Agency.id == Certificate.centre_id)
        .join(TrainingCentre, TrainingCentre.agency_id == Certificate.centre_id)
        .join(Enrolment, Enrolment.id == Certificate.enrolment_id)
        .join(SendingAgency, SendingAgency.id == Enrolment.agency_id)
        .outerjoin(Revocation, Revocation.certificate_id == Certificate.id)
    )


def _one(row: Row[Any] | None) -> CertificateFacts | None:
    return CertificateFacts(**row._mapping) if row else None  # noqa: SLF001 -- SQLAlchemy's public name


def _all(session: Session, wanted: Select[Any]) -> list[CertificateFacts]:
    return [CertificateFacts(**row._mapping) for row in session.execute(wanted)]  # noqa: SLF001 -- public name


def count_resting_upon(session: Session, enrolment_ids: Sequence[UUID]) -> int:
    """Return how many certificates that were not revoked rest upon the results of enrolments."""
    revoked = select(Revocation.certificate_id)
    statement = select(func.count()).select_from(Certificate)
    wanted = statement.where(Certificate.enrolment_id.in_(enrolment_ids), Certificate.id.not_in(revoked))
    return session.scalar(wanted) or 0


def certified(session: Session, user_ids: Collection[UUID]) -> list[Certified]:
    """Return the certificates in force or run out, not revoked, of people whom somebody nominates (one statement)."""
    rows = session.execute(
        select(Certificate.user_id, CourseEdition.course_key, Certificate.issued_at)
        .join(Enrolment, Enrolment.id == Certificate.enrolment_id)
        .join(CourseEdition, CourseEdition.id == Enrolment.course_edition_id)
        .outerjoin(Revocation, Revocation.certificate_id == Certificate.id)
        .where(Certificate.user_id.in_(user_ids), Revocation.certificate_id.is_(None))
        .order_by(Certificate.issued_at)
    )
    return [Certified(user_id, key, issued_at.date()) for user_id, key, issued_at in rows]
