"""What a person is entitled to in a sitting, from everything that was granted."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from app.assessments.rules.questions import AssessmentKind
from app.assessments.rules.timing import NO_ALLOWANCE, Allowance

Reach = tuple[AssessmentKind | None, UUID | None]


@dataclass(frozen=True, slots=True)
class Granted:
    """One entry on record: for a sitting, for a kind of assessment, or for all."""

    id: UUID
    kind: AssessmentKind | None
    sitting_id: UUID | None
    extra_percent: int
    extra_minutes: int
    language: str
    large_print: bool
    granted_at: datetime

    @property
    def reach(self) -> Reach:
        """What it is about."""
        return (self.kind, self.sitting_id)

    @property
    def empty(self) -> bool:
        """Whether it grants nothing, and so withdraws what was granted before."""
        return not (self.extra_percent or self.extra_minutes or self.language or self.large_print)


@dataclass(frozen=True, slots=True)
class Entitlement:
    """What holds when somebody begins."""

    allowance: Allowance = NO_ALLOWANCE
    language: str = ""
    large_print: bool = False


NO_ENTITLEMENT = Entitlement()


def current(entries: Iterable[Granted]) -> dict[Reach, Granted]:
    """Return the latest entry of each reach, without those that withdraw."""
    latest: dict[Reach, Granted] = {}
    for each in sorted(entries, key=lambda entry: (entry.granted_at, entry.id)):
        latest[each.reach] = each
    return {reach: each for reach, each in latest.items() if not each.empty}


def entitlement(entries: Iterable[Granted], kind: AssessmentKind, sitting_id: UUID | None) -> Entitlement:
    """Return what counts: what was granted for the sitting, else for the kind, else for all."""
    known = current(entries)
    reaches: list[Reach] = [(None, sitting_id)] if sitting_id else []
    for reach in (*reaches, (kind, None), (None, None)):
        found = known.get(reach)
        if found is not None:
            allowance = Allowance(found.extra_percent, found.extra_minutes)
            return Entitlement(allowance, found.language, found.large_print)
    return NO_ENTITLEMENT
