"""Asking a cohort, when its day has come or earlier, and those who join while it is asked."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core import audit
from app.core.events import publish
from app.core.ids import new_id
from app.core.policy import Actor, require

from ... import queries as training
from ...events import PersonChangedCohort, PersonJoinedCohort
from ...queries.cohorts import CohortFacts, find_cohort_facts
from .. import queries
from ..events import EvaluationOpened
from ..models import Evaluation, EvaluationAsked
from ..permissions import EvaluationPermission
from ..rules import ANSWERING_DAYS, Audience, EvaluationKind, FormMissing, NobodyAsked, window
from .supervisors import ask_agencies


def open_due(session: Session, *, at: datetime) -> int:
    """Ask every cohort whose day has come; return how many forms were opened. Safe to run twice."""
    opened = 0
    for cohort_id, kind in queries.due_evaluations(session, at):
        cohort = find_cohort_facts(session, cohort_id)
        if cohort is None or not queries.people_of(session, cohort_id):
            continue
        try:
            _open(session, actor=None, cohort=cohort, kind=kind, opens_on=window(kind, cohort.ends_on)[0], at=at)
        except FormMissing:
            break
        opened += 1
    return opened


def open_evaluation(session: Session, *, actor: Actor, cohort_id: UUID, at: datetime) -> UUID:
    """Ask a cohort at once how the course was, before its last day if need be; a repeat finds what is open.

    Raises:
        Missing: there is no such cohort for this person.
        NobodyAsked: it has no people. FormMissing: no form is published.

    """
    cohort = training.get_cohort(session, actor, cohort_id)
    require(actor, EvaluationPermission.SEE_RESULTS, cohort.scope)
    stored = session.scalars(
        select(Evaluation.id).where(Evaluation.cohort_id == cohort_id, Evaluation.kind == EvaluationKind.END_OF_COURSE)
    ).one_or_none()
    if stored is not None:
        return stored
    today = at.astimezone(ZoneInfo(cohort.time_zone)).date()
    return _open(session, actor=actor, cohort=cohort, kind=EvaluationKind.END_OF_COURSE, opens_on=today, at=at)


def ask_joined(event: PersonJoinedCohort, session: Session) -> None:
    """Ask somebody who joins a cohort what its people are being asked."""
    _ask_also(session, event.cohort_id, event.user_id, event.at)


def ask_moved(event: PersonChangedCohort, session: Session) -> None:
    """Ask somebody who goes on in another cohort what its people are being asked."""
    _ask_also(session, event.to_cohort_id, event.user_id, event.at)


def _ask_also(session: Session, cohort_id: UUID, user_id: UUID, at: datetime) -> None:
    for facts in queries.open_without(session, cohort_id, user_id, at):
        _ask(session, facts.id, [user_id])
        publish(
            EvaluationOpened(
                evaluation_id=facts.id,
                cohort_id=cohort_id,
                kind=facts.kind,
                user_ids=(user_id,),
                closes_on=facts.closes_on,
                at=at,
            ),
            session,
        )


def _open(
    session: Session, *, actor: Actor | None, cohort: CohortFacts, kind: EvaluationKind, opens_on: date, at: datetime
) -> UUID:
    forms = queries.current_forms(session)
    later = kind is not EvaluationKind.END_OF_COURSE
    wanted = Audience.PARTICIPANT_LATER if later else Audience.PARTICIPANT
    people = queries.people_of(session, cohort.id)
    if not people:
        raise NobodyAsked
    if wanted not in forms or (later and Audience.SUPERVISOR not in forms):
        raise FormMissing
    closes_on = max(window(kind, cohort.ends_on)[1], opens_on + timedelta(days=ANSWERING_DAYS["end"]))
    evaluation_id = new_id()
    session.add(_evaluation(evaluation_id, cohort.id, forms[wanted], kind, wanted, opens_on, closes_on))
    session.flush()
    _ask(session, evaluation_id, people)
    if later:
        supervisors, beside_id = Audience.SUPERVISOR, new_id()
        session.add(_evaluation(beside_id, cohort.id, forms[supervisors], kind, supervisors, opens_on, closes_on))
        session.flush()
        ask_agencies(session, evaluation_id=beside_id, cohort_id=cohort.id, closes_on=closes_on, at=at)
    audit.record(
        session,
        actor=actor,
        action="training:evaluation:open",
        subject=("evaluation", evaluation_id),
        at=at,
        cohort=str(cohort.id),
        kind=kind.value,
        asked=len(people),
    )
    event = EvaluationOpened(
        evaluation_id=evaluation_id, cohort_id=cohort.id, kind=kind, user_ids=tuple(people), closes_on=closes_on, at=at
    )
    publish(event, session)
    return evaluation_id


def _evaluation(key: UUID, cohort_id: UUID, form_id: UUID, *rest: Any) -> Evaluation:  # noqa: ANN401 -- in order
    kind, audience, opens_on, closes_on = rest
    return Evaluation(
        id=key,
        cohort_id=cohort_id,
        form_id=form_id,
        kind=kind,
        audience=audience,
        opens_on=opens_on,
        closes_on=closes_on,
        box={},
    )


def _ask(session: Session, evaluation_id: UUID, people: Collection[UUID]) -> None:
    session.add_all(EvaluationAsked(evaluation_id=evaluation_id, user_id=each) for each in people)
    session.flush()
