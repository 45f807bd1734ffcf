"""An assessment analysed: the figures of the whole and of each question, remembered while nothing changed."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from threading import Lock
from uuid import UUID

from sqlalchemy.orm import Session

from app.assessments.analysis.permissions import sees_everybody
from app.assessments.analysis.rules.items import ItemFigures, item_figures
from app.assessments.analysis.rules.warnings import ORDER, Finding, warnings_of
from app.assessments.analysis.rules.whole import FEWEST_PEOPLE, WholeFigures, whole_figures
from app.core.policy import Actor

from .answers import Exam, fingerprint, read_exam
from .choices import QuestionFacts, Wanted

# Reading so many attempts takes a second; fewer are read anew each time.
WORTH_KEEPING = 1000
KEPT = 16


@dataclass(frozen=True, slots=True)
class Line:
    """A question with its figures and what they warn of."""

    question: QuestionFacts
    figures: ItemFigures
    findings: tuple[Finding, ...]

    @property
    def gravity(self) -> tuple[int, int]:
        """Order by the gravest finding, then by the number of findings."""
        return (ORDER[self.findings[0].worry] if self.findings else len(ORDER), -len(self.findings))


@dataclass(frozen=True, slots=True)
class Analysis:
    """An assessment in figures; of fewer than five people no question is described."""

    whole: WholeFigures
    lines: tuple[Line, ...]

    def find(self, question_id: UUID) -> Line | None:
        """Return the figures of one question version."""
        return next((line for line in self.lines if line.question.id == question_id), None)


class Shelf:
    """The latest analyses of this process, each with what it rested on."""

    def __init__(self) -> None:
        self._kept: OrderedDict[tuple[object, ...], tuple[tuple[object, ...], Analysis]] = OrderedDict()
        self._lock = Lock()

    def find(self, key: tuple[object, ...], state: tuple[object, ...]) -> Analysis | None:
        """Return what was kept, if it rested on the same state."""
        with self._lock:
            kept = self._kept.get(key)
            return kept[1] if kept and kept[0] == state else None

    def keep(self, key: tuple[object, ...], state: tuple[object, ...], analysis: Analysis) -> None:
        """Keep an analysis, and let go of the oldest."""
        with self._lock:
            self._kept[key] = (state, analysis)
            self._kept.move_to_end(key)
            while len(self._kept) > KEPT:
                self._kept.popitem(last=False)


shelf = Shelf()


def analyse(session: Session, actor: Actor, wanted: Wanted) -> Analysis:
    """Return the figures that a person may see (four statements, or one where nothing changed since)."""
    state = fingerprint(session, actor, wanted)
    key = (wanted, None if sees_everybody(actor) else actor.id)
    kept = shelf.find(key, state)
    if kept is not None:
        return kept
    analysis = describe(read_exam(session, actor, wanted))
    if analysis.whole.people >= WORTH_KEEPING:
        shelf.keep(key, state, analysis)
    return analysis


def describe(exam: Exam) -> Analysis:
    """Turn answers into figures."""
    whole = whole_figures(exam.sheet)
    if whole.people < FEWEST_PEOPLE:
        return Analysis(whole, ())
    items = item_figures(exam.sheet)
    lines = [
        Line(exam.questions[key], figures, warnings_of(figures))
        for key, figures in items.items()
        if key in exam.questions
    ]
    return Analysis(whole, tuple(sorted(lines, key=lambda line: line.gravity)))
