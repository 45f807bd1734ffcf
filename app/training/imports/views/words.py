"""How lists speak: titles and words as the program itself writes them, in every language that it speaks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext
from flask_babel import gettext as _

from app.accounts.models import AGENCY_KIND_TITLES, PROFESSION_TITLES, SEX_TITLES
from app.accounts.regions import REGION_NAMES
from app.core.i18n import OFFERED, current_language, pick, speaking

from ...models import ATTENDANCE_TITLES, SESSION_KIND_TITLES
from ...rules import people_words
from ...rules.people_words import fold_word
from ..rules.columns import vocabulary
from ..rules.decisions import ImportKind, Problem
from ..rules.words import Words
from ..services import KINDS


def vocabulary_of(kind: ImportKind) -> dict[str, str]:
    """Return the fields of a kind by folded title, in every language."""
    fields = KINDS[kind].fields
    said: dict[str, list[str]] = {field.key: [] for field in fields}
    for language in OFFERED:
        with speaking(language.code):
            for field in fields:
                said[field.key].append(gettext(field.label))
    return vocabulary(fields, said)


def all_words() -> Words:
    """Return the words of every language for what cells hold."""
    return Words(
        professions={**people_words.PROFESSIONS, **_everywhere(PROFESSION_TITLES)},
        sexes={**people_words.SEXES, **_everywhere(SEX_TITLES)},
        languages={
            **{fold_word(each.code): each.code for each in OFFERED},
            **{fold_word(each.name): each.code for each in OFFERED},
            **people_words.LANGUAGES,
        },
        agency_kinds={key: kind for key, kind in _everywhere(AGENCY_KIND_TITLES).items() if kind != "country"},
        regions=_regions(),
        session_kinds=_everywhere(SESSION_KIND_TITLES),
        statuses=_everywhere(ATTENDANCE_TITLES),
    )


def say_value(field: str, value: object) -> str:
    """Write a value as the reader's language writes it in a list."""
    if value is None or value == "":
        return "–"
    titles: dict[str, Mapping[Any, str]] = {
        "profession": PROFESSION_TITLES,
        "sex": SEX_TITLES,
        "kind": {**AGENCY_KIND_TITLES, **SESSION_KIND_TITLES},
        "status": ATTENDANCE_TITLES,
    }
    if field in titles and value in titles[field]:
        return str(_(titles[field][value]))
    if field == "region":
        return pick(REGION_NAMES[str(value)], current_language())
    if isinstance(value, list):
        return ", ".join(map(str, value)) or "–"
    return str(value)


def say_problem(problem: Problem) -> str:
    """Say a refusal in the reader's language."""
    facts = {}
    for name, value in problem.facts.items():
        parts = value if isinstance(value, list) else [value]
        facts[name] = ", ".join(_say_fact(name, part) for part in parts)
    return str(gettext(problem.message) % facts) if facts else str(gettext(problem.message))


def titles_of(kind: ImportKind) -> dict[str, str]:
    """Return the titles of a kind's fields in the reader's language."""
    return {field.key: _(field.label) for field in KINDS[kind].fields}


def _say_fact(name: str, value: object) -> str:
    if name == "choices":
        if value in REGION_NAMES:
            return pick(REGION_NAMES[str(value)], current_language())
        for titles in (PROFESSION_TITLES, SEX_TITLES, AGENCY_KIND_TITLES, SESSION_KIND_TITLES, ATTENDANCE_TITLES):
            known: Mapping[Any, str] = titles
            if value in known:
                return str(_(known[value]))
        return next((each.name for each in OFFERED if each.code == value), str(value))
    return str(value)


def _regions() -> dict[str, str]:
    """Return the regions by their codes, and by their names in every language."""
    names = {fold_word(name): code for code, texts in REGION_NAMES.items() for name in texts.values()}
    return names | {fold_word(code): code for code in REGION_NAMES}


def _everywhere(titles: Mapping[Any, str]) -> dict[str, str]:
    found = {fold_word(str(member)): str(member) for member in titles}
    for language in OFFERED:
        with speaking(language.code):
            found |= {fold_word(gettext(title)): str(member) for member, title in titles.items()}
    return found
