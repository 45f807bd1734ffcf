"""A plan as a table for files, and as events for calendars."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from uuid import uuid5

from flask_babel import gettext as _

from app.accounts.models import PROFESSION_TITLES, Profession
from app.core.i18n import current_language, pick
from app.core.tables import Column, Kind

from ..feeds.ics import CalendarEvent
from .queries import LineFacts, PlanFacts
from .rules import Target, not_opened


def columns() -> list[Column]:
    """Return the columns of the table of a plan."""
    number = Kind.NUMBER
    return [
        Column(_("Course"), width=40),
        Column(_("Donor or project code"), width=18),
        Column(_("Person in charge"), width=24),
        Column(_("Planned cohorts"), number),
        Column(_("Opened"), number),
        Column(_("Held"), number),
        Column(_("Seats planned"), number),
        Column(_("Seats opened"), number),
        Column(_("Agency or region"), width=36),
        Column(_("Profession"), width=24),
        Column(_("Target"), number),
        Column(_("Nominated"), number),
        Column(_("Trained"), number),
        Column(_("Variance"), number),
        Column(_("Remark"), width=40),
    ]


def rows(plan: PlanFacts) -> Iterator[tuple[object, ...]]:
    """Return a row for each target, and one for each line without any; what holds for the line stands in each."""
    language = current_language()
    for line in plan.lines:
        status = line.status
        head = (pick(line.course_titles, language), line.donor, line.in_charge)
        counts = (status.planned, status.opened, status.held, status.seats_planned, status.seats_opened)
        if not status.targets:
            yield (*head, *counts, "", "", None, status.nominated, status.trained, None, line.remark)
        for each in status.targets:
            yield (
                *head,
                *counts,
                agency_of(plan, each.target),
                profession_of(each.target),
                each.target.people,
                each.nominated,
                each.trained,
                each.variance,
                line.remark,
            )


def agency_of(plan: PlanFacts, target: Target) -> str:
    """Name the agency or region of a target."""
    agency = plan.agencies.get(target.agency_id) if target.agency_id else None
    everybody: str = _("All agencies")
    return pick(agency.names, current_language()) if agency else everybody


def profession_of(target: Target) -> str:
    """Name the profession of a target."""
    name: str = _(PROFESSION_TITLES[Profession(target.profession)]) if target.profession else _("All professions")
    return name


def events_of(plan: PlanFacts, at: datetime) -> Iterator[CalendarEvent]:
    """Return the cohorts of a plan, opened ones on their days, planned ones on theirs or over their month."""
    changed_at = plan.revision.approved_at or plan.revision.created_at
    sequence = plan.revision.number - 1
    for line in plan.lines:
        title = pick(line.course_titles, current_language())
        for cohort in line.cohorts:
            yield CalendarEvent(
                id=uuid5(plan.id, str(cohort.id)),
                title=f"{title}: {cohort.title}",
                starts=cohort.starts_on,
                ends=cohort.ends_on,
                changed_at=changed_at,
                description=_describe(line),
                sequence=sequence,
            )
        for number, group in enumerate(not_opened(line.groups, line.cohorts, plan.year)):
            first, last = group.span(plan.year)
            yield CalendarEvent(
                id=uuid5(line.key, str(len(line.cohorts) + number)),
                title=_("%(course)s (planned)", course=title),
                starts=first,
                ends=last,
                changed_at=min(changed_at, at),
                description=_describe(line),
                sequence=sequence,
            )


def _describe(line: LineFacts) -> str:
    seats = _("%(seats)s seats planned", seats=line.status.seats_planned)
    return "\n".join(each for each in (seats, line.donor, line.in_charge, line.remark) if each)
