"""Evaluations: those that wait for a person, and what came of those of a cohort."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import Row, Select, case, exists, func, select
from sqlalchemy.orm import Session

from app.accounts.models import Agency
from app.core.errors import Missing
from app.core.policy import Actor
from app.courses.models import CourseEdition

from ..models import Cohort, CohortPlace, TrainingCentre
from ..queries.scopes import sees_cohort
from .models import Evaluation, EvaluationAsked, EvaluationForm
from .rules import Audience, EvaluationKind, window

LOOK_BACK = timedelta(days=400)
A_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class EvaluationFacts:
    """An evaluation as pages need it; `answered` of `asked` people answered."""

    id: UUID
    kind: EvaluationKind
    audience: Audience
    opens_on: date
    closes_on: date
    cohort_id: UUID
    cohort_title: str
    course_key: str
    course_title: dict[str, str]
    time_zone: str
    definition: dict[str, Any]
    box: dict[str, Any]
    asked: int = 0
    answered: int = 0

    def today(self, at: datetime) -> date:
        """Return the day at the centre."""
        return at.astimezone(ZoneInfo(self.time_zone)).date()


@dataclass(frozen=True, slots=True)
class WaitingEvaluation:
    """A form that a person has not answered yet."""

    id: UUID
    kind: EvaluationKind
    cohort_id: UUID
    course_title: dict[str, str]
    closes_on: date


def get_asked(session: Session, user_id: UUID, evaluation_id: UUID) -> tuple[EvaluationFacts, bool]:
    """Return an evaluation that asks this person, and whether they answered (one statement).

    Raises:
        Missing: there is none, or it asks others.

    """
    row = session.execute(
        _facts()
        .add_columns(EvaluationAsked.answered.label("own"))
        .join(EvaluationAsked, EvaluationAsked.evaluation_id == Evaluation.id)
        .where(
            Evaluation.id == evaluation_id,
            EvaluationAsked.user_id == user_id,
            Evaluation.audience != Audience.SUPERVISOR,
        )
    ).one_or_none()
    if row is None:
        raise Missing
    return _read(row), bool(row.own)


def find_by_link(session: Session, digest: str) -> tuple[EvaluationFacts, UUID, bool] | None:
    """Return the evaluation that a supervisor's link opens, about whom, and whether it was answered."""
    row = session.execute(
        _facts()
        .add_columns(EvaluationAsked.user_id.label("about"), EvaluationAsked.answered.label("own"))
        .join(EvaluationAsked, EvaluationAsked.evaluation_id == Evaluation.id)
        .where(EvaluationAsked.link_digest == digest)
    ).one_or_none()
    return (_read(row), row.about, bool(row.own)) if row else None


def find_facts(session: Session, evaluation_id: UUID) -> EvaluationFacts | None:
    """Return an evaluation, whoever asks (one statement)."""
    row = session.execute(_facts().where(Evaluation.id == evaluation_id)).one_or_none()
    return _read(row) if row else None


def find_supervisors(session: Session, evaluation: EvaluationFacts) -> EvaluationFacts | None:
    """Return the form for supervisors that stands beside the participants'."""
    row = session.execute(
        _facts().where(
            Evaluation.cohort_id == evaluation.cohort_id,
            Evaluation.kind == evaluation.kind,
            Evaluation.audience == Audience.SUPERVISOR,
        )
    ).one_or_none()
    return _read(row) if row else None


def waiting_evaluations(session: Session, user_id: UUID, at: datetime) -> list[WaitingEvaluation]:
    """Return the forms that wait for a person (one statement)."""
    rows = session.execute(
        select(
            Evaluation.id,
            Evaluation.kind,
            Evaluation.cohort_id,
            CourseEdition.definition["title"].label("course_title"),
            Evaluation.closes_on,
            Evaluation.opens_on,
            TrainingCentre.time_zone,
        )
        .join(EvaluationAsked, EvaluationAsked.evaluation_id == Evaluation.id)
        .join(Cohort, Cohort.id == Evaluation.cohort_id)
        .join(TrainingCentre, TrainingCentre.agency_id == Cohort.centre_id)
        .join(CourseEdition, CourseEdition.id == Cohort.course_edition_id)
        .where(
            EvaluationAsked.user_id == user_id,
            EvaluationAsked.answered.is_(False),
            Evaluation.audience != Audience.SUPERVISOR,
            Evaluation.closes_on >= at.date() - A_DAY,
        )
        .order_by(Evaluation.closes_on, Evaluation.id)
    )
    return [
        WaitingEvaluation(*row[:5])
        for row in rows
        if row.opens_on <= at.astimezone(ZoneInfo(row.time_zone)).date() <= row.closes_on
    ]


def evaluations_of_cohort(session: Session, cohort_id: UUID) -> list[EvaluationFacts]:
    """Return a cohort's evaluations in time (one statement); who asks was decided by the cohort."""
    return [
        _read(row)
        for row in session.execute(
            _facts(counted=True)
            .where(Evaluation.cohort_id == cohort_id)
            .order_by(Evaluation.opens_on, Evaluation.audience)
        )
    ]


def get_evaluation(session: Session, actor: Actor, evaluation_id: UUID) -> EvaluationFacts:
    """Return an evaluation of a cohort that the person sees.

    Raises:
        Missing: there is none.

    """
    row = session.execute(
        _facts(counted=True)
        .join(Agency, Agency.id == TrainingCentre.agency_id)
        .where(Evaluation.id == evaluation_id, sees_cohort(actor))
    ).one_or_none()
    if row is None:
        raise Missing
    return _read(row)


def evaluations_of_course(session: Session, actor: Actor, like: EvaluationFacts) -> list[EvaluationFacts]:
    """Return the same form's evaluations of all cohorts of the course that the person sees, the latest first."""
    rows = session.execute(
        _facts(counted=True)
        .join(Agency, Agency.id == TrainingCentre.agency_id)
        .where(
            CourseEdition.course_key == like.course_key,
            Evaluation.kind == like.kind,
            Evaluation.audience == like.audience,
            sees_cohort(actor),
        )
        .order_by(Evaluation.opens_on.desc(), Evaluation.id)
    )
    return [_read(row) for row in rows]


def open_without(session: Session, cohort_id: UUID, user_id: UUID, at: datetime) -> list[EvaluationFacts]:
    """Return the open forms of a cohort's participants that do not ask this person yet (one statement)."""
    asked = exists().where(EvaluationAsked.evaluation_id == Evaluation.id, EvaluationAsked.user_id == user_id)
    rows = session.execute(
        _facts().where(
            Evaluation.cohort_id == cohort_id,
            Evaluation.audience != Audience.SUPERVISOR,
            Evaluation.closes_on >= at.date() - A_DAY,
            ~asked,
        )
    )
    return [facts for facts in map(_read, rows) if facts.today(at) <= facts.closes_on]


def current_forms(session: Session) -> dict[Audience, UUID]:
    """Return the current edition of each audience's form."""
    rows = session.execute(select(EvaluationForm.audience, EvaluationForm.id).order_by(EvaluationForm.number))
    return {row.audience: row.id for row in rows}


def people_of(session: Session, cohort_id: UUID) -> list[UUID]:
    """Return who is in a cohort now, in an order that says nothing about them."""
    found = select(CohortPlace.user_id).where(CohortPlace.cohort_id == cohort_id, CohortPlace.left_at.is_(None))
    return sorted(session.scalars(found))


def due_evaluations(session: Session, at: datetime) -> list[tuple[UUID, EvaluationKind]]:
    """Return which cohorts are to be asked now and were not yet (two statements, whatever their number)."""
    rows = session.execute(
        select(Cohort.id, Cohort.ends_on, TrainingCentre.time_zone)
        .join(TrainingCentre, TrainingCentre.agency_id == Cohort.centre_id)
        .where(Cohort.ends_on >= (at - LOOK_BACK).date(), Cohort.ends_on <= at.date() + A_DAY)
        .order_by(Cohort.id)
    ).all()
    asked = select(Evaluation.cohort_id, Evaluation.kind).where(Evaluation.cohort_id.in_([row.id for row in rows]))
    known = {(row.cohort_id, row.kind) for row in session.execute(asked)}
    return [
        (row.id, kind)
        for row in rows
        for kind in EvaluationKind
        if (row.id, kind) not in known and _due(row.ends_on, row.time_zone, kind, at)
    ]


def _due(ends_on: date, time_zone: str, kind: EvaluationKind, at: datetime) -> bool:
    opens_on, closes_on = window(kind, ends_on)
    return opens_on <= at.astimezone(ZoneInfo(time_zone)).date() <= closes_on


def _facts(*, counted: bool = False) -> Select[*tuple[Any, ...]]:
    columns: Sequence[Any] = (
        Evaluation.id,
        Evaluation.kind,
        Evaluation.audience,
        Evaluation.opens_on,
        Evaluation.closes_on,
        Evaluation.cohort_id,
        Cohort.title.label("cohort_title"),
        CourseEdition.course_key,
        CourseEdition.definition["title"].label("course_title"),
        TrainingCentre.time_zone,
        EvaluationForm.definition,
        Evaluation.box,
    )
    if counted:
        mine = EvaluationAsked.evaluation_id == Evaluation.id
        told = case((EvaluationAsked.answered, 1), else_=0)
        columns = (
            *columns,
            select(func.count()).where(mine).correlate(Evaluation).scalar_subquery().label("asked"),
            select(func.coalesce(func.sum(told), 0))
            .where(mine)
            .correlate(Evaluation)
            .scalar_subquery()
            .label("answered"),
        )
    return (
        select(*columns)
        .join(EvaluationForm, EvaluationForm.id == Evaluation.form_id)
        .join(Cohort, Cohort.id == Evaluation.cohort_id)
        .join(TrainingCentre, TrainingCentre.agency_id == Cohort.centre_id)
        .join(CourseEdition, CourseEdition.id == Cohort.course_edition_id)
    )


def _read(row: Row[Any]) -> EvaluationFacts:
    known = {name: value for name, value in row._mapping.items() if name not in ("own", "about")}  # noqa: SLF001
    return EvaluationFacts(**known)
