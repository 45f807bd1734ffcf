"""What people type about hours owed and renewal."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from flask_babel import gettext, lazy_gettext
from wtforms import IntegerField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange

from app.accounts.forms import titled
from app.accounts.models import PROFESSION_TITLES, Agency
from app.core.forms import DayField
from app.core.i18n import pick
from app.training.forms import ChoicesField, OnceForm, ReasonForm

from .rules.hours import KIND_TITLES

REQUIRED = InputRequired(lazy_gettext("Fill in this field."))
WRITTEN = DataRequired(lazy_gettext("Fill in this field."))


class HoursRuleForm(OnceForm):
    """What is owed from a day on."""

    agency = SelectField(lazy_gettext("Agency, with all below it"))
    profession = SelectField(lazy_gettext("Profession"))
    valid_from = DayField(lazy_gettext("Valid from"), [REQUIRED])
    hours = StringField(lazy_gettext("Hours a year"), [WRITTEN, Length(max=10)])
    month = IntegerField(lazy_gettext("The year begins in month"), [REQUIRED, NumberRange(1, 12)], default=1)
    day = IntegerField(lazy_gettext("on day"), [REQUIRED, NumberRange(1, 31)], default=1)
    kinds = ChoicesField(lazy_gettext("What counts"), [DataRequired(lazy_gettext("Choose at least one."))])
    face_to_face = IntegerField(
        lazy_gettext("At least so many per cent face to face"), [REQUIRED, NumberRange(0, 100)], default=0
    )
    carry_over = StringField(
        lazy_gettext("Hours of a surplus that are carried into the next year, at most"),
        [WRITTEN, Length(max=10)],
        default="0",
    )
    reason = TextAreaField(lazy_gettext("Order or decision that it rests on"), [Length(max=500)])

    def offer(self, *, agencies: Iterable[Agency], everywhere: bool, language: str) -> HoursRuleForm:
        """Fill the choices."""
        first = [SelectChoice("", gettext("Every agency"))] if everywhere else []
        self.agency.choices = [*first, *(SelectChoice(str(each.id), pick(each.names, language)) for each in agencies)]
        self.profession.choices = [SelectChoice("", gettext("Every profession")), *titled(PROFESSION_TITLES)]
        self.kinds.choices = titled(KIND_TITLES)
        return self


class RenewalRuleForm(OnceForm):
    """How certificates of a course are renewed."""

    course = SelectField(lazy_gettext("Course"), [REQUIRED])
    valid_from = DayField(lazy_gettext("Valid from"), [REQUIRED])
    years = IntegerField(
        lazy_gettext("A renewed certificate is valid for so many years"), [REQUIRED, NumberRange(1, 20)]
    )
    window = IntegerField(
        lazy_gettext("Days before expiry in which a renewal counts from the old expiry"),
        [REQUIRED, NumberRange(0, 730)],
        default=90,
    )
    grace = IntegerField(
        lazy_gettext("Days after expiry in which it can still be renewed"), [REQUIRED, NumberRange(0, 730)], default=0
    )
    equivalents = ChoicesField(lazy_gettext("Other courses whose certificate renews it"))
    refresher_hours = StringField(
        lazy_gettext("Hours of accepted training by agencies, held in these days, that renew it too"),
        [Length(max=10)],
        default="0",
        description=lazy_gettext("0: hours do not renew it."),
    )

    def offer(self, courses: Mapping[str, str]) -> RenewalRuleForm:
        """Fill the choices."""
        choices = [SelectChoice(key, title) for key, title in courses.items()]
        self.course.choices = choices
        self.equivalents.choices = choices
        return self


class ExemptionForm(OnceForm, ReasonForm):
    """From when to when a person owes nothing, and why."""

    first = DayField(lazy_gettext("First day"), [REQUIRED])
    last = DayField(lazy_gettext("Last day"), [REQUIRED])
