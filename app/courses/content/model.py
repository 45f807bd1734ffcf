"""The curriculum as its files state it. Everything knows the file and line it came from."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from app.core.content_files import Problem

SOURCE_LANGUAGE = "en"
REQUIRED_LANGUAGES = ("en", "ru", "tg")
LANGUAGES = (*REQUIRED_LANGUAGES, "ky", "kk", "uz", "tk")
QUESTION_KINDS = (
    *("single", "multiple", "true_false", "matching", "ordering", "short"),
    *("numeric", "gaps", "image", "essay", "checklist", "simulation"),
)
DIFFICULTIES = ("easy", "medium", "hard")
POOLS = ("practice", "exam", "practical")


def digest_of(*things: object) -> str:
    """Return the SHA-256 of values that JSON knows, whatever the order of their keys."""
    text = json.dumps(things, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


@dataclass(frozen=True, slots=True)
class LessonWords:
    """A lesson in one language. `translates` names the source text it was made from."""

    language: str
    path: str
    title: str
    body: str
    first_line: int
    translates: str = ""
    translates_line: int = 1


@dataclass(frozen=True, slots=True)
class LessonSource:
    """A lesson: its facts stand in the English file, its words in each language."""

    key: str
    name: str
    path: str
    minutes: int
    exercise_minutes: int
    objectives: tuple[str, ...]
    sources: tuple[str, ...]
    words: Mapping[str, LessonWords]
    lines: Mapping[str, int]

    @property
    def digest(self) -> str:
        """What a translation must name: the source's title and text."""
        source = self.words[SOURCE_LANGUAGE]
        return digest_of(source.title, source.body.strip())[:16]

    def is_current(self, language: str) -> bool:
        """Whether the text in this language was compared with the source as it is now."""
        return language == SOURCE_LANGUAGE or self.words[language].translates == self.digest


@dataclass(frozen=True, slots=True)
class QuestionSource:
    """A question: `key` is structure and right answers without words, `texts` the words by language."""

    id: str
    kind: str
    objective: str
    difficulty: str
    pool: str
    key: Mapping[str, Any]
    texts: Mapping[str, Mapping[str, Any]]
    line: int
    path: str
    translates: Mapping[str, str] = field(default_factory=dict)
    lines: Mapping[str, int] = field(default_factory=dict)

    @property
    def digest(self) -> str:
        """What makes a version of the question: everything in it, in every language."""
        return digest_of(self.kind, self.objective, self.difficulty, self.pool, self.key, self.texts)

    @property
    def source_digest(self) -> str:
        """What a translation must name: structure, right answers and English words."""
        return digest_of(self.kind, self.key, self.texts[SOURCE_LANGUAGE])[:16]

    def is_current(self, language: str) -> bool:
        """Whether the words in this language were compared with the source as it is now."""
        return language == SOURCE_LANGUAGE or self.translates.get(language) == self.source_digest


@dataclass(frozen=True, slots=True)
class Objective:
    """What a person can do after the module, by language."""

    key: str
    texts: Mapping[str, str]
    line: int


@dataclass(frozen=True, slots=True)
class Reference:
    """A document that lessons lean on."""

    key: str
    title: str
    url: str
    checked: date | None
    confidence: str


@dataclass(frozen=True, slots=True)
class Review:
    """That a person signed a language version."""

    language: str
    name: str
    on: date
    version: str


@dataclass(frozen=True, slots=True)
class MediaFile:
    """A picture, already looked into."""

    name: str
    path: str
    kind: str
    content: bytes
    width: int | None
    height: int | None


@dataclass(frozen=True, slots=True)
class ModuleSource:
    """A module as its folder states it; `problems` are those met while reading."""

    key: str
    folder: Path
    path: str
    version: str
    hours: float
    audiences: tuple[str, ...]
    prerequisites: tuple[str, ...]
    titles: Mapping[str, str]
    summaries: Mapping[str, str]
    objectives: tuple[Objective, ...]
    sources: tuple[Reference, ...]
    reviews: tuple[Review, ...]
    lessons: tuple[LessonSource, ...]
    questions: tuple[QuestionSource, ...]
    media: Mapping[str, MediaFile]
    languages: tuple[str, ...]
    lines: Mapping[str, int]
    problems: tuple[Problem, ...]
    digest: str

    @property
    def place(self) -> int:
        """The module's number in the curriculum, which its folder begins with."""
        digits = self.folder.name[:2]
        return int(digits) if digits.isascii() and digits.isdigit() else 0

    @property
    def minutes(self) -> int:
        """What the module takes: its lessons, and a minute for each practice question."""
        practice = sum(question.pool == "practice" for question in self.questions)
        return sum(lesson.minutes for lesson in self.lessons) + practice

    def review_in(self, language: str) -> Review | None:
        """Return the review that covers the present version in a language."""
        return next((each for each in self.reviews if each.language == language and each.version == self.version), None)


@dataclass(frozen=True, slots=True)
class CourseSource:
    """A course as its file states it."""

    key: str
    path: str
    hours: float
    modules: tuple[str, ...]
    definition: Mapping[str, Any]
    lines: Mapping[str, int]
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class Content:
    """Everything in the content folder that teaches."""

    folder: Path
    modules: tuple[ModuleSource, ...]
    courses: tuple[CourseSource, ...]
    terms: frozenset[str]
    problems: tuple[Problem, ...]
    simulations: frozenset[str] = frozenset()

    def module(self, key: str) -> ModuleSource | None:
        """Return a module by its key."""
        return next((module for module in self.modules if module.key == key), None)
