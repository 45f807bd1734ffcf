"""Numbers as people type them, read exactly.

A comma and a point both mean decimals: "12,5" is "12.5". Blanks and apostrophes may stand between thousands. Where
both comma and point occur, the last of them is the decimal mark and the others part thousands; several commas, or
several points, part thousands too. The minus may be any dash; "1,2e3", "1.2·10^3" and digits of other scripts are
understood. A unit may stand before or after the number, in any of its names.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from .short_answers import DASHES, LOOK_ALIKES, normalise

MOST_DIGITS = 60
GREATEST_EXPONENT = 60
SLACK = 8  # blanks and full stops around a unit's name
_BLANK = r"[\s'’‘ʼʻ´`_]"
_NUMBER = re.compile(
    rf"([+-]?){_BLANK}*"
    rf"(\d+(?:{_BLANK}\d+)*(?:[.,]\d+(?:{_BLANK}\d+)*)*[.,]?|[.,]\d+)"
    rf"(?:{_BLANK}*(?:[eEеЕ]|[·×x*хХ⋅]{_BLANK}*10{_BLANK}*\^?){_BLANK}*\(?([+-]?\d{{1,4}})\)?)?"
)
_SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻", "0123456789+-")
_PLAIN_DECIMAL = re.compile(r"[+-]?(\d{1,60}(\.\d{0,60})?|\.\d{1,60})")


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit by its id: what a value in it is multiplied with, and how people write it, in any language."""

    id: str
    factor: Fraction
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Typed:
    """What was typed: a number, the unit where it is a known one, and what stood there in its place."""

    value: Fraction
    unit: Unit | None = None
    unknown: str = ""


def exact(stated: object, default: Fraction = Fraction(0)) -> Fraction:
    """Read a decimal as questions state it ("0.5"); anything else is the default, so that marking never fails."""
    text = str(stated) if isinstance(stated, str | int | float) and not isinstance(stated, bool) else ""
    return Fraction(text) if _PLAIN_DECIMAL.fullmatch(text) and text.isascii() else default


def is_exact(stated: object) -> bool:
    """Whether a question states a decimal as it should: text such as "0.5" or "-3"."""
    return isinstance(stated, str) and stated.isascii() and bool(_PLAIN_DECIMAL.fullmatch(stated))


def read_number(text: str) -> Fraction | None:
    """Return the number that a text is, or None where it is none, or has more digits than anybody means."""
    found = _NUMBER.fullmatch(_plain(text).strip())
    return None if found is None else _value(found)


def read_typed(text: str, units: Iterable[Unit] = ()) -> Typed | None:
    """Return number and unit of a text, or None where there is no number in it."""
    plain = " ".join(_plain(text).split())
    for unit, name in _names(units):
        rest = _without(plain, name)
        value = None if rest is None else read_number(rest)
        if value is not None:
            return Typed(value, unit)
    value = read_number(plain)
    return _with_strange_unit(plain) if value is None else Typed(value)


def units_of(key: Mapping[str, Any], texts: Mapping[str, Mapping[str, Any]]) -> tuple[Unit, ...]:
    """Return the units that a numeric question knows; their names count in every language of the question."""
    return tuple(
        Unit(
            unit["id"],
            exact(unit.get("factor", "1"), Fraction(1)),
            tuple(name for words in texts.values() for name in words.get("units", {}).get(unit["id"], ())),
        )
        for unit in key.get("units") or ()
    )


def _plain(text: str) -> str:
    """Return the text with one form of digit, dash and blank; superscripts follow a ten only."""
    text = re.sub(r"10([⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻]+)", lambda found: "10^" + found[1].translate(_SUPERSCRIPTS), text)
    text = text.translate(DASHES)
    return "".join(str(unicodedata.decimal(each)) if each.isdecimal() else each for each in text)


def _value(found: re.Match[str]) -> Fraction | None:
    sign, digits, exponent = found[1], re.sub(_BLANK, "", found[2]).rstrip(".,"), int(found[3] or 0)
    if len(digits) > MOST_DIGITS or abs(exponent) > GREATEST_EXPONENT:
        return None
    value = Fraction(_decimals(digits)) * Fraction(10) ** exponent
    return -value if sign == "-" else value


def _decimals(digits: str) -> str:
    marks = [each for each in digits if each in ".,"]
    if not marks:
        return digits
    same = len(set(marks)) == 1
    if len(marks) > 1 and same:
        return digits.replace(marks[0], "")
    whole, _mark, part = digits.rpartition(marks[-1])
    return f"{re.sub('[.,]', '', whole) or '0'}.{part}"


def _names(units: Iterable[Unit]) -> list[tuple[Unit, str]]:
    """Return the names, the longest first, so that "км" is not taken for "м"."""
    named = [(unit, _unit_name(name)) for unit in units for name in unit.names]
    return sorted(((unit, name) for unit, name in named if name), key=lambda each: -len(each[1]))


def _unit_name(text: str) -> str:
    return normalise(unicodedata.normalize("NFKC", text)).translate(LOOK_ALIKES)


def _without(plain: str, name: str) -> str | None:
    """Return the text without the unit before or after it, or None where the unit is not there."""
    reach = min(len(name) + SLACK, len(plain) - 1)
    for length in range(1, reach + 1):
        if _unit_name(plain[-length:]) == name:
            return plain[:-length]
        if _unit_name(plain[:length]) == name:
            return plain[length:]
    return None


def _with_strange_unit(plain: str) -> Typed | None:
    """Return the only number of a text with what stands around it, which is no known unit."""
    runs = list(re.finditer(r"[+-]?[\d.,][\d.,\s']*", plain))
    numbers = [(run, value) for run in runs if (value := read_number(run[0].strip(" .,"))) is not None]
    if len(numbers) != 1:
        return None
    run, value = numbers[0]
    return Typed(value, unknown=f"{plain[: run.start()]} {plain[run.end() :]}".strip())
