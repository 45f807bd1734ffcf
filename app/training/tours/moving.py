"""The programme goes with its tour when the tour is moved."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.errors import N_, RuleViolation

from ..rules.scheduling import Span
from .models import TourVisit


class ProgrammeOutside(RuleViolation):
    """A visit would lie outside of the tour."""

    code = "programme-outside"
    message = N_("The visit to “%(body)s” would lie outside of the tour. Change the programme first.")


def move_programme(session: Session, session_id: UUID, *, was: Span, now: Span) -> None:
    """Move the visits by as much as the beginning; a session of another kind has none.

    Raises:
        ProgrammeOutside: the tour became too short for one of them.

    """
    visits = list(
        session.scalars(select(TourVisit).where(TourVisit.session_id == session_id).order_by(TourVisit.starts_at))
    )
    shift = now.starts_at - was.starts_at
    for each in visits:
        each.starts_at, each.ends_at = each.starts_at + shift, each.ends_at + shift
        if each.ends_at > now.ends_at:
            raise ProgrammeOutside(body=each.body)
