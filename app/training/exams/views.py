"""The tab "Exams" of a cohort."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from app.assessments.rules.blueprints import WrongBlueprint
from app.assessments.rules.questions import AssessmentKind
from app.assessments.sittings.forms import SittingForm
from app.assessments.sittings.queries.banks import banks_of
from app.assessments.sittings.queries.sittings import assessments_of
from app.assessments.sittings.rules.acts import TimesInDisorder, WrongNetwork
from app.assessments.sittings.views.routes import name_of, say, sitting_url
from app.core.access import current_actor, requires
from app.core.db import db, transaction
from app.core.i18n import current_language, pick, zone
from app.core.policy import require
from app.core.ports import ports
from app.training.contributions import tab_links
from app.training.permissions import TrainingPermission
from app.training.queries.cohorts import CohortFacts, get_cohort
from app.training.views.routes import Page

from . import services
from .queries import sittings_of

blueprint = Blueprint("exams", __name__, template_folder="../templates")
TAB = "exams.list_exams"
# What is most often held as a sitting comes first.
ORDER = sorted(AssessmentKind, key=lambda kind: kind is not AssessmentKind.FINAL_EXAM)
BESIDE = {TimesInDisorder: "closes", WrongNetwork: "networks", WrongBlueprint: "questions"}


@blueprint.get("/cohorts/<uuid:cohort_id>/exams")
@requires(TrainingPermission.SEE_COHORT)
def list_exams(cohort_id: UUID) -> Page:
    """Show a cohort's sittings."""
    actor, session = current_actor(), db.session()
    cohort = get_cohort(session, actor, cohort_id)
    return render_template(
        "training/exams/list.html",
        cohort=cohort,
        tabs=tab_links(actor, cohort, TAB),
        sittings=sittings_of(session, cohort_id),
        name_of=name_of,
        at=ports().clock.now(),
    )


@blueprint.route("/cohorts/<uuid:cohort_id>/exams/new", methods=["GET", "POST"])
@requires(TrainingPermission.EDIT_COHORT)
def new_exam(cohort_id: UUID) -> Page:
    """Open a sitting for everybody in a cohort."""
    actor, language = current_actor(), current_language()
    cohort = get_cohort(db.session(), actor, cohort_id)
    require(actor, TrainingPermission.EDIT_COHORT, cohort.scope)
    form = _form(cohort, language)
    if form.validate_on_submit():
        try:
            with transaction() as session:
                sitting_id = services.open_cohort_sitting(
                    session,
                    actor=actor,
                    cohort_id=cohort_id,
                    sitting_id=form.key,
                    assessment_id=UUID(form.assessment.data),
                    details=form.details(cohort.time_zone, language),
                    at=ports().clock.now(),
                )
        except tuple(BESIDE) as violation:
            form[BESIDE[type(violation)]].errors = [say(violation, cohort.time_zone)]
        else:
            flash(_("The sitting is open. Everybody in the cohort has a place."), "success")
            return redirect(sitting_url(sitting_id), 303)
    form.id.data = str(form.key)
    page = render_template("training/exams/new.html", form=form, cohort=cohort, tabs=tab_links(actor, cohort, TAB))
    return page, 422 if form.errors else 200


@blueprint.post("/cohorts/<uuid:cohort_id>/exams/<uuid:sitting_id>/people")
@requires(TrainingPermission.EDIT_COHORT)
def add_people(cohort_id: UUID, sitting_id: UUID) -> Page:
    """Give places to those who joined later."""
    with transaction() as session:
        added = services.add_later_people(
            session, actor=current_actor(), cohort_id=cohort_id, sitting_id=sitting_id, at=ports().clock.now()
        )
    flash(ngettext("%(num)s person has a place now.", "%(num)s people have a place now.", added), "success")
    return redirect(url_for(".list_exams", cohort_id=cohort_id), 303)


def _form(cohort: CohortFacts, language: str) -> SittingForm:
    session = db.session()
    today = ports().clock.now().astimezone(zone(cohort.time_zone)).date()
    day = min(max(today, cohort.starts_on), cohort.ends_on)
    form = SittingForm(data={"title": cohort.title, "opens_on": day, "closes_on": day, "with_code": True})
    known = assessments_of(session, cohort.course_edition_id)
    known.sort(key=lambda each: ORDER.index(each[1]))
    assessments = [(key, kind, pick(titles, language)) for key, kind, titles in known]
    return form.offer(assessments, banks_of(session, cohort.centre_id))
