"""Manuals as files: which were asked for, how far they are, and where the finished ones are stored."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base, Words

from .rules import ManualState


class Manual(Base):
    """A course edition as a PDF in one language.

    `fingerprint` names what else it depends on (template, glossary); `digest` is the stored file; `reason` says why the
    last build failed (code, facts); `heard_at` is when whoever builds it was last heard of.
    """

    __tablename__ = "courses_manuals"
    __table_args__ = (UniqueConstraint("course_edition_id", "language", "fingerprint"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    course_edition_id: Mapped[UUID] = mapped_column(ForeignKey("courses_course_editions.id"))
    language: Mapped[str] = mapped_column(String(5))
    fingerprint: Mapped[str] = mapped_column(String(64))
    state: Mapped[ManualState] = mapped_column(Words(ManualState))
    step: Mapped[int] = mapped_column(default=0)
    digest: Mapped[str | None] = mapped_column(String(64))
    pages: Mapped[int | None]
    size: Mapped[int | None]
    reason: Mapped[dict[str, Any]] = mapped_column(default=dict)
    requested_at: Mapped[datetime]
    requested_by: Mapped[UUID | None] = mapped_column(ForeignKey("accounts_users.id"))
    heard_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]
