"""Where the questions of a GIFT file begin and end."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

MOST_JOINED = 40
# What PHP trims: a hard blank of Word alone in a line parts no questions in Moodle.
BLANK = " \t\r\n\x00\x0b"


@dataclass(slots=True)
class Block:
    """Lines between blank ones, with the number of the first."""

    line: int
    lines: list[str]
    joined: bool = False

    @property
    def text(self) -> str:
        """The lines as one text."""
        return "\n".join(self.lines)


def blocks(text: str) -> Iterator[Block]:
    """Yield what blank lines part; a brace that is still open takes in what follows up to the one that closes it."""
    waiting: Block | None = None
    for block in _paragraphs(text):
        opens, closes = _braces(block.text)
        if waiting is not None:
            first_close, first_open = _first(block.text, "}"), _first(block.text, "{")
            if first_close is not None and (first_open is None or first_close < first_open):
                gap = [""] * (block.line - waiting.line - len(waiting.lines))
                waiting.lines += gap + block.lines
                waiting.joined = True
                yield waiting
                waiting = None
                continue
            if (
                not opens
                and not block.text.lstrip().startswith(("::", "$CATEGORY"))
                and (len(waiting.lines) < MOST_JOINED)
            ):
                waiting.lines += [""] * (block.line - waiting.line - len(waiting.lines)) + block.lines
                continue
            yield waiting
            waiting = None
        if opens > closes:
            waiting = block
        else:
            yield block
    if waiting is not None:
        yield waiting


def _paragraphs(text: str) -> Iterator[Block]:
    block: Block | None = None
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip(BLANK):
            block = block or Block(number, [])
            block.lines.append(line.strip())
        elif block is not None:
            yield block
            block = None
    if block is not None:
        yield block


def _code(text: str) -> str:
    return "\n".join("" if line.startswith("//") else line for line in text.split("\n"))


def _braces(text: str) -> tuple[int, int]:
    bare = re.sub(r"\\.", "", _code(text))
    return bare.count("{"), bare.count("}")


def _first(text: str, sign: str) -> int | None:
    at = re.sub(r"\\.", "  ", _code(text)).find(sign)
    return None if at < 0 else at


def questions(lines: list[str], line: int) -> Iterator[tuple[int, str, bool]]:
    """Yield the questions of a block: more than one where the blank line between them was forgotten."""
    start, depth, done = 0, 0, False
    found: list[tuple[int, str]] = []
    bares = [re.sub(r"\\.", "", each) for each in lines]
    last = max((at for at, bare in enumerate(bares) if "{" in bare), default=-1)
    for at, (each, bare) in enumerate(zip(lines, bares, strict=True)):
        if done and depth == 0 and each and start < at <= last:
            begins = each.startswith("::") or lines[at - 1].endswith("}") or not lines[at - 1]
            if begins:
                found.append((line + start, "\n".join(lines[start:at])))
                start, done = at, False
        depth += bare.count("{") - bare.count("}")
        done = done or "}" in bare
    found.append((line + start, "\n".join(lines[start:])))
    for number, text in found:
        yield number, text, len(found) > 1
