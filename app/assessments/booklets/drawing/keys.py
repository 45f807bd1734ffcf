"""What is right in a variant, as letters of that variant."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.assessments.rules.numbers import exact
from app.assessments.rules.questions import FALSE, TRUE, PaperQuestion, Question, QuestionKind
from app.assessments.rules.typed_answers import all_accepted, gap_texts

from ..rules.letters import choices_of, letter_of, write_typed


@dataclass(frozen=True, slots=True)
class KeyLine:
    """A question of the key: its number, what is right, what it is worth, and where it stands in the bank."""

    number: int
    right: tuple[str, ...]
    points: float
    stem: str
    kind: QuestionKind
    rubric: tuple[tuple[str, float], ...] = ()


def key_line(place: int, paper: PaperQuestion, question: Question, stem: str, rubric: Sequence[Any] = ()) -> KeyLine:
    """Say what is right in a question of a variant."""
    right = _RIGHT[question.kind](paper, question) if question.kind in _RIGHT else ()
    levels = tuple((each.title, each.most_points) for each in rubric)
    return KeyLine(place + 1, tuple(right), float(question.points), stem, question.kind, levels)


def _choices(paper: PaperQuestion, question: Question) -> list[str]:
    shares = question.key.get("shares")
    if shares:
        worth = {each: exact(share) for each, share in shares.items()}
        return [
            f"{letter_of(paper.options, each)} {float(worth[each]):+.0%}" for each in paper.options if worth.get(each)
        ]
    return ["".join(sorted(letter_of(paper.options, each) for each in question.key["correct"]))]


def _true_false(paper: PaperQuestion, question: Question) -> list[str]:
    return [letter_of(paper.options, TRUE if question.key["answer"] else FALSE)]


def _matching(paper: PaperQuestion, question: Question) -> list[str]:
    return write_typed(paper, {"pairs": {each: each for each in question.key["pairs"]}})


def _ordering(paper: PaperQuestion, question: Question) -> list[str]:
    return write_typed(paper, {"positions": {item: at for at, item in enumerate(question.key["items"], start=1)}})


def _short(_paper: PaperQuestion, question: Question) -> list[str]:
    return list(dict.fromkeys(each.text for each in all_accepted(question.texts)))


def _numeric(_paper: PaperQuestion, question: Question) -> list[str]:
    units = list(dict.fromkeys(_unit_names(question.texts)))
    return _ranges(question.key) + ([", ".join(units)] if units else [])


def _unit_names(texts: Mapping[str, Any]) -> list[str]:
    return [names[0] for words in texts.values() for names in (words.get("units") or {}).values() if names]


def _ranges(key: Mapping[str, Any]) -> list[str]:
    return [_range(each) for each in key["answers"]]


def _range(stated: Mapping[str, Any]) -> str:
    share = exact(stated.get("share", "1"))
    worth = "" if share == 1 else f" ({float(share):.0%})"
    if "low" in stated:
        return f"{stated['low']}…{stated['high']}{worth}"
    tolerance = str(stated.get("tolerance", "0"))
    return f"{stated['value']}{'' if not exact(tolerance) else f' ± {tolerance}'}{worth}"


def _gaps(paper: PaperQuestion, question: Question) -> list[str]:
    return [f"{number}: {_gap(paper, question, gap)}" for number, gap in enumerate(question.key["gaps"], start=1)]


def _gap(paper: PaperQuestion, question: Question, gap: Mapping[str, Any]) -> str:
    choices = choices_of(paper, gap["id"])
    if choices:
        return "".join(letter_of(choices, each) for each in gap.get("correct", ()))
    if gap["kind"] == "numeric":
        return " / ".join(_ranges(gap))
    return " / ".join(dict.fromkeys(each.text for each in all_accepted(gap_texts(question.texts, gap["id"]))))


_RIGHT: dict[QuestionKind, Callable[[PaperQuestion, Question], list[str]]] = {
    QuestionKind.SINGLE: _choices,
    QuestionKind.MULTIPLE: _choices,
    QuestionKind.IMAGE: _choices,
    QuestionKind.TRUE_FALSE: _true_false,
    QuestionKind.MATCHING: _matching,
    QuestionKind.ORDERING: _ordering,
    QuestionKind.SHORT: _short,
    QuestionKind.NUMERIC: _numeric,
    QuestionKind.GAPS: _gaps,
}
