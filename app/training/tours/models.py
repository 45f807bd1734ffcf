"""What a study tour has beyond a session."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base


class Tour(Base):
    """Who receives the group, and what it wants to learn."""

    __tablename__ = "training_tours"

    session_id: Mapped[UUID] = mapped_column(ForeignKey("training_sessions.id"), primary_key=True)
    host: Mapped[str] = mapped_column(String(200), default="")
    contact: Mapped[str] = mapped_column(String(300), default="")
    languages: Mapped[str] = mapped_column(String(200), default="")
    questions: Mapped[str] = mapped_column(Text, default="")


class TourVisit(Base):
    """A visit of the programme."""

    __tablename__ = "training_tour_visits"
    __table_args__ = (
        CheckConstraint("ends_at > starts_at", "times_in_order"),
        Index("ix_training_tour_visits_session_id", "session_id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    session_id: Mapped[UUID] = mapped_column(ForeignKey("training_sessions.id"))
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    body: Mapped[str] = mapped_column(String(200))
    address: Mapped[str] = mapped_column(String(300), default="")
    contact: Mapped[str] = mapped_column(String(300), default="")


class TourTraveller(Base):
    """Who travels."""

    __tablename__ = "training_tour_travellers"

    session_id: Mapped[UUID] = mapped_column(ForeignKey("training_sessions.id"), primary_key=True)
    user_id: Mapped[UUID] = mapped_column(ForeignKey("accounts_users.id"), primary_key=True, index=True)


class TourReport(Base):
    """A traveller's report, in the five points of the study tour's form; once handed in it stays as it is."""

    __tablename__ = "training_tour_reports"
    __table_args__ = (UniqueConstraint("session_id", "user_id"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    session_id: Mapped[UUID] = mapped_column(ForeignKey("training_sessions.id"))
    user_id: Mapped[UUID] = mapped_column(ForeignKey("accounts_users.id"))
    visits: Mapped[str] = mapped_column(Text, default="")
    answers: Mapped[str] = mapped_column(Text, default="")
    adopted: Mapped[str] = mapped_column(Text, default="")
    cases: Mapped[str] = mapped_column(Text, default="")
    contacts: Mapped[str] = mapped_column(Text, default="")
    saved_at: Mapped[datetime]
    handed_in_at: Mapped[datetime | None]
