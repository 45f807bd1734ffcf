"""Texts with gaps: "The element of [[1]] is proved by [[2]]."."""

from __future__ import annotations

import re

_GAP = re.compile(r"\[\[\s*([A-Za-z0-9_.-]{1,80})\s*\]\]")


def gaps_in(stem: str) -> list[str]:
    """Return the ids of the gaps in a text, in order; one that stands twice comes twice."""
    return _GAP.findall(stem)


def split_at_gaps(stem: str) -> list[tuple[str, str]]:
    """Return the text piece by piece: what is read, and the id of the gap after it ("" after the last piece)."""
    pieces = _GAP.split(stem)
    return [(pieces[at], pieces[at + 1] if at + 1 < len(pieces) else "") for at in range(0, len(pieces), 2)]
