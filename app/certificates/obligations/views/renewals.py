"""Certificates that are about to lapse, and those that did."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from flask import Response as FlaskResponse
from flask import current_app, render_template, request, url_for
from flask_babel import gettext as _

from app.accounts.models import PROFESSION_TITLES, Role
from app.core import audit
from app.core.access import current_actor, requires
from app.core.db import transaction
from app.core.i18n import current_language, pick
from app.core.policy import Actor
from app.core.ports import ports
from app.core.tables import Column, CsvLayout, Kind, Layout, Receipt, stream
from app.core.workbook import XlsxLayout
from app.training.views.words import on_record

from ..permissions import ObligationPermission
from ..queries.renewals import Expiring, list_expiring, renewal_rules
from ..rules.renewal import VALIDITY_TITLES, RenewalRule, Validity, renewal_rule_on, validity
from .routes import TEMPLATES, VALIDITY_BADGES, Page, blueprint, today_for

CHOICES = (30, 90, 180, 365)
NOMINATIONS = "nominations.list_all"
MOST_OFFERED = 50


@blueprint.get("/reports/certificates")
@requires(ObligationPermission.SEE_RENEWALS)
def list_renewals() -> Page:
    """Show whose certificates expire soon, and whose did."""
    actor = current_actor()
    days = _days()
    with on_record(actor, "certificates:renewals:list", ("report", "renewals"), days=days) as session:
        found = list_expiring(session, actor, today_for(actor), days)
        rules = renewal_rules(session)
    shown = [(each, _validity(each, actor, rules)) for each in found]
    nominate_url = _nominations(actor)
    return render_template(
        f"{TEMPLATES}/renewals.html",
        coming=[pair for pair in shown if pair[1] in (Validity.FAR, Validity.DUE)],
        gone=[pair for pair in reversed(shown) if pair[1] in (Validity.GRACE, Validity.LAPSED)],
        days=days,
        choices=CHOICES,
        titles=VALIDITY_TITLES,
        badges=VALIDITY_BADGES,
        professions=PROFESSION_TITLES,
        nominate_url=nominate_url,
        renewable={each.id for each in found if _by_hours(each, actor, rules)},
        # So many fit into an address. Whoever is not the officer's to nominate is left out on the page that follows.
        offered={each.id for each in found[:MOST_OFFERED]} if nominate_url else set(),
    )


@blueprint.get("/reports/certificates.<any(csv, xlsx):extension>")
@requires(ObligationPermission.SEE_RENEWALS)
def export_renewals(extension: str) -> Page:
    """Send the lists as a file."""
    actor, receipt, days = current_actor(), Receipt(), _days()
    layout: Layout = CsvLayout() if extension == "csv" else XlsxLayout(_("Certificates"))
    with transaction() as session:
        found = list_expiring(session, actor, today_for(actor), days)
        lines = _lines(found, actor, renewal_rules(session))
        content = b"".join(stream(layout, _columns(), lines, receipt))
        audit.record(
            session,
            actor=actor,
            action="certificates:renewals:export",
            subject=("report", "renewals"),
            at=ports().clock.now(),
            days=days,
            format=extension,
            rows=receipt.rows,
            bytes=receipt.size,
            sha256=receipt.sha256,
        )
    return FlaskResponse(
        content,
        content_type=layout.media_type,
        headers={"Content-Disposition": f'attachment; filename="certificates-{today_for(actor):%Y-%m-%d}.{extension}"'},
    )


def _columns() -> list[Column]:
    return [
        Column(_("Name"), Kind.TEXT, 32),
        Column(_("Agency"), Kind.TEXT, 40),
        Column(_("Profession"), Kind.TEXT, 20),
        Column(_("Course"), Kind.TEXT, 40),
        Column(_("Serial number"), Kind.TEXT, 24),
        Column(_("Valid until"), Kind.DATE),
        Column(_("State"), Kind.TEXT, 24),
    ]


def _lines(found: list[Expiring], actor: Actor, rules: list[RenewalRule]) -> Iterator[Sequence[object]]:
    language = current_language()
    for each in found:
        yield [
            each.name,
            pick(each.agency_names, language),
            _(PROFESSION_TITLES[each.profession]),
            pick(each.course_titles, language),
            each.serial,
            each.expires_on,
            _(VALIDITY_TITLES[_validity(each, actor, rules)]),
        ]


def _validity(each: Expiring, actor: Actor, rules: list[RenewalRule]) -> Validity:
    today = today_for(actor)
    return validity(each.expires_on, today, renewal_rule_on(rules, each.course_key, today))


def _by_hours(each: Expiring, actor: Actor, rules: list[RenewalRule]) -> bool:
    """Whether the actor may renew it by hours now, if there are enough."""
    today = today_for(actor)
    rule = renewal_rule_on(rules, each.course_key, today)
    if rule is None or not rule.refresher_minutes or not actor.holds(Role.CENTRE_ADMINISTRATOR, each.centre_path):
        return False
    return validity(each.expires_on, today, rule) in (Validity.DUE, Validity.GRACE)


def _days() -> int:
    asked = request.args.get("days", "")
    return int(asked) if asked in {str(each) for each in CHOICES} else CHOICES[1]


def _nominations(actor: Actor) -> str:
    """Return where an officer nominates people, for a refresher."""
    known = NOMINATIONS in current_app.view_functions
    return url_for(NOMINATIONS) if known and actor.has_role(Role.AGENCY_OFFICER) else ""
