"""What marking asks of features that lie above it: whose centre marks, and what rests upon a result."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from uuid import UUID

from sqlalchemy.orm import Session

from app.core.contributions import Registry

# From an enrolment to the centre that teaches it, where there is one.
marking_centres: Registry[Callable[[Session, UUID], UUID | None]] = Registry()
# How many things in force (certificates) rest upon the results of these enrolments.
resting_upon: Registry[Callable[[Session, Sequence[UUID]], int]] = Registry()
