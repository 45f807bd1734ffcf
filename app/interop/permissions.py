"""Who takes questions in and gives them out: whoever writes in the bank. The bank's own predicates decide on it."""

from __future__ import annotations

from enum import StrEnum

from app.assessments.banks.permissions import BankScope, may_write
from app.core.policy import Actor, permits


class ExchangePermission(StrEnum):
    """What can be done with files of questions."""

    IMPORT = "interop:questions:import"
    EXPORT = "interop:questions:export"


@permits(ExchangePermission.IMPORT)
def may_import(actor: Actor, bank: BankScope | None) -> bool:
    """Whoever writes in the bank."""
    return may_write(actor, bank)


@permits(ExchangePermission.EXPORT)
def may_export(actor: Actor, bank: BankScope | None) -> bool:
    """Whoever writes in the bank: a file has the right answers."""
    return may_write(actor, bank)
