"""What people should be told about hours and certificates; each once for a threshold."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID


@dataclass(frozen=True, slots=True)
class CertificateExpiring:
    """A certificate expires within so many days; below zero it has expired."""

    certificate_id: UUID
    user_id: UUID
    expires_on: date
    days_left: int
    at: datetime


@dataclass(frozen=True, slots=True)
class CertificateRenewed:
    """A newer certificate took the place of an earlier one."""

    certificate_id: UUID
    replaces_id: UUID
    user_id: UUID
    at: datetime


@dataclass(frozen=True, slots=True)
class HoursBehind:
    """A person is behind with the hours of a period that ends within so many days."""

    user_id: UUID
    first: date
    last: date
    missing_minutes: int
    days_left: int
    at: datetime


@dataclass(frozen=True, slots=True)
class PersonExempted:
    """A person owes no hours for some days."""

    exemption_id: UUID
    user_id: UUID
    first: date
    last: date
    at: datetime
