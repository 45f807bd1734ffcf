"""Pages about venues, rooms, equipment and beds; they belong to the centre's administrators."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from wtforms.fields.choices import SelectChoice

from app.accounts.models import Role
from app.core.access import current_actor, requires
from app.core.db import db, transaction
from app.core.errors import Missing, RuleViolation
from app.core.i18n import zone
from app.core.policy import allowed
from app.core.ports import ports

from ..forms import OnceForm
from ..models import Cohort, Room, TrainingCentre
from ..permissions import TrainingPermission
from ..queries.cohorts import list_centres, list_people, list_rooms, visible_cohorts
from ..rules.places import CapacityAboveRoom
from ..services.rooms import RoomNameTaken
from ..views.routes import Page
from ..views.words import localised, on_record
from . import queries, services
from .forms import BedsForm, ItemForm, RoomChangeForm, VenueForm
from .models import BedBooking, EquipmentItem, Venue
from .rules import FEATURE_TITLES, Feature, FewerThanBooked, Stay

blueprint = Blueprint("venues", __name__, template_folder="../templates")


@blueprint.get("/venues")
@requires(TrainingPermission.MANAGE_ROOMS)
def list_venues() -> Page:
    """Show the venues, rooms and equipment of the centres that one administers."""
    session = db.session()
    centres = list_centres(session, current_actor(), Role.CENTRE_ADMINISTRATOR)
    keys = [each.agency_id for each in centres]
    return render_template(
        "training/venues.html",
        centres=centres,
        venues=queries.list_venues(session, keys),
        rooms=list_rooms(session, keys),
        items=queries.list_items(session, keys),
        feature_titles=FEATURE_TITLES,
        today=_today(),
    )


@blueprint.route("/centres/<uuid:centre_id>/venues/new", methods=["GET", "POST"])
@requires(TrainingPermission.MANAGE_ROOMS)
def new_venue(centre_id: UUID) -> Page:
    """Add a venue."""
    centre = _own_centre(centre_id)
    form = VenueForm(data={"country": centre.agency.country, "time_zone": centre.time_zone, "beds": 0})
    return _save_venue(form, form.key, centre_id, _("New venue"))


@blueprint.route("/venues/<uuid:venue_id>/edit", methods=["GET", "POST"])
@requires(TrainingPermission.MANAGE_ROOMS)
def edit_venue(venue_id: UUID) -> Page:
    """Change a venue."""
    venue = _own_venue(venue_id)
    return _save_venue(VenueForm(obj=venue), venue.id, venue.centre_id, venue.name)


@blueprint.route("/rooms/<uuid:room_id>/edit", methods=["GET", "POST"])
@requires(TrainingPermission.MANAGE_ROOMS)
def edit_room(room_id: UUID) -> Page:
    """Change a room: seats, what it has, when it is closed."""
    session = db.session()
    room = session.get(Room, room_id)
    if room is None:
        raise Missing
    _own_centre(room.centre_id)
    form = RoomChangeForm(obj=room, data={"venue": str(room.venue_id or ""), "features": list(room.features)})
    venues = queries.list_venues(session, [room.centre_id])
    form.venue.choices = [SelectChoice("", _("None")), *(SelectChoice(str(each.id), each.name) for each in venues)]
    form.features.choices = [SelectChoice(key.value, _(title)) for key, title in FEATURE_TITLES.items()]
    name, time_zone = room.name, session.get_one(TrainingCentre, room.centre_id).time_zone
    if form.validate_on_submit():
        try:
            with transaction() as writing:
                services.change_room(
                    writing, actor=current_actor(), room_id=room_id, details=_room(form), at=ports().clock.now()
                )
        except RoomNameTaken as violation:
            form.refuse("name", violation)
        except CapacityAboveRoom as violation:
            form.refuse("capacity", localised(violation, time_zone))
        except services.RoomBookedThen as violation:
            form.refuse("closed_from", localised(violation, time_zone))
        else:
            return _saved()
    return _form_page(form, name)


@blueprint.route("/centres/<uuid:centre_id>/equipment/new", methods=["GET", "POST"])
@requires(TrainingPermission.MANAGE_ROOMS)
def new_item(centre_id: UUID) -> Page:
    """Add movable equipment."""
    _own_centre(centre_id)
    form = ItemForm()
    return _save_item(form, form.key, centre_id, _("New equipment"))


@blueprint.route("/equipment/<uuid:item_id>/edit", methods=["GET", "POST"])
@requires(TrainingPermission.MANAGE_ROOMS)
def edit_item(item_id: UUID) -> Page:
    """Change movable equipment."""
    item = db.session().get(EquipmentItem, item_id)
    if item is None:
        raise Missing
    _own_centre(item.centre_id)
    return _save_item(ItemForm(obj=item), item.id, item.centre_id, item.name)


@blueprint.route("/venues/<uuid:venue_id>/beds", methods=["GET", "POST"])
@requires(TrainingPermission.MANAGE_ROOMS)
def show_beds(venue_id: UUID) -> Page:
    """Show who sleeps in the house, and book beds."""
    actor = current_actor()
    venue = _own_venue(venue_id)
    name, beds, time_zone = venue.name, venue.beds, venue.time_zone
    form = _beds_form(actor, venue.centre_id)
    if form.validate_on_submit():
        cohort_id, _sign, user_id = form.person.data.partition(":")
        try:
            with transaction() as writing:
                services.book_beds(
                    writing,
                    actor=actor,
                    booking_id=form.key,
                    venue_id=venue_id,
                    cohort_id=UUID(cohort_id),
                    user_id=UUID(user_id) if user_id else None,
                    stay=Stay(form.first_night.data, form.last_night.data, 1 if user_id else form.beds.data),
                    at=ports().clock.now(),
                )
        except RuleViolation as violation:
            form.refuse("first_night", localised(violation, time_zone))
        else:
            flash(_("The beds are booked."), "success")
            return redirect(url_for(".show_beds", venue_id=venue_id), 303)
    form.prepare()
    today = _today()
    with on_record(actor, "training:beds:list", ("venue", venue_id)) as session:
        booked = queries.list_beds(session, venue_id, today - timedelta(days=1))
    nights = [today + timedelta(days=number) for number in range(14)]
    taken = [
        (night, sum(each.beds for each in booked if each.first_night <= night <= each.last_night)) for night in nights
    ]
    page = render_template(
        "training/beds.html", form=form, name=name, beds=beds, booked=booked, taken=taken, venue_id=venue_id
    )
    return page, 422 if form.errors else 200


@blueprint.post("/beds/<uuid:booking_id>/give-back")
@requires(TrainingPermission.MANAGE_ROOMS)
def give_beds_back(booking_id: UUID) -> Page:
    """Give booked beds back."""
    booking = db.session().get(BedBooking, booking_id)
    if booking is None:
        raise Missing
    _own_venue(booking.venue_id)
    with transaction() as writing:
        venue_id = services.give_beds_back(
            writing, actor=current_actor(), booking_id=booking_id, at=ports().clock.now()
        )
    flash(_("The beds are free again."), "success")
    return redirect(url_for(".show_beds", venue_id=venue_id), 303)


def _own_centre(centre_id: UUID) -> TrainingCentre:
    centre = db.session().get(TrainingCentre, centre_id)
    if centre is None or not allowed(current_actor(), TrainingPermission.MANAGE_ROOMS, centre.agency.path):
        raise Missing
    return centre


def _own_venue(venue_id: UUID) -> Venue:
    venue = db.session().get(Venue, venue_id)
    if venue is None:
        raise Missing
    _own_centre(venue.centre_id)
    return venue


def _save_venue(form: VenueForm, venue_id: UUID, centre_id: UUID, heading: str) -> Page:
    if form.validate_on_submit():
        details = services.VenueDetails(
            **{name: form[name].data or "" for name in ("name", "address", "city", "country", "time_zone")},
            beds=form.beds.data,
        )
        try:
            with transaction() as session:
                services.save_venue(
                    session,
                    actor=current_actor(),
                    venue_id=venue_id,
                    centre_id=centre_id,
                    details=details,
                    at=ports().clock.now(),
                )
        except services.NameTaken as violation:
            form.refuse("name", violation)
        except FewerThanBooked as violation:
            form.refuse("beds", violation)
        else:
            return _saved()
    return _form_page(form, heading)


def _save_item(form: ItemForm, item_id: UUID, centre_id: UUID, heading: str) -> Page:
    if form.validate_on_submit():
        try:
            with transaction() as session:
                services.save_item(
                    session,
                    actor=current_actor(),
                    item_id=item_id,
                    centre_id=centre_id,
                    name=form.name.data,
                    count=form.count.data,
                    at=ports().clock.now(),
                )
        except services.NameTaken as violation:
            form.refuse("name", violation)
        except FewerThanBooked as violation:
            form.refuse("count", violation)
        else:
            return _saved()
    return _form_page(form, heading)


def _room(form: RoomChangeForm) -> services.RoomDetails:
    return services.RoomDetails(
        name=form.name.data,
        capacity=form.capacity.data,
        venue_id=UUID(form.venue.data) if form.venue.data else None,
        features=tuple(sorted(Feature(each).value for each in form.features.data)),
        computers=form.computers.data,
        closed_from=form.closed_from.data,
        closed_to=form.closed_to.data,
        closed_reason=form.closed_reason.data or "",
    )


def _beds_form(actor: Any, centre_id: UUID) -> BedsForm:  # noqa: ANN401 -- the actor
    session = db.session()
    today = _today()
    found = visible_cohorts(actor).where(Cohort.centre_id == centre_id, Cohort.ends_on >= today)
    cohorts = list(session.scalars(found.order_by(Cohort.starts_on, Cohort.id).limit(20)))
    form = BedsForm()
    choices = []
    for each in cohorts:
        choices.append(SelectChoice(f"{each.id}:", _("All of %(cohort)s", cohort=each.title)))
        if request.args.get("cohort") == str(each.id):
            choices += [
                SelectChoice(f"{each.id}:{person.user_id}", person.name) for person in list_people(session, each.id)
            ]
    form.person.choices = choices
    return form


def _form_page(form: OnceForm, heading: str) -> Page:
    form.prepare()
    return render_template("training/venue_form.html", form=form, page_title=heading), 422 if form.errors else 200


def _saved() -> Page:
    flash(_("Saved."), "success")
    return redirect(url_for(".list_venues"), 303)


def _today() -> Any:  # noqa: ANN401 -- a date
    return ports().clock.now().astimezone(zone(current_actor().time_zone)).date()
