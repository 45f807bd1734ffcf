"""Whether a letter of invitation that somebody holds still counts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import Agency

from ...models import Cohort
from ..models import InvitationLetter, Nomination, NominationAct
from ..rules.states import PLACED, after


class LetterStanding(StrEnum):
    """What is to be said of a letter."""

    VALID = "valid"
    REPLACED = "replaced"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class CheckedLetter:
    """What a letter says, without the person, and how it stands; the days are the cohort's as they are now."""

    reference: str
    standing: LetterStanding
    snapshot: dict[str, Any]
    agency_names: dict[str, str]
    starts_on: date
    ends_on: date

    @property
    def moved(self) -> bool:
        """Whether the cohort is held on other days than the letter says."""
        said = (self.snapshot["starts_on"], self.snapshot["ends_on"])
        return said != (self.starts_on.isoformat(), self.ends_on.isoformat())


def find_checked_letter(session: Session, reference: str) -> CheckedLetter | None:
    """Return a letter by its number, whoever asks (three statements)."""
    row = session.execute(
        select(InvitationLetter, Nomination.id, Agency.names, Cohort.starts_on, Cohort.ends_on)
        .join(Nomination, Nomination.id == InvitationLetter.nomination_id)
        .join(Agency, Agency.id == Nomination.agency_id)
        .join(Cohort, Cohort.id == Nomination.cohort_id)
        .where(InvitationLetter.reference == reference)
    ).one_or_none()
    if row is None:
        return None
    letter, nomination_id, names, starts_on, ends_on = row
    acts = select(NominationAct.act, NominationAct.head_confirms).where(NominationAct.nomination_id == nomination_id)
    last = session.execute(acts.order_by(NominationAct.number.desc()).limit(1)).one()
    latest = session.scalars(
        select(InvitationLetter.id)
        .where(InvitationLetter.nomination_id == nomination_id)
        .order_by(InvitationLetter.issued_at.desc(), InvitationLetter.id.desc())
        .limit(1)
    ).one()
    standing = LetterStanding.VALID if latest == letter.id else LetterStanding.REPLACED
    if after(last.act, confirmed_by_head=last.head_confirms) not in PLACED:
        standing = LetterStanding.WITHDRAWN
    return CheckedLetter(reference, standing, letter.snapshot, names, starts_on, ends_on)
