"""The shape of what people type about a plan; groups and targets are rows of a table, as many as are filled in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from flask_babel import gettext, lazy_gettext
from werkzeug.datastructures import MultiDict
from wtforms import IntegerField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Length, NumberRange

from app.accounts.models import Profession
from app.core.forms import BaseForm
from app.core.i18n import pick
from app.courses.models import CourseEdition

from ..forms import LARGEST_COHORT, REQUIRED, CohortForm, OnceForm, read_key
from ..models import TrainingCentre
from .rules import FIRST_YEAR, LAST_YEAR, MOST_PEOPLE, PlannedGroup, Target
from .services import LineDetails

SPARE_ROWS = 3
MOST_ROWS = 60


class PlanForm(BaseForm):
    """Which centre's plan of which year."""

    centre = SelectField(lazy_gettext("Training centre"), [REQUIRED])
    year = IntegerField(
        lazy_gettext("Year"),
        [REQUIRED, NumberRange(FIRST_YEAR, LAST_YEAR, message=lazy_gettext("Write a year, such as 2027."))],
    )

    def offer(self, centres: Iterable[TrainingCentre], language: str) -> PlanForm:
        """Fill the choices."""
        self.centre.choices = [SelectChoice(str(each.agency_id), pick(each.agency.names, language)) for each in centres]
        return self


class LineForm(OnceForm):
    """A line of a plan; its rows are read by `read_rows`."""

    course = SelectField(lazy_gettext("Course"), [REQUIRED])
    donor = StringField(lazy_gettext("Donor or project code"), [Length(max=120)])
    in_charge = StringField(lazy_gettext("Person in charge"), [Length(max=200)])
    remark = TextAreaField(lazy_gettext("Remark"), [Length(max=1_000)])

    def offer(self, courses: Iterable[CourseEdition], language: str) -> LineForm:
        """Fill the choices."""
        self.course.choices = [
            SelectChoice("", gettext("Choose")),
            *(SelectChoice(each.course_key, pick(each.definition["title"], language)) for each in courses),
        ]
        return self

    def details(self, rows: Rows) -> LineDetails:
        """Return what was typed."""
        return LineDetails(
            course_key=self.course.data,
            groups=rows.groups,
            targets=rows.targets,
            donor=self.donor.data or "",
            in_charge=self.in_charge.data or "",
            remark=self.remark.data or "",
        )


class PlannedCohortForm(CohortForm):
    """A cohort for a line: the plan says the centre and the course."""


@dataclass(slots=True)
class Rows:
    """The rows of a line as they were typed, what they mean, and what can't be read."""

    groups: list[PlannedGroup] = field(default_factory=list)
    targets: list[Target] = field(default_factory=list)
    typed_groups: list[Mapping[str, str]] = field(default_factory=list)
    typed_targets: list[Mapping[str, str]] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)


def read_rows(sent: MultiDict[str, str], agency_ids: Iterable[UUID]) -> Rows:
    """Read the rows; one that is empty is left out."""
    rows, known = Rows(), set(agency_ids)
    for number in range(MOST_ROWS):
        typed = {name: sent.get(f"{name}-{number}", "").strip() for name in ("month", "first", "last", "seats")}
        if any(typed.values()):
            rows.typed_groups.append(typed)
            if (group := _group(typed)) is not None:
                rows.groups.append(group)
            else:
                rows.problems.append(
                    gettext(
                        "Cohort %(number)s needs a month or its days in order, and seats as a whole number.",
                        number=len(rows.typed_groups),
                    )
                )
    for number in range(MOST_ROWS):
        typed = {name: sent.get(f"{name}-{number}", "").strip() for name in ("agency", "profession", "people")}
        if typed["people"] or typed["agency"] or typed["profession"]:
            rows.typed_targets.append(typed)
            if (target := _target(typed, known)) is not None:
                rows.targets.append(target)
            else:
                rows.problems.append(
                    gettext("Target %(number)s needs a whole number of people.", number=len(rows.typed_targets))
                )
    return rows


def rows_of(groups: Iterable[PlannedGroup], targets: Iterable[Target]) -> Rows:
    """Return stored rows as they are typed."""
    return Rows(
        typed_groups=[
            {
                "month": str(each.month),
                "first": each.starts_on.isoformat() if each.starts_on else "",
                "last": each.ends_on.isoformat() if each.ends_on else "",
                "seats": str(each.seats),
            }
            for each in groups
        ],
        typed_targets=[
            {"agency": str(each.agency_id or ""), "profession": each.profession, "people": str(each.people)}
            for each in targets
        ],
    )


def _group(typed: Mapping[str, str]) -> PlannedGroup | None:
    try:
        first = date.fromisoformat(typed["first"]) if typed["first"] else None
        last = date.fromisoformat(typed["last"]) if typed["last"] else first
        month = first.month if first else int(typed["month"])
        seats = int(typed["seats"])
    except ValueError:
        return None
    in_order = first is None or (last is not None and last >= first)
    if not (in_order and 1 <= month <= 12 and 1 <= seats <= LARGEST_COHORT):  # noqa: PLR2004 -- months
        return None
    return PlannedGroup(month, seats, first, last)


def _target(typed: Mapping[str, str], known: set[UUID]) -> Target | None:
    agency_id = read_key(typed["agency"]) if typed["agency"] else None
    if typed["agency"] and agency_id not in known:
        return None
    if typed["profession"] and typed["profession"] not in set(Profession):
        return None
    text = typed["people"]
    if not (text.isascii() and text.isdigit() and 1 <= int(text[:6]) <= MOST_PEOPLE):
        return None
    return Target(int(text[:6]), agency_id, typed["profession"])
