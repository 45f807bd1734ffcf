"""Who may see and change cohorts, sessions and attendance."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from app.accounts.models import Role
from app.core.policy import Actor, permits


class TrainingPermission(StrEnum):
    """What can be done with training."""

    CREATE_COHORT = "training:cohort:create"
    SEE_COHORT = "training:cohort:see"
    EDIT_COHORT = "training:cohort:edit"
    ENROL_PEOPLE = "training:people:enrol"
    MANAGE_ROOMS = "training:rooms:manage"
    SEE_CALENDAR = "training:calendar:see"
    SEE_SESSION = "training:session:see"
    MARK_ATTENDANCE = "training:attendance:mark"


@dataclass(frozen=True, slots=True)
class CohortScope:
    """Whose a cohort is: the centre's place in the tree, who made it and who teaches it."""

    centre_path: str
    created_by: UUID | None = None
    trainer_ids: frozenset[UUID] = frozenset()


@dataclass(frozen=True, slots=True)
class SessionScope:
    """Whose a session is: the cohort's people, the trainers of this session, and its participants."""

    cohort: CohortScope
    trainer_ids: frozenset[UUID] = frozenset()
    participant_ids: frozenset[UUID] = frozenset()


@permits(TrainingPermission.CREATE_COHORT)
def may_create_cohort(actor: Actor, centre_path: str | None) -> bool:
    """Trainers and administrators of the centre."""
    if centre_path is None:
        return actor.has_role(Role.TRAINER, Role.CENTRE_ADMINISTRATOR)
    return actor.holds(Role.TRAINER, centre_path) or actor.holds(Role.CENTRE_ADMINISTRATOR, centre_path)


@permits(TrainingPermission.SEE_COHORT)
def may_see_cohort(actor: Actor, cohort: CohortScope | None) -> bool:
    """Administrators of the centre; its trainers where they teach the cohort or made it."""
    if cohort is None:
        return actor.has_role(Role.TRAINER, Role.CENTRE_ADMINISTRATOR)
    if actor.holds(Role.CENTRE_ADMINISTRATOR, cohort.centre_path):
        return True
    own = actor.id == cohort.created_by or actor.id in cohort.trainer_ids
    return own and actor.holds(Role.TRAINER, cohort.centre_path)


@permits(TrainingPermission.EDIT_COHORT)
def may_edit_cohort(actor: Actor, cohort: CohortScope | None) -> bool:
    """Who sees a cohort plans it: its data and its sessions."""
    return may_see_cohort(actor, cohort)


@permits(TrainingPermission.ENROL_PEOPLE)
def may_enrol_people(actor: Actor, cohort: CohortScope | None) -> bool:
    """Enrolling and withdrawing people is for the centre's administrators."""
    if cohort is None:
        return actor.has_role(Role.CENTRE_ADMINISTRATOR)
    return actor.holds(Role.CENTRE_ADMINISTRATOR, cohort.centre_path)


@permits(TrainingPermission.MANAGE_ROOMS)
def may_manage_rooms(actor: Actor, centre_path: str | None) -> bool:
    """Rooms belong to the centre's administrators."""
    if centre_path is None:
        return actor.has_role(Role.CENTRE_ADMINISTRATOR)
    return actor.holds(Role.CENTRE_ADMINISTRATOR, centre_path)


@permits(TrainingPermission.SEE_CALENDAR)
def may_see_calendar(actor: Actor, _thing: object) -> bool:
    """Whoever learns or teaches; the query shows each only what is theirs."""
    return actor.has_role(Role.TRAINEE, Role.TRAINER, Role.CENTRE_ADMINISTRATOR)


def runs_a_centre(actor: Actor) -> bool:
    """Whether planning is the person's work: the calendar then stands beside cohorts, venues and trainers."""
    return actor.has_role(Role.CENTRE_ADMINISTRATOR)


def has_a_calendar(actor: Actor) -> bool:
    """Whether the calendar is a place of its own: not for who has it beside cohorts, or runs the system instead."""
    elsewhere = runs_a_centre(actor) or (actor.has_role(Role.SYSTEM_ADMINISTRATOR) and not actor.has_role(Role.TRAINER))
    return may_see_calendar(actor, None) and not elsewhere


@permits(TrainingPermission.SEE_SESSION)
def may_see_session(actor: Actor, session: SessionScope | None) -> bool:
    """Participants, the session's trainers, and who sees the cohort."""
    if session is None:
        return may_see_calendar(actor, None)
    return actor.id in session.participant_ids or may_mark_attendance(actor, session)


@permits(TrainingPermission.MARK_ATTENDANCE)
def may_mark_attendance(actor: Actor, session: SessionScope | None) -> bool:
    """Who sees the cohort, and a guest trainer for the session that they teach."""
    if session is None:
        return may_see_cohort(actor, None)
    teaches = actor.id in session.trainer_ids and actor.holds(Role.TRAINER, session.cohort.centre_path)
    return teaches or may_see_cohort(actor, session.cohort)
