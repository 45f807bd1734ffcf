"""Who may study, look at the curriculum, and enrol."""

from __future__ import annotations

from enum import StrEnum
from typing import Protocol
from uuid import UUID

from app.accounts.models import Role
from app.core.policy import Actor, permits


class CoursePermission(StrEnum):
    """What can be done with courses."""

    STUDY = "courses:enrolment:study"
    PREVIEW = "courses:module:preview"
    ENROL = "courses:enrolment:enrol"


class OwnedByUser(Protocol):
    """Something that belongs to one person."""

    @property
    def user_id(self) -> UUID:
        """Whose it is."""
        ...


@permits(CoursePermission.STUDY)
def may_study(actor: Actor, enrolment: OwnedByUser | None) -> bool:
    """One studies in one's own enrolments alone."""
    return enrolment is None or enrolment.user_id == actor.id


@permits(CoursePermission.PREVIEW)
def may_preview(actor: Actor, _module: object) -> bool:
    """Those who teach, organise or write see every published lesson."""
    return actor.has_role(Role.TRAINER, Role.CENTRE_ADMINISTRATOR, Role.CURRICULUM_EDITOR, Role.SYSTEM_ADMINISTRATOR)


@permits(CoursePermission.ENROL)
def may_enrol(actor: Actor, person: object) -> bool:
    """Centre administrators enrol people of their own country, system administrators everybody.

    The thing in question is the path of the agency that the person belongs to.
    """
    if actor.has_role(Role.SYSTEM_ADMINISTRATOR):
        return True
    scopes = [path.split("/", 1)[0] for path in actor.scopes(Role.CENTRE_ADMINISTRATOR)]
    return bool(scopes) if person is None else any(str(person).startswith(scope) for scope in scopes)
