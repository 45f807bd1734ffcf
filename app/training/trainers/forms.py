"""The shape of what people type about trainers."""

from __future__ import annotations

from datetime import time
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import SelectField, StringField, TimeField
from wtforms.validators import InputRequired, Length, Optional

from app.core.forms import DayField

from ..forms import WRITTEN, ChoicesField, OnceForm

WEEKDAYS = range(7)


class GrantForm(OnceForm):
    """A qualification."""

    subject = SelectField(_l("May teach"))
    kind = SelectField(_l("In sessions of this kind"))
    awarded_by = StringField(_l("Awarded by"), [WRITTEN, Length(max=200)])
    evidence = StringField(_l("Evidence (certificate, order, number)"), [Length(max=500)])
    valid_from = DayField(_l("In force from"), [InputRequired(_l("Fill in this field."))])
    valid_to = DayField(_l("Until and including; empty without end"), [Optional()])


class ProfileForm(OnceForm):
    """Languages and weekly hours."""

    languages = ChoicesField(_l("Teaches in"))

    def pairs(self) -> dict[int, tuple[time | None, time | None]]:
        """Return from when to when on each weekday."""
        return {day: (self[f"from_{day}"].data, self[f"to_{day}"].data) for day in WEEKDAYS}

    def validate(self, extra_validators: Any = None) -> bool:  # noqa: ANN401 -- as the library calls it
        """Refuse half a day's hours, rather than take them for a day without teaching."""
        right = bool(super().validate(extra_validators))
        for day, (starts, ends) in self.pairs().items():
            if (starts is None) != (ends is None) or (starts and ends and ends <= starts):
                self[f"to_{day}"].errors = [_("Write both times, the later one second.")]
                right = False
        return right


for _day in WEEKDAYS:
    setattr(ProfileForm, f"from_{_day}", TimeField("", [Optional()]))
    setattr(ProfileForm, f"to_{_day}", TimeField("", [Optional()]))


class AwayForm(OnceForm):
    """Days away."""

    first_day = DayField(_l("First day away"), [InputRequired(_l("Fill in this field."))])
    last_day = DayField(_l("Last day away"), [InputRequired(_l("Fill in this field."))])
    reason = StringField(_l("Reason"), [Length(max=200)])
