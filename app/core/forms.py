"""Forms: what they share, and how a refusal of the rules is put beside the field it is about."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from flask import request
from flask_babel import get_translations, gettext, lazy_ngettext
from flask_wtf import FlaskForm
from wtforms import DateField

from .errors import N_, RuleViolation
from .i18n import explain

# What the library of forms says by itself: its own catalogues lack Tajik, so that the program's speak.
SAID_BY_FIELDS = (
    N_("Not a valid choice."),
    N_("Not a valid date value."),
    N_("Not a valid time value."),
    N_("Not a valid datetime value."),
    N_("Not a valid integer value."),
    N_("Not a valid decimal value."),
    N_("Invalid Choice: could not coerce."),
    N_("Invalid input."),
    N_("This field is required."),
    N_("Number must be at least %(min)s."),
    N_("Number must be at most %(max)s."),
    N_("Number must be between %(min)s and %(max)s."),
    N_("Field must be between %(min)d and %(max)d characters long."),
    lazy_ngettext(
        "Field must be at least %(min)d character long.", "Field must be at least %(min)d characters long.", 1
    ),
    lazy_ngettext(
        "Field cannot be longer than %(max)d character.", "Field cannot be longer than %(max)d characters.", 1
    ),
    lazy_ngettext(
        "'%(value)s' is not a valid choice for this field.", "'%(value)s' are not valid choices for this field.", 1
    ),
)


class _Speech:
    """The program's catalogues, as fields ask for them: the placeholders are filled afterwards."""

    def gettext(self, text: str) -> str:
        return str(gettext(text))

    def ngettext(self, one: str, many: str, count: int) -> str:
        return str(get_translations().ungettext(one, many, count))


class BaseForm(FlaskForm):  # type: ignore[misc]  # flask_wtf has no types
    """A form with protection against forged requests; it trims what people type."""

    class Meta(FlaskForm.Meta):  # type: ignore[misc]
        """Fields trim surrounding blanks before they check anything."""

        def get_translations(self, _form: Any) -> _Speech:  # noqa: ANN401
            """Let fields speak the reader's language, Tajik too."""
            return _Speech()

        def bind_field(self, form: Any, unbound_field: Any, options: Any) -> Any:  # noqa: ANN401
            """Add the trimming filter to text fields."""
            filters = unbound_field.kwargs.get("filters", [])
            if unbound_field.field_class.__name__ in ("StringField", "TextAreaField", "EmailField"):
                filters = [*filters, _trim]
            return (
                unbound_field.bind(form=form, filters=filters, **options)
                if filters
                else super().bind_field(form, unbound_field, options)
            )

    def refuse(self, field_name: str, violation: RuleViolation) -> None:
        """Show a refusal beside a field."""
        field = self[field_name]
        field.errors = [*field.errors, explain(violation)]


class DayField(DateField):  # type: ignore[misc]  # wtforms has no types
    """A day that can be meant: centuries away is a slip of the hand, and beyond the last year there is no next day."""

    YEARS = range(1900, 2200)
    data: Any

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read the day as the browser sends it."""
        super().process_formdata(valuelist)
        if self.data is not None and self.data.year not in self.YEARS:
            self.data = None
            raise ValueError(self.gettext("Not a valid date value."))


def _trim(value: str | None) -> str | None:
    return value.strip() if isinstance(value, str) else value


def safe_next(default: str) -> str:
    """Return where to go on after a form, never to another site (ASVS 5.0 V3.7.2)."""
    target = request.values.get("next", "")
    parts = urlsplit(target)
    if target.startswith("/") and not target.startswith(("//", "/\\")) and not parts.scheme and not parts.netloc:
        return target
    return default
