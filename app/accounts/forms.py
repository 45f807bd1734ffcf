"""The shape of what people type about themselves and others."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Self, TypeVar

from flask_babel import gettext, lazy_gettext
from wtforms import BooleanField, EmailField, PasswordField, SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, Length, Regexp

from app.core.forms import BaseForm
from app.core.i18n import OFFERED, pick, show_zone

from .models import (
    AGENCY_KIND_TITLES,
    COUNTRY_ZONES,
    PROFESSION_TITLES,
    ROLE_TITLES,
    SEX_TITLES,
    Agency,
    AgencyKind,
)
from .regions import regions_of
from .services import AgencyState

EnumType = TypeVar("EnumType", bound=StrEnum)
REQUIRED = DataRequired(lazy_gettext("Fill in this field."))
EMAIL = Regexp(r"^[^@\s]+@[^@\s]+\.[^@\s]+$", message=lazy_gettext("Write an address such as name@example.org."))
ZONES = [SelectChoice(zone, zone.partition("/")[2]) for zone in COUNTRY_ZONES.values()]


class SignInForm(BaseForm):
    """E-mail and password."""

    email = EmailField(lazy_gettext("E-mail address"), [REQUIRED, Length(max=254)])
    password = PasswordField(lazy_gettext("Password"), [REQUIRED, Length(max=500)])
    stay = BooleanField(lazy_gettext("Stay signed in on this device"))


class NewPasswordForm(BaseForm):
    """A new password; shown characters make a second field unnecessary (NIST SP 800-63B-4 §3.1.1.2)."""

    password = PasswordField(lazy_gettext("New password"), [REQUIRED, Length(max=500)])


class ChangePasswordForm(NewPasswordForm):
    """The present password and a new one."""

    present = PasswordField(lazy_gettext("Present password"), [REQUIRED, Length(max=500)])


class ForgottenPasswordForm(BaseForm):
    """Whom to send a link."""

    email = EmailField(lazy_gettext("E-mail address"), [REQUIRED, EMAIL, Length(max=254)])


class PersonForm(BaseForm):
    """A person to record."""

    name = StringField(lazy_gettext("Full name"), [REQUIRED, Length(max=200)])
    email = EmailField(lazy_gettext("E-mail address"), [REQUIRED, EMAIL, Length(max=254)])
    agency = SelectField(lazy_gettext("Agency"), [REQUIRED])
    profession = SelectField(lazy_gettext("Profession"), [REQUIRED])
    sex = SelectField(lazy_gettext("Sex (for statistics; only if the person agrees)"))
    language = SelectField(lazy_gettext("Language"), [REQUIRED])
    time_zone = SelectField(lazy_gettext("Time zone"), [REQUIRED], choices=ZONES)

    def offer(self, agencies: Iterable[Agency], language: str) -> PersonForm:
        """Fill the choices."""
        self.agency.choices = [SelectChoice("", gettext("Choose")), *agency_choices(agencies, language)]
        self.profession.choices = [SelectChoice("", gettext("Choose")), *titled(PROFESSION_TITLES)]
        self.sex.choices = [SelectChoice("", gettext("Not stated")), *titled(SEX_TITLES)]
        self.language.choices = [SelectChoice(each.code, each.name) for each in OFFERED]
        self.time_zone.choices = [SelectChoice(zone, show_zone(zone)) for zone in COUNTRY_ZONES.values()]
        return self


class MoveForm(BaseForm):
    """Where a person moves."""

    agency = SelectField(lazy_gettext("New agency"), [REQUIRED])


class RoleForm(BaseForm):
    """A role and over what."""

    role = SelectField(lazy_gettext("Role"), [REQUIRED])
    scope = SelectField(lazy_gettext("Over"))

    def offer(self, agencies: Iterable[Agency], language: str) -> RoleForm:
        """Fill the choices."""
        self.role.choices = titled(ROLE_TITLES)
        self.scope.choices = [SelectChoice("", gettext("Everywhere")), *agency_choices(agencies, language)]
        return self


class AgencyChangeForm(BaseForm):
    """What may be corrected of a body; names in further languages are kept."""

    name_en = StringField(lazy_gettext("Name in English"), [REQUIRED, Length(max=200)])
    name_ru = StringField(lazy_gettext("Name in Russian"), [Length(max=200)])
    name_tg = StringField(lazy_gettext("Name in the State language"), [Length(max=200)])
    kind = SelectField(lazy_gettext("Kind"), [REQUIRED])
    region = SelectField(lazy_gettext("Region"))

    def offer_of(self, country: str, language: str) -> Self:
        """Fill the choices; countries are given, so nothing new is a country."""
        self.kind.choices = kind_choices()
        self.region.choices = [SelectChoice("", gettext("As the body above")), *region_choices(country, language)]
        return self

    def state(self, kept: Mapping[str, str]) -> AgencyState:
        """Return what was typed."""
        return AgencyState(
            names={**kept, **names_typed(self)}, kind=AgencyKind(self.kind.data), region=self.region.data or None
        )


class AgencyForm(BaseForm):
    """A body to add to the tree."""

    name_en = StringField(lazy_gettext("Name in English"), [REQUIRED, Length(max=200)])
    name_ru = StringField(lazy_gettext("Name in Russian"), [Length(max=200)])
    name_tg = StringField(lazy_gettext("Name in the State language"), [Length(max=200)])
    code = StringField(
        lazy_gettext("Short code, for spreadsheets"),
        [
            REQUIRED,
            Length(max=40),
            Regexp(r"^[A-Za-z0-9-]+$", message=lazy_gettext("Use Latin letters, digits and hyphens.")),
        ],
    )
    kind = SelectField(lazy_gettext("Kind"), [REQUIRED])
    parent = SelectField(lazy_gettext("Part of"), [REQUIRED])
    region = SelectField(lazy_gettext("Region"))

    def offer(self, agencies: Iterable[Agency], language: str) -> AgencyForm:
        """Fill the choices; countries are given, so nothing new is a country."""
        found = list(agencies)
        self.kind.choices = kind_choices()
        self.parent.choices = agency_choices(found, language)
        self.region.choices = {"": [("", gettext("As the body above"))]} | {
            pick(each.names, language): [
                (choice.value, choice.label) for choice in region_choices(each.country, language)
            ]
            for each in found
            if each.kind is AgencyKind.COUNTRY
        }
        return self


def kind_choices() -> list[SelectChoice]:
    """Return the kinds that a body may be; countries are given, so nothing new is a country."""
    return [choice for choice in titled(AGENCY_KIND_TITLES) if choice.value != "country"]


def region_choices(country: str, language: str) -> list[SelectChoice]:
    """Return the regions of a country for a select, by name."""
    named = [(pick(names, language), code) for code, names in regions_of(country).items()]
    return [SelectChoice(code, name) for name, code in sorted(named, key=lambda each: each[0].casefold())]


def names_typed(form: AgencyForm | AgencyChangeForm) -> dict[str, str]:
    """Return the names that were filled in, by language."""
    typed = {"en": form.name_en.data, "ru": form.name_ru.data, "tg": form.name_tg.data}
    return {language: name for language, name in typed.items() if name}


def agency_choices(agencies: Iterable[Agency], language: str) -> list[SelectChoice]:
    """Return agencies for a select, indented by their depth in the tree."""
    return [
        SelectChoice(
            str(each.id),
            "\N{NO-BREAK SPACE}\N{NO-BREAK SPACE}" * (each.path.count("/") - 1) + pick(each.names, language),
        )
        for each in agencies
    ]


def titled(titles: Mapping[EnumType, str]) -> list[SelectChoice]:
    """Return the members of an enumeration for a select, in the current language."""
    return [SelectChoice(member.value, gettext(title)) for member, title in titles.items()]
