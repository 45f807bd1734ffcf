"""Clean HTML, as lessons are stored, into a tree and back, so that rules can work on it."""

from __future__ import annotations

from collections.abc import Iterator
from html.parser import HTMLParser
from xml.etree import ElementTree as ET

VOID = frozenset({"br", "hr", "img"})


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.builder = ET.TreeBuilder()
        self.open: list[str] = []
        self.builder.start("div", {})

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.builder.start(tag, {name: value or "" for name, value in attrs})
        if tag in VOID:
            self.builder.end(tag)
        else:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag not in self.open:
            return
        while self.open:
            last = self.open.pop()
            self.builder.end(last)
            if last == tag:
                return

    def handle_data(self, data: str) -> None:
        self.builder.data(data)

    def finish(self) -> ET.Element:
        self.close()
        while self.open:
            self.builder.end(self.open.pop())
        self.builder.end("div")
        return self.builder.close()


def read_html(text: str) -> ET.Element:
    """Return the text as the children of a `div`; what is left open is closed."""
    reader = _Reader()
    reader.feed(text)
    return reader.finish()


def write_html(element: ET.Element) -> str:
    """Return what stands inside an element."""
    inside = ET.tostring(element, encoding="unicode", method="html", short_empty_elements=False)
    return inside[inside.index(">") + 1 : inside.rindex("</")]


def classes(element: ET.Element) -> list[str]:
    """Return an element's classes."""
    return element.get("class", "").split()


def text_of(element: ET.Element) -> str:
    """Return an element's words in one line."""
    return " ".join("".join(element.itertext()).split())


def walk(parent: ET.Element) -> Iterator[tuple[ET.Element, ET.Element]]:
    """Return every element below, in the order of reading, with its parent; children may change meanwhile."""
    for child in list(parent):
        yield parent, child
        yield from walk(child)


def make(tag: str, text: str = "", **attributes: str) -> ET.Element:
    """Make an element; `class_` stands for class."""
    element = ET.Element(tag, {name.rstrip("_"): value for name, value in attributes.items()})
    element.text = text or None
    return element


def replace(parent: ET.Element, old: ET.Element, new: ET.Element) -> None:
    """Put an element where another was; the words after it stay."""
    new.tail, old.tail = old.tail, None
    parent[list(parent).index(old)] = new


def remove(parent: ET.Element, old: ET.Element) -> None:
    """Take an element out; the words after it stay."""
    at = list(parent).index(old)
    tail = old.tail or ""
    if at:
        parent[at - 1].tail = (parent[at - 1].tail or "") + tail
    else:
        parent.text = (parent.text or "") + tail
    parent.remove(old)


def insert_after(parent: ET.Element, old: ET.Element, new: ET.Element) -> None:
    """Put an element right behind another, before the words that follow."""
    new.tail, old.tail = old.tail, None
    parent.insert(list(parent).index(old) + 1, new)
