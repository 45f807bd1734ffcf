"""Telling people that a result or a decision is there; what it is stands on the page alone."""

from __future__ import annotations

from sqlalchemy.orm import Session

from app.accounts.notices.telling import tell
from app.core.errors import N_
from app.core.notices import plain

from ..marking.events import AppealDecided, AttemptMarked, AttemptRegraded
from ..queries.attempts import find_attempt
from ..rules.blueprints import Showing
from ..sittings.events import ResultsReleased
from .kinds import RESULT

THERE = N_("Sabaq: a result is there")


def results_released(event: ResultsReleased, session: Session) -> None:
    """Say that the results may be seen."""
    write = plain(THERE, N_("The results of your exam are released."), "courses.list_courses")
    tell(session, kind=RESULT, to=event.user_ids, occasion=str(event.sitting_id), write=write, at=event.at)


def attempt_marked(event: AttemptMarked, session: Session) -> None:
    """Say that people finished marking an attempt, where the person may see the result already."""
    attempt = find_attempt(session, event.attempt_id)
    showing = attempt.blueprint.show_result if attempt else Showing.NEVER
    hidden = showing is Showing.ON_RELEASE and not (attempt and attempt.released and attempt.released.released_at)
    if attempt is None or hidden or showing is Showing.NEVER:
        return
    write = plain(THERE, N_("Your answers are marked."), "assessments.show_result", attempt_id=event.attempt_id)
    tell(session, kind=RESULT, to=[event.user_id], occasion=f"{event.attempt_id}:marked", write=write, at=event.at)


def attempt_regraded(event: AttemptRegraded, session: Session) -> None:
    """Say that a result changed, and where to read why."""
    write = plain(
        N_("Sabaq: a result of yours is changed"),
        N_("A result of yours was worked out again and is different now. The page says why."),
        "assessments.show_result",
        attempt_id=event.attempt_id,
    )
    occasion = f"{event.attempt_id}:{event.at.isoformat()}"
    tell(session, kind=RESULT, to=[event.user_id], occasion=occasion, write=write, at=event.at)


def appeal_decided(event: AppealDecided, session: Session) -> None:
    """Say to the person that their appeal is decided; how, stands on the page with the reason."""
    write = plain(
        N_("Sabaq: your appeal is decided"),
        N_("Your appeal is decided. The page says how and why."),
        "marking.show_own_appeal",
        attempt_id=event.attempt_id,
    )
    tell(session, kind=RESULT, to=[event.user_id], occasion=str(event.appeal_id), write=write, at=event.at)
