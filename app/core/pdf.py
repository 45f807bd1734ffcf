"""Printed documents: HTML to PDF in fonts that have every letter of the region's languages.

The PDF library is slow to import and large, so it is loaded when the first document is made. Fonts travel inside the
document. The document's text is compared with the fonts' letters beforehand: what can't be printed is refused by name,
since a certificate with an empty box in it is worse than none.
"""

from __future__ import annotations

import io
import logging
import re
import unicodedata
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from threading import Lock
from typing import Any

from defusedxml.ElementTree import fromstring

from .errors import N_, RuleViolation

FONTS = Path(__file__).parent / "fonts"
FAMILIES = {"sabaq sans": "SabaqSans", "sabaq serif": "SabaqSerif"}
# Names that a style sheet may use without meaning to: none of them may lead to a font without Cyrillic letters.
STAND_INS = {
    "sabaq sans": ("helvetica", "arial", "sans", "sansserif", "sans-serif", "verdana", "system-ui", "monospace"),
    "sabaq serif": ("times", "times-roman", "times new roman", "georgia", "serif"),
}
UNTOLD_DATE = re.compile(rb"\(D:20000101000000[^)]{0,8}\)")
SVG = "image/svg+xml"
_loading = Lock()
_places: ContextVar[dict[str, int] | None] = ContextVar("places", default=None)


class MissingGlyph(RuleViolation):
    """A character that the fonts can't print."""

    code = "missing-glyph"
    message = N_("The character “%(character)s” (%(name)s) can't be printed. Nothing was made.")

    def __init__(self, character: str) -> None:
        name = f"U+{ord(character):04X} {unicodedata.name(character, '')}".strip()
        super().__init__(character=character, name=name)


class DocumentError(Exception):
    """The PDF library could not make the document: a fault in a template, not in what people entered."""


@dataclass(frozen=True, slots=True)
class Printed:
    """A document, how many pages it has, and on which of them each thing stands that a link of it leads to."""

    content: bytes
    pages: int
    places: dict[str, int]


def render_pdf(html: str, *, made_at: datetime | None = None) -> bytes:
    """Make a PDF of a page of HTML that carries its own style.

    The same HTML with the same time gives the same bytes. Images are only those written into the HTML as `data:`
    addresses; files and the network are out of reach.

    Args:
        html: the whole document; `<title>` and `<meta name="author">` become properties of the PDF.
        made_at: the time that the PDF states as its own.

    Raises:
        MissingGlyph: the text has a character that the fonts lack.
        DocumentError: the library failed.

    """
    return print_pdf(html, made_at=made_at).content


def print_pdf(html: str, *, made_at: datetime | None = None) -> Printed:
    """Make a PDF as `render_pdf` does, and tell where in it things stand: a book's contents need that.

    Raises:
        MissingGlyph: the text has a character that the fonts lack.
        DocumentError: the library failed.

    """
    _refuse_missing(html)
    pisa, policy = _library()
    target = io.BytesIO()
    places: dict[str, int] = {}
    token = _places.set(places)
    try:
        result = pisa.CreatePDF(html, dest=target, encoding="utf-8", link_callback=_closed, resource_policy=policy)
    finally:
        _places.reset(token)
    if result.err:
        raise DocumentError(f"{result.err} errors: {result.log[:3]}")
    content = _state_date(target.getvalue(), made_at)
    return Printed(content, content.count(b"/Type /Page\n"), places)


def unprintable(text: str) -> list[str]:
    """Return the characters of a text that the fonts lack."""
    known = letters()
    return sorted({each for each in text if ord(each) not in known and each not in "\n\r\t"})


def can_draw(content: bytes, kind: str) -> bool:
    """Tell whether a picture can be printed, with every letter in it."""
    if kind != SVG:
        return _is_picture(content)
    _library()
    from svglib.svglib import svg2rlg  # noqa: PLC0415 -- large

    try:
        drawing = svg2rlg(io.BytesIO(content), resolve_entities=False)
        words = "".join(fromstring(content, forbid_dtd=True).itertext())
    except Exception:  # noqa: BLE001 -- whatever it trips over, it is not a drawing that can be printed
        return False
    return drawing is not None and not unprintable(words)


def _is_picture(content: bytes) -> bool:
    from reportlab.lib.utils import ImageReader  # noqa: PLC0415 -- only where documents are made

    try:
        return all(ImageReader(io.BytesIO(content)).getSize())
    except Exception:  # noqa: BLE001 -- the library raises whatever its parts raise
        return False


@cache
def letters() -> frozenset[int]:
    """Return the code points that every one of the fonts has."""
    from fontTools.ttLib import TTFont  # noqa: PLC0415 -- only where documents are made

    found: frozenset[int] | None = None
    for file in sorted(FONTS.glob("*.ttf")):
        with TTFont(file, lazy=True) as font:
            own = frozenset(font.getBestCmap())
        found = own if found is None else found & own
    return found or frozenset()


class _Text(HTMLParser):
    """Collects the characters that a reader would see."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.characters: set[str] = set()
        self.hidden = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002
        self.hidden += tag == "style"

    def handle_endtag(self, tag: str) -> None:
        self.hidden -= tag == "style"

    def handle_data(self, data: str) -> None:
        if not self.hidden:
            self.characters.update(data)


def _refuse_missing(html: str) -> None:
    text = _Text()
    text.feed(html)
    text.close()
    for character in unprintable("".join(text.characters)):
        raise MissingGlyph(character)


def _library() -> tuple[Any, Any]:
    with _loading:
        return _load()


@cache
def _load() -> tuple[Any, Any]:
    """Import the library and give it the fonts, once a process."""
    from reportlab import rl_config  # noqa: PLC0415

    rl_config.invariant = 1  # the same input gives the same bytes; read while the next modules are imported
    from reportlab.lib.fonts import addMapping  # noqa: PLC0415
    from reportlab.pdfbase import pdfmetrics  # noqa: PLC0415
    from reportlab.pdfbase.ttfonts import TTFont  # noqa: PLC0415
    from reportlab.pdfgen.canvas import Canvas  # noqa: PLC0415
    from svglib.fonts import register_font  # noqa: PLC0415
    from xhtml2pdf import default, pisa  # noqa: PLC0415
    from xhtml2pdf.config.resources import ResourceAccessPolicy  # noqa: PLC0415

    logging.getLogger("xhtml2pdf").setLevel(logging.ERROR)
    for family, file in FAMILIES.items():
        for bold, style in ((0, "Regular"), (1, "Bold")):
            name = f"{file}-{style}"
            pdfmetrics.registerFont(TTFont(name, FONTS / f"{name}.ttf"))
            for italic in (0, 1):
                addMapping(family, bold, italic, name)
        for alias in (family, *STAND_INS[family]):
            default.DEFAULT_FONT[alias] = family
    for family, file in (("sans-serif", "SabaqSans"), ("serif", "SabaqSerif"), ("Sabaq Sans", "SabaqSans")):
        for weight, style in (("normal", "Regular"), ("bold", "Bold")):
            # Without the path the drawing library knows nothing of the font and would put another under its name.
            name = f"{file}-{style}"
            register_font(family, font_path=str(FONTS / f"{name}.ttf"), weight=weight, rlgFontName=name)
    _note_places(Canvas)
    return pisa, ResourceAccessPolicy.server(base_dir=None, allow_remote=False)


def _note_places(canvas: Any) -> None:  # noqa: ANN401 -- a class of the library
    """Let whoever asked know on which page each anchor ended up; the library keeps that to itself."""
    bookmark = canvas.bookmarkPage

    def note(self: Any, key: str, *rest: Any, **options: Any) -> Any:  # noqa: ANN401 -- as the library has it
        places = _places.get()
        if places is not None:
            places[key] = self.getPageNumber()
        return bookmark(self, key, *rest, **options)

    canvas.bookmarkPage = note


def _closed(_address: str, _relative: str | None) -> None:
    """Rewrite no address; the policy then refuses whatever is not inside the document."""


def _state_date(document: bytes, made_at: datetime | None) -> bytes:
    if made_at is None:
        return document
    stamp = made_at.astimezone(UTC).strftime("D:%Y%m%d%H%M%S").encode()
    return UNTOLD_DATE.sub(lambda found: found[0].replace(b"D:20000101000000", stamp), document)
