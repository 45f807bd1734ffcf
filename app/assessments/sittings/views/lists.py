"""The list of sittings, and changing one."""

from __future__ import annotations

from uuid import UUID

from flask import flash, redirect, render_template, request
from flask_babel import gettext as _

from app.assessments.rules.blueprints import WrongBlueprint
from app.core.access import current_actor, requires
from app.core.db import db, transaction
from app.core.i18n import current_language
from app.core.pages import Paging
from app.core.policy import require
from app.core.ports import ports

from .. import services
from ..forms import SittingForm, sitting_values
from ..permissions import SittingPermission
from ..queries.banks import banks_of
from ..queries.sittings import SittingFilter, get_sitting, sitting_facts, visible_sittings
from ..rules.acts import PeopleSitting, TimesInDisorder, WrongNetwork
from .routes import Page, acting, blueprint, name_of, say, sitting_url

BESIDE = {
    TimesInDisorder: "closes",
    WrongNetwork: "networks",
    WrongBlueprint: "questions",
    PeopleSitting: "questions",
}


@blueprint.get("/exams")
@requires(SittingPermission.SEE)
def list_sittings() -> Page:
    """Show the sittings of one's centres: those that run, come and are over."""
    actor, session, at = current_actor(), db.session(), ports().clock.now()
    wanted = SittingFilter(search=request.args.get("q", "").strip(), state=request.args.get("state", ""), at=at)
    chosen = visible_sittings(actor, wanted)
    page = Paging.of(session, chosen, request)
    return render_template(
        "assessments/sittings/list.html",
        sittings=[sitting_facts(row) for row in session.execute(page.apply(chosen))],
        page=page,
        wanted=wanted,
        at=at,
        name_of=name_of,
    )


@blueprint.route("/exams/<uuid:sitting_id>/edit", methods=["GET", "POST"])
@requires(SittingPermission.PLAN)
def edit_sitting(sitting_id: UUID) -> Page:
    """Change a sitting."""
    actor, language = current_actor(), current_language()
    sitting = get_sitting(db.session(), actor, sitting_id)
    require(actor, SittingPermission.PLAN, sitting.centre_path)
    form = SittingForm(data=sitting_values(sitting, language))
    form.offer(banks=banks_of(db.session(), sitting.centre_id))
    if form.validate_on_submit():
        details = form.details(sitting.time_zone, language, sitting.overrides)
        try:
            with transaction() as session:
                services.change_sitting(session, sitting_id=sitting_id, details=details, **acting())
        except tuple(BESIDE) as violation:
            form[BESIDE[type(violation)]].errors = [say(violation, sitting.time_zone)]
        else:
            flash(_("The sitting is changed."), "success")
            return redirect(sitting_url(sitting_id), 303)
    page = render_template("assessments/sittings/edit.html", form=form, sitting=sitting)
    return page, 422 if form.errors else 200
