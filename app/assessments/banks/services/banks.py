"""Opening a bank and saying what it is for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from app.accounts.models import AgencyKind
from app.accounts.queries import get_agency
from app.core import audit
from app.core.errors import Missing
from app.core.policy import Actor, allowed, require

from ..models import Bank
from ..permissions import BankPermission
from ..queries.banks import get_bank


@dataclass(frozen=True, slots=True)
class BankDetails:
    """What a bank is called, what it is for, and in which languages its questions should be."""

    title: str
    purpose: str
    languages: tuple[str, ...]


def create_bank(
    session: Session, *, actor: Actor, bank_id: UUID, agency_id: UUID, details: BankDetails, at: datetime
) -> UUID:
    """Open a bank for a training centre; a repeat with the same id changes nothing.

    Raises:
        Missing: there is no such centre for this person, or the id belongs to a bank of others.

    """
    if session.get(Bank, bank_id) is not None:
        return get_bank(session, actor, bank_id).id
    agency = get_agency(session, agency_id)
    if agency.kind is not AgencyKind.TRAINING_CENTRE or not allowed(actor, BankPermission.CREATE, agency.path):
        raise Missing
    session.add(
        Bank(
            id=bank_id,
            agency_id=agency.id,
            title=details.title,
            purpose=details.purpose,
            languages=list(details.languages),
            created_at=at,
            created_by=actor.id,
        )
    )
    audit.record(
        session,
        actor=actor,
        action="assessments:bank:create",
        subject=("bank", bank_id),
        at=at,
        agency=agency.code,
        title=details.title,
    )
    session.flush()
    return bank_id


def change_bank(session: Session, *, actor: Actor, bank_id: UUID, details: BankDetails, at: datetime) -> None:
    """Say anew what a bank is called, what it is for, and its languages.

    Raises:
        Missing: there is no such bank for this person.

    """
    require(actor, BankPermission.WRITE, get_bank(session, actor, bank_id).scope)
    bank = session.get_one(Bank, bank_id)
    before = {"title": bank.title, "purpose": bank.purpose, "languages": list(bank.languages)}
    after = {"title": details.title, "purpose": details.purpose, "languages": list(details.languages)}
    if before == after:
        return
    bank.title, bank.purpose, bank.languages = details.title, details.purpose, list(details.languages)
    audit.record(
        session, actor=actor, action="assessments:bank:change", subject=("bank", bank_id), at=at, before=before
    )


def check_bank(session: Session, *, actor: Actor, bank_id: UUID) -> None:
    """Refuse who may not write in a bank.

    Raises:
        Missing: there is no such bank for this person.

    """
    require(actor, BankPermission.WRITE, get_bank(session, actor, bank_id).scope)
