"""What can happen to a nomination, and where it then stands. Acts are appended; the state is read from the last one."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

from app.core.errors import N_, RuleViolation


class Act(StrEnum):
    """Something that was done with a nomination."""

    NOMINATE = "nominate"
    LIST_RESERVE = "list_reserve"
    CONFIRM = "confirm"
    SEND_BACK = "send_back"
    RETURN = "return"
    SUBMIT_AGAIN = "submit_again"
    CALL_UP = "call_up"
    ACCEPT = "accept"
    WAIT = "wait"
    REFUSE = "refuse"
    WITHDRAW = "withdraw"
    PROMOTE = "promote"
    NO_SHOW = "no_show"
    CAME = "came"


class State(StrEnum):
    """Where a nomination stands."""

    WITH_HEAD = "with_head"
    WITH_CENTRE = "with_centre"
    RETURNED = "returned"
    RESERVE = "reserve"
    WAITING = "waiting"
    ACCEPTED = "accepted"
    NO_SHOW = "no_show"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


STATE_TITLES = {
    State.WITH_HEAD: N_("to be confirmed by the agency"),
    State.WITH_CENTRE: N_("with the centre"),
    State.RETURNED: N_("returned to the agency"),
    State.RESERVE: N_("on the reserve list"),
    State.WAITING: N_("on the waiting list"),
    State.ACCEPTED: N_("accepted"),
    State.NO_SHOW: N_("did not come"),
    State.REFUSED: N_("refused"),
    State.WITHDRAWN: N_("withdrawn"),
}
STATE_KINDS = {
    State.WITH_HEAD: "warning",
    State.WITH_CENTRE: "info",
    State.RETURNED: "warning",
    State.RESERVE: "neutral",
    State.WAITING: "warning",
    State.ACCEPTED: "good",
    State.NO_SHOW: "bad",
    State.REFUSED: "bad",
    State.WITHDRAWN: "neutral",
}
ACT_TITLES = {
    Act.NOMINATE: N_("Nominated"),
    Act.LIST_RESERVE: N_("Put on the reserve list"),
    Act.CONFIRM: N_("Confirmed by the agency"),
    Act.SEND_BACK: N_("Sent back by the head of the agency"),
    Act.RETURN: N_("Returned by the centre"),
    Act.SUBMIT_AGAIN: N_("Sent again"),
    Act.CALL_UP: N_("Called up from the reserve list"),
    Act.ACCEPT: N_("Accepted"),
    Act.WAIT: N_("Put on the waiting list"),
    Act.REFUSE: N_("Refused"),
    Act.WITHDRAW: N_("Withdrawn"),
    Act.PROMOTE: N_("Moved up and accepted"),
    Act.NO_SHOW: N_("Recorded as not having come"),
    Act.CAME: N_("Recorded as having come after all"),
}
# From where an act is possible. What begins a nomination stands nowhere here.
FROM: dict[Act, frozenset[State]] = {
    Act.CONFIRM: frozenset({State.WITH_HEAD}),
    Act.SEND_BACK: frozenset({State.WITH_HEAD}),
    Act.RETURN: frozenset({State.WITH_CENTRE, State.WAITING}),
    Act.SUBMIT_AGAIN: frozenset({State.RETURNED}),
    Act.CALL_UP: frozenset({State.RESERVE}),
    Act.ACCEPT: frozenset({State.WITH_CENTRE, State.WAITING}),
    Act.WAIT: frozenset({State.WITH_CENTRE, State.RESERVE}),
    Act.REFUSE: frozenset({State.WITH_CENTRE, State.WAITING, State.RESERVE}),
    Act.WITHDRAW: frozenset(
        {State.WITH_HEAD, State.WITH_CENTRE, State.RETURNED, State.RESERVE, State.WAITING, State.ACCEPTED}
    ),
    Act.PROMOTE: frozenset({State.WAITING}),
    Act.NO_SHOW: frozenset({State.ACCEPTED}),
    Act.CAME: frozenset({State.NO_SHOW}),
}
NEEDS_REASON = frozenset({Act.SEND_BACK, Act.RETURN, Act.REFUSE, Act.WITHDRAW, Act.CAME, Act.WAIT})
# Who holds a seat of the agency's quota, and who is in the cohort.
SEATED = frozenset({State.WITH_HEAD, State.WITH_CENTRE, State.RETURNED, State.ACCEPTED, State.NO_SHOW})
PLACED = frozenset({State.ACCEPTED, State.NO_SHOW})
LIVE = frozenset(State) - {State.REFUSED, State.WITHDRAWN}
_AFTER = {
    Act.CONFIRM: State.WITH_CENTRE,
    Act.SEND_BACK: State.RETURNED,
    Act.RETURN: State.RETURNED,
    Act.ACCEPT: State.ACCEPTED,
    Act.WAIT: State.WAITING,
    Act.REFUSE: State.REFUSED,
    Act.WITHDRAW: State.WITHDRAWN,
    Act.PROMOTE: State.ACCEPTED,
    Act.NO_SHOW: State.NO_SHOW,
    Act.CAME: State.ACCEPTED,
    Act.LIST_RESERVE: State.RESERVE,
}


class NotPossibleNow(RuleViolation):
    """The nomination stands where the act makes no sense: often because somebody else was quicker."""

    code = "nomination-not-possible-now"
    message = N_("This nomination is %(state)s now, so this is not possible. Look at it again.")


def after(act: Act, *, confirmed_by_head: bool) -> State:
    """Return where a nomination stands after an act; with a head who confirms, it goes there before the centre."""
    if act in _AFTER:
        return _AFTER[act]
    return State.WITH_HEAD if confirmed_by_head else State.WITH_CENTRE


def check_act(act: Act, state: State) -> None:
    """Refuse what makes no sense in this state.

    Raises:
        NotPossibleNow: as named.

    """
    if state not in FROM.get(act, frozenset()):
        raise NotPossibleNow(state=state)


def fold(acts: Iterable[tuple[int, Act, bool]]) -> State:
    """Return the state from the acts (number, act, whether a head confirms), in whatever order they come."""
    _number, act, confirmed = max(acts)
    return after(act, confirmed_by_head=confirmed)
