"""Announcing an absence beforehand, and taking it back. Excusing it is the trainer's, on the sheet."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from app.core import audit, events
from app.core.errors import N_, Missing, RuleViolation
from app.core.ids import new_id
from app.core.policy import Actor
from app.core.storage import Storage

from ..events import AbsenceAnnounced, AbsenceTakenBack
from ..papers.services import keep_paper
from ..rules.places import check_reason
from ..sheets.services import SentScan
from . import queries
from .models import Absence, AbsenceSession, AbsenceWithdrawal


class NoSessionChosen(RuleViolation):
    """An absence from nothing."""

    code = "absence-no-session"
    message = N_("Choose at least one session that has not begun.")


class AnnouncedAlready(RuleViolation):
    """It was announced before."""

    code = "absence-announced"
    message = N_("An absence is announced for one of these sessions already.")


class AbsenceUsed(RuleViolation):
    """The trainer excused the person by it."""

    code = "absence-used"
    message = N_("This announcement was used: the trainer excused the absence. It can't be taken back any more.")


def announce_absence(
    session: Session,
    *,
    actor: Actor,
    absence_id: UUID,
    enrolment_id: UUID,
    session_ids: Collection[UUID],
    reason: str,
    paper: SentScan | None,
    storage: Storage,
    at: datetime,
) -> UUID:
    """Put on record that somebody will not come to some sessions; repeating the id changes nothing.

    Raises:
        Missing: there is no such participant for this person.
        NoSessionChosen, AnnouncedAlready, ReasonMissing: as named.
        PaperEmpty, PaperTooLarge, PaperUnknown: the paper is not kept.

    """
    place = queries.get_place(session, actor, enrolment_id)
    stored = session.get(Absence, absence_id)
    if stored is not None:
        if stored.enrolment_id != enrolment_id:
            raise Missing
        return absence_id
    check_reason(reason)
    coming = {each.id for each in queries.coming_sessions(session, place, at)}
    if not session_ids or not set(session_ids) <= coming:
        raise NoSessionChosen
    if queries.standing_sessions(session, enrolment_id, session_ids):
        raise AnnouncedAlready
    paper_id = None
    if paper is not None:
        paper_id = keep_paper(
            session, actor=actor, paper_id=new_id(), name=paper.name, content=paper.content, storage=storage, at=at
        )
    session.add(
        Absence(
            id=absence_id,
            enrolment_id=enrolment_id,
            user_id=place.user_id,
            reason=reason.strip(),
            paper_id=paper_id,
            announced_by=actor.id,
            announced_at=at,
        )
    )
    session.flush()
    chosen = sorted(set(session_ids))
    session.add_all(AbsenceSession(session_id=each, absence_id=absence_id) for each in chosen)
    session.flush()
    _note(session, actor, "announce", absence_id, at, sessions=len(chosen))
    events.publish(
        AbsenceAnnounced(absence_id, enrolment_id, place.user_id, place.cohort_id, tuple(chosen), actor.id, at), session
    )
    return absence_id


def take_back(session: Session, *, actor: Actor, absence_id: UUID, at: datetime) -> None:
    """Take an announcement back; a second time changes nothing.

    Raises:
        Missing: there is no such announcement for this person.
        AbsenceUsed: the trainer excused the person by it.

    """
    absence = queries.get_absence(session, actor, absence_id)
    if absence.withdrawn_at is not None:
        return
    if queries.is_used(session, absence_id):
        raise AbsenceUsed
    session.add(AbsenceWithdrawal(absence_id=absence_id, withdrawn_by=actor.id, withdrawn_at=at))
    _note(session, actor, "withdraw", absence_id, at)
    events.publish(AbsenceTakenBack(absence_id, absence.enrolment_id, absence.user_id, actor.id, at), session)


def _note(session: Session, actor: Actor, verb: str, absence_id: UUID, at: datetime, **facts: object) -> None:
    audit.record(
        session, actor=actor, action=f"training:absence:{verb}", subject=("absence", absence_id), at=at, **facts
    )
