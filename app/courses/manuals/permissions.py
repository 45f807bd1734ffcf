"""Who may read a manual."""

from __future__ import annotations

from enum import StrEnum
from typing import Protocol

from app.core.policy import Actor, permits
from app.courses.permissions import may_preview


class ManualPermission(StrEnum):
    """What can be done with manuals."""

    READ = "courses:manual:read"


class Studied(Protocol):
    """A course edition, and whether the person in question is enrolled on the course."""

    @property
    def enrolled(self) -> bool:
        """Whether they are."""
        ...


@permits(ManualPermission.READ)
def may_read(actor: Actor, manual: Studied | None) -> bool:
    """Those who teach, organise or write read every manual, others those of the courses that they are enrolled on."""
    return manual is None or manual.enrolled or may_preview(actor, None)
