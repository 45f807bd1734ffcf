"""Writing down who came without being on the list, and saying later who that was."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts import queries as account_queries
from app.accounts.models import Agency, Profession, User
from app.core import audit, events
from app.core.errors import N_, Conflict, Missing
from app.core.policy import Actor, allowed

from ..events import WalkInMerged, WalkInMergeTakenBack
from ..queries.attendance import Sheet, get_sheet
from ..rules.attendance import AttendanceStatus, Entry, MarkSource, TooManyMinutes
from ..rules.likeness import find_alike
from ..rules.people_words import name_order
from ..rules.places import check_reason
from ..services.attendance import get_own_sheet, mark_sheet
from .models import WalkIn, WalkInMerge
from .permissions import WalkInPermission

MOST = 8


class MergedAlready(Conflict):
    """Somebody said before who this is."""

    code = "walk-in-merged"
    message = N_("It was said before who this walk-in is: %(person)s. If that is wrong, take it back first.")


@dataclass(frozen=True, slots=True, kw_only=True)
class WalkInDetails:
    """What somebody said about themselves."""

    name: str
    agency_id: UUID | None = None
    agency_text: str = ""
    profession: Profession | None = None
    contact: str = ""
    minutes_late: int = 0


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Somebody who may be the walk-in."""

    user_id: UUID
    name: str
    agency_names: dict[str, str]
    on_sheet: bool


def record_walk_in(
    session: Session, *, actor: Actor, walk_in_id: UUID, session_id: UUID, details: WalkInDetails, at: datetime
) -> UUID:
    """Write down somebody who is at a session and not on its list; repeating the id changes nothing.

    Raises:
        Missing: no such session, or not for this person.
        SessionCancelled, TooEarly, SheetLocked, TooManyMinutes: as named.

    """
    sheet = get_own_sheet(session, actor, session_id)
    sheet.check_open(at)
    if session.get(WalkIn, walk_in_id) is not None:
        return walk_in_id
    if details.minutes_late > sheet.minutes:
        raise TooManyMinutes(minutes=sheet.minutes)
    session.add(
        WalkIn(
            id=walk_in_id,
            session_id=session_id,
            name=" ".join(details.name.split()),
            agency_id=details.agency_id,
            agency_text=details.agency_text,
            profession=details.profession,
            contact=details.contact,
            status=AttendanceStatus.LATE if details.minutes_late else AttendanceStatus.PRESENT,
            minutes_late=details.minutes_late,
            recorded_by=actor.id,
            recorded_at=at,
        )
    )
    session.flush()
    audit.record(
        session,
        actor=actor,
        action="training:walk_in:record",
        subject=("session", session_id),
        at=at,
        walk_in=str(walk_in_id),
    )
    return walk_in_id


def suggest_people(session: Session, *, actor: Actor, walk_in_id: UUID) -> tuple[WalkIn, Sheet, list[Suggestion]]:
    """Return people whose names are like the walk-in's, among those whom the person may see; nothing is decided.

    Raises:
        Missing: there is no such walk-in for this person.

    """
    walk_in, sheet = _load(session, actor, walk_in_id)
    visible = (
        account_queries.visible_people(actor)
        .where(User.deactivated_at.is_(None))
        .with_only_columns(User.id, User.name, Agency.names)
    )
    on_sheet = {row.user_id for row in sheet.rows}
    people = {row[0]: Suggestion(*row, on_sheet=row[0] in on_sheet) for row in session.execute(visible)}
    alike = find_alike([(1, walk_in.name)], {key: each.name for key, each in people.items()}, most=len(people))
    found = [people[key] for key, _line in alike.get(1, []) if key is not None]
    return walk_in, sheet, sorted(found, key=lambda each: (not each.on_sheet, name_order(each.name)))[:MOST]


def merge_walk_in(
    session: Session, *, actor: Actor, walk_in_id: UUID, user_id: UUID, reason: str, at: datetime
) -> UUID | None:
    """Say on record who a walk-in is. Who was on the list gets the mark; else the attendance stays with the person.

    A mark that the person has already is not touched. Saying the same again changes nothing.

    Returns:
        The enrolment that got the mark, if any.

    Raises:
        Missing: there is no such walk-in or person for this actor.
        MergedAlready: it was said before that this is somebody else.
        ReasonMissing: it is not said by what the person was recognised.
        SheetLocked: the sheet can't be marked any more.

    """
    walk_in, sheet = _load(session, actor, walk_in_id)
    person = account_queries.get_visible_person(session, actor, user_id)
    stored = _last_merge(session, walk_in_id)
    if stored is not None and stored.user_id is not None:
        if stored.user_id != user_id:
            raise MergedAlready(person=session.get_one(User, stored.user_id).name)
        return stored.enrolment_id
    check_reason(reason)
    row = next((each for each in sheet.rows if each.user_id == user_id), None)
    enrolment_id = row.participant.enrolment_id if row else None
    session.add(
        WalkInMerge(
            walk_in_id=walk_in_id,
            number=stored.number + 1 if stored else 1,
            user_id=person.id,
            enrolment_id=enrolment_id,
            reason=reason.strip(),
            merged_by=actor.id,
            merged_at=at,
        )
    )
    session.flush()
    if row is not None and row.current is None:
        entry = Entry(walk_in.status, walk_in.minutes_late, source=MarkSource.WALK_IN, source_id=walk_in_id)
        mark_sheet(session, actor=actor, sheet=sheet, entries={row.participant.enrolment_id: entry}, reason="", at=at)
    audit.record(
        session,
        actor=actor,
        action="training:walk_in:merge",
        subject=("walk_in", walk_in_id),
        at=at,
        user=str(user_id),
        enrolment=str(enrolment_id or ""),
        reason=reason.strip(),
    )
    events.publish(WalkInMerged(walk_in_id, walk_in.session_id, user_id, enrolment_id, at), session)
    return enrolment_id


def take_merge_back(session: Session, *, actor: Actor, walk_in_id: UUID, reason: str, at: datetime) -> bool:
    """Say on record that a walk-in is not who it was said to be; doing it again changes nothing.

    What was said before stays in the history. The mark that came of it is withdrawn by a further one, unless somebody
    has corrected it since: that says more than the walk-in did.

    Returns:
        Whether a mark was withdrawn.

    Raises:
        Missing: there is no such walk-in for this actor.
        ReasonMissing: it is not said why.
        SheetLocked: the mark can't be withdrawn any more; the sheet must be unlocked first.

    """
    walk_in, sheet = _load(session, actor, walk_in_id)
    stored = _last_merge(session, walk_in_id)
    if stored is None or stored.user_id is None:
        return False
    check_reason(reason)
    session.add(
        WalkInMerge(
            walk_in_id=walk_in_id,
            number=stored.number + 1,
            user_id=None,
            enrolment_id=None,
            reason=reason.strip(),
            merged_by=actor.id,
            merged_at=at,
        )
    )
    session.flush()
    row = next((each for each in sheet.rows if each.participant.enrolment_id == stored.enrolment_id), None)
    mark = row.current if row else None
    withdrawn = mark is not None and (mark.source, mark.source_id) == (MarkSource.WALK_IN, walk_in_id)
    if row is not None and mark is not None and withdrawn:
        entry = Entry(AttendanceStatus.WITHDRAWN, seen=mark.id, source=MarkSource.WALK_IN, source_id=walk_in_id)
        mark_sheet(
            session, actor=actor, sheet=sheet, entries={row.participant.enrolment_id: entry}, reason=reason, at=at
        )
    audit.record(
        session,
        actor=actor,
        action="training:walk_in:take_merge_back",
        subject=("walk_in", walk_in_id),
        at=at,
        user=str(stored.user_id),
        enrolment=str(stored.enrolment_id or ""),
        mark_withdrawn=withdrawn,
        reason=reason.strip(),
    )
    told = WalkInMergeTakenBack(walk_in_id, walk_in.session_id, stored.user_id, stored.enrolment_id, at)
    events.publish(told, session)
    return withdrawn


def find_merged(session: Session, *, actor: Actor, walk_in_id: UUID) -> tuple[WalkIn, Sheet, str]:
    """Return a walk-in with who it was said to be.

    Raises:
        Missing: there is no such walk-in for this actor, or nobody said who it is.

    """
    walk_in, sheet = _load(session, actor, walk_in_id)
    stored = _last_merge(session, walk_in_id)
    if stored is None or stored.user_id is None:
        raise Missing
    return walk_in, sheet, session.get_one(User, stored.user_id).name


def merges_of(session: Session, session_id: UUID) -> dict[UUID, list[tuple[WalkInMerge, str, str]]]:
    """Return all that was said of who a session's walk-ins are: whom, by whom, the earliest first (one statement)."""
    by, person = User.__table__.alias("by"), User.__table__.alias("person")
    rows = session.execute(
        select(WalkInMerge, person.c.name, by.c.name)
        .join(WalkIn, WalkIn.id == WalkInMerge.walk_in_id)
        .join(by, by.c.id == WalkInMerge.merged_by)
        .outerjoin(person, person.c.id == WalkInMerge.user_id)
        .where(WalkIn.session_id == session_id)
        .order_by(WalkInMerge.walk_in_id, WalkInMerge.number)
    )
    found: dict[UUID, list[tuple[WalkInMerge, str, str]]] = {}
    for merge, name, author in rows:
        found.setdefault(merge.walk_in_id, []).append((merge, name or "", author))
    return found


def list_walk_ins(session: Session, session_id: UUID) -> list[tuple[WalkIn, dict[str, str] | None, str]]:
    """Return a session's walk-ins with the agency and who wrote each down (one statement)."""
    rows = session.execute(
        select(WalkIn, Agency.names, User.name)
        .join(User, User.id == WalkIn.recorded_by)
        .outerjoin(Agency, Agency.id == WalkIn.agency_id)
        .where(WalkIn.session_id == session_id)
        .order_by(WalkIn.recorded_at, WalkIn.id)
    )
    return [(walk_in, names, author) for walk_in, names, author in rows]


def _last_merge(session: Session, walk_in_id: UUID) -> WalkInMerge | None:
    said = select(WalkInMerge).where(WalkInMerge.walk_in_id == walk_in_id)
    return session.scalars(said.order_by(WalkInMerge.number.desc()).limit(1)).first()


def _load(session: Session, actor: Actor, walk_in_id: UUID) -> tuple[WalkIn, Sheet]:
    walk_in = session.get(WalkIn, walk_in_id)
    if walk_in is None:
        raise Missing
    sheet = get_sheet(session, actor, walk_in.session_id)
    if not allowed(actor, WalkInPermission.MERGE, sheet.scope.cohort):
        raise Missing
    return walk_in, sheet
