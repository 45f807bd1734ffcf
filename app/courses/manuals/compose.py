"""From published lessons to a numbered book: sections, notes, figures, citations, glossary, checklists, sources."""

from __future__ import annotations

from collections.abc import Iterable

from .book import (
    Book,
    Chapter,
    CitedSource,
    Entry,
    Manuscript,
    Medium,
    Section,
    SourceModule,
)
from .sections import Numbering, compose_section
from .wording import sort_key


def compose(manuscript: Manuscript, medium: Medium) -> Book:
    """Return the book. The same manuscript gives the same numbers on the screen and on paper."""
    numbering = Numbering.of(manuscript)
    chapters = tuple(_chapter(module, manuscript, numbering, medium) for module in manuscript.modules)
    return Book(manuscript, chapters, _glossary(manuscript, chapters, medium))


def _chapter(module: SourceModule, manuscript: Manuscript, numbering: Numbering, medium: Medium) -> Chapter:
    number = numbering.modules[module.key]
    figures = 0
    sections: list[Section] = []
    for place, lesson in enumerate(module.lessons, start=1):
        section, figures = compose_section(
            lesson,
            module_key=module.key,
            cite=numbering.cite(module.key, place),
            number=place,
            figures=figures,
            manuscript=manuscript,
            numbering=numbering,
            medium=medium,
        )
        sections.append(section)
    return Chapter(
        number=number,
        anchor=f"m{number}",
        label=f"M{number}",
        key=module.key,
        title=module.title,
        summary=module.summary,
        edition=module.edition,
        version=module.version,
        published=module.published,
        objectives=module.objectives,
        sections=tuple(sections),
        sources=tuple(_cited(module)),
    )


def _cited(module: SourceModule) -> Iterable[CitedSource]:
    for source in module.sources:
        places = [at for at, lesson in enumerate(module.lessons, start=1) if source.key in lesson.sources]
        yield CitedSource(source, tuple(places))


def _glossary(manuscript: Manuscript, chapters: tuple[Chapter, ...], medium: Medium) -> tuple[Entry, ...]:
    places: dict[str, list[tuple[str, str]]] = {}
    for chapter in chapters:
        for section in chapter.sections:
            for term in section.terms:
                places.setdefault(term, []).append((section.cite, medium.section(chapter.key, section.number)))
    entries = [
        Entry(term_anchor(key), manuscript.terms[key].name, manuscript.terms[key].meaning, tuple(found))
        for key, found in places.items()
    ]
    return tuple(sorted(entries, key=lambda entry: sort_key(entry.name, manuscript.language)))


def term_anchor(term: str) -> str:
    """Return where in the manual a term is explained."""
    return f"term-{term}"
