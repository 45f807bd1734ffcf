"""Whose attendance a person may read, and what they chose of it, as sets of ids.

Agencies, centres and a trainer's cohorts are few; marks are many. So the few are resolved once, and every statement
about marks compares ids.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from app.accounts.models import Agency, Role
from app.core.policy import Actor
from app.courses.models import CourseEdition
from app.training.models import AttendanceStatus, Cohort, TrainingCentre
from app.training.queries.scopes import path_within, teaches_cohort

from ..permissions import BY_AGENCY


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What a person asked for; an empty value asks for all."""

    first: date | None = None
    last: date | None = None
    agency_id: UUID | None = None
    course_key: str = ""
    centre_id: UUID | None = None
    status: AttendanceStatus | None = None

    def as_facts(self) -> dict[str, str]:
        """Return the filter as the audit trail keeps it."""
        values = {
            "first": self.first,
            "last": self.last,
            "agency": self.agency_id,
            "course": self.course_key,
            "centre": self.centre_id,
            "status": self.status.value if self.status else None,
        }
        return {name: str(value) for name, value in values.items() if value}


@dataclass(frozen=True, slots=True)
class CentreFacts:
    """A centre as a row states it."""

    names: dict[str, str]
    time_zone: str


@dataclass(frozen=True, slots=True)
class Places:
    """The small tables that rows refer to."""

    agencies: dict[UUID, dict[str, str]]
    paths: dict[UUID, str]
    centres: dict[UUID, CentreFacts]
    courses: dict[UUID, tuple[str, dict[str, str]]]
    regions: dict[UUID, str | None]

    def below(self, agency_id: UUID) -> frozenset[UUID]:
        """Return an agency with all below it."""
        top = self.paths.get(agency_id)
        return frozenset(key for key, path in self.paths.items() if top and path.startswith(top))


@dataclass(frozen=True, slots=True)
class Reach:
    """Which marks may be read: of these agencies, or at these centres, or in these cohorts; or all of them."""

    everything: bool = False
    agencies: frozenset[UUID] = field(default_factory=frozenset)
    centres: frozenset[UUID] = field(default_factory=frozenset)
    cohorts: frozenset[UUID] = field(default_factory=frozenset)


@dataclass(frozen=True, slots=True)
class Selection:
    """What is read in the end: the reach, and the filter in ids and instants. None means no such limit."""

    reach: Reach
    first: datetime | None
    before: datetime | None
    agencies: frozenset[UUID] | None
    editions: frozenset[UUID] | None
    centre_id: UUID | None
    status: AttendanceStatus | None


def load_places(session: Session) -> Places:
    """Read the small tables (three statements)."""
    columns = (Agency.id, Agency.parent_id, Agency.names, Agency.path, Agency.region)
    agencies = session.execute(select(*columns).order_by(Agency.path)).all()
    names = {row.id: row.names for row in agencies}
    regions: dict[UUID, str | None] = {}
    for row in agencies:  # whoever is above comes first
        regions[row.id] = row.region or regions.get(row.parent_id)
    centres = session.execute(select(TrainingCentre.agency_id, TrainingCentre.time_zone)).all()
    editions = session.execute(
        select(CourseEdition.id, CourseEdition.course_key, CourseEdition.definition["title"].label("titles")).order_by(
            CourseEdition.course_key, CourseEdition.number
        )
    )
    return Places(
        agencies=names,
        paths={row.id: row.path for row in agencies},
        centres={row.agency_id: CentreFacts(names[row.agency_id], row.time_zone) for row in centres},
        courses={row.id: (row.course_key, row.titles) for row in editions},
        regions=regions,
    )


def reach_of(session: Session, actor: Actor, places: Places) -> Reach:
    """Tell what a person may read (one statement, for trainers)."""
    by_agency = actor.scopes(*BY_AGENCY)
    if "" in by_agency:
        return Reach(everything=True)
    by_centre = actor.scopes(Role.CENTRE_ADMINISTRATOR)
    return Reach(
        agencies=frozenset(_within(places.paths, by_agency, places.paths)),
        centres=frozenset(_within(places.paths, by_centre, places.centres)),
        cohorts=_own_cohorts(session, actor),
    )


def select_rows(wanted: Wanted, reach: Reach, places: Places, time_zone: str) -> Selection:
    """Join what was asked for with what may be read; days are days in the reader's zone."""
    zone = ZoneInfo(time_zone)
    return Selection(
        reach=reach,
        first=_midnight(wanted.first, zone) if wanted.first else None,
        before=_midnight(wanted.last + timedelta(days=1), zone) if wanted.last else None,
        agencies=places.below(wanted.agency_id) if wanted.agency_id else None,
        editions=_editions(places, wanted.course_key) if wanted.course_key else None,
        centre_id=wanted.centre_id,
        status=wanted.status,
    )


def _editions(places: Places, course_key: str) -> frozenset[UUID]:
    return frozenset(edition_id for edition_id, (key, _titles) in places.courses.items() if key == course_key)


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time.min, zone)


def _within(paths: dict[UUID, str], scopes: tuple[str, ...], keys: Iterable[UUID]) -> set[UUID]:
    return {key for key in keys if any(paths[key].startswith(scope) for scope in scopes)}


def _own_cohorts(session: Session, actor: Actor) -> frozenset[UUID]:
    scopes = actor.scopes(Role.TRAINER)
    if not scopes:
        return frozenset()
    own = (Cohort.created_by == actor.id) | teaches_cohort(actor)
    found = select(Cohort.id).join(Agency, Agency.id == Cohort.centre_id)
    return frozenset(session.scalars(found.where(and_(path_within(Agency.path, scopes), own))))
