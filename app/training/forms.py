"""The shape of what people type about cohorts, sessions, rooms and attendance."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from flask_babel import gettext, lazy_gettext
from werkzeug.datastructures import MultiDict
from wtforms import (
    BooleanField,
    HiddenField,
    IntegerField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    TimeField,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional, Regexp
from wtforms.widgets import CheckboxInput, ListWidget

from app.accounts.forms import titled
from app.accounts.models import COUNTRY_ZONES
from app.core.forms import BaseForm, DayField
from app.core.i18n import OFFERED, pick
from app.core.ids import new_id
from app.courses.models import CourseEdition

from .models import SESSION_KIND_TITLES, AttendanceStatus, Room, TrainingCentre
from .rules.attendance import CHOICES, Entry
from .venues.rules import FEATURE_TITLES

REQUIRED = InputRequired(lazy_gettext("Fill in this field."))
WRITTEN = DataRequired(lazy_gettext("Fill in this field."))
LONGEST_REMARK = 500
LARGEST_COHORT = 500
LINK = Regexp(r"https?://\S+$", message=lazy_gettext("Write an address that begins with https://."))
# Where study tours and partners are, beside the five countries.
ZONES = (
    *COUNTRY_ZONES.values(),
    "Europe/Moscow",
    "Europe/Istanbul",
    "Europe/Vienna",
    "Europe/Warsaw",
    "Europe/London",
    "Asia/Dubai",
    "Asia/Seoul",
    "America/New_York",
)
CAPACITY = NumberRange(1, LARGEST_COHORT, message=lazy_gettext("Write a whole number from 1 to 500."))


class ChoicesField(SelectMultipleField):  # type: ignore[misc]  # wtforms has no types
    """Any number of choices, each a box to tick."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class OnceForm(BaseForm):
    """A form that makes one thing however often it is sent: it carries the thing's id."""

    id = HiddenField()

    @property
    def key(self) -> UUID:
        """The id that was sent, or a new one."""
        return read_key(self.id.data) or new_id()

    def prepare(self) -> None:
        """Choose the id when the form is first shown."""
        self.id.data = str(self.key)


class CohortForm(OnceForm):
    """A cohort; centre and course are chosen once."""

    centre = SelectField(lazy_gettext("Training centre"), [REQUIRED])
    course = SelectField(lazy_gettext("Course"), [REQUIRED])
    title = StringField(lazy_gettext("Name of the cohort"), [WRITTEN, Length(max=200)])
    starts_on = DayField(lazy_gettext("First day"), [REQUIRED])
    ends_on = DayField(lazy_gettext("Last day"), [REQUIRED])
    place = StringField(lazy_gettext("Place"), [Length(max=200)])
    capacity = IntegerField(lazy_gettext("Places"), [REQUIRED, CAPACITY])
    language = SelectField(lazy_gettext("Language of teaching"), [REQUIRED])
    trainers = ChoicesField(lazy_gettext("Trainers"))

    def offer(
        self,
        *,
        centres: Iterable[TrainingCentre],
        courses: Iterable[CourseEdition],
        trainers: Mapping[UUID, str],
        language: str,
    ) -> CohortForm:
        """Fill the choices."""
        self.centre.choices = [SelectChoice(str(each.agency_id), pick(each.agency.names, language)) for each in centres]
        titles = [SelectChoice(str(each.id), pick(each.definition["title"], language)) for each in courses]
        self.course.choices = titles if len(titles) == 1 else [SelectChoice("", gettext("Choose")), *titles]
        self.language.choices = [SelectChoice(each.code, each.name) for each in OFFERED]
        self.trainers.choices = _named(trainers)
        return self

    def keep_course(self) -> None:
        """Leave out what can't change any more."""
        del self.centre, self.course


class SessionForm(OnceForm):
    """A session."""

    title = StringField(lazy_gettext("Subject"), [WRITTEN, Length(max=200)])
    kind = SelectField(lazy_gettext("Kind"), [REQUIRED])
    day = DayField(lazy_gettext("Day"), [REQUIRED])
    starts = TimeField(lazy_gettext("Starts"), [REQUIRED])
    ends = TimeField(lazy_gettext("Ends"), [REQUIRED])
    room = SelectField(lazy_gettext("Room"))
    place = StringField(lazy_gettext("Place, if not a room of the centre"), [Length(max=200)])
    online_link = StringField(lazy_gettext("Link of an online session"), [Optional(), Length(max=500), LINK])
    trainers = ChoicesField(lazy_gettext("Trainers"))
    modules = ChoicesField(lazy_gettext("Modules covered"))
    needs = ChoicesField(lazy_gettext("What the room must have"))
    time_zone = SelectField(lazy_gettext("Time zone of the place"), filters=[lambda typed: typed or ""])

    def offer(self, *, rooms: Iterable[Room], trainers: Mapping[UUID, str], modules: Mapping[str, str]) -> SessionForm:
        """Fill the choices."""
        self.kind.choices = titled(SESSION_KIND_TITLES)
        self.room.choices = _room_choices(rooms)
        self.trainers.choices = _named(trainers)
        self.modules.choices = [SelectChoice(key, title) for key, title in modules.items()]
        self.needs.choices = titled(FEATURE_TITLES)
        self.time_zone.choices = [
            SelectChoice("", gettext("That of the room, or of the centre")),
            *(SelectChoice(each, each) for each in ZONES),
        ]
        return self


class PlanForm(OnceForm):
    """A plan of sessions, and how it is to be held."""

    plan = SelectField(lazy_gettext("Plan of sessions"), [REQUIRED])
    first_day = DayField(lazy_gettext("First day of teaching"), [REQUIRED])
    room = SelectField(lazy_gettext("Room"))
    trainers = ChoicesField(lazy_gettext("Trainers"))

    def offer(self, *, rooms: Iterable[Room], trainers: Mapping[UUID, str]) -> PlanForm:
        """Fill the choices."""
        self.room.choices = _room_choices(rooms)
        self.trainers.choices = _named(trainers)
        return self


class SlotForm(BaseForm):
    """What is looked for in the timetable."""

    title = StringField(lazy_gettext("Subject"), [WRITTEN, Length(max=200)])
    minutes = IntegerField(lazy_gettext("Minutes"), [REQUIRED, NumberRange(15, 960)], default=90)
    first_day = DayField(lazy_gettext("From"), [REQUIRED])
    last_day = DayField(lazy_gettext("To"), [REQUIRED])
    opens = TimeField(lazy_gettext("Not before"), [REQUIRED])
    closes = TimeField(lazy_gettext("Not after"), [REQUIRED])
    room = SelectField(lazy_gettext("Room"))
    needs = ChoicesField(lazy_gettext("What the room must have"))
    trainers = ChoicesField(lazy_gettext("Trainers"))
    modules = ChoicesField(lazy_gettext("Modules covered"))
    weekends = BooleanField(lazy_gettext("Saturdays and Sundays too"))

    def offer(self, *, rooms: Iterable[Room], trainers: Mapping[UUID, str], modules: Mapping[str, str]) -> SlotForm:
        """Fill the choices."""
        self.room.choices = [
            SelectChoice("any", gettext("Any room that fits")),
            SelectChoice("", gettext("No room")),
            *_room_choices(rooms)[1:],
        ]
        self.needs.choices = titled(FEATURE_TITLES)
        self.trainers.choices = _named(trainers)
        self.modules.choices = [SelectChoice(key, title) for key, title in modules.items()]
        return self


class RepeatForm(OnceForm):
    """How a session is repeated."""

    weekdays = ChoicesField(lazy_gettext("On these days of the week"))
    count = IntegerField(lazy_gettext("How many times more"), [REQUIRED, NumberRange(1, 60)], default=4)
    skip_holidays = BooleanField(lazy_gettext("Pass over public holidays"), default=True)


class CopyForm(OnceForm):
    """From which cohort sessions are copied."""

    source = SelectField(lazy_gettext("Copy the sessions of"), [REQUIRED])
    first_day = DayField(lazy_gettext("Its first day becomes"), [REQUIRED])


class RoomForm(OnceForm):
    """A room."""

    name = StringField(lazy_gettext("Name or number"), [WRITTEN, Length(max=120)])
    capacity = IntegerField(
        lazy_gettext("Seats"),
        [REQUIRED, NumberRange(1, 5_000, message=lazy_gettext("Write a whole number from 1 to 5000."))],
    )


class ReasonForm(BaseForm):
    """Why something is ended."""

    reason = TextAreaField(lazy_gettext("Reason"), [WRITTEN, Length(max=LONGEST_REMARK)])


@dataclass(slots=True)
class TypedSheet:
    """A sheet as it was sent: entries, the texts as typed, and what can't be read."""

    entries: dict[UUID, Entry] = field(default_factory=dict)
    typed: dict[UUID, tuple[str, str, str]] = field(default_factory=dict)
    problems: dict[UUID, str] = field(default_factory=dict)
    reason: str = ""


def read_sheet(sent: MultiDict[str, str]) -> TypedSheet:
    """Read a sheet; each row carries the id of the mark that it showed, so that rows are known by it."""
    sheet = TypedSheet(reason=sent.get("reason", "").strip()[:LONGEST_REMARK])
    for name, seen in sent.items():
        key = read_key(name.removeprefix("seen-")) if name.startswith("seen-") else None
        if key is None:
            continue
        status, minutes, remark = (
            sent.get(f"{part}-{key.hex}", "").strip() for part in ("status", "minutes", "remark")
        )
        sheet.typed[key] = (status, minutes, remark)
        if minutes and not (minutes.isascii() and minutes.isdigit() and len(minutes) < 5):  # noqa: PLR2004 -- digits
            sheet.problems[key] = gettext("Write the minutes as a whole number.")
        elif len(remark) > LONGEST_REMARK:
            sheet.problems[key] = gettext("A remark has at most %(length)s characters.", length=LONGEST_REMARK)
        else:
            chosen = AttendanceStatus(status) if status in CHOICES else None
            sheet.entries[key] = Entry(chosen, int(minutes or 0), remark, read_key(seen))
    return sheet


def read_waiting(sent: MultiDict[str, str]) -> tuple[dict[UUID, int | None], set[UUID]]:
    """Read which claims are confirmed, with minutes late, and which announced absences are excused.

    Where a person's own button was pressed, only that one counts.
    """
    only = sent.get("only", "")
    chosen = [only] if only else [name for name in sent if name.startswith(("claim-", "excuse-"))]
    present: dict[UUID, int | None] = {}
    excused: set[UUID] = set()
    for name in chosen:
        kind, _sign, text = name.partition("-")
        key = read_key(text)
        if key is None:
            continue
        if kind == "excuse":
            excused.add(key)
        elif kind == "claim":
            minutes = sent.get(f"minutes-{key.hex}", "").strip()
            present[key] = int(minutes) if minutes.isascii() and minutes.isdigit() and len(minutes) < 5 else None  # noqa: PLR2004
    return present, excused


def read_key(text: Any) -> UUID | None:  # noqa: ANN401 -- whatever a browser sent
    """Read an id that a browser sent; nonsense is none."""
    try:
        return UUID(text)
    except (TypeError, ValueError, AttributeError):
        return None


def _room_choices(rooms: Iterable[Room]) -> list[SelectChoice]:
    return [
        SelectChoice("", gettext("No room")),
        *(
            SelectChoice(str(each.id), gettext("%(room)s, %(seats)s seats", room=each.name, seats=each.capacity))
            for each in rooms
        ),
    ]


def _named(people: Mapping[UUID, str]) -> list[SelectChoice]:
    return [SelectChoice(str(key), name) for key, name in people.items()]
