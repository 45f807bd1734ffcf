"""The fields of a sheet: lines of single letters, and a field for whatever takes more."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from flask_babel import gettext as _

from app.assessments.rules.questions import Paper, PaperQuestion, QuestionKind
from app.core.errors import RuleViolation
from app.core.i18n import explain

from ..rules.letters import BLANK, blocks_of, fields_of, read_typed, split_line, write_typed

ON_PAPER = "*"


@dataclass(slots=True)
class SheetField:
    """A field of the form: its name, what stands before it, and what was typed."""

    name: str
    label: str
    hint: str
    places: tuple[int, ...]
    part: int = 0
    value: str = ""
    long: bool = False
    letters: bool = False
    errors: list[str] = field(default_factory=list)


def fields_of_paper(paper: Paper, answers: Mapping[int, Any] | None = None, *, essays: bool = True) -> list[SheetField]:
    """Return the fields for a paper, with answers that were typed before."""
    found: list[SheetField] = []
    for places in blocks_of(paper.questions):
        questions = [paper.questions[each] for each in places]
        typed = [
            write_typed(each, answers.get(at, {})) if answers is not None else None
            for at, each in zip(places, questions, strict=True)
        ]
        if len(places) > 1:
            value = "".join(each[0] for each in typed if each)
            label = _("Questions %(first)s–%(last)s", first=places[0] + 1, last=places[-1] + 1)
            hint = _("%(count)s letters in a row, for example BDACA", count=len(places))
            found.append(SheetField(f"b{places[0]}", str(label), str(hint), places, value=value, letters=True))
        elif questions[0].kind is QuestionKind.CHECKLIST or (questions[0].kind is QuestionKind.ESSAY and not essays):
            continue
        else:
            found += _single(places[0], questions[0], typed[0])
    return found


def _single(place: int, question: PaperQuestion, typed: list[str] | None) -> list[SheetField]:
    number, count = place + 1, fields_of(question)
    fields = []
    for part in range(count):
        label = (
            _("Question %(number)s", number=number)
            if count == 1
            else _("Question %(number)s, gap %(gap)s", number=number, gap=part + 1)
        )
        fields.append(
            SheetField(
                f"q{place}-{part}",
                str(label),
                _hint(question),
                (place,),
                part,
                typed[part] if typed else "",
                long=question.kind is QuestionKind.ESSAY,
                letters=question.kind
                not in (QuestionKind.ESSAY, QuestionKind.SHORT, QuestionKind.NUMERIC, QuestionKind.GAPS),
            )
        )
    return fields


def _hint(question: PaperQuestion) -> str:
    hints = {
        QuestionKind.MULTIPLE: _("Every crossed letter, for example AC"),
        QuestionKind.MATCHING: _("%(count)s letters, in the order of the boxes", count=len(question.prompts)),
        QuestionKind.ORDERING: _("%(count)s letters, in the order of the boxes", count=len(question.options)),
        QuestionKind.SHORT: _("As it was written"),
        QuestionKind.NUMERIC: _("The number as it was written, with its unit"),
        QuestionKind.GAPS: _("The letter that was crossed, or the text as it was written"),
        QuestionKind.ESSAY: _("The essay as it was written, or * where it is marked from the paper"),
    }
    return str(hints.get(question.kind, _("One letter")))


def read_fields(
    paper: Paper, fields: Sequence[SheetField], typed: Mapping[str, str], code: str
) -> dict[int, Mapping[str, Any]]:
    """Read what was typed into the fields; what can't be read is said beside its field."""
    parts: dict[int, list[str]] = {}
    for each in fields:
        each.value = typed.get(each.name, "").strip()
        if len(each.places) == 1:
            parts.setdefault(each.places[0], []).append(each.value)
            continue
        try:
            signs = split_line(each.value, len(each.places))
        except RuleViolation as violation:
            each.errors = [explain(violation)]
        else:
            parts |= {place: [sign] for place, sign in zip(each.places, signs, strict=True)}
    answers: dict[int, Mapping[str, Any]] = {}
    for place, values in parts.items():
        own = [each for each in fields if place in each.places]
        try:
            answers[place] = _read(paper.questions[place], values, code)
        except RuleViolation as violation:
            _say(paper.questions[place], place, own, violation)
    return answers


def _say(question: PaperQuestion, place: int, own: Sequence[SheetField], violation: RuleViolation) -> None:
    """Say a refusal beside the field that it is about; of several fields, each is asked alone."""
    if len(own) == 1:
        said = explain(violation)
        if len(own[0].places) > 1:
            said = str(_("Question %(number)s: %(reason)s", number=place + 1, reason=said))
        own[0].errors.append(said)
        return
    for each in own:
        alone = [BLANK] * len(own)
        alone[each.part] = each.value
        try:
            read_typed(question, alone)
        except RuleViolation as fault:
            each.errors.append(explain(fault))


def _read(question: PaperQuestion, values: list[str], code: str) -> Mapping[str, Any]:
    if question.kind is QuestionKind.ESSAY and values == [ON_PAPER]:
        return {"text": str(_("Written on paper: see the answer of sheet %(code)s.", code=code))}
    return read_typed(question, values)
