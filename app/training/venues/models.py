"""Where training is held, what can be carried there, and who sleeps there."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base


class Venue(Base):
    """A building where a centre teaches; its zone is the one in which people there read the clock."""

    __tablename__ = "training_venues"
    __table_args__ = (UniqueConstraint("centre_id", "name"), CheckConstraint("beds >= 0", "beds_not_negative"))

    id: Mapped[UUID] = mapped_column(primary_key=True)
    centre_id: Mapped[UUID] = mapped_column(ForeignKey("training_centres.agency_id"))
    name: Mapped[str] = mapped_column(String(200))
    address: Mapped[str] = mapped_column(String(300), default="")
    city: Mapped[str] = mapped_column(String(120), default="")
    country: Mapped[str] = mapped_column(String(2))
    time_zone: Mapped[str] = mapped_column(String(40))
    beds: Mapped[int] = mapped_column(default=0)


class EquipmentItem(Base):
    """Something that a centre owns several of and carries to where it is needed."""

    __tablename__ = "training_equipment_items"
    __table_args__ = (UniqueConstraint("centre_id", "name"), CheckConstraint("count >= 0", "count_not_negative"))

    id: Mapped[UUID] = mapped_column(primary_key=True)
    centre_id: Mapped[UUID] = mapped_column(ForeignKey("training_centres.agency_id"))
    name: Mapped[str] = mapped_column(String(120))
    count: Mapped[int]


class SessionEquipment(Base):
    """How many of an item a session takes."""

    __tablename__ = "training_session_equipment"
    __table_args__ = (CheckConstraint("count > 0", "count_positive"),)

    session_id: Mapped[UUID] = mapped_column(ForeignKey("training_sessions.id"), primary_key=True)
    item_id: Mapped[UUID] = mapped_column(ForeignKey("training_equipment_items.id"), primary_key=True, index=True)
    count: Mapped[int]


class BedBooking(Base):
    """Beds of a venue for a cohort, or for one of its people, by nights; what was given back stays on record."""

    __tablename__ = "training_bed_bookings"
    __table_args__ = (
        CheckConstraint("beds > 0", "beds_positive"),
        CheckConstraint("last_night >= first_night", "nights_in_order"),
        Index("ix_training_bed_bookings_venue_id_first_night", "venue_id", "first_night"),
        Index("ix_training_bed_bookings_cohort_id", "cohort_id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    venue_id: Mapped[UUID] = mapped_column(ForeignKey("training_venues.id"))
    cohort_id: Mapped[UUID] = mapped_column(ForeignKey("training_cohorts.id"))
    user_id: Mapped[UUID | None] = mapped_column(ForeignKey("accounts_users.id"))
    beds: Mapped[int]
    first_night: Mapped[date]
    last_night: Mapped[date]
    booked_by: Mapped[UUID] = mapped_column(ForeignKey("accounts_users.id"))
    booked_at: Mapped[datetime]
    given_back_at: Mapped[datetime | None]
    given_back_by: Mapped[UUID | None] = mapped_column(ForeignKey("accounts_users.id"))
