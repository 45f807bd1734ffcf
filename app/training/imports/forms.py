"""The shape of what is typed about lists."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import FileField, SelectField
from wtforms.validators import InputRequired

from ..forms import OnceForm


class FileForm(OnceForm):
    """A file of which it is known what it lists."""

    file = FileField(_l("File (.xlsx or .csv)"), [InputRequired(_l("Choose a file."))])


class SendForm(FileForm):
    """A file and what it lists."""

    kind = SelectField(_l("What the file lists"), [InputRequired(_l("Choose what the file lists."))])
