"""A centre's rooms."""

from __future__ import annotations

from uuid import UUID

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _

from app.accounts.models import Role
from app.core.access import current_actor, requires
from app.core.db import db, transaction
from app.core.errors import Missing
from app.core.ports import ports

from .. import services
from ..forms import RoomForm
from ..permissions import TrainingPermission
from ..queries.cohorts import list_centres, list_rooms
from ..services.rooms import RoomNameTaken
from .routes import Page, blueprint


@blueprint.get("/centres")
@requires(TrainingPermission.MANAGE_ROOMS)
def list_own_centres() -> Page:
    """Show the centres that one administers, with their rooms."""
    session = db.session()
    centres = list_centres(session, current_actor(), Role.CENTRE_ADMINISTRATOR)
    rooms = list_rooms(session, [each.agency_id for each in centres])
    return render_template("training/centres.html", centres=centres, rooms=rooms)


@blueprint.route("/centres/<uuid:centre_id>/rooms/new", methods=["GET", "POST"])
@requires(TrainingPermission.MANAGE_ROOMS)
def new_room(centre_id: UUID) -> Page:
    """Add a room."""
    actor = current_actor()
    centres = list_centres(db.session(), actor, Role.CENTRE_ADMINISTRATOR)
    centre = next((each for each in centres if each.agency_id == centre_id), None)
    if centre is None:
        raise Missing
    names = centre.agency.names
    form = RoomForm()
    if form.validate_on_submit():
        try:
            with transaction() as session:
                services.add_room(
                    session,
                    actor=actor,
                    room_id=form.key,
                    centre_id=centre_id,
                    name=form.name.data,
                    capacity=form.capacity.data,
                    at=ports().clock.now(),
                )
        except RoomNameTaken as violation:
            form.refuse("name", violation)
        else:
            flash(_("The room is added."), "success")
            return redirect(url_for(".list_own_centres"), 303)
    form.prepare()
    page = render_template("training/room_new.html", form=form, centre_names=names)
    return page, 422 if form.errors else 200
