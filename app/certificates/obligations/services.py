"""Setting rules, exempting people, and reminding. Services never commit."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import Profession
from app.accounts.queries import get_agency, get_visible_person
from app.core import audit, events
from app.core.errors import Missing
from app.core.ids import new_id
from app.core.policy import Actor, require

from .events import CertificateExpiring, HoursBehind, PersonExempted
from .models import Exemption, ExemptionEnd, HoursRuleVersion, Reminder, ReminderDay, RenewalRuleVersion
from .permissions import ObligationPermission
from .queries.hours import balances, people_within
from .queries.renewals import list_expiring
from .rules.hours import HourKind, LeaveInDisorder, RuleTooEarly, Standing
from .rules.renewal import HOURS_THRESHOLDS, THRESHOLDS, thresholds_due

EVERYWHERE = ("",)


@dataclass(frozen=True, slots=True, kw_only=True)
class HoursDetails:
    """What a rule says."""

    profession: Profession | None
    agency_id: UUID | None
    valid_from: date
    minutes: int
    month: int = 1
    day: int = 1
    kinds: Collection[HourKind] = tuple(HourKind)
    face_to_face: int = 0
    carry_over: int = 0
    reason: str = ""


def set_hours_rule(session: Session, *, actor: Actor, rule_id: UUID, details: HoursDetails, at: datetime) -> UUID:
    """Set what is owed from a day on; earlier days keep the rule of that time. Repeating the id changes nothing.

    Raises:
        Missing, NotAllowed: the agency does not exist, or its rules are not this person's to set.
        RuleTooEarly: a later rule of the same people exists, or the present one would be changed for days gone by.

    """
    path = get_agency(session, details.agency_id).path if details.agency_id else ""
    require(actor, ObligationPermission.SET_RULES, path)
    if session.get(HoursRuleVersion, rule_id) is not None:
        return rule_id
    same = select(HoursRuleVersion.valid_from).where(
        HoursRuleVersion.profession == details.profession
        if details.profession
        else HoursRuleVersion.profession.is_(None),
        HoursRuleVersion.agency_id == details.agency_id if details.agency_id else HoursRuleVersion.agency_id.is_(None),
    )
    latest = max(session.scalars(same), default=None)
    if latest is not None and (details.valid_from <= latest or details.valid_from < at.date()):
        raise RuleTooEarly(day=max(latest, at.date()))
    kinds = sorted(kind.value for kind in details.kinds)
    session.add(
        HoursRuleVersion(
            id=rule_id,
            profession=details.profession,
            agency_id=details.agency_id,
            valid_from=details.valid_from,
            minutes=details.minutes,
            month=details.month,
            day=details.day,
            kinds=kinds,
            face_to_face=details.face_to_face,
            carry_over=details.carry_over,
            reason=details.reason.strip(),
            made_at=at,
            made_by=actor.id,
        )
    )
    session.flush()
    _note(session, actor, "hours:set_rule", ("hours_rule", rule_id), at, minutes=details.minutes, kinds=kinds)
    return rule_id


@dataclass(frozen=True, slots=True, kw_only=True)
class RenewalDetails:
    """What a rule of renewal says."""

    course_key: str
    valid_from: date
    years: int
    window: int
    grace: int
    equivalents: Collection[str] = ()
    refresher_minutes: int = 0


def set_renewal_rule(session: Session, *, actor: Actor, rule_id: UUID, details: RenewalDetails, at: datetime) -> UUID:
    """Set how certificates of a course are renewed from a day on. Repeating the id changes nothing.

    Raises:
        NotAllowed: it is not this person's to set.
        RuleTooEarly: a rule from that day or a later one exists, or days gone by would be changed.

    """
    require(actor, ObligationPermission.SET_RENEWAL)
    if session.get(RenewalRuleVersion, rule_id) is not None:
        return rule_id
    same = select(RenewalRuleVersion.valid_from).where(RenewalRuleVersion.course_key == details.course_key)
    latest = max(session.scalars(same), default=None)
    if latest is not None and (details.valid_from <= latest or details.valid_from < at.date()):
        raise RuleTooEarly(day=max(latest, at.date()))
    session.add(
        RenewalRuleVersion(
            id=rule_id,
            course_key=details.course_key,
            valid_from=details.valid_from,
            years=details.years,
            window=details.window,
            grace=details.grace,
            equivalents=sorted(set(details.equivalents) - {details.course_key}),
            refresher_minutes=details.refresher_minutes,
            made_at=at,
            made_by=actor.id,
        )
    )
    session.flush()
    _note(session, actor, "renewals:set_rule", ("renewal_rule", rule_id), at, course=details.course_key)
    return rule_id


def exempt(
    session: Session,
    *,
    actor: Actor,
    exemption_id: UUID,
    user_id: UUID,
    first: date,
    last: date,
    reason: str,
    at: datetime,
) -> UUID:
    """Put on record that a person owes nothing for some days. Repeating the id changes nothing.

    Raises:
        Missing, NotAllowed: there is no such person for this actor, or exempting them is not theirs.
        LeaveInDisorder: the days are in disorder.

    """
    person = get_visible_person(session, actor, user_id)
    require(actor, ObligationPermission.EXEMPT, person.agency.path)
    stored = session.get(Exemption, exemption_id)
    if stored is not None:
        if stored.user_id != user_id:
            raise Missing
        return exemption_id
    if last < first:
        raise LeaveInDisorder
    session.add(
        Exemption(
            id=exemption_id,
            user_id=user_id,
            first=first,
            last=last,
            reason=reason.strip(),
            made_at=at,
            made_by=actor.id,
        )
    )
    session.flush()
    _note(session, actor, "hours:exempt", ("user", user_id), at, first=first.isoformat(), last=last.isoformat())
    events.publish(PersonExempted(exemption_id, user_id, first, last, at), session)
    return exemption_id


def get_exemption(session: Session, actor: Actor, exemption_id: UUID) -> tuple[Exemption, str]:
    """Return an exemption of a person whom this one may exempt, with the person's name.

    Raises:
        Missing, NotAllowed: as `exempt`.

    """
    stored = session.get(Exemption, exemption_id)
    if stored is None:
        raise Missing
    person = get_visible_person(session, actor, stored.user_id)
    require(actor, ObligationPermission.EXEMPT, person.agency.path)
    return stored, person.name


def end_exemption(session: Session, *, actor: Actor, exemption_id: UUID, reason: str, at: datetime) -> UUID:
    """Take an exemption back, and return whose it was; a second time changes nothing.

    Raises:
        Missing, NotAllowed: as `exempt`.

    """
    stored, _name = get_exemption(session, actor, exemption_id)
    if session.get(ExemptionEnd, exemption_id) is None:
        session.add(ExemptionEnd(exemption_id=exemption_id, reason=reason.strip(), ended_at=at, ended_by=actor.id))
        session.flush()
        _note(session, actor, "hours:end_exemption", ("user", stored.user_id), at, reason=reason.strip())
    return stored.user_id


def remind(session: Session, *, at: datetime) -> int:
    """Publish what people should be told, each once for a threshold; look everybody through once a day.

    Return how many events were published.
    """
    today = at.date()
    if session.get(ReminderDay, today) is not None:
        return 0
    session.add(ReminderDay(day=today, done_at=at))
    session.flush()
    return _remind_of_certificates(session, today, at) + _remind_of_hours(session, today, at)


def _remind_of_certificates(session: Session, today: date, at: datetime) -> int:
    sent = 0
    known = _known(session)
    for each in list_expiring(session, None, today, max(THRESHOLDS)):
        days_left = (each.expires_on - today).days
        threshold = thresholds_due(days_left)
        # What lapsed long before anybody was reminded is for the lists: people are told while it can be helped.
        if threshold is None or days_left < -THRESHOLDS[1]:
            continue
        if _once(session, known, each.user_id, f"certificate:{each.id}", threshold, at):
            events.publish(CertificateExpiring(each.id, each.user_id, each.expires_on, days_left, at), session)
            sent += 1
    return sent


def _remind_of_hours(session: Session, today: date, at: datetime) -> int:
    sent = 0
    known = _known(session)
    for each in balances(session, people_within(EVERYWHERE), today):
        period = each.now
        if period is None or period.standing is not Standing.BEHIND:
            continue
        days_left = (period.last - today).days
        threshold = thresholds_due(days_left, HOURS_THRESHOLDS)
        about = f"hours:{each.person.id}:{period.last.isoformat()}"
        if threshold is not None and _once(session, known, each.person.id, about, threshold, at):
            behind = HoursBehind(each.person.id, period.first, period.last, period.missing, days_left, at)
            events.publish(behind, session)
            sent += 1
    return sent


def _known(session: Session) -> dict[str, int]:
    """Return the nearest threshold that was said of each thing."""
    found: dict[str, int] = {}
    for about, threshold in session.execute(select(Reminder.about, Reminder.threshold)):
        found[about] = min(threshold, found.get(about, threshold))
    return found


def _once(session: Session, known: dict[str, int], user_id: UUID, about: str, threshold: int, at: datetime) -> bool:
    if about in known and known[about] <= threshold:
        return False
    session.add(Reminder(id=new_id(), user_id=user_id, about=about, threshold=threshold, sent_at=at))
    return True


def _note(
    session: Session, actor: Actor, verb: str, subject: tuple[str, object], at: datetime, **facts: object
) -> None:
    audit.record(session, actor=actor, action=f"certificates:{verb}", subject=subject, at=at, **facts)
