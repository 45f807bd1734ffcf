"""From a manuscript to a PDF: laid out once to learn where everything stands, then again with the page numbers."""

from __future__ import annotations

import base64
from collections.abc import Callable, Mapping
from datetime import datetime

from flask import current_app

from app.core.pdf import DocumentError, MissingGlyph, Printed, can_draw, print_pdf

from .book import Book, Manuscript
from .compose import compose
from .markup import read_html, text_of
from .paper import BOX, paper_medium
from .rules import NothingToPrint, Unprintable
from .sections import Numbering
from .wording import wording_for

TEMPLATE_FILE = "courses/manual/pdf/book.html"
MOST_PASSES = 4
UNKNOWN = 888  # as wide as a page number of a manual is; numbers that turn out longer only take another pass


def print_manual(
    manuscript: Manuscript,
    pictures: Mapping[str, tuple[str, bytes]],
    *,
    made_at: datetime,
    tell: Callable[[int], None] = lambda _step: None,
) -> Printed:
    """Print a manual; the same manuscript gives the same bytes.

    Args:
        manuscript: what to print.
        pictures: kind and bytes by address.
        made_at: the time that the file states as its own.
        tell: hears the number of the step that begins (see `rules.STEPS`).

    Raises:
        Unprintable: a section has a character that the fonts lack.
        NothingToPrint: there is no lesson.

    """
    drawn = {address: _data(*found) for address, found in pictures.items() if can_draw(found[1], found[0])}
    book = compose(manuscript, paper_medium(drawn, dict(Numbering.of(manuscript).modules)))
    if not book.sections:
        raise NothingToPrint
    try:
        return _passes(book, made_at, tell)
    except MissingGlyph as missing:
        raise Unprintable(character=missing.facts["character"], place=_place(book, missing)) from missing


def _passes(book: Book, made_at: datetime, tell: Callable[[int], None]) -> Printed:
    tell(2)
    printed = print_pdf(_html(book, {}, UNKNOWN), made_at=made_at)
    for _pass in range(MOST_PASSES):
        tell(3)
        before = printed
        printed = print_pdf(_html(book, before.places, before.pages), made_at=made_at)
        if _known(printed.places) == _known(before.places) and printed.pages == before.pages:
            return printed
    raise DocumentError("the page numbers do not settle")


def _known(places: Mapping[str, int]) -> dict[str, int]:
    """Leave out the anchors that the library makes up itself, anew each time."""
    return {name: page for name, page in places.items() if name.startswith(("m", "part-"))}


def _html(book: Book, places: Mapping[str, int], pages: int) -> str:
    manuscript = book.manuscript
    words = wording_for(manuscript.language)
    template = current_app.jinja_env.get_template(TEMPLATE_FILE)
    return template.render(
        book=book,
        manuscript=manuscript,
        words=words,
        box=BOX,
        write_date=lambda day: words.write_date(day, manuscript.language),
        pages=pages,
        page_of=lambda anchor: places.get(anchor, UNKNOWN),
        standing=words.standing[book.standing].format(done=book.reviewed, total=len(book.sections)),
    )


def _place(book: Book, missing: MissingGlyph) -> str:
    """Return the section in which a character stands."""
    character = missing.facts["character"]
    for section in book.sections:
        words = section.title + text_of(read_html(section.html)) + "".join(note.html for note in section.notes)
        if character in words:
            return section.cite
    return book.manuscript.title


def _data(kind: str, content: bytes) -> str:
    return f"data:{kind};base64,{base64.b64encode(content).decode()}"
