"""The reference number of a letter: short enough to say on the telephone, and never given twice."""

from __future__ import annotations

import re
from uuid import UUID

# Crockford's base 32: no letter that is taken for a digit.
SIGNS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 7
LONGEST = 40
WRITTEN = re.compile(rf"([A-Z0-9][A-Z0-9-]{{0,20}})-L-(\d{{4}})-([{SIGNS}]{{{LENGTH}}})")
# What is typed for a sign that it looks like.
MISREAD = str.maketrans({"O": "0", "I": "1", "L": "1"})


def reference_of(prefix: str, year: int, key: UUID) -> str:
    """Return the number of the letter with this key; it comes from the random part of the key."""
    number = key.int & ((1 << 62) - 1)
    signs = []
    for _place in range(LENGTH):
        number, rest = divmod(number, len(SIGNS))
        signs.append(SIGNS[rest])
    return f"{prefix}-L-{year}-{''.join(signs)}"


def read_reference(typed: str) -> str | None:
    """Return the number of a letter as it is stored, from what somebody typed or scanned; None if it can't be one."""
    head, dash, signs = typed[:LONGEST].strip().upper().rpartition("-")
    written = f"{head}{dash}{signs.translate(MISREAD)}"
    return written if WRITTEN.fullmatch(written) else None
