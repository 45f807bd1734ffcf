"""Taking an answer so that nobody can tell whose it is."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.core.policy import Actor, require

from .. import queries
from ..models import Evaluation, EvaluationAsked
from ..permissions import EvaluationPermission
from ..rules import AnsweredAlready, check_open, drop_in, items_of, read_answers


def answer(session: Session, *, actor: Actor, evaluation_id: UUID, given: Mapping[str, str], at: datetime) -> None:
    """Drop a person's answers into the box and note that they answered.

    The act leaves no audit entry: its time would lead from the person to the answer.

    Raises:
        Missing: no such form asks this person.
        EvaluationClosed, AnsweredAlready, AnswersRefused: as named; nothing was stored.

    """
    lock(session, evaluation_id)
    facts, answered = queries.get_asked(session, actor.id, evaluation_id)
    require(actor, EvaluationPermission.ANSWER, frozenset({actor.id}))
    take(session, facts, actor.id, answered=answered, given=given, at=at)


def take(
    session: Session,
    facts: queries.EvaluationFacts,
    user_id: UUID,
    *,
    answered: bool,
    given: Mapping[str, str],
    at: datetime,
) -> None:
    """Drop answers into the box, and note whose turn is over."""
    if answered:
        raise AnsweredAlready
    check_open(opens_on=facts.opens_on, closes_on=facts.closes_on, today=facts.today(at))
    box = drop_in(facts.box, read_answers(items_of(facts.definition), given))
    session.execute(update(Evaluation).where(Evaluation.id == facts.id).values(box=box))
    session.execute(
        update(EvaluationAsked)
        .where(EvaluationAsked.evaluation_id == facts.id, EvaluationAsked.user_id == user_id)
        .values(answered=True)
    )


def lock(session: Session, evaluation_id: UUID) -> None:
    """Let two who answer at once wait for one another: the box is one row."""
    session.execute(select(Evaluation.id).where(Evaluation.id == evaluation_id).with_for_update())
