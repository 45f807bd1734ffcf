"""The shape of what people type about venues, rooms, equipment and beds."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import IntegerField, SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from app.core.forms import DayField

from ..forms import CAPACITY, REQUIRED, WRITTEN, ZONES, ChoicesField, OnceForm
from .rules import FEATURE_TITLES

LARGEST = NumberRange(0, 5_000, message=_l("Write a whole number from 0 to 5000."))


COUNTRIES = {
    "KZ": _l("Kazakhstan"),
    "KG": _l("Kyrgyzstan"),
    "TJ": _l("Tajikistan"),
    "TM": _l("Turkmenistan"),
    "UZ": _l("Uzbekistan"),
}


class VenueForm(OnceForm):
    """A venue."""

    name = StringField(_l("Name"), [WRITTEN, Length(max=200)])
    address = StringField(_l("Address"), [Length(max=300)])
    city = StringField(_l("City"), [Length(max=120)])
    country = SelectField(_l("Country"), [REQUIRED], choices=[SelectChoice(*pair) for pair in COUNTRIES.items()])
    time_zone = SelectField(_l("Time zone"), [REQUIRED], choices=[SelectChoice(each, each) for each in ZONES])
    beds = IntegerField(_l("Beds in the dormitory"), [InputRequired(), LARGEST], default=0)


class RoomChangeForm(OnceForm):
    """A room with all that the timetable asks about it."""

    name = StringField(_l("Name or number"), [WRITTEN, Length(max=120)])
    capacity = IntegerField(_l("Seats"), [REQUIRED, NumberRange(1, 5_000)])
    venue = SelectField(_l("Venue"))
    features = ChoicesField(_l("What the room has"), choices=[SelectChoice(*pair) for pair in FEATURE_TITLES.items()])
    computers = IntegerField(_l("Number of computers"), [InputRequired(), LARGEST], default=0)
    closed_from = DayField(_l("Closed from"), [Optional()])
    closed_to = DayField(_l("Closed until and including"), [Optional()])
    closed_reason = StringField(_l("Why it is closed"), [Length(max=200)])


class ItemForm(OnceForm):
    """Movable equipment."""

    name = StringField(_l("Name"), [WRITTEN, Length(max=120)])
    count = IntegerField(_l("How many there are"), [InputRequired(), LARGEST])


class BedsForm(OnceForm):
    """Beds for a cohort or one person of it."""

    person = SelectField(_l("For whom"), [REQUIRED])
    beds = IntegerField(_l("Beds"), [REQUIRED, CAPACITY], default=1)
    first_night = DayField(_l("First night"), [REQUIRED])
    last_night = DayField(_l("Last night"), [REQUIRED])
