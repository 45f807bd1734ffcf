"""What becomes of the marks when a question turned out to be faulty.

Regrading is marking from scratch: the same answers, the same marks of people, and the rulings on record. So the result
does not depend on how often, or in which order, rulings were applied.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from fractions import Fraction
from typing import Any

from app.assessments.rules.grading import NO_MARKS, NO_SCORES, Mark, MarkState, PaperMarks, mark_answer, mark_paper
from app.assessments.rules.numbers import is_exact
from app.assessments.rules.questions import CHOICE_KINDS, Question, QuestionKind
from app.core.errors import N_, RuleViolation

CREDITED, LEFT_OUT, CORRECTED = "credited", "left_out", "corrected"
# Kinds whose key can be corrected after the fact; the others are credited or left out.
CORRECTABLE = (*CHOICE_KINDS, QuestionKind.TRUE_FALSE, QuestionKind.SHORT, QuestionKind.NUMERIC)
LONGEST_REASON = 400


class RulingKind(StrEnum):
    """What is done about a faulty question."""

    CREDIT_ALL = "credit_all"
    LEAVE_OUT = "leave_out"
    NEW_KEY = "new_key"


class WrongCorrection(RuleViolation):
    """The corrected key is no key."""

    code = "wrong-correction"
    message = N_("State what is right in this question. Some kinds of question can only be credited or left out.")


class RulingReasonMissing(RuleViolation):
    """Withdrawing a question needs a reason."""

    code = "ruling-reason-missing"
    message = N_("Say in a few sentences what is wrong with the question. Those who sat it will read this.")


class WithdrawnAlready(RuleViolation):
    """The question version was withdrawn before."""

    code = "withdrawn-already"
    message = N_("This version of the question is withdrawn already.")


@dataclass(frozen=True, slots=True)
class Ruling:
    """The decision on a question version; `correction` holds {"correct"}, {"answer"} or {"accept"} as the kind asks."""

    kind: RulingKind
    correction: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an attempt is worth."""

    percent: float
    passed: bool


@dataclass(frozen=True, slots=True)
class Consequences:
    """What a ruling would do to the attempts that had the question."""

    attempts: int
    higher: int
    lower: int
    newly_passed: int
    newly_failed: int


def mark_under(
    questions: Sequence[Question],
    answers: Mapping[int, Mapping[str, Any]],
    rulings: Mapping[str, Ruling],
    pass_mark: int,
    *,
    scores: Mapping[str, Fraction] = NO_SCORES,
    judged: Mapping[int, Mark] = NO_MARKS,
) -> PaperMarks:
    """Mark a paper, with rulings by the question version's id."""
    plain = mark_paper(questions, answers, pass_mark, scores=scores, judged=judged)
    if not rulings:
        return plain
    marks = tuple(
        _ruled(question, mark, rulings.get(question.id), answers.get(place), scores)
        for place, (question, mark) in enumerate(zip(questions, plain.marks, strict=True))
    )
    return PaperMarks(marks, pass_mark)


def _ruled(
    question: Question,
    mark: Mark,
    ruling: Ruling | None,
    answer: Mapping[str, Any] | None,
    scores: Mapping[str, Fraction],
) -> Mark:
    if ruling is None:
        return mark
    if ruling.kind is RulingKind.CREDIT_ALL:
        return Mark(question.points, MarkState.RIGHT, CREDITED, question.points)
    if ruling.kind is RulingKind.LEAVE_OUT:
        state = MarkState.UNANSWERED if mark.state is MarkState.WAITING else mark.state
        return Mark(Fraction(0), state, LEFT_OUT, Fraction(0))
    return replace(mark_answer(corrected(question, ruling.correction), answer, scores), note=CORRECTED)


def corrected(question: Question, correction: Mapping[str, Any]) -> Question:
    """Return the question as it should have been: with another key, or with further answers accepted."""
    if question.kind in CHOICE_KINDS:
        key = {name: value for name, value in question.key.items() if name != "shares"}
        return replace(question, key={**key, "correct": list(correction["correct"])})
    if question.kind is QuestionKind.TRUE_FALSE:
        return replace(question, key={**question.key, "answer": correction["answer"]})
    if question.kind is QuestionKind.NUMERIC:
        further = [
            {"id": f"corrected-{place}", "value": each, "tolerance": "0", "share": "1"}
            for place, each in enumerate(correction["accept"])
        ]
        return replace(question, key={**question.key, "answers": [*question.key["answers"], *further]})
    texts = {
        language: {**words, "accept": [*words.get("accept", ()), *correction["accept"]]}
        for language, words in question.texts.items()
    }
    return replace(question, texts=texts)


def check_ruling(question: Question, kind: RulingKind, correction: Mapping[str, Any]) -> Ruling:
    """Return a ruling that can be carried out.

    Raises:
        WrongCorrection: the key can't be corrected so.

    """
    if kind is not RulingKind.NEW_KEY:
        return Ruling(kind)
    if question.kind in CHOICE_KINDS:
        return Ruling(kind, {"correct": _checked_choices(question, correction.get("correct") or ())})
    if question.kind is QuestionKind.TRUE_FALSE:
        if not isinstance(correction.get("answer"), bool):
            raise WrongCorrection
        return Ruling(kind, {"answer": correction["answer"]})
    accept = [each.strip() for each in correction.get("accept") or () if each.strip()]
    if question.kind not in CORRECTABLE or not accept:
        raise WrongCorrection
    if question.kind is QuestionKind.NUMERIC:
        accept = [each.replace(",", ".") for each in accept]
        if not all(map(is_exact, accept)):
            raise WrongCorrection
    return Ruling(kind, {"accept": accept})


def _checked_choices(question: Question, chosen: Iterable[str]) -> list[str]:
    known = [each for each in question.key["choices"] if each in set(chosen)]
    one = question.kind is not QuestionKind.MULTIPLE
    if not known or set(chosen) - set(question.key["choices"]) or (len(known) == len(question.key["choices"]) and one):
        raise WrongCorrection
    return known


def check_ruling_reason(reason: str) -> str:
    """Return the reason.

    Raises:
        RulingReasonMissing: there is none, or it is a treatise.

    """
    if not reason.strip() or len(reason.strip()) > LONGEST_REASON:
        raise RulingReasonMissing
    return reason.strip()


def consequences(changes: Iterable[tuple[Outcome, Outcome]]) -> Consequences:
    """Count what changes from before to after."""
    pairs = list(changes)
    return Consequences(
        attempts=len(pairs),
        higher=sum(after.percent > before.percent for before, after in pairs),
        lower=sum(after.percent < before.percent for before, after in pairs),
        newly_passed=sum(after.passed and not before.passed for before, after in pairs),
        newly_failed=sum(before.passed and not after.passed for before, after in pairs),
    )
