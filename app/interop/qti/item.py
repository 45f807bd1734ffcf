"""An item of QTI as it is read, and what every kind of it needs."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from fractions import Fraction

from app.core.errors import N_

from .. import numbers
from ..drafts import Draft
from ..markup import Element, child, children, descendants, local, text_of
from ..options import Option
from ..outcome import Refused
from ..pictures import Media, from_data_address
from ..words import Picture, Words, plain_element, plain_html
from .scoring import CORRECT, MAPPING, Response

INTERACTION = "Interaction"
ESCAPED = re.compile(r"<(p|div|span)>.*</\1>", re.DOTALL)
FOR_MARKERS = frozenset({"scorer", "author", "tutor", "proctor", "testConstructor"})

Fetch = Callable[[str], "bytes | None"]


@dataclass(slots=True)
class Item:
    """An item as it is read."""

    root: Element
    draft: Draft
    media: Media
    fetch: Fetch
    responses: dict[str, Response] = field(default_factory=dict)
    feedback: dict[str, str] = field(default_factory=dict)
    notes: str = ""
    passage: str = ""
    pages: set[str] = field(default_factory=set)

    @property
    def body(self) -> Element:
        """What the examinee sees."""
        found = child(self.root, "itemBody")
        if found is None:
            raise Refused(N_("The item has no body."))
        return found

    @property
    def maximum(self) -> Fraction | None:
        """The most that the item says it can earn."""
        for declared in children(self.root, "outcomeDeclaration"):
            if declared.get("identifier") == "MAXSCORE":
                stated = numbers.read(text_of(child(declared, "defaultValue")).strip())
                return Fraction(stated) if stated and stated > 0 else None
        return None

    def response(self, interaction: Element) -> Response:
        """Return the response that an interaction gives."""
        name = interaction.get("responseIdentifier") or "RESPONSE"
        found = self.responses.get(name)
        if found is None:
            raise Refused(N_("The item declares no response %(name)s."), name=name)
        return found

    def words(self, element: Element | None, *, skip: tuple[str, ...] = ()) -> Words:
        """Return the words of an element without its interactions' choices and without feedback."""
        if element is None:
            return Words("")

        def left_out(each: Element) -> str | None:
            name = local(each)
            hidden = name in skip or said_later(each) or name in ("templateInline", "templateBlock")
            hidden = hidden or self.is_page(each)
            return "" if hidden or (name == "rubricBlock" and self.for_markers(each)) else None

        words = plain_element(element, left_out)
        self.draft.add_losses(words.losses)
        return words

    def is_page(self, element: Element) -> bool:
        """Whether an element shows a page of the package, whose words stand in the passage."""
        return local(element) == "object" and element.get("data") in self.pages

    @staticmethod
    def for_markers(rubric: Element) -> bool:
        """Whether a rubric block is not for the examinee."""
        views = set((rubric.get("view") or "candidate").split())
        return bool(views & FOR_MARKERS) and "candidate" not in views

    def keep(self, picture: Picture) -> str:
        """Keep a picture of the package; return its name here, or nothing."""
        content = from_data_address(picture.address) or self.fetch(picture.address)
        return (content and self.media.keep(content)) or ""

    def lose_pictures(self, pictures: list[Picture]) -> None:
        """Say which pictures are not kept."""
        for picture in pictures:
            name = "data:" if picture.address.startswith("data:") else picture.address.rpartition("/")[2][:120]
            self.draft.lose(N_("The picture %(name)s can't be shown here."), name=name or "?")


def said_later(element: Element) -> bool:
    """Whether an element is feedback; where a question stands within, it is part of the text."""
    return local(element).startswith("feedback") and not any(
        local(each).endswith(INTERACTION) and local(each) != "endAttemptInteraction" for each in element.iter()
    )


def set_stem(item: Item, interaction: Element, *, pictures: bool = False) -> None:
    """Put the text around an interaction and its prompt into the stem."""
    around = item.words(item.body, skip=(local(interaction),))
    prompt = item.words(child(interaction, "prompt"))
    draft = item.draft
    asked = _twice_written(prompt.text)
    asked = "" if asked in around.text.split("\n") else asked
    draft.stem = "\n".join(filter(None, (item.passage, around.text, asked)))
    found = around.pictures + prompt.pictures
    if found and pictures:
        draft.picture = item.keep(found[0])
        draft.picture_words = found[0].words
        if draft.picture:
            draft.stem = draft.stem or found[0].words or draft.title
            found = found[1:]
    item.lose_pictures(found)
    for each in found:
        draft.describe(each.words)
    draft.stem = draft.stem or draft.title


def _twice_written(text: str) -> str:
    """Return a text whose markup was escaped once too often (&lt;p&gt;) without it."""
    return plain_html(text).text if ESCAPED.fullmatch(text) else text


def scored(item: Item, response: Response) -> None:
    """Refuse an item that does not say what is right; keep what it is worth."""
    if not response.known:
        raise Refused(N_("The item does not say which answer is right."))
    worth = item.maximum or (response.total if response.by == MAPPING else response.worth)
    if worth > 0 and worth != 1:
        item.draft.key["points"] = numbers.share(worth)


def costs(item: Item, response: Response) -> None:
    """Say that wrong answers cost nothing here."""
    if response.takes_away:
        item.draft.lose(N_("In the file wrong answers cost points; here they earn nothing."))


def all_or_nothing(item: Item, response: Response) -> None:
    """Say that a partly right answer earns a part here."""
    if response.by == CORRECT and not response.partly:
        item.draft.lose(N_("In the file only a wholly right answer earns anything; here a part of it earns a part."))


def choice_option(item: Item, choice: Element, share: Fraction) -> Option:
    """Return a choice with its words, its feedback and its picture."""
    words = item.words(choice)
    name = choice.get("identifier") or ""
    said = [item.words(each).text for each in descendants(choice, "feedbackInline", "feedbackBlock")]
    explanation = "\n".join(dict.fromkeys(filter(None, [*said, item.feedback.get(name, "")])))
    picture, text = "", words.text
    if words.pictures:
        picture = item.keep(words.pictures[0])
        text = text or words.pictures[0].words or words.pictures[0].address.rpartition("/")[2][:80]
        item.lose_pictures(words.pictures[1:] if picture else words.pictures)
    return Option(text, share, explanation, picture)


def words_of_choice(item: Item, element: Element) -> str:
    """Return the words of something to pair or to order; a picture speaks by its description."""
    words = item.words(element)
    item.lose_pictures(words.pictures)
    text = words.text or (words.pictures[0].words if words.pictures else "")
    if not text:
        raise Refused(N_("A choice is only a picture and nothing says what it shows; here it would be empty."))
    return text
