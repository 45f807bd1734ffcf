"""Unlocking a sheet, and the centre's setting."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from sqlalchemy import select
from wtforms import BooleanField, IntegerField, SelectField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange

from app.accounts.models import User
from app.core.access import current_actor, requires
from app.core.db import db, transaction
from app.core.errors import Missing
from app.core.i18n import show_instant
from app.core.policy import allowed
from app.core.ports import ports

from ..forms import OnceForm
from ..models import TrainingCentre
from ..queries.attendance import get_sheet
from ..views.routes import Page
from . import services
from .models import AttendanceUnlock
from .permissions import UnlockPermission

blueprint = Blueprint("unlocks", __name__, template_folder="../templates")
HOURS = [
    SelectChoice("24", lazy_gettext("One day")),
    SelectChoice("72", lazy_gettext("Three days")),
    SelectChoice("168", lazy_gettext("One week")),
]


class UnlockForm(OnceForm):
    """Why a sheet is unlocked, and for how long."""

    reason = TextAreaField(lazy_gettext("Reason"), [DataRequired(lazy_gettext("Fill in this field.")), Length(max=500)])
    hours = SelectField(lazy_gettext("For how long"), choices=HOURS)


class LockDaysForm(OnceForm):
    """After how many days sheets are locked."""

    days = IntegerField(
        lazy_gettext("Days after the session"),
        [
            InputRequired(lazy_gettext("Fill in this field.")),
            NumberRange(1, 365, message=lazy_gettext("Write a whole number from 1 to 365.")),
        ],
    )
    tells_officers = BooleanField(
        lazy_gettext(
            "Tell the officers of an agency when its people can no longer reach the attendance of their course"
        )
    )


@blueprint.route("/sessions/<uuid:session_id>/unlock", methods=["GET", "POST"])
@requires(UnlockPermission.UNLOCK)
def unlock_sheet(session_id: UUID) -> Page:
    """Unlock a sheet with a reason, and show who unlocked it before."""
    actor = current_actor()
    sheet = get_sheet(db.session(), actor, session_id)
    if not allowed(actor, UnlockPermission.UNLOCK, sheet.scope.cohort.centre_path):
        raise Missing
    form = UnlockForm()
    if form.validate_on_submit():
        with transaction() as session:
            until = services.unlock_sheet(
                session,
                actor=actor,
                unlock_id=form.key,
                session_id=session_id,
                reason=form.reason.data,
                hours=int(form.hours.data),
                at=ports().clock.now(),
            )
        flash(_("The sheet can be corrected until %(time)s.", time=show_instant(until, sheet.time_zone)), "success")
        return redirect(url_for("training.show_attendance", session_id=session_id), 303)
    form.prepare()
    earlier = db.session().execute(
        select(AttendanceUnlock, User.name)
        .join(User, User.id == AttendanceUnlock.unlocked_by)
        .where(AttendanceUnlock.session_id == session_id)
        .order_by(AttendanceUnlock.unlocked_at)
    )
    page = render_template("training/unlock.html", form=form, sheet=sheet, earlier=earlier.all())
    return page, 422 if form.errors else 200


@blueprint.route("/centres/<uuid:centre_id>/attendance", methods=["GET", "POST"])
@requires(UnlockPermission.UNLOCK)
def set_lock_days(centre_id: UUID) -> Page:
    """Say after how many days sheets are locked."""
    centre = db.session().get(TrainingCentre, centre_id)
    if centre is None or not allowed(current_actor(), UnlockPermission.UNLOCK, centre.agency.path):
        raise Missing
    form = LockDaysForm(data={"days": centre.attendance_lock_days, "tells_officers": centre.tells_officers})
    if form.validate_on_submit():
        with transaction() as session:
            actor, at = current_actor(), ports().clock.now()
            services.set_lock_days(session, actor=actor, centre_id=centre_id, days=form.days.data, at=at)
            services.set_telling(session, actor=actor, centre_id=centre_id, officers=form.tells_officers.data, at=at)
        flash(_("Saved."), "success")
        return redirect(url_for(".set_lock_days", centre_id=centre_id), 303)
    return render_template("training/lock_days.html", form=form, centre=centre), 422 if form.errors else 200
