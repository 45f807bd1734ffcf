"""Files of questions that people sent, and what was taken in of them."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, String, Table
from sqlalchemy.orm import Mapped, mapped_column

from app.core.audit import forbid_changes
from app.core.db import Base, Words

from .formats import Format


class QuestionFile(Base):
    """A file as it was sent, with how it is to be read. It is read anew whenever it is looked at."""

    __tablename__ = "interop_question_files"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    bank_id: Mapped[UUID] = mapped_column(ForeignKey("assessments_banks.id"), index=True)
    file_name: Mapped[str] = mapped_column(String(200))
    digest: Mapped[str] = mapped_column(String(64))
    format: Mapped[Format] = mapped_column(Words(Format))
    language: Mapped[str] = mapped_column(String(5))
    merging: Mapped[bool]
    sent_at: Mapped[datetime]
    sent_by: Mapped[UUID] = mapped_column(ForeignKey("accounts_users.id"))


class QuestionFileAccepted(Base):
    """That a file was taken in, once: how many questions began as drafts, got a language, or were left out."""

    __tablename__ = "interop_question_files_accepted"

    file_id: Mapped[UUID] = mapped_column(ForeignKey("interop_question_files.id"), primary_key=True)
    added: Mapped[int]
    merged: Mapped[int]
    refused: Mapped[int]
    at: Mapped[datetime]
    by: Mapped[UUID] = mapped_column(ForeignKey("accounts_users.id"))


for _each in (QuestionFile, QuestionFileAccepted):
    assert isinstance(_each.__table__, Table)
    forbid_changes(_each.__table__)
