"""The published curriculum (immutable editions) and who learns what of it."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, Numeric, String, Table, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Profession
from app.core.audit import forbid_changes
from app.core.db import Base, Words


class ModuleEdition(Base):
    """A numbered, immutable snapshot of a module as published, named by the digest of its files.

    `outline` holds what a page needs without the lessons' text: `title` and `summary` by language, `place` (its number
    in the curriculum), `hours`, `audiences`, `prerequisites`, `objectives` (key, texts by language), `sources` (key,
    title, url, checked, confidence) and `lessons` in order (key, minutes, titles by language, objectives, sources).
    """

    __tablename__ = "courses_module_editions"
    __table_args__ = (UniqueConstraint("module_key", "number"), UniqueConstraint("module_key", "digest"))

    id: Mapped[UUID] = mapped_column(primary_key=True)
    module_key: Mapped[str] = mapped_column(String(80))
    number: Mapped[int]
    version: Mapped[str] = mapped_column(String(20))
    digest: Mapped[str] = mapped_column(String(64))
    minutes: Mapped[int]
    outline: Mapped[dict[str, Any]]
    published_at: Mapped[datetime]


class LessonText(Base):
    """One lesson in one language, rendered and sanitised when it was published."""

    __tablename__ = "courses_lesson_texts"

    edition_id: Mapped[UUID] = mapped_column(ForeignKey("courses_module_editions.id"), primary_key=True)
    language: Mapped[str] = mapped_column(String(5), primary_key=True)
    lesson_key: Mapped[str] = mapped_column(String(80), primary_key=True)
    title: Mapped[str] = mapped_column(String(300))
    html: Mapped[str] = mapped_column(Text)
    words: Mapped[int]
    stale: Mapped[bool]
    reviewed: Mapped[dict[str, Any]]


class Media(Base):
    """A picture of an edition."""

    __tablename__ = "courses_media"

    edition_id: Mapped[UUID] = mapped_column(ForeignKey("courses_module_editions.id"), primary_key=True)
    name: Mapped[str] = mapped_column(String(120), primary_key=True)
    kind: Mapped[str] = mapped_column(String(40))
    content: Mapped[bytes]


class CourseEdition(Base):
    """A numbered, immutable snapshot of a course: which module editions, which examinations, which rule.

    `definition` holds titles and summaries by language, hours, audience, the assessments' blueprints and the
    certificate rule, as the course file states them.
    """

    __tablename__ = "courses_course_editions"
    __table_args__ = (UniqueConstraint("course_key", "number"), UniqueConstraint("course_key", "digest"))

    id: Mapped[UUID] = mapped_column(primary_key=True)
    course_key: Mapped[str] = mapped_column(String(80))
    number: Mapped[int]
    digest: Mapped[str] = mapped_column(String(64))
    hours: Mapped[float] = mapped_column(Numeric(5, 2, asdecimal=False))
    definition: Mapped[dict[str, Any]]
    published_at: Mapped[datetime]

    modules: Mapped[list[CourseModule]] = relationship(order_by="CourseModule.position", lazy="raise")


class CourseModule(Base):
    """A module's place in a course edition."""

    __tablename__ = "courses_course_modules"

    course_edition_id: Mapped[UUID] = mapped_column(ForeignKey("courses_course_editions.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    edition_id: Mapped[UUID] = mapped_column(ForeignKey("courses_module_editions.id"))
    module_key: Mapped[str] = mapped_column(String(80))


class Enrolment(Base):
    """One person on one course run. Agency and profession are those of the day of enrolment and stay so."""

    __tablename__ = "courses_enrolments"
    __table_args__ = (
        Index("ix_courses_enrolments_user_id", "user_id"),
        Index("ix_courses_enrolments_course_edition_id", "course_edition_id"),
        Index("ix_courses_enrolments_agency_id", "agency_id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    user_id: Mapped[UUID] = mapped_column(ForeignKey("accounts_users.id"))
    course_edition_id: Mapped[UUID] = mapped_column(ForeignKey("courses_course_editions.id"))
    agency_id: Mapped[UUID] = mapped_column(ForeignKey("accounts_agencies.id"))
    profession: Mapped[Profession] = mapped_column(Words(Profession))
    language: Mapped[str] = mapped_column(String(5))
    enrolled_at: Mapped[datetime]
    enrolled_by: Mapped[UUID | None] = mapped_column(ForeignKey("accounts_users.id"))
    withdrawn_at: Mapped[datetime | None]
    withdrawal_reason: Mapped[str] = mapped_column(String(500), default="")

    course_edition: Mapped[CourseEdition] = relationship(lazy="raise")


class LessonCompletion(Base):
    """That a person said they completed a lesson, of which edition and in which language. Never changed."""

    __tablename__ = "courses_lesson_completions"
    __table_args__ = (UniqueConstraint("enrolment_id", "edition_id", "lesson_key"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    enrolment_id: Mapped[UUID] = mapped_column(ForeignKey("courses_enrolments.id"))
    edition_id: Mapped[UUID] = mapped_column(ForeignKey("courses_module_editions.id"))
    lesson_key: Mapped[str] = mapped_column(String(80))
    language: Mapped[str] = mapped_column(String(5))
    completed_at: Mapped[datetime]


class ModuleState(Base):
    """Where a module's files stood when they were last published or held back; replaced each time they changed.

    `standing` is what `standing.as_json` makes: each lesson and question in each language.
    """

    __tablename__ = "courses_module_states"

    module_key: Mapped[str] = mapped_column(String(80), primary_key=True)
    digest: Mapped[str] = mapped_column(String(64))
    standing: Mapped[dict[str, Any]]
    read_at: Mapped[datetime]


# What was published and what a person completed stays as it was: the database itself refuses anything else.
for _each in (ModuleEdition, LessonText, Media, CourseEdition, CourseModule, LessonCompletion):
    assert isinstance(_each.__table__, Table)
    forbid_changes(_each.__table__)
