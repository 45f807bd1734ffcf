"""Reasons for which something is refused.

Each reason is a class with a stable code for machines and a sentence that is translated only where it is shown, so
that rules stay free of the web and of languages.
"""

from typing import Any, ClassVar


def N_(message: str) -> str:  # noqa: N802 -- the customary mark for texts to extract
    """Mark a text for translation without translating it yet."""
    return message


class RuleViolation(Exception):
    """A decision of the rules against what was asked; nothing was changed."""

    code: ClassVar[str] = "refused"
    message: ClassVar[str] = N_("This is not possible.")

    def __init__(self, **facts: Any) -> None:  # noqa: ANN401 -- facts are whatever the sentence names
        super().__init__(self.code)
        self.facts = facts


class NotAllowed(RuleViolation):
    """The person lacks the permission."""

    code = "not-allowed"
    message = N_("You do not have permission for this.")


class Missing(RuleViolation):
    """The thing does not exist, or not for this person; the two are not told apart."""

    code = "missing"
    message = N_("This does not exist, or it is not yours to see.")


class Conflict(RuleViolation):
    """Somebody else changed the same thing in the meantime."""

    code = "conflict"
    message = N_("Somebody changed this while you were working. Look at the new state and repeat your change.")
