"""What a person does in a simulation: begin a run, decide."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid5

from sqlalchemy.orm import Session

from app.assessments.rules.timing import EnrolmentEnded
from app.assessments.services.responses import save_response
from app.core import audit
from app.core.errors import Missing
from app.core.i18n import chain
from app.core.policy import Actor

from . import queries
from .models import SimulationDecision, SimulationResult, SimulationRun
from .queries import PastRun, RunFacts
from .rules import DecisionOnRecord, NoDecision, Walk, check_reason, fold


@dataclass(frozen=True, slots=True)
class Decided:
    """A decision that is stored: its place in the run, and whether it was stored before."""

    position: int
    repeated: bool


def start_run(
    session: Session,
    *,
    actor: Actor,
    enrolment_id: UUID,
    simulation_key: str,
    run_id: UUID,
    at: datetime,
    answers: tuple[UUID, int] | None = None,
) -> UUID:
    """Begin a run in the newest edition and return its id, or the id of the one that is under way.

    A run that `answers` an attempt's question (attempt, place from 0) is begun once, and is no practice.

    Raises:
        Missing: the person's course has no such simulation, or the id belongs to another run.
        EnrolmentEnded: the person was withdrawn from the course.

    """
    offered = queries.get_offered(session, actor, enrolment_id, simulation_key, locked=True, named=answers is None)
    past = queries.runs_of(session, [enrolment_id], simulation_key)
    under_way = _under_way(session, past, run_id, answers)
    if under_way is not None:
        return under_way
    if offered.withdrawn_at is not None:
        raise EnrolmentEnded
    if session.get(SimulationRun, run_id) is not None:
        raise Missing
    number = 1 + max((each.number for each in past), default=0)
    language = next((each for each in chain(actor.content_language) if each in offered.languages), "en")
    session.add(
        SimulationRun(
            id=run_id,
            edition_id=offered.edition_id,
            simulation_key=simulation_key,
            enrolment_id=enrolment_id,
            user_id=actor.id,
            number=number,
            language=language,
            started_at=at,
            attempt_id=answers[0] if answers else None,
            question=answers[1] if answers else None,
        )
    )
    facts = {"enrolment": str(enrolment_id), "simulation": simulation_key, "edition": offered.number}
    audit.record(
        session,
        actor=actor,
        action="assessments:simulation:start",
        subject=("simulation_run", run_id),
        at=at,
        number=number,
        language=language,
        **facts,
    )
    session.flush()
    return run_id


def _under_way(session: Session, past: list[PastRun], run_id: UUID, answers: tuple[UUID, int] | None) -> UUID | None:
    if answers:
        found = queries.attempt_runs(session, answers[0]).get(answers[1])
        return found.id if found else None
    practice = (each for each in past if each.attempt_id is None)
    return next((each.id for each in practice if each.id == run_id or each.finished_at is None), None)


def decide(
    session: Session,
    *,
    actor: Actor,
    run_id: UUID,
    decision_id: UUID,
    position: int,
    choice: str,
    at: datetime,
    reason: str = "",
) -> Decided:
    """Put a decision on record; the same decision id again changes nothing.

    `position` is the place (from 1) of the decision that the page showed: a page that went back in the browser shows
    a place that is decided already.

    Raises:
        Missing: no such run of this person.
        DecisionOnRecord: another decision was taken at this place, or the run is over.
        NoDecision: nothing was chosen, or nothing that is offered there.
        ReasonTooLong: the note on the decision is no note.

    """
    run = queries.get_own_run(session, actor, run_id, locked=True)
    taken = queries.decisions_of(session, run_id)
    repeated = next((each for each in taken if each.id == decision_id), None)
    if repeated is not None:
        return Decided(repeated.position, repeated=True)
    choices = [each.decision for each in taken]
    walk = fold(run.plan, choices)
    if walk.node is None or position != len(choices) + 1:
        raise DecisionOnRecord
    if walk.node.find(choice) is None or session.get(SimulationDecision, decision_id) is not None:
        raise NoDecision
    session.add(
        SimulationDecision(
            id=decision_id,
            run_id=run_id,
            position=position,
            node=walk.node.key,
            decision=choice,
            reason=check_reason(reason),
            decided_at=at,
        )
    )
    after = fold(run.plan, [*choices, choice])
    if after.ending is not None:
        _finish(session, actor, run, after, at)
        _answer(session, actor, run, at)
    session.flush()
    return Decided(position, repeated=False)


def _finish(session: Session, actor: Actor, run: RunFacts, walk: Walk, at: datetime) -> None:
    assert walk.ending is not None
    session.add(
        SimulationResult(
            run_id=run.id,
            ending=walk.ending.key,
            kind=walk.ending.kind,
            points=walk.points,
            percent=walk.percent,
            levels=dict(walk.levels),
            finished_at=at,
        )
    )
    audit.record(
        session,
        actor=actor,
        action="assessments:simulation:finish",
        subject=("simulation_run", run.id),
        at=at,
        enrolment=str(run.enrolment_id),
        simulation=run.key,
        ending=walk.ending.key,
        percent=walk.percent,
    )


def _answer(session: Session, actor: Actor, run: RunFacts, at: datetime) -> None:
    """Give the attempt its answer: the run that has just ended. After the attempt's end it is late like any other."""
    if run.attempt_id is None or run.question is None:
        return
    save_response(
        session,
        actor=actor,
        attempt_id=run.attempt_id,
        response_id=uuid5(run.id, "answer"),
        question=run.question,
        answer={"run": str(run.id)},
        at=at,
    )
