"""The answer a person may give to a question, in the one form in which it is stored.

single {"choice": id}; multiple {"choices": [ids]}; true_false {"value": bool}; matching {"pairs": {prompt: option}};
ordering {"positions": {item: place, from 1}}; short {"text": "…"}. An empty answer is {}: not answered, or cleared.
Half-given answers (three of four pairs, two items in one place) are kept as they are: nothing typed is lost.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from app.core.errors import N_, RuleViolation

from .questions import PaperQuestion, QuestionKind

LONGEST_TEXT = 500
Answer = dict[str, Any]


class UnreadableAnswer(RuleViolation):
    """What was sent does not fit the question."""

    code = "unreadable-answer"
    message = N_("The answer does not fit this question. Load the page again and answer once more.")


class AnswerTooLong(RuleViolation):
    """A short answer is not short."""

    code = "answer-too-long"
    message = N_("The answer has more than %(most)s characters. Shorten it.")


def read_answer(question: PaperQuestion, given: object) -> Answer:
    """Return the answer as it will be stored.

    Raises:
        UnreadableAnswer: it names options that the question does not have, or is of another shape.
        AnswerTooLong: a text is longer than a short answer may be.

    """
    if not isinstance(given, Mapping):
        raise UnreadableAnswer
    return _READERS[question.kind](question, given) if given else {}


def is_complete(question: PaperQuestion, answer: Mapping[str, Any] | None) -> bool:
    """Whether nothing is left to say: every pair and every place given, no place given twice."""
    if not answer:
        return False
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


def _short(_question: PaperQuestion, given: Mapping[str, Any]) -> Answer:
    text = given.get("text")
    if not isinstance(text, str) or "\x00" in text:
        raise UnreadableAnswer
    if len(text) > LONGEST_TEXT:
        raise AnswerTooLong(most=LONGEST_TEXT)
    return {"text": text} if text.strip() else {}


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
    QuestionKind.SHORT: _short,
}
