"""The reference number of a letter: short enough to say on the telephone, and never given twice."""

from __future__ import annotations

from uuid import UUID

# Crockford's base 32: no letter that is taken for a digit.
SIGNS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 7


def reference_of(prefix: str, year: int, key: UUID) -> str:
    """Return the number of the letter with this key; it comes from the random part of the key."""
    number = key.int & ((1 << 62) - 1)
    signs = []
    for _place in range(LENGTH):
        number, rest = divmod(number, len(SIGNS))
        signs.append(SIGNS[rest])
    return f"{prefix}-L-{year}-{''.join(signs)}"
