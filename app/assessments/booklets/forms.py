"""The shape of what people type about paper versions; the fields of a sheet follow from its paper (`views.fields`)."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from flask_babel import gettext, lazy_gettext
from flask_wtf.file import FileField, FileRequired
from wtforms import BooleanField, HiddenField, IntegerField, RadioField, SelectField, SelectMultipleField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, NumberRange
from wtforms.widgets import CheckboxInput, ListWidget

from app.assessments.forms import read_id
from app.core.errors import N_
from app.core.forms import BaseForm
from app.core.i18n import OFFERED
from app.core.ids import new_id

from .queries.sets import VariantFacts
from .rules.printing import MOST_COPIES, PrintKind
from .rules.variants import MOST_VARIANTS, Arrangement
from .services import SetDetails, Wanted

REQUIRED = InputRequired(lazy_gettext("Fill in this field."))
WHOLE = lazy_gettext("Write a whole number from %(min)s to %(max)s.")
ARRANGEMENT_TITLES = {
    Arrangement.ORDER: N_("The same questions, in another order and with other letters"),
    Arrangement.QUESTIONS: N_("Other questions by the same blueprint, as far as the bank has them"),
}


class SetForm(BaseForm):
    """A paper version."""

    id = HiddenField()
    variants = IntegerField(
        lazy_gettext("Variants"),
        [REQUIRED, NumberRange(1, MOST_VARIANTS, message=WHOLE)],
        description=lazy_gettext("Neighbours get different ones. Two suffice for a room with space between seats."),
    )
    arrangement = RadioField(
        lazy_gettext("In what they differ"),
        [REQUIRED],
        description=lazy_gettext(
            "With the same questions everybody is measured alike. Other questions are safer against copying, but some "
            "variant may turn out harder."
        ),
    )
    languages = SelectMultipleField(
        lazy_gettext("Languages"),
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
        description=lazy_gettext("A variant has the same questions in each of them."),
    )
    double_entry = BooleanField(
        lazy_gettext("Every sheet is typed twice, by two people"),
        description=lazy_gettext("Where they differ, somebody looks at the sheet and decides."),
    )

    @property
    def key(self) -> UUID:
        """The id that was sent, or a new one: sending the form twice makes one paper version."""
        return read_id(self.id.data) or new_id()

    def offer(self) -> SetForm:
        """Fill the choices; one language at least is needed, no single box of them is."""
        self.languages.flags.required = True
        self.arrangement.choices = [SelectChoice(each.value, gettext(title)) for each, title in _titles()]
        self.languages.choices = [SelectChoice(each.code, each.name) for each in OFFERED]
        return self

    def details(self) -> SetDetails:
        """Return what was chosen."""
        return SetDetails(
            variants=self.variants.data,
            arrangement=Arrangement(self.arrangement.data),
            languages=tuple(self.languages.data or ()),
            double_entry=self.double_entry.data,
        )


class PrintForm(BaseForm):
    """A document to print; the key has a form of its own."""

    printing = HiddenField()
    kind = SelectField(lazy_gettext("Document"), [REQUIRED])
    variant = SelectField(lazy_gettext("Variant"))
    language = SelectField(lazy_gettext("Language"), [REQUIRED])
    large_print = BooleanField(lazy_gettext("Large print"))
    copies = IntegerField(lazy_gettext("Copies"), [REQUIRED, NumberRange(1, MOST_COPIES, message=WHOLE)], default=1)

    @property
    def key(self) -> UUID:
        """The id that was sent, or a new one."""
        return read_id(self.printing.data) or new_id()

    def offer(
        self, kinds: Sequence[tuple[PrintKind, str]], variants: Sequence[VariantFacts], languages: Sequence[str]
    ) -> PrintForm:
        """Fill the choices."""
        names = {each.code: each.name for each in OFFERED}
        self.kind.choices = [SelectChoice(each.value, gettext(title)) for each, title in kinds]
        self.variant.choices = [SelectChoice(str(each.id), each.letter) for each in variants]
        self.language.choices = [SelectChoice(each, names.get(each, each)) for each in languages]
        return self

    def wanted(self, kind: PrintKind | None = None) -> Wanted:
        """Return what was chosen; sheets with names are for every variant."""
        chosen = kind or PrintKind(self.kind.data)
        named = chosen in (PrintKind.SHEETS, PrintKind.CHECKLIST)
        return Wanted(
            kind=chosen,
            language=self.language.data,
            variant_id=None if named else read_id(self.variant.data),
            large_print=self.large_print.data,
            copies=self.copies.data or 1,
        )


class FileForm(BaseForm):
    """A table of answers."""

    id = HiddenField()
    file = FileField(lazy_gettext("File"), [FileRequired(lazy_gettext("Choose a file."))])


def _titles() -> list[tuple[Arrangement, str]]:
    return list(ARRANGEMENT_TITLES.items())
