"""How a name and an address are read, typed or in a file, and what is wrong with them."""

from __future__ import annotations

import re

from app.core.errors import N_, RuleViolation

EMAIL = re.compile(r"[^@\s,;<>]+@[^@\s,;<>]+\.[^@\s,;<>.]{2,}")
NAME_SIGNS = frozenset(" -.'’ʻʼ‘`")
LONGEST_NAME = 200
LONGEST_EMAIL = 254


class ValueMissing(RuleViolation):
    """A required cell is empty."""

    code = "value-missing"
    message = N_("This cell is empty.")


class LettersLost(RuleViolation):
    """Question marks or boxes stand where letters were."""

    code = "letters-lost"
    message = N_("Letters were lost in “%(text)s”. Save the file as .xlsx or in UTF-8.")


class NameStrange(RuleViolation):
    """A name holds something that names do not hold."""

    code = "name-strange"
    message = N_("A name can't contain “%(sign)s”.")


class ScriptsMixed(RuleViolation):
    """One word of Latin and Cyrillic letters that look alike."""

    code = "scripts-mixed"
    message = N_("“%(word)s” mixes Latin and Cyrillic letters.")


class TextTooLong(RuleViolation):
    """Longer than is stored."""

    code = "text-too-long"
    message = N_("At most %(length)s characters.")


class EmailWrong(RuleViolation):
    """Not an address."""

    code = "email-wrong"
    message = N_("“%(text)s” is not an e-mail address.")


def read_name(text: str) -> str:
    """Return a name as it may be put on record.

    Raises:
        LettersLost, TextTooLong, NameStrange, ScriptsMixed, ValueMissing: it may not.

    """
    if "?" in text or "\N{REPLACEMENT CHARACTER}" in text:
        raise LettersLost(text=text)
    if len(text) > LONGEST_NAME:
        raise TextTooLong(length=LONGEST_NAME)
    for sign in text:
        if not (sign.isalpha() or sign in NAME_SIGNS or "\u0300" <= sign <= "\u036f"):
            raise NameStrange(sign=sign)
    for word in re.split(r"[\s.-]+", text):
        if _is_cyrillic(word) and any(letter.isascii() and letter.isalpha() for letter in word):
            raise ScriptsMixed(word=word)
    if not any(sign.isalpha() for sign in text):
        raise ValueMissing
    return text


def read_email(text: str) -> str:
    """Return an address as it was written.

    Raises:
        LettersLost, TextTooLong, ScriptsMixed, EmailWrong: it is none.

    """
    if "?" in text or "\N{REPLACEMENT CHARACTER}" in text:
        raise LettersLost(text=text)
    if len(text) > LONGEST_EMAIL:
        raise TextTooLong(length=LONGEST_EMAIL)
    if _is_cyrillic(text) and EMAIL.fullmatch(text):
        raise ScriptsMixed(word=text)
    if not EMAIL.fullmatch(text) or not text.isascii():
        raise EmailWrong(text=text)
    return text


def _is_cyrillic(text: str) -> bool:
    return any("\u0400" <= letter <= "\u052f" for letter in text)
