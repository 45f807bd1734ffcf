"""Letters of invitation: drafted and printed first, then recorded as they are. A letter never changes."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from app.accounts.models import User
from app.core import audit, events
from app.core.errors import N_, RuleViolation
from app.core.ids import new_id
from app.core.policy import Actor, require
from app.core.storage import Storage

from ...models import TrainingCentre
from ...queries.cohorts import get_cohort
from ..events import InvitationLetterIssued
from ..models import InvitationLetter
from ..permissions import NominationPermission
from ..queries.boards import Board, get_board, letters_of
from ..queries.facts import NominationFacts
from ..queries.stays import Stay, first_meetings
from ..rules.references import reference_of
from ..rules.states import State

Snapshot = dict[str, Any]
Printer = Callable[[Snapshot, datetime], bytes]


class NotAccepted(RuleViolation):
    """Who was not accepted is not invited."""

    code = "not-accepted"
    message = N_("Nobody who was chosen is accepted and still without a letter.")


@dataclass(frozen=True, slots=True)
class Drafted:
    """A letter that was printed and not recorded."""

    id: UUID
    nomination_id: UUID
    user_id: UUID
    snapshot: Snapshot
    digest: str


def draft_letters(
    session: Session,
    *,
    actor: Actor,
    cohort_id: UUID,
    nomination_ids: Collection[UUID] = (),
    print_letter: Printer,
    storage: Storage,
    at: datetime,
) -> list[Drafted]:
    """Print letters for those chosen, or for everybody accepted who has none; nothing is recorded yet.

    Raises:
        Missing: there is no such call.
        NotAllowed: the actor does not administer the centre.
        NotAccepted: there is nobody to invite.
        MissingGlyph: a name has a character that can't be printed.

    """
    get_cohort(session, actor, cohort_id)
    board = get_board(session, cohort_id)
    require(actor, NominationPermission.DECIDE, board.cohort.scope)
    accepted = [each for each in board.nominations if each.state is State.ACCEPTED and each.user_id]
    if nomination_ids:
        chosen = [each for each in accepted if each.id in set(nomination_ids)]
    else:
        present = letters_of(session, [each.id for each in accepted])
        chosen = [each for each in accepted if each.id not in present]
    if not chosen:
        raise NotAccepted
    stays = first_meetings(session, board.cohort, [each.user_id for each in chosen if each.user_id])
    drafted = []
    for each in chosen:
        key = new_id()
        snapshot = _snapshot(session, board, each, stays, key, at)
        digest = storage.put(print_letter(snapshot, at))
        assert each.user_id is not None
        drafted.append(Drafted(key, each.id, each.user_id, snapshot, digest))
    return drafted


def issue_letters(
    session: Session, *, actor: Actor, cohort_id: UUID, drafted: Collection[Drafted], at: datetime
) -> list[UUID]:
    """Record letters as they were printed; whoever is no longer accepted gets none. Return their ids.

    Raises:
        Missing, NotAllowed: as `draft_letters`.

    """
    get_cohort(session, actor, cohort_id)
    board = get_board(session, cohort_id)
    require(actor, NominationPermission.DECIDE, board.cohort.scope)
    accepted = {each.id for each in board.nominations if each.state is State.ACCEPTED}
    issued = []
    for each in drafted:
        if each.nomination_id not in accepted:
            continue
        letter = InvitationLetter(
            id=each.id,
            nomination_id=each.nomination_id,
            reference=each.snapshot["reference"],
            language=each.snapshot["language"],
            snapshot=each.snapshot,
            file_digest=each.digest,
            issued_at=at,
            issued_by=actor.id,
        )
        session.add(letter)
        session.flush()
        audit.record(
            session,
            actor=actor,
            action="training:letter:issue",
            subject=("letter", letter.id),
            at=at,
            nomination=str(each.nomination_id),
            reference=letter.reference,
            digest=each.digest,
        )
        told = InvitationLetterIssued(
            letter_id=letter.id,
            nomination_id=each.nomination_id,
            cohort_id=cohort_id,
            user_id=each.user_id,
            reference=letter.reference,
            at=at,
        )
        events.publish(told, session)
        issued.append(letter.id)
    return issued


def _snapshot(
    session: Session,
    board: Board,
    nomination: NominationFacts,
    stays: dict[UUID | None, Stay],
    key: UUID,
    at: datetime,
) -> Snapshot:
    cohort = board.cohort
    centre = session.get_one(TrainingCentre, cohort.centre_id)
    user = session.get_one(User, nomination.user_id)
    stay = stays.get(user.id) or stays[None]
    return {
        "reference": reference_of(centre.serial_prefix, board.today(at).year, key),
        "language": user.language,
        "issued_on": board.today(at).isoformat(),
        "name": user.name,
        "agency": nomination.agency_names,
        "centre": cohort.centre_names,
        "city": cohort.city,
        "course": cohort.course_titles,
        "cohort": cohort.title,
        "starts_on": cohort.starts_on.isoformat(),
        "ends_on": cohort.ends_on.isoformat(),
        "time_zone": cohort.time_zone,
        "begins_at": stay.begins_at.isoformat() if stay.begins_at else None,
        "room": stay.room,
        "place": stay.place or cohort.place,
        "address": stay.address,
        "bring": board.call.bring,
        "beds": (
            {
                "venue": stay.bed_venue,
                "address": stay.bed_address,
                "first": stay.first_night.isoformat(),
                "last": stay.last_night.isoformat(),
            }
            if stay.first_night and stay.last_night
            else None
        ),
        "signatory": {"name": centre.signatory_name, "titles": centre.signatory_title},
    }
