"""The library as published."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import String, Table
from sqlalchemy.orm import Mapped, mapped_column

from app.core.audit import forbid_changes
from app.core.db import Base


class LibraryEdition(Base):
    """Glossary, hotlines and instruments as they were published together; the latest number is the current one."""

    __tablename__ = "library_editions"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(unique=True)
    digest: Mapped[str] = mapped_column(String(64))
    content: Mapped[dict[str, Any]]
    published_at: Mapped[datetime]


# What a lesson's link led to on a day can be shown years later.
assert isinstance(LibraryEdition.__table__, Table)
forbid_changes(LibraryEdition.__table__)
