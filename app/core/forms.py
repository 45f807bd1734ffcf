"""Forms: what they share, and how a refusal of the rules is put beside the field it is about."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from flask import request
from flask_wtf import FlaskForm

from .errors import RuleViolation
from .i18n import explain


class BaseForm(FlaskForm):  # type: ignore[misc]  # flask_wtf has no types
    """A form with protection against forged requests; it trims what people type."""

    class Meta(FlaskForm.Meta):  # type: ignore[misc]
        """Fields trim surrounding blanks before they check anything."""

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


def _trim(value: str | None) -> str | None:
    return value.strip() if isinstance(value, str) else value


def safe_next(default: str) -> str:
    """Return where to go on after a form, never to another site (ASVS 5.0 V3.7.2)."""
    target = request.values.get("next", "")
    parts = urlsplit(target)
    if target.startswith("/") and not target.startswith(("//", "/\\")) and not parts.scheme and not parts.netloc:
        return target
    return default
