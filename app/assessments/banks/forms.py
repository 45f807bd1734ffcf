"""The shape of what people type about banks, and the reading of a question's sheet from its form."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from flask_babel import gettext, lazy_gettext
from werkzeug.datastructures import MultiDict
from wtforms import HiddenField, RadioField, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, Length, ValidationError
from wtforms.validators import Optional as Empty
from wtforms.widgets import CheckboxInput, ListWidget

from app.accounts.models import Agency
from app.assessments.forms import read_id
from app.assessments.rules.questions import QuestionKind
from app.assessments.rules.writing import WrittenQuestion
from app.core.forms import BaseForm
from app.core.i18n import LANGUAGES, current_language, pick
from app.core.ids import new_id

from .models import DIFFICULTY_TITLES, KIND_TITLES, POOL_TITLES
from .rules.converting import written_of
from .rules.schema import FORMS, Cell, Rows
from .rules.sheets import MOST_ROWS, Part

WRITTEN = DataRequired(lazy_gettext("Fill in this field."))
CODES = tuple(language.code for language in LANGUAGES)
LONGEST_NAME = 80
LONGEST_CELL = 20_000
TAG_MARK = "/"


class OnceForm(BaseForm):
    """A form that makes one thing however often it is sent: it carries the thing's id."""

    id = HiddenField()

    @property
    def key(self) -> UUID:
        """The id that was sent, or a new one."""
        return read_id(self.id.data) or new_id()

    def prepare(self) -> None:
        """Give a fresh form its id."""
        self.id.data = str(self.key)


class BankForm(OnceForm):
    """A bank: whose it is, what it is called, what it is for."""

    centre = SelectField(lazy_gettext("Training centre"), [WRITTEN])
    title = StringField(lazy_gettext("Title"), validators=[WRITTEN, Length(max=200)])
    purpose = TextAreaField(
        lazy_gettext("Purpose"),
        description=lazy_gettext("Which courses and papers it is for, and who looks after it."),
        validators=[Empty(), Length(max=1000)],
    )
    languages = SelectMultipleField(
        lazy_gettext("Languages of its questions"),
        description=lazy_gettext("A question that lacks one of them is shown as not complete."),
        choices=[SelectChoice(language.code, language.name) for language in LANGUAGES],
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )

    def __init__(self, *args: Any, **values: Any) -> None:  # noqa: ANN401 -- as the library has it
        """One language at least is needed, no single box of them is."""
        super().__init__(*args, **values)
        self.languages.flags.required = True

    def validate_languages(self, field: SelectMultipleField) -> None:
        """Ask for one at least; a validator of the field would have browsers demand each single box."""
        if not field.data:
            raise ValidationError(gettext("Choose at least one."))

    def offer(self, centres: Iterable[Agency]) -> None:
        """Say which centres can be chosen."""
        language = current_language()
        self.centre.choices = [SelectChoice(str(each.id), pick(each.names, language)) for each in centres]


class NewQuestionForm(OnceForm):
    """What a new question is, before it is written."""

    kind = RadioField(lazy_gettext("How is it answered?"), validators=[WRITTEN])
    name = StringField(
        lazy_gettext("Short name"),
        description=lazy_gettext("People find the question by it; examinees never see it."),
        validators=[WRITTEN, Length(max=LONGEST_NAME)],
    )

    def offer(self) -> None:
        """Name the kinds in the reader's language."""
        self.kind.choices = [SelectChoice(kind.value, gettext(title)) for kind, title in KIND_TITLES.items()]


class NoteForm(BaseForm):
    """A step with a note."""

    note = TextAreaField(lazy_gettext("Note"), validators=[Empty(), Length(max=1000)])


@dataclass(frozen=True, slots=True)
class Sent:
    """What the editor's form holds: the question as typed, what to do, and what the writer had seen."""

    written: WrittenQuestion
    sheet: Part
    action: str
    language: str
    revision: int


def read_sent(fields: MultiDict[str, str], before: WrittenQuestion, default_language: str) -> Sent:
    """Read the editor's form. Nothing is refused here: whatever was typed comes back."""
    kind = QuestionKind(before.kind)
    sheet = read_sheet(fields, kind)
    tagged = read_tags(fields, before)
    language = fields.get("language", "")
    revision = fields.get("revision", "")
    return Sent(
        written=written_of(sheet, tagged),
        sheet=sheet,
        action=fields.get("do", "save"),
        language=language if language in CODES else default_language,
        revision=int(revision) if revision.isascii() and revision.isdigit() and len(revision) < 9 else 0,  # noqa: PLR2004
    )


def read_tags(fields: Mapping[str, str], before: WrittenQuestion) -> WrittenQuestion:
    """Return the question with the name and tags of a form."""
    module, _mark, objective = fields.get("tag", "").partition(TAG_MARK)
    difficulty, pool = fields.get("difficulty", ""), fields.get("pool", "")
    return replace(
        before,
        name=" ".join(fields.get("name", "").split())[:LONGEST_NAME],
        module=module[:80],
        objective=objective[:80],
        difficulty=difficulty if difficulty in DIFFICULTY_TITLES else before.difficulty,
        pool=pool if pool in POOL_TITLES else before.pool,
    )


def read_sheet(fields: Mapping[str, str], kind: QuestionKind) -> Part:
    """Read the sheet of a kind of question from a form; unknown fields are left alone."""
    form = FORMS[kind]
    common = (Cell("points", "", "decimal"), Cell("fixed", "", "tick"))
    texts = (Cell("stem", "", words=True), Cell("explanation", "", words=True))
    return _part(fields, "", (*common, *texts, *form.cells), form.rows)


def _part(fields: Mapping[str, str], prefix: str, cells: tuple[Cell, ...], rows: tuple[Rows, ...]) -> Part:
    part = Part(id=fields.get(f"{prefix}id", "").strip()[:LONGEST_NAME])
    for cell in cells:
        name = f"{prefix}{cell.name}"
        if cell.words:
            typed = {code: _clean(fields.get(f"{name}.{code}", "")) for code in CODES}
            part.words[cell.name] = {code: text for code, text in typed.items() if text}
        else:
            part.values[cell.name] = _clean(fields.get(name, ""))
    for each in rows:
        part.rows[each.name] = _rows(fields, f"{prefix}{each.name}", each)
    return part


def _rows(fields: Mapping[str, str], prefix: str, rows: Rows) -> list[Part]:
    found = []
    for place in range(MOST_ROWS):
        own = f"{prefix}-{place}-"
        if f"{own}id" not in fields:
            break
        found.append(_part(fields, own, rows.cells, rows.rows))
    return found


def _clean(text: str) -> str:
    """Return what was typed without signs that no page can show; browsers send two signs for the end of a line."""
    sound = text.encode("utf-8", "ignore").decode().replace("\r\n", "\n").replace("\r", "\n")
    return "".join(sign for sign in sound if sign >= " " or sign in "\n\t")[:LONGEST_CELL]
