"""Write into translations which source text they were compared with, and leave everything else as it stands."""

from __future__ import annotations

import os
import re
import tempfile
import tomllib
from dataclasses import dataclass
from pathlib import Path

from app.core.content_files import structural_lines

from .lessons import FENCE
from .model import LANGUAGES, SOURCE_LANGUAGE, Content, ModuleSource
from .source import read_content

_TRANSLATES = re.compile(r"""(\s*translates\s*=\s*)("[^"]*"|'[^']*')(.*)""")
_ID = re.compile(r"""\s*id\s*=\s*["']([^"']+)["']""")
_QUESTION = re.compile(r"\s*\[\[\s*questions\s*\]\]")
_HEADER = re.compile(r"\s*\[")


class CannotStamp(Exception):
    """There is nothing to stamp, or a file could not be changed safely; the message is one line."""


@dataclass(frozen=True, slots=True)
class StampReport:
    """How many texts now name another source text than before, and how many already did."""

    lessons: int
    questions: int
    unchanged: int

    def __str__(self) -> str:
        return str(self.lessons + self.questions)


def stamp(folder: Path, module_key: str, language: str, *, only: str = "") -> StampReport:
    """Say that the translations of a module into a language were compared with the source as it is now.

    Args:
        folder: the content folder.
        module_key: which module.
        language: which translation.
        only: the id of the one lesson or question that was compared; all of them unless given.

    Raises:
        CannotStamp: no such module or translation, or a file that would not survive the change.

    """
    content = read_content(folder)
    module = _find(content, module_key, language)
    lessons = questions = unchanged = 0
    for lesson in module.lessons:
        if language in lesson.words and only in ("", lesson.key):
            changed = _rewrite(content, lesson.words[language].path, {"": lesson.digest})
            lessons, unchanged = lessons + changed, unchanged + (not changed)
    digests = {
        question.id: question.source_digest
        for question in module.questions
        if language in question.texts and only in ("", question.id)
    }
    if digests:
        changed = _rewrite(content, f"{module.path}/questions/{language}.toml", digests)
        questions, unchanged = changed, unchanged + len(digests) - changed
    return StampReport(lessons, questions, unchanged)


def _find(content: Content, module_key: str, language: str) -> ModuleSource:
    if language == SOURCE_LANGUAGE or language not in LANGUAGES:
        raise CannotStamp(f"{language} is not a language of translations.")
    module = content.module(module_key)
    if module is None:
        raise CannotStamp(f"There is no readable module {module_key}.")
    return module


def _rewrite(content: Content, path: str, digests: dict[str, str]) -> int:
    """Put the digests into one file; return how many changed."""
    file = content.folder / path.partition("/")[2]
    old = file.read_bytes().decode("utf-8")
    end = "\r\n" if "\r\n" in old else "\n"
    lines = old.replace("\r\n", "\n").split("\n")
    if "" in digests:
        close = next(at for at in range(1, len(lines)) if lines[at].rstrip() == FENCE)
        head, changed = stamp_toml("\n".join(lines[1:close]), digests)
        new = "\n".join([lines[0], head, *lines[close:]])
    else:
        new, changed = stamp_toml("\n".join(lines), digests)
    if changed:
        write_in_one_step(file, new.replace("\n", end))
    return changed


def stamp_toml(text: str, digests: dict[str, str]) -> tuple[str, int]:
    """Set `translates` in a front matter (key "") or in each question by its id; comments and order stay.

    Raises:
        CannotStamp: the text would say something else afterwards.

    """
    lines = text.split("\n")
    blocks = _blocks(text)
    changed = 0
    for start, end in reversed(blocks):
        structural = [at for at, _line in structural_lines(text) if start <= at < end]
        identity = next((at for at in structural if _ID.match(lines[at])), None)
        if identity is None:
            continue
        found = _ID.match(lines[identity])
        key = "" if "" in digests else found[1] if found else ""
        if key not in digests:
            continue
        changed += _set(lines, structural, identity, digests[key])
    _verify(text, "\n".join(lines), digests)
    return "\n".join(lines), changed


def _blocks(text: str) -> list[tuple[int, int]]:
    """Return from which line to which the keys of each question stand, before any table inside it."""
    headers = [(at, line) for at, line in structural_lines(text) if _HEADER.match(line)]
    last = text.count("\n") + 1
    if not any(_QUESTION.match(line) for _at, line in headers):
        return [(0, headers[0][0] if headers else last)]
    ends = [at for at, _line in headers[1:]] + [last]
    return [(at, end) for (at, line), end in zip(headers, ends, strict=True) if _QUESTION.match(line)]


def _set(lines: list[str], structural: list[int], identity: int, digest: str) -> bool:
    for at in structural:
        if found := _TRANSLATES.fullmatch(lines[at]):
            changed = found[2][1:-1] != digest
            lines[at] = f'{found[1]}"{digest}"{found[3]}'
            return changed
    lines.insert(identity + 1, f'translates = "{digest}"')
    return True


def _verify(before: str, after: str, digests: dict[str, str]) -> None:
    try:
        old, new = tomllib.loads(before), tomllib.loads(after)
    except tomllib.TOMLDecodeError as error:
        raise CannotStamp(f"The file is not valid TOML: {error}.") from None
    for table in [old] if "" in digests else old.get("questions", []):
        key = "" if "" in digests else table.get("id", "")
        if key in digests:
            table["translates"] = digests[key]
    if old != new:
        raise CannotStamp("The file can't be stamped without changing something else; write translates by hand.")


def write_in_one_step(file: Path, text: str) -> None:
    """Replace a file's text, so that nobody ever reads half of it."""
    with tempfile.NamedTemporaryFile(dir=file.parent, delete=False) as draft:
        draft.write(text.encode())
    Path(draft.name).chmod(file.stat().st_mode & 0o777)
    os.replace(draft.name, file)  # noqa: PTH105 -- replaces in one step
