"""What happened to certificates."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, slots=True)
class CertificateIssued:
    """A person was given a certificate."""

    certificate_id: UUID
    enrolment_id: UUID
    user_id: UUID
    at: datetime


@dataclass(frozen=True, slots=True)
class CertificateRevoked:
    """A certificate ceased to be valid."""

    certificate_id: UUID
    user_id: UUID
    at: datetime
