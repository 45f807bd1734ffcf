"""Files of lists as they were read, what accepting them did, what was taken back; and past training."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, Numeric, String, Table, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.core.audit import forbid_changes
from app.core.db import Base, Words

from .rules.decisions import ImportKind


class ImportFile(Base):
    """A list that was sent, from its upload to its receipt and, perhaps, its undoing.

    `content` and `rows` are emptied once the file was accepted, since what they held is then in its own tables; what
    was refused stays in `rows`. `scope_path` says whose it is: a centre's, or the system administrators' when empty.
    With `cohort_id` all of it is about one cohort: who may do it there by hand may do it by a list.
    `done_rows` tells how far accepting came, so that a broken run goes on where it stopped.
    """

    __tablename__ = "training_imports"
    __table_args__ = (Index("ix_training_imports_scope_path_created_at", "scope_path", "created_at"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    kind: Mapped[ImportKind] = mapped_column(Words(ImportKind))
    scope_path: Mapped[str] = mapped_column(String(400))
    cohort_id: Mapped[UUID | None] = mapped_column(ForeignKey("training_cohorts.id"))
    file_name: Mapped[str] = mapped_column(String(200))
    file_digest: Mapped[str] = mapped_column(String(64))
    content: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)
    reading: Mapped[dict[str, Any]]
    titles: Mapped[list[Any]]
    columns: Mapped[dict[str, Any]]
    rows: Mapped[list[Any]] = mapped_column(deferred=True)
    choices: Mapped[dict[str, str]]
    counts: Mapped[dict[str, Any]]
    created_at: Mapped[datetime]
    created_by: Mapped[UUID] = mapped_column(ForeignKey("accounts_users.id"))
    checked_at: Mapped[datetime | None]
    accepted_at: Mapped[datetime | None]
    accepted_by: Mapped[UUID | None] = mapped_column(ForeignKey("accounts_users.id"))
    reason: Mapped[str] = mapped_column(String(500), default="")
    done_rows: Mapped[int] = mapped_column(default=0)
    finished_at: Mapped[datetime | None]
    undone_at: Mapped[datetime | None]
    undone_by: Mapped[UUID | None] = mapped_column(ForeignKey("accounts_users.id"))


class ImportChange(Base):
    """One thing that an import created or changed. Never changed: undoing is a fact of its own."""

    __tablename__ = "training_import_changes"
    __table_args__ = (Index("ix_training_import_changes_import_id", "import_id"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    import_id: Mapped[UUID] = mapped_column(ForeignKey("training_imports.id"))
    line: Mapped[int]
    label: Mapped[str] = mapped_column(String(300))
    created: Mapped[bool]
    thing_id: Mapped[UUID]
    before: Mapped[dict[str, Any]]
    after: Mapped[dict[str, Any]]
    at: Mapped[datetime]


class ImportUndo(Base):
    """What became of a change when its import was undone: taken back, or kept for a reason. Never changed."""

    __tablename__ = "training_import_undos"

    change_id: Mapped[UUID] = mapped_column(ForeignKey("training_import_changes.id"), primary_key=True)
    taken_back: Mapped[bool]
    problem: Mapped[list[Any]]
    by: Mapped[UUID] = mapped_column(ForeignKey("accounts_users.id"))
    at: Mapped[datetime]


class ColumnMemory(Base):
    """Which column of a kind of list held what when it was last read for a centre: field keys by folded title."""

    __tablename__ = "training_import_memories"

    scope_path: Mapped[str] = mapped_column(String(400), primary_key=True)
    kind: Mapped[ImportKind] = mapped_column(Words(ImportKind), primary_key=True)
    columns: Mapped[dict[str, str]]


class PastTraining(Base):
    """Training that somebody had elsewhere or before the records begin. Never changed.

    A correction is a further record that names the one it replaces; the current one is replaced by none and not
    annulled.
    """

    __tablename__ = "training_past_trainings"
    __table_args__ = (
        UniqueConstraint("replaces_id"),
        CheckConstraint("hours >= 0", "hours_not_negative"),
        Index("ix_training_past_trainings_user_id", "user_id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    user_id: Mapped[UUID] = mapped_column(ForeignKey("accounts_users.id"))
    course: Mapped[str] = mapped_column(String(300))
    course_key: Mapped[str] = mapped_column(String(80), default="")
    provider: Mapped[str] = mapped_column(String(300), default="")
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    hours: Mapped[Decimal] = mapped_column(Numeric(6, 2))
    certificate_number: Mapped[str] = mapped_column(String(100), default="")
    certificate_on: Mapped[date | None]
    evidence: Mapped[str] = mapped_column(String(500), default="")
    recorded_at: Mapped[datetime]
    recorded_by: Mapped[UUID] = mapped_column(ForeignKey("accounts_users.id"))
    replaces_id: Mapped[UUID | None] = mapped_column(ForeignKey("training_past_trainings.id"))


class PastTrainingAnnulment(Base):
    """A record of past training that was a mistake. Never changed."""

    __tablename__ = "training_past_training_annulments"

    past_training_id: Mapped[UUID] = mapped_column(ForeignKey("training_past_trainings.id"), primary_key=True)
    reason: Mapped[str] = mapped_column(String(500))
    annulled_by: Mapped[UUID] = mapped_column(ForeignKey("accounts_users.id"))
    annulled_at: Mapped[datetime]


for _each in (ImportChange, ImportUndo, PastTraining, PastTrainingAnnulment):
    assert isinstance(_each.__table__, Table)
    forbid_changes(_each.__table__)
