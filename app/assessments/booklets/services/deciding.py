"""Deciding between two typists."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from app.core.policy import Actor

from ..models import PaperEntry
from ..rules.entries import Answers, EntryKind, EntryState, NothingToDecide, decide
from .entering import add_entry, check_open, load


def decide_entry(
    session: Session,
    *,
    actor: Actor,
    set_id: UUID,
    enrolment_id: UUID,
    entry_id: UUID,
    takes: Mapping[str, str],
    corrected: Answers,
    at: datetime,
) -> None:
    """Say what stands on the sheet where two typists differ; a repeat with the same id changes nothing.

    `takes` says for each difference whose word it is ("first" or "second"); `corrected` holds answers, by place, where
    both were wrong.

    Raises:
        Missing: no such paper version or person of the actor's.
        NotAllowed: it is the actor's own sheet.
        AlreadyMarked, SatOnline: the person has an attempt.
        NothingToDecide: nothing differs.

    """
    paper, person = load(session, actor, set_id, enrolment_id)
    if session.get(PaperEntry, entry_id) is not None:
        return
    check_open(person)
    standing = person.standing
    if standing.state is not EntryState.DIFFERS or standing.first is None or standing.second is None:
        raise NothingToDecide
    base, answers = decide(standing.first, standing.second, standing.differences, takes)
    places = {each.place for each in standing.differences}
    changed = {place: answer for place, answer in corrected.items() if place in places}
    add_entry(
        session,
        actor,
        paper,
        enrolment_id,
        at,
        id=entry_id,
        kind=EntryKind.DECIDED,
        variant_id=base.variant_id,
        answers={**answers, **changed},
        started_at=base.started_at,
        submitted_at=base.submitted_at,
    )
