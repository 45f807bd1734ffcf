"""What people send and ask for."""

from __future__ import annotations

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, FileRequired
from wtforms import BooleanField, HiddenField, SelectField
from wtforms.fields.choices import SelectChoice

from app.core.forms import BaseForm
from app.core.i18n import LANGUAGE_NAMES
from app.core.ids import new_id

from .formats import FORMAT_TITLES


class UploadForm(BaseForm):
    """A file of questions."""

    id = HiddenField()
    file = FileField(_l("File"), [FileRequired(_l("Choose a file."))])
    language = SelectField(_l("Language of the questions"))
    format = SelectField(_l("Format"))
    merging = BooleanField(_l("Add this language to the bank's questions of the same names"))

    def offer(self, languages: list[str], chosen: str) -> UploadForm:
        """Offer languages, the bank's own first, and the formats."""
        codes = [*languages, *(code for code in LANGUAGE_NAMES if code not in languages)]
        self.language.choices = [SelectChoice(code, LANGUAGE_NAMES.get(code, code)) for code in codes]
        self.language.data = self.language.data or chosen
        titles = [(each.value, _(title)) for each, title in FORMAT_TITLES.items()]
        self.format.choices = [SelectChoice("", _("Told by the content")), *(SelectChoice(*each) for each in titles)]
        self.format.data = self.format.data or ""
        if not self.id.data:
            self.id.data = str(new_id())
        return self


class ExportForm(BaseForm):
    """Which file to write: a plain GET form."""

    class Meta(BaseForm.Meta):
        """Nothing is changed, so no token is needed."""

        csrf = False

    format = SelectField(_l("Format"))
    language = SelectField(_l("Language"))

    def offer(self, languages: list[str]) -> ExportForm:
        """Offer the formats and the bank's languages."""
        self.format.choices = [SelectChoice(each.value, _(title)) for each, title in FORMAT_TITLES.items()]
        self.language.choices = [SelectChoice(code, LANGUAGE_NAMES.get(code, code)) for code in languages]
        return self
