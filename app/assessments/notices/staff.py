"""Telling those who mark and decide what waits for them."""

from __future__ import annotations

from sqlalchemy.orm import Session

from app.accounts.models import Role
from app.accounts.notices.queries import holders_at
from app.accounts.notices.telling import tell
from app.core.errors import N_
from app.core.notices import plain

from ..marking.events import AppealAssigned, AppealFiled, AttemptAwaitsMarking
from .kinds import APPEALS, MARKING, STAFF


def appeal_filed(event: AppealFiled, session: Session) -> None:
    """Say to the centre's administrators that somebody should be assigned."""
    write = plain(
        N_("Sabaq: an appeal to be assigned"),
        N_("Somebody appealed against a result. Assign it to somebody who did not mark it."),
        "marking.show_appeal",
        appeal_id=event.appeal_id,
    )
    to = holders_at(session, event.centre_id, Role.CENTRE_ADMINISTRATOR) - {event.user_id}
    tell(session, kind=APPEALS, to=to, occasion=f"{event.appeal_id}:filed", write=write, at=event.at)


def appeal_assigned(event: AppealAssigned, session: Session) -> None:
    """Say to somebody that an appeal is theirs to decide."""
    write = plain(
        N_("Sabaq: an appeal to be decided"),
        N_("An appeal is yours to decide."),
        "marking.show_appeal",
        appeal_id=event.appeal_id,
    )
    occasion = f"{event.appeal_id}:{event.handler_id}"
    tell(session, kind=APPEALS, to=[event.handler_id], occasion=occasion, write=write, at=event.at)


def awaits_marking(event: AttemptAwaitsMarking, session: Session) -> None:
    """Say to those who mark, once a day and however many answers came in."""
    write = plain(N_("Sabaq: answers wait to be marked"), N_("Answers wait to be marked."), "marking.show_queue")
    to = holders_at(session, event.centre_id, *STAFF) - {event.user_id}
    occasion = f"{event.centre_id}:{event.at.date()}"
    tell(session, kind=MARKING, to=to, occasion=occasion, write=write, at=event.at)
