"""Certificates that people hold, the rules by which they are renewed, and those that are about to lapse."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session, aliased

from app.accounts.models import Agency, Profession, Role, User
from app.accounts.permissions import people_scopes
from app.core.policy import Actor
from app.training.queries.scopes import path_within

from ...models import Certificate, Renewal, Revocation
from ..models import RenewalRuleVersion
from ..rules.renewal import Held, RenewalRule

Issuer = aliased(Agency)
NewerRevocation = aliased(Revocation)
LOOK_BACK = timedelta(days=730)
MOST = 1000


@dataclass(frozen=True, slots=True)
class Expiring:
    """A certificate in force, or that was, with whose it is."""

    id: UUID
    serial: str
    user_id: UUID
    name: str
    profession: Profession
    agency_names: dict[str, str]
    course_key: str
    course_titles: dict[str, str]
    expires_on: date
    centre_path: str


def renewal_rules(session: Session) -> list[RenewalRule]:
    """Return every version of every rule, the earliest first (one statement)."""
    stored = session.scalars(select(RenewalRuleVersion).order_by(RenewalRuleVersion.valid_from))
    return [
        RenewalRule(
            each.id,
            each.course_key,
            each.valid_from,
            each.years,
            each.window,
            each.grace,
            frozenset(each.equivalents),
            each.refresher_minutes,
        )
        for each in stored
    ]


def held_certificates(session: Session, user_ids: Collection[UUID]) -> dict[UUID, list[Held]]:
    """Return the certificates of people that were neither revoked nor replaced (one statement)."""
    rows = session.execute(
        select(Certificate.user_id, Certificate.id, _course_key(), Certificate.expires_on).where(
            Certificate.user_id.in_(list(user_ids)), standing_alone()
        )
    )
    found: dict[UUID, list[Held]] = defaultdict(list)
    for user_id, key, course_key, expires_on in rows:
        found[user_id].append(Held(key, course_key, expires_on))
    return found


def standing_alone() -> ColumnElement[bool]:
    """Whether a certificate was neither revoked nor replaced by one that counts."""
    revoked = select(Revocation.certificate_id)
    replaced = (
        select(Renewal.replaced_id)
        .outerjoin(NewerRevocation, NewerRevocation.certificate_id == Renewal.certificate_id)
        .where(NewerRevocation.certificate_id.is_(None))
    )
    return Certificate.id.not_in(revoked) & Certificate.id.not_in(replaced)


def list_expiring(session: Session, actor: Actor | None, today: date, within: int) -> list[Expiring]:
    """Return the certificates that expire within so many days or did, the nearest first (one statement).

    An actor sees those of the people whom they may see, and those of their centres; None is everybody, for reminders.
    """
    wanted = (
        select(
            Certificate.id,
            Certificate.serial,
            User.id,
            User.name,
            User.profession,
            Agency.names,
            _course_key(),
            Certificate.snapshot["course"]["titles"],
            Certificate.expires_on,
            Issuer.path,
        )
        .join(User, User.id == Certificate.user_id)
        .join(Agency, Agency.id == User.agency_id)
        .join(Issuer, Issuer.id == Certificate.centre_id)
        .where(
            Certificate.expires_on.between(today - LOOK_BACK, today + timedelta(days=within)),
            standing_alone(),
            User.deactivated_at.is_(None),
        )
        .order_by(Certificate.expires_on, User.name, Certificate.id)
    )
    if actor is not None:
        own = path_within(Agency.path, people_scopes(actor))
        issued = path_within(Issuer.path, actor.scopes(Role.CENTRE_ADMINISTRATOR))
        wanted = wanted.where(or_(own, issued)).limit(MOST)
    return [Expiring(*row) for row in session.execute(wanted)]


def _course_key() -> Any:  # noqa: ANN401 -- a JSON path
    return Certificate.snapshot["course"]["key"].as_string()
