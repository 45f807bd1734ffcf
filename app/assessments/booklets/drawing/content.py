"""Questions as paper shows them: letters before options, numbers before lines and gaps, pictures inside."""

from __future__ import annotations

import base64
import io
from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.assessments.banks.models import BankMedia
from app.assessments.queries.words import QuestionWords, question_words
from app.assessments.rules.questions import Paper, PaperQuestion, QuestionKind
from app.assessments.rules.showing import ShownQuestion, show_question
from app.core.i18n import chain
from app.core.pdf import SVG, can_draw
from app.core.storage import Storage
from app.courses.models import Media

from ..rules.letters import ALPHABET, letter_of

ESSAY_LINES, LONG_ESSAY_LINES = 14, 26
LONG_ESSAY_WORDS = 150


@dataclass(frozen=True, slots=True)
class Lettered:
    """An option with the letter that it is printed with."""

    letter: str
    text: str
    picture: str = ""


@dataclass(frozen=True, slots=True)
class PrintedGap:
    """A gap: its number in the text, and the words to choose from where one chooses."""

    number: int
    words: tuple[Lettered, ...] = ()


@dataclass(frozen=True, slots=True)
class Printed:
    """A question ready for paper; `pieces` are the text and the number of the gap after it."""

    shown: ShownQuestion
    question: PaperQuestion
    picture: str = ""
    options: tuple[Lettered, ...] = ()
    pieces: tuple[tuple[str, int], ...] = ()
    gaps: tuple[PrintedGap, ...] = ()

    @property
    def kind(self) -> str:
        """The kind as a word."""
        return self.question.kind.value

    @property
    def number(self) -> int:
        """The number that people see."""
        return self.shown.number

    @property
    def stem(self) -> str:
        """The question in one text, with blanks for gaps."""
        return "".join(f"{text}{'____' if gap else ''}" for text, gap in self.pieces) or self.shown.stem

    @property
    def lines(self) -> int:
        """How many lines an essay gets."""
        return LONG_ESSAY_LINES if (self.shown.most_words or 0) > LONG_ESSAY_WORDS else ESSAY_LINES


def printed_questions(session: Session, storage: Storage, paper: Paper, language: str) -> list[Printed]:
    """Put a paper into words of a language, with its pictures (three statements)."""
    words = question_words(session, [each.id for each in paper.questions])
    pictures = _pictures(session, storage, words)
    return [_printed(place, each, words[each.id], language, pictures) for place, each in enumerate(paper.questions)]


def _printed(
    place: int, question: PaperQuestion, words: QuestionWords, language: str, pictures: Mapping[str, str]
) -> Printed:
    shown = show_question(place, question, words.texts, chain(language), words.key)
    own = f"{words.edition_id}/" if not words.of_bank else ""
    options = tuple(
        Lettered(letter_of(question.options, each.id), each.text, pictures.get(own + each.picture, ""))
        for each in (shown.options if question.kind is not QuestionKind.GAPS else ())
    )
    gaps = tuple(
        PrintedGap(each.number, tuple(Lettered(ALPHABET[at], word.text) for at, word in enumerate(each.options)))
        for each in shown.gaps
    )
    pieces = tuple((each.text, each.gap.number if each.gap else 0) for each in shown.pieces)
    return Printed(shown, question, pictures.get(own + shown.picture, ""), options, pieces, gaps)


def _pictures(session: Session, storage: Storage, words: Mapping[str, QuestionWords]) -> dict[str, str]:
    """Return the pictures of questions as addresses that hold them: those of editions by edition and name."""
    named: dict[bool, set[str]] = {True: set(), False: set()}
    editions: set[UUID] = set()
    for each in words.values():
        found = {*(each.key.get("images") or {}).values(), each.key.get("stem_image") or ""} - {""}
        named[each.of_bank] |= found
        if found and each.edition_id:
            editions.add(each.edition_id)
    found_here: dict[str, str] = {}
    if named[False]:
        chosen = select(Media.edition_id, Media.name, Media.kind, Media.content).where(
            Media.edition_id.in_(editions), Media.name.in_(named[False])
        )
        for edition_id, name, kind, content in session.execute(chosen):
            found_here[f"{edition_id}/{name}"] = _address(content, kind)
    if named[True]:
        kept = select(BankMedia.name, BankMedia.kind, BankMedia.digest).where(BankMedia.name.in_(named[True]))
        for name, kind, digest in session.execute(kept.distinct()):
            found_here[name] = _address(storage.get(digest), kind)
    return found_here


def _address(content: bytes, kind: str) -> str:
    """Return a picture as a `data:` address; nothing where it can't be printed, so that its description stands."""
    if not can_draw(content, kind):
        return ""
    if kind not in (SVG, "image/png", "image/jpeg"):
        from PIL import Image  # noqa: PLC0415 -- only where documents are made

        target = io.BytesIO()
        Image.open(io.BytesIO(content)).convert("RGB").save(target, "PNG")
        content, kind = target.getvalue(), "image/png"
    return f"data:{kind};base64,{base64.b64encode(content).decode()}"
