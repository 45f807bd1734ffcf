"""Who may look into the figures of tests and questions."""

from __future__ import annotations

from enum import StrEnum

from app.accounts.models import Role
from app.assessments.scopes import answers_for_people
from app.core.policy import Actor, permits


class AnalysisPermission(StrEnum):
    """What can be done with the figures."""

    SEE = "assessments:analysis:see"


@permits(AnalysisPermission.SEE)
def may_see_analysis(actor: Actor, _thing: object) -> bool:
    """Editors of the curriculum and whoever oversees all see all people's figures, trainers those of their people."""
    return sees_everybody(actor) or answers_for_people(actor)


def sees_everybody(actor: Actor) -> bool:
    """Whether the figures may rest on all people: they name nobody, and editors mend the questions for everybody."""
    everywhere = actor.scopes(Role.AUDITOR, Role.SYSTEM_ADMINISTRATOR)
    return actor.has_role(Role.CURRICULUM_EDITOR) or "" in everywhere
