"""Published simulations (immutable editions) and what people decided in them (append-only)."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, Numeric, String, Table, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.core.audit import forbid_changes
from app.core.db import Base, Words

from .rules import EndingKind


class SimulationEdition(Base):
    """A numbered, immutable snapshot of a simulation: `plan` is its structure as `rules.from_json` reads it.

    `facts` holds what pages need beside it: `titles` and `summaries` by language, and `sources` (key, title, url).
    """

    __tablename__ = "assessments_simulation_editions"
    __table_args__ = (UniqueConstraint("simulation_key", "number"), UniqueConstraint("simulation_key", "digest"))

    id: Mapped[UUID] = mapped_column(primary_key=True)
    simulation_key: Mapped[str] = mapped_column(String(80))
    number: Mapped[int]
    version: Mapped[str] = mapped_column(String(20))
    digest: Mapped[str] = mapped_column(String(64))
    minutes: Mapped[int]
    plan: Mapped[dict[str, Any]]
    facts: Mapped[dict[str, Any]]
    published_at: Mapped[datetime]


class SimulationText(Base):
    """A simulation's words in one language, rendered and sanitised when it was published."""

    __tablename__ = "assessments_simulation_texts"

    edition_id: Mapped[UUID] = mapped_column(ForeignKey("assessments_simulation_editions.id"), primary_key=True)
    language: Mapped[str] = mapped_column(String(5), primary_key=True)
    texts: Mapped[dict[str, Any]]
    words: Mapped[int]
    stale: Mapped[bool]


class SimulationRun(Base):
    """One walk of one person through an edition, in the language that they read.

    A run that answers a question of an attempt names both: there is one for each, and it is no practice.
    """

    __tablename__ = "assessments_simulation_runs"
    __table_args__ = (
        UniqueConstraint("enrolment_id", "simulation_key", "number"),
        UniqueConstraint("attempt_id", "question"),
        Index("ix_assessments_simulation_runs_user_id", "user_id"),
        Index("ix_assessments_simulation_runs_edition_id", "edition_id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    edition_id: Mapped[UUID] = mapped_column(ForeignKey("assessments_simulation_editions.id"))
    simulation_key: Mapped[str] = mapped_column(String(80))
    enrolment_id: Mapped[UUID] = mapped_column(ForeignKey("courses_enrolments.id"))
    user_id: Mapped[UUID] = mapped_column(ForeignKey("accounts_users.id"))
    number: Mapped[int]
    language: Mapped[str] = mapped_column(String(5))
    started_at: Mapped[datetime]
    attempt_id: Mapped[UUID | None] = mapped_column(ForeignKey("assessments_attempts.id"))
    question: Mapped[int | None]


class SimulationDecision(Base):
    """A decision as taken; its id comes from the form, so a repeated request is the same decision."""

    __tablename__ = "assessments_simulation_decisions"
    __table_args__ = (UniqueConstraint("run_id", "position"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    run_id: Mapped[UUID] = mapped_column(ForeignKey("assessments_simulation_runs.id"))
    position: Mapped[int]
    node: Mapped[str] = mapped_column(String(80))
    decision: Mapped[str] = mapped_column(String(80))
    reason: Mapped[str] = mapped_column(String(1000), default="")
    decided_at: Mapped[datetime]


class SimulationResult(Base):
    """How a run ended; written with its last decision, so that results of many people need no folding."""

    __tablename__ = "assessments_simulation_results"

    run_id: Mapped[UUID] = mapped_column(ForeignKey("assessments_simulation_runs.id"), primary_key=True)
    ending: Mapped[str] = mapped_column(String(80))
    kind: Mapped[EndingKind] = mapped_column(Words(EndingKind))
    points: Mapped[int]
    percent: Mapped[float] = mapped_column(Numeric(5, 2, asdecimal=False))
    levels: Mapped[dict[str, Any]]
    finished_at: Mapped[datetime]


for _each in (SimulationEdition, SimulationText, SimulationRun, SimulationDecision, SimulationResult):
    assert isinstance(_each.__table__, Table)
    forbid_changes(_each.__table__)
