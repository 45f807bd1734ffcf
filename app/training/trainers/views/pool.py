"""The pool: who teaches what, and how much."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

from babel.dates import format_skeleton
from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from app.accounts.models import Role
from app.core.access import current_actor, requires
from app.core.db import db, transaction
from app.core.forms import DayField
from app.core.i18n import OFFERED, current_language, zone
from app.core.ports import ports

from ...models import SESSION_KIND_TITLES, TrainingCentre
from ...queries.cohorts import list_centres, list_trainers
from ...views.routes import Page
from ...views.words import on_record, say
from .. import queries, services
from ..conflicts import conflicts_of
from ..models import Qualification
from ..permissions import PoolPermission
from ..subjects import named_subjects
from .routes import blueprint, day_names, own_centre, trainer_name

A_MONTH = timedelta(days=31)


@blueprint.get("/trainers")
@requires(PoolPermission.MANAGE)
def list_pool() -> Page:
    """Show the trainers of one's centres with their qualifications and the load of a month."""
    actor = current_actor()
    at = ports().clock.now()
    first = _month(request.args.get("month", ""), at.astimezone(zone(actor.time_zone)).date())
    following = (first + A_MONTH).replace(day=1)
    pool = []
    with on_record(actor, "training:trainers:list", ("user", actor.id)) as session:
        for centre in list_centres(session, actor, Role.CENTRE_ADMINISTRATOR):
            names = list_trainers(session, centre.agency.path)
            centre_zone = zone(centre.time_zone)
            starts, ends = (datetime.combine(day, time(), centre_zone).astimezone(UTC) for day in (first, following))
            held: dict[UUID, list[Qualification]] = {}
            for each in queries.qualifications_of(session, centre.agency_id, names):
                if each.withdrawn_at is None:
                    held.setdefault(each.user_id, []).append(each)
            pool.append(
                {
                    "id": centre.agency_id,
                    "names": dict(centre.agency.names),
                    "strict": centre.requires_qualifications,
                    "trainers": names,
                    "held": held,
                    "profiles": {
                        key: list(each.languages) for key, each in queries.profiles_of(session, names).items()
                    },
                    "loads": queries.loads(session, names, starts, ends, at),
                }
            )
        session.expunge_all()
    return render_template(
        "training/trainers.html",
        pool=pool,
        month=format_skeleton("yMMMM", first, locale=current_language()),
        previous_url=url_for(".list_pool", month=f"{first - timedelta(days=1):%Y-%m}"),
        next_url=url_for(".list_pool", month=f"{following:%Y-%m}"),
        nothing=queries.Load(),
        today=at.astimezone(zone(actor.time_zone)).date(),
        language_names={each.code: each.name for each in OFFERED},
    )


@blueprint.post("/centres/<uuid:centre_id>/qualifications")
@requires(PoolPermission.MANAGE)
def set_requirement(centre_id: UUID) -> Page:
    """Say whether only qualified trainers may be planned."""
    own_centre(centre_id)
    with transaction() as session:
        services.set_requirement(
            session,
            actor=current_actor(),
            centre_id=centre_id,
            required=request.form.get("required") == "1",
            at=ports().clock.now(),
        )
    flash(_("Saved."), "success")
    return redirect(url_for(".list_pool"), 303)


@blueprint.get("/centres/<uuid:centre_id>/trainers/<uuid:trainer_id>")
@requires(PoolPermission.MANAGE)
def show_trainer(centre_id: UUID, trainer_id: UUID) -> Page:
    """Show what a trainer may teach, when, and how much they do in the months around now."""
    name = trainer_name(centre_id, trainer_id)
    at = ports().clock.now()
    session = db.session()
    centre = session.get_one(TrainingCentre, centre_id)
    first = at.astimezone(zone(centre.time_zone)).date().replace(day=1)
    months = []
    start = (first - timedelta(days=62)).replace(day=1)
    for _number in range(6):
        following = (start + A_MONTH).replace(day=1)
        begins, ends = (
            datetime.combine(day, time(), zone(centre.time_zone)).astimezone(UTC) for day in (start, following)
        )
        load = queries.loads(session, [trainer_id], begins, ends, at).get(trainer_id, queries.Load())
        months.append((format_skeleton("yMMMM", start, locale=current_language()), load))
        start = following
    profile = queries.profiles_of(session, [trainer_id]).get(trainer_id)
    return render_template(
        "training/trainer.html",
        name=name,
        centre=centre,
        trainer_id=trainer_id,
        qualifications=queries.qualifications_of(session, centre_id, [trainer_id]),
        subjects=named_subjects(),
        kind_titles={key.value: _(title) for key, title in SESSION_KIND_TITLES.items()},
        absences=queries.absences_of(session, trainer_id),
        taught_in=[each.name for each in OFFERED if profile and each.code in profile.languages],
        hours=_hours_said(profile.hours if profile else {}),
        months=months,
        conflicts=[
            (each, say(reason, each.time_zone))
            for each, reason in conflicts_of(
                session, current_actor(), centre_id=centre_id, trainer_id=trainer_id, at=at
            )
        ],
        today=at.astimezone(zone(centre.time_zone)).date(),
    )


def _month(text: str, today: date) -> date:
    try:
        first = date.fromisoformat(f"{text}-01")
    except ValueError:
        return today.replace(day=1)
    return first if first.year in DayField.YEARS else today.replace(day=1)


def _hours_said(hours: dict[str, list[str]]) -> list[str]:
    names = day_names()
    return [f"{names[int(day)]} {starts}–{ends}" for day, (starts, ends) in sorted(hours.items())]
