"""Finding what is free next: people, rooms, working hours and public holidays together."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

from sqlalchemy.orm import Session

from app.core.policy import Actor, require

from .. import queries
from ..models import SessionKind, TrainingCentre
from ..permissions import TrainingPermission
from ..queries.bookings import taken_between
from ..queries.cohorts import CohortFacts
from ..queries.resources import rooms_of_centre, trainer_facts
from ..rules.public_holidays import holidays_between
from ..rules.slots import RoomChoice, Slot, SlotWish, free_slots
from ..trainers import rules as trainers
from ..venues import rules as venues
from .timetable import requires_qualifications, subject_of

LONGEST_SEARCH = timedelta(days=366)


@dataclass(frozen=True, slots=True, kw_only=True)
class SlotSearch:
    """What a free slot is looked for; `any_room` takes the first that fits, else `room_id` or no room at all."""

    lasts: timedelta
    first_day: date
    last_day: date
    opens: time
    closes: time
    any_room: bool = True
    room_id: UUID | None = None
    needs: Collection[str] = ()
    trainer_ids: Collection[UUID] = ()
    module_keys: Collection[str] = ()
    weekends: bool = False


def find_free_slots(session: Session, *, actor: Actor, cohort_id: UUID, search: SlotSearch, at: datetime) -> list[Slot]:
    """Return the next free slots within the cohort's days (about ten statements).

    Raises:
        Missing: there is no such cohort for this person.

    """
    cohort = queries.get_cohort(session, actor, cohort_id)
    require(actor, TrainingPermission.EDIT_COHORT, cohort.scope)
    first, last = max(search.first_day, cohort.starts_on), min(search.last_day, cohort.ends_on)
    last = min(last, first + LONGEST_SEARCH)
    if first > last:
        return []
    rooms = _rooms(session, cohort, search)
    taken = taken_between(
        session,
        cohort_id=cohort_id,
        trainer_ids=search.trainer_ids,
        room_ids=[each.id for each in rooms],
        first=datetime.combine(first, time(), UTC) - timedelta(days=1),
        last=datetime.combine(last, time(), UTC) + timedelta(days=2),
    )
    strict = requires_qualifications(session, cohort.centre_id)
    subject = subject_of(session, cohort, SessionKind.CLASSROOM, search.module_keys)
    teaching = list(trainer_facts(session, cohort.centre_id, search.trainer_ids).values())
    wish = SlotWish(
        lasts=search.lasts,
        first_day=first,
        last_day=last,
        opens=search.opens,
        closes=search.closes,
        time_zone=cohort.time_zone,
        not_before=at,
        weekends=search.weekends,
        days_off=holidays_of(session, cohort, first, last),
    )
    choices = [
        RoomChoice(each.id, [one.span for one in taken if one.room_id == each.id], each.closed_on) for each in rooms
    ]
    wants_room = search.any_room or search.room_id is not None
    return free_slots(
        wish,
        busy=[each.span for each in taken if each.shared],
        rooms=choices if wants_room else [RoomChoice(None)],
        fits=lambda span: trainers.is_free(teaching, subject, span, qualified=strict),
    )


def _rooms(session: Session, cohort: CohortFacts, search: SlotSearch) -> list[venues.RoomFacts]:
    fitting = [
        each
        for each in rooms_of_centre(session, cohort.centre_id).values()
        if each.seats >= cohort.capacity and not each.lacks(search.needs, cohort.capacity)
    ]
    chosen = fitting if search.any_room else [each for each in fitting if each.id == search.room_id]
    # The smallest that fits leaves the large rooms to those who need them.
    return sorted(chosen, key=lambda each: (each.seats, each.name))


def holidays_of(session: Session, cohort: CohortFacts, first: date, last: date) -> frozenset[date]:
    """Return the public holidays where a cohort's centre is."""
    centre = session.get_one(TrainingCentre, cohort.centre_id)
    return frozenset(holidays_between(centre.agency.country, first, last))
