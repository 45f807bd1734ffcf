"""Write into a module that a reviewer read one language version of it, and leave everything else as it stands."""

from __future__ import annotations

import json
import re
import tomllib
from datetime import date
from pathlib import Path
from typing import Any

from app.core.content_files import CONTROL, Problem, structural_lines

from .checks import module_problems
from .model import LANGUAGES, ModuleSource
from .rendering import Known
from .source import read_content
from .stamps import write_in_one_step

LONGEST_NAME = 200
MOST_NAMED = 5
_REVIEWS = re.compile(r"\s*\[\[\s*reviews\s*\]\]")
_HEADER = re.compile(r"\s*\[")


class CannotSign(Exception):
    """The language version is not ready to be signed, or the file could not be changed safely; a few lines say why."""


def sign(folder: Path, module_key: str, language: str, *, name: str, version: str, on: date) -> str:
    """Record a reviewer's name for the module's present version in a language; return which file says so now.

    Signing again for the same version replaces name and day; sign-offs of earlier versions stay.

    Raises:
        CannotSign: no such module, another version, something wrong or stale in it, or an unusable name.

    """
    content = read_content(folder)
    module = content.module(module_key)
    if module is None:
        raise CannotSign(f"There is no readable module {module_key}.")
    _refuse_unready(module, language, version, Known.of(content))
    name = " ".join(name.split())
    if not name or len(name) > LONGEST_NAME or CONTROL.search(name):
        raise CannotSign(f"The reviewer's name is empty or longer than {LONGEST_NAME} characters.")
    file = module.folder / "module.toml"
    old = file.read_bytes().decode("utf-8")
    end = "\r\n" if "\r\n" in old else "\n"
    new = sign_toml(old.replace("\r\n", "\n"), {"language": language, "name": name, "on": on, "version": version})
    write_in_one_step(file, new.replace("\n", end))
    return f"{module.path}/module.toml"


def _refuse_unready(module: ModuleSource, language: str, version: str, known: Known) -> None:
    if language not in LANGUAGES or language not in module.languages:
        raise CannotSign(f"The module {module.key} does not exist in the language {language}.")
    if version != module.version:
        raise CannotSign(f"The module is of version {module.version}; {version} can't be signed.")
    faults = [str(each) for each in module_problems(module, known) if _concerns(each, module, language)]
    if faults:
        rest = len(faults) - MOST_NAMED
        more = [f"… and {rest} more; see `sabaq content check`."] if rest > 0 else []
        raise CannotSign("\n".join(["This version is not ready to be signed:", *faults[:MOST_NAMED], *more]))


def _concerns(problem: Problem, module: ModuleSource, language: str) -> bool:
    """Whether a problem is one of this language version: its own files, or what all versions share."""
    own = (f"{module.path}/{language}/", f"{module.path}/questions/{language}.toml")
    return problem.path.startswith(own) or problem.blocks or problem.sentence.endswith(f"into {language}.")


def sign_toml(text: str, review: dict[str, Any]) -> str:
    """Set a review in the text of a module.toml; comments and order stay.

    Raises:
        CannotSign: the text would say something else afterwards.

    """
    block = [
        "[[reviews]]",
        f'language = "{review["language"]}"',
        f"name = {json.dumps(review['name'], ensure_ascii=False)}",
        f"on = {review['on'].isoformat()}",
        f"version = {json.dumps(review['version'], ensure_ascii=False)}",
    ]
    kept = _without(text.split("\n"), review)
    new = "\n".join([*"\n".join(kept).rstrip("\n").split("\n"), "", *block, ""])
    _verify(text, new, review)
    return new


def _without(lines: list[str], review: dict[str, Any]) -> list[str]:
    """Take out the block of an earlier signature for the same language and version."""
    headers = [(at, line) for at, line in structural_lines("\n".join(lines)) if _HEADER.match(line)]
    ends = [at for at, _line in headers[1:]] + [len(lines)]
    for (at, line), end in reversed(list(zip(headers, ends, strict=False))):
        if _REVIEWS.match(line):
            (stored,) = tomllib.loads("\n".join(lines[at:end])).get("reviews", [{}])
            if _same(stored, review):
                return lines[:at] + lines[end:]
    return lines


def _same(stored: dict[str, Any], review: dict[str, Any]) -> bool:
    return (stored.get("language"), stored.get("version")) == (review["language"], review["version"])


def _verify(before: str, after: str, review: dict[str, Any]) -> None:
    try:
        old, new = tomllib.loads(before), tomllib.loads(after)
    except tomllib.TOMLDecodeError as error:
        raise CannotSign(f"module.toml is not valid TOML: {error}.") from None
    old["reviews"] = [each for each in old.get("reviews", []) if not _same(each, review)] + [review]
    if old != new:
        raise CannotSign("The file can't be signed without changing something else; write [[reviews]] by hand.")
