"""Whether a session can be held as it is wanted: the one place where every rule of the timetable is asked."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from app.core.errors import Missing
from app.core.i18n import current_language, pick
from app.courses.queries import course_outline

from .. import queries
from ..models import SessionKind, TrainingCentre
from ..queries.bookings import load_rivals
from ..queries.cohorts import CohortFacts
from ..queries.resources import items_of_centre, rooms_of_centre, trainer_facts
from ..rules import scheduling
from ..trainers import rules as trainers
from ..venues import rules as venues
from .cohorts import may_teach_at


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionDetails:
    """What is planned of a session; an empty zone is the centre's, `items` are counts of movable equipment."""

    title: str
    kind: SessionKind
    starts_at: datetime
    ends_at: datetime
    room_id: UUID | None = None
    place: str = ""
    online_link: str = ""
    trainer_ids: Collection[UUID] = ()
    module_keys: Collection[str] = ()
    time_zone: str = ""
    needs: Collection[str] = ()
    items: Mapping[UUID, int] = field(default_factory=dict)


def check_session(session: Session, session_id: UUID, cohort: CohortFacts, details: SessionDetails) -> None:
    """Refuse what can't be held; the caller holds the lock of the timetable.

    Raises:
        Missing: a room, an item or a trainer is not the centre's.
        RuleViolation: the first reason, times first, then room and equipment, trainers, and clashes.

    """
    span = scheduling.Span(details.starts_at, details.ends_at, details.time_zone or cohort.time_zone)
    scheduling.check_times(span, cohort.frame)
    room = _check_room(session, span, cohort, details)
    teaching = _check_trainers(session, session_id, span, cohort, details)
    wanted = scheduling.Booking(
        session_id=session_id,
        title=details.title,
        cohort_id=cohort.id,
        cohort=cohort.title,
        span=span,
        room_id=details.room_id,
        room=room.name if room else "",
        trainers={key: each.name for key, each in teaching.items()},
        people={person.user_id: person.name for person in queries.list_people(session, cohort.id)},
        items=dict(details.items),
    )
    rivals = load_rivals(session, wanted)
    scheduling.check_timetable(wanted, rivals)
    if details.items:
        stock = {each.id: each for each in items_of_centre(session, cohort.centre_id)}
        if not set(details.items) <= set(stock):
            raise Missing
        names = {key: each.name for key, each in stock.items()}
        venues.check_items(wanted, rivals, {key: each.count for key, each in stock.items()}, names)


def subject_of(
    session: Session, cohort: CohortFacts, kind: SessionKind, module_keys: Collection[str]
) -> trainers.Subject:
    """Return what is taught, with titles in the reader's language."""
    outline = course_outline(session, cohort.course_edition_id)
    titles = {module.key: pick(dict(module.titles), current_language()) for module in outline.modules}
    return trainers.Subject(
        cohort.course_key,
        pick(cohort.course_titles, current_language()),
        {key: titles.get(key, key) for key in sorted(module_keys)},
        kind.value,
    )


def requires_qualifications(session: Session, centre_id: UUID) -> bool:
    """Whether the centre lets only people teach who are qualified for it on record."""
    return session.get_one(TrainingCentre, centre_id).requires_qualifications


def _check_room(
    session: Session, span: scheduling.Span, cohort: CohortFacts, details: SessionDetails
) -> venues.RoomFacts | None:
    if details.room_id is None:
        return None
    room = rooms_of_centre(session, cohort.centre_id).get(details.room_id)
    if room is None:
        raise Missing
    scheduling.check_room(room=room.name, seats=room.seats, cohort=cohort.frame)
    venues.check_open(room, span)
    venues.check_features(room, details.needs, cohort.capacity)
    return room


def _check_trainers(
    session: Session, session_id: UUID, span: scheduling.Span, cohort: CohortFacts, details: SessionDetails
) -> dict[UUID, trainers.TrainerFacts]:
    known = queries.session_trainers(session, [session_id]).get(session_id, {})
    if not may_teach_at(session, cohort.centre_path, set(details.trainer_ids) - set(known)):
        raise Missing
    if not details.trainer_ids:
        return {}
    strict = requires_qualifications(session, cohort.centre_id)
    subject = subject_of(session, cohort, details.kind, details.module_keys) if strict else None
    teaching = trainer_facts(session, cohort.centre_id, details.trainer_ids)
    for trainer in teaching.values():
        trainers.check_available(trainer, span)
        if subject is not None:
            trainers.check_qualified(trainer, subject, span)
    return teaching
