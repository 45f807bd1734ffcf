"""Decisions about passwords, invitations and sign-in sessions."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from app.core.errors import N_, RuleViolation

SHORTEST_PASSWORD = 15
LONGEST_PASSWORD = 128
WEAKEST_GUESSES_LOG10 = 9.0
LONGEST_ESTIMATED = 60
SHORTEST_WORD = 4
SHORTEST_REST = 8
INVITATION_LASTS = timedelta(days=14)
IDLE_LIMIT = timedelta(days=7)
ABSOLUTE_LIMIT = timedelta(days=30)
SEEN_EVERY = timedelta(minutes=10)


class PasswordTooShort(RuleViolation):
    """Shorter than the standard asks."""

    code = "password-too-short"
    message = N_("Use at least %(shortest)s characters; three or four words in a row are easy to remember.")


class PasswordTooLong(RuleViolation):
    """Longer than is hashed."""

    code = "password-too-long"
    message = N_("Use at most %(longest)s characters.")


class PasswordCommon(RuleViolation):
    """Among the passwords that are tried first, or made of the person's own name."""

    code = "password-common"
    message = N_("This password is easy to guess: it is common, repeats itself or contains your name. Choose another.")


class InvitationInvalid(RuleViolation):
    """Unknown, used or expired: which of these is nobody's business but the administrator's."""

    code = "invitation-invalid"
    message = N_("This link was used already or has expired. Ask your administrator for a new one.")


class WrongCredentials(RuleViolation):
    """E-mail and password do not belong together; which of the two is wrong is not said."""

    code = "wrong-credentials"
    message = N_("E-mail address or password is wrong.")


class EmailTaken(RuleViolation):
    """Two people cannot share an address."""

    code = "email-taken"
    message = N_("%(email)s already belongs to a person in the system.")


class AgencyCodeTaken(RuleViolation):
    """Two agencies cannot share a code."""

    code = "agency-code-taken"
    message = N_("The code %(code)s already belongs to another agency.")


def check_password(password: str, *, own_words: tuple[str, ...]) -> None:
    """Refuse a password that the standard refuses.

    NIST SP 800-63B-4 §3.1.1.2: at least 15 characters where the password is the only factor, at most a stated
    length, no rules of composition, and a comparison with commonly used, expected or compromised values. The
    comparison uses the zxcvbn estimate, which knows lists of common passwords, names, keyboard patterns and repeats.

    Raises:
        PasswordTooShort: fewer characters than the standard asks.
        PasswordTooLong: more characters than are hashed.
        PasswordCommon: guessed early.

    """
    if len(password) < SHORTEST_PASSWORD:
        raise PasswordTooShort(shortest=SHORTEST_PASSWORD)
    if len(password) > LONGEST_PASSWORD:
        raise PasswordTooLong(longest=LONGEST_PASSWORD)
    words = _words_of(own_words)
    if _is_mostly(password, words) or _guesses_log10(password, words) < WEAKEST_GUESSES_LOG10:
        raise PasswordCommon


def _words_of(texts: tuple[str, ...]) -> list[str]:
    return [word.casefold() for text in texts for word in re.split(r"[\W_]+", text) if len(word) >= SHORTEST_WORD]


def _is_mostly(password: str, words: list[str]) -> bool:
    """Tell whether little is left of a password without the person's own words."""
    rest = password.casefold()
    for word in [*words, "sabaq"]:
        rest = rest.replace(word, "")
    return len(rest.strip()) < SHORTEST_REST


def _guesses_log10(password: str, words: list[str]) -> float:
    from zxcvbn import zxcvbn  # noqa: PLC0415 -- its word lists cost 20 MB; few requests need them

    return float(zxcvbn(password[:LONGEST_ESTIMATED], user_inputs=[*words, "sabaq"])["guesses_log10"])


def invitation_open(*, expires_at: datetime, used_at: datetime | None, at: datetime) -> bool:
    """Tell whether an invitation may still be used."""
    return used_at is None and at < expires_at


def sign_in_valid(*, started_at: datetime, last_seen_at: datetime, at: datetime) -> bool:
    """Tell whether a session still counts: seen lately, and not older than the absolute limit."""
    return at - last_seen_at < IDLE_LIMIT and at - started_at < ABSOLUTE_LIMIT
