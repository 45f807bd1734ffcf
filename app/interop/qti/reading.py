"""QTI: a single item, or a package whose manifest or test says what belongs to it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from app.core.errors import N_

from .. import numbers
from ..archive import resolve, unpack
from ..decoding import decode
from ..drafts import Draft
from ..keepsake import remembered, with_pictures
from ..limits import MOST_QUESTIONS
from ..markup import Element, child, descendants, local, parse
from ..naming import Names
from ..outcome import FileRefused, Note, Outcome, ReadFile, Refused, note
from ..pictures import Media
from ..words import plain_element, plain_html
from .first import OldItem
from .item import Item
from .items import read_item
from .normal import XML_LANG, normalise, root_name
from .writing import pictures_of, write_item

ITEM, TEST, STIMULUS = "assessmentItem", "assessmentTest", "assessmentStimulus"
FIRST = "questestinterop"  # QTI 1.2
LONGEST_PAGE = 200_000
MANIFEST = "imsmanifest.xml"


@dataclass(slots=True)
class Package:
    """The files of a package, those of them that are XML already read."""

    parts: dict[str, bytes]
    roots: dict[str, Element] = field(default_factory=dict)
    broken: dict[str, FileRefused] = field(default_factory=dict)

    def root(self, place: str) -> Element | None:
        """Return the root element of a file, or None where it can't be read."""
        if place not in self.roots and place not in self.broken:
            try:
                self.roots[place] = parse(self.parts[place])
            except FileRefused as refusal:
                self.broken[place] = refusal
        return self.roots.get(place)


def read(content: bytes, language: str) -> ReadFile:
    """Read an item or a package.

    Raises:
        FileRefused: it is neither, or passes a limit.

    """
    if content.startswith(b"PK"):
        return _read_package(unpack(content), language)
    root = parse(content)
    name = root_name(root)
    reader = _Reader(Package({}), language)
    if name == TEST:
        raise FileRefused(N_("This is a test that names its questions in other files. Send the whole package (.zip)."))
    if name == FIRST:
        reader.read_first(root, "")
        return ReadFile("qti", tuple(reader.outcomes), reader.media.kept)
    items = [root] if name == ITEM else [each for each in root.iter() if _is_item(each)]
    if not items:
        raise FileRefused(N_("This XML has no question of QTI: it begins with <%(tag)s>."), tag=name)
    for each in items:
        reader.read(each, "", "")
    return ReadFile("qti", tuple(reader.outcomes), reader.media.kept)


def _is_item(element: Element) -> bool:
    return isinstance(element.tag, str) and root_name(element) == ITEM


def _read_package(parts: dict[str, bytes], language: str) -> ReadFile:
    package = Package(parts)
    places = [place for place in parts if place.casefold().endswith((".xml", ".qti")) and not _of_a_mac(place)]
    listed = _listed(package, places)
    reader = _Reader(package, language)
    done: set[str] = set()
    for place in places:
        root = package.root(place)
        if root is not None and root_name(root) == TEST:
            reader.read_test(place, root, done)
    for place in listed:
        root = package.root(place)
        if place in done:
            continue
        if root is None:
            reader.refuse_file(place)
        elif root_name(root) == ITEM:
            reader.read(root, place, "")
            done.add(place)
        elif root_name(root) == FIRST and not _said_twice(place, parts):
            reader.read_first(root, place)
    if not reader.outcomes:
        raise FileRefused(N_("The package has no question of QTI."))
    return ReadFile("qti", tuple(reader.outcomes), reader.media.kept, tuple(reader.notes))


def _said_twice(place: str, parts: dict[str, bytes]) -> bool:
    """Whether Canvas wrote a quiz a second time, in full, beside the cut one for others."""
    folders, _slash, _name = place.rpartition("/")
    above, _slash, quiz = folders.rpartition("/")
    return f"{above}/non_cc_assessments/{quiz}.xml.qti".lstrip("/") in parts


def _of_a_mac(place: str) -> bool:
    """Whether a file is what a Mac adds to the packages that it makes."""
    return place.startswith("__MACOSX/") or place.rpartition("/")[2].startswith("._")


def _listed(package: Package, places: list[str]) -> list[str]:
    """Return the files in the manifest's order, then those that it forgot."""
    manifest = next((each for each in places if each.rpartition("/")[2].casefold() == MANIFEST), None)
    root = package.root(manifest) if manifest else None
    named: list[str] = []
    if manifest and root is not None:
        for element in descendants(root, "resource", "file"):
            place = resolve(package.parts, manifest, element.get("href") or "")
            if place and place in places and place not in named:
                named.append(place)
    return [*named, *(each for each in places if each not in named and each != manifest)]


class _Reader:
    """Reads item after item; names and pictures are its state."""

    def __init__(self, package: Package, language: str) -> None:
        self.package = package
        self.language = language
        self.names = Names()
        self.media = Media()
        self.outcomes: list[Outcome] = []
        self.notes: list[Note] = []

    def read_test(self, place: str, root: Element, done: set[str]) -> None:
        """Read the items of a test in its order, under the titles of its sections."""
        for reference in root.iter():
            if not isinstance(reference.tag, str) or root_name(reference) != "assessmentItemRef":
                continue
            titles = [each.get("title") or "" for each in reference.iterancestors()][::-1]
            target = resolve(self.package.parts, place, reference.get("href") or "")
            if target is None:
                draft = Draft(reference.sourceline or 0, reference.get("identifier") or "", "assessmentItem", "")
                draft.part = place
                refusal = note(N_("The package lacks the file %(name)s."), name=(reference.get("href") or "")[:120])
                self.outcomes.append(draft.refused(refusal))
                continue
            if target in done:
                continue
            done.add(target)
            item = self.package.root(target)
            if item is None:
                self.refuse_file(target)
            elif root_name(item) == ITEM:
                self.read(item, target, " / ".join(filter(None, titles)), _weight(reference))

    def refuse_file(self, place: str) -> None:
        """Say why a file of the package was not read."""
        broken = self.package.broken[place]
        draft = Draft(1, place.rpartition("/")[2], "?", self.language, part=place)
        self.outcomes.append(draft.refused(note(broken.message, **broken.facts)))

    def _within_limit(self) -> None:
        if len(self.outcomes) >= MOST_QUESTIONS:
            raise FileRefused(N_("The file has more than %(count)s questions. Split it."), count=MOST_QUESTIONS)

    def read_first(self, root: Element, place: str) -> None:
        """Read the items of a file of QTI 1.2."""
        for element in descendants(root, "item"):
            self._within_limit()
            titles = [each.get("title") or "" for each in element.iterancestors()][::-1]
            title = " ".join((element.get("title") or element.get("ident") or "").split())
            draft = Draft(element.sourceline or 0, title, "item", self.language, part=place)
            draft.category = " / ".join(filter(None, titles))
            draft.name = self.names.give(title, f"item-{len(self.outcomes) + 1}")
            try:
                self.outcomes.append(draft.finished(OldItem(element, draft).read()))
            except Refused as refusal:
                self.outcomes.append(draft.refused(refusal.note))

    def read(self, root: Element, place: str, category: str, weight: str = "") -> None:
        """Read one item."""
        self._within_limit()
        identifier, title = root.get("identifier") or "", " ".join((root.get("title") or "").split())
        draft = Draft(root.sourceline or 0, title or identifier, "item", self.language, category=category, part=place)
        language = root.get(XML_LANG) or ""
        kept = remembered(root, lambda question: write_item(question, language))
        if kept is not None:
            self.names.give(kept.name, kept.name)
            files = {name: content for name in pictures_of(kept) if (content := self._fetch(place, f"../media/{name}"))}
            self.outcomes.append(draft.finished(with_pictures(kept, files, self.media)))
            return
        if weight:
            draft.lose(
                N_("In the test this question has the weight %(weight)s; a blueprint says that here."), weight=weight
            )
        normalise(root)
        draft.name = self.names.give(title or identifier, f"item-{len(self.outcomes) + 1}")
        try:
            item = Item(root, draft, self.media, lambda address: self._fetch(place, address))
            item.passage = self._passage(item, place)
            self.outcomes.append(draft.finished(read_item(item)))
        except Refused as refusal:
            self.outcomes.append(draft.refused(refusal.note))

    def _fetch(self, place: str, address: str) -> bytes | None:
        found = resolve(self.package.parts, place, address)
        return None if found is None else self.package.parts[found]

    def _passage(self, item: Item, place: str) -> str:
        """Return the text that several items share."""
        texts = []
        for reference in descendants(item.root, "stimulusRef"):
            found = resolve(self.package.parts, place, reference.get("href") or "")
            root = self.package.root(found) if found else None
            if root is None:
                item.draft.lose(
                    N_("The shared text %(name)s is not in the package."), name=(reference.get("href") or "")[:120]
                )
                continue
            normalise(root)
            body = child(root, "stimulusBody") if local(root) != "stimulusBody" else root
            words = plain_element(root if body is None else body)
            item.draft.add_losses(words.losses)
            item.lose_pictures(words.pictures)
            texts.append(words.text)
        texts += self._pages(item, place)
        return "\n".join(filter(None, texts))

    def _pages(self, item: Item, place: str) -> list[str]:
        """Return the texts of pages (HTML) of the package that the item shows beside its question."""
        texts = []
        for element in descendants(item.root, "object"):
            address = element.get("data") or ""
            content = self._fetch(place, address) if "html" in (element.get("type") or "") else None
            if content and len(content) < LONGEST_PAGE:
                words = plain_html(re.sub(r"^\s*<\?xml[^>]*\?>", "", decode(content)[0]))
                item.draft.add_losses(words.losses)
                item.lose_pictures(words.pictures)
                item.pages.add(address)
                texts.append(words.text)
        return texts


def _weight(reference: Element) -> str:
    """Return the weight that a test gives to an item, nothing where it is the usual one."""
    found = [
        each.get("value") or ""
        for each in reference.iter()
        if isinstance(each.tag, str) and root_name(each) == "weight"
    ]
    return next((each[:20] for each in found if numbers.read(each) not in (None, 1)), "")
