"""One lesson as a numbered section: its links become citations, its footnotes and figures get numbers."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from .book import Checklist, Manuscript, Medium, Note, Section, SourceLesson
from .markup import classes, insert_after, make, read_html, remove, replace, text_of, walk, write_html
from .wording import Wording, wording_for

TERM_SIGN = "°"
DEEPER = {"h2": "h3", "h3": "h4", "h4": "h5", "h5": "h6"}
_GLOSSARY = re.compile(r"/library/glossary#(.+)")
_LIBRARY = re.compile(r"/library/([a-z-]+)")
_LESSON = re.compile(r"\.\./([a-z0-9-]+)/([a-z0-9-]+)")


@dataclass(frozen=True, slots=True)
class Numbering:
    """Numbers of modules and sections, known before any text is."""

    modules: Mapping[str, int]
    sections: Mapping[tuple[str, str], int]

    @classmethod
    def of(cls, manuscript: Manuscript) -> Numbering:
        """A module's number is its place in the curriculum; without one, or taken already, its place in the book."""
        numbers: dict[str, int] = {}
        for place, module in enumerate(manuscript.modules, start=1):
            taken = module.number < 1 or module.number in numbers.values()
            numbers[module.key] = module.number if not taken else _free(place, numbers)
        sections = {
            (module.key, lesson.key): at
            for module in manuscript.modules
            for at, lesson in enumerate(module.lessons, start=1)
        }
        return cls(numbers, sections)

    def cite(self, module_key: str, section: int) -> str:
        """Return how a section is cited."""
        return f"M{self.modules[module_key]} §{section}"


def _free(place: int, numbers: Mapping[str, int]) -> int:
    while place in numbers.values():
        place += 100
    return place


def compose_section(
    lesson: SourceLesson,
    *,
    module_key: str,
    cite: str,
    number: int,
    figures: int,
    manuscript: Manuscript,
    numbering: Numbering,
    medium: Medium,
) -> tuple[Section, int]:
    """Return the section, and how many figures the module has up to its end."""
    work = _Work(module_key, cite, f"m{numbering.modules[module_key]}-{number}", figures, manuscript, numbering, medium)
    root = read_html(lesson.html)
    work.take_notes(root)
    work.go_through(root)
    notes = work.write_notes()
    medium.finish(root)
    section = Section(
        number=number,
        anchor=work.anchor,
        cite=cite,
        key=lesson.key,
        title=lesson.title,
        language=lesson.language,
        html=write_html(root),
        notes=notes,
        checklists=tuple(work.checklists),
        terms=tuple(work.terms),
        reviewed_by=lesson.reviewed_by,
        reviewed_on=lesson.reviewed_on,
        stale=lesson.stale,
    )
    return section, work.figures


@dataclass(slots=True)
class _Work:
    """One section under way."""

    module_key: str
    cite: str
    anchor: str
    figures: int
    manuscript: Manuscript
    numbering: Numbering
    medium: Medium
    texts: dict[str, Element] = field(default_factory=dict)
    numbers: dict[str, int] = field(default_factory=dict)
    checklists: list[Checklist] = field(default_factory=list)
    terms: dict[str, None] = field(default_factory=dict)
    in_notes: bool = False

    @property
    def words(self) -> Wording:
        return wording_for(self.manuscript.language)

    def take_notes(self, root: Element) -> None:
        """Take the footnotes out of the text; they are written anew at its end."""
        for parent, element in list(walk(root)):
            if element.tag == "div" and "footnote" in classes(element):
                self.texts.update({item.get("id", ""): item for item in element.iter("li") if item.get("id")})
                remove(parent, element)

    def go_through(self, root: Element) -> None:
        """Number and cite; ids are made the book's own."""
        for parent, element in list(walk(root)):
            if element.get("id"):
                element.set("id", f"{self.anchor}-{element.get('id')}")
            if element.tag in DEEPER:
                element.tag = DEEPER[element.tag]
            elif element.tag == "a":
                self._link(parent, element)
            elif element.tag == "img":
                self._picture(root, parent, element)
            elif element.tag == "div" and "checklist" in classes(element):
                self._checklist(element)

    def write_notes(self) -> tuple[Note, ...]:
        """Return the footnotes in the order in which the text calls them."""
        self.in_notes = True
        notes = []
        for key, number in list(self.numbers.items()):
            text = self.texts.get(key)
            if text is None:
                html = write_html(_address(key))
            else:
                for parent, element in list(walk(text)):
                    if "footnote-backref" in classes(element):
                        remove(parent, element)
                self.go_through(text)
                html = _inline(text)
            notes.append(Note(number, f"{self.anchor}-n{number}", f"{self.anchor}-r{number}", html))
        return tuple(notes)

    def _link(self, parent: Element, link: Element) -> None:
        address = link.attrib.pop("href", "")
        link.attrib.pop("title", None)
        if "footnote-ref" in classes(link):
            self._call_note(parent, link, address.removeprefix("#"))
        elif term := _GLOSSARY.fullmatch(address):
            self._term(link, term[1])
        elif lesson := _LESSON.fullmatch(address):
            self._lesson(parent, link, lesson[1], lesson[2])
        elif page := _LIBRARY.fullmatch(address):
            self._page(parent, link, page[1])
        elif address.startswith("#"):
            link.set("href", f"#{self.anchor}-{address[1:]}")
        elif address:
            self._web(parent, link, address)

    def _call_note(self, parent: Element, link: Element, key: str) -> None:
        number, again = self._number(key)
        link.attrib.clear()
        link.set("href", f"#{self.anchor}-n{number}")
        link.set("class", "note-ref")
        link.text = str(number)
        parent.attrib.pop("id", None)
        if not again:
            parent.set("id", f"{self.anchor}-r{number}")

    def _number(self, key: str) -> tuple[int, bool]:
        """Return a note's number, and whether the text called it before."""
        if key in self.numbers:
            return self.numbers[key], True
        self.numbers[key] = len(self.numbers) + 1
        return self.numbers[key], False

    def _term(self, link: Element, key: str) -> None:
        if key not in self.manuscript.terms:
            link.tag = "span"
            return
        link.set("href", self.medium.term(key))
        link.set("class", "term")
        if key not in self.terms and not self.in_notes:
            _append(link, TERM_SIGN)
        self.terms[key] = None

    def _lesson(self, parent: Element, link: Element, module_key: str, lesson_key: str) -> None:
        section = self.numbering.sections.get((module_key, lesson_key))
        if section is not None:
            link.set("href", self.medium.section(module_key, section))
            _append(link, f" ({self.numbering.cite(module_key, section)})")
            return
        link.tag = "span"
        other = self.manuscript.elsewhere.get(module_key)
        if other is not None:
            at = f" §{other.lessons.index(lesson_key) + 1}" if lesson_key in other.lessons else ""
            label = f"M{other.number}{at}, " if other.number else ""
            _say(parent, link, f" ({label}{self.words.quote(other.title)}, {self.words.elsewhere})")

    def _page(self, parent: Element, link: Element, name: str) -> None:
        address = self.medium.library(name)
        if address:
            link.set("href", address)
        else:
            link.tag = "span"
        _say(parent, link, f" ({self.words.library.get(name, name)})")

    def _web(self, parent: Element, link: Element, address: str) -> None:
        """An address on the web is written out: in a note, or in place when we are in a note already."""
        if text_of(link) == address:
            link.set("href", address)
        elif self.in_notes:
            link.set("href", address)
            _say(parent, link, f" ({address})")
        else:
            number, again = self._number(address)
            link.set("href", address)
            call = make("sup") if again else make("sup", id=f"{self.anchor}-r{number}")
            call.append(make("a", str(number), href=f"#{self.anchor}-n{number}", class_="note-ref"))
            insert_after(parent, link, call)

    def _checklist(self, box: Element) -> None:
        title = next((each for each in box if "admonition-title" in classes(each)), None)
        anchor = f"{self.anchor}-c{len(self.checklists) + 1}"
        box.set("id", anchor)
        words = text_of(title) if title is not None else ""
        self.checklists.append(Checklist(words, self.cite, self.module_key, anchor))

    def _picture(self, root: Element, parent: Element, picture: Element) -> None:
        self.figures += 1
        label = f"{self.words.figure} {self.cite.split()[0].removeprefix('M')}.{self.figures}"
        alt, address = picture.get("alt", ""), self.medium.picture(picture.get("src", ""))
        figure = make("div", class_="figure", id=f"{self.anchor}-f{self.figures}")
        if address:
            shown = make("img", src=address, alt="")
            shown.attrib.update({name: picture.attrib[name] for name in ("width", "height") if name in picture.attrib})
            figure.append(shown)
        caption = make("p", class_="caption")
        caption.append(make("b", f"{label}."))
        caption[0].tail = f" {alt}" if address else f" {self.words.described} {alt}"
        figure.append(caption)
        _place(root, parent, picture, figure)


def _place(root: Element, parent: Element, picture: Element, figure: Element) -> None:
    """Put a figure where its picture was, but never inside a paragraph."""
    if parent.tag != "p":
        replace(parent, picture, figure)
        return
    remove(parent, picture)
    above = next(holder for holder in root.iter() if parent in list(holder))
    insert_after(above, parent, figure)
    if not text_of(parent) and not len(parent):
        remove(above, parent)


def _say(parent: Element, after: Element, words: str) -> None:
    after.tail = words + (after.tail or "")
    assert after in list(parent)


def _append(element: Element, words: str) -> None:
    if len(element):
        element[-1].tail = (element[-1].tail or "") + words
    else:
        element.text = (element.text or "") + words


def _address(address: str) -> Element:
    holder = make("div")
    holder.append(make("a", address, href=address))
    return holder


def _inline(text: Element) -> str:
    """Return a note's paragraphs as one line of HTML."""
    paragraphs = [write_html(each).replace("\xa0", " ").strip() for each in text if each.tag == "p"]
    return " ".join(paragraphs) if paragraphs else write_html(text).strip()
