"""The calendar, a month or a week at a time, drawn on the server."""

from __future__ import annotations

from calendar import Calendar
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from babel.dates import format_skeleton, get_day_names
from flask import render_template, request, url_for
from flask_babel import gettext as _

from app.accounts.models import COUNTRY_ZONES, Role
from app.core.access import current_actor, requires
from app.core.db import db
from app.core.i18n import current_language, pick, show_day, show_days, show_zone, zone
from app.core.policy import Actor, allowed
from app.core.ports import ports

from ..forms import read_key
from ..models import Cohort
from ..permissions import TrainingPermission
from ..queries.cohorts import list_centres, list_rooms, list_trainers, visible_cohorts
from ..queries.sessions import CalendarFilter, SessionFacts, list_calendar
from ..rules.public_holidays import holidays_between
from .routes import Page, calendar_blueprint

MONDAY = 0
WEEKEND = (5, 6)
A_DAY = timedelta(days=1)
# Midnight somewhere lies up to 14 hours from midnight in UTC.
MARGIN = timedelta(hours=15)
FILTERS = ("centre_id", "room_id", "cohort_id", "trainer_id")
FIRST_YEAR, LAST_YEAR = 2000, 2100


@dataclass(frozen=True, slots=True)
class Event:
    """A session in a calendar."""

    planned: SessionFacts
    url: str | None
    zone: str


@dataclass(slots=True)
class Day:
    """A day and what is held on it."""

    day: date
    inside: bool
    today: bool
    events: list[Event] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Stretch:
    """The days that are shown, and where to go from them."""

    first: date
    last: date
    title: str
    previous: date
    following: date


@calendar_blueprint.get("/calendar")
@requires(TrainingPermission.SEE_CALENDAR)
def show() -> Page:
    """Show a month or a week."""
    actor = current_actor()
    today = ports().clock.now().astimezone(zone(actor.time_zone)).date()
    day = _read_day(request.args.get("day", ""), today)
    view = "week" if request.args.get("view") == "week" else "month"
    stretch = _week(day) if view == "week" else _month(day)
    wanted = CalendarFilter(
        **{name: read_key(request.args.get(name.removesuffix("_id"))) for name in FILTERS},
    )
    kept: dict[str, Any] = {
        name: value for name in ("centre", "room", "cohort", "trainer") if (value := request.args.get(name))
    }
    days = _days(actor, stretch, day.month if view == "month" else None, today, wanted)
    if view == "week":
        days = [each for each in days if each.events or each.day.weekday() not in WEEKEND]
    weeks = [days[start : start + 7] for start in range(0, len(days), 7)]
    return render_template(
        "training/calendar.html",
        view=view,
        stretch=stretch,
        weeks=weeks,
        days=days,
        today=today,
        previous_url=url_for(".show", view=view, day=stretch.previous, **kept),
        next_url=url_for(".show", view=view, day=stretch.following, **kept),
        today_url=url_for(".show", view=view, **kept),
        tabs=[
            (_("Month"), url_for(".show", view="month", day=day, **kept), view == "month"),
            (_("Week"), url_for(".show", view="week", day=day, **kept), view == "week"),
        ],
        day_names=[get_day_names("abbreviated", "stand-alone", current_language())[number] for number in range(7)],
        long_names=[get_day_names("wide", "stand-alone", current_language())[number] for number in range(7)],
        short_dates=[show_day(each.day) for each in days],
        choices=_choices(actor),
        kept=kept,
        day=day,
        holidays=_holidays(actor, stretch),
        anything=any(each.events for each in days),
        own_zone=show_zone(actor.time_zone),
    )


def _read_day(text: str, today: date) -> date:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return today
    return day if FIRST_YEAR < day.year < LAST_YEAR else today


def _month(day: date) -> Stretch:
    first = day.replace(day=1)
    weeks = Calendar(MONDAY).monthdatescalendar(first.year, first.month)
    following = (first + timedelta(days=31)).replace(day=1)
    title = format_skeleton("yMMMM", first, locale=current_language())
    return Stretch(weeks[0][0], weeks[-1][-1], title, (first - A_DAY).replace(day=1), following)


def _week(day: date) -> Stretch:
    first = day - timedelta(days=day.weekday())
    last = first + timedelta(days=6)
    return Stretch(first, last, show_days(first, last), first - timedelta(days=7), first + timedelta(days=7))


def _choices(actor: Actor) -> list[tuple[str, str, list[tuple[UUID, str]]]]:
    """Return what those who work at a centre may cut the calendar down to: name, label, and what there is."""
    if not actor.has_role(Role.TRAINER, Role.CENTRE_ADMINISTRATOR):
        return []
    session = db.session()
    centres = list_centres(session, actor, Role.TRAINER, Role.CENTRE_ADMINISTRATOR)
    rooms = list_rooms(session, [each.agency_id for each in centres])
    cohorts = session.scalars(visible_cohorts(actor).order_by(Cohort.starts_on.desc(), Cohort.id).limit(50))
    trainers = list_trainers(session, centres[0].agency.path) if centres else {}
    return [
        ("centre", _("Centre"), [(each.agency_id, pick(each.agency.names, current_language())) for each in centres]),
        ("room", _("Room"), [(each.id, each.name) for each in rooms]),
        ("cohort", _("Cohort"), [(each.id, each.title) for each in cohorts]),
        ("trainer", _("Trainer"), list(trainers.items())),
    ]


def _holidays(actor: Actor, stretch: Stretch) -> dict[date, str]:
    """Return the holidays of the country in whose zone the reader lives."""
    country = next((key for key, name in COUNTRY_ZONES.items() if name == actor.time_zone), "")
    return holidays_between(country, stretch.first, stretch.last, current_language())


def _days(actor: Actor, stretch: Stretch, month: int | None, today: date, wanted: CalendarFilter) -> list[Day]:
    count = (stretch.last - stretch.first).days + 1
    days = [stretch.first + number * A_DAY for number in range(count)]
    found = {day: Day(day, month is None or day.month == month, day == today) for day in days}
    starts = datetime.combine(stretch.first, time(), UTC) - MARGIN
    ends = datetime.combine(stretch.last + A_DAY, time(), UTC) + MARGIN
    for planned in list_calendar(db.session(), actor, starts, ends, wanted):
        place = found.get(planned.starts_at.astimezone(zone(planned.time_zone)).date())
        if place is not None:
            place.events.append(_event(actor, planned))
    return list(found.values())


def _event(actor: Actor, planned: SessionFacts) -> Event:
    seen = allowed(actor, TrainingPermission.SEE_SESSION, planned.scope_for(actor))
    here = planned.starts_at.astimezone(zone(planned.time_zone)).utcoffset()
    elsewhere = here != planned.starts_at.astimezone(zone(actor.time_zone)).utcoffset()
    return Event(
        planned,
        url_for("training.show_session", session_id=planned.id) if seen else None,
        show_zone(planned.time_zone) if elsewhere else "",
    )
