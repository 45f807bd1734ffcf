"""The one field of evaluations that is typed and checked: a supervisor's address."""

from __future__ import annotations

from flask_babel import lazy_gettext
from wtforms import EmailField
from wtforms.validators import InputRequired, Length, Regexp

from app.core.forms import BaseForm

ADDRESS = (
    InputRequired(lazy_gettext("Enter an e-mail address.")),
    Length(max=254),
    Regexp(r"^[^@\s]+@[^@\s]+\.[^@\s.]+$", message=lazy_gettext("This does not look like an e-mail address.")),
)


class SupervisorForm(BaseForm):
    """Whom to ask."""

    email = EmailField(lazy_gettext("Your supervisor's service e-mail"), ADDRESS)


class ColleagueForm(BaseForm):
    """To whom an officer sends the form on."""

    email = EmailField(lazy_gettext("Service e-mail of the supervisor"), ADDRESS)
