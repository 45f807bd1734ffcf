"""Telling people about the exams in which they have a place."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from uuid import UUID

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.notices.telling import not_yet_given, tell
from app.core.channels import Recipient
from app.core.db import transaction
from app.core.errors import N_
from app.core.i18n import show_instant, show_zone, zone
from app.core.notices import Draft, Writer, link_to, plain
from app.core.ports import ports

from ..sittings.events import AccommodationGranted, PlacesGiven, PlaceTaken, SittingMoved
from ..sittings.models import Sitting, SittingPlace
from ..sittings.queries.sittings import SittingFacts, find_sittings
from .kinds import EXAM

SUBJECT = N_("Sabaq: an exam of yours")
REMIND_FROM = 9


def places_given(event: PlacesGiven, session: Session) -> None:
    """Say to each who got a place when the exam is."""
    _tell(session, event.sitting_id, event.user_ids, event.at, N_("You have a place in an exam."), "given")


def sitting_moved(event: SittingMoved, session: Session) -> None:
    """Say the new times."""
    _tell(
        session, event.sitting_id, event.user_ids, event.at, N_("The times of an exam of yours are changed."), "moved"
    )


def place_taken(event: PlaceTaken, session: Session) -> None:
    """Say that somebody has no place any more."""
    opening = N_("You no longer have a place in this exam. Your trainer or the training centre knows more.")
    _tell(session, event.sitting_id, [event.user_id], event.at, opening, "taken")


def accommodation_granted(event: AccommodationGranted, session: Session) -> None:
    """Say that something was arranged; what, may tell of somebody's health and does not travel by mail."""
    text = N_(
        "What is arranged for you in exams, such as more time or a large print, was changed. The first page of an exam "
        "says what holds for you."
    )
    occasion = f"arranged:{event.at.isoformat()}"
    write = plain(SUBJECT, text, "courses.list_courses")
    tell(session, kind=EXAM, to=[event.user_id], occasion=occasion, write=write, at=event.at)


def remind() -> None:
    """Remind of the exams of the next day, by the clock of the centre, as a periodic job."""
    with transaction() as session:
        remind_of_exams(session, at=ports().clock.now())


def remind_of_exams(session: Session, *, at: datetime) -> int:
    """Say to each who has a place that the exam is tomorrow; return of how many sittings. Safe to run twice."""
    coming = session.execute(
        select(Sitting.id, Sitting.opens_at, Sitting.time_zone).where(
            Sitting.opens_at.between(at, at + timedelta(days=2))
        )
    )
    due = [
        str(row.id)
        for row in coming
        if _days_before(row.opens_at, row.time_zone, at) == 1 and at.astimezone(zone(row.time_zone)).hour >= REMIND_FROM
    ]
    fresh = [UUID(each) for each in not_yet_given(session, EXAM, due, at=at)]
    for sitting in find_sittings(session, fresh) if fresh else ():
        people = session.scalars(select(SittingPlace.user_id).where(SittingPlace.sitting_id == sitting.id)).all()
        write = _writer(sitting, N_("Sabaq: an exam tomorrow"), N_("You have an exam tomorrow."))
        tell(session, kind=EXAM, to=people, occasion=f"{sitting.id}:tomorrow", write=write, at=at, pressing=True)
    return len(fresh)


def _tell(session: Session, sitting_id: UUID, user_ids: Collection[UUID], at: datetime, opening: str, act: str) -> None:
    found = find_sittings(session, [sitting_id])
    if not found or found[0].closes_at <= at:
        return
    sitting = found[0]
    tell(
        session,
        kind=EXAM,
        to=user_ids,
        occasion=f"{sitting_id}:{act}:{at.isoformat()}",
        write=_writer(sitting, SUBJECT, opening),
        at=at,
        pressing=_days_before(sitting.opens_at, sitting.time_zone, at) <= 1,
    )


def _writer(sitting: SittingFacts, subject: str, opening: str) -> Writer:
    def write(_person: Recipient) -> Draft:
        when = _(
            "From %(opens)s to %(closes)s (%(zone)s time)",
            opens=show_instant(sitting.opens_at, sitting.time_zone),
            closes=show_instant(sitting.closes_at, sitting.time_zone),
            zone=show_zone(sitting.time_zone),
        )
        text = f"{_(opening)}\n\n{sitting.title}\n{when}"
        return Draft(subject=_(subject), text=text, link=link_to("courses.list_courses"))

    return write


def _days_before(when: datetime, time_zone: str, at: datetime) -> int:
    here = zone(time_zone)
    return (when.astimezone(here).date() - at.astimezone(here).date()).days
