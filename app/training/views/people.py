"""Enrolling people one by one, a person's record in a cohort, and withdrawing."""

from __future__ import annotations

from uuid import UUID

from flask import current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy import or_

from app.accounts.forms import PersonForm
from app.accounts.models import PROFESSION_TITLES, Profession, Sex, User
from app.accounts.permissions import country_path, people_scopes
from app.accounts.queries import list_agencies, visible_people
from app.accounts.rules import EmailTaken
from app.accounts.services import PersonDetails
from app.accounts.views.people import check_person
from app.accounts.views.sign_in import send_invitation
from app.core.access import current_actor, requires
from app.core.db import db, transaction
from app.core.errors import Missing
from app.core.i18n import current_language
from app.core.policy import allowed, require
from app.core.ports import ports

from .. import queries, services
from ..forms import ReasonForm
from ..imports.queries import current_past_trainings
from ..models import MARK_TITLES
from ..moves.services import stays_of
from ..permissions import TrainingPermission
from ..rules import enrolling, places
from ..rules.attendance import HeldSession, Mark, count_hours, fold, history
from .routes import Page, blueprint
from .words import on_record, say

MOST_FOUND = 20
SHORTEST_SEARCH = 2
REFUSALS = (places.CohortFull, enrolling.AccountClosed, enrolling.PersonBusy)


@blueprint.get("/cohorts/<uuid:cohort_id>/people/add")
@requires(TrainingPermission.ENROL_PEOPLE)
def find_people(cohort_id: UUID) -> Page:
    """Search for somebody to enrol among the people whom one may see."""
    actor = current_actor()
    wanted = request.args.get("q", "").strip()
    with on_record(actor, "training:people:search", ("cohort", cohort_id), search=wanted) as session:
        cohort = queries.get_cohort(session, actor, cohort_id)
        require(actor, TrainingPermission.ENROL_PEOPLE, cohort.scope)
        found: list[User] = []
        if len(wanted) >= SHORTEST_SEARCH:
            matches = or_(*(each.icontains(wanted, autoescape=True) for each in (User.name, User.email)))
            chosen = visible_people(actor).where(matches, User.deactivated_at.is_(None))
            found = list(session.scalars(chosen.order_by(User.name, User.id).limit(MOST_FOUND)))
        inside = {person.user_id for person in queries.list_people(session, cohort_id)}
        return render_template(
            "training/people_add.html",
            cohort=cohort,
            wanted=wanted,
            found=found,
            inside=inside,
            too_short=0 < len(wanted) < SHORTEST_SEARCH,
            most=MOST_FOUND,
            profession_titles=PROFESSION_TITLES,
        )


@blueprint.post("/cohorts/<uuid:cohort_id>/people")
@requires(TrainingPermission.ENROL_PEOPLE)
def enrol_person(cohort_id: UUID) -> Page:
    """Enrol somebody who was found."""
    try:
        user_id = UUID(request.form.get("user_id", ""))
    except ValueError:
        raise Missing from None
    again = url_for(".find_people", cohort_id=cohort_id, q=request.form.get("q", ""))
    try:
        with transaction() as session:
            services.enrol_person(
                session, actor=current_actor(), cohort_id=cohort_id, user_id=user_id, at=ports().clock.now()
            )
    except REFUSALS as violation:
        flash(say(violation), "error")
        return redirect(again, 303)
    flash(_("The person is enrolled."), "success")
    return redirect(again, 303)


@blueprint.route("/cohorts/<uuid:cohort_id>/people/new", methods=["GET", "POST"])
@requires(TrainingPermission.ENROL_PEOPLE)
def invite_person(cohort_id: UUID) -> Page:
    """Record somebody new, invite and enrol them."""
    actor = current_actor()
    cohort = queries.get_cohort(db.session(), actor, cohort_id)
    require(actor, TrainingPermission.ENROL_PEOPLE, cohort.scope)
    scopes = tuple({country_path(scope) for scope in people_scopes(actor)})
    form = PersonForm(data={"language": cohort.language, "time_zone": cohort.time_zone})
    form.offer(list_agencies(db.session(), scopes), current_language())
    if form.validate_on_submit() and check_person(form):
        try:
            with transaction() as session:
                invited = services.invite_and_enrol(
                    session, actor=actor, cohort_id=cohort_id, details=_details(form), at=ports().clock.now()
                )
                link = send_invitation(invited.user, invited.secret)
        except EmailTaken:
            form.email.errors = [
                _("This address belongs to a person in the system. Find and enrol that person instead.")
            ]
        except places.CohortFull as violation:
            form.name.errors = [say(violation)]
        else:
            mailed = bool(current_app.extensions["sabaq_settings"].smtp_url)
            return render_template(
                "training/person_invited.html", cohort=cohort, person=invited.user, link=link, mailed=mailed
            )
    page = render_template("training/person_new.html", form=form, cohort=cohort)
    return page, 422 if form.errors else 200


@blueprint.get("/cohorts/<uuid:cohort_id>/people/<uuid:enrolment_id>")
@requires(TrainingPermission.SEE_COHORT)
def show_record(cohort_id: UUID, enrolment_id: UUID) -> Page:
    """Show one person's attendance in a cohort, with every mark, its author and the reason."""
    actor = current_actor()
    with on_record(actor, "training:person:read", ("enrolment", enrolment_id)) as session:
        cohort, person = _get_person(cohort_id, enrolment_id)
        record = queries.person_record(session, enrolment_id)
        stays = stays_of(session, enrolment_id)
        past = current_past_trainings(session, [person.user_id])
    held = [_held(each) for each in record if not each.cancelled]
    return render_template(
        "training/person_record.html",
        cohort=cohort,
        person=person,
        sessions=[(each, history(each.marks)) for each in record],
        hours=count_hours(held),
        stays=stays,
        past=past,
        titles=MARK_TITLES,
        profession_titles=PROFESSION_TITLES,
        may_enrol=allowed(actor, TrainingPermission.ENROL_PEOPLE, cohort.scope),
    )


@blueprint.route("/cohorts/<uuid:cohort_id>/people/<uuid:enrolment_id>/withdraw", methods=["GET", "POST"])
@requires(TrainingPermission.ENROL_PEOPLE)
def withdraw_person(cohort_id: UUID, enrolment_id: UUID) -> Page:
    """Withdraw somebody after saying what will happen."""
    actor = current_actor()
    cohort, person = _get_person(cohort_id, enrolment_id)
    require(actor, TrainingPermission.ENROL_PEOPLE, cohort.scope)
    form = ReasonForm()
    if form.validate_on_submit():
        with transaction() as session:
            services.withdraw_person(
                session,
                actor=actor,
                cohort_id=cohort_id,
                enrolment_id=enrolment_id,
                reason=form.reason.data,
                at=ports().clock.now(),
            )
        flash(_("%(name)s is withdrawn. The place is free again.", name=person.name), "success")
        return redirect(url_for(".show_cohort", cohort_id=cohort_id), 303)
    page = render_template(
        "confirm.html",
        heading=_("Withdraw %(name)s from %(cohort)s", name=person.name, cohort=cohort.title),
        sentences=[
            _("The place in the cohort is free for somebody else."),
            _("The person can no longer study this course or sit its exam."),
            _("Attendance, progress and results so far stay on record with your reason."),
        ],
        action_url=url_for(".withdraw_person", cohort_id=cohort_id, enrolment_id=enrolment_id),
        fields={},
        label=_("Withdraw"),
        back_url=url_for(".show_record", cohort_id=cohort_id, enrolment_id=enrolment_id),
        reason_field=form.reason,
    )
    return page, 422 if form.errors else 200


def _get_person(cohort_id: UUID, enrolment_id: UUID) -> tuple[queries.CohortFacts, queries.PersonInCohort]:
    session = db.session()
    cohort = queries.get_cohort(session, current_actor(), cohort_id)
    people = queries.list_people(session, cohort_id, with_left=True)
    person = next((each for each in people if each.enrolment_id == enrolment_id), None)
    if person is None:
        raise Missing
    return cohort, person


def _held(recorded: queries.RecordedSession[Mark]) -> HeldSession:
    current = fold(recorded.marks)
    return HeldSession(recorded.minutes, current.status if current else None)


def _details(form: PersonForm) -> PersonDetails:
    return PersonDetails(
        name=form.name.data,
        email=form.email.data,
        agency_id=UUID(form.agency.data),
        profession=Profession(form.profession.data),
        sex=Sex(form.sex.data) if form.sex.data else None,
        language=form.language.data,
        time_zone=form.time_zone.data,
    )
