"""Who may make paper versions, read their keys and enter what people wrote."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from app.accounts.models import Role
from app.core.policy import Actor, permits


class BookletPermission(StrEnum):
    """What can be done with paper versions."""

    SEE = "assessments:booklet:see"
    MAKE = "assessments:booklet:make"
    READ_KEY = "assessments:booklet:read_key"
    ENTER = "assessments:booklet:enter"


@dataclass(frozen=True, slots=True)
class PaperScope:
    """The centre whose sitting it is, and whose sheets are meant."""

    centre_path: str
    user_ids: frozenset[UUID] = frozenset()


@permits(BookletPermission.SEE)
def may_see(actor: Actor, paper: PaperScope | None) -> bool:
    """Trainers and administrators of the centre."""
    return _holds(actor, paper)


@permits(BookletPermission.MAKE)
def may_make(actor: Actor, paper: PaperScope | None) -> bool:
    """Trainers and administrators of the centre, except those who sit it."""
    return _holds(actor, paper) and _apart(actor, paper)


@permits(BookletPermission.READ_KEY)
def may_read_key(actor: Actor, paper: PaperScope | None) -> bool:
    """Trainers and administrators of the centre, except those who sit it; each reading is on record."""
    return _holds(actor, paper) and _apart(actor, paper)


@permits(BookletPermission.ENTER)
def may_enter(actor: Actor, paper: PaperScope | None) -> bool:
    """Trainers and administrators of the centre, but nobody their own sheet."""
    return _holds(actor, paper) and _apart(actor, paper)


def _holds(actor: Actor, paper: PaperScope | None) -> bool:
    roles = (Role.TRAINER, Role.CENTRE_ADMINISTRATOR)
    if paper is None:
        return actor.has_role(*roles)
    return any(actor.holds(role, paper.centre_path) for role in roles)


def _apart(actor: Actor, paper: PaperScope | None) -> bool:
    return paper is None or actor.id not in paper.user_ids
