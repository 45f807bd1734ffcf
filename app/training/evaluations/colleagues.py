"""People about whom agencies are asked, since they nominated them: what officers see of their follow-ups."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from app.accounts.models import Agency, Role, User
from app.core.errors import Missing
from app.core.policy import Actor
from app.courses.models import CourseEdition

from ..models import Cohort, CohortPlace, TrainingCentre
from ..nominations.models import Nomination
from ..queries.scopes import path_within
from . import queries
from .models import Evaluation, EvaluationAsked
from .rules import Audience, EvaluationKind


@dataclass(frozen=True, slots=True)
class Nominated:
    """Somebody of a cohort whom an agency nominated, and the officer who did."""

    user_id: UUID
    agency_id: UUID
    officer_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class Colleague:
    """Somebody about whom an agency is asked; `sent_on` says that a supervisor has a link."""

    user_id: UUID
    name: str
    email: str
    agency_names: dict[str, str]
    answered: bool
    sent_on: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitingFollowUp:
    """A follow-up that waits for an agency, about so many of its people."""

    id: UUID
    kind: EvaluationKind
    course_title: dict[str, str]
    closes_on: date
    people: int


def nominated_of(session: Session, cohort_id: UUID) -> list[Nominated]:
    """Return the present people of a cohort whom agencies nominated, each once (one statement)."""
    rows = session.execute(
        select(CohortPlace.user_id, Nomination.agency_id, Nomination.nominated_by)
        .join(Nomination, Nomination.enrolment_id == CohortPlace.enrolment_id)
        .where(CohortPlace.cohort_id == cohort_id, CohortPlace.left_at.is_(None))
        .order_by(CohortPlace.user_id, Nomination.nominated_at)
    )
    return list({row.user_id: Nominated(*row) for row in rows}.values())


def get_colleagues(
    session: Session, actor: Actor, evaluation_id: UUID
) -> tuple[queries.EvaluationFacts, list[Colleague]]:
    """Return a follow-up and the actor's agency's people in it, by name (two statements).

    Raises:
        Missing: it asks about nobody of theirs.

    """
    rows = session.execute(
        _asked(
            actor,
            EvaluationAsked.user_id,
            User.name,
            User.email,
            Agency.names.label("agency_names"),
            EvaluationAsked.answered,
            EvaluationAsked.link_digest,
        )
        .where(Evaluation.id == evaluation_id)
        .order_by(User.name, EvaluationAsked.user_id)
    )
    found = {
        row.user_id: Colleague(
            user_id=row.user_id,
            name=row.name,
            email=row.email,
            agency_names=row.agency_names,
            answered=row.answered,
            sent_on=row.link_digest is not None,
        )
        for row in rows
    }
    facts = queries.find_facts(session, evaluation_id)
    if not found or facts is None:
        raise Missing
    return facts, list(found.values())


def get_colleague(
    session: Session, actor: Actor, evaluation_id: UUID, user_id: UUID
) -> tuple[queries.EvaluationFacts, Colleague]:
    """Return a follow-up and one person in it.

    Raises:
        Missing: it does not ask the actor's agency about them.

    """
    facts, people = get_colleagues(session, actor, evaluation_id)
    found = next((each for each in people if each.user_id == user_id), None)
    if found is None:
        raise Missing
    return facts, found


def is_agency_asked(session: Session, own: queries.EvaluationFacts, user_id: UUID) -> bool:
    """Whether the agency that nominated a participant is asked about them (one statement)."""
    found = (
        select(EvaluationAsked.user_id)
        .join(Evaluation, Evaluation.id == EvaluationAsked.evaluation_id)
        .join(
            CohortPlace,
            (CohortPlace.cohort_id == Evaluation.cohort_id) & (CohortPlace.user_id == EvaluationAsked.user_id),
        )
        .join(Nomination, Nomination.enrolment_id == CohortPlace.enrolment_id)
        .where(
            Evaluation.cohort_id == own.cohort_id,
            Evaluation.kind == own.kind,
            Evaluation.audience == Audience.SUPERVISOR,
            EvaluationAsked.user_id == user_id,
        )
    )
    return session.scalars(found.limit(1)).first() is not None


def waiting_for_agency(session: Session, actor: Actor, at: datetime) -> list[WaitingFollowUp]:
    """Return the follow-ups that wait for the actor's agencies (one statement)."""
    rows = session.execute(
        _asked(
            actor,
            Evaluation.id,
            Evaluation.kind,
            Evaluation.opens_on,
            Evaluation.closes_on,
            EvaluationAsked.user_id,
            CourseEdition.definition["title"].label("course_title"),
            TrainingCentre.time_zone,
        )
        .join(Cohort, Cohort.id == Evaluation.cohort_id)
        .join(TrainingCentre, TrainingCentre.agency_id == Cohort.centre_id)
        .join(CourseEdition, CourseEdition.id == Cohort.course_edition_id)
        .where(EvaluationAsked.answered.is_(False), Evaluation.closes_on >= at.date() - timedelta(days=1))
        .order_by(Evaluation.closes_on, Evaluation.id)
    ).all()
    people: dict[UUID, set[UUID]] = {}
    for row in rows:
        if row.opens_on <= at.astimezone(ZoneInfo(row.time_zone)).date() <= row.closes_on:
            people.setdefault(row.id, set()).add(row.user_id)
    first = {row.id: row for row in reversed(rows)}
    return [
        WaitingFollowUp(
            id=key,
            kind=first[key].kind,
            course_title=first[key].course_title,
            closes_on=first[key].closes_on,
            people=len(asked),
        )
        for key, asked in people.items()
    ]


def _asked(actor: Actor, *columns: Any) -> Select[*tuple[Any, ...]]:  # noqa: ANN401 -- columns
    """Those about whom the actor's agencies are asked: the same rule as `may_answer_for_agency`."""
    return (
        select(*columns)
        .select_from(EvaluationAsked)
        .join(Evaluation, Evaluation.id == EvaluationAsked.evaluation_id)
        .join(User, User.id == EvaluationAsked.user_id)
        .join(
            CohortPlace,
            (CohortPlace.cohort_id == Evaluation.cohort_id) & (CohortPlace.user_id == EvaluationAsked.user_id),
        )
        .join(Nomination, Nomination.enrolment_id == CohortPlace.enrolment_id)
        .join(Agency, Agency.id == Nomination.agency_id)
        .where(
            Evaluation.audience == Audience.SUPERVISOR,
            EvaluationAsked.user_id != actor.id,
            path_within(Agency.path, actor.scopes(Role.AGENCY_OFFICER)),
        )
    )
