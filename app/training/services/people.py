"""Enrolling people in a cohort, and withdrawing them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts import queries as account_queries
from app.accounts import services as account_services
from app.accounts.models import User
from app.core import audit, events
from app.core.errors import Missing
from app.core.ids import new_id
from app.core.policy import Actor, require
from app.courses import services as course_services
from app.courses.events import EnrolmentWithdrawn
from app.courses.models import Enrolment

from .. import queries
from ..events import PersonJoinedCohort, PersonLeftCohort
from ..models import CohortPlace
from ..permissions import TrainingPermission
from ..queries.bookings import clashes_of_people
from ..rules import enrolling, places
from .locks import lock_timetable


@dataclass(frozen=True, slots=True)
class Invited:
    """A person who was recorded on the way, and the secret of the link that lets them in."""

    user: User
    secret: str


def enrol_person(session: Session, *, actor: Actor, cohort_id: UUID, user_id: UUID, at: datetime) -> UUID:
    """Give a person a place in a cohort; somebody who has one keeps it.

    Raises:
        Missing: there is no such cohort or person for this actor.
        NotAllowed: the actor does not administer the centre.
        CohortFull, AccountClosed, PersonBusy: as named.

    """
    lock_timetable(session)
    cohort = queries.get_cohort(session, actor, cohort_id)
    require(actor, TrainingPermission.ENROL_PEOPLE, cohort.scope)
    person = account_queries.get_visible_person(session, actor, user_id)
    if (present := find_place(session, cohort_id, user_id)) is not None:
        return present.enrolment_id
    if person.deactivated_at is not None:
        raise enrolling.AccountClosed(person=person.name)
    places.check_place(cohort=cohort.title, places=cohort.capacity, taken=cohort.taken)
    clash = clashes_of_people(session, cohort_id, [user_id], at).get(user_id)
    if clash is not None:
        raise enrolling.PersonBusy(person=person.name, title=clash.title, cohort=clash.cohort, when=clash.span)
    return place_person(session, actor=actor, cohort=cohort, user_id=user_id, language=cohort.language, at=at)


def invite_and_enrol(
    session: Session, *, actor: Actor, cohort_id: UUID, details: account_services.PersonDetails, at: datetime
) -> Invited:
    """Record a new person, make their invitation and give them a place.

    Raises:
        EmailTaken: the address belongs to somebody.
        Missing, NotAllowed, CohortFull: as `enrol_person`.

    """
    lock_timetable(session)
    cohort = queries.get_cohort(session, actor, cohort_id)
    require(actor, TrainingPermission.ENROL_PEOPLE, cohort.scope)
    places.check_place(cohort=cohort.title, places=cohort.capacity, taken=cohort.taken)
    user = account_services.add_person(session, actor=actor, details=details, at=at)
    secret = account_services.invite(session, actor=actor, user=user, at=at)
    place_person(session, actor=actor, cohort=cohort, user_id=user.id, language=details.language, at=at)
    return Invited(user, secret)


def withdraw_person(
    session: Session, *, actor: Actor, cohort_id: UUID, enrolment_id: UUID, reason: str, at: datetime
) -> None:
    """Take a person out of a cohort, with a reason; marks and results stay on record. Repeating changes nothing.

    Raises:
        Missing: there is no such place for this person.
        NotAllowed: the actor does not administer the centre.
        ReasonMissing: no reason was given.

    """
    lock_timetable(session)
    cohort = queries.get_cohort(session, actor, cohort_id)
    require(actor, TrainingPermission.ENROL_PEOPLE, cohort.scope)
    place = session.get(CohortPlace, enrolment_id)
    if place is None or place.cohort_id != cohort_id:
        raise Missing
    if place.left_at is not None:
        return
    places.check_reason(reason)
    place.left_at = at
    course_services.withdraw(session, actor=actor, enrolment_id=enrolment_id, reason=reason.strip(), at=at)
    audit.record(
        session,
        actor=actor,
        action="training:person:withdraw",
        subject=("enrolment", enrolment_id),
        at=at,
        cohort=str(cohort_id),
        user=str(place.user_id),
        reason=reason.strip(),
    )
    events.publish(PersonLeftCohort(enrolment_id, place.user_id, cohort_id, at), session)


def find_place(session: Session, cohort_id: UUID, user_id: UUID) -> CohortPlace | None:
    """Return a person's present place in a cohort."""
    return session.scalars(
        select(CohortPlace).where(
            CohortPlace.cohort_id == cohort_id, CohortPlace.user_id == user_id, CohortPlace.left_at.is_(None)
        )
    ).first()


def place_person(
    session: Session, *, actor: Actor, cohort: queries.CohortFacts, user_id: UUID, language: str, at: datetime
) -> UUID:
    """Enrol on the cohort's course and take the place; permission, capacity and clashes were checked by the caller.

    Somebody who studies the course without a cohort brings that enrolment along; who took it in an earlier cohort
    begins anew.
    """
    enrolment = course_services.enrol(
        session,
        actor=actor,
        user_id=user_id,
        course_edition_id=cohort.course_edition_id,
        language=language,
        at=at,
        enrolment_id=_free_enrolment(session, user_id, cohort.course_edition_id) or new_id(),
    )
    session.add(CohortPlace(enrolment_id=enrolment.id, cohort_id=cohort.id, user_id=user_id, placed_at=at))
    session.flush()
    audit.record(
        session,
        actor=actor,
        action="training:person:enrol",
        subject=("enrolment", enrolment.id),
        at=at,
        cohort=str(cohort.id),
        user=str(user_id),
    )
    events.publish(PersonJoinedCohort(enrolment.id, user_id, cohort.id, actor.id, at), session)
    return enrolment.id


def leave_cohort(event: EnrolmentWithdrawn, session: Session) -> None:
    """End the place of an enrolment that ended."""
    place = session.get(CohortPlace, event.enrolment_id)
    if place is not None and place.left_at is None:
        place.left_at = event.at
        events.publish(PersonLeftCohort(place.enrolment_id, place.user_id, place.cohort_id, event.at), session)


def _free_enrolment(session: Session, user_id: UUID, course_edition_id: UUID) -> UUID | None:
    free = (
        select(Enrolment.id)
        .outerjoin(CohortPlace, CohortPlace.enrolment_id == Enrolment.id)
        .where(
            Enrolment.user_id == user_id,
            Enrolment.course_edition_id == course_edition_id,
            Enrolment.withdrawn_at.is_(None),
            CohortPlace.enrolment_id.is_(None),
        )
        .order_by(Enrolment.enrolled_at.desc())
        .limit(1)
    )
    return session.scalars(free).one_or_none()
