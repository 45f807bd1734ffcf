"""The shape of wishes, and of what is looked for in the outbox."""

from __future__ import annotations

from flask_babel import gettext, lazy_gettext
from wtforms import RadioField, SelectField, StringField
from wtforms.fields.choices import SelectChoice

from app.core.forms import BaseForm
from app.core.notices import notice_kinds
from app.core.outbox import OUTBOX_TITLES

from ..forms import REQUIRED

HOURS = [SelectChoice(str(hour * 60), f"{hour:02d}:00") for hour in range(24)]


class WishesForm(BaseForm):
    """When; the table of kinds and channels is read beside it."""

    daily = RadioField(
        lazy_gettext("How often"),
        [REQUIRED],
        choices=[
            SelectChoice("no", lazy_gettext("At once")),
            SelectChoice("yes", lazy_gettext("Once a day, in one message, for what can wait")),
        ],
        default="no",
    )
    quiet_from = SelectField(lazy_gettext("Quiet hours from"), [REQUIRED], choices=HOURS)
    quiet_to = SelectField(lazy_gettext("Quiet hours to"), [REQUIRED], choices=HOURS)


class OutboxForm(BaseForm):
    """Which entries of the outbox to show."""

    class Meta(BaseForm.Meta):
        """Reading needs no protection against forgery."""

        csrf = False

    state = SelectField(lazy_gettext("State"))
    kind = SelectField(lazy_gettext("Kind"))
    q = StringField(lazy_gettext("Name or address"))

    def offer(self) -> OutboxForm:
        """Fill the choices."""
        states = [SelectChoice(state.value, gettext(title)) for state, title in OUTBOX_TITLES.items()]
        kinds = [SelectChoice(kind.name, gettext(kind.title)) for kind in notice_kinds.all()]
        self.state.choices = [SelectChoice("", gettext("All")), *states]
        self.kind.choices = [SelectChoice("", gettext("All")), *kinds]
        return self
