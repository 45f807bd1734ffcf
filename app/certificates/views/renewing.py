"""Renewing a certificate by hours of accepted training."""

from __future__ import annotations

from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from app.core.access import current_actor, requires
from app.core.db import db, transaction
from app.core.errors import Missing, NotAllowed, RuleViolation
from app.core.i18n import explain, show_date
from app.core.policy import require
from app.core.ports import ports
from app.training.views.words import on_record

from ..obligations.rules.renewal import MINUTES, NotToBeRenewedNow, check_refresher
from ..obligations.views.routes import hours
from ..permissions import CertificatePermission
from ..queries.certificates import CertificateFacts, get_certificate
from ..renewing import refresher_of, renew_by_hours
from .routes import Page, blueprint, press, today_at


@blueprint.route("/certificates/<uuid:certificate_id>/renew", methods=["GET", "POST"])
@requires(CertificatePermission.ISSUE)
def renew(certificate_id: UUID) -> Page:
    """Show what counts towards renewing a certificate, and renew it."""
    actor, problem = current_actor(), ""
    certificate = _own(certificate_id)
    if request.method == "POST":
        try:
            with transaction() as session:
                key = renew_by_hours(
                    session, actor=actor, certificate_id=certificate_id, press=press(), at=ports().clock.now()
                )
        except (Missing, NotAllowed):
            raise
        except RuleViolation as violation:
            problem = _say(violation)
        else:
            flash(_("The certificate is renewed."), "success")
            return redirect(url_for(".show_certificate", certificate_id=key), 303)
    page = _page(certificate, problem)
    return page, 422 if problem else 200


def _own(certificate_id: UUID) -> CertificateFacts:
    certificate = get_certificate(db.session(), current_actor(), certificate_id)
    require(current_actor(), CertificatePermission.ISSUE, certificate.centre_path)
    return certificate


def _page(certificate: CertificateFacts, problem: str) -> str:
    day = today_at(certificate)
    actor = current_actor()
    with on_record(actor, "certificates:certificate:refresher", ("certificate", certificate.id)) as session:
        refresher = refresher_of(session, certificate, day)
    hindrance = ""
    try:
        check_refresher(certificate.expires_on, day, refresher.rule, refresher.minutes)
    except RuleViolation as violation:
        hindrance = _say(violation)
    return render_template(
        "certificates/renew.html",
        certificate=certificate,
        refresher=refresher,
        hindrance=problem or hindrance,
        may_renew=not hindrance and not certificate.revoked and certificate.superseded_by is None,
        hours=hours,
    )


def _say(violation: RuleViolation) -> str:
    if isinstance(violation, NotToBeRenewedNow):
        violation.facts = {name: show_date(day) for name, day in violation.facts.items()}
    elif "needed" in violation.facts:
        violation.facts = {name: hours(round(value * MINUTES)) for name, value in violation.facts.items()}
    return explain(violation)
