"""One nomination: its history, what there is to know, and the steps that the reader may take."""

from __future__ import annotations

from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from app.accounts.models import PROFESSION_TITLES
from app.core.access import current_actor, requires
from app.core.db import transaction
from app.core.errors import Missing, RuleViolation
from app.core.policy import allowed
from app.core.ports import ports
from app.training.views.routes import Page
from app.training.views.words import on_record

from .. import services
from ..permissions import NominationPermission, may_see_calls
from ..queries.boards import get_nomination, letters_of
from ..queries.calls import history_of
from ..queries.people import remarks_of
from ..rules.states import ACT_TITLES, NEEDS_REASON, STATE_KINDS, STATE_TITLES, Act
from ..services.deciding import steps_for
from .routes import ACT_BUTTONS, blueprint, say, say_remark


@blueprint.get("/nominations/<uuid:nomination_id>")
@requires(NominationPermission.SEE)
def show_nomination(nomination_id: UUID) -> Page:
    """Show everything about one nomination; reading it is on record."""
    actor, at = current_actor(), ports().clock.now()
    with on_record(actor, "training:nomination:read", ("nomination", nomination_id)) as session:
        board, nomination, head_id = get_nomination(session, actor, nomination_id)
        history = history_of(session, nomination_id)
        remarks = remarks_of(session, board, [nomination], at)[nomination_id]
        letter = letters_of(session, [nomination_id]).get(nomination_id)
    steps = steps_for(actor, board, nomination, head_id)
    causes = {act.cause_id: board.find(act.cause_id) for act, _author in history if act.cause_id}
    return render_template(
        "training/nominations/nomination.html",
        board=board,
        nomination=nomination,
        stands_in_for=board.find(nomination.stands_in_for_id),
        history=history,
        own_causes={
            key: found.name for key, found in causes.items() if found and found.agency_path == nomination.agency_path
        },
        remarks=[say_remark(each) for each in remarks],
        letter=letter,
        steps=steps,
        with_reason=[each for each in steps if each in NEEDS_REASON],
        reason_words=", ".join(_(ACT_BUTTONS[each]).lower() for each in steps if each in NEEDS_REASON),
        of_agency=may_see_calls(actor, nomination.agency_path),
        may_decide=allowed(actor, NominationPermission.DECIDE, board.cohort.scope),
        act_titles=ACT_TITLES,
        act_buttons=ACT_BUTTONS,
        state_titles=STATE_TITLES,
        state_kinds=STATE_KINDS,
        profession_titles=PROFESSION_TITLES,
    )


@blueprint.post("/nominations/<uuid:nomination_id>/steps")
@requires(NominationPermission.SEE)
def take_step(nomination_id: UUID) -> Page:
    """Take one step with a nomination."""
    try:
        act = Act(request.form.get("act", ""))
    except ValueError:
        raise Missing from None
    try:
        with transaction() as session:
            services.take_step(
                session,
                actor=current_actor(),
                nomination_id=nomination_id,
                act=act,
                reason=request.form.get("reason", ""),
                at=ports().clock.now(),
            )
    except Missing:
        raise
    except RuleViolation as violation:
        flash(say(violation), "error")
    else:
        flash(_("Done: %(what)s.", what=_(ACT_TITLES[act])), "success")
    return redirect(url_for(".show_nomination", nomination_id=nomination_id), 303)
