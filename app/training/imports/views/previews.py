"""What a list would do, row by row; deciding on likenesses; the refused rows as a file; accepting."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from app.accounts.queries import get_actor
from app.core.access import current_actor, requires
from app.core.db import transaction
from app.core.errors import RuleViolation
from app.core.i18n import explain
from app.core.jobs import enqueue
from app.core.pages import Paging
from app.core.ports import ports
from app.core.tables import Column

from ...views.routes import Page
from ...views.words import on_record
from .. import services
from ..models import ImportFile
from ..permissions import ImportPermission
from ..queries import get_import
from ..rules.decisions import ACTION_TITLES, KIND_TITLES, Action, Decision, ImportKind
from .lists import file_of
from .origins import origin_of
from .receipts import AT_ONCE, receipt_page
from .routes import blueprint
from .words import say_problem, say_value, titles_of

JOB = "training-list"
SHOWN = 100


@blueprint.get("/lists/<uuid:list_id>")
@requires(ImportPermission.SEE)
def show_import(list_id: UUID) -> Page:
    """Show what accepting would do, how far it is, or the receipt."""
    with on_record(current_actor(), "training:list:show", ("import", list_id)) as session:
        stored = get_import(session, current_actor(), list_id)
        if stored.accepted_at is None and stored.checked_at is None:
            return redirect(url_for(".choose_columns", list_id=list_id), 303)
        if stored.finished_at is not None:
            return receipt_page(session, stored)
        if stored.accepted_at is not None:
            return render_template(
                "training/imports/progress.html", stored=stored, total=len(stored.rows), origin=origin_of(stored)
            )
        return _preview(stored)


@blueprint.post("/lists/<uuid:list_id>/people")
@requires(ImportPermission.SEE)
def decide_people(list_id: UUID) -> Page:
    """Take the answers to who is whom."""
    answers = {
        name.removeprefix("row-"): value for name, value in request.form.items() if name.startswith("row-") and value
    }
    with transaction() as session:
        if request.form.get("rest") == "new":
            stored = get_import(session, current_actor(), list_id)
            asked = (each["line"] for each in stored.rows if each["decision"]["action"] == Action.ASK.value)
            answers = {**{str(line): "new" for line in asked}, **answers}
        services.choose(session, actor=current_actor(), import_id=list_id, choices=answers, at=ports().clock.now())
    return redirect(url_for(".show_import", list_id=list_id), 303)


@blueprint.post("/lists/<uuid:list_id>/accept")
@requires(ImportPermission.SEE)
def accept_import(list_id: UUID) -> Page:
    """Take the list over: at once, or in the background when it is long."""
    actor = current_actor()
    try:
        with transaction() as session:
            before = get_import(session, actor, list_id).accepted_at
            stored = services.accept(
                session,
                actor=actor,
                import_id=list_id,
                reason=request.form.get("reason", ""),
                only_new=request.form.get("only_new") == "1",
                at=ports().clock.now(),
            )
            rows = len(stored.rows)
    except RuleViolation as violation:
        if not isinstance(violation, services.NothingToDo | services.ReasonNeeded):
            raise
        flash(explain(violation), "error")
        return redirect(url_for(".show_import", list_id=list_id), 303)
    if before is None and rows > AT_ONCE:
        application = current_app._get_current_object()  # type: ignore[attr-defined]  # noqa: SLF001
        enqueue(application, JOB, import_id=str(list_id), actor_id=str(actor.id))
    else:
        take_over(str(list_id), str(actor.id))
    return redirect(url_for(".show_import", list_id=list_id), 303)


@blueprint.get("/lists/<uuid:list_id>/refused.<any(csv, xlsx):extension>")
@requires(ImportPermission.SEE)
def refused_rows(list_id: UUID, extension: str) -> Page:
    """Give the rows that can't be taken as they stood in the file, with what is wrong in a further column."""
    with on_record(current_actor(), "training:list:refused", ("import", list_id)) as session:
        stored = get_import(session, current_actor(), list_id)
        titles = titles_of(stored.kind)
        rows = []
        for each in stored.rows:
            decision = Decision.from_json(each["decision"])
            if decision.action in (Action.REFUSE, Action.ASK):
                said = "; ".join(sentence for _column, sentence in _sentences(decision, titles))
                cells = [*each["cells"], *[None] * (len(stored.titles) - len(each["cells"]))]
                rows.append([*(cell or None for cell in cells), each["line"], said or _("Nobody decided who this is.")])
        columns = [Column(title or f"({place})", width=24) for place, title in enumerate(stored.titles, 1)]
        columns += [Column(_("Line in the file")), Column(_("What is wrong"), width=60)]
        return file_of(columns, rows, extension, f"refused-{list_id.hex[-6:]}")


def take_over(import_id: str, actor_id: str) -> None:
    """Carry out an accepted list, a part in each transaction; doing it again goes on or changes nothing."""
    more = True
    while more:
        with transaction() as session:
            more = services.take_next_part(
                session,
                actor=get_actor(session, UUID(actor_id)),
                import_id=UUID(import_id),
                at=ports().clock.now(),
            )


def _preview(stored: ImportFile) -> str:
    titles = titles_of(stored.kind)
    wanted = request.args.get("show", "")
    decisions = [Decision.from_json(each["decision"]) for each in stored.rows]
    present = [action for action in ACTION_TITLES if stored.counts.get(action.value)]
    shown = Action(wanted) if wanted in {each.value for each in present} else next(iter(present), Action.SAME)
    chosen = [(number, each) for number, each in enumerate(decisions) if each.action is shown]
    settled = [each for each in decisions if each.candidates and each.action is not Action.ASK]
    page = Paging.counted(len(chosen), request, SHOWN)
    rows = [_row(each, titles, stored, number) for number, each in chosen[page.offset : page.offset + SHOWN]]
    doing = stored.counts[Action.CREATE.value] + stored.counts[Action.CHANGE.value]
    return render_template(
        "training/imports/preview.html",
        stored=stored,
        kind_title=_(KIND_TITLES[stored.kind]),
        shown=shown,
        tabs=[
            (
                f"{_(ACTION_TITLES[action])} ({stored.counts[action.value]})",
                url_for(".show_import", list_id=stored.id, show=action.value),
                action is shown,
            )
            for action in present
        ],
        rows=rows,
        origin=origin_of(stored),
        page=page,
        settled=len(settled),
        doing=doing,
        accept_words=_accept_words(stored.kind, doing),
        detailed=any(each["notes"] or each["changes"] or each["facts"] for each in rows),
        needs_reason=stored.kind is ImportKind.MARKS and stored.counts[Action.CHANGE.value] > 0,
        may_leave=stored.counts[Action.CREATE.value] > 0 and stored.counts[Action.CHANGE.value] > 0,
    )


def _accept_words(kind: ImportKind, number: int) -> str:
    if kind is ImportKind.ENROLMENTS:
        return str(ngettext("Enrol %(num)s person", "Enrol %(num)s people", number))
    if kind is ImportKind.MARKS:
        return str(ngettext("Save %(num)s mark", "Save %(num)s marks", number))
    return str(ngettext("Accept %(num)s row", "Accept %(num)s rows", number))


def _row(decision: Decision, titles: dict[str, str], stored: ImportFile, number: int) -> dict[str, Any]:
    values = stored.rows[number]["values"] if decision.action is Action.CREATE else {}
    return {
        "line": decision.line,
        "label": decision.label or "–",
        "problems": _sentences(decision, titles),
        "changes": [
            (titles.get(key, key), say_value(key, before), say_value(key, after))
            for key, (before, after) in decision.changes.items()
        ],
        "facts": [
            (title, say_value(key, values[key]))
            for key, title in titles.items()
            if values.get(key) and str(values[key]) not in decision.label
        ],
        "notes": [say_problem(each) for each in decision.notes],
        "candidates": decision.candidates,
    }


def _sentences(decision: Decision, titles: dict[str, str]) -> list[tuple[str, str]]:
    return [(titles.get(each.column, ""), say_problem(each)) for each in decision.problems]
