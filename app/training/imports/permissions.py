"""Who may import and export which lists."""

from __future__ import annotations

from enum import StrEnum

from app.accounts.models import Role
from app.core.policy import Actor, permits

from ..permissions import TrainingPermission
from .rules.decisions import ImportKind

SYSTEM_KINDS = frozenset({ImportKind.AGENCIES, ImportKind.PEOPLE, ImportKind.PAST})
NOT_OF_CENTRES = frozenset({ImportKind.AGENCIES, ImportKind.ENROLMENTS})
# Lists about one cohort need what doing the same by hand needs.
COHORT_KINDS = {
    ImportKind.ENROLMENTS: TrainingPermission.ENROL_PEOPLE,
    ImportKind.MARKS: TrainingPermission.EDIT_COHORT,
}


class ImportPermission(StrEnum):
    """What can be done with lists."""

    IMPORT = "training:lists:import"
    SEE = "training:lists:see"


@permits(ImportPermission.IMPORT)
def may_import(actor: Actor, kind: ImportKind | None) -> bool:
    """Centre administrators for people and training, system administrators for agencies, people and past training."""
    system, centre = actor.has_role(Role.SYSTEM_ADMINISTRATOR), actor.has_role(Role.CENTRE_ADMINISTRATOR)
    if kind is None:
        return system or centre
    return (system and kind in SYSTEM_KINDS) or (centre and kind not in NOT_OF_CENTRES)


@permits(ImportPermission.SEE)
def may_see_import(actor: Actor, scope_path: str | None) -> bool:
    """Administrators of the centre for which a list was sent; without a centre, system administrators.

    Lists about one cohort are also for those who teach it, as `get_import` says.
    """
    if scope_path is None:
        return may_import(actor, None) or actor.has_role(Role.TRAINER)
    if not scope_path:
        return actor.has_role(Role.SYSTEM_ADMINISTRATOR)
    return actor.holds(Role.CENTRE_ADMINISTRATOR, scope_path)


def scope_for(actor: Actor, kind: ImportKind) -> str:
    """Return for whom a person imports a list of a kind."""
    if actor.has_role(Role.SYSTEM_ADMINISTRATOR) and kind in SYSTEM_KINDS:
        return ""
    return next(iter(actor.scopes(Role.CENTRE_ADMINISTRATOR)), "")
