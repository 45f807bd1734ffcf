"""The answer a person may give to a question, in the one form in which it is stored.

single {"choice": id}; multiple {"choices": [ids]}; true_false {"value": bool}; matching {"pairs": {prompt: option}};
ordering {"positions": {item: place, from 1}}; short, numeric, essay {"text": "…"};
gaps {"gaps": {gap: text or choice}}; image {"choice": id}; simulation {"run": id of the run}; to a checklist the
examinee answers nothing. An empty answer is {}: not answered, or cleared. A number is kept as it was typed and read
when it is marked. Half-given answers (three of four pairs, two items in one place) are kept as they are: nothing typed
is lost.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from app.core.errors import N_, RuleViolation

from .questions import PaperQuestion, QuestionKind, gap_option

LONGEST_TEXT = 500
LONGEST_ESSAY = 20_000
Answer = dict[str, Any]


class UnreadableAnswer(RuleViolation):
    """What was sent does not fit the question."""

    code = "unreadable-answer"
    message = N_("The answer does not fit this question. Load the page again and answer once more.")


class AnswerTooLong(RuleViolation):
    """A text is longer than its question allows."""

    code = "answer-too-long"
    message = N_("The answer has more than %(most)s characters. Shorten it.")


def read_answer(question: PaperQuestion, given: object) -> Answer:
    """Return the answer as it will be stored.

    Raises:
        UnreadableAnswer: it names options that the question does not have, or is of another shape.
        AnswerTooLong: a text is longer than its question allows.

    """
    if not isinstance(given, Mapping):
        raise UnreadableAnswer
    return _READERS[question.kind](question, given) if given else {}


def is_complete(question: PaperQuestion, answer: Mapping[str, Any] | None) -> bool:
    """Whether nothing is left to say: every pair, gap and place given, no place given twice.

    A checklist asks nothing of the examinee, so it is never open.
    """
    if question.kind is QuestionKind.CHECKLIST:
        return True
    if not answer:
        return False
    if question.kind is QuestionKind.GAPS:
        return len(answer["gaps"]) == len(question.prompts)
    if question.kind is QuestionKind.MATCHING:
        return len(answer["pairs"]) == len(question.prompts)
    if question.kind is QuestionKind.ORDERING:
        return sorted(answer["positions"].values()) == list(range(1, len(question.options) + 1))
    return True


def _single(question: PaperQuestion, given: Mapping[str, Any]) -> Answer:
    return {"choice": _known(given.get("choice"), question.options)}


def _multiple(question: PaperQuestion, given: Mapping[str, Any]) -> Answer:
    chosen = given.get("choices")
    if not isinstance(chosen, list):
        raise UnreadableAnswer
    known = {_known(each, question.options) for each in chosen}
    return {"choices": sorted(known)} if known else {}


def _true_false(_question: PaperQuestion, given: Mapping[str, Any]) -> Answer:
    if not isinstance(given.get("value"), bool):
        raise UnreadableAnswer
    return {"value": given["value"]}


def _matching(question: PaperQuestion, given: Mapping[str, Any]) -> Answer:
    pairs = _table(given.get("pairs"))
    read = {_known(left, question.prompts): _known(right, question.options) for left, right in pairs.items()}
    return {"pairs": read} if read else {}


def _ordering(question: PaperQuestion, given: Mapping[str, Any]) -> Answer:
    positions = _table(given.get("positions"))
    places = range(1, len(question.options) + 1)
    for place in positions.values():
        if not isinstance(place, int) or isinstance(place, bool) or place not in places:
            raise UnreadableAnswer
    read = {_known(item, question.options): place for item, place in positions.items()}
    return {"positions": read} if read else {}


def _typed(_question: PaperQuestion, given: Mapping[str, Any]) -> Answer:
    text = _text(given.get("text"), LONGEST_TEXT)
    return {"text": text} if text.strip() else {}


def _essay(_question: PaperQuestion, given: Mapping[str, Any]) -> Answer:
    text = _text(given.get("text"), LONGEST_ESSAY)
    return {"text": text} if text.strip() else {}


def _gaps(question: PaperQuestion, given: Mapping[str, Any]) -> Answer:
    gaps = _table(given.get("gaps"))
    read = {_known(gap, question.prompts): _gap(question, gap, value) for gap, value in gaps.items()}
    filled = {gap: value for gap, value in read.items() if value.strip()}
    return {"gaps": filled} if filled else {}


def _gap(question: PaperQuestion, gap: str, value: object) -> str:
    chosen = any(option.startswith(gap_option(gap, "")) for option in question.options)
    text = _text(value, LONGEST_TEXT)
    if chosen and text:
        _known(gap_option(gap, text), question.options)
    return text


def _simulation(_question: PaperQuestion, given: Mapping[str, Any]) -> Answer:
    """The run's id; whose it is, and what it is worth, is looked up when the attempt is marked."""
    try:
        return {"run": str(UUID(_text(given.get("run"), LONGEST_TEXT)))}
    except ValueError:
        raise UnreadableAnswer from None


def _checklist(_question: PaperQuestion, _given: Mapping[str, Any]) -> Answer:
    raise UnreadableAnswer


def _text(value: object, longest: int) -> str:
    if not isinstance(value, str) or "\x00" in value or any("\ud800" <= each <= "\udfff" for each in value):
        raise UnreadableAnswer
    if len(value) > longest:
        raise AnswerTooLong(most=longest)
    return value


def _known(value: object, ids: tuple[str, ...]) -> str:
    if not isinstance(value, str) or value not in ids:
        raise UnreadableAnswer
    return value


def _table(value: object) -> Mapping[str, Any]:
    if not isinstance(value, Mapping):
        raise UnreadableAnswer
    return value


_READERS: dict[QuestionKind, Callable[[PaperQuestion, Mapping[str, Any]], Answer]] = {
    QuestionKind.SINGLE: _single,
    QuestionKind.MULTIPLE: _multiple,
    QuestionKind.TRUE_FALSE: _true_false,
    QuestionKind.MATCHING: _matching,
    QuestionKind.ORDERING: _ordering,
    QuestionKind.SHORT: _typed,
    QuestionKind.NUMERIC: _typed,
    QuestionKind.GAPS: _gaps,
    QuestionKind.IMAGE: _single,
    QuestionKind.ESSAY: _essay,
    QuestionKind.CHECKLIST: _checklist,
    QuestionKind.SIMULATION: _simulation,
}
