"""Whether a question as somebody wrote it can be asked, answered and marked; used wherever questions are written."""

from __future__ import annotations

from collections.abc import Callable

from app.assessments.rules.questions import QuestionKind

from . import choices, judged, typed
from .faults import Faults, Problem, WrittenQuestion

__all__ = ["Problem", "WrittenQuestion", "check_question"]

DIFFICULTIES = ("easy", "medium", "hard")
POOLS = ("practice", "exam", "practical")


def check_question(written: WrittenQuestion) -> list[Problem]:
    """Return everything that is wrong with a question, each with its place; nothing for one that can be published.

    A place is a path such as `key.choices`, `key.answers.0.value` or `texts.ru.stem`. Never raises, whatever the
    question holds.
    """
    faults = Faults(written)
    kind = faults.kind()
    if kind is None:
        return faults.found
    faults.one_of("difficulty", written.difficulty, DIFFICULTIES)
    faults.one_of("pool", written.pool, POOLS)
    faults.points()
    faults.stems()
    _CHECKS[kind](faults)
    return faults.found


_CHECKS: dict[QuestionKind, Callable[[Faults], None]] = {
    QuestionKind.SINGLE: choices.check_choices,
    QuestionKind.MULTIPLE: choices.check_choices,
    QuestionKind.IMAGE: choices.check_image,
    QuestionKind.TRUE_FALSE: choices.check_true_false,
    QuestionKind.MATCHING: choices.check_matching,
    QuestionKind.ORDERING: choices.check_ordering,
    QuestionKind.SHORT: typed.check_short,
    QuestionKind.NUMERIC: typed.check_numeric,
    QuestionKind.GAPS: typed.check_gaps,
    QuestionKind.ESSAY: judged.check_essay,
    QuestionKind.CHECKLIST: judged.check_checklist,
    QuestionKind.SIMULATION: judged.check_simulation,
}
