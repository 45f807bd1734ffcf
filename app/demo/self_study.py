"""The investigators' whole path with its case simulation, studied alone beside the service; nobody meets."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.demo import DEMO_ACCOUNTS
from app.accounts.models import Agency, Role, RoleAssignment, User
from app.accounts.queries import get_actor
from app.core.ids import new_id
from app.courses.queries import current_course_edition
from app.training.services.cohorts import CohortDetails, create_cohort
from app.training.services.people import enrol_person

from .agencies import DUSHANBE

COURSE = "path-police"
TITLE = "Роҳи муфаттишон · омӯзиши мустақил"
WEEKS = 8


def tell(session: Session, at: datetime) -> None:
    """Open the group and place in it the trainee whom visitors of the demonstration enter as."""
    course = current_course_edition(session, COURSE)
    centre = session.scalars(select(Agency).where(Agency.code == DUSHANBE)).one_or_none()
    trainee = session.scalars(
        select(User).where(User.email.in_([each.email for each in DEMO_ACCOUNTS if each.role is Role.TRAINEE]))
    ).one_or_none()
    if course is None or centre is None or trainee is None:
        return
    holders = select(RoleAssignment.user_id).where(RoleAssignment.agency_id == centre.id)
    administrator = session.scalars(holders.where(RoleAssignment.role == Role.CENTRE_ADMINISTRATOR)).first()
    trainer = session.scalars(holders.where(RoleAssignment.role == Role.TRAINER)).first()
    if administrator is None or trainer is None:
        return
    actor = get_actor(session, administrator)
    begins, invited = at.date() + timedelta(days=7 - at.weekday()), at - timedelta(weeks=3)
    cohort_id = create_cohort(
        session,
        actor=actor,
        cohort_id=new_id(),
        centre_id=centre.id,
        course_edition_id=course.id,
        details=CohortDetails(
            title=TITLE,
            starts_on=begins,
            ends_on=begins + timedelta(weeks=WEEKS),
            place="",
            capacity=100,
            language="tg",
            trainer_ids=[trainer],
        ),
        at=invited,
    )
    session.flush()
    enrol_person(session, actor=actor, cohort_id=cohort_id, user_id=trainee.id, at=invited)
