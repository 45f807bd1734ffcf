"""Aiken: a line of text, lettered choices, and the letter of the right one; bad questions are told from good ones."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from app.assessments.rules.writing import WrittenQuestion
from app.core.errors import N_

from ..decoding import decode
from ..drafts import Draft
from ..limits import MOST_QUESTIONS
from ..naming import Names
from ..options import FULL, NOTHING, Option
from ..outcome import FileRefused, Outcome, ReadFile, Refused
from ..words import tidy

CHOICE = re.compile(r"([A-Z])(?:\)|\.(?=\s|[^\W\d_]))\s*(.*)", re.DOTALL)
# After the choice before it "B.5" is the next one, though alone it may be anything.
NEXT_CHOICE = re.compile(r"([A-Z])\.(.+)", re.DOTALL)
ABBREVIATION = re.compile(r"[B-Z]\.[^\W\d_]")
ANSWER = re.compile(r"(?:ANSWER|ОТВЕТ|ҶАВОБ)S?\s*[:：]\s*(.*)", re.IGNORECASE)
BETWEEN = re.compile(r"[\s,;/&.)]+")
AND = frozenset({"AND", "И", "ВА"})
# Capitals of a Cyrillic keyboard that look like the Latin letters of the choices.
LOOK_ALIKES = str.maketrans("АВСЕНКМОРТХ", "ABCEHKMOPTX")
MOST_LETTERS, LONGEST_ANSWER = 26, 200
NO_ANSWER = N_("The question has no line ANSWER: after its choices.")


@dataclass(slots=True)
class Lines:
    """A question as its lines are collected."""

    line: int
    stem: list[str] = field(default_factory=list)
    choices: list[str] = field(default_factory=list)
    letters: list[str] = field(default_factory=list)
    cyrillic: bool = False
    gap: bool = False
    more: list[str] = field(default_factory=list)
    more_line: int = 0
    joined: bool = False

    def join(self) -> None:
        """Take lines that go on with the last choice for a part of it."""
        if self.more:
            self.choices[-1] = " ".join([self.choices[-1], *self.more])
            self.more, self.joined = [], True


def read(content: bytes, language: str) -> ReadFile:
    """Read a file."""
    text, notes = decode(content)
    reader = _Reader(language)
    for number, line in enumerate(text.split("\n"), 1):
        reader.read(number, line.strip())
        if len(reader.outcomes) > MOST_QUESTIONS:
            raise FileRefused(N_("The file has more than %(count)s questions. Split it."), count=MOST_QUESTIONS)
    reader.end()
    return ReadFile("aiken", tuple(reader.outcomes), notes=notes)


class _Reader:
    """Collects lines into questions."""

    def __init__(self, language: str) -> None:
        self.language = language
        self.names = Names()
        self.outcomes: list[Outcome] = []
        self.now: Lines | None = None

    def read(self, number: int, line: str) -> None:
        if not line:
            if self.now is not None:
                self.now.gap = True
            return
        answer = ANSWER.fullmatch(line)
        if answer:
            self._answer(number, answer[1].strip())
            return
        choice = self._choice(line)
        if choice is not None:
            self._take(number, *choice)
        else:
            self._words(number, line)
        if self.now is not None:
            self.now.gap = False

    def _choice(self, line: str) -> tuple[str, bool, str] | None:
        """Return the words of a choice, where the line has the letter that comes next."""
        plain = line[:1].translate(LOOK_ALIKES) + line[1:]
        found = CHOICE.fullmatch(plain) or CHOICE.fullmatch(line[:1].upper() + line[1:])
        if not found and self.now is not None and self.now.choices:
            found = NEXT_CHOICE.fullmatch(plain)
            found = found if found and found[1] == self._wanted(found[1]) else None
        if not found or (self.now is None and ABBREVIATION.match(plain)):
            return None
        wanted = self._wanted(found[1])
        small = line[:1].islower()
        if found[1] == wanted or (not small and self.now is not None and bool(self.now.choices)):
            return found[2].strip(), plain[:1] != line[:1], found[1]
        return (found[2].strip(), False, found[1]) if self.now is None and not small else None

    def _wanted(self, letter: str) -> str:
        """Return the letter that comes next; after lines that may begin another question it may be A as well."""
        if self.now is None or (self.now.more and letter == "A"):
            return "A"
        return chr(65 + len(self.now.choices))

    def _take(self, number: int, words: str, cyrillic: bool, letter: str) -> None:
        if self.now is not None and self.now.more and letter == "A":
            self._unfinished(self.now)
        if self.now is None:
            self._refuse(Lines(number, [words]), N_("A choice stands here without a question before it."))
            return
        self.now.join()
        self.now.choices.append(words)
        self.now.letters.append(letter)
        self.now.cyrillic = self.now.cyrillic or cyrillic

    def _words(self, number: int, line: str) -> None:
        now = self.now
        if now is None:
            self.now = Lines(number, [line])
        elif now.choices and not now.gap:
            now.more_line = now.more_line if now.more else number
            now.more.append(line)
        elif now.choices:
            self._unfinished(now)
            self._words(number, line)
        elif now.gap:
            self._refuse(now, N_("This text has no choices: it is not a question."))
            self.now = Lines(number, [line])
        else:
            now.stem.append(line)

    def _unfinished(self, now: Lines) -> None:
        """Refuse a question that another one follows; lines after its choices are the other's first ones."""
        self._refuse(now, NO_ANSWER)
        self.now = Lines(now.more_line, now.more, gap=now.gap) if now.more else None

    def _answer(self, number: int, letters: str) -> None:
        now, self.now = self.now, None
        if now is None:
            self._refuse(Lines(number, [f"ANSWER: {letters}"]), N_("An answer stands here without a question."))
            return
        now.join()
        draft = self._draft(now)
        if now.joined:
            draft.lose(N_("A choice went on over several lines; they were joined."))
        if len(now.stem) > 1:
            draft.lose(N_("The text stands on several lines; Aiken has one, so look whether all of them belong to it."))
        try:
            self.outcomes.append(draft.finished(self._question(draft, now, letters)))
        except Refused as refusal:
            self.outcomes.append(draft.refused(refusal.note))

    def _question(self, draft: Draft, now: Lines, letters: str) -> WrittenQuestion:
        if len(now.choices) < 2:  # noqa: PLR2004 -- a choice needs two
            raise Refused(N_("The question has fewer than two choices."))
        if now.cyrillic:
            draft.lose(N_("The choices are lettered with Cyrillic letters; they were read as A, B, C."))
        right = _right(draft, now.letters, list(dict.fromkeys(_listed(letters[:LONGEST_ANSWER]))))
        if not right:
            raise Refused(N_("The answer “%(answer)s” is not the letter of a choice."), answer=letters[:40])
        if len(right) > 1:
            draft.lose(N_("Several letters are given as the answer; Aiken knows one. It became a multiple choice."))
        options = [
            Option(self._text(words), FULL / len(right) if at in right else NOTHING)
            for at, words in enumerate(now.choices)
        ]
        return draft.choice(options, single=len(right) == 1)

    @staticmethod
    def _text(source: str) -> str:
        return tidy(source)

    def _draft(self, now: Lines) -> Draft:
        stem = "\n".join(now.stem)
        draft = Draft(now.line, " ".join(stem.split())[:60], "multichoice", self.language)
        draft.stem = self._text(stem)
        draft.name = self.names.give(draft.title, f"question-{now.line}")
        return draft

    def _refuse(self, now: Lines, why: str) -> None:
        draft = Draft(now.line, now.stem[0][:60], "multichoice", self.language)
        self.outcomes.append(draft.refused(Refused(why).note))

    def end(self) -> None:
        """Say of the last question that it has no end."""
        if self.now is None:
            return
        text = N_("This text has no choices: it is not a question.")
        if self.now.more:
            self._unfinished(self.now)
        self._refuse(self.now, NO_ANSWER if self.now.choices else text)


def _right(draft: Draft, letters: list[str], wanted: list[str]) -> list[int]:
    """Return which choices are right, none where a letter is not there; a letter counts, not its place."""
    if letters != [chr(65 + at) for at in range(len(letters))]:
        if any(letters.count(each) > 1 for each in wanted):
            raise Refused(N_("Several choices have the letter of the answer."))
        draft.lose(N_("The letters of the choices are not in their order; each was taken as it stands."))
    return [letters.index(each) for each in wanted] if set(wanted) <= set(letters) else []


def _listed(answer: str) -> list[str]:
    """Return the letters that an answer names: "B", "A, C", "AC", "A and C"; of "B) words" the first."""
    words = [each.translate(LOOK_ALIKES) for each in BETWEEN.split(answer.upper()) if each and each not in AND]
    letters = "".join(words)
    if letters.isascii() and letters.isalpha() and (len(words) == 1 or all(len(each) == 1 for each in words)):
        return list(letters)
    return words[:1] if words and len(words[0]) == 1 and "A" <= words[0] <= "Z" else []
