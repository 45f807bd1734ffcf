"""Pages of training that an agency held itself: for its officers, and for the centre that decides."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from app.accounts.models import PROFESSION_TITLES, Role
from app.accounts.queries import list_agencies
from app.core.access import current_actor, requires
from app.core.db import db, transaction
from app.core.errors import Missing, RuleViolation
from app.core.i18n import current_language, explain, pick, zone
from app.core.policy import allowed, require
from app.core.ports import ports
from app.courses.queries import list_current_modules

from ..forms import read_key
from ..papers.rules import PaperEmpty, PaperTooLarge, PaperUnknown
from ..papers.sending import send_paper
from ..views.routes import Page
from ..views.words import on_record, say
from . import queries, rules, services
from .forms import TRAINERS, AnnulForm, DecisionForm, EvidenceForm, ListForm, TrainingForm
from .permissions import AgencyTrainingPermission
from .queries import Dossiers
from .rules import ACT_TITLES, EVIDENCE_TITLES, STATE_TITLES, Act, EvidenceKind, State

blueprint = Blueprint("agency_training", __name__, template_folder="../templates")
BADGES = {
    State.SUBMITTED: "info",
    State.RETURNED: "warning",
    State.ACCEPTED: "good",
    State.REFUSED: "bad",
    State.ANNULLED: "bad",
}
TEMPLATES = "training/agency_training"


@blueprint.get("/agency-trainings")
@requires(AgencyTrainingPermission.SEE)
def list_trainings() -> Page:
    """Show an officer the trainings of the agency, and a centre those that were handed in."""
    actor = current_actor()
    with on_record(actor, "training:agency_training:list", ("user", actor.id)) as session:
        found = queries.list_trainings(session, actor)
    return render_template(
        f"{TEMPLATES}/list.html",
        found=found,
        officer=allowed(actor, AgencyTrainingPermission.SUBMIT),
        planner=actor.has_role(Role.CENTRE_ADMINISTRATOR),
        titles=STATE_TITLES,
        badges=BADGES,
        hours=_hours,
    )


@blueprint.route("/agency-trainings/new", methods=["GET", "POST"])
@requires(AgencyTrainingPermission.SUBMIT)
def new() -> Page:
    """Describe a training that was held."""
    return _edit(TrainingForm(data={"agency": str(current_actor().agency_id), "language": current_language()}), None)


@blueprint.route("/agency-trainings/<uuid:training_id>/edit", methods=["GET", "POST"])
@requires(AgencyTrainingPermission.SUBMIT)
def edit(training_id: UUID) -> Page:
    """Change the description while the training is with the agency."""
    found = _own(training_id)
    training = found.training
    values: dict[str, Any] = {
        "id": str(training.id),
        "agency": str(training.agency_id),
        "centre": str(training.centre_id),
        "hours": rules.write_hours(training.minutes),
        "modules": training.modules,
    }
    for place, each in zip(TRAINERS, training.trainers, strict=False):
        values |= {f"trainer_{place}": each["name"], f"qualification_{place}": each["qualification"]}
    plain = ("title", "starts_on", "ends_on", "face_to_face", "place", "language", "programme")
    return _edit(TrainingForm(data=values | {name: getattr(training, name) for name in plain}), training_id)


@blueprint.get("/agency-trainings/<uuid:training_id>")
@requires(AgencyTrainingPermission.SEE)
def show(training_id: UUID) -> Page:
    """Show a training with its people, files and history, and what can be done next."""
    actor = current_actor()
    with on_record(actor, "training:agency_training:read", ("agency_training", training_id)) as session:
        found = queries.get_training(session, actor, training_id)
        names = _module_names()
        today = ports().clock.now().astimezone(zone(found.time_zone)).date()
        may_edit = allowed(actor, AgencyTrainingPermission.SUBMIT, found.agency.path) and found.state in rules.EDITABLE
        return render_template(
            f"{TEMPLATES}/show.html",
            found=found,
            training=found.training,
            state=found.state,
            modules=[names.get(key, key) for key in found.training.modules],
            may_edit=may_edit,
            may_decide=allowed(actor, AgencyTrainingPermission.DECIDE, found.scope),
            missing=[explain(each) for each in rules.missing(found.dossier(), today)] if may_edit else [],
            planner=actor.has_role(Role.CENTRE_ADMINISTRATOR),
            titles=STATE_TITLES,
            act_titles=ACT_TITLES,
            evidence_titles=EVIDENCE_TITLES,
            profession_titles=PROFESSION_TITLES,
            badges=BADGES,
            hours=_hours,
        )


@blueprint.route("/agency-trainings/<uuid:training_id>/people", methods=["GET", "POST"])
@requires(AgencyTrainingPermission.SUBMIT)
def choose_people(training_id: UUID) -> Page:
    """Choose who of the agency took part, with their hours."""
    actor = current_actor()
    found = _own(training_id)
    problems: list[str] = []
    if request.method == "POST":
        minutes, problems = _read_minutes(request.form, dict.fromkeys(_ticked(), ""), found.training.minutes)
        if not problems:
            with transaction() as session:
                services.set_roster(
                    session, actor=actor, training_id=training_id, minutes=minutes, at=ports().clock.now()
                )
            flash(_("Saved."), "success")
            return redirect(url_for(".show", training_id=training_id), 303)
    listed = {each.user_id: rules.write_hours(each.minutes) for each in found.people if each.user_id}
    if request.method == "POST":
        listed = {key: request.form.get(f"hours-{key.hex}", "") for key in _ticked()}
    path = found.agency.path
    with on_record(actor, "training:agency_training:people", ("agency_training", training_id)) as session:
        page = render_template(
            f"{TEMPLATES}/people.html",
            found=found,
            training=found.training,
            people=queries.own_people(session, path),
            listed=listed,
            problems=problems,
            whole=rules.write_hours(found.training.minutes),
            titles=PROFESSION_TITLES,
        )
    return page, 422 if problems else 200


@blueprint.route("/agency-trainings/<uuid:training_id>/list", methods=["GET", "POST"])
@requires(AgencyTrainingPermission.SUBMIT)
def add_list(training_id: UUID) -> Page:
    """Add people by a pasted list or a file; nothing is added while a line is wrong."""
    actor = current_actor()
    found = _own(training_id)
    form = ListForm()
    problems: list[tuple[int, str]] = []
    if form.validate_on_submit():
        sent = form.file.data
        chosen = bool(sent and sent.filename)
        name, content = (
            (sent.filename, sent.read()) if chosen else ("list.csv", rules.with_titles(form.pasted.data or ""))
        )
        try:
            rows = rules.read_roster(name, content)
            with transaction() as session:
                added = services.add_listed(
                    session, actor=actor, training_id=training_id, rows=rows, at=ports().clock.now()
                )
        except rules.RosterRefused as refusal:
            problems = [(line, explain(violation)) for line, violation in refusal.problems]
            form.refuse("file" if chosen else "pasted", refusal)
        except RuleViolation as violation:
            form.refuse("file" if chosen else "pasted", violation)
        else:
            flash(ngettext("%(num)s person is added.", "%(num)s people are added.", added), "success")
            return redirect(url_for(".show", training_id=training_id), 303)
    page = render_template(
        f"{TEMPLATES}/people_list.html",
        form=form,
        found=found,
        training=found.training,
        problems=problems,
        offset=0 if form.file.data else -1,
    )
    return page, 422 if form.errors else 200


@blueprint.post("/agency-trainings/<uuid:training_id>/people/<uuid:person_id>/remove")
@requires(AgencyTrainingPermission.SUBMIT)
def remove_person(training_id: UUID, person_id: UUID) -> Page:
    """Take somebody off the list."""
    with transaction() as session:
        services.remove_person(
            session, actor=current_actor(), training_id=training_id, person_id=person_id, at=ports().clock.now()
        )
    return redirect(url_for(".show", training_id=training_id), 303)


@blueprint.route("/agency-trainings/<uuid:training_id>/evidence", methods=["GET", "POST"])
@requires(AgencyTrainingPermission.SUBMIT)
def attach(training_id: UUID) -> Page:
    """Attach a file."""
    found = _own(training_id)
    form = EvidenceForm(data={"kind": EvidenceKind.SIGNED_SHEET.value}).offer()
    if form.validate_on_submit():
        sent = form.file.data
        try:
            with transaction() as session:
                services.attach(
                    session,
                    actor=current_actor(),
                    training_id=training_id,
                    evidence_id=form.key,
                    kind=EvidenceKind(form.kind.data),
                    name=sent.filename,
                    content=sent.read(),
                    storage=ports().storage,
                    at=ports().clock.now(),
                )
        except (PaperEmpty, PaperTooLarge, PaperUnknown, rules.TooManyFiles) as violation:
            form.refuse("file", violation)
        else:
            flash(_("The file is attached."), "success")
            return redirect(url_for(".show", training_id=training_id), 303)
    form.prepare()
    page = render_template(f"{TEMPLATES}/evidence.html", form=form, found=found, training=found.training)
    return page, 422 if form.errors else 200


@blueprint.get("/agency-trainings/<uuid:training_id>/evidence/<uuid:evidence_id>")
@requires(AgencyTrainingPermission.SEE)
def show_file(training_id: UUID, evidence_id: UUID) -> Page:
    """Give a file; who looked is on record."""
    actor = current_actor()
    with on_record(actor, "training:agency_training:file", ("agency_training", training_id)) as session:
        found = queries.get_training(session, actor, training_id)
        paper = next((paper for each, paper in found.evidence if each.id == evidence_id), None)
        if paper is None:
            raise Missing
    return send_paper(paper)


@blueprint.post("/agency-trainings/<uuid:training_id>/evidence/<uuid:evidence_id>/remove")
@requires(AgencyTrainingPermission.SUBMIT)
def detach(training_id: UUID, evidence_id: UUID) -> Page:
    """Take a file away."""
    with transaction() as session:
        services.detach(
            session, actor=current_actor(), training_id=training_id, evidence_id=evidence_id, at=ports().clock.now()
        )
    return redirect(url_for(".show", training_id=training_id), 303)


@blueprint.post("/agency-trainings/<uuid:training_id>/submit")
@requires(AgencyTrainingPermission.SUBMIT)
def submit(training_id: UUID) -> Page:
    """Hand the training in."""
    try:
        with transaction() as session:
            services.submit(session, actor=current_actor(), training_id=training_id, at=ports().clock.now())
    except Missing:
        raise
    except RuleViolation as violation:
        flash(say(violation), "error")
    else:
        flash(_("The training is submitted. The centre decides on it."), "success")
    return redirect(url_for(".show", training_id=training_id), 303)


@blueprint.route("/agency-trainings/<uuid:training_id>/decide", methods=["GET", "POST"])
@requires(AgencyTrainingPermission.DECIDE)
def decide(training_id: UUID) -> Page:
    """Accept, return or refuse, with the hours that count for each person."""
    actor = current_actor()
    found = queries.get_training(db.session(), actor, training_id)
    require(actor, AgencyTrainingPermission.DECIDE, found.scope)
    if found.state is not State.SUBMITTED:
        return redirect(url_for(".show", training_id=training_id), 303)
    form = DecisionForm().offer()
    problems: list[str] = []
    if form.validate_on_submit():
        names = {each.id: each.name for each in found.people}
        accepted, problems = _read_minutes(request.form, names, 0)
        act = Act(form.decision.data)
        if act is not Act.ACCEPT or not problems:
            problems = []
            try:
                with transaction() as session:
                    services.decide(
                        session,
                        actor=actor,
                        training_id=training_id,
                        act=act,
                        reason=form.reason.data or "",
                        accepted=accepted if act is Act.ACCEPT else None,
                        at=ports().clock.now(),
                    )
            except rules.ReasonNeeded as violation:
                form.refuse("reason", violation)
            except (rules.MoreThanClaimed, rules.NothingAccepted, rules.PersonElsewhere) as violation:
                form.refuse("decision", violation)
            else:
                flash(_("The decision is on record."), "success")
                return redirect(url_for(".show", training_id=training_id), 303)
    return _decision_page(form, found, problems)


@blueprint.route("/agency-trainings/<uuid:training_id>/annul", methods=["GET", "POST"])
@requires(AgencyTrainingPermission.DECIDE)
def annul(training_id: UUID) -> Page:
    """Say what annulling does, ask why, and do it."""
    actor = current_actor()
    found = queries.get_training(db.session(), actor, training_id)
    require(actor, AgencyTrainingPermission.DECIDE, found.scope)
    if found.state is not State.ACCEPTED:
        return redirect(url_for(".show", training_id=training_id), 303)
    form = AnnulForm()
    if form.validate_on_submit():
        with transaction() as session:
            services.decide(
                session,
                actor=actor,
                training_id=training_id,
                act=Act.ANNUL,
                reason=form.reason.data,
                at=ports().clock.now(),
            )
        flash(_("The training is annulled. Its hours no longer count."), "success")
        return redirect(url_for(".show", training_id=training_id), 303)
    page = render_template(f"{TEMPLATES}/annul.html", form=form, found=found, training=found.training)
    return page, 422 if form.errors else 200


def _edit(form: TrainingForm, training_id: UUID | None) -> Page:
    actor, session, language = current_actor(), db.session(), current_language()
    agencies = list_agencies(session, actor.scopes(Role.AGENCY_OFFICER))
    form.offer(
        agencies=agencies,
        centres=queries.offered_centres(session, actor),
        modules=_module_names(),
        language=language,
    )
    if form.validate_on_submit():
        own = {
            " ".join(each.name.casefold().split()): each.id for each in queries.own_people(session, actor.agency_path)
        }
        try:
            details = _details(form, own)
            key = training_id or form.key
            with transaction() as writing:
                services.save_training(writing, actor=actor, training_id=key, details=details, at=ports().clock.now())
        except (rules.HoursUnreadable, rules.TooManyHours) as violation:
            form.refuse("hours", violation)
        except rules.DaysInDisorder as violation:
            form.refuse("ends_on", violation)
        else:
            flash(_("Saved."), "success")
            return redirect(url_for(".show", training_id=key), 303)
    form.prepare()
    page = render_template(f"{TEMPLATES}/edit.html", form=form, training_id=training_id)
    return page, 422 if form.errors else 200


def _details(form: TrainingForm, own: Mapping[str, UUID]) -> services.TrainingDetails:
    minutes = rules.read_hours(form.hours.data)
    if not minutes:
        raise rules.HoursUnreadable(text=form.hours.data)
    return services.TrainingDetails(
        agency_id=UUID(form.agency.data),
        centre_id=UUID(form.centre.data),
        title=form.title.data,
        programme=form.programme.data or "",
        modules=form.modules.data,
        trainers=form.trainers(own),
        starts_on=form.starts_on.data,
        ends_on=form.ends_on.data,
        place=form.place.data or "",
        language=form.language.data,
        minutes=minutes,
        face_to_face=form.face_to_face.data,
    )


def _decision_page(form: DecisionForm, found: Dossiers, problems: list[str]) -> Page:
    # A refusal gave up what was read: it is read again, at once.
    found = queries.get_training(db.session(), current_actor(), found.training.id)
    training = found.training
    keys = [each.user_id for each in found.people if each.user_id]
    others = queries.credited_elsewhere(db.session(), training.id, keys, training.starts_on, training.ends_on)
    page = render_template(
        f"{TEMPLATES}/decide.html",
        form=form,
        found=found,
        training=training,
        problems=problems,
        others={key: title for key, title, _day in others},
        typed=request.form,
        hours=_hours,
        write_hours=rules.write_hours,
    )
    return page, 422 if form.errors or problems else 200


def _own(training_id: UUID) -> Dossiers:
    """Return a training of the own agency that can still be changed."""
    actor = current_actor()
    found = queries.get_training(db.session(), actor, training_id)
    require(actor, AgencyTrainingPermission.SUBMIT, found.agency.path)
    if found.state not in rules.EDITABLE:
        raise rules.NotEditable
    return found


def _ticked() -> list[UUID]:
    return [key for each in request.form.getlist("person") if (key := read_key(each))]


def _read_minutes(sent: Mapping[str, str], names: Mapping[UUID, str], whole: int) -> tuple[dict[UUID, int], list[str]]:
    """Read hours typed beside people; an empty field means the whole training, or nothing where `whole` is 0."""
    found: dict[UUID, int] = {}
    problems = []
    for key, name in names.items():
        text = sent.get(f"hours-{key.hex}", "").strip()
        try:
            found[key] = rules.read_hours(text) if text else whole
        except rules.HoursUnreadable as violation:
            problems.append(f"{name}: {explain(violation)}" if name else explain(violation))
    return found, problems


def _module_names() -> dict[str, str]:
    language = current_language()
    return {each.key: pick(dict(each.titles), language) for each in list_current_modules(db.session())}


def _hours(minutes: int) -> float:
    return minutes / rules.MINUTES
