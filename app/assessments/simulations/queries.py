"""Reads of simulations: a run as its owner walks it, results for the features above."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from typing import Any
from uuid import UUID

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from app.assessments.permissions import AssessmentPermission
from app.core.errors import Missing
from app.core.policy import Actor, allowed
from app.courses.models import CourseEdition, Enrolment

from .models import SimulationDecision, SimulationEdition, SimulationResult, SimulationRun, SimulationText
from .rules import EndingKind, Plan
from .stored_plans import from_json

COURSE_TITLE = CourseEdition.definition["title"].label("course_title")
ASKED = CourseEdition.definition["simulations"].label("asked")


@dataclass(frozen=True, slots=True)
class OfferedSimulation:
    """A simulation of an enrolment's course, in its newest edition."""

    key: str
    edition_id: UUID
    number: int
    minutes: int
    plan: Plan
    facts: Mapping[str, Any]
    languages: frozenset[str]
    enrolment_id: UUID
    user_id: UUID
    withdrawn_at: datetime | None
    course_title: dict[str, str]


@dataclass(frozen=True, slots=True)
class RunFacts:
    """A run with the edition that it walks through."""

    id: UUID
    key: str
    number: int
    language: str
    user_id: UUID
    enrolment_id: UUID
    edition_id: UUID
    edition_number: int
    started_at: datetime
    plan: Plan
    facts: Mapping[str, Any]
    course_title: dict[str, str]
    attempt_id: UUID | None = None
    question: int | None = None


@dataclass(frozen=True, slots=True)
class AttemptRun:
    """The run that answers a question of an attempt."""

    id: UUID
    percent: float | None

    @property
    def state(self) -> str:
        """Whether it is finished."""
        return "waiting" if self.percent is None else "done"


PAST_RUN = (
    SimulationRun.id,
    SimulationRun.simulation_key,
    SimulationRun.enrolment_id,
    SimulationRun.number,
    SimulationRun.started_at,
    SimulationResult.finished_at,
    SimulationResult.percent,
    SimulationResult.kind,
    SimulationRun.attempt_id,
)


@dataclass(frozen=True, slots=True)
class PastRun:
    """A run in a list; `percent` and `ending` are None while it is under way."""

    id: UUID
    key: str
    enrolment_id: UUID
    number: int
    started_at: datetime
    finished_at: datetime | None
    percent: float | None
    kind: EndingKind | None
    attempt_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Taken:
    """A decision on record."""

    id: UUID
    position: int
    decision: str
    reason: str
    decided_at: datetime


def get_offered(
    session: Session, actor: Actor, enrolment_id: UUID, key: str, *, locked: bool = False, named: bool = True
) -> OfferedSimulation:
    """Return a simulation that the course of the actor's enrolment names; not `named`: that a question asks for.

    Raises:
        Missing: no such simulation in that course, or somebody else's enrolment.

    """
    statement = (
        select(*SimulationEdition.__table__.c, Enrolment.user_id, Enrolment.withdrawn_at, COURSE_TITLE, ASKED)
        .select_from(Enrolment)
        .join(CourseEdition, CourseEdition.id == Enrolment.course_edition_id)
        .join(SimulationEdition, SimulationEdition.simulation_key == key)
        .where(Enrolment.id == enrolment_id)
        .order_by(SimulationEdition.number.desc())
        .limit(1)
    )
    row = session.execute(statement.with_for_update(of=Enrolment.__table__) if locked else statement).one_or_none()
    if row is None or (named and key not in (row.asked or ())) or not allowed(actor, AssessmentPermission.SIT, row):
        raise Missing
    languages = session.scalars(select(SimulationText.language).where(SimulationText.edition_id == row.id))
    return OfferedSimulation(
        key=key,
        edition_id=row.id,
        number=row.number,
        minutes=row.minutes,
        plan=from_json(row.plan),
        facts=row.facts,
        languages=frozenset(languages),
        enrolment_id=enrolment_id,
        user_id=row.user_id,
        withdrawn_at=row.withdrawn_at,
        course_title=row.course_title,
    )


def get_own_run(session: Session, actor: Actor, run_id: UUID, *, locked: bool = False) -> RunFacts:
    """Return a run of the actor; `locked` makes two decisions at once wait for one another.

    Raises:
        Missing: there is none, or it is somebody else's.

    """
    statement = (
        select(
            *SimulationRun.__table__.c,
            SimulationEdition.number.label("edition_number"),
            SimulationEdition.plan,
            SimulationEdition.facts,
            COURSE_TITLE,
        )
        .join(SimulationEdition, SimulationEdition.id == SimulationRun.edition_id)
        .join(Enrolment, Enrolment.id == SimulationRun.enrolment_id)
        .join(CourseEdition, CourseEdition.id == Enrolment.course_edition_id)
        .where(SimulationRun.id == run_id)
    )
    if locked:
        statement = statement.with_for_update(of=SimulationRun.__table__)
    row = session.execute(statement).one_or_none()
    if row is None or not allowed(actor, AssessmentPermission.SIT, row):
        raise Missing
    return RunFacts(
        id=row.id,
        key=row.simulation_key,
        number=row.number,
        language=row.language,
        user_id=row.user_id,
        enrolment_id=row.enrolment_id,
        edition_id=row.edition_id,
        edition_number=row.edition_number,
        started_at=row.started_at,
        plan=from_json(row.plan),
        facts=row.facts,
        course_title=row.course_title,
        attempt_id=row.attempt_id,
        question=row.question,
    )


def attempt_runs(session: Session, attempt_id: UUID) -> dict[int, AttemptRun]:
    """Return the runs that answer questions of an attempt, by the question's place."""
    statement = (
        select(SimulationRun.question, SimulationRun.id, SimulationResult.percent)
        .outerjoin(SimulationResult, SimulationResult.run_id == SimulationRun.id)
        .where(SimulationRun.attempt_id == attempt_id)
    )
    return {row.question: AttemptRun(row.id, row.percent) for row in session.execute(statement)}


def run_scores(session: Session, attempt_id: UUID) -> dict[str, Fraction]:
    """Return what the finished runs of an attempt earned, between 0 and 1, by the run's id as answers name it."""
    return {
        str(run.id): Fraction(str(run.percent)) / 100
        for run in attempt_runs(session, attempt_id).values()
        if run.percent is not None
    }


def decisions_of(session: Session, run_id: UUID) -> list[Taken]:
    """Return what was decided in a run, in order."""
    columns = (
        SimulationDecision.id,
        SimulationDecision.position,
        SimulationDecision.decision,
        SimulationDecision.reason,
        SimulationDecision.decided_at,
    )
    statement = select(*columns).where(SimulationDecision.run_id == run_id).order_by(SimulationDecision.position)
    return [Taken(*row) for row in session.execute(statement)]


def texts_of(session: Session, edition_id: UUID, language: str) -> tuple[dict[str, Any], bool]:
    """Return an edition's words in a language, and whether they are stale."""
    row = session.execute(
        select(SimulationText.texts, SimulationText.stale).where(
            SimulationText.edition_id == edition_id, SimulationText.language == language
        )
    ).one()
    return row.texts, row.stale


def runs_of(session: Session, enrolment_ids: Sequence[UUID], key: str | None = None) -> list[PastRun]:
    """Return the runs of enrolments, of one simulation or of all, in the order in which they began."""
    statement = (
        select(*PAST_RUN)
        .outerjoin(SimulationResult, SimulationResult.run_id == SimulationRun.id)
        .where(SimulationRun.enrolment_id.in_(enrolment_ids))
        .order_by(SimulationRun.number)
    )
    if key is not None:
        statement = statement.where(SimulationRun.simulation_key == key)
    return [PastRun(*row) for row in session.execute(statement)] if enrolment_ids else []


def best_runs(session: Session, enrolment_ids: Sequence[UUID]) -> dict[tuple[UUID, str], PastRun]:
    """Return by enrolment and simulation the best finished run, else the one under way (one statement for many)."""
    best: dict[tuple[UUID, str], PastRun] = {}
    for run in runs_of(session, enrolment_ids):
        best[run.enrolment_id, run.key] = _better(best.get((run.enrolment_id, run.key)), run)
    return best


def _better(known: PastRun | None, run: PastRun) -> PastRun:
    return run if known is None or _worth(run) > _worth(known) else known


def _worth(run: PastRun) -> float:
    return -1 if run.percent is None else run.percent


def finished_simulations(session: Session, enrolment_ids: Sequence[UUID]) -> dict[UUID, frozenset[str]]:
    """Return which simulations each enrolment walked to an end (one statement for many)."""
    found: dict[UUID, set[str]] = defaultdict(set)
    statement = (
        select(SimulationRun.enrolment_id, SimulationRun.simulation_key)
        .join(SimulationResult, SimulationResult.run_id == SimulationRun.id)
        .where(SimulationRun.enrolment_id.in_(enrolment_ids))
        .distinct()
    )
    for enrolment_id, key in session.execute(statement):
        found[enrolment_id].add(key)
    return {enrolment_id: frozenset(keys) for enrolment_id, keys in found.items()}


def simulation_titles(session: Session, keys: Sequence[str]) -> dict[str, dict[str, str]]:
    """Return the titles of simulations by language, as their newest editions have them; unpublished ones are absent."""
    found = {row.simulation_key: row.titles for row in session.execute(_newest(keys))} if keys else {}
    return {key: found[key] for key in keys if key in found}


def offered_simulations(
    session: Session, enrolment_id: UUID, keys: Sequence[str]
) -> list[tuple[str, dict[str, str], PastRun | None]]:
    """Return the published ones of some simulations in one statement: key, titles by language, the best run."""
    own = (SimulationRun.simulation_key == SimulationEdition.simulation_key) & (
        SimulationRun.enrolment_id == enrolment_id
    )
    statement = (
        _newest(keys, *PAST_RUN)
        .outerjoin(SimulationRun, own)
        .outerjoin(SimulationResult, SimulationResult.run_id == SimulationRun.id)
        .order_by(SimulationRun.number)
    )
    titles: dict[str, dict[str, str]] = {}
    best: dict[str, PastRun] = {}
    for key, named, *run in session.execute(statement):
        titles[key] = named
        if run[0] is not None:
            best[key] = _better(best.get(key), PastRun(*run))
    return [(key, titles[key], best.get(key)) for key in keys if key in titles]


def _newest(keys: Sequence[str], *more: Any) -> Select[Any]:  # noqa: ANN401 -- columns
    newest = (
        select(SimulationEdition.simulation_key, func.max(SimulationEdition.number).label("number"))
        .where(SimulationEdition.simulation_key.in_(keys))
        .group_by(SimulationEdition.simulation_key)
        .subquery()
    )
    columns: Select[Any] = select(
        SimulationEdition.simulation_key, SimulationEdition.facts["titles"].label("titles"), *more
    )
    return columns.join(
        newest,
        (newest.c.simulation_key == SimulationEdition.simulation_key) & (newest.c.number == SimulationEdition.number),
    )
