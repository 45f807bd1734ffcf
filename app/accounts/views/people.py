"""Seeing, inviting and changing people; every list of people that is shown is on record."""

from __future__ import annotations

from uuid import UUID

from flask import current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy import or_
from werkzeug.wrappers import Response
from wtforms.fields.choices import SelectChoice

from app.core import audit
from app.core.access import current_actor, requires
from app.core.db import db, transaction
from app.core.errors import RuleViolation
from app.core.i18n import current_language
from app.core.pages import Paging
from app.core.policy import allowed, require
from app.core.ports import ports

from .. import queries, rules, services
from ..forms import MoveForm, PersonForm, RoleForm, agency_choices, titled
from ..models import PROFESSION_TITLES, ROLE_TITLES, SEX_TITLES, Agency, Profession, Role, Sex, User
from ..permissions import AccountPermission, country_path, people_scopes
from .routes import blueprint
from .sign_in import send_invitation

Page = str | tuple[str, int] | Response


@blueprint.get("/people")
@requires(AccountPermission.SEE_PEOPLE)
def list_people() -> Page:
    """Search the people whom one may see."""
    actor = current_actor()
    wanted, profession = request.args.get("q", "").strip(), request.args.get("profession", "")
    chosen = queries.visible_people(actor).order_by(User.name, User.id)
    if wanted:
        chosen = chosen.where(
            or_(User.name.icontains(wanted, autoescape=True), User.email.icontains(wanted, autoescape=True))
        )
    if profession in set(Profession):
        chosen = chosen.where(User.profession == Profession(profession))
    with transaction() as session:
        page = Paging.of(session, chosen, request)
        people = list(session.scalars(page.apply(chosen)))
        audit.record(
            session,
            actor=actor,
            action="accounts:people:list",
            subject=("people", "list"),
            at=ports().clock.now(),
            search=wanted,
            profession=profession,
            shown=len(people),
        )
        return render_template(
            "accounts/people.html",
            people=people,
            page=page,
            wanted=wanted,
            profession=profession,
            professions=titled(PROFESSION_TITLES),
            profession_titles=PROFESSION_TITLES,
        )


@blueprint.route("/people/new", methods=["GET", "POST"])
@requires(AccountPermission.MANAGE_PEOPLE)
def invite_person() -> Page:
    """Record a person and send the invitation; most live where the inviter does and read the same language."""
    inviter = current_actor()
    form = PersonForm(language=inviter.language, time_zone=inviter.time_zone).offer(
        _agencies_in_reach(), current_language()
    )
    if form.validate_on_submit() and check_person(form):
        try:
            with transaction() as session:
                user = services.add_person(
                    session, actor=current_actor(), details=_details(form), at=ports().clock.now()
                )
                link = send_invitation(
                    user, services.invite(session, actor=current_actor(), user=user, at=ports().clock.now())
                )
        except rules.EmailTaken as violation:
            form.refuse("email", violation)
        else:
            return render_template("accounts/invited.html", person=user, link=link, mailed=_mails())
    return render_template("accounts/person_new.html", form=form), 422 if form.errors else 200


@blueprint.get("/people/<uuid:user_id>")
@requires(AccountPermission.SEE_PEOPLE)
def show_person(user_id: UUID) -> Page:
    """Show one person: details, roles, agencies in time."""
    actor = current_actor()
    session = db.session()
    person = queries.get_visible_person(session, actor, user_id)
    roles = queries.active_roles(session, user_id)
    scope_ids = [role.agency_id for role in roles if role.agency_id]
    agencies = _agencies_in_reach()
    return render_template(
        "accounts/person.html",
        person=person,
        roles=roles,
        role_titles=ROLE_TITLES,
        profession_titles=PROFESSION_TITLES,
        sex_titles=SEX_TITLES,
        scopes={each.id: each for each in session.scalars(db.select(Agency).where(Agency.id.in_(scope_ids)))},
        history=queries.memberships(session, user_id),
        may_manage=allowed(actor, AccountPermission.MANAGE_PEOPLE, person.agency.path),
        may_grant=allowed(actor, AccountPermission.GRANT_ROLES),
        move_form=_move_form(agencies),
        role_form=RoleForm().offer(queries.list_agencies(session), current_language()),
    )


@blueprint.post("/people/<uuid:user_id>/invitation")
@requires(AccountPermission.MANAGE_PEOPLE)
def invite_again(user_id: UUID) -> Page:
    """Send a new link; the earlier one ends."""
    actor = current_actor()
    with transaction() as session:
        person = queries.get_visible_person(session, actor, user_id)
        link = send_invitation(person, services.invite(session, actor=actor, user=person, at=ports().clock.now()))
    return render_template("accounts/invited.html", person=person, link=link, mailed=_mails())


@blueprint.post("/people/<uuid:user_id>/agency")
@requires(AccountPermission.MANAGE_PEOPLE)
def move_person(user_id: UUID) -> Page:
    """Move a person to another agency."""
    form = _move_form(_agencies_in_reach())
    if form.validate_on_submit():
        with transaction() as session:
            services.move_person(
                session,
                actor=current_actor(),
                user_id=user_id,
                agency_id=UUID(form.agency.data),
                at=ports().clock.now(),
            )
        flash(
            _("The person belongs to the new agency from now on. Earlier records stay with the earlier agency."),
            "success",
        )
    else:
        flash(_("Choose the new agency."), "error")
    return redirect(url_for(".show_person", user_id=user_id), 303)


@blueprint.post("/people/<uuid:user_id>/roles")
@requires(AccountPermission.GRANT_ROLES)
def grant_role(user_id: UUID) -> Page:
    """Give a role."""
    form = RoleForm().offer(queries.list_agencies(db.session()), current_language())
    if form.validate_on_submit():
        with transaction() as session:
            queries.get_visible_person(session, current_actor(), user_id)
            scope = queries.get_agency(session, UUID(form.scope.data)) if form.scope.data else None
            services.grant_role(
                session,
                actor=current_actor(),
                user_id=user_id,
                role=Role(form.role.data),
                scope=scope,
                at=ports().clock.now(),
            )
        flash(_("The role is given."), "success")
    return redirect(url_for(".show_person", user_id=user_id), 303)


@blueprint.post("/roles/<uuid:assignment_id>/end")
@requires(AccountPermission.GRANT_ROLES)
def end_role(assignment_id: UUID) -> Page:
    """Take a role away."""
    with transaction() as session:
        user_id = services.end_role(session, actor=current_actor(), assignment_id=assignment_id, at=ports().clock.now())
    flash(_("The role is taken away."), "success")
    return redirect(url_for(".show_person", user_id=user_id), 303)


@blueprint.route("/people/<uuid:user_id>/close", methods=["GET", "POST"])
@requires(AccountPermission.MANAGE_PEOPLE)
def close_account(user_id: UUID) -> Page:
    """Close an account after saying what will happen."""
    actor = current_actor()
    person = queries.get_visible_person(db.session(), actor, user_id)
    require(actor, AccountPermission.MANAGE_PEOPLE, person.agency.path)
    if request.method == "POST":
        with transaction() as session:
            services.close_account(session, actor=actor, user_id=user_id, at=ports().clock.now())
        flash(_("The account is closed. Records and certificates stay."), "success")
        return redirect(url_for(".show_person", user_id=user_id), 303)
    return render_template(
        "confirm.html",
        heading=_("Close the account of %(name)s", name=person.name),
        sentences=[
            _("The person is signed out at once and cannot sign in."),
            _("Training records and certificates stay as they are."),
            _("The account can be opened again later."),
        ],
        action_url=url_for(".close_account", user_id=user_id),
        fields={},
        label=_("Close the account"),
        back_url=url_for(".show_person", user_id=user_id),
        final=False,
    )


@blueprint.post("/people/<uuid:user_id>/reopen")
@requires(AccountPermission.MANAGE_PEOPLE)
def reopen_account(user_id: UUID) -> Page:
    """Open a closed account again."""
    with transaction() as session:
        services.reopen_account(session, actor=current_actor(), user_id=user_id, at=ports().clock.now())
    flash(_("The account is open again. Send a new invitation so that the person can sign in."), "success")
    return redirect(url_for(".show_person", user_id=user_id), 303)


def check_person(form: PersonForm) -> bool:
    """Whether name and address may be put on record as they were typed; refusals stand beside the fields."""
    for field, read in (("name", rules.read_name), ("email", rules.read_email)):
        try:
            read(form[field].data)
        except RuleViolation as violation:
            form.refuse(field, violation)
    return not form.errors


def _agencies_in_reach() -> list[Agency]:
    scopes = tuple(country_path(scope) for scope in people_scopes(current_actor()))
    return queries.list_agencies(db.session(), scopes)


def _move_form(agencies: list[Agency]) -> MoveForm:
    form = MoveForm()
    form.agency.choices = [SelectChoice("", _("Choose")), *agency_choices(agencies, current_language())]
    return form


def _details(form: PersonForm) -> services.PersonDetails:
    return services.PersonDetails(
        name=form.name.data,
        email=form.email.data,
        agency_id=UUID(form.agency.data),
        profession=Profession(form.profession.data),
        sex=Sex(form.sex.data) if form.sex.data else None,
        language=form.language.data,
        time_zone=form.time_zone.data,
    )


def _mails() -> bool:
    return bool(current_app.extensions["sabaq_settings"].smtp_url)
