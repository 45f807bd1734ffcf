"""The blueprint of nominations, and how its pages say things."""

from __future__ import annotations

from flask import Blueprint
from flask_babel import gettext as _

from app.core.errors import N_, RuleViolation
from app.core.i18n import show_date
from app.training.views.words import say as say_training
from app.training.views.words import say_span

from ..rules.reasons import OF_THE_PROGRAM
from ..rules.remarks import REMARK_TEXTS, Remark
from ..rules.states import STATE_TITLES, Act, State

blueprint = Blueprint("nominations", __name__, template_folder="../../templates")

ACT_BUTTONS = {
    Act.CONFIRM: N_("Confirm"),
    Act.SEND_BACK: N_("Send back"),
    Act.SUBMIT_AGAIN: N_("Send again"),
    Act.CALL_UP: N_("Call up to a seat"),
    Act.ACCEPT: N_("Accept"),
    Act.WAIT: N_("Put on the waiting list"),
    Act.RETURN: N_("Return to the agency"),
    Act.REFUSE: N_("Refuse"),
    Act.WITHDRAW: N_("Withdraw"),
    Act.NO_SHOW: N_("Record as not having come"),
    Act.CAME: N_("Came after all"),
}


def say(violation: RuleViolation, time_zone: str = "UTC") -> str:
    """Say a refusal in the reader's language."""
    violation.facts = {
        name: _(STATE_TITLES[value]) if isinstance(value, State) else value for name, value in violation.facts.items()
    }
    return say_training(violation, time_zone)


@blueprint.app_template_filter("said")
def say_reason(reason: str) -> str:
    """Say a reason: the program's own in the reader's language, what somebody wrote as it was written."""
    return str(_(reason)) if reason in OF_THE_PROGRAM else reason


def say_remark(remark: Remark) -> str:
    """Say what there is to know about a person."""
    facts = {
        "what": remark.what,
        "day": show_date(remark.day) if remark.day else "",
        "when": say_span(remark.when) if remark.when else "",
    }
    text: str = _(REMARK_TEXTS[remark.kind]) % facts
    return text
