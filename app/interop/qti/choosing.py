"""Items in which something is chosen or put in order."""

from __future__ import annotations

from fractions import Fraction

from app.assessments.rules.writing import WrittenQuestion
from app.core.errors import N_

from ..drafts import Draft
from ..markup import Element, descendants
from ..options import FALSE_WORDS, FULL, TRUE_WORDS, Option
from ..outcome import Refused
from . import inline
from .item import Item, all_or_nothing, choice_option, scored, set_stem, words_of_choice
from .scoring import CORRECT, Response


def choice(item: Item, interaction: Element) -> WrittenQuestion:
    """One or several choices."""
    response = one_answer(item.response(interaction), interaction)
    scored(item, response)
    single = response.cardinality == "single"
    set_stem(item, interaction, pictures=single)
    choices = list(descendants(interaction, "simpleChoice"))
    options = [choice_option(item, each, response.share(each.get("identifier") or "")) for each in choices]
    answer = truth(options) if single else None
    if answer is not None and not item.draft.picture:
        right, wrong = (options if options[0].share == FULL else options[::-1])[:2]
        return item.draft.true_false(answer=answer, right=right.explanation, wrong=wrong.explanation)
    if (interaction.get("shuffle") or "false") != "true":
        item.draft.key["shuffle"] = False
    elif any(fixed := [each.get("fixed") == "true" for each in choices]):
        item.draft.key["shuffle"] = False
        if not all(fixed):
            item.draft.lose(N_("Some choices have a fixed place among shuffled ones; here all keep their order."))
    if not single:
        all_or_nothing(item, response)
        if response.by == CORRECT:
            return standard(item.draft, options)
    return item.draft.choice(options, single=single)


def one_answer(response: Response, interaction: Element) -> Response:
    """Return the response; where only one choice can be made, it has one value whatever is declared."""
    if interaction.get("maxChoices") == "1" and response.cardinality == "multiple" and len(response.correct) < 2:  # noqa: PLR2004 -- one at most
        response.cardinality = "single"
    return response


def marked_words(item: Item, interaction: Element) -> WrittenQuestion:
    """Words to mark in a text: they stand in brackets there and become the choices."""
    response = one_answer(item.response(interaction), interaction)
    scored(item, response)
    single = response.cardinality == "single" and interaction.get("maxChoices", "1") == "1"
    item.draft.lose(N_("Words to mark in a text became choices; in the text they stand in brackets."))
    options = []
    for each in descendants(interaction, "hottext"):
        options.append(Option(item.words(each).text, response.share(each.get("identifier") or "")))
        each.text = f"[{each.text or ''}"
        if len(each):
            each[-1].tail = f"{each[-1].tail or ''}]"
        else:
            each.text += "]"
    set_stem(item, interaction)
    shown = item.words(interaction, skip=("prompt",))
    item.lose_pictures(shown.pictures)
    before = "" if item.draft.stem == item.draft.title else item.draft.stem
    item.draft.stem = "\n".join(filter(None, (before, shown.text)))
    if len({each.text for each in options}) < len(options):
        raise Refused(N_("The same words stand several times among those to mark; as choices nobody could tell them."))
    item.draft.key["shuffle"] = False
    if single or response.by != CORRECT:
        return item.draft.choice(options, single=single)
    all_or_nothing(item, response)
    return standard(item.draft, options)


def slider(item: Item, interaction: Element) -> WrittenQuestion:
    """A slider is a number to type."""
    response = item.response(interaction)
    scored(item, response)
    set_stem(item, interaction)
    low, high = interaction.get("lowerBound") or "", interaction.get("upperBound") or ""
    item.draft.lose(N_("A slider from %(low)s to %(high)s became a number to type."), low=low, high=high)
    return item.draft.numeric(inline.numbers_of(response))


def standard(draft: Draft, options: list[Option]) -> WrittenQuestion:
    """Where the item has no shares, our standard ones count: wrong choices take away what right ones add."""
    wrong = sum(1 for each in options if each.share <= 0)
    return draft.choice(
        [Option(o.text, o.share if o.share > 0 else Fraction(-1, wrong), o.explanation, o.picture) for o in options],
        single=False,
    )


def truth(options: list[Option]) -> bool | None:
    """Return the answer of a statement that is true or false, or None where the choices say something else."""
    texts = [each.text.casefold().strip(" .") for each in options]
    if len(texts) != 2 or {each.share for each in options} != {Fraction(0), FULL}:  # noqa: PLR2004 -- true, false
        return None
    right = next(text for text, each in zip(texts, options, strict=True) if each.share == FULL)
    other = next(text for text in texts if text != right) if texts[0] != texts[1] else ""
    if right in TRUE_WORDS and other in FALSE_WORDS:
        return True
    return False if right in FALSE_WORDS and other in TRUE_WORDS else None


def order(item: Item, interaction: Element) -> WrittenQuestion:
    """Things to put in order."""
    response = item.response(interaction)
    scored(item, response)
    set_stem(item, interaction)
    texts = {each.get("identifier"): each for each in descendants(interaction, "simpleChoice")}
    if set(response.correct) != set(texts):
        raise Refused(N_("Only some of the items are to be put in order; here all are."))
    all_or_nothing(item, response)
    return item.draft.ordering([words_of_choice(item, texts[each]) for each in response.correct])
