"""Marking: what an answer is worth, and what an attempt is worth.

Every question is worth one point unless it says otherwise. The rule of each kind stands where it is computed:
`choices`, `typed`, `observed`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from types import MappingProxyType
from typing import Any

from app.assessments.rules.questions import TYPED_KINDS, Question, QuestionKind

from . import choices, observed, typed
from .marks import FULL, NOTHING, Mark, MarkState, PaperMarks, mark_of_share

__all__ = [
    "FULL",
    "NOTHING",
    "Mark",
    "MarkState",
    "PaperMarks",
    "mark_answer",
    "mark_judged",
    "mark_of_share",
    "mark_paper",
]

NO_SCORES: Mapping[str, Fraction] = MappingProxyType({})
NO_MARKS: Mapping[int, Mark] = MappingProxyType({})
_SHARES = {
    QuestionKind.SINGLE: choices.single,
    QuestionKind.MULTIPLE: choices.multiple,
    QuestionKind.TRUE_FALSE: choices.true_false,
    QuestionKind.MATCHING: choices.matching,
    QuestionKind.ORDERING: choices.ordering,
    QuestionKind.IMAGE: choices.single,
}


def mark_paper(
    questions: Sequence[Question],
    answers: Mapping[int, Mapping[str, Any]],
    pass_mark: int,
    *,
    scores: Mapping[str, Fraction] = NO_SCORES,
    judged: Mapping[int, Mark] = NO_MARKS,
) -> PaperMarks:
    """Mark the answers of an attempt; `answers` and `judged` are by the question's place in the paper, from 0.

    `scores` are the shares that finished runs of case simulations earned, by the run's id; `judged` the marks that
    assessors gave (see `mark_judged`), which take the place of what waits.
    """
    marks = tuple(
        judged.get(place) or mark_answer(question, answers.get(place), scores)
        for place, question in enumerate(questions)
    )
    return PaperMarks(marks, pass_mark)


def mark_answer(
    question: Question, answer: Mapping[str, Any] | None, scores: Mapping[str, Fraction] = NO_SCORES
) -> Mark:
    """Mark one answer; an essay, and a checklist in any case, waits for an assessor."""
    if question.kind is QuestionKind.CHECKLIST or (answer and question.kind is QuestionKind.ESSAY):
        return Mark(NOTHING, MarkState.WAITING, maximum=question.points)
    if not answer:
        return Mark(NOTHING, MarkState.UNANSWERED, maximum=question.points)
    if question.kind is QuestionKind.SIMULATION:
        return mark_of_share(observed.run_share(answer, scores), question.points)
    if question.kind in TYPED_KINDS:
        outcome = _typed(question, answer)
        return mark_of_share(outcome.share, question.points, outcome.note)
    return mark_of_share(_SHARES[question.kind](question, answer), question.points)


def mark_judged(question: Question, judgement: Mapping[str, Any]) -> Mark:
    """Mark an essay by {"levels": {criterion: level}}, a checklist by what was seen: {"observed": [items]}."""
    if question.kind is QuestionKind.ESSAY:
        share = observed.rubric_share(question.key, judgement.get("levels", {}))
    else:
        share = observed.checklist_share(question.key, judgement.get("observed", ()))
    return mark_of_share(share, question.points)


def _typed(question: Question, answer: Mapping[str, Any]) -> typed.Outcome:
    if question.kind is QuestionKind.GAPS:
        return typed.gaps_together(question, answer)
    read = typed.short if question.kind is QuestionKind.SHORT else typed.numeric
    return read(question.key, question.texts, answer["text"])
