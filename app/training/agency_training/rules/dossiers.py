"""What a training must hold before it can be submitted."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any
from uuid import UUID

from app.core.errors import N_, RuleViolation

from .hours import write_hours

MOST_FILES = 10


class EvidenceKind(StrEnum):
    """What a file shows."""

    PROGRAMME = "programme"
    SIGNED_SHEET = "signed_sheet"
    OTHER = "other"


EVIDENCE_TITLES = {
    EvidenceKind.PROGRAMME: N_("Programme"),
    EvidenceKind.SIGNED_SHEET: N_("Signed sheet of participants"),
    EvidenceKind.OTHER: N_("Other paper"),
}


class ProgrammeMissing(RuleViolation):
    """Nobody can tell what was taught."""

    code = "agency-training-programme"
    message = N_("Say what was taught: the programme is missing.")


class ModulesMissing(RuleViolation):
    """The topics are not mapped."""

    code = "agency-training-modules"
    message = N_("Choose at least one module to which the topics belong.")


class TrainerMissing(RuleViolation):
    """Nobody taught."""

    code = "agency-training-trainer"
    message = N_("Name at least one trainer.")


class RosterMissing(RuleViolation):
    """Nobody was there."""

    code = "agency-training-roster"
    message = N_("Add the people who took part.")


class EvidenceMissing(RuleViolation):
    """Nothing shows that people were there."""

    code = "agency-training-evidence"
    message = N_("Attach the sheet that the participants signed.")


class NotHeldYet(RuleViolation):
    """It lies in the future."""

    code = "agency-training-future"
    message = N_("The training is not over yet. Submit it after the last day.")


class MoreThanHeld(RuleViolation):
    """Somebody has more hours than the training had."""

    code = "agency-training-more-than-held"
    message = N_("%(person)s can't have more than the %(hours)s hours of the training.")


class TooManyFiles(RuleViolation):
    """More than anybody would read."""

    code = "agency-training-too-many-files"
    message = N_("At most %(files)s files are kept with a training.")


@dataclass(frozen=True, slots=True)
class Dossier:
    """What decides on whether a training can be submitted."""

    programme: str
    modules: int
    trainers: int
    starts_on: date
    ends_on: date
    minutes: int
    evidence: frozenset[EvidenceKind]
    claimed: Mapping[str, int]


def missing(dossier: Dossier, today: date) -> list[RuleViolation]:
    """Return everything that keeps a training from being submitted, in the order of the form."""
    found: list[RuleViolation] = []
    if not dossier.programme.strip():
        found.append(ProgrammeMissing())
    if not dossier.modules:
        found.append(ModulesMissing())
    if not dossier.trainers:
        found.append(TrainerMissing())
    if dossier.ends_on >= today:
        found.append(NotHeldYet())
    if not dossier.claimed:
        found.append(RosterMissing())
    found += [
        MoreThanHeld(person=person, hours=write_hours(dossier.minutes))
        for person, minutes in dossier.claimed.items()
        if minutes > dossier.minutes
    ]
    if EvidenceKind.SIGNED_SHEET not in dossier.evidence:
        found.append(EvidenceMissing())
    return found


def trainers_json(trainers: Iterable[tuple[str, str, UUID | None]]) -> list[Any]:
    """Return trainers as they are stored: name, qualification, and the account where there is one."""
    return [
        {"name": name.strip(), "qualification": qualification.strip(), "user_id": str(key) if key else None}
        for name, qualification, key in trainers
        if name.strip()
    ]
