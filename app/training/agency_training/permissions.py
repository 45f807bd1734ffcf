"""Who may hand in training of an agency, and who decides on it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from app.accounts.models import Role
from app.core.policy import Actor, permits


class AgencyTrainingPermission(StrEnum):
    """What can be done with training that an agency held."""

    SEE = "training:agency_training:see"
    SUBMIT = "training:agency_training:submit"
    DECIDE = "training:agency_training:decide"


@dataclass(frozen=True, slots=True)
class AgencyTrainingScope:
    """Whose a training is: the agency that held it, the centre that decides, and whether it was ever handed in."""

    agency_path: str
    centre_path: str
    handed_in: bool


@permits(AgencyTrainingPermission.SUBMIT)
def may_submit(actor: Actor, agency_path: str | None) -> bool:
    """Officers, for their agency and those below it."""
    if agency_path is None:
        return actor.has_role(Role.AGENCY_OFFICER)
    return actor.holds(Role.AGENCY_OFFICER, agency_path)


@permits(AgencyTrainingPermission.DECIDE)
def may_decide(actor: Actor, training: AgencyTrainingScope | None) -> bool:
    """Administrators of the centre, once it was handed in; nobody on the training of the own agency."""
    if training is None:
        return actor.has_role(Role.CENTRE_ADMINISTRATOR)
    return (
        training.handed_in
        and actor.holds(Role.CENTRE_ADMINISTRATOR, training.centre_path)
        and not may_submit(actor, training.agency_path)
    )


@permits(AgencyTrainingPermission.SEE)
def may_see(actor: Actor, training: AgencyTrainingScope | None) -> bool:
    """The agency's officers; the centre's administrators what was handed in."""
    if training is None:
        return actor.has_role(Role.AGENCY_OFFICER, Role.CENTRE_ADMINISTRATOR)
    return may_submit(actor, training.agency_path) or (
        training.handed_in and actor.holds(Role.CENTRE_ADMINISTRATOR, training.centre_path)
    )
