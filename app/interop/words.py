"""Texts with markup into the plain texts that questions have, with what is lost on the way."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import unquote

from lxml import etree, html
from markdown import markdown

from app.core.errors import N_

from . import mathml
from .limits import DEEPEST
from .markup import Element, local
from .outcome import Note, note

Inline = Callable[[Element], "str | None"]

BLOCKS = frozenset(
    [
        "p",
        "div",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "ul",
        "ol",
        "li",
        "dl",
        "dt",
        "dd",
        "table",
        "tr",
        "blockquote",
        "pre",
        "section",
        "article",
        "header",
        "footer",
        "figure",
        "figcaption",
        "hr",
        "br",
        "caption",
        "address",
        "fieldset",
        "center",
    ]
)
SILENT = frozenset(["script", "style", "head", "title", "template", "noscript", "rp", "cataloginfo"])
EMBEDDED = frozenset(["audio", "video", "iframe", "object", "embed", "svg", "canvas", "applet"])
EMPHASIS = frozenset(
    ["b", "strong", "i", "em", "u", "s", "strike", "del", "ins", "mark", "small", "big", "font", "code", "tt", "kbd"]
)
TAGS = re.compile(
    r"<(/?(?:p|br|b|i|u|em|strong|span|div|img|a|ul|ol|li|table|tr|td|th|sub|sup|h[1-6]|pre|code|font|hr|tbody|"
    r"center|blockquote|audio|video|iframe|object|script|style|dl|dt|dd|s|del|math)(?:\s[^<>]*)?/?)>",
    re.IGNORECASE,
)
ENTITY = re.compile(r"&(?:#\d{1,7}|#x[0-9A-Fa-f]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
LINE, CELL, KEPT_LINE = "\ue000", "\ue001", "\ue002"
FILE = re.compile(r"^(?!\w+:)[^#?]+\.(?:mp[34]|ogg|wav|m4a|webm|pdf|docx?|pptx?|xlsx?|zip|odt)(?:\?|$)", re.IGNORECASE)
# Open brackets cost the reader of Markdown time by their square.
LONGEST_MARKDOWN, MOST_BRACKETS = 20_000, 60
BLANKS = re.compile(r"[ \t\n\r\f\v]+")


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture in a text: where it is, and what is said of it."""

    address: str
    words: str


@dataclass(slots=True)
class Words:
    """What a text says, and what it showed beside."""

    text: str
    losses: list[Note] = field(default_factory=list)
    pictures: list[Picture] = field(default_factory=list)


def plain_html(source: str) -> Words:
    """Read HTML."""
    source = source.replace("\x00", "")
    if not source.strip():
        return Words("")
    if "<" not in source:
        return Words(tidy(_unescape(source).translate({10: 32})))
    try:
        root = html.fragment_fromstring(source, create_parent="div")
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return Words(tidy(_unescape(re.sub(r"<[^<>]*>", " ", source))))
    return plain_element(root)


def plain_moodle(source: str) -> Words:
    """Read Moodle's own format: HTML may stand in it, and a line is a line."""
    if TAGS.search(source):
        return plain_html(re.sub(r"\n", "<br>\n", source.strip()))
    return Words(tidy(_unescape(source)))


def plain_markdown(source: str) -> Words:
    """Read Markdown."""
    intricate = Words(tidy(source), [note(N_("The Markdown is too intricate to be read; its signs were kept."))])
    if len(source) > LONGEST_MARKDOWN or source.count("[") > MOST_BRACKETS:
        return intricate
    try:
        return plain_html(markdown(source.strip(), extensions=["tables", "sane_lists"]))
    except RecursionError:
        return intricate


def plain_text(source: str) -> Words:
    """Read what has no markup."""
    return Words(tidy(source))


def tidy(text: str) -> str:
    """Return a text whose lines are trimmed, with no more than one blank line between them."""
    text = "".join(each for each in text if each in "\n\t" or unicodedata.category(each) not in ("Cc", "Cs"))
    lines = [re.sub(r"[ \t\xa0]+", " ", line).strip() for line in text.split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def _unescape(text: str) -> str:
    from html import unescape  # noqa: PLC0415 -- the name html is lxml's here

    return ENTITY.sub(lambda found: unescape(found[0]), text)


def plain_element(element: Element, inline: Inline | None = None) -> Words:
    """Read an element of HTML or of QTI's HTML; `inline` may give the text that stands for an element."""
    reader = _Reader(inline or (lambda _element: None))
    reader.inside(element, 0)
    joined = "".join(reader.parts)
    joined = BLANKS.sub(" ", joined)
    joined = re.sub(rf"\s*{CELL}\s*(?={LINE}|$)", "", joined).replace(CELL, " | ")
    joined = re.sub(rf"[ ]*(?:{LINE}[ ]*)+", "\n", joined)
    return Words(tidy(joined.replace(KEPT_LINE, "\n")), reader.losses, reader.pictures)


class _Reader:
    """Walks an element once."""

    def __init__(self, inline: Inline) -> None:
        self.inline = inline
        self.parts: list[str] = []
        self.losses: list[Note] = []
        self.pictures: list[Picture] = []
        self.lists: list[int] = []

    def lose(self, lost: Note) -> None:
        if lost not in self.losses:
            self.losses.append(lost)

    def inside(self, element: Element, depth: int) -> None:
        self.parts.append(element.text or "")
        for each in element:
            if local(each) and depth < DEEPEST:
                self.visit(each, depth + 1)
            self.parts.append(each.tail or "")

    def visit(self, element: Element, depth: int) -> None:
        tag = local(element).lower()
        replaced = self.inline(element)
        if replaced is not None:
            self.parts.append(replaced)
        elif tag in SILENT:
            if tag == "script":
                self.lose(note(N_("A script in the text was dropped.")))
        elif tag == "img":
            self.picture(element)
        elif tag == "object" and self.is_picture(element):
            pass
        elif tag in EMBEDDED:
            self.lose(note(N_("Embedded sound, film or drawing (%(tag)s) was dropped."), tag=tag))
            self.inside(element, depth)
        elif tag in ("sub", "sup"):
            self.shifted(element, tag)
        elif tag == "rt":
            self.parts.append(f" ({''.join(element.itertext()).strip()}) ")
        elif tag in BLOCKS:
            self.block(element, tag, depth)
        else:
            self.words(element, tag, depth)

    def words(self, element: Element, tag: str, depth: int) -> None:
        if tag in EMPHASIS:
            self.lose(note(N_("Bold, italic and other emphasis was dropped; the words are kept.")))
        if tag == "math":
            self.lose(note(N_("A formula (MathML) became a line of text; look at it.")))
            self.parts.append(mathml.line(element).strip())
            return
        self.inside(element, depth)
        if tag in ("td", "th"):
            self.parts.append(CELL)
            self.lose(note(N_("A table became lines of text.")))
        address = element.get("href", "") if tag == "a" else ""
        if address.startswith(("http://", "https://")) and address not in "".join(self.parts[-3:]):
            self.parts.append(f" ({address})")
        elif address.startswith("@@PLUGINFILE@@") or FILE.search(address):
            name = unquote(address.split("?", 1)[0]).rpartition("/")[2]
            self.lose(note(N_("The file %(name)s to which the text leads was dropped."), name=name[:80]))

    def block(self, element: Element, tag: str, depth: int) -> None:
        self.parts.append(LINE)
        if tag in ("ul", "ol"):
            self.lists.append(1 if tag == "ol" else 0)
            self.inside(element, depth)
            self.lists.pop()
        elif tag == "pre":
            self.parts.append("".join(element.itertext()).replace("\n", KEPT_LINE))
        else:
            if tag == "li" and self.lists:
                number = self.lists[-1]
                self.parts.append(f"{number}. " if number else "– ")
                self.lists[-1] += 1 if number else 0
            self.inside(element, depth)
        self.parts.append(LINE)

    def shifted(self, element: Element, tag: str) -> None:
        text = "".join(element.itertext()).strip()
        self.parts.append(mathml.raised(text) if tag == "sup" else mathml.lowered(text))

    def is_picture(self, element: Element) -> bool:
        if not (element.get("type", "").startswith("image/") and element.get("data")):
            return False
        self.pictures.append(Picture(element.get("data", ""), tidy("".join(element.itertext()))))
        return True

    def picture(self, element: Element) -> None:
        self.pictures.append(Picture(element.get("src", ""), tidy(element.get("alt", ""))))
