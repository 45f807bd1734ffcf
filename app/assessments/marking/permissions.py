"""Who marks, who moderates, who withdraws questions and who decides on appeals."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from app.accounts.models import Role
from app.core.policy import Actor, permits


class MarkingPermission(StrEnum):
    """What can be done about marks."""

    MARK = "assessments:marking:mark"
    MODERATE = "assessments:marking:moderate"
    WITHDRAW = "assessments:question:withdraw"
    SEE_APPEALS = "assessments:appeal:see"
    ASSIGN_APPEAL = "assessments:appeal:assign"
    DECIDE_APPEAL = "assessments:appeal:decide"


@dataclass(frozen=True, slots=True)
class WorkScope:
    """Whose work it is, and the place in the tree of the centre whose staff marks it."""

    centre_path: str
    user_id: UUID


@dataclass(frozen=True, slots=True)
class AppealScope:
    """Whose appeal it is, at which centre, and who was asked to decide."""

    centre_path: str
    user_id: UUID
    handler_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class QuestionScope:
    """Where a question comes from: a centre's bank, or the curriculum (no path)."""

    centre_path: str | None


@permits(MarkingPermission.MARK)
def may_mark(actor: Actor, work: WorkScope | None) -> bool:
    """Trainers and administrators of the centre, also those who taught the person, but nobody their own work."""
    if work is None:
        return actor.has_role(Role.TRAINER, Role.CENTRE_ADMINISTRATOR)
    return actor.id != work.user_id and _holds(actor, work.centre_path, Role.TRAINER, Role.CENTRE_ADMINISTRATOR)


@permits(MarkingPermission.MODERATE)
def may_moderate(actor: Actor, work: WorkScope | None) -> bool:
    """Administrators of the centre, except for their own work."""
    if work is None:
        return actor.has_role(Role.CENTRE_ADMINISTRATOR)
    return actor.id != work.user_id and _holds(actor, work.centre_path, Role.CENTRE_ADMINISTRATOR)


@permits(MarkingPermission.WITHDRAW)
def may_withdraw(actor: Actor, question: QuestionScope | None) -> bool:
    """Curriculum editors; administrators of a centre for the questions of its own banks."""
    if question is None:
        return actor.has_role(Role.CURRICULUM_EDITOR, Role.CENTRE_ADMINISTRATOR)
    if actor.has_role(Role.CURRICULUM_EDITOR):
        return True
    return question.centre_path is not None and _holds(actor, question.centre_path, Role.CENTRE_ADMINISTRATOR)


@permits(MarkingPermission.SEE_APPEALS)
def may_see_appeal(actor: Actor, appeal: AppealScope | None) -> bool:
    """Administrators of the centre, and whoever was asked to decide."""
    if appeal is None:
        return actor.has_role(Role.TRAINER, Role.CENTRE_ADMINISTRATOR)
    return may_assign_appeal(actor, appeal) or may_decide_appeal(actor, appeal)


@permits(MarkingPermission.ASSIGN_APPEAL)
def may_assign_appeal(actor: Actor, appeal: AppealScope | None) -> bool:
    """Administrators of the centre, except for their own appeal."""
    if appeal is None:
        return actor.has_role(Role.CENTRE_ADMINISTRATOR)
    return actor.id != appeal.user_id and _holds(actor, appeal.centre_path, Role.CENTRE_ADMINISTRATOR)


@permits(MarkingPermission.DECIDE_APPEAL)
def may_decide_appeal(actor: Actor, appeal: AppealScope | None) -> bool:
    """The one who was asked to, as long as they belong to the centre's staff."""
    if appeal is None:
        return actor.has_role(Role.TRAINER, Role.CENTRE_ADMINISTRATOR)
    asked = actor.id == appeal.handler_id and actor.id != appeal.user_id
    return asked and _holds(actor, appeal.centre_path, Role.TRAINER, Role.CENTRE_ADMINISTRATOR)


def _holds(actor: Actor, centre_path: str, *roles: Role) -> bool:
    return any(actor.holds(role, centre_path) for role in roles)
