"""A year's plan of a centre: what is planned, and how far it has come. Pure decisions."""

from __future__ import annotations

import calendar
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any
from uuid import UUID

from app.core.errors import N_, RuleViolation

FIRST_YEAR, LAST_YEAR = 2000, 2100
MOST_PEOPLE = 10_000


class RevisionState(StrEnum):
    """Where a revision of a plan stands."""

    DRAFT = "draft"
    APPROVED = "approved"
    REVISED = "revised"


REVISION_TITLES = {
    RevisionState.DRAFT: N_("draft"),
    RevisionState.APPROVED: N_("approved"),
    RevisionState.REVISED: N_("replaced by a later revision"),
}


class NotADraft(RuleViolation):
    """What was approved stays as it is."""

    code = "plan-not-a-draft"
    message = N_("This revision is approved and stays as it is. Begin a new revision to change the plan.")


class DraftExists(RuleViolation):
    """One draft at a time."""

    code = "plan-draft-exists"
    message = N_("A draft of the next revision exists already. Change that one.")


class PlanEmpty(RuleViolation):
    """Nothing to approve."""

    code = "plan-empty"
    message = N_("Add a line before you approve the plan.")


class YearOutside(RuleViolation):
    """Dates of another year."""

    code = "plan-year-outside"
    message = N_("A cohort of this plan begins in %(year)s.")


@dataclass(frozen=True, slots=True)
class PlannedGroup:
    """A cohort that is planned: in a month, or on known days."""

    month: int
    seats: int
    starts_on: date | None = None
    ends_on: date | None = None

    def span(self, year: int) -> tuple[date, date]:
        """Return the days that it may take: its own, or the whole month."""
        if self.starts_on is not None:
            return self.starts_on, self.ends_on or self.starts_on
        return date(year, self.month, 1), date(year, self.month, calendar.monthrange(year, self.month)[1])

    def to_json(self) -> dict[str, Any]:
        """Write it down."""
        days = {"starts_on": self.starts_on, "ends_on": self.ends_on}
        return {
            "month": self.month,
            "seats": self.seats,
            **{key: day.isoformat() if day else None for key, day in days.items()},
        }

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> PlannedGroup:
        """Read it back."""
        first, last = (date.fromisoformat(stored[key]) if stored[key] else None for key in ("starts_on", "ends_on"))
        return cls(stored["month"], stored["seats"], first, last)


@dataclass(frozen=True, slots=True)
class Target:
    """How many people are to be trained: of an agency or region with all below it, of a profession, or of all."""

    people: int
    agency_id: UUID | None = None
    profession: str = ""

    def to_json(self) -> dict[str, Any]:
        """Write it down."""
        return {
            "people": self.people,
            "agency_id": str(self.agency_id) if self.agency_id else None,
            "profession": self.profession,
        }

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Target:
        """Read it back."""
        return cls(stored["people"], UUID(stored["agency_id"]) if stored["agency_id"] else None, stored["profession"])


@dataclass(frozen=True, slots=True)
class OpenedCohort:
    """A cohort that was opened for a line."""

    id: UUID
    title: str
    starts_on: date
    ends_on: date
    capacity: int


@dataclass(frozen=True, slots=True)
class Counted:
    """Somebody in one of the line's cohorts: nominated and still in question, or trained."""

    agency_path: str
    profession: str
    trained: bool


@dataclass(frozen=True, slots=True)
class TargetStatus:
    """A target and how far it has come; `variance` is how many more or fewer were trained."""

    target: Target
    nominated: int
    trained: int

    @property
    def variance(self) -> int:
        """Trained against the target."""
        return self.trained - self.target.people


@dataclass(frozen=True, slots=True)
class LineStatus:
    """A line against what happened."""

    planned: int
    opened: int
    held: int
    seats_planned: int
    seats_opened: int
    nominated: int
    trained: int
    target: int
    targets: tuple[TargetStatus, ...] = field(default=())

    @property
    def variance(self) -> int:
        """Trained against the target."""
        return self.trained - self.target


def check_groups(groups: Collection[PlannedGroup], year: int) -> None:
    """Refuse days outside the year.

    Raises:
        YearOutside: as named.

    """
    for each in groups:
        if each.starts_on is not None and each.starts_on.year != year:
            raise YearOutside(year=year)


def status_of(
    groups: Sequence[PlannedGroup],
    targets: Sequence[Target],
    cohorts: Sequence[OpenedCohort],
    people: Collection[Counted],
    paths: Mapping[UUID, str],
    today: date,
) -> LineStatus:
    """Count a line: planned, opened and held cohorts, seats, and people by target."""
    trained = [each for each in people if each.trained]
    nominated = [each for each in people if not each.trained]
    return LineStatus(
        planned=len(groups),
        opened=len(cohorts),
        held=sum(each.ends_on < today for each in cohorts),
        seats_planned=sum(each.seats for each in groups),
        seats_opened=sum(each.capacity for each in cohorts),
        nominated=len(nominated),
        trained=len(trained),
        target=sum(each.people for each in targets),
        targets=tuple(
            TargetStatus(
                each,
                sum(_counts(each, person, paths) for person in nominated),
                sum(_counts(each, person, paths) for person in trained),
            )
            for each in targets
        ),
    )


def total_of(found: Collection[LineStatus]) -> LineStatus:
    """Add the lines up."""
    names = ("planned", "opened", "held", "seats_planned", "seats_opened", "nominated", "trained", "target")
    return LineStatus(**{name: sum(getattr(each, name) for each in found) for name in names})


def not_opened(groups: Sequence[PlannedGroup], cohorts: Sequence[OpenedCohort], year: int) -> list[PlannedGroup]:
    """Return the planned groups for which no cohort was opened yet: cohorts take them in the order of their days."""
    return sorted(groups, key=lambda each: each.span(year))[len(cohorts) :]


def _counts(target: Target, person: Counted, paths: Mapping[UUID, str]) -> bool:
    within = target.agency_id is None or person.agency_path.startswith(paths.get(target.agency_id, "-"))
    return within and target.profession in ("", person.profession)
