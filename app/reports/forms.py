"""What readers of reports ask for: plain GET forms, so that every answer has an address."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import DateField, SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Length, Optional, ValidationError

from app.core.forms import BaseForm
from app.training.models import ATTENDANCE_TITLES

EARLIEST, LATEST = date(2000, 1, 1), date(2100, 1, 1)
Choices = Iterable[tuple[str, str]]


class FilterForm(BaseForm):
    """Nothing is changed by a filter, so no token is needed."""

    class Meta(BaseForm.Meta):
        """Without protection against forged requests."""

        csrf = False

    def validate_first(self, field: DateField) -> None:
        """Keep years within reason."""
        if field.data and not EARLIEST <= field.data <= LATEST:
            raise ValidationError(_("Give a year between 2000 and 2100."))

    def validate_last(self, field: DateField) -> None:
        """Keep the order of days."""
        self.validate_first(field)
        first: date | None = self["first"].data
        if field.data and first and field.data < first:
            raise ValidationError(_("The period ends before it begins."))


class AttendanceForm(FilterForm):
    """Which attendance to show."""

    first = DateField(_l("From"), [Optional()])
    last = DateField(_l("Until"), [Optional()])
    agency = SelectField(_l("Agency and those below it"), validate_choice=True)
    course = SelectField(_l("Course"))
    centre = SelectField(_l("Centre"))
    status = SelectField(_l("Status"))

    def offer(self, *, agencies: Choices, courses: Choices, centres: Choices) -> AttendanceForm:
        """Offer what the reader may choose from."""
        statuses = [(status.value, _(title)) for status, title in ATTENDANCE_TITLES.items()]
        for field, choices in (
            (self.agency, agencies),
            (self.course, courses),
            (self.centre, centres),
            (self.status, statuses),
        ):
            field.choices = [SelectChoice("", _("All")), *(SelectChoice(value, label) for value, label in choices)]
            field.data = field.data or ""
        return self


class AuditForm(FilterForm):
    """Which entries of the audit trail to show."""

    first = DateField(_l("From"), [Optional()])
    last = DateField(_l("Until"), [Optional()])
    person = StringField(_l("Who"), [Length(max=200)])
    action = StringField(_l("What"), [Length(max=80)])
    subject = StringField(_l("On what"), [Length(max=120)])
