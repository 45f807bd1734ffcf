"""Languages of the interface, and how dates, times and numbers are written in them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from babel.dates import format_date as babel_date
from babel.dates import get_timezone_location
from babel.numbers import format_decimal
from flask import Flask, has_request_context, request, session
from flask_babel import Babel, force_locale, get_locale, get_translations, gettext
from flask_login import current_user
from markupsafe import Markup

from .dates import write_date
from .errors import RuleViolation

DEFAULT_LANGUAGE = "en"
TAJIK_WEEKDAYS = ("душанбе", "сешанбе", "чоршанбе", "панҷшанбе", "ҷумъа", "шанбе", "якшанбе")
YEAR_AT_THE_END = re.compile(r"(,| соли)? \d{4}$")
LANGUAGE_CHAIN = {"tg": ("tg", "ru", "en"), "ru": ("ru", "en"), "en": ("en",)}


@dataclass(frozen=True, slots=True)
class Language:
    """A language by its code and its own name; `complete` once its catalogue is."""

    code: str
    name: str
    complete: bool


LANGUAGES = (
    Language("en", "English", complete=True),
    Language("ru", "Русский", complete=True),
    Language("tg", "Тоҷикӣ", complete=True),
    Language("ky", "Кыргызча", complete=False),
    Language("kk", "Қазақша", complete=False),
    Language("uz", "Oʻzbekcha", complete=False),
    Language("tk", "Türkmençe", complete=False),
)
OFFERED = tuple(language for language in LANGUAGES if language.complete)
LANGUAGE_NAMES = {language.code: language.name for language in LANGUAGES}
CODES = frozenset(language.code for language in OFFERED)

MOST_KEPT = 10_000

babel = Babel()
_language: ContextVar[str | None] = ContextVar("language", default=None)
_said: dict[tuple[str, str], Markup] = {}
_patterns: dict[tuple[str, str], Markup] = {}


def init_languages(app: Flask) -> None:
    """Choose the language of each request."""
    app.config["BABEL_DEFAULT_LOCALE"] = DEFAULT_LANGUAGE
    babel.init_app(app, locale_selector=choose_language)
    app.before_request(_forget_language)
    app.teardown_request(_forget_language)
    app.jinja_env.globals.update(_=say_marked, gettext=say_marked, ngettext=_say_counted)
    app.jinja_env.globals.update(show_day=show_day, show_days=show_days)


def choose_language() -> str:
    """Take the person's language, else the one chosen in this browser, else what the browser asks for."""
    if not has_request_context():
        return DEFAULT_LANGUAGE
    own = getattr(current_user, "language", "")
    if own in CODES:
        return str(own)
    chosen = session.get("language")
    if isinstance(chosen, str) and chosen in CODES:
        return chosen
    return request.accept_languages.best_match([language.code for language in OFFERED], DEFAULT_LANGUAGE)


def current_language() -> str:
    """Return the language that this request is answered in; a page asks some dozens of times."""
    known = _language.get()
    if known is None:
        locale = get_locale()
        known = locale.language if locale else DEFAULT_LANGUAGE
        if has_request_context():
            _language.set(known)
    return known


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Say what is said inside in another language."""
    token = _language.set(language)
    try:
        with force_locale(language):
            yield
    finally:
        _language.reset(token)


def _forget_language(_error: BaseException | None = None) -> None:
    _language.set(None)


def say_marked(message: str, **values: object) -> Markup:
    """Translate a text of a template, or of the program with marked values, as Jinja does but many times faster.

    A page says some dozens of texts. Each is looked up once for each language and then kept.
    """
    key = (current_language(), message)
    if not values:
        said = _said.get(key)
        return said if said is not None else _keep(_said, key, _pattern(message) % {})
    pattern = _patterns.get(key)
    return (pattern if pattern is not None else _keep(_patterns, key, _pattern(message))) % values


def say(message: str, **values: object) -> str:
    """Translate a text of the program for what is written dozens of times a page; else flask_babel's own will do."""
    pattern = _patterns.get((current_language(), message))
    plain = str(_keep(_patterns, (current_language(), message), _pattern(message)) if pattern is None else pattern)
    return plain % values if values else plain


def _pattern(message: str) -> Markup:
    return Markup(gettext(message))  # noqa: S704 -- translations are the program's own; values are escaped


def _keep(shelf: dict[tuple[str, str], Markup], key: tuple[str, str], said: Markup) -> Markup:
    if len(shelf) < MOST_KEPT:
        shelf[key] = said
    return said


def _say_counted(one: str, many: str, num: int, **values: object) -> Markup:
    """Translate a text of a template that depends on a number."""
    said = get_translations().ungettext(one, many, num)
    return Markup(said) % {"num": num, **values}  # noqa: S704 -- as above


def chain(language: str) -> tuple[str, ...]:
    """Return the languages to try for content, best first; English is the source of everything."""
    return LANGUAGE_CHAIN.get(language, (language, "ru", "en"))


def pick(texts: dict[str, str], language: str) -> str:
    """Return the text in the first language of the chain that has one."""
    for code in chain(language):
        if texts.get(code):
            return texts[code]
    return next(iter(texts.values()), "")


def written(texts: dict[str, str], language: str) -> Markup:
    """Return what `pick` picks, marked with its language where that is not the page's, so that it is read out right."""
    code = next((each for each in (*chain(language), *texts) if texts.get(each)), "")
    text = Markup.escape(texts.get(code, ""))
    return text if code == current_language() else Markup('<span lang="{}">{}</span>').format(code, text)


def zone(name: str) -> ZoneInfo:
    """Return a time zone by its IANA name."""
    return ZoneInfo(name)


def show_date(value: date | datetime, time_zone: str | None = None, style: str = "long") -> str:
    """Write a date as people in the current language do; an instant needs the zone it is shown in."""
    if isinstance(value, datetime):
        value = value.astimezone(zone(time_zone or "UTC")).date()
    language = current_language()
    return _tajik_date(value, style) if language == "tg" else _written_date(value, style, language)


@lru_cache(maxsize=2_048)
def _written_date(value: date, style: str, language: str) -> str:
    text = str(babel_date(value, style, locale=language))
    # The locale data ends Russian dates with an abbreviation, and every sentence that ends with a date with two stops.
    return text.removesuffix("\u202fг.") if language == "ru" else text


def show_days(first: date, last: date, style: str = "long") -> str:
    """Write from which day to which; the month and the year are said once where both days share them."""
    begins, ends = show_date(first, style=style), show_date(last, style=style)
    if first == last:
        return ends
    if style == "short" or first.year != last.year:
        return f"{begins} – {ends}"
    if first.month == last.month:
        return ends.replace(str(last.day), f"{first.day}–{last.day}", 1)
    return f"{YEAR_AT_THE_END.sub('', begins)} – {ends}"


def show_day(value: date) -> str:
    """Write day and month, where the year is known from what stands around it."""
    return YEAR_AT_THE_END.sub("", show_date(value, style="medium"))


def _tajik_date(value: date, style: str) -> str:
    """Write a date as official Tajik does ("24 ноябри соли 2026"); the locale data has only English order."""
    if style == "short":
        return f"{value:%d.%m.%Y}"
    written = write_date(value, "tg")
    if style == "medium":
        written = written.replace(" соли ", " ")
    return f"{TAJIK_WEEKDAYS[value.weekday()]}, {written}" if style == "full" else written


def show_zone(name: str) -> str:
    """Name a time zone by its city."""
    return str(get_timezone_location(name, locale=current_language(), return_city=True))


def show_number(value: float) -> str:
    """Write a number with at most two decimals, as people in the current language do."""
    return _written_number(value, current_language())


@lru_cache(maxsize=2_048)
def _written_number(value: float, language: str) -> str:
    """Pages say the same few numbers over and over, and writing one takes as long as a small template."""
    return str(format_decimal(value, format="#,##0.##", locale=language))


def show_time(value: datetime, time_zone: str) -> str:
    """Write hours and minutes in a zone, on the 24-hour clock that the region uses."""
    return f"{value.astimezone(zone(time_zone)):%H:%M}"


def show_instant(value: datetime, time_zone: str) -> str:
    """Write date and time in a zone."""
    return f"{show_date(value, time_zone, 'medium')}, {show_time(value, time_zone)}"


def explain(violation: RuleViolation) -> str:
    """Say a refusal in the current language; numbers with a fraction as people there write them."""
    if not violation.facts:
        return str(gettext(violation.message))
    facts = {name: show_number(each) if isinstance(each, float) else each for name, each in violation.facts.items()}
    return str(gettext(violation.message) % facts)
