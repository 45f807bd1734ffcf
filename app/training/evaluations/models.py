"""Evaluation forms, what is asked of which cohort, and a box of answers that belong to nobody."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Table, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.core.audit import forbid_changes
from app.core.db import Base, Words
from app.core.errors import N_

from .rules import Audience, EvaluationKind

EVALUATION_TITLES = {
    EvaluationKind.END_OF_COURSE: N_("At the end of the course"),
    EvaluationKind.AFTER_THREE_MONTHS: N_("After three months"),
    EvaluationKind.AFTER_SIX_MONTHS: N_("After six months"),
}
AUDIENCE_TITLES = {
    Audience.PARTICIPANT: N_("participants"),
    Audience.PARTICIPANT_LATER: N_("participants"),
    Audience.SUPERVISOR: N_("supervisors"),
}


class EvaluationForm(Base):
    """An edition of a form; the latest number of an audience is the current one."""

    __tablename__ = "training_evaluation_forms"
    __table_args__ = (UniqueConstraint("form_key", "number"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    form_key: Mapped[str] = mapped_column(String(80))
    audience: Mapped[Audience] = mapped_column(Words(Audience))
    number: Mapped[int]
    digest: Mapped[str] = mapped_column(String(64))
    definition: Mapped[dict[str, Any]]
    published_at: Mapped[datetime]


assert isinstance(EvaluationForm.__table__, Table)
forbid_changes(EvaluationForm.__table__)


class Evaluation(Base):
    """A form put to a cohort for some days.

    `box` holds all answers: for each item the sorted list of what was said. There is no row for one person's answers,
    so that neither keys, nor times, nor the order of rows can lead back to a person.
    """

    __tablename__ = "training_evaluations"
    __table_args__ = (
        UniqueConstraint("cohort_id", "kind", "audience"),
        CheckConstraint("closes_on >= opens_on", "days_in_order"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    cohort_id: Mapped[UUID] = mapped_column(ForeignKey("training_cohorts.id"))
    form_id: Mapped[UUID] = mapped_column(ForeignKey("training_evaluation_forms.id"))
    kind: Mapped[EvaluationKind] = mapped_column(Words(EvaluationKind))
    audience: Mapped[Audience] = mapped_column(Words(Audience))
    opens_on: Mapped[date]
    closes_on: Mapped[date]
    box: Mapped[dict[str, Any]]


class EvaluationAsked(Base):
    """Who is asked, and whether they answered: without a time, since the time would lead to the answer."""

    __tablename__ = "training_evaluation_asked"
    __table_args__ = (Index("ix_training_evaluation_asked_user_id", "user_id"),)

    evaluation_id: Mapped[UUID] = mapped_column(ForeignKey("training_evaluations.id"), primary_key=True)
    user_id: Mapped[UUID] = mapped_column(ForeignKey("accounts_users.id"), primary_key=True)
    answered: Mapped[bool] = mapped_column(default=False)
    # Of a supervisor, who has no account: the digest of the secret in the link that the participant sent on.
    link_digest: Mapped[str | None] = mapped_column(String(64), unique=True)
