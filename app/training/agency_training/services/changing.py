"""What each of the services needs: the training while it can be changed, and the note that it was."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import Agency, User
from app.core import audit
from app.core.policy import Actor, require

from .. import queries
from ..permissions import AgencyTrainingPermission
from ..queries import Dossiers
from ..rules import states


def editable(session: Session, actor: Actor, training_id: UUID) -> Dossiers:
    """Return a training of the own agency that can still be changed, and hold it until the commit.

    Raises:
        Missing, NotAllowed, NotEditable: as named.

    """
    found = queries.get_training(session, actor, training_id, for_update=True)
    require(actor, AgencyTrainingPermission.SUBMIT, found.agency.path)
    if found.state not in states.EDITABLE:
        raise states.NotEditable
    return found


def note(session: Session, actor: Actor, verb: str, training_id: UUID, at: datetime, **facts: object) -> None:
    """Put what was done with a training on record."""
    subject = ("agency_training", training_id)
    audit.record(session, actor=actor, action=f"training:agency_training:{verb}", subject=subject, at=at, **facts)


def known(session: Session, emails: Sequence[str]) -> dict[str, tuple[User, str]]:
    """Return those who have an account, by their addresses, with the paths of their agencies."""
    wanted = select(User, Agency.path).join(Agency, Agency.id == User.agency_id).where(User.email.in_(list(emails)))
    return {user.email: (user, path) for user, path in session.execute(wanted)}
