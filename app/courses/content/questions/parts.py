"""What the readers of questions share: decimals, lists of things with ids, and the complaint about doubles."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from app.core.content_files import Table

DECIMAL = re.compile(r"-?\d+(\.\d+)?", re.ASCII)
Words = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Reading:
    """A question being read: its table, the words that are gathered, and the structure that a translation must fit.

    `source` is None in the English file, where the structure itself is read.
    """

    table: Table
    words: Words
    source: Mapping[str, Any] | None = None

    @property
    def is_source(self) -> bool:
        """Whether structure and right answers are read, not words alone."""
        return self.source is None


def decimal(table: Table, key: str, *, default: str | None = None) -> str:
    """Return a decimal number as exact text, whether it was written with quotation marks or without."""
    if key not in table and default is not None:
        return default
    value = table.values.get(key)
    text = str(value) if isinstance(value, int | float) and not isinstance(value, bool) else None
    if text is None:
        text = table.text(key)
    else:
        table.read(key)
    if text and not DECIMAL.fullmatch(text):
        table.complain(f"{key} must be a decimal number such as 0.5; it is “{text}”.", key)
        return default or "0"
    return text


def each_once(table: Table, key: str, *, required: bool = True) -> Iterator[tuple[str, Table]]:
    """Yield the tables of a list with their ids; complain of an id that stands twice."""
    seen = set()
    for each in table.tables(key, required=required):
        name = each.slug("id")
        if name in seen:
            each.complain(f"The id {name} stands twice in {key}.")
        seen.add(name)
        yield name, each
        each.close()


def complain_of_alike(table: Table, key: str, texts: list[str]) -> None:
    """Complain of texts that nobody can tell apart."""
    if len(set(texts)) != len(texts):
        table.complain(f"Two texts in {key} are the same, so nobody can tell them apart.", key)
