"""Paper versions: sets of variants, what was printed of them, whose sheet is whose, and what was typed afterwards."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String, Table, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.core.audit import forbid_changes
from app.core.db import Base, Words

from .rules.entries import EntryKind
from .rules.printing import PrintKind
from .rules.variants import Arrangement


class BookletSet(Base):
    """A paper version of a sitting: its variants, drawn once from `seed` and never changed.

    `conditions` is the blueprint in force when it was made; `languages` those in which it may be printed.
    """

    __tablename__ = "assessments_booklet_sets"
    __table_args__ = (UniqueConstraint("sitting_id", "number"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    sitting_id: Mapped[UUID] = mapped_column(ForeignKey("assessments_sittings.id"))
    number: Mapped[int]
    arrangement: Mapped[Arrangement] = mapped_column(Words(Arrangement))
    seed: Mapped[int]
    languages: Mapped[list[Any]]
    double_entry: Mapped[bool]
    practical: Mapped[bool] = mapped_column(default=False)
    conditions: Mapped[dict[str, Any]]
    made_at: Mapped[datetime]
    made_by: Mapped[UUID] = mapped_column(ForeignKey("accounts_users.id"))


class BookletVariant(Base):
    """One variant of a set with its paper."""

    __tablename__ = "assessments_booklet_variants"
    __table_args__ = (UniqueConstraint("set_id", "letter"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    set_id: Mapped[UUID] = mapped_column(ForeignKey("assessments_booklet_sets.id"))
    letter: Mapped[str] = mapped_column(String(1))
    seed: Mapped[int]
    paper: Mapped[dict[str, Any]]


class BookletSheet(Base):
    """Whose answer sheet is whose: a person's variant, language and size of print, and the code on their sheet."""

    __tablename__ = "assessments_booklet_sheets"
    __table_args__ = (
        UniqueConstraint("set_id", "enrolment_id"),
        Index("ix_assessments_booklet_sheets_code", "code", unique=True),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    set_id: Mapped[UUID] = mapped_column(ForeignKey("assessments_booklet_sets.id"))
    enrolment_id: Mapped[UUID] = mapped_column(ForeignKey("courses_enrolments.id"))
    variant_id: Mapped[UUID] = mapped_column(ForeignKey("assessments_booklet_variants.id"))
    code: Mapped[str] = mapped_column(String(10))
    language: Mapped[str] = mapped_column(String(5))
    large_print: Mapped[bool] = mapped_column(default=False)
    made_at: Mapped[datetime]


class BookletPrinting(Base):
    """A document that was printed: who, when, how many, and the digest of its bytes, which are kept.

    The same document asked for again is the same bytes. `sheets` is how many personal sheets it holds, 0 for others.
    """

    __tablename__ = "assessments_booklet_printings"
    __table_args__ = (Index("ix_assessments_booklet_printings_set_id", "set_id"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    set_id: Mapped[UUID] = mapped_column(ForeignKey("assessments_booklet_sets.id"))
    variant_id: Mapped[UUID | None] = mapped_column(ForeignKey("assessments_booklet_variants.id"))
    kind: Mapped[PrintKind] = mapped_column(Words(PrintKind))
    language: Mapped[str] = mapped_column(String(5), default="")
    large_print: Mapped[bool] = mapped_column(default=False)
    sheets: Mapped[int] = mapped_column(default=0)
    copies: Mapped[int]
    digest: Mapped[str] = mapped_column(String(64))
    pages: Mapped[int]
    printed_at: Mapped[datetime]
    printed_by: Mapped[UUID] = mapped_column(ForeignKey("accounts_users.id"))


class PaperEntry(Base):
    """What was typed of a person's sheet, decided between two typists, or that they were absent. Never changed.

    `answers` holds answers as attempts store them, by the place in the variant's paper.
    """

    __tablename__ = "assessments_paper_entries"
    __table_args__ = (Index("ix_assessments_paper_entries_set_id_enrolment_id", "set_id", "enrolment_id"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    set_id: Mapped[UUID] = mapped_column(ForeignKey("assessments_booklet_sets.id"))
    enrolment_id: Mapped[UUID] = mapped_column(ForeignKey("courses_enrolments.id"))
    kind: Mapped[EntryKind] = mapped_column(Words(EntryKind))
    variant_id: Mapped[UUID | None] = mapped_column(ForeignKey("assessments_booklet_variants.id"))
    answers: Mapped[dict[str, Any]]
    started_at: Mapped[datetime | None]
    submitted_at: Mapped[datetime | None]
    note: Mapped[str] = mapped_column(String(500), default="")
    scan_digest: Mapped[str] = mapped_column(String(64), default="")
    scan_kind: Mapped[str] = mapped_column(String(40), default="")
    entered_at: Mapped[datetime]
    entered_by: Mapped[UUID] = mapped_column(ForeignKey("accounts_users.id"))


class PaperAttempt(Base):
    """The attempt that a person's sheet became; a person has one in a sitting."""

    __tablename__ = "assessments_paper_attempts"
    __table_args__ = (UniqueConstraint("sitting_id", "enrolment_id"),)

    attempt_id: Mapped[UUID] = mapped_column(ForeignKey("assessments_attempts.id"), primary_key=True)
    sitting_id: Mapped[UUID] = mapped_column(ForeignKey("assessments_sittings.id"))
    enrolment_id: Mapped[UUID] = mapped_column(ForeignKey("courses_enrolments.id"))
    entry_id: Mapped[UUID] = mapped_column(ForeignKey("assessments_paper_entries.id"))
    accepted_at: Mapped[datetime]
    accepted_by: Mapped[UUID] = mapped_column(ForeignKey("accounts_users.id"))


class PaperFile(Base):
    """A table of answers that was sent, to be looked through and taken over."""

    __tablename__ = "assessments_paper_files"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    set_id: Mapped[UUID] = mapped_column(ForeignKey("assessments_booklet_sets.id"))
    name: Mapped[str] = mapped_column(String(200))
    digest: Mapped[str] = mapped_column(String(64))
    sent_at: Mapped[datetime]
    sent_by: Mapped[UUID] = mapped_column(ForeignKey("accounts_users.id"))
    taken_at: Mapped[datetime | None]


_FIXED = (BookletSet, BookletVariant, BookletSheet, BookletPrinting, PaperEntry, PaperAttempt)
for _each in _FIXED:
    assert isinstance(_each.__table__, Table)
    forbid_changes(_each.__table__)
