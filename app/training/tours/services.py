"""Preparing a study tour, and reporting from it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app.core import audit
from app.core import events as core_events
from app.core.errors import N_, Missing, RuleViolation
from app.core.policy import Actor, require

from ..events import TourReportHandedIn
from ..models import SessionKind, TrainingSession
from ..permissions import TrainingPermission
from ..queries.cohorts import list_people
from ..queries.sessions import SessionFacts, get_session
from .days import day_of_report, days_of_tour
from .models import Tour, TourReport, TourTraveller, TourVisit

PARTS = ("visits", "answers", "adopted", "cases", "contacts")


class VisitOutsideTour(RuleViolation):
    """The programme lies within the tour."""

    code = "visit-outside-tour"
    message = N_("The visit lies outside of the tour, which is %(when)s.")


class VisitsOverlap(RuleViolation):
    """The group can't be in two places."""

    code = "visits-overlap"
    message = N_("The group is at “%(body)s” then.")


class ReportHandedIn(RuleViolation):
    """A report that was handed in stays as it is."""

    code = "report-handed-in"
    message = N_("This report was handed in and can't be changed.")


class ReportTooEarly(RuleViolation):
    """Nobody reports from a tour that lies ahead."""

    code = "report-too-early"
    message = N_("A report is handed in once the tour has begun. Keep it as a draft until then.")


class ReportEmpty(RuleViolation):
    """A report says something about every point."""

    code = "report-empty"
    message = N_("Write something about every point before you hand the report in.")


def planned_tour(session: Session, actor: Actor, session_id: UUID) -> SessionFacts:
    """Return a study tour that the person plans.

    Raises:
        Missing: there is none.
        NotAllowed: the person may only see it.

    """
    facts = seen_tour(session, actor, session_id)
    require(actor, TrainingPermission.EDIT_COHORT, facts.scope_for(actor).cohort)
    return facts


def seen_tour(session: Session, actor: Actor, session_id: UUID) -> SessionFacts:
    """Return a study tour that the person may see.

    Raises:
        Missing: there is none.

    """
    facts = get_session(session, actor, session_id)
    if facts.kind is not SessionKind.STUDY_TOUR:
        raise Missing
    return facts


def tour_beside(session: Session, planned: SessionFacts) -> Tour | None:
    """Return what was written down of another day of the same tour: each day of it is a session of its own."""
    return session.scalars(
        select(Tour)
        .join(TrainingSession, TrainingSession.id == Tour.session_id)
        .where(
            TrainingSession.cohort_id == planned.cohort_id,
            TrainingSession.id != planned.id,
            TrainingSession.kind == SessionKind.STUDY_TOUR,
            TrainingSession.cancelled_at.is_(None),
        )
        .order_by(TrainingSession.starts_at.desc(), TrainingSession.id)
        .limit(1)
    ).first()


def travellers_of(session: Session, session_id: UUID) -> list[UUID]:
    """Return who travels."""
    return list(session.scalars(select(TourTraveller.user_id).where(TourTraveller.session_id == session_id)))


def save_tour(session: Session, *, actor: Actor, session_id: UUID, texts: Mapping[str, str], at: datetime) -> None:
    """Say who receives the group, and what it wants to learn.

    Raises:
        Missing: there is no such tour for this person.

    """
    planned_tour(session, actor, session_id)
    stored = session.get(Tour, session_id)
    if stored is None:
        stored = Tour(session_id=session_id)
        session.add(stored)
    for name in ("host", "contact", "languages", "questions"):
        setattr(stored, name, texts[name])
    audit.record(session, actor=actor, action="training:tour:save", subject=("session", session_id), at=at)


def set_travellers(
    session: Session, *, actor: Actor, session_id: UUID, user_ids: Collection[UUID], at: datetime
) -> None:
    """Say who travels; only people of the cohort do.

    Raises:
        Missing: there is no such tour for this person, or somebody is not in the cohort.

    """
    facts = planned_tour(session, actor, session_id)
    if not set(user_ids) <= {each.user_id for each in list_people(session, facts.cohort_id)}:
        raise Missing
    session.execute(delete(TourTraveller).where(TourTraveller.session_id == session_id))
    session.add_all(TourTraveller(session_id=session_id, user_id=key) for key in sorted(set(user_ids)))
    audit.record(
        session,
        actor=actor,
        action="training:tour:travellers",
        subject=("session", session_id),
        at=at,
        travellers=[str(key) for key in sorted(set(user_ids))],
    )


def add_visit(
    session: Session,
    *,
    actor: Actor,
    visit_id: UUID,
    session_id: UUID,
    starts_at: datetime,
    ends_at: datetime,
    body: str,
    address: str,
    contact: str,
    at: datetime,
) -> UUID:
    """Add a visit to the programme; repeating the id changes nothing.

    Raises:
        Missing: there is no such tour for this person.
        VisitOutsideTour, VisitsOverlap: as named.

    """
    facts = planned_tour(session, actor, session_id)
    if session.get(TourVisit, visit_id) is not None:
        return visit_id
    if not facts.starts_at <= starts_at < ends_at <= facts.ends_at:
        raise VisitOutsideTour(when=facts.span)
    rival = session.scalars(
        select(TourVisit.body).where(
            TourVisit.session_id == session_id, TourVisit.starts_at < ends_at, TourVisit.ends_at > starts_at
        )
    ).first()
    if rival is not None:
        raise VisitsOverlap(body=rival)
    session.add(
        TourVisit(
            id=visit_id,
            session_id=session_id,
            starts_at=starts_at,
            ends_at=ends_at,
            body=body,
            address=address,
            contact=contact,
        )
    )
    audit.record(session, actor=actor, action="training:tour:visit", subject=("session", session_id), at=at, body=body)
    return visit_id


def remove_visit(session: Session, *, actor: Actor, session_id: UUID, visit_id: UUID, at: datetime) -> None:
    """Take a visit out of the programme.

    Raises:
        Missing: there is no such visit of a tour of this person's.

    """
    planned_tour(session, actor, session_id)
    stored = session.get(TourVisit, visit_id)
    if stored is None or stored.session_id != session_id:
        raise Missing
    session.delete(stored)
    audit.record(
        session,
        actor=actor,
        action="training:tour:visit_removed",
        subject=("session", session_id),
        at=at,
        body=stored.body,
    )


def save_report(
    session: Session,
    *,
    actor: Actor,
    report_id: UUID,
    session_id: UUID,
    texts: Mapping[str, str],
    hand_in: bool,
    at: datetime,
) -> None:
    """Keep a traveller's report, and hand it in; one covers all days of the tour, whichever day it is sent for.

    Raises:
        Missing: the person does not travel on such a tour.
        ReportHandedIn, ReportTooEarly, ReportEmpty: as named.

    """
    tour = days_of_tour(session, seen_tour(session, actor, session_id))
    day_id = day_of_report(session, tour, actor.id)
    if day_id is None:
        raise Missing
    stored = session.scalars(
        select(TourReport).where(TourReport.session_id == day_id, TourReport.user_id == actor.id)
    ).one_or_none()
    if stored is not None and stored.handed_in_at is not None:
        raise ReportHandedIn
    if hand_in and at < tour[0].starts_at:
        raise ReportTooEarly
    if hand_in and not all(texts[name].strip() for name in PARTS):
        raise ReportEmpty
    if stored is None:
        stored = TourReport(id=report_id, session_id=day_id, user_id=actor.id, saved_at=at)
        session.add(stored)
    for name in PARTS:
        setattr(stored, name, texts[name])
    stored.saved_at = at
    if hand_in:
        stored.handed_in_at = at
        audit.record(session, actor=actor, action="training:tour:report", subject=("session", day_id), at=at)
        core_events.publish(TourReportHandedIn(stored.id, day_id, actor.id, at), session)
