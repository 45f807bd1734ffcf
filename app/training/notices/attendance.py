"""Telling people about absences and attendance."""

from __future__ import annotations

from datetime import datetime, timedelta

from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy.orm import Session

from app.accounts.models import Role
from app.accounts.notices.queries import holders
from app.accounts.notices.telling import not_yet_given, tell
from app.core.channels import Recipient
from app.core.db import transaction
from app.core.i18n import show_number
from app.core.notices import Draft, link_to
from app.core.ports import ports

from .. import events
from . import kinds, queries, words

# A slip of the hand is mended within minutes; nobody should get mail about it.
GRACE = timedelta(minutes=15)
LOOKS_BACK = timedelta(days=2)


def absence_announced(event: events.AbsenceAnnounced, session: Session) -> None:
    """Say to those who teach the sessions that somebody will not come."""
    taught = queries.trainers_of_sessions(session, event.session_ids)
    trainers = {user_id for each in taught.values() for user_id in each} or set(
        queries.trainers_of_cohort(session, event.cohort_id)
    )

    def write(_person: Recipient) -> Draft:
        count = len(event.session_ids)
        text = ngettext(
            "A participant will not come to %(num)s of your sessions. Who and why is on the page.",
            "A participant will not come to %(num)s of your sessions. Who and why is on the page.",
            count,
        )
        return Draft(
            subject=_("Sabaq: an absence is announced"),
            text=text,
            link=link_to("absences.show_absence", absence_id=event.absence_id),
        )

    told = trainers - {event.announced_by, event.user_id}
    tell(
        session,
        kind=kinds.ABSENCE_ANNOUNCED,
        to=told,
        occasion=str(event.absence_id),
        write=write,
        at=event.at,
    )


def attendance_at_risk(event: events.AbsenceThresholdReached, session: Session) -> None:
    """Say to the person, the trainers and the centre that the attendance can no longer be enough."""
    cohort = queries.find_cohort(session, event.cohort_id)
    if cohort is None:
        return

    def to_person(_person: Recipient) -> Draft:
        text = _(
            "With the sessions that you missed you can still reach %(possible)s %% of attendance. The certificate of "
            "this course asks for %(required)s %%. Speak with your trainer or the training centre.",
            possible=show_number(event.possible_percent),
            required=show_number(event.required_percent),
        )
        return Draft(
            subject=_("Sabaq: your attendance"),
            text=text,
            link=link_to("courses.show_course", enrolment_id=event.enrolment_id),
        )

    def to_staff(_person: Recipient) -> Draft:
        text = _(
            "A participant of a cohort can no longer reach the attendance that the course asks for (%(required)s %%). "
            "Who it is, is on the page.\n\n%(cohort)s",
            required=show_number(event.required_percent),
            cohort=cohort.title,
        )
        return Draft(
            subject=_("Sabaq: attendance that can no longer be enough"),
            text=text,
            link=link_to("training.show_cohort", cohort_id=cohort.id),
        )

    def to_officer(_person: Recipient) -> Draft:
        return Draft(
            subject=_("Sabaq: attendance that can no longer be enough"),
            text=_("Somebody of your agency can no longer reach the attendance that their course asks for."),
            link=link_to("reports.show_attendance"),
        )

    occasion = str(event.enrolment_id)
    staff = {
        *queries.trainers_of_cohort(session, cohort.id),
        *holders(session, cohort.centre_path, Role.CENTRE_ADMINISTRATOR),
    }
    tell(session, kind=kinds.AT_RISK, to=[event.user_id], occasion=occasion, write=to_person, at=event.at)
    tell(session, kind=kinds.AT_RISK, to=staff - {event.user_id}, occasion=occasion, write=to_staff, at=event.at)
    if cohort.tells_officers:
        officers = holders(session, queries.agency_path(session, event.user_id), Role.AGENCY_OFFICER)
        officers -= {*staff, event.user_id}
        tell(session, kind=kinds.AT_RISK, to=officers, occasion=occasion, write=to_officer, at=event.at)


def tell_absences(session: Session, *, at: datetime) -> int:
    """Say to people that they were marked absent, once nobody mended it for a while; return how many."""
    found = queries.standing_absences(session, at - LOOKS_BACK, at - GRACE)
    fresh = set(not_yet_given(session, kinds.ABSENCE, [str(each.mark_id) for each in found], at=at))
    told = 0
    for each in found:
        if str(each.mark_id) not in fresh:
            continue
        about = queries.find_session(session, each.session_id)
        if about is None:
            continue

        def write(_person: Recipient, about: queries.ToldSession = about) -> Draft:
            text = _(
                "You are marked absent.\n\n%(what)s\n\nIf this is wrong, tell your trainer soon.",
                what=words.describe(about),
            )
            return Draft(subject=_("Sabaq: you are marked absent"), text=text, link=words.session_link(about))

        tell(session, kind=kinds.ABSENCE, to=[each.user_id], occasion=str(each.mark_id), write=write, at=at)
        told += 1
    return told


def watch() -> None:
    """Do it as a periodic job."""
    with transaction() as session:
        tell_absences(session, at=ports().clock.now())
