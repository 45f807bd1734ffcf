"""Asking a cohort, and taking an answer so that nobody can tell whose it is."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.accounts.models import User
from app.core import audit
from app.core.errors import Missing
from app.core.events import publish
from app.core.ids import new_id
from app.core.policy import Actor, require

from .. import queries as training
from ..queries.cohorts import CohortFacts, find_cohort_facts
from . import queries
from .events import EvaluationOpened, SupervisorAsked
from .models import Evaluation, EvaluationAsked
from .permissions import EvaluationPermission
from .rules import (
    ANSWERING_DAYS,
    AnsweredAlready,
    Audience,
    EvaluationKind,
    FormMissing,
    NobodyAsked,
    OwnAddress,
    check_open,
    drop_in,
    items_of,
    read_answers,
    window,
)

SECRET_BYTES = 24


@dataclass(frozen=True, slots=True)
class AskedSupervisor:
    """The link's secret, to be sent on; it is stored nowhere in clear."""

    secret: str
    closes_on: date


def digest_of(secret: str) -> str:
    """Return what is stored of a link's secret."""
    return hashlib.sha256(secret.encode()).hexdigest()


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


def answer(session: Session, *, actor: Actor, evaluation_id: UUID, given: Mapping[str, str], at: datetime) -> None:
    """Drop a person's answers into the box and note that they answered.

    The act leaves no audit entry: its time would lead from the person to the answer.

    Raises:
        Missing: no such form asks this person.
        EvaluationClosed, AnsweredAlready, AnswersRefused: as named; nothing was stored.

    """
    _lock(session, evaluation_id)
    facts, answered = queries.get_asked(session, actor.id, evaluation_id)
    require(actor, EvaluationPermission.ANSWER, frozenset({actor.id}))
    _take(session, facts, actor.id, answered=answered, given=given, at=at)


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
    _lock(session, facts.id)
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
    _lock(session, found[0].id)
    session.expire_all()
    facts, about, answered = queries.find_by_link(session, digest_of(secret)) or found
    _take(session, facts, about, answered=answered, given=given, at=at)


def _take(
    session: Session,
    facts: queries.EvaluationFacts,
    user_id: UUID,
    *,
    answered: bool,
    given: Mapping[str, str],
    at: datetime,
) -> None:
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


def _lock(session: Session, evaluation_id: UUID) -> None:
    """Let two who answer at once wait for one another: the box is one row."""
    session.execute(select(Evaluation.id).where(Evaluation.id == evaluation_id).with_for_update())


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
    session.add_all(EvaluationAsked(evaluation_id=evaluation_id, user_id=each) for each in people)
    if later:
        supervisors = Audience.SUPERVISOR
        session.add(_evaluation(new_id(), cohort.id, forms[supervisors], kind, supervisors, opens_on, closes_on))
    session.flush()
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
