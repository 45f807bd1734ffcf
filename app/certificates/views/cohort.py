"""A cohort's certificates: who meets the rule, who does not and why, and issuing to all who do."""

from __future__ import annotations

from uuid import UUID

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from app.core.access import current_actor, requires
from app.core.db import db, expect_writes, transaction
from app.core.errors import Missing
from app.core.i18n import explain
from app.core.policy import require
from app.core.ports import ports
from app.training.contributions import tab_links
from app.training.queries import CohortFacts, cohort_of, get_cohort

from .. import services
from ..permissions import CertificatePermission
from ..queries.candidates import list_candidates
from ..rules import CertificateRule, NotEligible
from .routes import Page, blueprint, press


@blueprint.get("/cohorts/<uuid:cohort_id>/certificates")
@requires(CertificatePermission.ISSUE)
def show_cohort(cohort_id: UUID) -> Page:
    """Show for each person of a cohort the certificate, or what is missing for it."""
    cohort = _cohort(cohort_id)
    candidates = list_candidates(db.session(), cohort_id)
    return render_template(
        "certificates/cohort.html",
        cohort=cohort,
        tabs=tab_links(current_actor(), cohort, "certificates.show_cohort"),
        candidates=candidates,
        ready=[each for each in candidates if each.ready],
        issued=[each for each in candidates if each.in_force],
        rule=candidates[0].rule if candidates else CertificateRule(),
        explain=explain,
    )


@blueprint.get("/cohorts/<uuid:cohort_id>/certificates/issue")
@requires(CertificatePermission.ISSUE)
def confirm_issue(cohort_id: UUID) -> Page:
    """Say what will happen before certificates are issued."""
    cohort = _cohort(cohort_id)
    candidates = list_candidates(db.session(), cohort_id)
    ready = [each for each in candidates if each.ready]
    back = url_for(".show_cohort", cohort_id=cohort_id)
    if not ready:
        flash(_("Nobody waits for a certificate now."), "info")
        return redirect(back, 303)
    return render_template(
        "certificates/issue.html",
        cohort=cohort,
        ready=ready,
        others=[each for each in candidates if not each.ready and not each.in_force],
        back_url=back,
    )


@blueprint.post("/cohorts/<uuid:cohort_id>/certificates/issue")
@requires(CertificatePermission.ISSUE)
def issue_to_all(cohort_id: UUID) -> Page:
    """Issue to all who meet the rule; sent twice, the second time finds nobody left."""
    actor, at = current_actor(), ports().clock.now()
    _cohort(cohort_id)
    # Printing takes a while: it is done as a reader, so that nobody waits for the database meanwhile.
    db.session.rollback()
    expect_writes(False)
    drafts = services.draft_cohort(db.session(), actor=actor, cohort_id=cohort_id, press=press(), at=at)
    db.session.rollback()
    with transaction() as session:
        issued = services.issue_drafts(session, actor=actor, drafts=drafts.ready, at=at)
    for candidate, violation in drafts.refused:
        flash(_("%(name)s: %(reason)s", name=candidate.name, reason=explain(violation)), "error")
    if issued:
        flash(ngettext("%(num)s certificate is issued.", "%(num)s certificates are issued.", len(issued)), "success")
    elif not drafts.refused:
        flash(_("Nobody waits for a certificate now."), "info")
    return redirect(url_for(".show_cohort", cohort_id=cohort_id), 303)


@blueprint.post("/enrolments/<uuid:enrolment_id>/certificate")
@requires(CertificatePermission.ISSUE)
def issue_to_one(enrolment_id: UUID) -> Page:
    """Issue to one person, for example anew after the earlier certificate was revoked."""
    actor, at = current_actor(), ports().clock.now()
    _cohort_of(enrolment_id)
    db.session.rollback()
    try:
        with transaction() as session:
            certificate = services.issue(session, actor=actor, enrolment_id=enrolment_id, press=press(), at=at)
    except NotEligible as violation:
        sentences = " ".join(explain(reason) for reason in violation.reasons)
        page = render_template("errors/error.html", code=409, title=_("Nothing was issued"), sentence=sentences)
        return page, 409
    flash(_("The certificate %(serial)s is issued.", serial=certificate.serial), "success")
    return redirect(url_for(".show_certificate", certificate_id=certificate.id), 303)


def _cohort(cohort_id: UUID) -> CohortFacts:
    """Return a cohort that the person may certify; others answer as if it did not exist."""
    cohort = get_cohort(db.session(), current_actor(), cohort_id)
    require(current_actor(), CertificatePermission.ISSUE, cohort.centre_path)
    return cohort


def _cohort_of(enrolment_id: UUID) -> CohortFacts:
    """Return the cohort of an enrolment, under the same condition."""
    found = cohort_of(db.session(), [enrolment_id]).get(enrolment_id)
    if found is None:
        raise Missing
    return _cohort(found.id)
