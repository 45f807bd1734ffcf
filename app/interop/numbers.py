"""Decimal numbers between files and questions."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation
from fractions import Fraction

LONGEST = 40
NUMBER = re.compile(r"[+-]?(?:\d+(?:[.,]\d*)?|[.,]\d+)(?:[eE][+-]?\d{1,3})?")


def read(text: str) -> Decimal | None:
    """Return a number as files write it (a comma is understood too), or None."""
    text = text.strip().replace("\u2212", "-")
    if not NUMBER.fullmatch(text) or len(text) > LONGEST or not text.isascii():
        return None
    try:
        number = Decimal(text.replace(",", "."))
    except InvalidOperation:
        return None
    digits = number.adjusted()
    return number if not number or -LONGEST < digits < LONGEST else None


def write(number: Decimal) -> str:
    """Write a decimal without exponent and without zeros at its end."""
    text = f"{number:f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text in ("-0", "") else text


def share(fraction: Fraction) -> str:
    """Write a share of one to seven decimals."""
    return write(Decimal(round(fraction * 10**7)) / Decimal(10**7))


def percent(text: str) -> Fraction | None:
    """Return a percentage as a share of one."""
    number = read(text)
    return None if number is None else Fraction(number) / 100


def as_percent(share_text: str, digits: int = 5) -> str:
    """Write a share ("0.3333333") as a percentage ("33.33333")."""
    return write(round(Decimal(share_text) * 100, digits))
