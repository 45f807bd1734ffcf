"""What training adds to other pages: the home page and a trainee's course page."""

from __future__ import annotations

from datetime import datetime, timedelta

from flask import render_template, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from app.accounts.models import Role
from app.core.contributions import EnrolmentPlace, HomeSection, Panel, Tile
from app.core.db import db
from app.core.i18n import show_date, show_time, zone
from app.core.policy import Actor

from .. import queries
from ..alerts.services import required_by
from ..models import ATTENDANCE_TITLES
from ..queries.cohorts import CohortFilter, cohort_facts
from ..queries.records import own_sessions
from ..queries.sessions import SessionFacts, next_own_sessions, sessions_to_mark
from ..rules.attendance import HeldSession, count_hours, fold

LOOK_BACK = timedelta(days=14)
MOST_RUNNING = 6


def today_section(actor: Actor, at: datetime) -> HomeSection | None:
    """Show a trainer the sessions of today and those that nobody marked."""
    if not actor.has_role(Role.TRAINER):
        return None
    local = at.astimezone(zone(actor.time_zone))
    midnight = local.replace(hour=0, minute=0, second=0, microsecond=0)
    open_sessions = sessions_to_mark(db.session(), actor, at - LOOK_BACK, midnight + timedelta(days=1))
    tiles = tuple(_marking_tile(each, midnight) for each in open_sessions)
    return HomeSection(_("Today"), tiles, _("Nothing to mark: every session so far has its attendance."))


def next_section(actor: Actor, at: datetime) -> HomeSection | None:
    """Show a trainee the next sessions."""
    if not actor.has_role(Role.TRAINEE):
        return None
    found = next_own_sessions(db.session(), actor, at)
    tiles = tuple(Tile(each.title, _when(each), url_for("training.show_session", session_id=each.id)) for each in found)
    return HomeSection(ngettext("Next session", "Next sessions", len(tiles) or 1), tiles)


def running_section(actor: Actor, at: datetime) -> HomeSection | None:
    """Show an administrator the cohorts that run."""
    if not actor.has_role(Role.CENTRE_ADMINISTRATOR):
        return None
    today = at.astimezone(zone(actor.time_zone)).date()
    running = queries.list_cohorts(actor, CohortFilter(state="running", today=today)).limit(MOST_RUNNING)
    tiles = []
    for row in db.session().execute(running):
        cohort = cohort_facts(row)
        words = _("%(taken)s of %(places)s places taken", taken=cohort.taken, places=cohort.capacity)
        text = _("Until %(day)s", day=show_date(cohort.ends_on))
        url = url_for("training.show_cohort", cohort_id=cohort.id)
        tiles.append(Tile(cohort.title, text, url, progress=(cohort.taken, cohort.capacity, words)))
    return HomeSection(_("Running cohorts"), tuple(tiles), _("No cohort runs now."))


def course_panel(place: EnrolmentPlace) -> Panel | None:
    """Show a trainee the sessions of their cohort and their attendance on the course page (one statement)."""
    sessions = own_sessions(db.session(), place.enrolment.id)
    if not sessions:
        return None
    held = [
        HeldSession(each.minutes, current.status if (current := fold(each.marks)) else None)
        for each in sessions
        if not each.cancelled
    ]
    html = render_template(
        "training/course_panel.html",
        sessions=[(each, fold(each.marks)) for each in sessions],
        hours=count_hours(held),
        required=required_by(place.facts["course"].definition),
        cohort_id=sessions[-1].cohort_id,
        enrolment_id=place.enrolment.id,
        titles=ATTENDANCE_TITLES,
        now=place.at,
    )
    return Panel(html, "sessions")


def _marking_tile(planned: SessionFacts, midnight: datetime) -> Tile:
    return Tile(
        planned.title,
        f"{planned.cohort_title} · {_when(planned)}",
        url_for("training.show_attendance", session_id=planned.id),
        action=_("Mark attendance"),
        urgent=planned.starts_at < midnight,
    )


def _when(planned: SessionFacts) -> str:
    day = show_date(planned.starts_at, planned.time_zone)
    times = f"{show_time(planned.starts_at, planned.time_zone)}–{show_time(planned.ends_at, planned.time_zone)}"
    return " · ".join(part for part in (day, times, planned.room or planned.place) if part)
