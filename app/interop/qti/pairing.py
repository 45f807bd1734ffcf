"""Items in which things are paired."""

from __future__ import annotations

from app.assessments.rules.writing import WrittenQuestion
from app.core.errors import N_

from ..markup import Element, children
from ..options import NOTHING
from ..outcome import Refused
from .item import Item, all_or_nothing, costs, scored, set_stem, words_of_choice
from .scoring import MAPPING, Response


def _pairs(response: Response) -> list[tuple[str, str]]:
    pairs = [each.split() for each in response.correct]
    if not pairs:
        pairs = [key.split() for key, worth in response.mapped.items() if worth > 0]
    return [(each[0], each[1]) for each in pairs if len(each) == 2]  # noqa: PLR2004 -- a pair


def match(item: Item, interaction: Element) -> WrittenQuestion:
    """Lines on the left and their partners on the right."""
    response = item.response(interaction)
    scored(item, response)
    set_stem(item, interaction)
    sets = children(interaction, "simpleMatchSet")
    if len(sets) != 2:  # noqa: PLR2004 -- left and right
        raise Refused(N_("The two sides of a matching question are not there."))
    left, right = (
        {each.get("identifier") or "": words_of_choice(item, each) for each in _choices(side)} for side in sets
    )
    pairs = _pairs(response)
    lefts, rights = [pair[0] for pair in pairs], [pair[1] for pair in pairs]
    if len(set(lefts)) < len(lefts) and len(set(rights)) == len(rights):
        left, right, pairs = right, left, [(b, a) for a, b in pairs]
    return _paired(item, response, left, right, pairs)


def _choices(side: Element) -> list[Element]:
    return children(side, "simpleAssociableChoice")


def _paired(
    item: Item, response: Response, left: dict[str, str], right: dict[str, str], pairs: list[tuple[str, str]]
) -> WrittenQuestion:
    lefts = [pair[0] for pair in pairs]
    if len(set(lefts)) < len(lefts):
        raise Refused(N_("A line belongs to several others; here each line has one partner."))
    if any(a not in left or b not in right for a, b in pairs):
        raise Refused(N_("The correct response names something that is not among the choices."))
    if set(left) - set(lefts):
        item.draft.lose(N_("Lines without a partner were left out."))
    all_or_nothing(item, response)
    costs(item, response)
    worth = [response.mapped.get(f"{a} {b}", response.mapped.get(f"{b} {a}", NOTHING)) for a, b in pairs]
    weights = worth if response.by == MAPPING and all(each > NOTHING for each in worth) else []
    used = {pair[1] for pair in pairs}
    return item.draft.matching(
        [(left[a], right[b]) for a, b in pairs], [text for name, text in right.items() if name not in used], weights
    )


def associate(item: Item, interaction: Element) -> WrittenQuestion:
    """Partners in one heap."""
    response = item.response(interaction)
    scored(item, response)
    set_stem(item, interaction)
    texts = {each.get("identifier") or "": words_of_choice(item, each) for each in _choices(interaction)}
    pairs = _pairs(response)
    flat = [each for pair in pairs for each in pair]
    if len(set(flat)) < len(flat):
        raise Refused(N_("A line belongs to several others; here each line has one partner."))
    left = {a: texts.get(a, "") for a, _b in pairs}
    right = {each: text for each, text in texts.items() if each not in left}
    item.draft.lose(N_("Which of two partners stands on the left was not said; the first one does."))
    return _paired(item, response, left, right, pairs)
