"""A stored scan or photo."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, String, Table
from sqlalchemy.orm import Mapped, mapped_column

from app.core.audit import forbid_changes
from app.core.db import Base


class Paper(Base):
    """A file in the storage, with the name under which it was sent and what its first bytes say it is."""

    __tablename__ = "training_papers"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    digest: Mapped[str] = mapped_column(String(64))
    name: Mapped[str] = mapped_column(String(200))
    kind: Mapped[str] = mapped_column(String(40))
    size: Mapped[int]
    uploaded_by: Mapped[UUID] = mapped_column(ForeignKey("accounts_users.id"))
    uploaded_at: Mapped[datetime]


assert isinstance(Paper.__table__, Table)
forbid_changes(Paper.__table__)
