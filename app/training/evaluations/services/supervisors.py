"""Asking supervisors: by the participant's own mail, or through the agency that nominated the participant."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy.orm import Session

from app.accounts.models import User
from app.core.errors import Missing
from app.core.events import publish
from app.core.policy import Actor

from .. import queries
from ..events import SupervisorAsked
from ..models import EvaluationAsked
from ..rules import AnsweredAlready, OwnAddress, check_open
from .answering import lock, take

SECRET_BYTES = 24


@dataclass(frozen=True, slots=True)
class AskedSupervisor:
    """The link's secret, to be sent on; it is stored nowhere in clear."""

    secret: str
    closes_on: date


def digest_of(secret: str) -> str:
    """Return what is stored of a link's secret."""
    return hashlib.sha256(secret.encode()).hexdigest()


def ask_supervisor(session: Session, *, actor: Actor, evaluation_id: UUID, email: str, at: datetime) -> AskedSupervisor:
    """Make the link by which a participant's supervisor answers once; asking again makes the earlier link void.

    Raises:
        Missing: no such follow-up asks this person.
        EvaluationClosed: its days are over. AnsweredAlready: the supervisor answered.
        OwnAddress: the participant would be asked themselves.

    """
    own, _answered = queries.get_asked(session, actor.id, evaluation_id)
    facts = queries.find_supervisors(session, own)
    if facts is None:
        raise Missing
    if email.strip().lower() == session.get_one(User, actor.id).email.lower():
        raise OwnAddress
    lock(session, facts.id)
    check_open(opens_on=facts.opens_on, closes_on=facts.closes_on, today=facts.today(at))
    secret = secrets.token_urlsafe(SECRET_BYTES)
    asked = session.get(EvaluationAsked, (facts.id, actor.id))
    if asked is None:
        asked = EvaluationAsked(evaluation_id=facts.id, user_id=actor.id)
        session.add(asked)
    elif asked.answered:
        raise AnsweredAlready
    asked.link_digest = digest_of(secret)
    session.flush()
    publish(
        SupervisorAsked(
            evaluation_id=facts.id,
            user_id=actor.id,
            email=email,
            language=actor.language,
            secret=secret,
            closes_on=facts.closes_on,
            at=at,
        ),
        session,
    )
    return AskedSupervisor(secret, facts.closes_on)


def answer_by_link(session: Session, *, secret: str, given: Mapping[str, str], at: datetime) -> None:
    """Drop a supervisor's answers into the box; the link opens nothing else and only once.

    Raises:
        Missing: no such link.
        EvaluationClosed, AnsweredAlready, AnswersRefused: as named.

    """
    found = queries.find_by_link(session, digest_of(secret))
    if found is None:
        raise Missing
    lock(session, found[0].id)
    session.expire_all()
    facts, about, answered = queries.find_by_link(session, digest_of(secret)) or found
    take(session, facts, about, answered=answered, given=given, at=at)
