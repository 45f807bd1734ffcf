"""The audit trail on the screen. Looking at it is itself on record."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from flask import render_template, request
from flask_babel import gettext as _

from app.core import audit
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
    titles = {action: _(title) for action, title in audit.act_titles.items()}
    wanted = _wanted(form, actor.time_zone, titles) if form.validate() else WantedEntries()
    chosen = list_entries(wanted)
    with on_record(actor, "reports:audit:read", ("report", "audit"), filter=_facts(form)) as session:
        page = Paging.of(session, chosen, request)
        html = render_template(
            "reports/audit.html",
            form=form,
            entries=session.execute(page.apply(chosen)).all(),
            page=page,
            chain=chain_state(session),
            titles=titles,
        )
    return html, 422 if form.errors else 200


def _wanted(form: AuditForm, time_zone: str, titles: dict[str, str]) -> WantedEntries:
    words = (form.action.data or "").strip()
    return WantedEntries(
        first=_midnight(form.first.data, time_zone),
        before=_midnight(form.last.data + timedelta(days=1), time_zone) if form.last.data else None,
        person=form.person.data or "",
        action=words,
        named=_named(words.casefold(), titles) if words else frozenset(),
        subject=form.subject.data or "",
    )


def _named(words: str, titles: dict[str, str]) -> frozenset[str]:
    """Return the actions of exactly this title, else those whose titles have these words."""
    folded = {action: title.casefold() for action, title in titles.items()}
    exact = frozenset(action for action, title in folded.items() if title == words)
    return exact or frozenset(action for action, title in folded.items() if words in title)


def _midnight(day: date | None, time_zone: str) -> datetime | None:
    return datetime.combine(day, time.min, zone(time_zone)) if day else None


def _facts(form: AuditForm) -> dict[str, str]:
    return {field.name: str(field.data) for field in form if field.data}
