"""What can be done with enrolments. Each act is safe to repeat; the edge commits."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.accounts.models import Agency, User
from app.core import audit, events
from app.core.errors import Missing
from app.core.ids import new_id
from app.core.policy import Actor, require

from .events import EnrolmentWithdrawn, LessonCompleted, PersonEnrolled
from .models import Enrolment, LessonCompletion
from .permissions import CoursePermission, may_study
from .queries import course_outline, get_enrolment
from .rules import NotYourEnrolment, PersonInactive, check_open, check_reason


def enrol(
    session: Session,
    *,
    actor: Actor,
    user_id: UUID,
    course_edition_id: UUID,
    language: str,
    at: datetime,
    enrolment_id: UUID | None = None,
) -> Enrolment:
    """Enrol a person on a course edition, with the agency and profession that they have today.

    Repeating returns the stored enrolment: by its id when one is given, else the person's open one on that edition.

    Raises:
        Missing: no such person or course edition.
        NotAllowed: the actor may not enrol this person.
        PersonInactive: the account was closed.
        NotYourEnrolment: the id is taken by another person or course.

    """
    found = session.execute(
        select(User, Agency.path)
        .join(Agency, Agency.id == User.agency_id)
        .where(User.id == user_id)
        .with_for_update(of=User)
    ).one_or_none()
    if found is None:
        raise Missing
    user, path = found
    require(actor, CoursePermission.ENROL, path)
    if stored := _stored_enrolment(session, user_id, course_edition_id, enrolment_id):
        return stored
    if user.deactivated_at is not None:
        raise PersonInactive(name=user.name)
    course = course_outline(session, course_edition_id)
    enrolment = Enrolment(
        id=enrolment_id or new_id(),
        user_id=user.id,
        course_edition_id=course.id,
        agency_id=user.agency_id,
        profession=user.profession,
        language=language,
        enrolled_at=at,
        enrolled_by=actor.id,
    )
    session.add(enrolment)
    session.flush()
    audit.record(
        session,
        actor=actor,
        action="courses:enrolment:enrol",
        subject=("enrolment", enrolment.id),
        at=at,
        user=str(user.id),
        course=course.key,
        edition=course.number,
    )
    events.publish(PersonEnrolled(enrolment.id, user.id, course.id, at), session)
    return enrolment


def _stored_enrolment(
    session: Session, user_id: UUID, course_edition_id: UUID, enrolment_id: UUID | None
) -> Enrolment | None:
    if enrolment_id is None:
        running = select(Enrolment).where(
            Enrolment.user_id == user_id,
            Enrolment.course_edition_id == course_edition_id,
            Enrolment.withdrawn_at.is_(None),
        )
        return session.scalars(running.order_by(Enrolment.enrolled_at.desc()).limit(1)).one_or_none()
    stored = session.get(Enrolment, enrolment_id)
    if stored and (stored.user_id, stored.course_edition_id) != (user_id, course_edition_id):
        raise NotYourEnrolment
    return stored


def withdraw(session: Session, *, actor: Actor, enrolment_id: UUID, reason: str, at: datetime) -> Enrolment:
    """End an enrolment before its course ends; what was completed is kept. A second time changes nothing.

    Raises:
        Missing: no such enrolment.
        NotAllowed: the actor may not.
        ReasonMissing: the reason is empty or too long.

    """
    enrolment = get_enrolment(session, enrolment_id)
    path = session.scalar(select(Agency.path).where(Agency.id == enrolment.agency_id))
    require(actor, CoursePermission.ENROL, path)
    if enrolment.withdrawn_at is not None:
        return enrolment
    enrolment.withdrawal_reason = check_reason(reason)
    enrolment.withdrawn_at = at
    session.flush()
    audit.record(
        session,
        actor=actor,
        action="courses:enrolment:withdraw",
        subject=("enrolment", enrolment.id),
        at=at,
        user=str(enrolment.user_id),
        reason=enrolment.withdrawal_reason,
    )
    events.publish(EnrolmentWithdrawn(enrolment.id, enrolment.user_id, at), session)
    return enrolment


def complete_lesson(
    session: Session,
    *,
    actor: Actor,
    enrolment_id: UUID,
    module_key: str,
    lesson_key: str,
    language: str,
    at: datetime,
    completion_id: UUID | None = None,
) -> LessonCompletion:
    """Record that a person completed a lesson, in which edition and language. A second time changes nothing.

    The record itself is append-only and says who, what and when, so that no audit entry repeats it.

    Raises:
        Missing: no such enrolment of this person, or no such lesson in its course.
        Withdrawn: the enrolment has ended.

    """
    enrolment = get_enrolment(session, enrolment_id)
    if not may_study(actor, enrolment):
        raise Missing
    check_open(enrolment.withdrawn_at)
    module = course_outline(session, enrolment.course_edition_id).module(module_key)
    if module is None or module.lesson(lesson_key) is None:
        raise Missing
    same = select(LessonCompletion).where(
        LessonCompletion.enrolment_id == enrolment_id,
        LessonCompletion.edition_id == module.edition_id,
        LessonCompletion.lesson_key == lesson_key,
    )
    if stored := session.scalars(same).one_or_none():
        return stored
    completion = LessonCompletion(
        id=completion_id or new_id(),
        enrolment_id=enrolment_id,
        edition_id=module.edition_id,
        lesson_key=lesson_key,
        language=language,
        completed_at=at,
    )
    try:
        with session.begin_nested():
            session.add(completion)
    except IntegrityError:  # the same press arrived twice at once, and the other one was first
        return session.scalars(same).one()
    events.publish(LessonCompleted(enrolment_id, enrolment.user_id, module.edition_id, lesson_key, at), session)
    return completion
