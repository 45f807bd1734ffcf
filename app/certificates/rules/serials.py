"""How certificates are numbered, and numbers are read."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable

# Without I, L, O, 0 and 1, which are read for one another; 31 is prime, so that the check character finds every single
# wrong character and every exchange of two neighbours.
ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
RANDOM_LENGTH = 9
YEAR_LENGTH = 4
LONGEST_SERIAL = 60
SERIAL = re.compile(rf"([A-Z0-9]{{1,12}}?)(\d{{{YEAR_LENGTH}}})([{ALPHABET}]{{{RANDOM_LENGTH + 1}}})")
# Letters of a Cyrillic keyboard that look like those on the paper.
LOOKALIKES = str.maketrans("АВЕКМНРСТУХ", "ABEKMHPCTYX")


def make_serial(prefix: str, year: int, choose: Callable[[str], str]) -> str:
    """Make a serial number such as NTC-2026-7K3QX-9M2DP.

    The nine random characters (26 · 10¹² possibilities) keep numbers from being counted through, and from telling how
    many were issued; the last one is a check character.

    Args:
        prefix: the centre's letters; anything but letters and digits is left out.
        year: of issue.
        choose: returns one character of a text at random; `secrets.choice`.

    """
    body = "".join(choose(ALPHABET) for _position in range(RANDOM_LENGTH))
    return _write_serial(_plain(prefix), f"{year:04}", body + _check_character(f"{year:04}", body))


def read_serial(typed: str) -> str | None:
    """Return the serial number that somebody typed or scanned, as it is stored, or None when it can't be one.

    Blanks, dashes, small letters and the letters of a Cyrillic keyboard that look alike are understood.
    """
    found = SERIAL.fullmatch(_plain(typed[:LONGEST_SERIAL]))
    if found is None:
        return None
    prefix, year, body = found.groups()
    if _check_character(year, body[:-1]) != body[-1]:
        return None
    return _write_serial(prefix, year, body)


def _write_serial(prefix: str, year: str, body: str) -> str:
    return f"{prefix}-{year}-{body[:5]}-{body[5:]}"


def _plain(text: str) -> str:
    upper = unicodedata.normalize("NFKC", text).upper().translate(LOOKALIKES)
    return "".join(character for character in upper if character.isascii() and character.isalnum())


def _check_character(year: str, body: str) -> str:
    values = [int(digit) for digit in year] + [ALPHABET.index(character) for character in body]
    total = sum((position + 1) * value for position, value in enumerate(values))
    return ALPHABET[total % len(ALPHABET)]
