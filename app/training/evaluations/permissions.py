"""Who may answer an evaluation, and who may see what came of it."""

from __future__ import annotations

from enum import StrEnum
from uuid import UUID

from app.core.policy import Actor, permits

from ..nominations.permissions import may_see_calls
from ..permissions import CohortScope, may_see_cohort


class EvaluationPermission(StrEnum):
    """What can be done with evaluations."""

    ANSWER = "training:evaluation:answer"
    ANSWER_FOR_AGENCY = "training:evaluation:answer_for_agency"
    SEE_RESULTS = "training:evaluation:see"


@permits(EvaluationPermission.ANSWER)
def may_answer(actor: Actor, asked: frozenset[UUID] | None) -> bool:
    """Those who were asked, whatever roles they hold."""
    return asked is None or actor.id in asked


@permits(EvaluationPermission.ANSWER_FOR_AGENCY)
def may_answer_for_agency(actor: Actor, agency_path: str | None) -> bool:
    """Officers, about people whom their agency or one below it nominated; never about themselves."""
    return may_see_calls(actor, agency_path)


@permits(EvaluationPermission.SEE_RESULTS)
def may_see_results(actor: Actor, cohort: CohortScope | None) -> bool:
    """Who sees the cohort; single answers nobody sees."""
    return may_see_cohort(actor, cohort)
