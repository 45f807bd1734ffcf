"""Telling agencies and centres about nominations, and about training that agencies held themselves."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from app.accounts.models import Role
from app.accounts.notices.queries import holders, holders_at
from app.accounts.notices.telling import tell
from app.core.errors import N_
from app.core.notices import Writer, plain

from ..agency_training.events import AgencyTrainingDecided, AgencyTrainingSubmitted
from ..nominations.events import (
    InvitationLetterIssued,
    NominationDecided,
    NominationPromoted,
    NominationsOpened,
    PersonNominated,
)
from ..nominations.rules.states import Act, State
from . import kinds, queries

SUBJECT = N_("Sabaq: nominations")


def nominations_opened(event: NominationsOpened, session: Session) -> None:
    """Say to the officers of the agencies that they may nominate, and until when."""
    cohort = queries.find_cohort(session, event.cohort_id)
    officers: set[UUID] = set()
    for agency_id in event.agency_ids:
        officers |= holders_at(session, agency_id, Role.AGENCY_OFFICER)
    write = plain(
        SUBJECT,
        N_("Your agency has seats in a training. You can nominate people until %(day)s.\n\n%(cohort)s"),
        "nominations.show_call",
        values={"day": event.closes_on, "cohort": cohort.title if cohort else ""},
        cohort_id=event.cohort_id,
    )
    occasion = f"{event.cohort_id}:opened:{event.closes_on}"
    _tell(session, officers - {event.opened_by}, occasion, write, event.at)


def person_nominated(event: PersonNominated, session: Session) -> None:
    """Say to the head of the agency that somebody waits for confirmation."""
    if event.head_id is None or event.head_id == event.nominated_by:
        return
    write = _about(event.nomination_id, N_("A nomination of your agency waits for you to confirm it."))
    _tell(session, [event.head_id], f"{event.nomination_id}:nominated", write, event.at)


def nomination_decided(event: NominationDecided, session: Session) -> None:
    """Say to the officer who nominated what was decided; to the centre when something waits for it."""
    moved_up = event.decided_by is None and event.act in (Act.PROMOTE, Act.CALL_UP)  # has a message of its own
    if event.decided_by != event.nominated_by and not moved_up:
        occasion = f"{event.nomination_id}:{event.act}:{event.at.isoformat()}"
        write = _about(event.nomination_id, N_("A nomination of yours was decided on. The page says how and why."))
        _tell(session, [event.nominated_by], occasion, write, event.at)
    cohort = queries.find_cohort(session, event.cohort_id)
    if event.state is not State.WITH_CENTRE or cohort is None:
        return
    centre = holders(session, cohort.centre_path, Role.CENTRE_ADMINISTRATOR)
    # One message a day and cohort is enough, however many are nominated.
    daily = f"{event.cohort_id}:waiting:{event.at.date()}"
    text = N_("A nomination waits for the centre.")
    write = plain(SUBJECT, text, "nominations.show_cohort", cohort_id=event.cohort_id)
    _tell(session, centre - {event.decided_by, event.nominated_by}, daily, write, event.at)


def nomination_promoted(event: NominationPromoted, session: Session) -> None:
    """Say to the officer that somebody moved up."""
    text = (
        N_("Somebody whom you nominated moved up from the waiting list and has a place now.")
        if event.accepted
        else N_("Somebody whom you nominated moved up from the reserve list.")
    )
    occasion = f"{event.nomination_id}:promoted:{event.at.isoformat()}"
    _tell(session, [event.nominated_by], occasion, _about(event.nomination_id, text), event.at)


def letter_issued(event: InvitationLetterIssued, session: Session) -> None:
    """Say to the person that their letter of invitation can be fetched."""
    write = plain(
        N_("Sabaq: your letter of invitation"),
        N_("Your letter of invitation to a training is ready."),
        "nominations.fetch_letter",
        letter_id=event.letter_id,
    )
    tell(session, kind=kinds.JOINED, to=[event.user_id], occasion=f"letter:{event.letter_id}", write=write, at=event.at)


def agency_training_submitted(event: AgencyTrainingSubmitted, session: Session) -> None:
    """Say to the centre that training of an agency waits for its decision."""
    write = plain(
        N_("Sabaq: training of an agency"),
        N_("An agency handed in training that it held itself. It waits for the decision of the centre."),
        "agency_training.show",
        training_id=event.training_id,
    )
    to = holders_at(session, event.centre_id, Role.CENTRE_ADMINISTRATOR) - {event.submitted_by}
    _tell(session, to, f"training:{event.training_id}:{event.at.isoformat()}", write, event.at)


def agency_training_decided(event: AgencyTrainingDecided, session: Session) -> None:
    """Say to the officer who handed it in that the centre decided."""
    if event.submitted_by is None:
        return
    write = plain(
        N_("Sabaq: training of your agency"),
        N_("The centre decided on training that your agency handed in. The page says how and why."),
        "agency_training.show",
        training_id=event.training_id,
    )
    occasion = f"training:{event.training_id}:{event.decision}:{event.at.isoformat()}"
    _tell(session, [event.submitted_by], occasion, write, event.at)


def _about(nomination_id: UUID, text: str) -> Writer:
    return plain(SUBJECT, text, "nominations.show_nomination", nomination_id=nomination_id)


def _tell(session: Session, to: Collection[UUID], occasion: str, write: Writer, at: datetime) -> None:
    tell(session, kind=kinds.NOMINATIONS, to=to, occasion=occasion, write=write, at=at)
