"""The editor: a plain form that keeps everything typed, whatever button is pressed."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy import select
from werkzeug.datastructures import FileStorage

from app.assessments.rules.questions import QuestionKind
from app.assessments.rules.writing import Problem, WrittenQuestion, check_question
from app.assessments.simulations.models import SimulationEdition
from app.core.access import current_actor, requires
from app.core.db import db, transaction
from app.core.errors import Missing, RuleViolation
from app.core.i18n import LANGUAGES, current_language, explain, pick
from app.core.policy import require
from app.core.ports import ports

from .. import services
from ..forms import Sent, read_sent
from ..models import BankQuestion
from ..permissions import BankPermission
from ..queries.banks import BankFacts
from ..queries.duplicates import known_questions, like_question
from ..queries.questions import get_question, standing_of, written_of
from ..rules.anchors import anchor_of
from ..rules.converting import sheet_of
from ..rules.converting import written_of as written_from
from ..rules.pictures import LARGEST_FILE, NoPicture, PictureTooLarge
from ..rules.schema import EXPLANATION, FORMS, STEM, Cell
from ..rules.sheets import Part, act
from ..rules.workflow import Act, ChangedMeanwhile, WrongState, check_step
from ..services.drafts import NameMissing, NameTaken
from .lists import words
from .routes import Page, Tags, blueprint, languages_in_words, media_address, say, stem_of

FILE = "-file"


@dataclass(slots=True)
class Desk:
    """What lies on the writer's desk: the sheet, in which language, and what is wrong with it."""

    question: BankQuestion
    bank: BankFacts
    written: WrittenQuestion
    sheet: Part
    language: str
    revision: int
    refusals: dict[str, str]
    differences: list[tuple[str, str, str]]
    unsaved: bool = False


@blueprint.route("/questions/<uuid:question_id>/edit", methods=["GET", "POST"])
@requires(BankPermission.WRITE)
def edit_question(question_id: UUID) -> Page:
    """Write a question. Adding a row or another language is a press of a button and saves nothing by itself."""
    session, actor = db.session(), current_actor()
    question, bank = get_question(session, actor, question_id)
    require(actor, BankPermission.WRITE, bank.scope)
    before = written_of(question)
    first = next((code for code in (*bank.languages, *question.texts) if code), current_language())
    if request.method == "GET":
        try:
            check_step(standing_of(question), Act.CHANGED, actor.id)
        except WrongState as violation:
            flash(say(violation), "error")
            return redirect(url_for(".show_question", question_id=question_id))
        desk = Desk(question, bank, before, sheet_of(before), _language(first), question.revision, {}, [])
        return _page(desk)
    sent = read_sent(request.form, before, first)
    desk = Desk(question, bank, sent.written, sent.sheet, sent.language, sent.revision, {}, [], unsaved=True)
    _take_pictures(desk)
    desk.written = written_from(desk.sheet, desk.written)
    return _react(desk, sent)


def _react(desk: Desk, sent: Sent) -> Page:
    """Do what the pressed button says."""
    verb, _colon, rest = sent.action.partition(":")
    if verb == "show" and rest in {language.code for language in LANGUAGES}:
        desk.language = rest
    elif verb in ("add", "remove", "up", "down"):
        act(desk.sheet, sent.action)
        desk.written = written_from(desk.sheet, desk.written)
    elif verb in ("save", "preview") and not desk.refusals and _save(desk):
        return _after_saving(desk, preview=verb == "preview")
    return _page(desk), 422 if desk.refusals else 200


def _save(desk: Desk) -> bool:
    try:
        with transaction() as session:
            desk.revision = services.save_draft(
                session,
                actor=current_actor(),
                question_id=desk.question.id,
                written=desk.written,
                revision=desk.revision,
                at=ports().clock.now(),
            )
    except ChangedMeanwhile as violation:
        _compare(desk, violation)
    except (NameMissing, NameTaken) as violation:
        desk.refusals["name"] = explain(violation)
    except Missing:
        raise
    except RuleViolation as violation:
        desk.refusals[""] = say(violation)
    else:
        return True
    return False


def _compare(desk: Desk, violation: ChangedMeanwhile) -> None:
    """Lay the two beside one another; saving again puts what was typed in the place of what is stored."""
    stored, _bank = get_question(db.session(), current_actor(), desk.question.id)
    desk.refusals[""] = explain(violation)
    desk.question, desk.revision = stored, stored.revision
    theirs, own = _flat(sheet_of(written_of(stored)), ""), _flat(desk.sheet, "")
    desk.differences = [
        (field, theirs.get(field, ""), own.get(field, ""))
        for field in dict.fromkeys((*theirs, *own))
        if theirs.get(field, "") != own.get(field, "")
    ]


def _after_saving(desk: Desk, *, preview: bool) -> Page:
    question_id = desk.question.id
    if preview:
        return redirect(url_for(".preview_question", question_id=question_id, language=desk.language), 303)
    flash(_("Saved."), "success")
    return redirect(url_for(".edit_question", question_id=question_id, language=desk.language), 303)


def _language(default: str) -> str:
    wanted = request.args.get("language", "")
    return wanted if wanted in {language.code for language in LANGUAGES} else default


def _take_pictures(desk: Desk) -> None:
    """Store the pictures that came with the form and put their names into the sheet; refuse beside the field."""
    for name, file in request.files.items():
        if not file.filename or not name.endswith(FILE):
            continue
        place = name.removesuffix(FILE)
        try:
            with transaction() as session:
                stored = services.store_image(
                    session,
                    actor=current_actor(),
                    bank_id=desk.bank.id,
                    content=_bytes_of(file),
                    file_name=file.filename,
                    at=ports().clock.now(),
                )
        except (NoPicture, PictureTooLarge) as violation:
            desk.refusals[place] = explain(violation)
        else:
            _put_picture(desk.sheet, place, stored)


def _bytes_of(file: FileStorage) -> bytes:
    return file.stream.read(LARGEST_FILE + 1)


def _put_picture(sheet: Part, place: str, stored: str) -> None:
    pieces = place.split("-")
    if len(pieces) == 1:
        sheet.values[pieces[0]] = stored
    elif len(pieces) == 3 and pieces[1].isdigit():  # noqa: PLR2004 -- list, row, cell
        rows = sheet.rows.get(pieces[0], [])
        if int(pieces[1]) < len(rows):
            rows[int(pieces[1])].values[pieces[2]] = stored


def _flat(part: Part, prefix: str) -> dict[str, str]:
    found = {f"{prefix}{name}": value for name, value in part.values.items() if value}
    for name, texts in part.words.items():
        found |= {f"{prefix}{name} ({code})": text for code, text in texts.items() if text}
    for name, rows in part.rows.items():
        for place, row in enumerate(rows, start=1):
            found |= _flat(row, f"{prefix}{name} {place} · ")
    return found


def _page(desk: Desk) -> str:
    session, actor = db.session(), current_actor()
    kind = QuestionKind(desk.written.kind)
    problems = check_question(desk.written)
    alike = like_question(session, actor, desk.question.id, dict(desk.written.texts))[:3]
    codes = [*desk.bank.languages, *(code for code in desk.written.texts if code not in desk.bank.languages)]
    return render_template(
        "assessments/banks/edit.html",
        desk=desk,
        form=FORMS[kind],
        stem=STEM,
        explanation=EXPLANATION,
        common=(Cell("points", _("Points in a paper"), "decimal", hint=_("1 unless it is worth more or less")),),
        shown_languages=languages_in_words(codes),
        other_languages=[(each.code, each.name) for each in LANGUAGES if each.code not in codes],
        reference=next((code for code in (*codes, "en", "ru", "tg") if _has(desk.written, code, desk.language)), ""),
        errors=_errors(desk, problems),
        problems=[(explain(each), anchor_of(each.place, desk.sheet)) for each in problems],
        alike=alike,
        known=known_questions(session, [each.second for each in alike]),
        tags=Tags.of(session),
        cases=_cases() if kind is QuestionKind.SIMULATION else [],
        media=media_address(),
        stem_of=stem_of,
        **words(),
    )


def _has(written: WrittenQuestion, code: str, shown: str) -> bool:
    return code != shown and code in written.texts


def _errors(desk: Desk, problems: list[Problem]) -> dict[str, list[str]]:
    """Return what is wrong by field, as far as the page shows it: refusals, and problems of what was written before.

    An empty sheet is not scolded: problems stand beside their fields once the question was saved with a stem.
    """
    found: dict[str, list[str]] = defaultdict(list)
    for field, sentence in desk.refusals.items():
        found[field].append(sentence)
    if not any(words.get("stem") for words in desk.question.texts.values()):
        return found
    for problem in problems:
        anchor = anchor_of(problem.place, desk.sheet)
        if anchor.language in ("", desk.language):
            found[anchor.field].append(explain(problem))
    return found


def _cases() -> list[tuple[str, str]]:
    """Return the case simulations that a question can name."""
    rows: Any = db.session().execute(
        select(SimulationEdition.simulation_key, SimulationEdition.facts).order_by(SimulationEdition.number)
    )
    language = current_language()
    return sorted({row.simulation_key: pick(row.facts["titles"], language) for row in rows}.items())
