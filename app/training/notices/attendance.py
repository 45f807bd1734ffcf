"""Telling people about absences and attendance."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from uuid import UUID

from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy.orm import Session

from app.accounts.models import Role
from app.accounts.notices.queries import holders
from app.accounts.notices.telling import not_yet_given, tell
from app.core.channels import Recipient
from app.core.db import transaction
from app.core.errors import N_
from app.core.notices import Draft, Writer, link_to, plain
from app.core.ports import ports

from .. import events
from . import kinds, queries, words

# A slip of the hand is mended within minutes; nobody should get mail about it.
GRACE = timedelta(minutes=15)
LOOKS_BACK = timedelta(days=2)
AT_RISK = N_("Sabaq: attendance that can no longer be enough")


def absence_announced(event: events.AbsenceAnnounced, session: Session) -> None:
    """Say to those who teach the sessions that somebody will not come."""
    taught = queries.trainers_of_sessions(session, event.session_ids)
    trainers = {user_id for each in taught.values() for user_id in each} or set(
        queries.trainers_of_cohort(session, event.cohort_id)
    )

    def write(_person: Recipient) -> Draft:
        text = ngettext(
            "A participant will not come to %(num)s of your sessions. Who and why is on the page.",
            "A participant will not come to %(num)s of your sessions. Who and why is on the page.",
            len(event.session_ids),
        )
        link = link_to("absences.show_absence", absence_id=event.absence_id)
        return Draft(subject=_("Sabaq: an absence is announced"), text=text, link=link)

    to = trainers - {event.announced_by, event.user_id}
    tell(session, kind=kinds.ABSENCE_ANNOUNCED, to=to, occasion=str(event.absence_id), write=write, at=event.at)


def attendance_at_risk(event: events.AbsenceThresholdReached, session: Session) -> None:
    """Say to the person, the trainers and the centre that the attendance can no longer be enough."""
    cohort = queries.find_cohort(session, event.cohort_id)
    if cohort is None:
        return
    staff = {
        *queries.trainers_of_cohort(session, cohort.id),
        *holders(session, cohort.centre_path, Role.CENTRE_ADMINISTRATOR),
    } - {event.user_id}
    told: list[tuple[Collection[UUID], Writer]] = [
        ([event.user_id], _risk_for_person(event)),
        (staff, _risk_for_staff(event, cohort)),
    ]
    if cohort.tells_officers:
        officers = holders(session, queries.agency_path(session, event.user_id), Role.AGENCY_OFFICER)
        told.append((officers - staff - {event.user_id}, _risk_for_officer()))
    for to, write in told:
        tell(session, kind=kinds.AT_RISK, to=to, occasion=str(event.enrolment_id), write=write, at=event.at)


def _risk_for_person(event: events.AbsenceThresholdReached) -> Writer:
    return plain(
        N_("Sabaq: your attendance"),
        N_(
            "With the sessions that you missed you can still reach %(possible)s %% of attendance. The certificate of "
            "this course asks for %(required)s %%. Speak with your trainer or the training centre."
        ),
        "courses.show_course",
        values={"possible": event.possible_percent, "required": event.required_percent},
        enrolment_id=event.enrolment_id,
    )


def _risk_for_staff(event: events.AbsenceThresholdReached, cohort: queries.ToldCohort) -> Writer:
    return plain(
        AT_RISK,
        N_(
            "A participant of a cohort can no longer reach the attendance that the course asks for (%(required)s %%). "
            "Who it is, is on the page.\n\n%(cohort)s"
        ),
        "training.show_cohort",
        values={"required": event.required_percent, "cohort": cohort.title},
        cohort_id=cohort.id,
    )


def _risk_for_officer() -> Writer:
    text = N_("Somebody of your agency can no longer reach the attendance that their course asks for.")
    return plain(AT_RISK, text, "reports.show_attendance")


def tell_absences(session: Session, *, at: datetime) -> int:
    """Say to people that they were marked absent, once nobody mended it for a while; return how many."""
    found = {str(each.mark_id): each for each in queries.standing_absences(session, at - LOOKS_BACK, at - GRACE)}
    told = 0
    for occasion in not_yet_given(session, kinds.ABSENCE, list(found), at=at):
        about = queries.find_session(session, found[occasion].session_id)
        if about is not None:
            to = [found[occasion].user_id]
            tell(session, kind=kinds.ABSENCE, to=to, occasion=occasion, write=words.absent(about), at=at)
            told += 1
    return told


def watch() -> None:
    """Do it as a periodic job."""
    with transaction() as session:
        tell_absences(session, at=ports().clock.now())
