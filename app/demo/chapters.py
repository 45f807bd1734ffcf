"""What the demo story tells beyond its cohorts: each chapter finds the people it needs and adds its own records."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from sqlalchemy.orm import Session

from . import (
    analysis,
    attending,
    banks,
    booklets,
    evaluations,
    exchange,
    imports,
    marking,
    nominations,
    obligations,
    scheduling,
    self_study,
    sittings,
)

Chapter = Callable[[Session, datetime], None]
# In the order in which they are told; each takes the session and the present moment.
CHAPTERS: tuple[Chapter, ...] = (
    sittings.tell,
    booklets.tell,
    analysis.tell,
    banks.tell,
    exchange.tell,
    attending.tell,
    evaluations.tell,
    marking.tell,
    scheduling.tell,
    nominations.tell,
    obligations.tell,
    imports.tell,
    self_study.tell,
)
