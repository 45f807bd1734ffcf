"""XML that strangers send: read within limits, without definitions of its own and without fetching anything."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from typing import Any, TypeAlias

from lxml import etree

from app.core.errors import N_

from .decoding import decode
from .limits import DEEPEST, MOST_ELEMENTS
from .outcome import FileRefused

# lxml has no types of its own.
Element: TypeAlias = Any
DECLARED = re.compile(rb"^\s*<\?xml[^>]*?encoding\s*=\s*[\"']([A-Za-z0-9._-]{1,40})[\"']")
DECLARATION = re.compile(r"^\s*<\?xml.*?\?>", re.DOTALL)
DOCTYPE = "<!DOCTYPE"
BLANK = re.compile(r"\s+")
ASIDE = (("<!--", "-->"), ("<?", "?>"))
# Names a kind of document and defines nothing; what it points to is never fetched.
HARMLESS = re.compile(
    r"<!DOCTYPE\s+[\w:.-]{1,80}(?:\s+PUBLIC\s+\"-//W3C//[^\"<>\[]{0,120}\"\s+\"[^\"<>\[]{0,200}\")?\s*>", re.IGNORECASE
)
ENTITY = re.compile(r"&([A-Za-z][A-Za-z0-9]{1,31});")
OF_XML = frozenset({"amp", "lt", "gt", "quot", "apos"})
FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
BARE_AMPERSAND = re.compile(r"&(?!#\d{1,7};|#x[0-9A-Fa-f]{1,6};|[A-Za-z][A-Za-z0-9]{0,31};)")


def parse(content: bytes) -> Element:
    """Return the root element.

    Control characters that XML has no place for are dropped, and HTML's names of characters (&nbsp;) understood,
    since many programs write both.

    Raises:
        FileRefused: it is no XML, has definitions (DTD) of its own, or passes a limit.

    """
    text = _text(content)
    at = beginning(text)
    if harmless := HARMLESS.match(text, at):
        text = text[:at] + re.sub(r"[^\n]", "", harmless[0]) + text[harmless.end() :]
    elif text[at : at + len(DOCTYPE)].upper() == DOCTYPE:
        raise FileRefused(N_("The file has definitions of its own (DOCTYPE). They can do harm, so it was not read."))
    text = FORBIDDEN.sub("", text)
    try:
        root = _parse(text)
    except etree.XMLSyntaxError as first:
        try:
            root = _parse(BARE_AMPERSAND.sub("&amp;", ENTITY.sub(_entity, text)))
        except etree.XMLSyntaxError:
            raise FileRefused(
                N_("This is not well-formed XML: line %(line)s: %(reason)s"),
                line=first.lineno or 1,
                reason=re.sub(r", line \d+, column \d+.*", "", str(first.msg))[:200],
            ) from None
    _within_limits(root)
    return root


def beginning(text: str, at: int = 0) -> int:
    """Return where something other than blanks, comments and instructions begins."""
    while True:
        blank = BLANK.match(text, at)
        at = at if blank is None else blank.end()
        last = next((last for first, last in ASIDE if text.startswith(first, at)), None)
        end = -1 if last is None else text.find(last, at)
        if last is None or end < 0:
            return at
        at = end + len(last)


def first_tag(text: str) -> str:
    """Return what a document begins with, past a DOCTYPE that defines nothing."""
    at = beginning(text)
    harmless = HARMLESS.match(text, at)
    at = at if harmless is None else beginning(text, harmless.end())
    return text[at : at + 400]


def _text(content: bytes) -> str:
    declared = DECLARED.match(content[:400])
    # Who could read the declaration byte by byte reads no UTF-16; and what is UTF-8 is nothing else by chance.
    if declared and not declared[1].lower().startswith((b"utf-16", b"utf-32", b"ucs")) and not _is_utf8(content):
        try:
            text = content.decode(declared[1].decode("ascii").lower())
            return DECLARATION.sub("", text.removeprefix("\ufeff").replace("\r\n", "\n"), count=1)
        except (LookupError, ValueError):
            pass
    return DECLARATION.sub("", decode(content)[0].lstrip("\ufeff"), count=1)


def _is_utf8(content: bytes) -> bool:
    if content.isascii():
        return False
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _parse(text: str) -> Element:
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        huge_tree=False,
        remove_pis=True,
        strip_cdata=False,
    )
    root = etree.fromstring(text.encode("utf-8", "replace"), parser)
    if root.getroottree().docinfo.internalDTD is not None:
        raise FileRefused(N_("The file has definitions of its own (DOCTYPE). They can do harm, so it was not read."))
    return root


def _entity(found: re.Match[str]) -> str:
    return found[0] if found[1] in OF_XML else html.unescape(found[0]).replace("&", "&amp;").replace("<", "&lt;")


def _within_limits(root: Element) -> None:
    depth = count = 0
    for event, _element in etree.iterwalk(root, events=("start", "end")):
        depth += 1 if event == "start" else -1
        count += event == "start"
        if depth > DEEPEST or count > MOST_ELEMENTS:
            raise FileRefused(
                N_("The XML is nested deeper than %(depth)s levels or has more than %(count)s elements."),
                depth=DEEPEST,
                count=MOST_ELEMENTS,
            )


def local(element: Element) -> str:
    """Return an element's name without its namespace; a comment or instruction has none."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def children(element: Element, *names: str) -> list[Element]:
    """Return the children with one of these names, in any namespace; all elements where no name is given."""
    return [each for each in element if local(each) and (not names or local(each) in names)]


def child(element: Element, *names: str) -> Element | None:
    """Return the first such child."""
    return next(iter(children(element, *names)), None)


def descendants(element: Element, *names: str) -> Iterator[Element]:
    """Return every element below, in the file's order, with one of these names."""
    return (each for each in element.iter() if each is not element and local(each) in names)


def text_of(element: Element | None) -> str:
    """Return all text within an element."""
    return "" if element is None else _itertext(element)


def _itertext(element: Element) -> str:
    parts = [element.text or ""]
    for each in element:
        if local(each):
            parts.append(_itertext(each))
        parts.append(each.tail or "")
    return "".join(parts)


def clean(text: str) -> str:
    """Return a text without what XML can't hold, for writing."""
    return FORBIDDEN.sub("\ufffd", text)
