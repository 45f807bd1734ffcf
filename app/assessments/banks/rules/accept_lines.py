r"""Accepted answers as people type them: one a line, `50% | answer | explanation`.

Share and explanation may be left out. A bar that belongs to an answer is written `\|`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal, InvalidOperation
from typing import Any

_BAR = re.compile(r"(?<!\\)\|")
_PERCENT = re.compile(r"(-?\d{1,3}(?:[.,]\d{1,20})?)\s*%")
FULL = "1"


def read_lines(text: str) -> list[Any]:
    """Return accepted answers as a question keeps them: texts, or tables where there is more to say."""
    return [_read(line) for line in text.splitlines() if line.strip()]


def write_lines(accept: Iterable[Any]) -> str:
    """Write accepted answers one a line."""
    return "\n".join(_write(each) for each in accept)


def _read(line: str) -> Any:  # noqa: ANN401 -- a text or a table
    parts = [part.replace("\\|", "|").strip() for part in _BAR.split(line)]
    share = FULL
    if len(parts) > 1 and (found := _PERCENT.fullmatch(parts[0])):
        share = as_share(found[1])
        parts = parts[1:]
    text, explanation = parts[0], " | ".join(parts[1:])
    if share == FULL and not explanation:
        return text
    return {"text": text, "share": share} | ({"explanation": explanation} if explanation else {})


def _write(accepted: Any) -> str:  # noqa: ANN401
    entry = accepted if isinstance(accepted, dict) else {"text": accepted}
    text, explanation = _escaped(entry.get("text")), _escaped(entry.get("explanation"))
    share = str(entry.get("share", FULL))
    parts = [text, explanation] if explanation else [text]
    if share != FULL or (explanation and _PERCENT.fullmatch(text)):
        parts.insert(0, f"{as_percent(share)}%")
    return " | ".join(parts)


def _escaped(text: object) -> str:
    return " ".join(str(text or "").split()).replace("|", "\\|")


def as_share(percent: str) -> str:
    """Return a percentage as a share of one: "50" is "0.5"."""
    return plain(Decimal(percent.replace(",", ".")) / 100)


def as_percent(share: str) -> str:
    """Return a share of one as a percentage; what is no number stays as it is."""
    try:
        return plain(Decimal(share) * 100)
    except InvalidOperation:
        return share


def plain(number: Decimal) -> str:
    """Write a decimal without exponent and without zeros at its end."""
    written = f"{number:f}"
    return written.rstrip("0").rstrip(".") if "." in written else written
