"""Results for those who answer for other people's learning: certificates, trainers, reports.

The callers decide whose enrolments they may see; each function is one or two statements whatever the number.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Select, select
from sqlalchemy.orm import Session

from app.assessments.models import Assessment, Attempt, Grade, QuestionVersion
from app.assessments.rules.blueprints import Blueprint
from app.assessments.rules.counting import Outcome, counting_outcome
from app.assessments.rules.questions import AssessmentKind, QuestionKind


@dataclass(frozen=True, slots=True)
class ResultRow:
    """One enrolment at one assessment: how often tried, and with what success."""

    enrolment_id: UUID
    assessment_id: UUID
    kind: AssessmentKind
    module_key: str
    attempts: int
    open: bool
    best_percent: float | None
    last_percent: float | None
    passed: bool
    last_submitted_at: datetime | None
    waiting: int = 0  # attempts that are handed in and not graded: people still mark them
    counting_percent: float | None = None  # what counts by the blueprint, as `passed` does


@dataclass(frozen=True, slots=True)
class Reached:
    """What an enrolment reached in one kind of assessment; `waiting` says that an attempt is still being marked."""

    percent: float | None = None
    waiting: bool = False


@dataclass(frozen=True, slots=True)
class AttemptLine:
    """One attempt of one enrolment in a history."""

    attempt_id: UUID
    enrolment_id: UUID
    kind: AssessmentKind
    module_key: str
    number: int
    started_at: datetime
    deadline_at: datetime | None
    submitted_at: datetime | None
    percent: float | None
    passed: bool | None
    details: list[Any]


@dataclass(frozen=True, slots=True)
class ItemResult:
    """How a group answered one question version."""

    question_version_id: UUID
    module_key: str
    question_key: str
    kind: QuestionKind
    objective: str
    difficulty: str
    texts: dict[str, Any]
    shown: int
    right: int
    partial: int
    wrong: int
    unanswered: int
    facility: float  # mean share of the point, 0 to 1


def best_exam_percent(session: Session, enrolment_ids: Sequence[UUID]) -> dict[UUID, float]:
    """Return each enrolment's final exam as it counts: the best, last, first or average, as the blueprint says.

    Of a regraded attempt the latest grade counts. Enrolments without a marked final exam are not in the answer.
    """
    reached = reached_in(session, enrolment_ids, [AssessmentKind.FINAL_EXAM])[AssessmentKind.FINAL_EXAM]
    return {key: each.percent for key, each in reached.items() if each.percent is not None}


def reached_in(
    session: Session, enrolment_ids: Sequence[UUID], kinds: Sequence[AssessmentKind]
) -> dict[AssessmentKind, dict[UUID, Reached]]:
    """Return what each enrolment reached, by the kind of assessment; who tried none of a kind is not there.

    Which of several attempts counts is for the blueprint to say. What waits for marks counts for nothing yet, and who
    failed a section has reached nothing, whatever the sum.
    """
    groups: dict[tuple[AssessmentKind, UUID, UUID], list[Row[Any]]] = defaultdict(list)
    for row in _latest(session, enrolment_ids, kinds, details=False):
        if row.submitted_at is not None:
            groups[row.kind, row.enrolment_id, row.assessment_id].append(row)
    found: dict[AssessmentKind, dict[UUID, Reached]] = {kind: {} for kind in kinds}
    for (kind, enrolment_id, _assessment_id), rows in groups.items():
        before = found[kind].get(enrolment_id, Reached())
        found[kind][enrolment_id] = _better(before, rows)
    return found


def _better(before: Reached, rows: Sequence[Row[Any]]) -> Reached:
    graded = [Outcome(row.percent, row.passed) for row in rows if row.percent is not None]
    blueprint = Blueprint.from_mapping(rows[-1].blueprint)
    counts = counting_outcome(graded, blueprint)
    failed_section = counts is not None and not counts.passed and counts.percent >= blueprint.pass_mark
    percent = None if counts is None or failed_section else counts.percent
    percents = [each for each in (before.percent, percent) if each is not None]
    return Reached(max(percents, default=None), before.waiting or len(graded) < len(rows))


def results_overview(session: Session, enrolment_ids: Sequence[UUID]) -> list[ResultRow]:
    """Return one row for each enrolment and each assessment that it tried: pre-test, quizzes by module, final exam."""
    groups: dict[tuple[UUID, UUID], list[Row[Any]]] = defaultdict(list)
    for row in _latest(session, enrolment_ids, details=False):
        groups[row.enrolment_id, row.assessment_id].append(row)
    return [_overview(rows) for rows in groups.values()]


def attempt_history(session: Session, enrolment_id: UUID) -> list[AttemptLine]:
    """Return every attempt of one enrolment with its marks by question, in the order of time."""
    rows = sorted(_latest(session, [enrolment_id], details=True), key=lambda row: (row.started_at, row.number))
    return [
        AttemptLine(
            attempt_id=row.id,
            enrolment_id=row.enrolment_id,
            kind=row.kind,
            module_key=row.module_key,
            number=row.number,
            started_at=row.started_at,
            deadline_at=row.deadline_at,
            submitted_at=row.submitted_at,
            percent=row.percent,
            passed=row.passed,
            details=row.details or [],
        )
        for row in rows
    ]


def item_results(
    session: Session, enrolment_ids: Sequence[UUID], kind: AssessmentKind | None = None
) -> list[ItemResult]:
    """Return how a group answered each question that it was shown, the hardest first."""
    tallies: dict[UUID, dict[str, float]] = defaultdict(lambda: defaultdict(float))
    for row in _latest(session, enrolment_ids, [kind] if kind else (), details=True):
        for each in row.details or ():
            if not each["maximum"]:
                continue  # left out after it was found faulty
            tally = tallies[UUID(each["id"])]
            tally[each["state"]] += 1
            tally["points"] += each["points"] / each["maximum"]
    versions = session.execute(select(*QuestionVersion.__table__.c).where(QuestionVersion.id.in_(tallies)))
    items = [_item(row, tallies[row.id]) for row in versions]
    return sorted(items, key=lambda item: (item.facility, item.module_key, item.question_key))


def _latest(
    session: Session, enrolment_ids: Sequence[UUID], kinds: Sequence[AssessmentKind] = (), *, details: bool
) -> list[Row[Any]]:
    """Return the attempts of enrolments, each once, with the latest of its grades."""
    statement = _attempts(details=details).where(Attempt.enrolment_id.in_(enrolment_ids))
    if kinds:
        statement = statement.where(Assessment.kind.in_(kinds))
    latest = {row.id: row for row in session.execute(statement)} if enrolment_ids else {}
    return list(latest.values())


def _attempts(*, details: bool) -> Select[Any]:
    columns = (
        Attempt.id,
        Attempt.enrolment_id,
        Attempt.assessment_id,
        Assessment.kind,
        Assessment.module_key,
        Assessment.blueprint,
        Attempt.number,
        Attempt.started_at,
        Attempt.deadline_at,
        Attempt.submitted_at,
        Grade.percent,
        Grade.passed,
        *((Grade.details,) if details else ()),
    )
    return (
        select(*columns)
        .join(Assessment, Assessment.id == Attempt.assessment_id)
        .outerjoin(Grade, Grade.attempt_id == Attempt.id)
        .order_by(Attempt.number, Grade.graded_at, Grade.id)
    )


def _overview(rows: list[Row[Any]]) -> ResultRow:
    last = rows[-1]
    graded = [row for row in rows if row.percent is not None]
    outcomes = [Outcome(row.percent, row.passed) for row in graded]
    counts = counting_outcome(outcomes, Blueprint.from_mapping(last.blueprint))
    return ResultRow(
        enrolment_id=last.enrolment_id,
        assessment_id=last.assessment_id,
        kind=last.kind,
        module_key=last.module_key,
        attempts=len(rows),
        open=any(row.submitted_at is None for row in rows),
        best_percent=max((row.percent for row in graded), default=None),
        last_percent=graded[-1].percent if graded else None,
        passed=counts is not None and counts.passed,
        counting_percent=counts.percent if counts else None,
        waiting=sum(row.submitted_at is not None and row.percent is None for row in rows),
        last_submitted_at=max((row.submitted_at for row in graded if row.submitted_at), default=None),
    )


def _item(row: Row[Any], tally: dict[str, float]) -> ItemResult:
    shown = int(sum(tally[state] for state in ("right", "partial", "wrong", "unanswered")))
    return ItemResult(
        question_version_id=row.id,
        module_key=row.module_key,
        question_key=row.question_key,
        kind=row.kind,
        objective=row.objective,
        difficulty=row.difficulty,
        texts=row.texts,
        shown=shown,
        right=int(tally["right"]),
        partial=int(tally["partial"]),
        wrong=int(tally["wrong"]),
        unanswered=int(tally["unanswered"]),
        facility=round(tally["points"] / shown, 4) if shown else 0.0,
    )
