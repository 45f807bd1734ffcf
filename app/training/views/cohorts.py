"""The list of cohorts and a cohort's page."""

from __future__ import annotations

from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from app.accounts.models import PROFESSION_TITLES
from app.assessments import queries as result_queries
from app.assessments.models import AssessmentKind
from app.assessments.simulations import queries as simulations
from app.core.access import current_actor, requires
from app.core.db import db, transaction
from app.core.i18n import current_language, pick, zone
from app.core.pages import Paging
from app.core.policy import allowed, require
from app.core.ports import ports
from app.courses import queries as course_queries

from .. import queries, services
from ..contributions import tab_links
from ..forms import CohortForm
from ..models import TrainingCentre
from ..permissions import TrainingPermission
from ..queries.cohorts import CohortFilter, cohort_facts, list_centres, list_trainers
from ..rules import places
from ..services.cohorts import PLANNERS
from .routes import Page, blueprint
from .words import localised, on_record

BESIDE = {
    places.CohortEndsBeforeStart: "ends_on",
    places.SessionsOutsideDates: "starts_on",
    places.CapacityBelowTaken: "capacity",
    places.CapacityAboveRoom: "capacity",
}


@blueprint.get("/cohorts")
@requires(TrainingPermission.SEE_COHORT)
def list_cohorts() -> Page:
    """Show the cohorts that one may see."""
    actor, session = current_actor(), db.session()
    centres = list_centres(session, actor, *PLANNERS)
    chosen_centre = next((each for each in centres if str(each.agency_id) == request.args.get("centre")), None)
    wanted = CohortFilter(
        search=request.args.get("q", "").strip(),
        state=request.args.get("state", ""),
        centre_id=chosen_centre.agency_id if chosen_centre else None,
        today=ports().clock.now().astimezone(zone(actor.time_zone)).date(),
    )
    chosen = queries.list_cohorts(actor, wanted)
    page = Paging.of(session, chosen, request)
    return render_template(
        "training/cohorts.html",
        cohorts=[cohort_facts(row) for row in session.execute(page.apply(chosen))],
        page=page,
        wanted=wanted,
        centres=centres,
        today=wanted.today,
        filtered=bool(wanted.search or wanted.state or wanted.centre_id),
    )


@blueprint.route("/cohorts/new", methods=["GET", "POST"])
@requires(TrainingPermission.CREATE_COHORT)
def new_cohort() -> Page:
    """Open a cohort."""
    actor = current_actor()
    centres = list_centres(db.session(), actor, *PLANNERS)
    form = _form(centres)
    if form.validate_on_submit():
        try:
            with transaction() as session:
                cohort_id = services.create_cohort(
                    session,
                    actor=actor,
                    cohort_id=form.key,
                    centre_id=UUID(form.centre.data),
                    course_edition_id=UUID(form.course.data),
                    details=_details(form),
                    at=ports().clock.now(),
                )
        except tuple(BESIDE) as violation:
            form.refuse(BESIDE[type(violation)], localised(violation))
        else:
            flash(_("The cohort is open. Plan its sessions next."), "success")
            return redirect(url_for(".show_sessions", cohort_id=cohort_id), 303)
    form.prepare()
    page = render_template("training/cohort_new.html", form=form, centres=centres)
    return page, 422 if form.errors else 200


@blueprint.route("/cohorts/<uuid:cohort_id>/edit", methods=["GET", "POST"])
@requires(TrainingPermission.EDIT_COHORT)
def edit_cohort(cohort_id: UUID) -> Page:
    """Change a cohort."""
    actor = current_actor()
    cohort = queries.get_cohort(db.session(), actor, cohort_id)
    require(actor, TrainingPermission.EDIT_COHORT, cohort.scope)
    centres = [each for each in list_centres(db.session(), actor, *PLANNERS) if each.agency_id == cohort.centre_id]
    form = _form(centres, cohort)
    if form.validate_on_submit():
        try:
            with transaction() as session:
                services.change_cohort(
                    session, actor=actor, cohort_id=cohort_id, details=_details(form), at=ports().clock.now()
                )
        except tuple(BESIDE) as violation:
            form.refuse(BESIDE[type(violation)], localised(violation, cohort.time_zone))
        else:
            flash(_("The cohort is changed."), "success")
            return redirect(url_for(".show_cohort", cohort_id=cohort_id), 303)
    page = render_template("training/cohort_edit.html", form=form, cohort=cohort)
    return page, 422 if form.errors else 200


@blueprint.get("/cohorts/<uuid:cohort_id>")
@requires(TrainingPermission.SEE_COHORT)
def show_cohort(cohort_id: UUID) -> Page:
    """Show who is in a cohort and how far they are."""
    actor = current_actor()
    with on_record(actor, "training:people:list", ("cohort", cohort_id)) as session:
        cohort = queries.get_cohort(session, actor, cohort_id)
        people = queries.list_people(session, cohort_id, with_left=True)
        keys = [person.enrolment_id for person in people]
        facts = {
            "progress": course_queries.lesson_progress(session, keys),
            "exams": result_queries.best_exam_percent(session, keys),
            "attendance": queries.attendance_percent(session, keys),
        }
    return render_template(
        "training/cohort_people.html",
        cohort=cohort,
        tabs=tab_links(actor, cohort, "training.show_cohort"),
        people=people,
        may_enrol=allowed(actor, TrainingPermission.ENROL_PEOPLE, cohort.scope),
        profession_titles=PROFESSION_TITLES,
        **facts,
    )


@blueprint.get("/cohorts/<uuid:cohort_id>/sessions")
@requires(TrainingPermission.SEE_COHORT)
def show_sessions(cohort_id: UUID) -> Page:
    """Show a cohort's sessions."""
    actor, session = current_actor(), db.session()
    cohort = queries.get_cohort(session, actor, cohort_id)
    return render_template(
        "training/cohort_sessions.html",
        cohort=cohort,
        tabs=tab_links(actor, cohort, "training.show_sessions"),
        sessions=queries.list_sessions(session, actor, cohort_id),
        now=ports().clock.now(),
    )


@blueprint.get("/cohorts/<uuid:cohort_id>/results")
@requires(TrainingPermission.SEE_COHORT)
def show_results(cohort_id: UUID) -> Page:
    """Show each person's best results in a cohort."""
    actor = current_actor()
    with on_record(actor, "training:results:list", ("cohort", cohort_id)) as session:
        cohort = queries.get_cohort(session, actor, cohort_id)
        people = queries.list_people(session, cohort_id)
        overview = result_queries.results_overview(session, [person.enrolment_id for person in people])
        outline = course_queries.course_outline(session, cohort.course_edition_id)
        cases = outline.definition.get("simulations", ())
        case_titles = simulations.simulation_titles(session, cases)
        runs = simulations.best_runs(session, [person.enrolment_id for person in people]) if cases else {}
        hours = queries.attendance_percent(session, [person.enrolment_id for person in people])
    language = current_language()
    columns = [
        (AssessmentKind.PRE_TEST, "", _("Pre-test")),
        *((AssessmentKind.QUIZ, module.key, pick(dict(module.titles), language)) for module in outline.modules),
        (AssessmentKind.FINAL_EXAM, "", _("Final exam")),
    ]
    if outline.definition.get("practical"):
        columns.append((AssessmentKind.PRACTICAL, "", _("Practical examination")))
    return render_template(
        "training/cohort_results.html",
        cohort=cohort,
        tabs=tab_links(actor, cohort, "training.show_results"),
        people=people,
        columns=columns,
        results={(row.enrolment_id, row.kind, row.module_key): row for row in overview},
        hours=hours,
        required=(outline.definition.get("certificate") or {}).get("attendance") or 0,
        cases=[(key, pick(titles, language)) for key, titles in case_titles.items()],
        runs=runs,
    )


def _form(centres: list[TrainingCentre], cohort: queries.CohortFacts | None = None) -> CohortForm:
    session = db.session()
    values = {}
    if cohort is not None:
        values = {
            **{
                name: getattr(cohort, name)
                for name in ("title", "starts_on", "ends_on", "place", "capacity", "language")
            },
            "trainers": [str(key) for key in cohort.trainers],
        }
    elif centres:
        values = {"language": centres[0].language, "capacity": 24, "trainers": [str(current_actor().id)]}
    form = CohortForm(data=values)
    trainers = dict(cohort.trainers) if cohort else {}
    for centre in centres:
        trainers |= list_trainers(session, centre.agency.path)
    courses = course_queries.list_current_courses(session) if cohort is None else []
    form.offer(centres=centres, courses=courses, trainers=trainers, language=current_language())
    if cohort is not None:
        form.keep_course()
    return form


def _details(form: CohortForm) -> services.CohortDetails:
    return services.CohortDetails(
        title=form.title.data,
        starts_on=form.starts_on.data,
        ends_on=form.ends_on.data,
        place=form.place.data or "",
        capacity=form.capacity.data,
        language=form.language.data,
        trainer_ids=[UUID(key) for key in form.trainers.data],
    )
