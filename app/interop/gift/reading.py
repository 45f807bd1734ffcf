"""GIFT as Moodle reads it; where a file is careless, what was meant is read and said."""

from __future__ import annotations

import re

from app.core.errors import N_

from ..decoding import decode
from ..drafts import Draft
from ..limits import MOST_QUESTIONS
from ..naming import Names
from ..outcome import FileRefused, Note, Outcome, ReadFile, Refused, note
from .blocks import Block, blocks, questions
from .questions import Question, escape, plain

ID_TAG = re.compile(r"\[id:((?:\\\]|[^\]\[])+)\]")
TAG = re.compile(r"\[tag:((?:\\\]|[^\]\[<>`])+)\]")
OWN_TAGS = ("objective", "difficulty", "pool", "module", "points", "shuffle", "case")
LONGEST = 200_000


def read(content: bytes, language: str) -> ReadFile:
    """Read a file."""
    text, notes = decode(content)
    reader = _Reader(language)
    for block in blocks(text):
        reader.read(block)
        if len(reader.outcomes) > MOST_QUESTIONS:
            raise FileRefused(N_("The file has more than %(count)s questions. Split it."), count=MOST_QUESTIONS)
    return ReadFile("gift", tuple(reader.outcomes), notes=(*notes, *reader.notes))


class _Reader:
    """Reads block after block; the category and the names given so far are its state."""

    def __init__(self, language: str) -> None:
        self.language = language
        self.category = ""
        self.names = Names()
        self.outcomes: list[Outcome] = []
        self.notes: list[Note] = []

    def read(self, block: Block) -> None:
        comments = [line[2:] for line in block.lines if line.startswith("//")]
        lines = [("" if line.startswith("//") else line) for line in block.lines]
        if sum(map(len, lines)) > LONGEST:
            draft = Draft(block.line, lines[0][:60], "?", self.language, category=self.category)
            too_long = note(N_("The question has more than %(count)s characters."), count=LONGEST)
            self.outcomes.append(draft.refused(too_long))
            return
        first = next((at for at, line in enumerate(lines) if line), None)
        if first is None:
            return
        line = block.line + first
        if lines[first].startswith("$CATEGORY:"):
            self._category(lines, first, block)
            return
        for part_line, text, split in questions(lines[first:], line):
            self._question(part_line, text, comments, joined=block.joined, split=split)

    def _category(self, lines: list[str], first: int, block: Block) -> None:
        path = plain(escape(lines[first].removeprefix("$CATEGORY:"))).strip()
        self.category = re.sub(r"^(?:\$\w+\$/)?(?:top(?:/|$))?", "", path).strip("/ ")
        rest = lines[first + 1 :]
        if any(rest):
            line = block.line + first + 1
            self.notes.append(note(N_("Line %(line)s: a blank line is missing after the category."), line=line))
            self.read(Block(line, block.lines[first + 1 :], block.joined))

    def _question(self, line: int, text: str, comments: list[str], *, joined: bool, split: bool) -> None:
        draft = Draft(line, "", "", self.language, category=self.category)
        if joined:
            draft.lose(N_("A blank line stood inside the braces; Moodle would have refused this question."))
        if split:
            draft.lose(N_("A blank line is missing between this question and its neighbour."))
        try:
            for comment in comments:
                _read_tags(draft, comment)
            question = Question(draft, self.names).read(text)
            self.outcomes.append(draft.finished(question))
        except Refused as refusal:
            self.outcomes.append(draft.refused(refusal.note))


def _read_tags(draft: Draft, comment: str) -> None:
    strange = []
    for tag in TAG.findall(comment):
        name, _sign, value = tag.replace("\\]", "]").partition("=")
        if name in OWN_TAGS:
            draft.tags[name] = value
        else:
            strange.append(tag.replace("\\]", "]").strip())
    if strange:
        draft.lose(N_("Tags were dropped: %(tags)s"), tags=", ".join(strange)[:200])
    if "points" in draft.tags:
        draft.key["points"] = draft.tags["points"]
    if draft.tags.get("shuffle") == "no":
        draft.key["shuffle"] = False
    found = ID_TAG.search(comment)
    if found:
        draft.tags["id"] = found[1].replace("\\]", "]")
