"""Who reads and writes the questions of a bank."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from app.accounts.models import Role
from app.core.policy import Actor, permits


class BankPermission(StrEnum):
    """What can be done with banks. Who approves a question is a matter of the question: see `rules.workflow`."""

    SEE = "assessments:bank:see"
    WRITE = "assessments:bank:write"
    CREATE = "assessments:bank:create"


@dataclass(frozen=True, slots=True)
class BankScope:
    """Whose a bank is: the centre's place in the tree."""

    centre_path: str


@permits(BankPermission.WRITE)
def may_write(actor: Actor, bank: BankScope | None) -> bool:
    """Trainers and administrators of the centre, and curriculum editors."""
    if bank is None:
        return actor.has_role(Role.TRAINER, Role.CENTRE_ADMINISTRATOR, Role.CURRICULUM_EDITOR)
    roles = (Role.TRAINER, Role.CENTRE_ADMINISTRATOR, Role.CURRICULUM_EDITOR)
    return any(actor.holds(role, bank.centre_path) for role in roles)


@permits(BankPermission.SEE)
def may_see(actor: Actor, bank: BankScope | None) -> bool:
    """Who writes in a bank reads it, right answers included; nobody else does before an exam."""
    return may_write(actor, bank)


@permits(BankPermission.CREATE)
def may_create(actor: Actor, centre_path: str | None) -> bool:
    """Trainers and administrators open banks of their centre, curriculum editors of any."""
    return may_write(actor, None if centre_path is None else BankScope(centre_path))
