"""Whom the rows of a list mean, among the people whom the one who sent it may see."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import Agency, User
from app.accounts.permissions import people_scopes
from app.accounts.queries import visible_people
from app.core.errors import N_, RuleViolation
from app.core.policy import Actor

from ...rules.people_words import fold_word
from ..rules.decisions import Problem, ReadRow

CHUNK = 500


class PersonUnknown(RuleViolation):
    """Nobody in reach."""

    code = "import-person-unknown"
    message = N_("Nobody whom you may see is “%(text)s”.")


class PersonDoubtful(RuleViolation):
    """Several people have the name."""

    code = "import-person-doubtful"
    message = N_("Several people are called “%(text)s”. Add the e-mail address.")


class NobodyNamed(RuleViolation):
    """Neither a name nor an address."""

    code = "import-nobody"
    message = N_("Write the e-mail address or the name.")


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody on record."""

    id: UUID
    name: str
    email: str
    agency_id: UUID
    agency_code: str
    closed: bool


def people_in_reach(session: Session, actor: Actor) -> list[Person]:
    """Return everybody whom the person may see (one statement)."""
    if not people_scopes(actor):
        return []
    rows = session.execute(
        visible_people(actor).with_only_columns(
            User.id, User.name, User.email, User.agency_id, Agency.code, User.deactivated_at.is_not(None)
        )
    )
    return [Person(*row) for row in rows]


def taken_addresses(session: Session, emails: Collection[str]) -> set[str]:
    """Return which of the addresses belong to anybody, in reach or not (one statement for each 500)."""
    ordered = sorted(emails)
    found: set[str] = set()
    for start in range(0, len(ordered), CHUNK):
        found.update(session.scalars(select(User.email).where(User.email.in_(ordered[start : start + CHUNK]))))
    return found


class Directory:
    """People by address and by name."""

    def __init__(self, people: Iterable[Person]) -> None:
        self.by_email: dict[str, Person] = {}
        self.by_name: dict[str, list[Person]] = defaultdict(list)
        for each in people:
            self.by_email[each.email] = each
            self.by_name[fold_word(each.name)].append(each)

    def find(self, row: ReadRow) -> Person | Problem:
        """Return whom a row means, by the address or else by the whole name."""
        email, name = row.values.get("email", ""), row.values.get("name", "")
        if email:
            found = self.by_email.get(email)
            return found or Problem.of(PersonUnknown(text=email), "email")
        if not name:
            return Problem.of(NobodyNamed(), "email")
        several = self.by_name.get(fold_word(name), [])
        if len(several) > 1:
            return Problem.of(PersonDoubtful(text=name), "name")
        return several[0] if several else Problem.of(PersonUnknown(text=name), "name")


def names_of(people: Iterable[Person]) -> Mapping[UUID, str]:
    """Return names by id."""
    return {each.id: each.name for each in people}
