"""Elements of QTI 3.0, built one into the other."""

from __future__ import annotations

import hashlib
import re

from lxml import etree

from ..markup import Element, clean

QTI = "http://www.imsglobal.org/xsd/imsqtiasi_v3p0"
XSI = "http://www.w3.org/2001/XMLSchema-instance"
PLACES = f"{QTI} https://purl.imsglobal.org/spec/qti/v3p0/schema/xsd/imsqti_asiv3p0_v1p0.xsd"


def put(parent: Element, name: str, text: str = "", **attributes: str) -> Element:
    """Add an element; an attribute's _ is written as a hyphen."""
    named = {key.replace("_", "-"): clean(value) for key, value in attributes.items()}
    made = etree.SubElement(parent, f"{{{QTI}}}{name}", named)
    if text:
        made.text = clean(text)
    return made


def lines(parent: Element, text: str, tag: str = "p") -> None:
    """Write a text as paragraphs: a line is one."""
    for line in text.split("\n"):
        if line.strip():
            put(parent, tag, line)


def identifier(name: str) -> str:
    """Return an id as QTI allows it: it begins with a letter."""
    plain = re.sub(r"[^A-Za-z0-9_.-]", "_", name)
    if plain != name:
        plain = f"{plain[:60]}-{hashlib.sha256(name.encode('utf-8', 'replace')).hexdigest()[:8]}"
    return plain if plain[:1].isalpha() or plain[:1] == "_" else f"_{plain}"


def inline(parent: Element, text: str) -> None:
    """Write a text whose lines are parted by breaks."""
    first, *others = text.split("\n")
    append(parent, first)
    for line in others:
        put(parent, "br")
        append(parent, line)


def append(parent: Element, text: str) -> None:
    """Add words at the end of an element."""
    if len(parent):
        parent[-1].tail = (parent[-1].tail or "") + clean(text)
    else:
        parent.text = (parent.text or "") + clean(text)


def picture(parent: Element, name: str, words: str) -> None:
    """Show a picture of the package."""
    put(parent, "img", src=f"../media/{name}", alt=words)
