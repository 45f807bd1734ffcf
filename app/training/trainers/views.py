"""Pages about the pool of trainers; they belong to the centre's administrators."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from babel.dates import format_skeleton, get_day_names
from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from wtforms import SelectField, StringField, TimeField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, Optional

from app.accounts.models import Role
from app.core.access import current_actor, requires
from app.core.db import db, transaction
from app.core.errors import Missing
from app.core.forms import DayField
from app.core.i18n import OFFERED, current_language, pick, zone
from app.core.policy import allowed
from app.core.ports import ports
from app.courses.models import CourseEdition, ModuleEdition

from ..forms import WRITTEN, ChoicesField, OnceForm, ReasonForm
from ..models import SESSION_KIND_TITLES, TrainingCentre
from ..queries.cohorts import list_centres, list_trainers
from ..views.routes import Page
from ..views.words import on_record, say
from . import queries, services
from .conflicts import conflicts_of
from .models import Qualification
from .permissions import PoolPermission
from .rules import ValidityInWrongOrder

blueprint = Blueprint("trainers", __name__, template_folder="../templates")
A_MONTH = timedelta(days=31)
WEEKDAYS = range(7)


class GrantForm(OnceForm):
    """A qualification."""

    subject = SelectField(_l("May teach"))
    kind = SelectField(_l("In sessions of this kind"))
    awarded_by = StringField(_l("Awarded by"), [WRITTEN, Length(max=200)])
    evidence = StringField(_l("Evidence (certificate, order, number)"), [Length(max=500)])
    valid_from = DayField(_l("In force from"), [InputRequired(_l("Fill in this field."))])
    valid_to = DayField(_l("Until and including; empty without end"), [Optional()])


class ProfileForm(OnceForm):
    """Languages and weekly hours."""

    languages = ChoicesField(_l("Teaches in"))

    def pairs(self) -> dict[int, tuple[time | None, time | None]]:
        """Return from when to when on each weekday."""
        return {day: (self[f"from_{day}"].data, self[f"to_{day}"].data) for day in WEEKDAYS}

    def validate(self, extra_validators: Any = None) -> bool:  # noqa: ANN401 -- as the library calls it
        """Refuse half a day's hours, rather than take them for a day without teaching."""
        right = bool(super().validate(extra_validators))
        for day, (starts, ends) in self.pairs().items():
            if (starts is None) != (ends is None) or (starts and ends and ends <= starts):
                self[f"to_{day}"].errors = [_("Write both times, the later one second.")]
                right = False
        return right


for _day in WEEKDAYS:
    setattr(ProfileForm, f"from_{_day}", TimeField("", [Optional()]))
    setattr(ProfileForm, f"to_{_day}", TimeField("", [Optional()]))


class AwayForm(OnceForm):
    """Days away."""

    first_day = DayField(_l("First day away"), [InputRequired(_l("Fill in this field."))])
    last_day = DayField(_l("Last day away"), [InputRequired(_l("Fill in this field."))])
    reason = StringField(_l("Reason"), [Length(max=200)])


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
    _own_centre(centre_id)
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
    name = _trainer(centre_id, trainer_id)
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
        subjects=_subjects(),
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


@blueprint.route("/centres/<uuid:centre_id>/trainers/<uuid:trainer_id>/qualifications", methods=["GET", "POST"])
@requires(PoolPermission.MANAGE)
def grant(centre_id: UUID, trainer_id: UUID) -> Page:
    """Let a trainer teach something."""
    name = _trainer(centre_id, trainer_id)
    form = GrantForm()
    form.subject.choices = [SelectChoice("", _("Everything")), *(SelectChoice(*pair) for pair in _subjects().items())]
    kinds = [SelectChoice(key.value, _(title)) for key, title in SESSION_KIND_TITLES.items()]
    form.kind.choices = [SelectChoice("", _("Every kind")), *kinds]
    if form.validate_on_submit():
        sort, _sign, key = form.subject.data.partition(":")
        try:
            with transaction() as session:
                services.grant_qualification(
                    session,
                    actor=current_actor(),
                    qualification_id=form.key,
                    centre_id=centre_id,
                    user_id=trainer_id,
                    grant=services.Grant(
                        course_key=key if sort == "course" else "",
                        module_key=key if sort == "module" else "",
                        session_kind=form.kind.data,
                        awarded_by=form.awarded_by.data,
                        evidence=form.evidence.data or "",
                        valid_from=form.valid_from.data,
                        valid_to=form.valid_to.data,
                    ),
                    at=ports().clock.now(),
                )
        except ValidityInWrongOrder as violation:
            form.refuse("valid_to", violation)
        else:
            return _saved(centre_id, trainer_id)
    return _form_page(form, _("Let %(name)s teach", name=name), centre_id, trainer_id, name)


@blueprint.route("/qualifications/<uuid:qualification_id>/withdraw", methods=["GET", "POST"])
@requires(PoolPermission.MANAGE)
def withdraw(qualification_id: UUID) -> Page:
    """Withdraw a qualification with a reason."""
    stored = db.session().get(Qualification, qualification_id)
    if stored is None:
        raise Missing
    centre_id, trainer_id = stored.centre_id, stored.user_id
    _own_centre(centre_id)
    form = ReasonForm()
    if form.validate_on_submit():
        with transaction() as session:
            services.withdraw_qualification(
                session,
                actor=current_actor(),
                qualification_id=qualification_id,
                reason=form.reason.data,
                at=ports().clock.now(),
            )
        return _saved(centre_id, trainer_id)
    page = render_template(
        "confirm.html",
        heading=_("Withdraw the qualification"),
        sentences=[_("It stays on record with the reason. Sessions that are planned already stay planned.")],
        action_url=url_for(".withdraw", qualification_id=qualification_id),
        fields={},
        label=_("Withdraw the qualification"),
        back_url=url_for(".show_trainer", centre_id=centre_id, trainer_id=trainer_id),
        reason_field=form.reason,
    )
    return page, 422 if form.errors else 200


@blueprint.route("/centres/<uuid:centre_id>/trainers/<uuid:trainer_id>/hours", methods=["GET", "POST"])
@requires(PoolPermission.MANAGE)
def set_profile(centre_id: UUID, trainer_id: UUID) -> Page:
    """Note languages and weekly hours."""
    name = _trainer(centre_id, trainer_id)
    stored = queries.profiles_of(db.session(), [trainer_id]).get(trainer_id)
    values: dict[str, object] = {"languages": list(stored.languages) if stored else []}
    for number, (starts, ends) in (stored.hours if stored else {}).items():
        values |= {f"from_{number}": time.fromisoformat(starts), f"to_{number}": time.fromisoformat(ends)}
    form = ProfileForm(data=values)
    form.languages.choices = [SelectChoice(each.code, each.name) for each in OFFERED]
    for day, said in _day_names().items():
        form[f"from_{day}"].label.text = _("%(day)s from", day=said)
        form[f"to_{day}"].label.text = _("%(day)s to", day=said)
    if form.validate_on_submit():
        hours = {day: (f"{starts:%H:%M}", f"{ends:%H:%M}") for day, (starts, ends) in form.pairs().items() if starts}
        with transaction() as session:
            services.set_profile(
                session,
                actor=current_actor(),
                centre_id=centre_id,
                user_id=trainer_id,
                languages=form.languages.data,
                hours=hours,
                at=ports().clock.now(),
            )
        return _saved(centre_id, trainer_id)
    return _form_page(form, _("Languages and hours of %(name)s", name=name), centre_id, trainer_id, name)


@blueprint.route("/centres/<uuid:centre_id>/trainers/<uuid:trainer_id>/away", methods=["GET", "POST"])
@requires(PoolPermission.MANAGE)
def note_absence(centre_id: UUID, trainer_id: UUID) -> Page:
    """Note days on which a trainer is away."""
    name = _trainer(centre_id, trainer_id)
    form = AwayForm()
    if form.validate_on_submit():
        try:
            with transaction() as session:
                services.note_absence(
                    session,
                    actor=current_actor(),
                    absence_id=form.key,
                    centre_id=centre_id,
                    user_id=trainer_id,
                    first_day=form.first_day.data,
                    last_day=form.last_day.data,
                    reason=form.reason.data or "",
                    at=ports().clock.now(),
                )
        except ValidityInWrongOrder as violation:
            form.refuse("last_day", violation)
        else:
            return _saved(centre_id, trainer_id)
    return _form_page(form, _("Days away of %(name)s", name=name), centre_id, trainer_id, name)


@blueprint.post("/centres/<uuid:centre_id>/away/<uuid:away_id>/take-back")
@requires(PoolPermission.MANAGE)
def take_absence_back(centre_id: UUID, away_id: UUID) -> Page:
    """Say that a trainer is there after all."""
    _own_centre(centre_id)
    with transaction() as session:
        trainer_id = services.take_absence_back(
            session, actor=current_actor(), centre_id=centre_id, absence_id=away_id, at=ports().clock.now()
        )
    return _saved(centre_id, trainer_id)


def _own_centre(centre_id: UUID) -> TrainingCentre:
    centre = db.session().get(TrainingCentre, centre_id)
    if centre is None or not allowed(current_actor(), PoolPermission.MANAGE, centre.agency.path):
        raise Missing
    return centre


def _trainer(centre_id: UUID, trainer_id: UUID) -> str:
    name = list_trainers(db.session(), _own_centre(centre_id).agency.path).get(trainer_id)
    if name is None:
        raise Missing
    return name


def _subjects() -> dict[str, str]:
    """Return the courses and modules that can be named, as a form offers them."""
    session = db.session()
    courses: dict[str, str] = {}
    for key, titles in session.execute(
        select(CourseEdition.course_key, CourseEdition.definition["title"]).order_by(CourseEdition.number)
    ):
        courses[f"course:{key}"] = _("Course: %(title)s", title=pick(titles, current_language()))
    modules: dict[str, str] = {}
    for key, titles in session.execute(
        select(ModuleEdition.module_key, ModuleEdition.outline["title"]).order_by(ModuleEdition.number)
    ):
        modules[f"module:{key}"] = _("Module: %(title)s", title=pick(titles, current_language()))
    return {**dict(sorted(courses.items())), **dict(sorted(modules.items()))}


def _month(text: str, today: date) -> date:
    try:
        first = date.fromisoformat(f"{text}-01")
    except ValueError:
        return today.replace(day=1)
    return first if first.year in DayField.YEARS else today.replace(day=1)


def _day_names() -> dict[int, str]:
    return {day: get_day_names("wide", "stand-alone", current_language())[day] for day in WEEKDAYS}


def _hours_said(hours: dict[str, list[str]]) -> list[str]:
    names = _day_names()
    return [f"{names[int(day)]} {starts}–{ends}" for day, (starts, ends) in sorted(hours.items())]


def _form_page(form: OnceForm, heading: str, centre_id: UUID, trainer_id: UUID, name: str) -> Page:
    form.prepare()
    page = render_template(
        "training/trainer_form.html",
        form=form,
        day_names=_day_names(),
        page_title=heading,
        centre_id=centre_id,
        trainer_id=trainer_id,
        name=name,
    )
    return page, 422 if form.errors else 200


def _saved(centre_id: UUID, trainer_id: UUID) -> Page:
    flash(_("Saved."), "success")
    return redirect(url_for(".show_trainer", centre_id=centre_id, trainer_id=trainer_id), 303)
