"""Moodle's XML, question by question."""

from __future__ import annotations

import re

from app.assessments.rules.writing import WrittenQuestion
from app.core.errors import N_

from .. import numbers
from ..drafts import Draft
from ..keepsake import remembered, with_pictures
from ..limits import MOST_QUESTIONS
from ..markup import Element, child, children, descendants, local, parse, text_of
from ..naming import Names
from ..outcome import FileRefused, Outcome, ReadFile, Refused
from ..pictures import Media, unbase64
from ..words import Picture
from .kinds import KINDS
from .texts import STANDARD, Reading
from .writing import language_written, write_question

STRANGE = N_("Questions of the type “%(type)s” are not known here.")
AT_RANDOM = N_(
    "“%(type)s” questions make up their numbers for each person; write one with fixed numbers as a number question."
)
IN_PICTURES = N_("“%(type)s” questions are answered within a picture; that is not known here.")
UNKNOWN = {
    "calculated": AT_RANDOM,
    "calculatedsimple": AT_RANDOM,
    "calculatedmulti": AT_RANDOM,
    "ddimageortext": IN_PICTURES,
    "ddmarker": IN_PICTURES,
    "random": N_("This is a place for a question drawn at random, not a question: a paper's blueprint does that here."),
    "randomsamatch": N_("This question is put together from others at random; write it as a matching question."),
}
MARKUP = re.compile(r"</?[a-z][a-z0-9]*(?:\s[^<>]*)?/?>", re.IGNORECASE)
OWN_TAGS = ("objective", "difficulty", "pool", "module")


def read(content: bytes, language: str) -> ReadFile:
    """Read a file.

    Raises:
        FileRefused: it is no XML, no file of questions, or too large.

    """
    root = parse(content)
    if local(root) == "question":
        quiz = [root]
    elif local(root) == "quiz":
        quiz = children(root, "question")
    else:
        raise FileRefused(
            N_("This XML is no file of questions from Moodle: it begins with <%(tag)s>."), tag=local(root)
        )
    if len(quiz) > MOST_QUESTIONS:
        raise FileRefused(N_("The file has more than %(count)s questions. Split it."), count=MOST_QUESTIONS)
    reader = _Reader(language)
    for element in quiz:
        reader.read(element)
    return ReadFile("moodle_xml", tuple(reader.outcomes), reader.media.kept)


class _Reader:
    """Reads question after question; the category and the names given so far are its state."""

    def __init__(self, language: str) -> None:
        self.language = language
        self.category = ""
        self.names = Names()
        self.media = Media()
        self.outcomes: list[Outcome] = []

    def read(self, element: Element) -> None:
        kind = (element.get("type") or "").strip().casefold() or "?"
        if kind == "category":
            path = text_of(child(element, "category")).strip()
            self.category = re.sub(r"^(?:\$\w+\$/)?(?:top(?:/|$))?", "", path).strip("/ ")
            return
        draft = Draft(element.sourceline or 0, "", kind, self.language, category=self.category)
        reading = Reading(element, draft, self.media)
        draft.title = plain_title(reading.value("name"))
        kept = remembered(element, lambda question: write_question(question, language_written(element)))
        if kept is not None:
            self.names.give(kept.name, kept.name)
            self.outcomes.append(draft.finished(with_pictures(kept, _files(element), self.media)))
            return
        try:
            self.outcomes.append(draft.finished(self._question(reading)))
        except Refused as refusal:
            self.outcomes.append(draft.refused(refusal.note))

    def _question(self, reading: Reading) -> WrittenQuestion:
        draft = reading.draft
        handler = KINDS.get(draft.type)
        if draft.type == "description":
            raise Refused(N_("A description is not a question."))
        if handler is None:
            raise Refused(UNKNOWN.get(draft.type, STRANGE), type=draft.type)
        _head(reading)
        draft.title = draft.title or draft.stem[:60]
        draft.name = self.names.give(draft.title or reading.value("idnumber"), f"question-{draft.line}")
        return handler(reading)


def plain_title(source: str) -> str:
    """Return a name without markup, as Moodle does."""
    return " ".join((MARKUP.sub("", source) or source).split())


def _head(reading: Reading) -> None:
    """Read what every type has: text, feedback, grade, tags."""
    draft = reading.draft
    element = child(reading.element, "questiontext")
    if element is not None and draft.type not in ("cloze", "multianswer"):
        words = reading.words(element)
        draft.stem = words.text
        pictures = words.pictures
        if not pictures and reading.value("image"):
            pictures = [Picture(reading.value("image"), "")]
        _pictures(reading, pictures, element)
    draft.explanation = reading.said("generalfeedback")
    grade = numbers.read(reading.value("defaultgrade", "1"))
    if grade is not None and grade > 0 and grade != 1:
        draft.key["points"] = numbers.write(grade)
    elif grade is not None and not grade and draft.type not in ("cloze", "multianswer"):
        draft.lose(N_("The question was worth nothing; here it is worth a point."))
    _tags(reading)
    if any(text_of(each).strip() for each in reading.all("hint")):
        draft.lose(N_("Hints between several tries were dropped."))
    for name in ("correctfeedback", "partiallycorrectfeedback", "incorrectfeedback"):
        if reading.said(name) not in STANDARD:
            draft.lose(N_("The sentences for right, partly right and wrong answers as a whole were dropped."))


def _pictures(reading: Reading, pictures: list[Picture], element: Element) -> None:
    draft = reading.draft
    if draft.type == "multichoice" and pictures and reading.truth("single", default=True):
        draft.picture = reading.keep(pictures[0], element)
        draft.picture_words = pictures[0].words
        if draft.picture:
            draft.stem = draft.stem or pictures[0].words
            pictures = pictures[1:]
    reading.lose_pictures(pictures)
    for each in pictures:
        draft.describe(each.words)


def _tags(reading: Reading) -> None:
    draft = reading.draft
    strange = []
    for tags in reading.all("tags"):
        for tag in children(tags, "tag"):
            name, _sign, value = text_of(tag).strip().partition("=")
            if name in OWN_TAGS:
                draft.tags[name] = value
            elif name:
                strange.append(name)
    if strange:
        draft.lose(N_("Tags were dropped: %(tags)s"), tags=", ".join(strange)[:200])


def _files(element: Element) -> dict[str, bytes]:
    """Return the pictures that stand in a question of our own export."""
    return {each.get("name") or "": unbase64(text_of(each)) for each in descendants(element, "file")}
