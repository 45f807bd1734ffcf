"""Whose places these are, and the refusal of a name that is taken."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy.orm import Session

from app.core.errors import N_, Missing, RuleViolation
from app.core.policy import Actor, require

from ...models import TrainingCentre
from ...permissions import TrainingPermission


class NameTaken(RuleViolation):
    """The centre has one of this name."""

    code = "name-taken"
    message = N_("This centre already has “%(name)s”.")


def own_centre(session: Session, actor: Actor, centre_id: UUID) -> TrainingCentre:
    """Return a centre that the person administers.

    Raises:
        Missing: there is none.

    """
    centre = session.get(TrainingCentre, centre_id)
    if centre is None:
        raise Missing
    require(actor, TrainingPermission.MANAGE_ROOMS, centre.agency.path)
    return centre
