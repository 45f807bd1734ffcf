"""The audit trail on the screen. Looking at it is itself on record."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from flask import render_template, request

from app.core.access import current_actor, requires
from app.core.i18n import zone
from app.core.pages import Paging
from app.training.views.words import on_record

from ..forms import AuditForm
from ..permissions import ReportPermission
from ..queries.trail import WantedEntries, chain_state, list_entries
from .routes import Page, audit_blueprint


@audit_blueprint.get("/audit")
@requires(ReportPermission.SEE_AUDIT)
def show() -> Page:
    """Search the trail; show how far it is sealed."""
    actor = current_actor()
    form = AuditForm(request.args)
    wanted = _wanted(form, actor.time_zone) if form.validate() else WantedEntries()
    chosen = list_entries(wanted)
    with on_record(actor, "reports:audit:read", ("report", "audit"), filter=_facts(form)) as session:
        page = Paging.of(session, chosen, request)
        html = render_template(
            "reports/audit.html",
            form=form,
            entries=session.execute(page.apply(chosen)).all(),
            page=page,
            chain=chain_state(session),
        )
    return html, 422 if form.errors else 200


def _wanted(form: AuditForm, time_zone: str) -> WantedEntries:
    return WantedEntries(
        first=_midnight(form.first.data, time_zone),
        before=_midnight(form.last.data + timedelta(days=1), time_zone) if form.last.data else None,
        person=form.person.data or "",
        action=form.action.data or "",
        subject=form.subject.data or "",
    )


def _midnight(day: date | None, time_zone: str) -> datetime | None:
    return datetime.combine(day, time.min, zone(time_zone)) if day else None


def _facts(form: AuditForm) -> dict[str, str]:
    return {field.name: str(field.data) for field in form if field.data}
