"""A manual for the screen: composed once for each edition, language and glossary, then kept."""

from __future__ import annotations

from xml.etree.ElementTree import Element

from flask import url_for
from sqlalchemy.orm import Session

from app.core.shelf import Shelf
from app.courses.outlines import CourseOutline

from .book import Book, Medium
from .compose import compose, term_anchor
from .queries import current_glossary, gather
from .sections import Numbering

_books: Shelf[Book] = Shelf(8)


def open_book(session: Session, course: CourseOutline, language: str) -> Book:
    """Return the manual of a course edition; editions never change, the glossary may."""
    glossary = current_glossary(session)

    def make() -> Book:
        manuscript = gather(session, course, language, glossary)
        return compose(manuscript, _medium(course, language, dict(Numbering.of(manuscript).modules)))

    book = _books.take((course.id, language, glossary.edition), make)
    assert book is not None
    return book


def _medium(course: CourseOutline, language: str, numbers: dict[str, int]) -> Medium:
    end = url_for("manuals.show_end", course_edition_id=course.id, language=language)

    def section(module_key: str, number: int) -> str:
        page = url_for("manuals.show_module", course_edition_id=course.id, language=language, module_key=module_key)
        return f"{page}#m{numbers[module_key]}-{number}"

    return Medium(
        term=lambda key: f"{end}#{term_anchor(key)}",
        section=section,
        library=lambda name: f"/library/{name}",
        picture=lambda source: source,
        finish=_leave,
    )


def _leave(_root: Element) -> None:
    """The stylesheet does on the screen what paper needs to be told."""
