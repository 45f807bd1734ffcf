"""What a person is entitled to."""

from __future__ import annotations

from uuid import UUID

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _

from app.assessments.models import ASSESSMENT_TITLES
from app.core.access import current_actor, requires
from app.core.db import db, transaction
from app.core.policy import require

from .. import services
from ..forms import AccommodationForm
from ..permissions import SittingPermission
from ..queries.accommodations import list_accommodations
from ..queries.sittings import get_sitting
from ..queries.watching import watch_one
from .routes import Page, acting, blueprint, name_of, on_record


@blueprint.route("/exams/<uuid:sitting_id>/people/<uuid:enrolment_id>/accommodation", methods=["GET", "POST"])
@requires(SittingPermission.ACCOMMODATE)
def accommodate(sitting_id: UUID, enrolment_id: UUID) -> Page:
    """Set what somebody is entitled to, and show what was granted before; reading it is on record."""
    actor = current_actor()
    sitting = get_sitting(db.session(), actor, sitting_id)
    require(actor, SittingPermission.ACCOMMODATE, sitting.centre_path)
    form = AccommodationForm().offer(sitting.kind)
    if form.validate_on_submit():
        with transaction() as session:
            services.grant_accommodation(
                session,
                sitting_id=sitting_id,
                enrolment_id=enrolment_id,
                only_here=form.reach.data == "sitting",
                kind=sitting.kind if form.reach.data == "kind" else None,
                details=form.details(),
                **acting(),
            )
        flash(_("It is on record, and holds for attempts that begin from now on."), "success")
        return redirect(url_for(".show_person", sitting_id=sitting_id, enrolment_id=enrolment_id), 303)
    with on_record(actor, "assessments:accommodation:read", sitting_id) as session:
        person = watch_one(session, sitting_id, enrolment_id, sitting.kind)
        granted = list_accommodations(session, person.user_id)
    page = render_template(
        "assessments/sittings/accommodation.html",
        form=form,
        sitting=sitting,
        person=person,
        name=name_of(sitting),
        granted=granted,
        kind_titles=ASSESSMENT_TITLES,
    )
    return page, 422 if form.errors else 200
