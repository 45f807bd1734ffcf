"""The last touch for paper: columns as wide as their words, call-outs whole, pictures inside the document."""

from __future__ import annotations

import base64
from math import sqrt
from xml.etree.ElementTree import Element

from .book import Medium
from .compose import term_anchor
from .markup import classes, text_of, walk

BOX = (
    "data:image/svg+xml;base64,"
    + base64.b64encode(
        b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 12 12" width="13" height="13">'
        b'<rect x="1" y="1" width="10" height="10" fill="none" stroke="#1b6838" stroke-width="1.2"/></svg>'
    ).decode()
)
NARROWEST = 12
WIDEST_PICTURE = 560
LONGEST_WHOLE = 700
LONGEST_CHECKLIST = 1_600


def paper_medium(pictures: dict[str, str], numbers: dict[str, int]) -> Medium:
    """Return the medium of a printed book: links lead to places in it, pictures are `data:` addresses by source."""
    return Medium(
        term=lambda key: f"#{term_anchor(key)}",
        section=lambda module, section: f"#m{numbers[module]}-{section}",
        library=lambda _name: "",
        picture=lambda source: pictures.get(source, ""),
        finish=fit_for_paper,
    )


def fit_for_paper(root: Element) -> None:
    """Change what the screen does by style into what the PDF library can do."""
    for _parent, element in list(walk(root)):
        for name in ("role", "tabindex", "aria-label", "data-label", "scope"):
            element.attrib.pop(name, None)
        if element.tag == "table":
            _set_widths(element)
        elif element.tag == "div" and "admonition" in classes(element):
            _set_box(element)
        elif element.tag == "img" and element.get("width"):
            _shrink(element)


def _set_widths(table: Element) -> None:
    rows = [[cell for cell in row if cell.tag in ("td", "th")] for row in table.iter("tr")]
    if not rows or not rows[0]:
        return
    table.set("repeat", "1")
    weights = [_weight([text_of(row[at]) for row in rows if at < len(row)]) for at in range(len(rows[0]))]
    least = NARROWEST * sum(weights) / 100
    weights = [max(weight, least) for weight in weights]
    for cell, weight in zip(rows[0], weights, strict=True):
        cell.set("width", f"{100 * weight / sum(weights):.0f}%")


def _weight(texts: list[str]) -> float:
    longest = max((len(word) for text in texts for word in text.split()), default=1)
    return longest + 2 * sqrt(sum(map(len, texts)))


def _set_box(box: Element) -> None:
    """Keep a call-out on one page when it is short enough; checklists are printed, so they may be longer."""
    longest = LONGEST_CHECKLIST if "checklist" in classes(box) else LONGEST_WHOLE
    if len(text_of(box)) < longest and box.find(".//table") is None:
        box.set("class", f"{box.get('class')} whole")


def _shrink(picture: Element) -> None:
    width, height = int(picture.get("width", "1")), int(picture.get("height", "1"))
    scale = min(1.0, WIDEST_PICTURE / max(width, 1))
    picture.set("width", str(round(width * scale)))
    picture.set("height", str(round(height * scale)))
