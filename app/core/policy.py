"""Who may do what: permissions are code, roles are data, and what nobody allowed is refused."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, TypeVar
from uuid import UUID

from .errors import NotAllowed


@dataclass(frozen=True, slots=True)
class Grant:
    """A role within a scope: an agency with all below it, or everywhere when the path is empty."""

    role: str
    scope_path: str
    scope_id: UUID | None


@dataclass(frozen=True, slots=True)
class Actor:
    """The person who acts, as this request knows them."""

    id: UUID
    name: str
    email: str
    language: str
    content_language: str
    time_zone: str
    agency_id: UUID
    agency_path: str
    grants: tuple[Grant, ...]
    sign_in_id: UUID | None = None

    def has_role(self, *roles: str) -> bool:
        """Whether the person holds one of these roles anywhere."""
        return any(grant.role in roles for grant in self.grants)

    def holds(self, role: str, path: str) -> bool:
        """Whether the person holds the role over the agency with this path."""
        return any(grant.role == role and path.startswith(grant.scope_path) for grant in self.grants)

    def scopes(self, *roles: str) -> tuple[str, ...]:
        """Return the paths over which the person holds one of these roles; an empty path is everywhere."""
        return tuple(sorted({grant.scope_path for grant in self.grants if grant.role in roles}))


Predicate = Callable[[Actor, Any], bool]
Rule = TypeVar("Rule", bound=Callable[..., bool])
_predicates: dict[StrEnum, Predicate] = {}


def permits(permission: StrEnum) -> Callable[[Rule], Rule]:
    """Register the predicate that decides on a permission.

    A predicate receives the actor and the thing in question, or None for "could this person do so with some such
    thing": the door of a page asks the second, the service behind it the first.
    """

    def register(predicate: Rule) -> Rule:
        _predicates[permission] = predicate
        return predicate

    return register


def allowed(actor: Actor | None, permission: StrEnum, thing: object = None) -> bool:
    """Tell whether the person may; without a predicate nobody may."""
    predicate = _predicates.get(permission)
    return actor is not None and predicate is not None and predicate(actor, thing)


def require(actor: Actor, permission: StrEnum, thing: object = None) -> None:
    """Refuse unless the person may.

    Raises:
        NotAllowed: the person may not.

    """
    if not allowed(actor, permission, thing):
        raise NotAllowed(permission=str(permission))


def permissions() -> tuple[StrEnum, ...]:
    """Return every permission that has a predicate: documentation and tests walk them."""
    return tuple(sorted(_predicates, key=str))
