"""Answers as files have them, and the shares of the points that they earn."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

NEARLY = Fraction(1, 10_000)
FULL = Fraction(1)
NOTHING = Fraction(0)
TRUE_WORDS = frozenset({"true", "верно", "истина", "правда", "дуруст", "рост", "to'g'ri", "дұрыс", "туура", "t"})
FALSE_WORDS = frozenset(
    {"false", "неверно", "ложь", "неправда", "нодуруст", "нодуруст аст", "noto'g'ri", "туура эмес", "f"}
)


@dataclass(frozen=True, slots=True)
class Option:
    """An answer as a file has it: its words, its share of the points, what is said to who gave it, its picture."""

    text: str
    share: Fraction = NOTHING
    explanation: str = ""
    picture: str = ""


@dataclass(frozen=True, slots=True)
class Number:
    """A number as a file has it: a value with its tolerance, or a range."""

    value: Decimal
    tolerance: Decimal = Decimal(0)
    share: Fraction = FULL
    explanation: str = ""
    high: Decimal | None = None


def choice_words(option: Option) -> dict[str, str]:
    """Return the words of a choice."""
    return {"text": option.text} | ({"explanation": option.explanation} if option.explanation else {})


def plain_single(shares: Mapping[str, Fraction]) -> bool:
    """Whether the shares are those that the standard rule gives: all for the right one."""
    rest = [each for each in shares.values() if each < FULL - NEARLY]
    return len(rest) == len(shares) - 1 and not any(rest)


def plain_multiple(shares: Mapping[str, Fraction]) -> bool:
    """Whether the shares are those that the standard rule gives: 1/n for each right one, -1/m for each wrong one."""
    right = [each for each in shares.values() if each > NOTHING]
    wrong = [each for each in shares.values() if each <= NOTHING]
    return all(abs(each - Fraction(1, len(right))) <= NEARLY for each in right) and all(
        abs(each + Fraction(1, len(wrong))) <= NEARLY for each in wrong
    )
