"""Which states a training goes through, and by which acts."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

from app.core.errors import N_, RuleViolation


class State(StrEnum):
    """Where a training stands."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    ANNULLED = "annulled"


class Act(StrEnum):
    """What somebody does with it."""

    SUBMIT = "submit"
    RETURN = "return"
    ACCEPT = "accept"
    REFUSE = "refuse"
    ANNUL = "annul"


STATE_TITLES = {
    State.DRAFT: N_("Draft"),
    State.SUBMITTED: N_("Submitted"),
    State.RETURNED: N_("Returned"),
    State.ACCEPTED: N_("Accepted"),
    State.REFUSED: N_("Refused"),
    State.ANNULLED: N_("Annulled"),
}
ACT_TITLES = {
    Act.SUBMIT: N_("Submitted"),
    Act.RETURN: N_("Returned"),
    Act.ACCEPT: N_("Accepted"),
    Act.REFUSE: N_("Refused"),
    Act.ANNUL: N_("Annulled"),
}
STEPS = {
    (State.DRAFT, Act.SUBMIT): State.SUBMITTED,
    (State.RETURNED, Act.SUBMIT): State.SUBMITTED,
    (State.SUBMITTED, Act.RETURN): State.RETURNED,
    (State.SUBMITTED, Act.ACCEPT): State.ACCEPTED,
    (State.SUBMITTED, Act.REFUSE): State.REFUSED,
    (State.ACCEPTED, Act.ANNUL): State.ANNULLED,
}
EDITABLE = frozenset({State.DRAFT, State.RETURNED})
NEED_REASON = frozenset({Act.RETURN, Act.REFUSE, Act.ANNUL})
LONGEST_REASON = 500


class StepImpossible(RuleViolation):
    """The training stands elsewhere by now."""

    code = "agency-training-step"
    message = N_("This can't be done any more: the training was changed in the meantime.")


class NotEditable(RuleViolation):
    """What was submitted stays as it is."""

    code = "agency-training-not-editable"
    message = N_("What was submitted can't be changed, unless the centre returns it.")


class ReasonNeeded(RuleViolation):
    """People must be able to learn why."""

    code = "agency-training-reason"
    message = N_("Say why: the agency will read it.")


def fold(acts: Iterable[Act]) -> State:
    """Return where a training stands after these acts, earliest first."""
    state = State.DRAFT
    for act in acts:
        state = STEPS[state, act]
    return state


def check_step(state: State, act: Act, reason: str = "") -> State:
    """Return the state after an act.

    Raises:
        StepImpossible, ReasonNeeded: as named.

    """
    if (state, act) not in STEPS:
        raise StepImpossible
    if act in NEED_REASON and not reason.strip():
        raise ReasonNeeded
    return STEPS[state, act]
