"""The shape of what people type about training that an agency held."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from flask_babel import gettext, lazy_gettext
from wtforms import BooleanField, FileField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length

from app.accounts.forms import titled
from app.accounts.models import Agency
from app.core.forms import BaseForm, DayField
from app.core.i18n import OFFERED, pick

from ..forms import REQUIRED, WRITTEN, ChoicesField, OnceForm
from ..models import TrainingCentre
from .rules.dossiers import EVIDENCE_TITLES, trainers_json
from .rules.states import LONGEST_REASON, Act

TRAINERS = (1, 2, 3)
DECISION_TITLES = {
    Act.ACCEPT: lazy_gettext("Accept: the hours count"),
    Act.RETURN: lazy_gettext("Return: the agency mends it and hands it in again"),
    Act.REFUSE: lazy_gettext("Refuse: the hours do not count"),
}


class TrainingForm(OnceForm):
    """A training as the agency describes it."""

    agency = SelectField(lazy_gettext("Agency that held it"), [REQUIRED])
    centre = SelectField(lazy_gettext("Training centre that decides"), [REQUIRED])
    title = StringField(lazy_gettext("Title"), [WRITTEN, Length(max=200)])
    starts_on = DayField(lazy_gettext("First day"), [REQUIRED])
    ends_on = DayField(lazy_gettext("Last day"), [REQUIRED])
    hours = StringField(lazy_gettext("Hours"), [WRITTEN, Length(max=10)])
    face_to_face = BooleanField(lazy_gettext("Held face to face"), default=True)
    place = StringField(lazy_gettext("Place"), [Length(max=200)])
    language = SelectField(lazy_gettext("Language of teaching"), [REQUIRED])
    programme = TextAreaField(lazy_gettext("Programme: what was taught, and how"), [Length(max=8_000)])
    modules = ChoicesField(lazy_gettext("Modules to which the topics belong"))
    trainer_1 = StringField(lazy_gettext("Trainer 1"), [Length(max=200)])
    qualification_1 = StringField(lazy_gettext("Qualification of trainer 1"), [Length(max=300)])
    trainer_2 = StringField(lazy_gettext("Trainer 2"), [Length(max=200)])
    qualification_2 = StringField(lazy_gettext("Qualification of trainer 2"), [Length(max=300)])
    trainer_3 = StringField(lazy_gettext("Trainer 3"), [Length(max=200)])
    qualification_3 = StringField(lazy_gettext("Qualification of trainer 3"), [Length(max=300)])

    def offer(
        self,
        *,
        agencies: Iterable[Agency],
        centres: Iterable[TrainingCentre],
        modules: Mapping[str, str],
        language: str,
    ) -> TrainingForm:
        """Fill the choices."""
        self.agency.choices = [SelectChoice(str(each.id), pick(each.names, language)) for each in agencies]
        self.centre.choices = [SelectChoice(str(each.agency_id), pick(each.agency.names, language)) for each in centres]
        self.modules.choices = [SelectChoice(key, title) for key, title in modules.items()]
        self.language.choices = [SelectChoice(each.code, each.name) for each in OFFERED]
        return self

    def trainers(self, own: Mapping[str, UUID]) -> list[Any]:
        """Return the trainers that were named; a name of the own people is tied to the account."""
        pairs = [(self[f"trainer_{each}"].data or "", self[f"qualification_{each}"].data or "") for each in TRAINERS]
        return trainers_json((name, text, own.get(" ".join(name.casefold().split()))) for name, text in pairs)


class ListForm(BaseForm):
    """A list of people, pasted or as a file."""

    pasted = TextAreaField(lazy_gettext("Paste a list"), [Length(max=60_000)])
    file = FileField(lazy_gettext("Or choose a file (.xlsx or .csv)"))


class EvidenceForm(OnceForm):
    """A file that belongs to a training."""

    kind = SelectField(lazy_gettext("What it shows"), [REQUIRED])
    file = FileField(
        lazy_gettext("File"),
        [InputRequired(lazy_gettext("Choose a file."))],
        description=lazy_gettext("PDF, JPEG, PNG or WebP, at most 5 MB."),
    )

    def offer(self) -> EvidenceForm:
        """Fill the choices."""
        self.kind.choices = titled(EVIDENCE_TITLES)
        return self


class DecisionForm(BaseForm):
    """What the centre decides, and why."""

    decision = SelectField(lazy_gettext("Decision"), [REQUIRED])
    reason = TextAreaField(lazy_gettext("Reason"), [Length(max=LONGEST_REASON)])

    def offer(self) -> DecisionForm:
        """Fill the choices."""
        chosen = [SelectChoice(act.value, str(title)) for act, title in DECISION_TITLES.items()]
        self.decision.choices = [SelectChoice("", gettext("Choose")), *chosen]
        return self


class AnnulForm(BaseForm):
    """Why accepted hours cease to count."""

    reason = TextAreaField(lazy_gettext("Reason"), [WRITTEN, Length(max=LONGEST_REASON)])
