"""For whom people answer without being examined themselves: features above say which enrolments a person may see.

Assessments know enrolments, not cohorts or centres. Whoever knows a way from a person to enrolments registers it here;
analysis, marking and invigilation ask for all of them together.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import ColumnElement, Select, false, or_
from sqlalchemy.orm import InstrumentedAttribute, Session

from app.core.contributions import Registry
from app.core.policy import Actor


@dataclass(frozen=True, slots=True)
class Group:
    """People who are examined together, as a list of choices names them."""

    id: UUID
    title: str


@dataclass(frozen=True, slots=True)
class Scope:
    """A way from a person to enrolments.

    `reached` selects the ids of the enrolments that the person answers for; `groups` names the groups among them that
    are on a course (by its key), `of_group` selects the ids of the enrolments of one group. Neither selection needs
    anything of the statement that it stands in. `roles` are those whose holders reach anybody at all.
    """

    reached: Callable[[Actor], Select[UUID]]
    groups: Callable[[Session, Actor, str], list[Group]]
    of_group: Callable[[UUID], Select[UUID]]
    roles: tuple[str, ...]


enrolment_scopes: Registry[Scope] = Registry()


def answers_for_people(actor: Actor) -> bool:
    """Whether the person answers for anybody's enrolments, told without the database."""
    return any(actor.has_role(*scope.roles) for scope in enrolment_scopes.all())


def within_reach(actor: Actor, enrolment_id: InstrumentedAttribute[UUID]) -> ColumnElement[bool]:
    """Return the condition that an enrolment is one that the person answers for."""
    found = [enrolment_id.in_(scope.reached(actor)) for scope in enrolment_scopes.all()]
    return or_(*found) if found else false()


def in_group(group_id: UUID, enrolment_id: InstrumentedAttribute[UUID]) -> ColumnElement[bool]:
    """Return the condition that an enrolment belongs to a group."""
    found = [enrolment_id.in_(scope.of_group(group_id)) for scope in enrolment_scopes.all()]
    return or_(*found) if found else false()


def groups_of(session: Session, actor: Actor, course_key: str) -> list[Group]:
    """Return the groups on a course whose people the person answers for, as each scope orders them."""
    return [group for scope in enrolment_scopes.all() for group in scope.groups(session, actor, course_key)]
