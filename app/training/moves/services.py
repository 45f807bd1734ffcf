"""Changing from one cohort of a course to another."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core import audit, events
from app.core.errors import N_, Missing, RuleViolation
from app.core.ids import new_id
from app.core.policy import Actor, require

from .. import queries
from ..events import PersonChangedCohort
from ..models import Cohort, CohortPlace
from ..permissions import TrainingPermission
from ..queries.bookings import clashes_of_people
from ..queries.cohorts import CohortFilter, cohort_facts
from ..rules import enrolling, places
from ..services.locks import lock_timetable
from .models import CohortStay


class OtherCourse(RuleViolation):
    """The cohort takes another course."""

    code = "other-course"
    message = N_("%(cohort)s takes another course. Enrol the person there instead.")


def change_cohort_of(
    session: Session, *, actor: Actor, enrolment_id: UUID, cohort_id: UUID, reason: str, at: datetime
) -> None:
    """Let a participant go on in another cohort of the same course; doing it again changes nothing.

    The enrolment stays, with its lessons, results and marks. Of the earlier cohort the sessions that began before now
    count, of the later one those that begin from now on: nobody is charged with sessions of a group that they were not
    in, and nothing attended is lost. Marks keep the agency of their day.

    Raises:
        Missing: no such participant or cohort for this person.
        NotAllowed: the actor does not administer both centres.
        OtherCourse, CohortFull, PersonBusy, ReasonMissing: as named.

    """
    lock_timetable(session)
    place = session.get(CohortPlace, enrolment_id)
    if place is None or place.left_at is not None:
        raise Missing
    earlier = queries.get_cohort(session, actor, place.cohort_id)
    later = queries.get_cohort(session, actor, cohort_id)
    for each in (earlier, later):
        require(actor, TrainingPermission.ENROL_PEOPLE, each.scope)
    if earlier.id == later.id:
        return
    places.check_reason(reason)
    if earlier.course_key != later.course_key:
        raise OtherCourse(cohort=later.title)
    places.check_place(cohort=later.title, places=later.capacity, taken=later.taken)
    clash = clashes_of_people(session, cohort_id, [place.user_id], at, leaving=earlier.id).get(place.user_id)
    if clash is not None:
        raise enrolling.PersonBusy(person="", title=clash.title, cohort=clash.cohort, when=clash.span)
    session.add(
        CohortStay(
            id=new_id(),
            enrolment_id=enrolment_id,
            cohort_id=earlier.id,
            user_id=place.user_id,
            since=place.counts_from,
            until=at,
            moved_to_id=later.id,
            moved_by=actor.id,
            reason=reason.strip(),
        )
    )
    place.cohort_id, place.placed_at, place.counts_from = later.id, at, at
    session.flush()
    audit.record(
        session,
        actor=actor,
        action="training:person:change_cohort",
        subject=("enrolment", enrolment_id),
        at=at,
        earlier=str(earlier.id),
        later=str(later.id),
        user=str(place.user_id),
        reason=reason.strip(),
    )
    events.publish(PersonChangedCohort(enrolment_id, place.user_id, earlier.id, later.id, at), session)


def cohorts_to_go_on(session: Session, *, actor: Actor, cohort: queries.CohortFacts, at: datetime) -> dict[UUID, str]:
    """Return the other cohorts of the course that are not over and that the person may enrol in (one statement)."""
    today = at.date()
    chosen = queries.list_cohorts(actor, CohortFilter(today=today)).where(Cohort.ends_on >= today)
    found = (cohort_facts(row) for row in session.execute(chosen.limit(200)))
    return {each.id: each.title for each in found if each.course_key == cohort.course_key and each.id != cohort.id}


def stays_of(session: Session, enrolment_id: UUID) -> list[tuple[CohortStay, str]]:
    """Return where a participant was before, with the title of each cohort (one statement)."""
    rows = session.execute(
        select(CohortStay, Cohort.title)
        .join(Cohort, Cohort.id == CohortStay.cohort_id)
        .where(CohortStay.enrolment_id == enrolment_id)
        .order_by(CohortStay.until)
    )
    return [(stay, title) for stay, title in rows]
