"""Planning more than one session at a time: repeating one, copying those of an earlier cohort."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core import audit
from app.core.errors import Missing, RuleViolation
from app.core.policy import Actor, require

from .. import queries
from ..models import SessionModule, TrainingSession
from ..permissions import TrainingPermission
from ..queries.cohorts import CohortFacts, find_cohort_facts, list_trainers
from ..queries.resources import rooms_of_centre, session_items, trainer_facts
from ..rules import scheduling
from ..rules.scheduling import Span
from ..rules.slots import on_day, repeated_days
from ..trainers import rules as trainers
from ..venues import rules as venues
from .sessions import plan_session
from .slots import holidays_of
from .timetable import SessionDetails

TRAINER_REASONS = (
    scheduling.TrainerTaken,
    scheduling.TrainerLearns,
    trainers.TrainerAway,
    trainers.TrainerOffHours,
    trainers.TrainerNotQualified,
    trainers.QualificationExpired,
    trainers.QualificationNotYet,
)
ROOM_REASONS = (scheduling.RoomTaken, scheduling.RoomTooSmall, venues.RoomClosed, venues.RoomLacks)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one session of several: planned, refused for a reason, or planned with something left out."""

    title: str
    span: Span
    refused: RuleViolation | None = None
    left_out: tuple[RuleViolation, ...] = ()


def repeat_session(
    session: Session,
    *,
    actor: Actor,
    session_id: UUID,
    repetition_id: UUID,
    weekdays: Collection[int],
    count: int,
    skip_holidays: bool,
    at: datetime,
) -> list[Outcome]:
    """Plan a session again on later days at the same time; what clashes is named and left out.

    Whoever wants to know before anything is written undoes the transaction.

    Raises:
        Missing: there is no such session for this person.

    """
    facts = queries.get_session(session, actor, session_id)
    cohort = _cohort(session, actor, facts.cohort_id)
    zone_span = facts.span
    first = zone_span.starts_at.astimezone(ZoneInfo(zone_span.time_zone)).date()
    off = holidays_of(session, cohort, first, first + timedelta(days=731)) if skip_holidays else frozenset()
    (details,) = _details_of(session, [facts])
    found = []
    for number, day in enumerate(repeated_days(first, weekdays=weekdays, count=count, days_off=off)):
        found.append(_place(session, actor, uuid5(repetition_id, str(number)), cohort, details, zone_span, day, at))
    audit.record(
        session, actor=actor, action="training:session:repeat", subject=("session", session_id), at=at, count=len(found)
    )
    return found


def copy_sessions(
    session: Session,
    *,
    actor: Actor,
    cohort_id: UUID,
    source_id: UUID,
    copy_id: UUID,
    first_day: date,
    at: datetime,
) -> list[Outcome]:
    """Plan the sessions of an earlier cohort again, so many days later.

    Rooms and trainers are kept where they are free and fit; what had to be left out, or could not be planned at all,
    is reported with its reason.

    Raises:
        Missing: there is no such cohort for this person.

    """
    cohort, source = _cohort(session, actor, cohort_id), queries.get_cohort(session, actor, source_id)
    shift = first_day - source.starts_on
    planned = [each for each in queries.list_sessions(session, actor, source_id) if each.cancelled_at is None]
    own_rooms = rooms_of_centre(session, cohort.centre_id)
    own_trainers = list_trainers(session, cohort.centre_path)
    found = []
    for facts, details in zip(planned, _details_of(session, planned), strict=True):
        kept = replace(
            details,
            room_id=details.room_id if details.room_id in own_rooms else None,
            trainer_ids=[key for key in details.trainer_ids if key in own_trainers],
            items=details.items if source.centre_id == cohort.centre_id else {},
            time_zone=facts.time_zone if facts.time_zone != cohort.time_zone else "",
        )
        day = facts.starts_at.astimezone(ZoneInfo(facts.time_zone)).date() + shift
        found.append(
            _place(session, actor, uuid5(copy_id, str(facts.id)), cohort, kept, facts.span, day, at, give_way=True)
        )
    audit.record(
        session,
        actor=actor,
        action="training:session:copy",
        subject=("cohort", cohort_id),
        at=at,
        source=str(source_id),
        sessions=len(found),
    )
    return found


def _place(
    session: Session,
    actor: Actor,
    key: UUID,
    cohort: CohortFacts,
    details: SessionDetails,
    span: Span,
    day: date,
    at: datetime,
    *,
    give_way: bool = False,
) -> Outcome:
    """Plan one of several; with `give_way` a trainer or room that can't be had is left out rather than the session."""
    left_out: list[RuleViolation] = []
    there = span
    try:
        there = on_day(span, day)
        wanted = replace(details, starts_at=there.starts_at, ends_at=there.ends_at)
        while True:
            try:
                plan_session(session, actor=actor, session_id=key, cohort_id=cohort.id, details=wanted, at=at)
                session.flush()
            except TRAINER_REASONS as reason:
                if not give_way or not wanted.trainer_ids:
                    raise
                left_out.append(reason)
                wanted = replace(wanted, trainer_ids=_without(session, wanted.trainer_ids, reason))
            except ROOM_REASONS as reason:
                if not give_way or wanted.room_id is None:
                    raise
                left_out.append(reason)
                wanted = replace(wanted, room_id=None, needs=())
            else:
                return Outcome(details.title, there, None, tuple(left_out))
    except Missing:
        raise
    except RuleViolation as reason:
        return Outcome(details.title, there, reason, tuple(left_out))


def _without(session: Session, trainer_ids: Collection[UUID], reason: RuleViolation) -> list[UUID]:
    """Leave out the trainer of whom the reason speaks."""
    names = {key: each.name for key, each in trainer_facts(session, UUID(int=0), trainer_ids).items()}
    left = [key for key in trainer_ids if names.get(key) != reason.facts["who"]]
    return left if len(left) < len(trainer_ids) else []


def _details_of(session: Session, planned: Sequence[queries.SessionFacts]) -> list[SessionDetails]:
    keys = [each.id for each in planned]
    items = session_items(session, keys)
    modules: dict[UUID, list[str]] = {}
    for key, module in session.execute(
        select(SessionModule.session_id, SessionModule.module_key).where(SessionModule.session_id.in_(keys))
    ):
        modules.setdefault(key, []).append(module)
    found = select(TrainingSession.id, TrainingSession.time_zone).where(TrainingSession.id.in_(keys))
    zones = {row.id: row.time_zone for row in session.execute(found)}
    return [
        SessionDetails(
            title=each.title,
            kind=each.kind,
            starts_at=each.starts_at,
            ends_at=each.ends_at,
            room_id=each.room_id,
            place=each.place,
            online_link=each.online_link,
            trainer_ids=list(each.trainers),
            module_keys=sorted(modules.get(each.id, ())),
            time_zone=zones.get(each.id, ""),
            needs=each.needs,
            items=items.get(each.id, {}),
        )
        for each in planned
    ]


def _cohort(session: Session, actor: Actor, cohort_id: UUID) -> CohortFacts:
    cohort = find_cohort_facts(session, cohort_id)
    if cohort is None:
        raise Missing
    require(actor, TrainingPermission.EDIT_COHORT, cohort.scope)
    return cohort
