"""Sign-in sheets as printed, and their scans."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String, Table
from sqlalchemy.orm import Mapped, mapped_column

from app.core.audit import forbid_changes
from app.core.db import Base

from ..papers.models import Paper


class SheetPrinting(Base):
    """That a sign-in sheet was printed; its code stands on the paper."""

    __tablename__ = "training_sheet_printings"
    __table_args__ = (Index("ix_training_sheet_printings_session_id", "session_id"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    session_id: Mapped[UUID] = mapped_column(ForeignKey("training_sessions.id"))
    code: Mapped[str] = mapped_column(String(12), unique=True)
    printed_at: Mapped[datetime]
    printed_by: Mapped[UUID] = mapped_column(ForeignKey("accounts_users.id"))


class SheetScan(Base):
    """A paper sheet as it was entered: which printing, if its code was given, and its scan, if one was attached."""

    __tablename__ = "training_sheet_scans"
    __table_args__ = (Index("ix_training_sheet_scans_session_id", "session_id"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    session_id: Mapped[UUID] = mapped_column(ForeignKey("training_sessions.id"))
    printing_id: Mapped[UUID | None] = mapped_column(ForeignKey("training_sheet_printings.id"))
    paper_id: Mapped[UUID | None] = mapped_column(ForeignKey(Paper.id))
    entered_at: Mapped[datetime]
    entered_by: Mapped[UUID] = mapped_column(ForeignKey("accounts_users.id"))


for _each in (SheetPrinting, SheetScan):
    assert isinstance(_each.__table__, Table)
    forbid_changes(_each.__table__)
