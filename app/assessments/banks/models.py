"""Banks of training centres, the questions in them as they are being written, and who did what to them."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String, Table, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.assessments.rules.questions import QuestionKind
from app.core.audit import forbid_changes
from app.core.db import Base, Words
from app.core.errors import N_

from .rules.workflow import Act, QuestionState

STATE_TITLES = {
    QuestionState.DRAFT: N_("Draft"),
    QuestionState.IN_REVIEW: N_("In review"),
    QuestionState.RETURNED: N_("Returned"),
    QuestionState.APPROVED: N_("Approved"),
    QuestionState.PUBLISHED: N_("Published"),
    QuestionState.RETIRED: N_("Retired"),
}
ACT_TITLES = {
    Act.CREATED: N_("Written"),
    Act.CHANGED: N_("Changed"),
    Act.SENT: N_("Sent to review"),
    Act.TAKEN_BACK: N_("Taken back"),
    Act.RETURNED: N_("Returned to the author"),
    Act.APPROVED: N_("Approved"),
    Act.PUBLISHED: N_("Published"),
    Act.REOPENED: N_("New draft begun"),
    Act.DISCARDED: N_("Draft discarded"),
    Act.RETIRED: N_("Retired"),
    Act.DELETED: N_("Deleted"),
}
KIND_TITLES = {
    QuestionKind.SINGLE: N_("Single choice"),
    QuestionKind.MULTIPLE: N_("Multiple choice"),
    QuestionKind.TRUE_FALSE: N_("True or false"),
    QuestionKind.MATCHING: N_("Matching"),
    QuestionKind.ORDERING: N_("Ordering"),
    QuestionKind.SHORT: N_("Short answer"),
    QuestionKind.NUMERIC: N_("Number"),
    QuestionKind.GAPS: N_("Text with gaps"),
    QuestionKind.IMAGE: N_("Choice with pictures"),
    QuestionKind.ESSAY: N_("Essay"),
    QuestionKind.CHECKLIST: N_("Practical checklist"),
    QuestionKind.SIMULATION: N_("Case simulation"),
}
DIFFICULTY_TITLES = {"easy": N_("Easy"), "medium": N_("Medium"), "hard": N_("Hard")}
POOL_TITLES = {"exam": N_("Exams"), "practice": N_("Practice"), "practical": N_("Practical tasks")}


class Bank(Base):
    """Questions that a training centre writes for its own papers."""

    __tablename__ = "assessments_banks"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    agency_id: Mapped[UUID] = mapped_column(ForeignKey("accounts_agencies.id"), index=True)
    title: Mapped[str] = mapped_column(String(200))
    purpose: Mapped[str] = mapped_column(String(1000), default="")
    languages: Mapped[list[Any]]
    created_at: Mapped[datetime]
    created_by: Mapped[UUID] = mapped_column(ForeignKey("accounts_users.id"))


class BankQuestion(Base):
    """A question of a bank: which version is in use, and the working copy.

    `version_number` is the last published version (0: none yet); it is drawn unless `retired_at` is set. `authors` are
    those who wrote the working copy since then. `revision` counts savings, so that two writers notice one another.
    `languages` are the languages that have texts, between blanks (" en ru "); `search_text` all words, as `loosen`
    writes them, each after a blank; `stems` the stems as the finder of duplicates compares them.
    """

    __tablename__ = "assessments_bank_questions"
    __table_args__ = (
        UniqueConstraint("bank_id", "name"),
        Index("ix_assessments_bank_questions_bank_id_state", "bank_id", "state"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    bank_id: Mapped[UUID] = mapped_column(ForeignKey("assessments_banks.id"))
    name: Mapped[str] = mapped_column(String(80))
    state: Mapped[QuestionState] = mapped_column(Words(QuestionState))
    version_number: Mapped[int] = mapped_column(default=0)
    retired_at: Mapped[datetime | None]
    kind: Mapped[QuestionKind] = mapped_column(Words(QuestionKind))
    module_key: Mapped[str] = mapped_column(String(80))
    objective: Mapped[str] = mapped_column(String(80))
    difficulty: Mapped[str] = mapped_column(String(10))
    pool: Mapped[str] = mapped_column(String(10))
    key: Mapped[dict[str, Any]]
    texts: Mapped[dict[str, Any]]
    source: Mapped[str] = mapped_column(String(200), default="")
    authors: Mapped[list[Any]]
    revision: Mapped[int] = mapped_column(default=1)
    languages: Mapped[str] = mapped_column(String(80))
    search_text: Mapped[str] = mapped_column(Text)
    stems: Mapped[dict[str, Any]]
    updated_at: Mapped[datetime]
    updated_by: Mapped[UUID] = mapped_column(ForeignKey("accounts_users.id"))


class QuestionAct(Base):
    """Who did what to a question, and when. Never changed; it outlives a draft that was deleted."""

    __tablename__ = "assessments_question_acts"
    __table_args__ = (Index("ix_assessments_question_acts_question_id", "question_id"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    question_id: Mapped[UUID]
    bank_id: Mapped[UUID] = mapped_column(ForeignKey("assessments_banks.id"))
    at: Mapped[datetime]
    actor_id: Mapped[UUID] = mapped_column(ForeignKey("accounts_users.id"))
    act: Mapped[Act] = mapped_column(Words(Act))
    note: Mapped[str] = mapped_column(String(1000), default="")
    version_number: Mapped[int] = mapped_column(default=0)
    revision: Mapped[int] = mapped_column(default=0)


class BankMedia(Base):
    """A picture of a bank: its name holds its digest, so one name is one picture everywhere."""

    __tablename__ = "assessments_bank_media"

    bank_id: Mapped[UUID] = mapped_column(ForeignKey("assessments_banks.id"), primary_key=True)
    name: Mapped[str] = mapped_column(String(80), primary_key=True)
    digest: Mapped[str] = mapped_column(String(64))
    kind: Mapped[str] = mapped_column(String(40))
    width: Mapped[int]
    height: Mapped[int]
    size: Mapped[int]
    file_name: Mapped[str] = mapped_column(String(200))
    created_at: Mapped[datetime]
    created_by: Mapped[UUID] = mapped_column(ForeignKey("accounts_users.id"))


class VersionMedia(Base):
    """Which pictures a published version shows: who sits a paper with that version may see them."""

    __tablename__ = "assessments_version_media"
    __table_args__ = (Index("ix_assessments_version_media_name", "name"),)

    question_version_id: Mapped[UUID] = mapped_column(ForeignKey("assessments_question_versions.id"), primary_key=True)
    name: Mapped[str] = mapped_column(String(80), primary_key=True)


class DistinctPair(Base):
    """Two questions that look alike and are not the same, as somebody decided; see `rules.likeness` for names."""

    __tablename__ = "assessments_distinct_pairs"

    first: Mapped[str] = mapped_column(String(170), primary_key=True)
    second: Mapped[str] = mapped_column(String(170), primary_key=True)
    decided_at: Mapped[datetime]
    decided_by: Mapped[UUID] = mapped_column(ForeignKey("accounts_users.id"))


class QuestionUse(Base):
    """How often a version was drawn, counted from time to time so that neither starting nor listing pays for it."""

    __tablename__ = "assessments_question_uses"

    question_version_id: Mapped[UUID] = mapped_column(ForeignKey("assessments_question_versions.id"), primary_key=True)
    drawn: Mapped[int]
    last_drawn_at: Mapped[datetime]


class UseCount(Base):
    """Up to when attempts are counted in `QuestionUse`; one row."""

    __tablename__ = "assessments_use_counts"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    counted_until: Mapped[datetime]


for _each in (QuestionAct, BankMedia, VersionMedia, DistinctPair):
    assert isinstance(_each.__table__, Table)
    forbid_changes(_each.__table__)
