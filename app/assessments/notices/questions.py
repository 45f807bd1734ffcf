"""Telling those who write questions that one waits for a second person, or comes back."""

from __future__ import annotations

from sqlalchemy.orm import Session

from app.accounts.notices.queries import holders_at
from app.accounts.notices.telling import tell
from app.core.errors import N_
from app.core.notices import plain

from ..banks.events import QuestionReturned, QuestionSentToReview
from ..banks.rules.workflow import QuestionState
from .kinds import QUESTIONS, WRITERS


def question_sent(event: QuestionSentToReview, session: Session) -> None:
    """Say to those who may review that something waits, once a day and bank, however many questions are sent."""
    write = plain(
        N_("Sabaq: questions wait for review"),
        N_("Questions wait for somebody who did not write them to review them."),
        "banks.show_bank",
        bank_id=event.bank_id,
        state=QuestionState.IN_REVIEW.value,
    )
    to = holders_at(session, event.agency_id, *WRITERS) - {event.sent_by, *event.authors}
    occasion = f"{event.bank_id}:{event.at.date()}"
    tell(session, kind=QUESTIONS, to=to, occasion=occasion, write=write, at=event.at)


def question_returned(event: QuestionReturned, session: Session) -> None:
    """Say to those who wrote a question that it came back; why, stands on the page."""
    write = plain(
        N_("Sabaq: a question of yours came back"),
        N_("A reviewer returned a question that you wrote. The page says why."),
        "banks.show_question",
        question_id=event.question_id,
    )
    occasion = f"{event.question_id}:{event.at.isoformat()}"
    tell(session, kind=QUESTIONS, to=event.authors - {event.returned_by}, occasion=occasion, write=write, at=event.at)
