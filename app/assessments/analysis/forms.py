"""Whose attempts to analyse: a plain GET form, so that every answer has an address."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import DateField, SelectField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Optional, ValidationError

from app.core.forms import BaseForm

EARLIEST, LATEST = date(2000, 1, 1), date(2100, 1, 1)
ALL_EDITIONS = "all"
EVERY_ATTEMPT = "all"
Choices = Iterable[tuple[str, str]]


class AnalysisForm(BaseForm):
    """Which people, which editions, which attempts."""

    class Meta(BaseForm.Meta):
        """A filter changes nothing, so it needs no token."""

        csrf = False

    cohort = SelectField(_l("Cohort"))
    language = SelectField(_l("Language"))
    first = DateField(_l("Handed in from"), [Optional()])
    last = DateField(_l("Handed in until"), [Optional()])
    edition = SelectField(_l("Edition"))
    attempts = SelectField(_l("Attempts"))

    def offer(self, *, cohorts: Choices, languages: Choices, editions: Choices) -> AnalysisForm:
        """Offer what the reader may choose from."""
        every = ("", _("All"))
        for field, choices in (
            (self.cohort, (every, *cohorts)),
            (self.language, (every, *languages)),
            (self.edition, (*editions, (ALL_EDITIONS, _("All editions")))),
            (self.attempts, (("", _("First attempts only")), (EVERY_ATTEMPT, _("All attempts")))),
        ):
            field.choices = [SelectChoice(value, label) for value, label in choices]
            field.data = field.data or ""
        return self

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
