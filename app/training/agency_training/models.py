"""Training that agencies held themselves: what they state, what proves it, what was decided, and the hours credited."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Table, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.accounts.models import Profession
from app.core.audit import forbid_changes
from app.core.db import Base, Words

from ..papers.models import Paper
from .rules.dossiers import EvidenceKind
from .rules.states import Act


class AgencyTraining(Base):
    """A training as the agency describes it; it changes only while it is a draft or returned."""

    __tablename__ = "training_agency_trainings"
    __table_args__ = (
        CheckConstraint("ends_on >= starts_on", "days_in_order"),
        CheckConstraint("minutes > 0", "minutes_positive"),
        Index("ix_training_agency_trainings_agency_id", "agency_id"),
        Index("ix_training_agency_trainings_centre_id", "centre_id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    agency_id: Mapped[UUID] = mapped_column(ForeignKey("accounts_agencies.id"))
    centre_id: Mapped[UUID] = mapped_column(ForeignKey("training_centres.agency_id"))
    title: Mapped[str] = mapped_column(String(200))
    programme: Mapped[str] = mapped_column(Text, default="")
    modules: Mapped[list[Any]] = mapped_column(default=list)
    trainers: Mapped[list[Any]] = mapped_column(default=list)
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    place: Mapped[str] = mapped_column(String(200), default="")
    language: Mapped[str] = mapped_column(String(5))
    minutes: Mapped[int]
    face_to_face: Mapped[bool]
    created_at: Mapped[datetime]
    created_by: Mapped[UUID] = mapped_column(ForeignKey("accounts_users.id"))


class AgencyTrainingPerson(Base):
    """Somebody who took part. `user_id` is empty for a person who is new until the centre accepts the training."""

    __tablename__ = "training_agency_training_people"
    __table_args__ = (
        UniqueConstraint("training_id", "email"),
        CheckConstraint("minutes >= 0", "minutes_not_negative"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    training_id: Mapped[UUID] = mapped_column(ForeignKey("training_agency_trainings.id"))
    user_id: Mapped[UUID | None] = mapped_column(ForeignKey("accounts_users.id"), index=True)
    name: Mapped[str] = mapped_column(String(200))
    email: Mapped[str] = mapped_column(String(254))
    profession: Mapped[Profession] = mapped_column(Words(Profession))
    minutes: Mapped[int]


class AgencyTrainingEvidence(Base):
    """A file that belongs to a training."""

    __tablename__ = "training_agency_training_evidence"
    __table_args__ = (Index("ix_training_agency_training_evidence_training_id", "training_id"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    training_id: Mapped[UUID] = mapped_column(ForeignKey("training_agency_trainings.id"))
    paper_id: Mapped[UUID] = mapped_column(ForeignKey(Paper.id))
    kind: Mapped[EvidenceKind] = mapped_column(Words(EvidenceKind))


class AgencyTrainingAct(Base):
    """One thing that was done with a training, by whom and why. Never changed; together they are its state.

    `facts` holds the training as it was then, so that a later change after a return shows beside it.
    """

    __tablename__ = "training_agency_training_acts"
    __table_args__ = (UniqueConstraint("training_id", "number"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    training_id: Mapped[UUID] = mapped_column(ForeignKey("training_agency_trainings.id"))
    number: Mapped[int]
    act: Mapped[Act] = mapped_column(Words(Act))
    reason: Mapped[str] = mapped_column(String(500), default="")
    facts: Mapped[dict[str, Any]]
    by: Mapped[UUID] = mapped_column(ForeignKey("accounts_users.id"))
    at: Mapped[datetime]


class CreditedHours(Base):
    """What a person is credited with for an accepted training, with the agency of that day. Never changed."""

    __tablename__ = "training_credited_hours"
    __table_args__ = (
        UniqueConstraint("training_id", "user_id"),
        Index("ix_training_credited_hours_user_id_held_on", "user_id", "held_on"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    training_id: Mapped[UUID] = mapped_column(ForeignKey("training_agency_trainings.id"))
    user_id: Mapped[UUID] = mapped_column(ForeignKey("accounts_users.id"))
    agency_id: Mapped[UUID] = mapped_column(ForeignKey("accounts_agencies.id"))
    held_on: Mapped[date]
    minutes: Mapped[int]
    face_to_face: Mapped[bool]


for _each in (AgencyTrainingAct, CreditedHours):
    assert isinstance(_each.__table__, Table)
    forbid_changes(_each.__table__)
