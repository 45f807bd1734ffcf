"""Certificates as issued, and their revocations."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Date, ForeignKey, String, Table, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.core.audit import forbid_changes
from app.core.db import Base


class Certificate(Base):
    """A certificate, frozen at issue: every value in `snapshot`, the file by the digest of its bytes. Never changed."""

    __tablename__ = "certificates_certificates"
    __table_args__ = (UniqueConstraint("enrolment_id", "number"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    serial: Mapped[str] = mapped_column(String(40), unique=True)
    enrolment_id: Mapped[UUID] = mapped_column(ForeignKey("courses_enrolments.id"))
    number: Mapped[int]
    user_id: Mapped[UUID] = mapped_column(ForeignKey("accounts_users.id"), index=True)
    centre_id: Mapped[UUID] = mapped_column(ForeignKey("training_centres.agency_id"), index=True)
    issued_at: Mapped[datetime]
    issued_by: Mapped[UUID | None] = mapped_column(ForeignKey("accounts_users.id"))
    expires_on: Mapped[date | None] = mapped_column(Date)
    snapshot: Mapped[dict[str, Any]]
    file_digest: Mapped[str] = mapped_column(String(64))
    template: Mapped[str] = mapped_column(String(40))


class Revocation(Base):
    """That a certificate ceased to be valid, when, by whom and why. Never changed."""

    __tablename__ = "certificates_revocations"

    certificate_id: Mapped[UUID] = mapped_column(ForeignKey("certificates_certificates.id"), primary_key=True)
    revoked_at: Mapped[datetime]
    revoked_by: Mapped[UUID | None] = mapped_column(ForeignKey("accounts_users.id"))
    reason: Mapped[str] = mapped_column(String(500))


class Renewal(Base):
    """That a certificate took the place of an earlier one, which stays. Never changed."""

    __tablename__ = "certificates_renewals"

    replaced_id: Mapped[UUID] = mapped_column(ForeignKey("certificates_certificates.id"), primary_key=True)
    certificate_id: Mapped[UUID] = mapped_column(
        ForeignKey("certificates_certificates.id"), primary_key=True, index=True
    )
    renewed_at: Mapped[datetime]


for _each in (Certificate, Revocation, Renewal):
    assert isinstance(_each.__table__, Table)
    forbid_changes(_each.__table__)
