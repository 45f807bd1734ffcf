"""A published course as pages walk through it: modules and lessons in order, without the lessons' text."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any
from uuid import UUID


@dataclass(frozen=True, slots=True)
class LessonOutline:
    """A lesson's place, minutes and titles; the languages of its titles are the languages it exists in."""

    key: str
    minutes: int
    titles: Mapping[str, str]
    objectives: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()

    def language_for(self, chain: tuple[str, ...]) -> str:
        """Return the first language of a chain in which the lesson exists."""
        return next((language for language in chain if language in self.titles), next(iter(self.titles), ""))


@dataclass(frozen=True, slots=True)
class SourceOutline:
    """A document that lessons lean on."""

    key: str
    title: str
    url: str
    checked: date | None
    confidence: str


@dataclass(frozen=True, slots=True)
class ModuleOutline:
    """An edition of a module."""

    edition_id: UUID
    key: str
    number: int
    version: str
    minutes: int
    hours: float
    titles: Mapping[str, str]
    summaries: Mapping[str, str]
    objectives: Mapping[str, Mapping[str, str]]
    sources: Mapping[str, SourceOutline]
    lessons: tuple[LessonOutline, ...]
    place: int = 0

    def lesson(self, key: str) -> LessonOutline | None:
        """Return a lesson by its key."""
        return next((lesson for lesson in self.lessons if lesson.key == key), None)

    def minutes_left(self, done: frozenset[str]) -> int:
        """Return how long the lessons that are not completed take."""
        return sum(lesson.minutes for lesson in self.lessons if lesson.key not in done)


Step = tuple[ModuleOutline, LessonOutline]


@dataclass(frozen=True)
class CourseOutline:
    """An edition of a course with its modules."""

    id: UUID
    key: str
    number: int
    hours: float
    definition: Mapping[str, Any]
    modules: tuple[ModuleOutline, ...]
    total: int = field(default=0)

    @property
    def titles(self) -> dict[str, str]:
        """Return the course's name by language."""
        return dict(self.definition.get("title", {}))

    @property
    def summaries(self) -> dict[str, str]:
        """Return what the course is about, by language."""
        return dict(self.definition.get("summary", {}))

    def module(self, key: str) -> ModuleOutline | None:
        """Return a module by its key."""
        return next((module for module in self.modules if module.key == key), None)

    @cached_property
    def steps(self) -> tuple[Step, ...]:
        """All lessons in order."""
        return walk(self.modules)

    @cached_property
    def places(self) -> dict[tuple[str, str], int]:
        """Where each lesson stands among the steps, by the keys of module and lesson."""
        return {(module.key, lesson.key): at for at, (module, lesson) in enumerate(self.steps)}

    def first_open(self, done: frozenset[tuple[UUID, str]]) -> Step | None:
        """Return the first lesson that is not completed; completions are pairs of edition and lesson."""
        return next((step for step in self.steps if (step[0].edition_id, step[1].key) not in done), None)


def walk(modules: Iterable[ModuleOutline]) -> tuple[Step, ...]:
    """Return the lessons of modules in order."""
    return tuple((module, lesson) for module in modules for lesson in module.lessons)


def read_module_outline(
    edition_id: UUID, key: str, number: int, version: str, minutes: int, outline: Mapping[str, Any]
) -> ModuleOutline:
    """Take a stored outline apart once, so that pages need not."""
    return ModuleOutline(
        edition_id=edition_id,
        key=key,
        number=number,
        version=version,
        minutes=minutes,
        hours=float(outline.get("hours", round(minutes / 60, 1))),
        titles=outline.get("title", {}),
        summaries=outline.get("summary", {}),
        objectives={each["key"]: each["texts"] for each in outline.get("objectives", ())},
        sources={each["key"]: _source(each) for each in outline.get("sources", ())},
        lessons=tuple(_lesson(each) for each in outline.get("lessons", ())),
        place=outline.get("place", 0),
    )


def _source(stored: Mapping[str, Any]) -> SourceOutline:
    checked = stored.get("checked")
    return SourceOutline(
        key=stored["key"],
        title=stored["title"],
        url=stored.get("url", ""),
        checked=date.fromisoformat(checked) if checked else None,
        confidence=stored.get("confidence", "low"),
    )


def _lesson(stored: Mapping[str, Any]) -> LessonOutline:
    return LessonOutline(
        key=stored["key"],
        minutes=stored["minutes"],
        titles=stored["titles"],
        objectives=tuple(stored.get("objectives", ())),
        sources=tuple(stored.get("sources", ())),
    )
