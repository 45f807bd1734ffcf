"""The shape of what people type about calls and nominations."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from uuid import UUID

from flask_babel import gettext, lazy_gettext
from werkzeug.datastructures import MultiDict
from wtforms import EmailField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length

from app.accounts.forms import EMAIL, agency_choices, titled
from app.accounts.models import PROFESSION_TITLES, SEX_TITLES, Agency, Profession, Sex, User
from app.core.forms import BaseForm, DayField
from app.core.i18n import OFFERED

from ..forms import LARGEST_COHORT, REQUIRED, WRITTEN, OnceForm, read_key
from .services.nominating import NewPerson

LONGEST_NOTE = 1_000


class CallForm(BaseForm):
    """A call; the quotas are read by `read_quotas`."""

    closes_on = DayField(lazy_gettext("Last day for nominations"), [REQUIRED])
    release_on = DayField(lazy_gettext("Last day on which seats are held"), [REQUIRED])
    note = TextAreaField(lazy_gettext("What agencies should know"), [Length(max=LONGEST_NOTE)])
    bring_en = TextAreaField(lazy_gettext("What to bring, in English"), [Length(max=LONGEST_NOTE)])
    bring_ru = TextAreaField(lazy_gettext("What to bring, in Russian"), [Length(max=LONGEST_NOTE)])
    bring_tg = TextAreaField(lazy_gettext("What to bring, in the State language"), [Length(max=LONGEST_NOTE)])

    @property
    def bring(self) -> dict[str, str]:
        """The texts by language."""
        return {"en": self.bring_en.data or "", "ru": self.bring_ru.data or "", "tg": self.bring_tg.data or ""}


class NewPersonForm(OnceForm):
    """Somebody who is not on record, for a seat or for the reserve list."""

    name = StringField(lazy_gettext("Full name"), [WRITTEN, Length(max=200)])
    email = EmailField(lazy_gettext("E-mail address"), [InputRequired(), EMAIL, Length(max=254)])
    agency = SelectField(lazy_gettext("Agency"), [REQUIRED])
    profession = SelectField(lazy_gettext("Profession"), [REQUIRED])
    sex = SelectField(lazy_gettext("Sex (for statistics; only if the person agrees)"))
    language = SelectField(lazy_gettext("Language"), [REQUIRED])
    place = SelectField(lazy_gettext("For"))

    def offer(self, agencies: Iterable[Agency], places: Iterable[tuple[str, str]], language: str) -> NewPersonForm:
        """Fill the choices."""
        self.agency.choices = [SelectChoice("", gettext("Choose")), *agency_choices(agencies, language)]
        self.profession.choices = [SelectChoice("", gettext("Choose")), *titled(PROFESSION_TITLES)]
        self.sex.choices = [SelectChoice("", gettext("Not stated")), *titled(SEX_TITLES)]
        self.language.choices = [SelectChoice(each.code, each.name) for each in OFFERED]
        self.place.choices = [SelectChoice(value, label) for value, label in places]
        return self

    @property
    def person(self) -> NewPerson:
        """Who was typed."""
        return NewPerson(
            name=self.name.data,
            email=self.email.data,
            agency_id=UUID(self.agency.data),
            profession=Profession(self.profession.data),
            sex=Sex(self.sex.data) if self.sex.data else None,
            language=self.language.data,
        )


class HeadForm(BaseForm):
    """Who confirms for an agency."""

    head = SelectField(lazy_gettext("Who confirms nominations"))

    def offer(self, officers: Iterable[User]) -> HeadForm:
        """Fill the choices."""
        nobody = SelectChoice("", gettext("Nobody: they go to the centre at once"))
        self.head.choices = [nobody, *(SelectChoice(str(each.id), each.name) for each in officers)]
        return self


def read_quotas(sent: MultiDict[str, str]) -> tuple[dict[UUID, int], list[UUID]]:
    """Read the seats of each agency, and which of them can't be read."""
    quotas: dict[UUID, int] = {}
    wrong: list[UUID] = []
    for name, value in sent.items():
        key = read_key(name.removeprefix("seats-")) if name.startswith("seats-") else None
        text = value.strip()
        if key is None or not text:
            continue
        if text.isascii() and text.isdigit() and int(text[:6]) <= LARGEST_COHORT:
            quotas[key] = int(text[:6])
        else:
            wrong.append(key)
    return quotas, wrong


def read_place(value: str) -> tuple[bool, UUID | None]:
    """Read for what somebody is nominated: a seat (""), the reserve list, or as the substitute of somebody."""
    return value != "", read_key(value)


def read_seats(sent: Mapping[str, str]) -> int | None:
    """Read a number of seats; nonsense is none."""
    text = sent.get("seats", "").strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) < 5 else None  # noqa: PLR2004
