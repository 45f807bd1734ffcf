"""Telling people that a form waits for them, and supervisors, who have no account, by a link."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy.orm import Session

from app.accounts.models import Role
from app.accounts.notices.queries import holders_at
from app.accounts.notices.telling import tell, tell_address
from app.core.errors import N_
from app.core.notices import plain

from ..evaluations.events import AgenciesAsked, EvaluationOpened, SupervisorAsked
from ..evaluations.services import digest_of
from . import kinds


def evaluation_opened(event: EvaluationOpened, session: Session) -> None:
    """Ask the participants of a cohort."""
    write = plain(
        N_("Sabaq: your opinion of a training"),
        N_("How was your training? The form takes five minutes and is anonymous. It is open until %(day)s."),
        "evaluations.answer",
        values={"day": event.closes_on},
        evaluation_id=event.evaluation_id,
    )
    occasion = str(event.evaluation_id)
    tell(session, kind=kinds.EVALUATION, to=event.user_ids, occasion=occasion, write=write, at=event.at)


def agencies_asked(event: AgenciesAsked, session: Session) -> None:
    """Ask the officers who nominated; where one is no longer in charge, those who are."""
    officers: set[UUID] = set()
    for agency_id in {agency_id for agency_id, _officer in event.nominators}:
        in_charge = holders_at(session, agency_id, Role.AGENCY_OFFICER)
        nominators = {officer for agency, officer in event.nominators if agency == agency_id}
        officers |= nominators & in_charge or in_charge
    write = plain(
        N_("Sabaq: what became of a training"),
        N_(
            "People whom your agency nominated took part in a training some months ago. What has changed in their work "
            "since? Answer a short form about each of them, or send it on to their supervisors. It is open until "
            "%(day)s."
        ),
        "evaluations.list_colleagues",
        values={"day": event.closes_on},
        follow_up_id=event.evaluation_id,
    )
    occasion = str(event.evaluation_id)
    tell(session, kind=kinds.EVALUATION, to=officers, occasion=occasion, write=write, at=event.at)


def supervisor_asked(event: SupervisorAsked, session: Session) -> None:
    """Write to a supervisor; the link in the message is the only way to answer and is shown to nobody else."""
    write = plain(
        N_("Sabaq: a question to a supervisor"),
        N_(
            "Good day.\n\nSomebody whom you supervise took part in a training and asks you what has changed at work "
            "since. The form takes five minutes, needs no account and is anonymous. It is open until %(day)s."
        ),
        "evaluations.answer_by_link",
        values={"day": event.closes_on},
        secret=event.secret,
    )
    tell_address(
        session,
        kind=kinds.SUPERVISOR,
        email=event.email,
        language=event.language,
        occasion=digest_of(event.secret),
        write=write,
        at=event.at,
    )
