"""The files that belong to a training."""

from __future__ import annotations

from uuid import UUID

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _

from app.core.access import current_actor, requires
from app.core.db import transaction
from app.core.errors import Missing
from app.core.ports import ports

from ...papers.rules import PaperEmpty, PaperTooLarge, PaperUnknown
from ...papers.sending import send_paper
from ...views.routes import Page
from ...views.words import on_record
from .. import queries, services
from ..forms import EvidenceForm
from ..permissions import AgencyTrainingPermission
from ..rules import dossiers
from ..rules.dossiers import EvidenceKind
from .routes import TEMPLATES, blueprint, own_training


@blueprint.route("/agency-trainings/<uuid:training_id>/evidence", methods=["GET", "POST"])
@requires(AgencyTrainingPermission.SUBMIT)
def attach(training_id: UUID) -> Page:
    """Attach a file."""
    found = own_training(training_id)
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
        except (PaperEmpty, PaperTooLarge, PaperUnknown, dossiers.TooManyFiles) as violation:
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
