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

from .. import colleagues, queries
from ..events import AgenciesAsked, SupervisorAsked
from ..models import EvaluationAsked
from ..rules import OwnAddress, ParticipantAddress, SupervisorAnswered, check_open
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
        EvaluationClosed: its days are over. SupervisorAnswered: somebody answered.
        OwnAddress: the participant would be asked themselves.

    """
    own, _answered = queries.get_asked(session, actor.id, evaluation_id)
    facts = queries.find_supervisors(session, own)
    if facts is None:
        raise Missing
    if email.strip().lower() == session.get_one(User, actor.id).email.lower():
        raise OwnAddress
    return _send_link(session, facts, actor=actor, about=actor.id, email=email, at=at)


def ask_agencies(session: Session, *, evaluation_id: UUID, cohort_id: UUID, closes_on: date, at: datetime) -> None:
    """Ask the agencies about those of a cohort whom they nominated."""
    people = colleagues.nominated_of(session, cohort_id)
    if not people:
        return
    session.add_all(EvaluationAsked(evaluation_id=evaluation_id, user_id=each.user_id) for each in people)
    session.flush()
    event = AgenciesAsked(
        evaluation_id=evaluation_id,
        cohort_id=cohort_id,
        nominators=tuple(sorted({(each.agency_id, each.officer_id) for each in people})),
        closes_on=closes_on,
        at=at,
    )
    publish(event, session)


def answer_about(
    session: Session, *, actor: Actor, evaluation_id: UUID, user_id: UUID, given: Mapping[str, str], at: datetime
) -> None:
    """Drop an officer's answers about somebody whom the agency nominated into the box of the supervisors.

    The act leaves no audit entry: its time would lead to the answer.

    Raises:
        Missing: the actor's agency is not asked about this person.
        EvaluationClosed, SupervisorAnswered, AnswersRefused: as named; nothing was stored.

    """
    lock(session, evaluation_id)
    facts, colleague = colleagues.get_colleague(session, actor, evaluation_id, user_id)
    if colleague.answered:
        raise SupervisorAnswered
    take(session, facts, user_id, answered=False, given=given, at=at)


def send_on(
    session: Session, *, actor: Actor, evaluation_id: UUID, user_id: UUID, email: str, at: datetime
) -> AskedSupervisor:
    """Let an officer send the form about somebody to the supervisor, who answers once by a link.

    Raises:
        Missing: the actor's agency is not asked about this person.
        EvaluationClosed, SupervisorAnswered: as named. ParticipantAddress: the participant would answer.

    """
    facts, colleague = colleagues.get_colleague(session, actor, evaluation_id, user_id)
    if email.strip().lower() == colleague.email.lower():
        raise ParticipantAddress
    return _send_link(session, facts, actor=actor, about=user_id, email=email, at=at)


def _send_link(
    session: Session, facts: queries.EvaluationFacts, *, actor: Actor, about: UUID, email: str, at: datetime
) -> AskedSupervisor:
    lock(session, facts.id)
    check_open(opens_on=facts.opens_on, closes_on=facts.closes_on, today=facts.today(at))
    secret = secrets.token_urlsafe(SECRET_BYTES)
    asked = session.get(EvaluationAsked, (facts.id, about), populate_existing=True)
    if asked is None:
        asked = EvaluationAsked(evaluation_id=facts.id, user_id=about)
        session.add(asked)
    elif asked.answered:
        raise SupervisorAnswered
    asked.link_digest = digest_of(secret)
    session.flush()
    event = SupervisorAsked(
        evaluation_id=facts.id,
        user_id=about,
        email=email,
        language=actor.language,
        secret=secret,
        closes_on=facts.closes_on,
        at=at,
    )
    publish(event, session)
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
