"""The page on which a participant changes to another cohort."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from wtforms import SelectField
from wtforms.fields.choices import SelectChoice

from app.core.access import current_actor, requires
from app.core.db import db, transaction
from app.core.errors import Missing
from app.core.policy import require
from app.core.ports import ports

from .. import queries
from ..forms import REQUIRED, ReasonForm
from ..permissions import TrainingPermission
from ..rules import enrolling, places
from ..views.routes import Page
from ..views.words import localised
from . import services

blueprint = Blueprint("moves", __name__, template_folder="../templates")


class MoveForm(ReasonForm):
    """To which cohort, and why."""

    cohort = SelectField(lazy_gettext("Goes on in"), [REQUIRED])


@blueprint.route("/cohorts/<uuid:cohort_id>/people/<uuid:enrolment_id>/move", methods=["GET", "POST"])
@requires(TrainingPermission.ENROL_PEOPLE)
def change_cohort(cohort_id: UUID, enrolment_id: UUID) -> Page:
    """Let a participant go on in another cohort, after saying what counts."""
    actor, at, session = current_actor(), ports().clock.now(), db.session()
    cohort = queries.get_cohort(session, actor, cohort_id)
    require(actor, TrainingPermission.ENROL_PEOPLE, cohort.scope)
    person = next((each for each in queries.list_people(session, cohort_id) if each.enrolment_id == enrolment_id), None)
    if person is None:
        raise Missing
    form = MoveForm()
    offered = services.cohorts_to_go_on(session, actor=actor, cohort=cohort, at=at)
    form.cohort.choices = [SelectChoice(str(key), title) for key, title in offered.items()]
    if form.validate_on_submit():
        target = UUID(form.cohort.data)
        try:
            with transaction() as writing:
                services.change_cohort_of(
                    writing, actor=actor, enrolment_id=enrolment_id, cohort_id=target, reason=form.reason.data, at=at
                )
        except (services.OtherCourse, places.CohortFull, enrolling.PersonBusy) as violation:
            violation.facts["person"] = person.name
            form.refuse("cohort", localised(violation, cohort.time_zone))
        else:
            flash(_("%(name)s goes on in %(cohort)s.", name=person.name, cohort=offered[target]), "success")
            return redirect(url_for("training.show_record", cohort_id=target, enrolment_id=enrolment_id), 303)
    page = render_template("training/move.html", form=form, cohort=cohort, person=person, offered=offered)
    return page, 422 if form.errors else 200
