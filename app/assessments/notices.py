"""What people are told about exams, results, appeals and marking."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from uuid import UUID

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import Agency, Role
from app.accounts.notices.queries import holders
from app.accounts.notices.telling import not_yet_given, tell
from app.core.channels import Recipient
from app.core.db import transaction
from app.core.errors import N_
from app.core.events import subscribe
from app.core.i18n import show_instant, show_zone, zone
from app.core.jobs import Periodic, periodic
from app.core.notices import Draft, NoticeKind, link_to, offer_kinds
from app.core.ports import ports

from .marking.events import (
    AppealAssigned,
    AppealDecided,
    AppealFiled,
    AttemptAwaitsMarking,
    AttemptMarked,
    AttemptRegraded,
)
from .queries.attempts import find_attempt
from .rules.blueprints import Showing
from .sittings.events import PlacesGiven, ResultsReleased, SittingMoved
from .sittings.models import Sitting, SittingPlace
from .sittings.queries.sittings import SittingFacts, find_sittings

STAFF = frozenset({Role.TRAINER, Role.CENTRE_ADMINISTRATOR})
EXAM = NoticeKind(name="exam", title=N_("Exams: your place, changes, and a reminder the day before"))
RESULT = NoticeKind(name="result", title=N_("Results and decisions on appeals"), waits=True)
APPEALS = NoticeKind(name="appeals", title=N_("Appeals to be assigned or decided"), waits=True, roles=STAFF)
MARKING = NoticeKind(name="marking", title=N_("Answers that wait to be marked, once a day"), gathers=True, roles=STAFF)
REMIND_FROM = 9


def register() -> None:
    """Listen, and remind of the exams of the next day."""
    offer_kinds(EXAM, RESULT, APPEALS, MARKING)
    subscribe(PlacesGiven, places_given)
    subscribe(SittingMoved, sitting_moved)
    subscribe(ResultsReleased, results_released)
    subscribe(AttemptMarked, attempt_marked)
    subscribe(AttemptRegraded, attempt_regraded)
    subscribe(AttemptAwaitsMarking, awaits_marking)
    subscribe(AppealFiled, appeal_filed)
    subscribe(AppealAssigned, appeal_assigned)
    subscribe(AppealDecided, appeal_decided)
    periodic.register("exam-reminders", Periodic(15, remind))


def places_given(event: PlacesGiven, session: Session) -> None:
    """Say to each who got a place when the exam is."""
    _tell_exam(session, event.sitting_id, event.user_ids, event.at, N_("You have a place in an exam."))


def sitting_moved(event: SittingMoved, session: Session) -> None:
    """Say the new times."""
    _tell_exam(session, event.sitting_id, event.user_ids, event.at, N_("The times of an exam of yours are changed."))


def _tell_exam(session: Session, sitting_id: UUID, user_ids: Collection[UUID], at: datetime, opening: str) -> None:
    found = find_sittings(session, [sitting_id])
    if not found or found[0].closes_at <= at:
        return
    sitting = found[0]

    def write(_person: Recipient) -> Draft:
        return Draft(
            subject=_("Sabaq: an exam of yours"), text=_say_exam(sitting, opening), link=link_to("courses.list_courses")
        )

    tell(
        session,
        kind=EXAM,
        to=user_ids,
        occasion=f"{sitting_id}:{sitting.opens_at.isoformat()}:{sitting.closes_at.isoformat()}",
        write=write,
        at=at,
        pressing=_days_before(sitting.opens_at, sitting.time_zone, at) <= 1,
    )


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
    if not fresh:
        return 0
    for sitting in find_sittings(session, fresh):
        people = session.scalars(select(SittingPlace.user_id).where(SittingPlace.sitting_id == sitting.id)).all()

        def write(_person: Recipient, sitting: SittingFacts = sitting) -> Draft:
            text = _say_exam(sitting, N_("You have an exam tomorrow."))
            return Draft(subject=_("Sabaq: an exam tomorrow"), text=text, link=link_to("courses.list_courses"))

        tell(session, kind=EXAM, to=people, occasion=f"{sitting.id}:tomorrow", write=write, at=at, pressing=True)
    return len(fresh)


def _say_exam(sitting: SittingFacts, opening: str) -> str:
    when = _(
        "From %(opens)s to %(closes)s (%(zone)s time)",
        opens=show_instant(sitting.opens_at, sitting.time_zone),
        closes=show_instant(sitting.closes_at, sitting.time_zone),
        zone=show_zone(sitting.time_zone),
    )
    return f"{_(opening)}\n\n{sitting.title}\n{when}"


def _days_before(when: datetime, time_zone: str, at: datetime) -> int:
    here = zone(time_zone)
    return (when.astimezone(here).date() - at.astimezone(here).date()).days


def results_released(event: ResultsReleased, session: Session) -> None:
    """Say that the results may be seen; what they are stands on the page alone."""

    def write(_person: Recipient) -> Draft:
        return Draft(
            subject=_("Sabaq: a result is there"),
            text=_("The results of your exam are released."),
            link=link_to("courses.list_courses"),
        )

    tell(session, kind=RESULT, to=event.user_ids, occasion=str(event.sitting_id), write=write, at=event.at)


def attempt_marked(event: AttemptMarked, session: Session) -> None:
    """Say that people finished marking an attempt, where the person may see the result already."""
    attempt = find_attempt(session, event.attempt_id)
    showing = attempt.blueprint.show_result if attempt else Showing.NEVER
    hidden = showing is Showing.ON_RELEASE and not (attempt and attempt.released and attempt.released.released_at)
    if attempt is None or hidden or showing is Showing.NEVER:
        return

    def write(_person: Recipient) -> Draft:
        return Draft(
            subject=_("Sabaq: a result is there"),
            text=_("Your answers are marked."),
            link=link_to("assessments.show_result", attempt_id=event.attempt_id),
        )

    tell(session, kind=RESULT, to=[event.user_id], occasion=f"{event.attempt_id}:marked", write=write, at=event.at)


def attempt_regraded(event: AttemptRegraded, session: Session) -> None:
    """Say that a result changed, and where to read why."""

    def write(_person: Recipient) -> Draft:
        return Draft(
            subject=_("Sabaq: a result of yours is changed"),
            text=_("A result of yours was worked out again and is different now. The page says why."),
            link=link_to("assessments.show_result", attempt_id=event.attempt_id),
        )

    occasion = f"{event.attempt_id}:{event.at.isoformat()}"
    tell(session, kind=RESULT, to=[event.user_id], occasion=occasion, write=write, at=event.at)


def appeal_decided(event: AppealDecided, session: Session) -> None:
    """Say to the person that their appeal is decided; how, stands on the page with the reason."""

    def write(_person: Recipient) -> Draft:
        return Draft(
            subject=_("Sabaq: your appeal is decided"),
            text=_("Your appeal is decided. The page says how and why."),
            link=link_to("marking.show_own_appeal", attempt_id=event.attempt_id),
        )

    tell(session, kind=RESULT, to=[event.user_id], occasion=f"{event.appeal_id}", write=write, at=event.at)


def appeal_filed(event: AppealFiled, session: Session) -> None:
    """Say to the centre's administrators that somebody should be assigned."""

    def write(_person: Recipient) -> Draft:
        return Draft(
            subject=_("Sabaq: an appeal to be assigned"),
            text=_("Somebody appealed against a result. Assign it to somebody who did not mark it."),
            link=link_to("marking.show_appeal", appeal_id=event.appeal_id),
        )

    to = set(holders(session, Role.CENTRE_ADMINISTRATOR, _path(session, event.centre_id))) - {event.user_id}
    tell(session, kind=APPEALS, to=to, occasion=f"{event.appeal_id}:filed", write=write, at=event.at)


def appeal_assigned(event: AppealAssigned, session: Session) -> None:
    """Say to somebody that an appeal is theirs to decide."""

    def write(_person: Recipient) -> Draft:
        return Draft(
            subject=_("Sabaq: an appeal to be decided"),
            text=_("An appeal is yours to decide."),
            link=link_to("marking.show_appeal", appeal_id=event.appeal_id),
        )

    occasion = f"{event.appeal_id}:{event.handler_id}"
    tell(session, kind=APPEALS, to=[event.handler_id], occasion=occasion, write=write, at=event.at)


def awaits_marking(event: AttemptAwaitsMarking, session: Session) -> None:
    """Say to those who mark, once a day and however many answers came in."""

    def write(_person: Recipient) -> Draft:
        return Draft(
            subject=_("Sabaq: answers wait to be marked"),
            text=_("Answers wait to be marked."),
            link=link_to("marking.show_queue"),
        )

    path = _path(session, event.centre_id)
    to = {*holders(session, Role.TRAINER, path), *holders(session, Role.CENTRE_ADMINISTRATOR, path)} - {event.user_id}
    occasion = f"{event.centre_id}:{event.at.date()}"
    tell(session, kind=MARKING, to=to, occasion=occasion, write=write, at=event.at)


def _path(session: Session, agency_id: UUID) -> str:
    return session.execute(select(Agency.path).where(Agency.id == agency_id)).scalar_one()
