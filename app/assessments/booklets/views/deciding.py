"""Deciding between two typists."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request
from flask_babel import gettext as _

from app.assessments.forms import read_id
from app.core.access import current_actor, requires
from app.core.db import db, transaction
from app.core.errors import RuleViolation
from app.core.i18n import explain, show_time
from app.core.ids import new_id
from app.core.policy import require

from .. import services
from ..permissions import BookletPermission, PaperScope
from ..queries.people import PaperPerson, person_of
from ..queries.sets import SetFacts, get_set
from ..rules.entries import AlreadyMarked, Difference, Entry, EntryKind, EntryState, NothingToDecide, SatOnline
from ..rules.letters import read_typed, write_typed
from .routes import Page, acting, blueprint, name_of, say, set_title, set_url

TAKES = (EntryKind.FIRST.value, EntryKind.SECOND.value)


@dataclass(slots=True)
class Choice:
    """A difference as the page shows it: what each of the two typed, and what was chosen."""

    key: str
    label: str
    first: str
    second: str
    place: int | None = None
    parts: int = 0
    taken: str = ""
    fixed: list[str] = field(default_factory=list)
    error: str = ""


@blueprint.route("/exams/paper/<uuid:set_id>/people/<uuid:enrolment_id>/decide", methods=["GET", "POST"])
@requires(BookletPermission.ENTER)
def decide(set_id: UUID, enrolment_id: UUID) -> Page:
    """Show where two typists differ, and say what stands on the sheet."""
    paper = get_set(db.session(), current_actor(), set_id)
    person = person_of(db.session(), paper, enrolment_id)
    scope = PaperScope(paper.sitting.centre_path, frozenset({person.watched.user_id}))
    require(current_actor(), BookletPermission.ENTER, scope)
    if person.state is not EntryState.DIFFERS:
        flash(_("The two entries of this sheet do not differ."), "info")
        return redirect(f"{set_url(set_id)}#people", 303)
    choices = _choices(paper, person)
    if request.method == "GET":
        return _page(paper, person, choices)
    corrected = _read(paper, person, choices)
    if any(each.error for each in choices):
        return _page(paper, person, choices), 422
    try:
        with transaction() as session:
            services.decide_entry(
                session,
                set_id=set_id,
                enrolment_id=enrolment_id,
                entry_id=read_id(request.form.get("id")) or new_id(),
                takes={each.key: each.taken for each in choices},
                corrected=corrected,
                **acting(),
            )
    except (AlreadyMarked, NothingToDecide, SatOnline) as violation:
        flash(say(violation, paper.sitting.time_zone), "error")
    else:
        flash(_("The decision is on record."), "success")
    return redirect(f"{set_url(set_id)}#people", 303)


def _choices(paper: SetFacts, person: PaperPerson) -> list[Choice]:
    first, second = person.standing.first, person.standing.second
    assert first is not None
    assert second is not None
    return [_choice(paper, each, first, second) for each in person.standing.differences]


def _choice(paper: SetFacts, found: Difference, first: Entry, second: Entry) -> Choice:
    if found.place is None and found.what == "variant":
        letters = {each.id: each.letter for each in paper.variants}
        label = _("Variant (all answers of the one or of the other)")
        return Choice("variant", str(label), letters.get(first.variant_id, ""), letters.get(second.variant_id, ""))  # type: ignore[arg-type]
    if found.place is None:
        return Choice("times", str(_("Begun – handed in")), _times(paper, first), _times(paper, second))
    question = paper.variant(first.variant_id).paper.questions[found.place]
    typed = [write_typed(question, each.answers.get(found.place, {})) for each in (first, second)]
    return Choice(
        str(found.place),
        str(_("Question %(number)s", number=found.place + 1)),
        "; ".join(typed[0]),
        "; ".join(typed[1]),
        found.place,
        len(typed[0]),
        fixed=[""] * len(typed[0]),
    )


def _times(paper: SetFacts, entry: Entry) -> str:
    zone = paper.sitting.time_zone
    return " – ".join(show_time(each, zone) for each in (entry.started_at, entry.submitted_at) if each)


def _read(paper: SetFacts, person: PaperPerson, choices: list[Choice]) -> dict[int, Mapping[str, Any]]:
    corrected: dict[int, Mapping[str, Any]] = {}
    first = person.standing.first
    assert first is not None
    for each in choices:
        each.taken = request.form.get(f"take-{each.key}", "")
        each.fixed = [request.form.get(f"fix-{each.key}-{part}", "").strip() for part in range(each.parts)]
        if each.taken == "other" and each.place is not None:
            try:
                question = paper.variant(first.variant_id).paper.questions[each.place]
                corrected[each.place] = read_typed(question, each.fixed)
            except RuleViolation as violation:
                each.error = explain(violation)
        elif each.taken not in TAKES:
            each.error = str(_("Choose what stands on the sheet."))
    return corrected


def _page(paper: SetFacts, person: PaperPerson, choices: list[Choice]) -> str:
    return render_template(
        "assessments/booklets/decide.html",
        paper=paper,
        sitting=paper.sitting,
        name=name_of(paper.sitting),
        set_name=set_title(paper),
        person=person,
        choices=choices,
        key=read_id(request.form.get("id")) or new_id(),
    )
