"""Where each module stands in each language, text by text: what editors see on a page and at a terminal."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

CURRENT, STALE, MISSING = "current", "stale", "missing"


@dataclass(frozen=True, slots=True)
class TextStanding:
    """A lesson or a question in one language; stale ones translate an earlier source or were never compared."""

    key: str
    title: str
    state: str
    words: int = 0


@dataclass(frozen=True, slots=True)
class SignOff:
    """Who read a language version of the present version of the module, and when."""

    name: str
    on: date
    version: str


@dataclass(frozen=True, slots=True)
class LanguageStanding:
    """A module in one language."""

    lessons: tuple[TextStanding, ...]
    questions: tuple[TextStanding, ...]
    sign_off: SignOff | None = None

    @property
    def words(self) -> int:
        """How many words the lessons have."""
        return sum(each.words for each in self.lessons)

    @property
    def stale(self) -> int:
        """How many texts are there that nobody compared with the present source."""
        return len(self.stale_lessons) + len(self.stale_questions)

    @property
    def missing(self) -> int:
        """How many texts are not there."""
        return len(self.missing_lessons) + len(self.missing_questions)

    @property
    def complete(self) -> bool:
        """Whether there are lessons and questions, all of them, compared with the present source."""
        return bool(self.lessons and self.questions) and not self.stale and not self.missing

    @property
    def lessons_there(self) -> int:
        """How many lessons there are in this language."""
        return len(self.lessons) - len(self.missing_lessons)

    @property
    def questions_there(self) -> int:
        """How many questions there are in this language."""
        return len(self.questions) - len(self.missing_questions)

    @property
    def stale_lessons(self) -> tuple[TextStanding, ...]:
        """The lessons to compare again."""
        return _in_state(self.lessons, STALE)

    @property
    def stale_questions(self) -> tuple[TextStanding, ...]:
        """The questions to compare again."""
        return _in_state(self.questions, STALE)

    @property
    def missing_lessons(self) -> tuple[TextStanding, ...]:
        """The lessons to translate."""
        return _in_state(self.lessons, MISSING)

    @property
    def missing_questions(self) -> tuple[TextStanding, ...]:
        """The questions to translate."""
        return _in_state(self.questions, MISSING)


def _in_state(texts: tuple[TextStanding, ...], state: str) -> tuple[TextStanding, ...]:
    return tuple(each for each in texts if each.state == state)


@dataclass(frozen=True, slots=True)
class ModuleStanding:
    """A module in all its languages; `counted` is what reading, exercises and practice questions take, in minutes.

    `problems` are those that keep the files, as they are now, from being published.
    """

    key: str
    place: int
    titles: Mapping[str, str]
    version: str
    hours: float
    counted: int
    languages: Mapping[str, LanguageStanding]
    problems: tuple[str, ...] = ()

    @property
    def counted_hours(self) -> float:
        """The counted minutes as hours."""
        return round(self.counted / 60, 1)


def as_json(standing: ModuleStanding) -> dict[str, Any]:
    """Return a standing as JSON knows it."""
    values = asdict(standing)
    for language in values["languages"].values():
        if language["sign_off"]:
            language["sign_off"]["on"] = language["sign_off"]["on"].isoformat()
    return values


def from_json(values: Mapping[str, Any]) -> ModuleStanding:
    """Return a standing that was stored."""
    languages = {code: _language(each) for code, each in values["languages"].items()}
    return ModuleStanding(**{**values, "languages": languages, "problems": tuple(values["problems"])})


def _language(values: Mapping[str, Any]) -> LanguageStanding:
    signed = values["sign_off"]
    return LanguageStanding(
        lessons=tuple(TextStanding(**each) for each in values["lessons"]),
        questions=tuple(TextStanding(**each) for each in values["questions"]),
        sign_off=SignOff(signed["name"], date.fromisoformat(signed["on"]), signed["version"]) if signed else None,
    )
