"""The one renderer of Markdown: what writers may use, made into clean HTML, and what they did wrong with its line.

Raw HTML is not part of the format: it is shown as the text that it is. What remains passes an allow-list as well, so
that no fault of a library reaches a reader's browser.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from xml.etree import ElementTree as ET

import nh3
from markdown import Markdown
from markdown.extensions.admonition import AdmonitionExtension
from markdown.extensions.attr_list import AttrListExtension
from markdown.extensions.def_list import DefListExtension
from markdown.extensions.footnotes import FootnoteExtension
from markdown.extensions.tables import TableExtension
from markdown.extensions.toc import TocExtension, slugify_unicode
from markdown.treeprocessors import Treeprocessor

CALLOUTS = frozenset(
    {"law", "caution", "safety", "practice", "example", "checklist", "do", "dont", "case", "exercise", "keypoints"}
)
LONGEST_SOURCE = 120_000
HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
LISTS_AND_TABLES = ("ul", "ol", "li", "dl", "dt", "dd", "table", "thead", "tbody", "tr", "th", "td")
WORDS_AND_BLOCKS = ("a", "p", "br", "hr", "div", "sup", "sub", "em", "strong", "code", "pre", "blockquote", "img")
TAGS = frozenset({*HEADINGS[1:], *LISTS_AND_TABLES, *WORDS_AND_BLOCKS})
ATTRIBUTES = {
    "*": {"id"},
    "a": {"href", "title"},
    "img": {"src", "alt", "title", "width", "height", "loading", "decoding"},
    "ol": {"start"},
    "th": {"scope"},
    "td": {"data-label"},
    "div": {"role", "tabindex", "aria-label"},
}
CLASSES = {
    "div": {"admonition", "footnote", "table-wrap", *CALLOUTS},
    "p": {"admonition-title"},
    "a": {"footnote-ref", "footnote-backref"},
    "td": {"numeric"},
    "th": {"numeric"},
}
WORD = re.compile(r"\w[\w’'ʼ-]*")
_TAG = re.compile(r"<[^>]*>")
_CALLOUT_LINE = re.compile(r"^[ \t]*!!![ \t]*([\w-]*)([^\n]*)$", re.MULTILINE)
_RAW_HTML = re.compile(r"<(?:[A-Za-z][^\s<>@:]*(?:\s[^<>]*)?/?|/[A-Za-z][^<>]*|!--.*?--)>")
_CODE = re.compile(r"`[^`\n]*`")
_STRAY_NOTE = re.compile(r"\[\^([^\]\s]{1,40})\]")


class DeadLink(Exception):
    """A link leads nowhere; the message is a sentence for the writer."""


@dataclass(frozen=True, slots=True)
class Target:
    """Where a link or picture leads; sizes are known for pictures."""

    url: str
    width: int | None = None
    height: int | None = None


Resolver = Callable[[str], Target]


@dataclass(frozen=True, slots=True)
class Words:
    """What the renderer says itself, in the language of the text."""

    back: str = "Back to the text"
    callouts: Mapping[str, str] = field(default_factory=dict)


ENGLISH = Words()


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """A fault of the text, on a line of its source."""

    line: int
    sentence: str


@dataclass(frozen=True, slots=True)
class Rendered:
    """A text as HTML, and what its checker needs to know."""

    html: str
    words: int
    findings: tuple[Finding, ...]
    callouts: tuple[str, ...]
    headings: int
    links: tuple[str, ...]


def render(source: str, *, prefix: str, resolve: Resolver, first_line: int = 1, words: Words = ENGLISH) -> Rendered:
    """Render a text; hostile or broken input gives findings, never an exception.

    Args:
        source: Markdown whose headings begin at `##`.
        prefix: stands before every id, so that several texts can share a page.
        resolve: turns an address that is not on the web into where it leads, or raises DeadLink.
        first_line: the line of the file on which the source begins.
        words: titles of call-outs that have none of their own, and what the arrow after a footnote does.

    """
    work = _Work(source, first_line, prefix, resolve)
    if len(source) > LONGEST_SOURCE:
        return work.give_up(f"The text is longer than {LONGEST_SOURCE} characters.")
    _look_at_source(work)
    try:
        rendered = _converter(work, words).convert(_give_titles(source, words))
        clean = nh3.clean(
            rendered,
            tags=set(TAGS),
            attributes={tag: set(names) for tag, names in ATTRIBUTES.items()},
            allowed_classes={tag: set(names) for tag, names in CLASSES.items()},
            url_schemes={"http", "https"},
            link_rel=None,
        )
    except Exception as error:  # noqa: BLE001 -- whatever the libraries trip over is a fault of the text
        return work.give_up(f"The text can't be read as Markdown ({type(error).__name__}).")
    for stray in _STRAY_NOTE.finditer(_TAG.sub("", clean)):
        work.find(source.find(stray[0]), f"The footnote {stray[0]} has no text.")
    return work.result(clean)


@dataclass(slots=True)
class _Work:
    """One rendering under way."""

    source: str
    first_line: int
    prefix: str
    resolve: Resolver
    findings: set[Finding] = field(default_factory=set)
    callouts: list[str] = field(default_factory=list)
    headings: int = 0
    links: list[str] = field(default_factory=list)

    def find(self, offset: int, sentence: str) -> None:
        line = self.first_line + self.source.count("\n", 0, max(offset, 0))
        self.findings.add(Finding(line, sentence))

    def find_address(self, address: str, sentence: str) -> None:
        places = [at.start() for at in re.finditer(r"\(\s*" + re.escape(address), self.source)]
        for place in places or [self.source.find(address)]:
            self.find(place, sentence)

    def give_up(self, sentence: str) -> Rendered:
        self.find(0, sentence)
        return self.result("")

    def result(self, clean: str) -> Rendered:
        words, findings = len(WORD.findall(html.unescape(_TAG.sub(" ", clean)))), tuple(sorted(self.findings))
        return Rendered(clean, words, findings, tuple(self.callouts), self.headings, tuple(self.links))


def _look_at_source(work: _Work) -> None:
    for found in _CALLOUT_LINE.finditer(work.source):
        kind, rest = found[1], found[2].strip()
        if kind not in CALLOUTS:
            work.find(found.start(1), f"“{kind}” is not a call-out; use one of {', '.join(sorted(CALLOUTS))}.")
        elif rest and not re.fullmatch(r'"[^"]+"', rest):
            work.find(found.start(1), f'A call-out is written !!! {kind} "Title".')
    for found in _RAW_HTML.finditer(_CODE.sub(lambda code: " " * len(code[0]), work.source)):
        work.find(found.start(), f"HTML is shown as text here, so {found[0][:40]} does nothing.")


def _give_titles(source: str, words: Words) -> str:
    def add(found: re.Match[str]) -> str:
        title = words.callouts.get(found[1], "")
        return f'{found[0]} "{title}"' if title and not found[2].strip() else found[0]

    return _CALLOUT_LINE.sub(add, source)


def _converter(work: _Work, words: Words) -> Markdown:
    converter = Markdown(
        extensions=[
            TableExtension(use_align_attribute=True),
            DefListExtension(),
            FootnoteExtension(BACKLINK_TITLE=words.back),
            AdmonitionExtension(),
            AttrListExtension(),
            TocExtension(marker="", slugify=slugify_unicode),
        ],
        output_format="html",
    )
    converter.preprocessors.deregister("html_block")
    converter.inlinePatterns.deregister("html")
    converter.inlinePatterns.deregister("automail")
    converter.treeprocessors.register(_Finish(converter, work), "finish", -10)
    return converter


class _Finish(Treeprocessor):
    """The last look at the tree: ids, links, pictures, tables, headings."""

    def __init__(self, converter: Markdown, work: _Work) -> None:
        super().__init__(converter)
        self.work = work

    def run(self, root: ET.Element) -> None:
        ids = {element.get("id") for element in root.iter()}
        level = 1
        for element in list(root.iter()):
            if element.get("id"):
                element.set("id", f"{self.work.prefix}-{element.get('id')}")
            if element.tag == "a":
                self._link(element, ids)
            elif element.tag == "img":
                self._picture(element)
            elif element.tag in HEADINGS:
                level = self._heading(element, level)
            elif element.tag in ("th", "td"):
                _cell(element)
            elif element.tag == "div" and "admonition" in element.get("class", ""):
                self.work.callouts.append(element.get("class", "").replace("admonition", "").strip())
        for parent in list(root.iter()):
            _wrap_tables(parent)

    def _heading(self, element: ET.Element, before: int) -> int:
        level, words = int(element.tag[1]), "".join(element.itertext())
        self.work.headings += 1
        if level == 1:
            element.tag = "h2"
            self.work.find(self.work.source.find(words), "Headings begin at ##; # is the page's title.")
        elif level > before + 1:
            self.work.find(self.work.source.find(words), f"The heading “{words[:60]}” skips a level.")
        return max(level, 2)

    def _link(self, element: ET.Element, ids: set[str | None]) -> None:
        address = element.get("href", "").replace("\x02amp\x03", "&")
        if address.startswith("#"):
            if address[1:] not in ids:
                self.work.find_address(address, f"Nothing on this page is called {address}.")
            element.set("href", f"#{self.work.prefix}-{address[1:]}")
        elif not re.match(r"https?://\S+$", address):
            self._resolve(element, "href", address)

    def _picture(self, element: ET.Element) -> None:
        address = element.get("src", "")
        if not element.get("alt", "").strip():
            self.work.find_address(address, f"The picture {address} has no words for those who can't see it.")
        target = self._resolve(element, "src", address)
        if target and target.width and target.height:
            element.set("width", str(target.width))
            element.set("height", str(target.height))
        element.set("loading", "lazy")
        element.set("decoding", "async")

    def _resolve(self, element: ET.Element, attribute: str, address: str) -> Target | None:
        try:
            target = self.work.resolve(address)
        except DeadLink as dead:
            self.work.find_address(address, str(dead))
            del element.attrib[attribute]
            return None
        self.work.links.append(address)
        element.set(attribute, target.url)
        return target


def _cell(element: ET.Element) -> None:
    if element.tag == "th":
        element.set("scope", "col")
    if element.attrib.pop("align", "") == "right":
        element.set("class", "numeric")


def _wrap_tables(parent: ET.Element) -> None:
    """Let a wide table scroll by itself, also by keyboard, instead of the page."""
    if parent.get("class") == "table-wrap":
        return
    for at, child in enumerate(list(parent)):
        if child.tag == "table":
            titles = ["".join(cell.itertext()).strip() for cell in child.iter("th")]
            _label_cells(child, titles)
            title = " · ".join(filter(None, titles))
            wrap = ET.Element("div", {"class": "table-wrap", "role": "group", "tabindex": "0", "aria-label": title})
            wrap.tail, child.tail = child.tail, "\n"
            wrap.append(child)
            parent[at] = wrap


def _label_cells(table: ET.Element, titles: list[str]) -> None:
    """Let each cell say its column where a phone shows rows as cards; the first cell is the card's heading."""
    for row in table.iter("tr"):
        for cell, title in list(zip(row.findall("td"), titles, strict=False))[1:]:
            if title:
                cell.set("data-label", title)
