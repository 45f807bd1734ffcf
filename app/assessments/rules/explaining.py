"""Typed answers explained: what was right, how the given one was read, and the author's word to it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from .grading import typed
from .grading.marks import FULL, NOTHING, MarkState
from .numbers import exact
from .questions import Question, QuestionKind
from .showing import ShownGap, ShownQuestion
from .typed_answers import accepted_in, gap_words


@dataclass(frozen=True, slots=True)
class ExplainedPart:
    """One field: what belongs there, what was given, and what it earned; `read` is the number that was understood."""

    number: int
    right: str
    given: str
    state: MarkState
    note: str = ""
    explanation: str = ""
    read: str = ""


def explain_typed(
    question: Question, shown: ShownQuestion, answer: Mapping[str, Any], decimal_mark: str = "."
) -> tuple[ExplainedPart, ...]:
    """Explain a short or numeric answer (one part) or a text with gaps (a part for each); nothing for other kinds."""
    if question.kind is QuestionKind.GAPS:
        return _gaps(question, shown, answer, decimal_mark)
    if question.kind is QuestionKind.SHORT:
        text = answer.get("text", "")
        outcome = typed.short(question.key, question.texts, text) if text else typed.Outcome()
        return (_part(1, ", ".join(shown.accept), text, outcome),)
    if question.kind is QuestionKind.NUMERIC:
        text = answer.get("text", "")
        outcome = typed.numeric(question.key, question.texts, text) if text else typed.Outcome()
        names = question.texts.get(shown.language, {}).get("units", {})
        right = _numbers(question.key, names, decimal_mark)
        said = shown.right_explanations.get(outcome.answer_id, "")
        return (_part(1, right, text, outcome, said, _read(outcome, names, decimal_mark)),)
    return ()


def _gaps(
    question: Question, shown: ShownQuestion, answer: Mapping[str, Any], decimal_mark: str
) -> tuple[ExplainedPart, ...]:
    given = answer.get("gaps", {})
    outcomes = typed.gaps(question, {"gaps": given})
    keys = {gap["id"]: gap for gap in question.key["gaps"]}
    words = question.texts.get(shown.language, {})
    parts = []
    for gap in shown.gaps:
        outcome, text = outcomes[gap.id], given.get(gap.id, "")
        right = _right_of_gap(keys[gap.id], gap, gap_words(words, gap.id), decimal_mark)
        parts.append(
            _part(gap.number, right, gap.text_of(text), outcome, outcome.explanation, _read(outcome, {}, decimal_mark))
        )
    return tuple(parts)


def _right_of_gap(key: Mapping[str, Any], gap: ShownGap, words: Mapping[str, Any], decimal_mark: str) -> str:
    if gap.kind == "choice":
        return ", ".join(gap.text_of(each) for each in key["correct"])
    if gap.kind == "numeric":
        return _numbers(key, {}, decimal_mark)
    return ", ".join(each.text for each in accepted_in(words.get("accept", ())))


def _part(number: int, right: str, given: str, outcome: typed.Outcome, said: str = "", read: str = "") -> ExplainedPart:
    if not given:
        return ExplainedPart(number, right, "", MarkState.UNANSWERED)
    state = MarkState.RIGHT if outcome.share >= FULL else MarkState.PARTIAL if outcome.share else MarkState.WRONG
    return ExplainedPart(number, right, given, state, outcome.note, said or outcome.explanation, read)


def _numbers(key: Mapping[str, Any], names: Mapping[str, Any], decimal_mark: str) -> str:
    """Write the answers that earn all points, in the unit in which they are stated."""
    base = next((each["id"] for each in key.get("units") or () if exact(each.get("factor", "1")) == FULL), "")
    unit = f" {names[base][0]}" if names.get(base) else ""
    full = [each for each in key["answers"] if exact(each.get("share", "1"), FULL) >= FULL]
    return ", ".join(_range(each).replace(".", decimal_mark) + unit for each in full)


def _range(answer: Mapping[str, Any]) -> str:
    if "low" in answer:
        return f"{answer['low']}–{answer['high']}"
    tolerance = exact(answer.get("tolerance", "0"))
    return str(answer["value"]) + (f" (±{answer['tolerance']})" if tolerance > NOTHING else "")


def _read(outcome: typed.Outcome, names: Mapping[str, Any], decimal_mark: str) -> str:
    if outcome.typed is None:
        return ""
    value = outcome.typed.value
    number = str(value.numerator) if value.denominator == 1 else f"{float(value):.10g}"
    known = names.get(outcome.typed.unit.id) if outcome.typed.unit else None
    return number.replace(".", decimal_mark) + (f" {known[0]}" if known else "")
