"""How the cells of a file are read: dates, times, numbers and words of a list, as people of the region write them."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any, TypeVar

from app.accounts.rules.names import TextTooLong, ValueMissing
from app.core.errors import N_, RuleViolation

from ...rules.people_words import fold_word
from .decisions import Problem

Value = TypeVar("Value")
DAY_FIRST = re.compile(r"(\d{1,2})[./-](\d{1,2})[./-](\d{4}|\d{2})(?:\s+\d.*)?")
YEAR_FIRST = re.compile(r"(\d{4})[-./](\d{1,2})[-./](\d{1,2})(?:[ T].*)?")
CLOCK = re.compile(r"(?:.*[ T])?(\d{1,2})[:.](\d{2})(?::\d{2})?")
# Excel counts days from here, because it takes 1900 for a leap year.
EXCEL_BEGINS = date(1899, 12, 30)
EXCEL_DAY = re.compile(r"[1-6]\d{4}")
EXCEL_TIME = re.compile(r"0?[.,]\d+")
QUOTED = re.compile(r"'\s*[=+\-@]")
A_CENTURY = 100
LATEST_SHORT_YEAR = 60


class DateUnreadable(RuleViolation):
    """Not a date."""

    code = "import-date"
    message = N_("“%(text)s” is no date. Write it as 2026-11-24 or 24.11.2026.")


class TimeUnreadable(RuleViolation):
    """Not a time of day."""

    code = "import-time"
    message = N_("“%(text)s” is no time of day. Write it as 09:30.")


class NumberUnreadable(RuleViolation):
    """Not a number within the bounds."""

    code = "import-number"
    message = N_("“%(text)s” is not a number from %(least)s to %(most)s.")


class WordUnknown(RuleViolation):
    """Not one of the words of a list."""

    code = "import-word"
    message = N_("“%(text)s” is not known here. Use one of: %(choices)s.")


def read_day(text: str) -> date:
    """Read a date as ISO, with the day first, or as the number by which Excel counts days.

    Raises:
        DateUnreadable: it is none.

    """
    bare = text.strip()
    try:
        if found := YEAR_FIRST.fullmatch(bare):
            return date(int(found[1]), int(found[2]), int(found[3]))
        if found := DAY_FIRST.fullmatch(bare):
            return date(_full_year(found[3]), int(found[2]), int(found[1]))
    except ValueError:
        raise DateUnreadable(text=text) from None
    if EXCEL_DAY.fullmatch(bare):
        return EXCEL_BEGINS + timedelta(days=int(bare))
    raise DateUnreadable(text=text)


def read_clock(text: str) -> time:
    """Read a time of day; the date before it, as spreadsheets write it, is passed over.

    Raises:
        TimeUnreadable: it is none.

    """
    bare = text.strip()
    if found := CLOCK.fullmatch(bare):
        try:
            return time(int(found[1]), int(found[2]))
        except ValueError:
            raise TimeUnreadable(text=text) from None
    if EXCEL_TIME.fullmatch(bare):
        minutes = round(float(bare.replace(",", ".")) * 24 * 60) % (24 * 60)
        return time(minutes // 60, minutes % 60)
    raise TimeUnreadable(text=text)


def read_whole(text: str, least: int, most: int) -> int:
    """Read a whole number.

    Raises:
        NumberUnreadable: it is none, or out of bounds.

    """
    number = read_decimal(text, least, most)
    if number != number.to_integral_value():
        raise NumberUnreadable(text=text, least=least, most=most)
    return int(number)


def read_decimal(text: str, least: int, most: int) -> Decimal:
    """Read a number with a comma or a point, to two places.

    Raises:
        NumberUnreadable: it is none, or out of bounds.

    """
    try:
        number = Decimal(text.strip().replace(",", ".").replace("\N{NO-BREAK SPACE}", ""))
    except InvalidOperation:
        raise NumberUnreadable(text=text, least=least, most=most) from None
    if not number.is_finite() or not least <= number <= most:
        raise NumberUnreadable(text=text, least=least, most=most)
    return number.quantize(Decimal("0.01"))


def read_text(text: str, longest: int) -> str:
    """Return a text as it may be stored; the apostrophe that keeps spreadsheets from running it is taken off.

    Raises:
        TextTooLong: longer than is stored.

    """
    bare = unquoted(text)
    if len(bare) > longest:
        raise TextTooLong(length=longest)
    return bare


def unquoted(text: str) -> str:
    """Take off the apostrophe that exports put before what a spreadsheet would run."""
    return text[1:] if QUOTED.match(text) else text


def split_list(text: str) -> list[str]:
    """Return the parts of a cell that holds several things."""
    return [part.strip() for part in re.split(r"[;,\n]", text) if part.strip()]


@dataclass(slots=True)
class RowReader:
    """Reads the cells of one row by the columns chosen, and collects what is wrong with them."""

    texts: Mapping[str, str]
    values: dict[str, Any] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def take(self, key: str, read: Callable[[str], Value], *, required: bool = False) -> Value | None:
        """Read a cell; a refusal is noted, an empty cell that is not required says nothing."""
        text = unquoted(self.texts.get(key, ""))
        try:
            if not text:
                if required:
                    raise ValueMissing
                return None
            value = read(text)
        except RuleViolation as violation:
            self.problems.append(Problem.of(violation, key))
            return None
        self.values[key] = value.isoformat() if isinstance(value, date | time | datetime) else value
        if isinstance(value, Decimal):
            self.values[key] = str(value)
        return value

    def choose(self, key: str, words: Mapping[str, str], *, required: bool = False) -> str | None:
        """Read a cell that holds one of the words of a list."""

        def read(text: str) -> str:
            found = words.get(fold_word(text))
            if found is None:
                raise WordUnknown(text=text, choices=tuple(dict.fromkeys(words.values())))
            return found

        return self.take(key, read, required=required)


def _full_year(text: str) -> int:
    year = int(text)
    if year >= A_CENTURY:
        return year
    return 2000 + year if year <= LATEST_SHORT_YEAR else 1900 + year
