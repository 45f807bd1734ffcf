"""Write into a translation which source texts it was compared with, and leave everything else as it stands."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

from app.core.content_files import structural_lines
from app.courses.content.model import SOURCE_LANGUAGE
from app.courses.content.stamps import CannotStamp

from .model import HEAD, Place
from .reading import read_simulations

__all__ = ["CannotStamp", "is_simulation", "stamp"]
_TRANSLATES = re.compile(r"\s*translates\s*=")
_TITLE = re.compile(r"\s*title\s*=")
_ID = re.compile(r"""\s*id\s*=\s*["']([^"']+)["']""")
_HEADER = re.compile(r"\s*\[\[?\s*([\w.-]+)\s*\]")


def is_simulation(folder: Path, key: str) -> bool:
    """Whether the content folder has a simulation of this id."""
    return (folder / "simulations" / key / "simulation.toml").is_file()


def stamp(folder: Path, key: str, language: str) -> int:
    """Say that a simulation's texts in a language were compared with the source as it is now; return how many changed.

    Raises:
        CannotStamp: no such simulation or translation, or a file that would not survive the change.

    """
    simulation = next((each for each in read_simulations(folder)[0] if each.key == key), None)
    if simulation is None or SOURCE_LANGUAGE not in simulation.words:
        raise CannotStamp(f"There is no readable simulation {key}.")
    if language == SOURCE_LANGUAGE or language not in simulation.words:
        raise CannotStamp(f"{key} has no translation into {language}.")
    file = folder / "simulations" / key / f"{language}.toml"
    old = file.read_bytes().decode("utf-8")
    digests = {place: part.digest for place, part in simulation.words[SOURCE_LANGUAGE].parts.items()}
    end = "\r\n" if "\r\n" in old else "\n"
    new = _stamped(old.replace("\r\n", "\n"), digests)
    _verify(old, new, digests)
    if new != old.replace("\r\n", "\n"):
        file.write_bytes(new.replace("\n", end).encode())
    return len(simulation.stale(language))


def _stamped(text: str, digests: dict[Place, str]) -> str:
    """Put `translates` below the title of the head and below the id of each node and ending."""
    structural = dict(structural_lines(text))
    lines: list[str] = []
    kind, waiting = "head", True
    for at, line in enumerate(text.split("\n")):
        plain = structural.get(at)
        if plain is not None and (header := _HEADER.match(plain)):
            kind = {"nodes": "node", "endings": "ending"}.get(header[1], "")
            waiting = bool(kind)
        if plain is not None and kind and _TRANSLATES.match(plain):
            continue
        place = _place(kind, plain) if plain is not None and waiting else None
        if place == HEAD and place in digests:
            lines.append(f'translates = "{digests[place]}"')
            waiting = False
        lines.append(line)
        if place is not None and place != HEAD and place in digests:
            lines.append(f'translates = "{digests[place]}"')
            waiting = False
    return "\n".join(lines)


def _place(kind: str, line: str) -> Place | None:
    if kind == "head":
        return HEAD if _TITLE.match(line) else None
    found = _ID.match(line)
    return (kind, found[1]) if found else None


def _verify(before: str, after: str, digests: dict[Place, str]) -> None:
    try:
        old, new = tomllib.loads(before), tomllib.loads(after)
    except tomllib.TOMLDecodeError as error:
        raise CannotStamp(f"The file is not valid TOML: {error}.") from None
    old["translates"] = digests[HEAD]
    for kind in ("node", "ending"):
        tables: list[dict[str, Any]] = old.get(f"{kind}s", [])
        for table in tables:
            if (kind, table.get("id", "")) in digests:
                table["translates"] = digests[kind, table["id"]]
    if old != new:
        raise CannotStamp("The file can't be stamped without changing something else; write translates by hand.")
