"""Items whose answers are given within a text: words to type, lists to choose from, gaps to fill."""

from __future__ import annotations

import re
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from app.assessments.rules.writing import WrittenQuestion
from app.core.errors import N_

from .. import numbers
from ..drafts import without_gaps
from ..gaps import choice_gap, number_gap, text_gap
from ..markup import Element, child, children, descendants, local
from ..options import FULL, NOTHING, Number, Option
from ..outcome import Refused
from ..words import Picture, plain_element
from .item import costs, said_later
from .scoring import MAPPING, Response

if TYPE_CHECKING:
    from .item import Item

NUMBERS = ("float", "integer")
MARK = "\ue010{}\ue011"


def read(item: Item, interactions: list[Element]) -> WrittenQuestion:
    """Read them all as one text with gaps, or as a typed answer where there is one alone."""
    reader = _Text(item)
    words = plain_element(item.body, reader.replace)
    item.draft.add_losses(words.losses)
    item.lose_pictures(words.pictures)
    text = "\n".join(filter(None, (item.passage, words.text)))
    if len(interactions) == 1 and local(interactions[0]) == "textEntryInteraction":
        return _alone(item, interactions[0], text, words.pictures)
    item.draft.stem = re.sub("\ue010(\\d+)\ue011", r"[[\1]]", without_gaps(text))
    for each in words.pictures:
        item.draft.describe(without_gaps(each.words))
    _points(item, reader.worth)
    if len({gap.get("weight", "1") for gap in reader.gaps}) == 1:
        for gap in reader.gaps:
            gap.pop("weight", None)
    return item.draft.gaps(reader.gaps, reader.words)


def _points(item: Item, worth: dict[str, Fraction]) -> None:
    total = item.maximum or sum(worth.values(), NOTHING)
    if item.maximum and sum(worth.values(), NOTHING) > item.maximum:
        item.draft.lose(N_("The parts of the item earn more together than it counts; here each earns its share."))
    if total > 0 and total != 1:
        item.draft.key["points"] = numbers.share(total)


class _Text:
    """Puts marks where the gaps are, and collects the gaps."""

    def __init__(self, item: Item) -> None:
        self.item = item
        self.gaps: list[dict[str, Any]] = []
        self.words: dict[str, Any] = {}
        self.worth: dict[str, Fraction] = {}

    def replace(self, element: Element) -> str | None:
        name = local(element)
        if name == "inlineChoiceInteraction":
            return self._choice(element, descendants_of(element, "inlineChoice"))
        if name == "choiceInteraction":
            return self._question(element)
        if name == "textEntryInteraction":
            return self._typed(element)
        if name == "gapMatchInteraction":
            return self._match(element)
        hidden = said_later(element) or self.item.is_page(element)
        if hidden or (name == "rubricBlock" and self.item.for_markers(element)):
            return ""
        return None

    def _add(self, made: tuple[dict[str, Any], dict[str, Any]], worth: Fraction) -> str:
        key, words = made
        if worth not in (NOTHING, FULL):
            key["weight"] = numbers.share(worth)
        self.gaps.append(key)
        self.words[key["id"]] = words
        self.worth[key["id"]] = worth or FULL
        return MARK.format(key["id"])

    @property
    def _next(self) -> str:
        return str(len(self.gaps) + 1)

    def _choice(self, element: Element, choices: list[Element]) -> str:
        response = self.item.response(element)
        _known(response)
        options = []
        for each in choices:
            words = self.item.words(each)
            self.item.lose_pictures(words.pictures)
            text = words.text or (words.pictures[0].words if words.pictures else "")
            options.append(Option(text, response.share(each.get("identifier") or "")))
        return self._add(choice_gap(self.item.draft, self._next, options), _worth(response))

    def _question(self, element: Element) -> str:
        if self.item.response(element).cardinality != "single":
            raise Refused(N_("The item joins several questions, one of them with several right choices."))
        prompt = self.item.words(child(element, "prompt")).text
        mark = self._choice(element, descendants_of(element, "simpleChoice"))
        return f"\ue000{prompt} {mark}\ue000"

    def _typed(self, element: Element) -> str:
        response = self.item.response(element)
        _known(response)
        if response.base in NUMBERS:
            return self._add(number_gap(self.item.draft, self._next, numbers_of(response)), _worth(response))
        return self._add(text_gap(self.item.draft, self._next, _typed(response), case=response.case), _worth(response))

    def _match(self, element: Element) -> str:
        """A text with gaps, each of which takes one of the words on offer."""
        response = self.item.response(element)
        _known(response)
        costs(self.item, response)
        pairs = response.correct or [key for key, worth in response.mapped.items() if worth > 0]
        by_gap: dict[str, list[str]] = {}
        for each in pairs:
            word, _blank, gap = each.partition(" ")
            by_gap.setdefault(gap, []).append(word)
        texts = {}
        for each in children(element, "gapText", "gapImg"):
            words = self.item.words(each)
            self.item.lose_pictures(words.pictures)
            texts[each.get("identifier") or ""] = words.text or (words.pictures[0].words if words.pictures else "")

        def filled(each: Element) -> str | None:
            if local(each) in ("gapText", "gapImg"):
                return ""
            if local(each) != "gap":
                return None
            right = by_gap.get(each.get("identifier") or "", [])
            if not right:
                raise Refused(N_("The item does not say what belongs in a gap."))
            options = [Option(text, FULL if name in right else NOTHING) for name, text in texts.items()]
            worth = response.mapped.get(f"{right[0]} {each.get('identifier')}", NOTHING)
            worth = worth if response.by == MAPPING and worth > 0 else response.worth / len(by_gap)
            mark = self._add(choice_gap(self.item.draft, self._next, options), worth)
            if response.by != MAPPING:
                self.gaps[-1].pop("weight", None)
            return mark

        inner = plain_element(element, filled)
        self.item.draft.add_losses(inner.losses)
        self.item.lose_pictures(inner.pictures)
        return "\ue000" + inner.text.replace("\n", "\ue000") + "\ue000"


def descendants_of(element: Element, name: str) -> list[Element]:
    """Return the elements below with a name."""
    return list(descendants(element, name))


def _known(response: Response) -> None:
    if not response.known:
        raise Refused(N_("The item does not say which answer is right."))


def _worth(response: Response) -> Fraction:
    return response.total if response.by == MAPPING else response.worth


def _alone(item: Item, interaction: Element, text: str, pictures: list[Picture]) -> WrittenQuestion:
    response = item.response(interaction)
    _known(response)
    draft = item.draft
    stem = re.sub("\ue010\\d+\ue011", "_____", text)
    draft.stem = re.sub(r"\s*_____\s*$", "", stem)
    for each in pictures:
        draft.describe(each.words)
    draft.stem = draft.stem or draft.title
    _points(item, {"": _worth(response)})
    if response.base in NUMBERS:
        return draft.numeric(numbers_of(response))
    return draft.short(_typed(response), case=response.case)


def _typed(response: Response) -> list[Option]:
    share = {each: response.share(each) for each in response.values}
    if response.by != MAPPING and response.correct and response.cardinality != "single":
        share = dict.fromkeys(share, FULL)
    # Signs of a pattern mean nothing in QTI.
    return [Option(text.replace("*", "\\*"), worth) for text, worth in share.items() if text]


def numbers_of(response: Response) -> list[Number]:
    """Return the numbers that are right, with what is allowed to either side."""
    if response.by != MAPPING and response.spans:
        best = max(score for *_span, score in response.spans)
        listed = [each for each in response.spans if each[3] > NOTHING] if best > NOTHING else response.spans
        return [_number(*each[:3], each[3] / best if best > NOTHING else FULL) for each in listed]
    found = []
    for text in response.values:
        value = numbers.read(text)
        if value is None:
            raise Refused(N_("“%(text)s” is not a number with its tolerance."), text=text[:60])
        found.append(Number(value, Decimal(0), response.share(text)))
    return found


def _number(value: Decimal | None, low: Decimal, high: Decimal, share: Fraction) -> Number:
    if value is not None and value - low == high - value:
        return Number(value, value - low, share)
    return Number(low, Decimal(0), share, high=high)
