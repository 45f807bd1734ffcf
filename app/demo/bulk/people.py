"""Writing invented people, with their agencies and roles."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from uuid import UUID

from sqlalchemy import Connection

from app.accounts.models import COUNTRY_ZONES, Agency, AgencyMembership, Role, RoleAssignment, Sex, User

from ..writing import write_rows
from .inventing import DAYS_BACK, Inventor, Person, email_of


def write_people(connection: Connection, inventor: Inventor, people: list[Person], trainers: list[Person]) -> None:
    """Write people, each with a membership and the roles."""
    joined = inventor.now - timedelta(days=DAYS_BACK)
    teaching = {trainer.id for trainer in trainers}
    write_rows(
        connection,
        User,
        (
            "id",
            "name",
            "email",
            "agency_id",
            "profession",
            "sex",
            "language",
            "content_language",
            "time_zone",
            "created_at",
        ),
        (
            (
                each.id,
                each.name.full,
                email_of(inventor.seed, number),
                each.agency.id,
                each.profession,
                Sex(each.name.sex),
                "ru",
                "ru",
                COUNTRY_ZONES[each.agency.country],
                joined,
            )
            for number, each in enumerate(people)
        ),
    )
    write_rows(
        connection,
        AgencyMembership,
        ("id", "user_id", "agency_id", "since"),
        ((inventor.new_id(), each.id, each.agency.id, joined) for each in people),
    )
    write_rows(
        connection,
        RoleAssignment,
        ("id", "user_id", "role", "agency_id", "scope_path", "granted_at"),
        (
            (inventor.new_id(), each.id, role, over.id if over else None, over.path if over else "", joined)
            for each in people
            for role, over in _roles(each, teaching)
        ),
    )


def _roles(person: Person, teaching: set[UUID]) -> Iterator[tuple[Role, Agency | None]]:
    yield Role.TRAINEE, None
    if person.id in teaching:
        yield Role.TRAINER, person.agency
