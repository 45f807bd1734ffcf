"""A certificate's page, its file, its end, and the list of one's own."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from flask import flash, make_response, redirect, render_template, url_for
from flask_babel import gettext as _

from app.core import audit
from app.core.access import current_actor, requires, signed_in
from app.core.contributions import EnrolmentPlace, HomeSection, Panel, Tile
from app.core.db import db, transaction
from app.core.i18n import current_language, pick, show_date, show_instant, show_number
from app.core.policy import Actor, allowed, require
from app.core.ports import ports
from app.core.shelf import Shelf

from .. import services
from ..forms import RevokeForm
from ..obligations.rules.renewal import DEFAULT_WINDOW
from ..permissions import CertificatePermission
from ..queries.certificates import CertificateFacts, certificates_of, get_certificate, own_certificates
from ..rules import STATUS_TITLES, AlreadyRevoked, CertificateRule, ReasonMissing, Status
from .routes import BADGES, Page, blueprint, today_at

_conditions: Shelf[str] = Shelf(128)


@blueprint.get("/certificates")
@signed_in
def list_own() -> Page:
    """Show one's own certificates."""
    found = own_certificates(db.session(), current_actor().id)
    return render_template("certificates/own.html", certificates=[_shown(each) for each in found])


@blueprint.get("/certificates/<uuid:certificate_id>")
@signed_in
def show_certificate(certificate_id: UUID) -> Page:
    """Show what a certificate says, and what can be done with it."""
    actor = current_actor()
    certificate = get_certificate(db.session(), actor, certificate_id)
    own = certificate.user_id == actor.id
    return render_template(
        "certificates/certificate.html",
        certificate=certificate,
        own=own,
        may_revoke=allowed(actor, CertificatePermission.REVOKE, certificate.centre_path),
        **_shown(certificate),
    )


@blueprint.get("/certificates/<uuid:certificate_id>/file")
@signed_in
def download(certificate_id: UUID) -> Page:
    """Give the file as it was issued, byte for byte; that somebody else took it is on record."""
    actor = current_actor()
    db.session.rollback()
    with transaction() as session:
        certificate = get_certificate(session, actor, certificate_id)
        if certificate.user_id != actor.id:
            audit.record(
                session,
                actor=actor,
                action="certificates:certificate:download",
                subject=("certificate", certificate_id),
                at=ports().clock.now(),
                serial=certificate.serial,
                user_id=str(certificate.user_id),
            )
    response = make_response(ports().storage.get(certificate.file_digest))
    response.mimetype = "application/pdf"
    response.headers["Content-Disposition"] = f'attachment; filename="{certificate.serial}.pdf"'
    return response


@blueprint.route("/certificates/<uuid:certificate_id>/revoke", methods=["GET", "POST"])
@requires(CertificatePermission.REVOKE)
def revoke(certificate_id: UUID) -> Page:
    """Say what revoking does, ask for the reason, and do it."""
    actor = current_actor()
    certificate = get_certificate(db.session(), actor, certificate_id)
    require(actor, CertificatePermission.REVOKE, certificate.centre_path)
    back = url_for(".show_certificate", certificate_id=certificate_id)
    if certificate.revoked:
        raise AlreadyRevoked
    form = RevokeForm()
    if form.validate_on_submit():
        try:
            with transaction() as session:
                services.revoke(
                    session,
                    actor=actor,
                    certificate_id=certificate_id,
                    reason=form.reason.data,
                    at=ports().clock.now(),
                )
        except ReasonMissing as violation:
            form.refuse("reason", violation)
        else:
            flash(_("The certificate is revoked. Whoever checks it will see so from now on."), "success")
            return redirect(back, 303)
    page = render_template("certificates/revoke.html", certificate=certificate, form=form, back_url=back)
    return page, 422 if form.errors else 200


def home_section(actor: Actor, _at: datetime) -> HomeSection | None:
    """Show a person's certificates on the home page; nothing where there are none."""
    found = [each for each in own_certificates(db.session(), actor.id) if not each.revoked and not each.superseded_by]
    tiles = tuple(
        Tile(
            title=pick(each.snapshot["course"]["titles"], current_language()),
            text=_issued_words(each),
            url=url_for("certificates.show_certificate", certificate_id=each.id),
            action=_("Open the certificate"),
            urgent=_must_renew(each),
        )
        for each in found
    )
    return HomeSection(_("Your certificates"), tiles) if tiles else None


def course_panel(place: EnrolmentPlace) -> Panel:
    """Show on the course page the certificate, or what is still needed for it."""
    found = certificates_of(db.session(), [place.enrolment.id]).get(place.enrolment.id, [])
    if found:
        html = render_template(
            "certificates/course_panel.html", certificates=[_shown(each) for each in reversed(found)]
        )
    else:
        key = place.enrolment.course_edition_id, current_language()
        html = _conditions.take(key, lambda: _conditions_of(place.facts["course"].definition)) or ""
    return Panel(html, "certificate")


def _conditions_of(definition: Mapping[str, Any]) -> str:
    """Say what a certificate asks for: the same to all on an edition of a course, which never changes."""
    return render_template("certificates/course_panel.html", certificates=[], rule=CertificateRule.of(definition))


def _shown(certificate: CertificateFacts) -> dict[str, object]:
    """Return what templates show of a certificate, in the reader's language."""
    language = current_language()
    snapshot = certificate.snapshot
    status = certificate.status(today_at(certificate))
    return {
        "facts": certificate,
        "serial": certificate.serial,
        "holder": snapshot["holder"],
        "course": pick(snapshot["course"]["titles"], language),
        "hours": show_number(snapshot["course"]["hours"]),
        "centre": pick(snapshot["centre"]["names"], language),
        "starts_on": date.fromisoformat(snapshot["starts_on"]),
        "ends_on": date.fromisoformat(snapshot["ends_on"]),
        "issued_on": date.fromisoformat(snapshot["issued_on"]),
        "expires_on": certificate.expires_on,
        "status": status,
        "status_title": _(STATUS_TITLES[status]),
        "badge": BADGES[status],
        "revoked_on": _revoked_on(certificate) if status is Status.REVOKED else "",
        "reason": certificate.revocation_reason or "",
    }


def _revoked_on(certificate: CertificateFacts) -> str:
    assert certificate.revoked_at is not None
    return show_instant(certificate.revoked_at, certificate.time_zone)


def _must_renew(certificate: CertificateFacts) -> bool:
    """Whether it expires within the next ninety days, or did."""
    return (
        certificate.expires_on is not None and (certificate.expires_on - today_at(certificate)).days <= DEFAULT_WINDOW
    )


def _issued_words(certificate: CertificateFacts) -> str:
    issued = show_date(certificate.issued_at, certificate.time_zone)
    if certificate.expires_on is None:
        return str(_("Issued %(day)s", day=issued))
    if certificate.status(today_at(certificate)) is Status.EXPIRED:
        return str(_("Expired on %(day)s: take the course again", day=show_date(certificate.expires_on)))
    if _must_renew(certificate):
        return str(_("Expires on %(day)s: refresh it", day=show_date(certificate.expires_on)))
    return str(_("Issued %(day)s, valid until %(end)s", day=issued, end=show_date(certificate.expires_on)))
