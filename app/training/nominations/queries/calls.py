"""Calls that concern an officer, and what waits for people."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import Select, bindparam, exists, func, or_, select
from sqlalchemy.orm import Session, aliased

from app.accounts.models import Agency, Role, RoleAssignment, User
from app.core.policy import Actor
from app.courses.models import CourseEdition

from ...models import Cohort, TrainingCentre
from ...queries.scopes import path_within
from ..models import InvitationLetter, Nomination, NominationAct, NominationCall, NominationHead, Quota
from ..rules.states import State, after


@dataclass(frozen=True, slots=True, kw_only=True)
class CallFacts:
    """A call as a list shows it, with the seats of the reader's agencies and how many of their people are where."""

    cohort_id: UUID
    title: str
    course_titles: dict[str, str]
    centre_names: dict[str, str]
    starts_on: date
    ends_on: date
    closes_on: date
    seats: int
    counts: dict[State, int]


def list_calls(session: Session, actor: Actor, *, limit: int = 100) -> list[CallFacts]:
    """Return the calls in which the officer's agencies have seats, the latest first (three statements)."""
    scopes = actor.scopes(Role.AGENCY_OFFICER)
    quota_agency, centre_agency = aliased(Agency), aliased(Agency)
    # An officer of a department below an agency that has seats sees the call too.
    covered = or_(path_within(quota_agency.path, scopes), quota_agency.path.in_(_paths_above(scopes)))
    rows = session.execute(
        select(
            Cohort.id,
            Cohort.title,
            CourseEdition.definition["title"].label("course_titles"),
            centre_agency.names,
            Cohort.starts_on,
            Cohort.ends_on,
            NominationCall.closes_on,
            func.sum(Quota.seats).label("seats"),
        )
        .join(NominationCall, NominationCall.cohort_id == Cohort.id)
        .join(CourseEdition, CourseEdition.id == Cohort.course_edition_id)
        .join(centre_agency, centre_agency.id == Cohort.centre_id)
        .join(Quota, Quota.cohort_id == Cohort.id)
        .join(quota_agency, quota_agency.id == Quota.agency_id)
        .where(covered)
        .group_by(Cohort.id, CourseEdition.id, centre_agency.id, NominationCall.cohort_id)
        .order_by(NominationCall.closes_on.desc(), Cohort.id)
        .limit(limit)
    ).all()
    counts = _counts(session, actor, [row[0] for row in rows])
    return [
        CallFacts(
            cohort_id=key,
            title=title,
            course_titles=titles,
            centre_names=names,
            starts_on=starts_on,
            ends_on=ends_on,
            closes_on=closes_on,
            seats=int(seats),
            counts=counts.get(key, {}),
        )
        for key, title, titles, names, starts_on, ends_on, closes_on, seats in rows
    ]


def waiting_for_officer(session: Session, actor: Actor) -> int:
    """Count what was returned to the officer's agencies, and what the officer has to confirm (two statements)."""
    within = path_within(Agency.path, actor.scopes(Role.AGENCY_OFFICER))
    heads = session.execute(
        select(Agency.path, NominationHead.head_id).join(NominationHead, NominationHead.agency_id == Agency.id)
    ).all()
    waiting = 0
    for row in session.execute(latest_acts().add_columns(Agency.path).where(within)):
        state = after(row.act, confirmed_by_head=row.head_confirms)
        above = [each for each in heads if row.path.startswith(each.path)]
        head_id = max(above, key=lambda each: len(each.path)).head_id if above else None
        waiting += state is State.RETURNED or (state is State.WITH_HEAD and head_id == actor.id)
    return waiting


def waiting_for_centre(session: Session, actor: Actor) -> dict[UUID, tuple[str, int]]:
    """Return the cohorts of the actor's centres with nominations to decide: title and how many (one statement)."""
    centre = aliased(Agency)
    rows = session.execute(
        latest_acts()
        .add_columns(Cohort.id, Cohort.title)
        .join(Cohort, Cohort.id == Nomination.cohort_id)
        .join(centre, centre.id == Cohort.centre_id)
        .where(path_within(centre.path, actor.scopes(Role.CENTRE_ADMINISTRATOR)))
    )
    found: dict[UUID, tuple[str, int]] = {}
    for row in rows:
        if after(row.act, confirmed_by_head=row.head_confirms) is State.WITH_CENTRE:
            title, count = found.get(row.id, (row.title, 0))
            found[row.id] = (title, count + 1)
    return found


def latest_acts() -> Select[*tuple[Any, ...]]:
    """Return the last act of each nomination; the query has Nomination and the sending Agency in it."""
    later = aliased(NominationAct)
    is_last = ~exists().where(later.nomination_id == NominationAct.nomination_id, later.number > NominationAct.number)
    return (
        select(NominationAct.act, NominationAct.head_confirms)
        .join(Nomination, Nomination.id == NominationAct.nomination_id)
        .join(Agency, Agency.id == Nomination.agency_id)
        .where(is_last)
    )


def history_of(session: Session, nomination_id: UUID) -> list[tuple[NominationAct, str]]:
    """Return everything that was done with a nomination and by whom, earliest first (one statement)."""
    rows = session.execute(
        select(NominationAct, User.name)
        .outerjoin(User, User.id == NominationAct.by)
        .where(NominationAct.nomination_id == nomination_id)
        .order_by(NominationAct.number)
    )
    return [(act, name or "") for act, name in rows]


def officers_over(session: Session, agency_path: str) -> list[User]:
    """Return the officers who answer for an agency, by name: one of them may be named to confirm."""
    rows = session.execute(
        select(User, RoleAssignment.scope_path)
        .join(RoleAssignment, RoleAssignment.user_id == User.id)
        .where(
            RoleAssignment.role == Role.AGENCY_OFFICER,
            RoleAssignment.ended_at.is_(None),
            User.deactivated_at.is_(None),
        )
        .order_by(User.name, User.id)
    )
    found = {user.id: user for user, scope in rows if agency_path.startswith(scope)}
    return list(found.values())


def calls_to_release(session: Session, at: datetime) -> list[tuple[UUID, date, str]]:
    """Return the calls whose unused seats were not released yet: cohort, day and the centre's zone (one statement)."""
    rows = session.execute(
        select(NominationCall.cohort_id, NominationCall.release_on, TrainingCentre.time_zone)
        .join(Cohort, Cohort.id == NominationCall.cohort_id)
        .join(TrainingCentre, TrainingCentre.agency_id == Cohort.centre_id)
        .where(NominationCall.released_at.is_(None), NominationCall.release_on <= at.date())
    )
    return [(key, day, zone) for key, day, zone in rows]


def _counts(session: Session, actor: Actor, cohort_ids: list[UUID]) -> dict[UUID, dict[State, int]]:
    within = path_within(Agency.path, actor.scopes(Role.AGENCY_OFFICER))
    rows = session.execute(
        latest_acts().add_columns(Nomination.cohort_id).where(within, Nomination.cohort_id.in_(cohort_ids))
    )
    found: dict[UUID, dict[State, int]] = {}
    for row in rows:
        state = after(row.act, confirmed_by_head=row.head_confirms)
        own = found.setdefault(row.cohort_id, {})
        own[state] = own.get(state, 0) + 1
    return found


def _paths_above(scopes: tuple[str, ...]) -> list[str]:
    found = set()
    for scope in scopes:
        parts = scope.split("/")[:-1]
        found |= {"/".join(parts[:place]) + "/" for place in range(1, len(parts) + 1)}
    return sorted(found)


def own_letter(session: Session, enrolment_id: UUID) -> tuple[UUID, str] | None:
    """Return the latest letter of an enrolment: its id and its number (one statement)."""
    row = session.connection().execute(_own_letter(), {"enrolment_id": enrolment_id}).first()
    return (row.id, row.reference) if row else None


@cache
def _own_letter() -> Select[UUID, str]:
    return (
        select(InvitationLetter.id, InvitationLetter.reference)
        .join(Nomination, Nomination.id == InvitationLetter.nomination_id)
        .where(Nomination.enrolment_id == bindparam("enrolment_id"))
        .order_by(InvitationLetter.issued_at.desc(), InvitationLetter.id.desc())
        .limit(1)
    )
