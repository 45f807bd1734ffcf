"""Walk-ins: writing them down at a session, and saying later who they are."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from wtforms import IntegerField, SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, Length, NumberRange, Optional

from app.accounts.forms import titled
from app.accounts.models import PROFESSION_TITLES, Profession
from app.accounts.permissions import country_path
from app.accounts.queries import list_agencies
from app.core.access import current_actor, requires
from app.core.db import db, transaction
from app.core.errors import Missing, NotAllowed, RuleViolation
from app.core.i18n import current_language, pick
from app.core.policy import allowed
from app.core.ports import ports

from ..forms import OnceForm, read_key
from ..permissions import TrainingPermission
from ..queries.attendance import Sheet
from ..rules.attendance import TooManyMinutes
from ..rules.places import ReasonMissing
from ..services.attendance import get_own_sheet
from ..views.routes import Page
from ..views.words import on_record, say
from . import services
from .models import WalkIn
from .permissions import WalkInPermission

blueprint = Blueprint("walk_ins", __name__, template_folder="../templates")


class WalkInForm(OnceForm):
    """Somebody who came without being on the list."""

    name = StringField(lazy_gettext("Full name"), [DataRequired(lazy_gettext("Fill in this field.")), Length(max=200)])
    agency = SelectField(lazy_gettext("Agency"))
    agency_text = StringField(lazy_gettext("Agency, if it is not in the list"), [Length(max=200)])
    profession = SelectField(lazy_gettext("Profession"))
    contact = StringField(lazy_gettext("Phone or e-mail address"), [Length(max=200)])
    minutes_late = IntegerField(
        lazy_gettext("Minutes late"),
        [Optional(), NumberRange(0, 1440, message=lazy_gettext("Write the minutes as a whole number."))],
    )

    def offer(self, sheet: Sheet) -> WalkInForm:
        """Fill the choices."""
        agencies = list_agencies(db.session(), (country_path(sheet.scope.cohort.centre_path),))
        names = [SelectChoice(str(each.id), pick(each.names, current_language())) for each in agencies]
        self.agency.choices = [SelectChoice("", _("Not known")), *names]
        self.profession.choices = [SelectChoice("", _("Not known")), *titled(PROFESSION_TITLES)]
        return self


@blueprint.route("/sessions/<uuid:session_id>/walk-ins", methods=["GET", "POST"])
@requires(TrainingPermission.MARK_ATTENDANCE)
def list_walk_ins(session_id: UUID) -> Page:
    """Show who came without being on the list, and write down one more."""
    actor, at = current_actor(), ports().clock.now()
    sheet = get_own_sheet(db.session(), actor, session_id)
    form = WalkInForm().offer(sheet)
    closed = ""
    try:
        sheet.check_open(at)
    except RuleViolation as violation:
        closed = say(violation, sheet.time_zone)
    if form.validate_on_submit() and not closed:
        try:
            with transaction() as session:
                services.record_walk_in(
                    session,
                    actor=actor,
                    walk_in_id=form.key,
                    session_id=session_id,
                    details=services.WalkInDetails(
                        name=form.name.data,
                        agency_id=UUID(form.agency.data) if form.agency.data else None,
                        agency_text=form.agency_text.data or "",
                        profession=Profession(form.profession.data) if form.profession.data else None,
                        contact=form.contact.data or "",
                        minutes_late=form.minutes_late.data or 0,
                    ),
                    at=at,
                )
        except TooManyMinutes as violation:
            form.refuse("minutes_late", violation)
        else:
            flash(_("%(name)s is written down.", name=form.name.data), "success")
            return redirect(url_for(".list_walk_ins", session_id=session_id), 303)
    form.prepare()
    with on_record(actor, "training:walk_in:list", ("session", session_id)) as session:
        found = services.list_walk_ins(session, session_id)
        said = services.merges_of(session, session_id)
    page = render_template(
        "training/walk_ins.html",
        form=form,
        sheet=sheet,
        found=found,
        said=said,
        closed=closed,
        profession_titles=PROFESSION_TITLES,
        may_merge=allowed(actor, WalkInPermission.MERGE, sheet.scope.cohort),
    )
    return page, 422 if form.errors else 200


@blueprint.route("/walk-ins/<uuid:walk_in_id>/merge", methods=["GET", "POST"])
@requires(WalkInPermission.MERGE)
def merge(walk_in_id: UUID) -> Page:
    """Show people with like names, and put on record who the walk-in is."""
    actor, problem = current_actor(), ""
    if request.method == "POST":
        user_id = read_key(request.form.get("user_id"))
        reason = request.form.get("reason", "").strip()[:500]
        try:
            with transaction() as session:
                if user_id is None:
                    services.suggest_people(session, actor=actor, walk_in_id=walk_in_id)
                    problem = _("Choose the person.")
                else:
                    marked = services.merge_walk_in(
                        session,
                        actor=actor,
                        walk_in_id=walk_in_id,
                        user_id=user_id,
                        reason=reason,
                        at=ports().clock.now(),
                    )
        except ReasonMissing as violation:
            problem = say(violation)
        except (Missing, NotAllowed, services.MergedAlready):
            raise
        except RuleViolation as violation:
            problem = say(violation)
        if not problem:
            flash(
                _("It is on record who this is; the mark is the person's.")
                if marked
                else _(
                    "It is on record who this is; the person was not on the list, so the attendance stays a walk-in."
                ),
                "success",
            )
            return redirect(url_for(".list_walk_ins", session_id=_session_of(walk_in_id)), 303)
    with on_record(actor, "training:walk_in:suggest", ("walk_in", walk_in_id)) as session:
        walk_in, sheet, found = services.suggest_people(session, actor=actor, walk_in_id=walk_in_id)
    page = render_template(
        "training/walk_in_merge.html",
        walk_in=walk_in,
        sheet=sheet,
        found=found,
        problem=problem,
        reason=request.form.get("reason", ""),
        chosen=request.form.get("user_id", ""),
    )
    return page, 422 if problem else 200


@blueprint.route("/walk-ins/<uuid:walk_in_id>/take-back", methods=["GET", "POST"])
@requires(WalkInPermission.MERGE)
def take_back(walk_in_id: UUID) -> Page:
    """Put on record that a walk-in is not who it was said to be."""
    actor, problem, reason = current_actor(), "", request.form.get("reason", "").strip()[:500]
    walk_in, sheet, person = services.find_merged(db.session(), actor=actor, walk_in_id=walk_in_id)
    if request.method == "POST":
        try:
            with transaction() as session:
                withdrawn = services.take_merge_back(
                    session, actor=actor, walk_in_id=walk_in_id, reason=reason, at=ports().clock.now()
                )
        except (Missing, NotAllowed):
            raise
        except RuleViolation as violation:
            problem = say(violation, sheet.time_zone)
        else:
            flash(
                _("It is taken back, and the mark that came of it is withdrawn.")
                if withdrawn
                else _("It is taken back."),
                "success",
            )
            return redirect(url_for(".list_walk_ins", session_id=sheet.session_id), 303)
    page = render_template(
        "training/walk_in_take_back.html", walk_in=walk_in, sheet=sheet, person=person, problem=problem, reason=reason
    )
    return page, 422 if problem else 200


def _session_of(walk_in_id: UUID) -> UUID:
    return db.session().get_one(WalkIn, walk_in_id).session_id
