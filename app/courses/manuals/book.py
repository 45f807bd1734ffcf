"""What a manual is made of, and what it is made from. Plain values, no database and no web."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from xml.etree.ElementTree import Element


@dataclass(frozen=True, slots=True)
class Source:
    """A document that a module leans on, as its file states it."""

    key: str
    title: str
    url: str
    checked: date | None
    confidence: str


@dataclass(frozen=True, slots=True)
class SourceLesson:
    """A lesson as published, in the language that it was found in."""

    key: str
    title: str
    language: str
    html: str
    sources: tuple[str, ...] = ()
    reviewed_by: str = ""
    reviewed_on: date | None = None
    stale: bool = False


@dataclass(frozen=True, slots=True)
class SourceModule:
    """A module edition; `number` is its place in the curriculum."""

    key: str
    number: int
    title: str
    summary: str
    edition: int
    version: str
    published: date
    objectives: tuple[str, ...]
    lessons: tuple[SourceLesson, ...]
    sources: tuple[Source, ...]


@dataclass(frozen=True, slots=True)
class SourceTerm:
    """A term of the glossary in the manual's language."""

    id: str
    name: str
    meaning: str


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """A module that the manual does not hold but a lesson may point to."""

    number: int
    title: str
    lessons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Manuscript:
    """Everything that goes into a manual."""

    key: str
    title: str
    audience: tuple[str, ...]
    language: str
    edition: int
    published: date
    hours: float
    modules: tuple[SourceModule, ...]
    terms: Mapping[str, SourceTerm]
    elsewhere: Mapping[str, Elsewhere] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Medium:
    """What differs between the screen and paper: where links lead, what a picture becomes, and the last touch."""

    term: Callable[[str], str]
    section: Callable[[str, int], str]
    library: Callable[[str], str]
    picture: Callable[[str], str]  # the picture's address, or nothing when it can't be shown
    finish: Callable[[Element], None]


@dataclass(frozen=True, slots=True)
class Note:
    """A footnote of a section."""

    number: int
    anchor: str
    back: str
    html: str


@dataclass(frozen=True, slots=True)
class Checklist:
    """A checklist and where it stands."""

    title: str
    cite: str
    module_key: str
    anchor: str


@dataclass(frozen=True, slots=True)
class Section:
    """A lesson as a numbered section."""

    number: int
    anchor: str
    cite: str
    key: str
    title: str
    language: str
    html: str
    notes: tuple[Note, ...]
    checklists: tuple[Checklist, ...]
    terms: tuple[str, ...]
    reviewed_by: str
    reviewed_on: date | None
    stale: bool


@dataclass(frozen=True, slots=True)
class CitedSource:
    """A source and the sections that lean on it."""

    source: Source
    sections: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Chapter:
    """A module of the manual."""

    number: int
    anchor: str
    label: str
    key: str
    title: str
    summary: str
    edition: int
    version: str
    published: date
    objectives: tuple[str, ...]
    sections: tuple[Section, ...]
    sources: tuple[CitedSource, ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """A term of the manual's glossary and where it is used."""

    anchor: str
    name: str
    meaning: str
    places: tuple[tuple[str, str], ...]  # a citation and where it leads


@dataclass(frozen=True, slots=True)
class Book:
    """A manual, numbered and cited throughout."""

    manuscript: Manuscript
    chapters: tuple[Chapter, ...]
    glossary: tuple[Entry, ...]

    @property
    def sections(self) -> tuple[Section, ...]:
        """All sections in order."""
        return tuple(section for chapter in self.chapters for section in chapter.sections)

    @property
    def checklists(self) -> tuple[Checklist, ...]:
        """All checklists in order."""
        return tuple(each for section in self.sections for each in section.checklists)

    @property
    def reviewed(self) -> int:
        """How many sections a reviewer signed."""
        return sum(bool(section.reviewed_by) for section in self.sections)

    @property
    def standing(self) -> str:
        """Whether the manual is a draft, reviewed in part, or reviewed."""
        if not self.reviewed:
            return "draft"
        return "reviewed" if self.reviewed == len(self.sections) else "part"

    def chapter(self, key: str) -> Chapter | None:
        """Return a chapter by its module's key."""
        return next((chapter for chapter in self.chapters if chapter.key == key), None)
