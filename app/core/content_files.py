"""Text files that people write: read without crashing, and every fault named with its file and line."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

LARGEST_TEXT = 1_000_000
Place = tuple[str | int, ...]
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
LONGEST_SLUG = 80
_HEADER = re.compile(r"\s*(\[\[?)\s*([^\]#]+?)\s*\]")
_KEY = re.compile(r"""\s*(?:"([^"]*)"|'([^']*)'|([A-Za-z0-9_-]+))\s*[=.]""")
_AT_LINE = re.compile(r"\(at line (\d+), column \d+\)")


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """What is wrong where; `blocks` says whether it keeps the thing from being published."""

    path: str
    line: int
    sentence: str
    blocks: bool = field(default=True, compare=False)

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.sentence}"


def read_text(file: Path, shown: str, problems: list[Problem]) -> str | None:
    """Return a file's text with Unix line ends, or None and a problem."""
    try:
        raw = file.read_bytes()
    except OSError as error:
        problems.append(Problem(shown, 1, f"The file can't be read: {error.strerror or error}."))
        return None
    if len(raw) > LARGEST_TEXT:
        problems.append(Problem(shown, 1, f"The file is larger than {LARGEST_TEXT // 1000} kB."))
        return None
    return decode(raw, shown, problems)


def decode(raw: bytes, shown: str, problems: list[Problem]) -> str | None:
    """Return UTF-8 text with Unix line ends, or None and a problem that names the line."""
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        problems.append(Problem(shown, line, "The file is not UTF-8 text; save it as UTF-8."))
        return None
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if found := CONTROL.search(text):
        line = text.count("\n", 0, found.start()) + 1
        problems.append(Problem(shown, line, f"The text holds the control character U+{ord(found[0]):04X}."))
        return None
    return text


def parse_toml(text: str, shown: str, problems: list[Problem], first_line: int = 1) -> Table | None:
    """Return the text's root table, or None and a problem that names the line."""
    try:
        values = tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        said = str(error)
        found = _AT_LINE.search(said)
        last = first_line + text.rstrip("\n").count("\n")
        line = first_line + int(found[1]) - 1 if found else last if "end of document" in said else first_line
        reason = _AT_LINE.sub("", said).replace("(at end of document)", "").strip().rstrip(".") or "nested too deeply"
        problems.append(Problem(shown, line, f"This is not valid TOML: {reason}."))
        return None
    return Table(values, shown, problems, locate(text, first_line))


def structural_lines(text: str) -> Iterator[tuple[int, str]]:
    """Yield the lines of a TOML text, numbered from 0, that begin outside every string, array and inline table."""
    closing, depth = "", 0
    for number, line in enumerate(text.split("\n")):
        if not closing and depth <= 0:
            depth = 0
            yield number, line
        closing, depth = _scan(line, closing, depth)


def _scan(line: str, closing: str, depth: int) -> tuple[str, int]:
    """Go through one line and tell which string is still open at its end, and how many brackets."""
    at = 0
    while at < len(line):
        if closing:
            if line[at] == "\\" and closing[0] == '"':
                at += 2
            elif line.startswith(closing, at):
                at += len(closing)
                closing = ""
            else:
                at += 1
            continue
        mark = line[at]
        if mark == "#":
            break
        if mark in "\"'":
            closing = mark * 3 if line.startswith(mark * 3, at) else mark
            at += len(closing)
            continue
        depth += (mark in "[{") - (mark in "]}")
        at += 1
    return closing if len(closing) > 1 else "", depth


def locate(text: str, first_line: int = 1) -> dict[Place, int]:
    """Tell on which line each table and key of a TOML text stands."""
    places: dict[Place, int] = {(): first_line}
    counts: dict[Place, int] = {}
    here: Place = ()
    for number, line in structural_lines(text):
        if header := _HEADER.match(line):
            here = _enter(header[2], counts, array=header[1] == "[[")
            places.setdefault(here, first_line + number)
        elif key := _KEY.match(line):
            places.setdefault((*here, key[1] or key[2] or key[3] or ""), first_line + number)
    return places


def _enter(name: str, counts: dict[Place, int], *, array: bool) -> Place:
    here: Place = ()
    parts = [part.strip().strip("\"'") for part in name.split(".")]
    for at, part in enumerate(parts):
        here = (*here, part)
        if array and at == len(parts) - 1:
            counts[here] = counts.get(here, 0) + 1
        if here in counts:
            here = (*here, counts[here] - 1)
    return here


class Table:
    """A TOML table that is read key by key: a wrong value becomes a problem and an empty value of the right type."""

    def __init__(
        self,
        values: Mapping[str, Any],
        path: str,
        problems: list[Problem],
        places: Mapping[Place, int],
        place: Place = (),
    ) -> None:
        self.values, self.path, self.place = values, path, place
        self._problems, self._places, self._read = problems, places, set[str]()

    def __contains__(self, key: str) -> bool:
        return key in self.values

    def line(self, key: str = "") -> int:
        """Return the line of the table or of one of its keys."""
        place: Place = (*self.place, key) if key else self.place
        while place not in self._places:
            place = place[:-1]
        return self._places[place]

    def complain(self, sentence: str, key: str = "", *, blocks: bool = True) -> None:
        """Add a problem at the table or at one of its keys."""
        self._problems.append(Problem(self.path, self.line(key), sentence, blocks))

    def text(self, key: str, *, required: bool = True, longest: int = 20_000) -> str:
        """Return a text, trimmed."""
        value = self._get(key, required=required)
        if value is None:
            return ""
        if not isinstance(value, str):
            self.complain(f"{key} must be text in quotation marks.", key)
            return ""
        if CONTROL.search(value) or len(value) > longest:
            self.complain(f"{key} holds control characters or is longer than {longest} characters.", key)
            return ""
        if required and not value.strip():
            self.complain(f"{key} is empty.", key)
        return value.strip()

    def slug(self, key: str) -> str:
        """Return an id: lower-case Latin letters, digits and single hyphens."""
        value = self.text(key)
        if value and (not SLUG.fullmatch(value) or len(value) > LONGEST_SLUG):
            self.complain(f"{key} must be lower-case Latin letters, digits and hyphens; it is “{value}”.", key)
            return ""
        return value

    def one_of(self, key: str, allowed: Sequence[str]) -> str:
        """Return one of the allowed words."""
        value = self.text(key)
        if value and value not in allowed:
            self.complain(f"{key} must be one of {', '.join(allowed)}; it is “{value}”.", key)
            return ""
        return value

    def words(self, key: str, *, required: bool = True, allowed: Sequence[str] = ()) -> tuple[str, ...]:
        """Return a list of different texts."""
        value = self._get(key, required=required)
        if value is None:
            return ()
        if not isinstance(value, list) or not all(isinstance(each, str) and each.strip() for each in value):
            self.complain(f"{key} must be a list of texts.", key)
            return ()
        if len(set(value)) != len(value):
            self.complain(f"{key} names something twice.", key)
        for each in value:
            if (allowed and each not in allowed) or CONTROL.search(each):
                self.complain(f"{key} holds the unknown word “{each}”.", key)
        return tuple(dict.fromkeys(each.strip() for each in value))

    def number(self, key: str, least: float, most: float, *, default: float | None = None) -> float:
        """Return a number within bounds."""
        value = self._get(key, required=default is None)
        if value is None:
            return default if default is not None else least
        if isinstance(value, bool) or not isinstance(value, int | float) or not least <= value <= most:
            self.complain(f"{key} must be a number from {least:g} to {most:g}.", key)
            return default if default is not None else least
        return float(value)

    def whole(self, key: str, least: int, most: int, *, default: int | None = None) -> int:
        """Return a whole number within bounds."""
        value = self._get(key, required=default is None)
        if value is None:
            return default if default is not None else least
        if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
            self.complain(f"{key} must be a whole number from {least} to {most}.", key)
            return default if default is not None else least
        return value

    def truth(self, key: str, *, default: bool | None = None) -> bool:
        """Return true or false."""
        value = self._get(key, required=default is None)
        if value is not None and not isinstance(value, bool):
            self.complain(f"{key} must be true or false.", key)
        return value if isinstance(value, bool) else bool(default)

    def day(self, key: str, *, required: bool = True) -> date | None:
        """Return a date, written without quotation marks."""
        value = self._get(key, required=required)
        if value is None or (isinstance(value, date) and not isinstance(value, datetime)):
            return value
        self.complain(f"{key} must be a date such as 2026-11-24, without quotation marks.", key)
        return None

    def web_address(self, key: str) -> str:
        """Return an address that begins with http:// or https://, or nothing."""
        value = self.text(key, required=False)
        if value and not re.fullmatch(r"https?://[^\s/]+\S*", value):
            self.complain(f"{key} must begin with https:// or http://.", key)
            return ""
        return value

    def table(self, key: str, *, required: bool = True) -> Table | None:
        """Return a table inside this one."""
        value = self._get(key, required=required)
        if value is None:
            return None
        if not isinstance(value, dict):
            self.complain(f"{key} must be a table.", key)
            return None
        return Table(value, self.path, self._problems, self._places, (*self.place, key))

    def tables(self, key: str, *, required: bool = True) -> list[Table]:
        """Return the tables of a list."""
        value = self._get(key, required=required)
        if value is None:
            return []
        if not isinstance(value, list) or not all(isinstance(each, dict) for each in value):
            self.complain(f"{key} must be a list of tables.", key)
            return []
        return [
            Table(each, self.path, self._problems, self._places, (*self.place, key, at))
            for at, each in enumerate(value)
        ]

    def read(self, key: str) -> None:
        """Say that a key was read in another way."""
        self._read.add(key)

    def close(self) -> None:
        """Complain of keys that nobody read: they are misspelt or stand in the wrong place."""
        for key in self.values:
            if key not in self._read:
                self.complain(f"{key} is not known here.", key)

    def _get(self, key: str, *, required: bool) -> Any:  # noqa: ANN401 -- whatever stands in the file
        self._read.add(key)
        value = self.values.get(key)
        if value is None and required:
            self.complain(f"{key} is missing.")
        return value
