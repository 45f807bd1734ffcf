"""One item of QTI as a question of ours."""

from __future__ import annotations

from collections.abc import Callable

from app.assessments.rules.writing import WrittenQuestion
from app.core.errors import N_

from ..markup import Element, children, descendants, local
from ..outcome import Refused
from ..words import plain_element
from . import choosing, inline, pairing
from .item import INTERACTION, Item, said_later, set_stem
from .scoring import responses

INLINE = ("inlineChoiceInteraction", "textEntryInteraction", "gapMatchInteraction")
PART_OF_TEXT = ("choiceInteraction", *INLINE)
IGNORED = ("endAttemptInteraction",)
# What programs put there when an author writes nothing.
STOCK = frozenset(["correct", "incorrect", "right", "wrong", "all correct", "that's correct", "that's incorrect"])
TITLES = {
    "hotspotInteraction": N_("places to mark in a picture (hotspot)"),
    "selectPointInteraction": N_("points to set in a picture"),
    "graphicOrderInteraction": N_("places in a picture to put in order"),
    "graphicAssociateInteraction": N_("places in a picture to connect"),
    "graphicGapMatchInteraction": N_("gaps in a picture"),
    "positionObjectInteraction": N_("things to place in a picture"),
    "mediaInteraction": N_("sound or film to play"),
    "drawingInteraction": N_("a drawing to make"),
    "uploadInteraction": N_("a file to send in"),
    "customInteraction": N_("an interaction of one vendor (custom)"),
    "portableCustomInteraction": N_("a program of one vendor (PCI)"),
}


def read_item(item: Item) -> WrittenQuestion:
    """Read an item whose names are normalised."""
    _refuse_random(item.root)
    body = item.body
    found = [each for each in body.iter() if local(each).endswith(INTERACTION) and local(each) not in IGNORED]
    found = [each for each in found if not any(up in found for up in each.iterancestors())]
    played = [each for each in found if local(each) == "mediaInteraction"]
    if played and len(found) > len(played):
        item.draft.lose(N_("Sound or film to play was dropped; look whether the question stands without it."))
        for each in played:
            found.remove(each)
            each.tag = "video"
    for each in found:
        if local(each) in TITLES:
            raise Refused(N_("%(title)s: such questions are not known here."), title=TITLES[local(each)])
    if not found:
        raise Refused(N_("The item asks nothing: it is text to read."))
    item.draft.type = local(found[0])
    item.responses = responses(item.root, item.draft)
    _adaptive(item, found)
    _read_feedback(item)
    kinds = {local(each) for each in found}
    if len(found) == 1 and local(found[0]) in BY_KIND:
        question = BY_KIND[local(found[0])](item, found[0])
    elif kinds <= set(PART_OF_TEXT):
        if len(found) > 1 and "choiceInteraction" in kinds:
            item.draft.lose(N_("Several questions in one item became one text with gaps to choose for."))
        question = inline.read(item, found)
    else:
        raise Refused(N_("The item joins several kinds of questions: %(kinds)s."), kinds=", ".join(sorted(kinds)))
    return question


def _refuse_random(root: Element) -> None:
    if children(root, "templateDeclaration", "templateProcessing"):
        raise Refused(
            N_("The item makes its numbers or words at random (template); such questions are not known here.")
        )


def _adaptive(item: Item, interactions: list[Element]) -> None:
    """Refuse an item that goes on to other questions by what was answered; another is answered once here."""
    if item.root.get("adaptive") != "true":
        return
    within = any(local(up).startswith("feedback") for each in interactions for up in each.iterancestors())
    names = [each.get("responseIdentifier") or "RESPONSE" for each in interactions]
    declared = all(name in item.responses and item.responses[name].declared for name in names)
    if within or not (declared or local(interactions[0]) == "extendedTextInteraction"):
        raise Refused(
            N_("The item changes with each answer and asks on (adaptive); such questions are not known here.")
        )
    item.draft.lose(N_("The item lets people try again and changes as they do; here it is answered once."))


def _read_feedback(item: Item) -> None:
    """Keep what is said afterwards: to the choice of the same name, else in the explanation."""
    ids = {each.get("identifier") for each in descendants(item.root, "simpleChoice")}
    general = []
    blocks = [*children(item.root, "modalFeedback"), *descendants(item.body, "feedbackBlock", "feedbackInline")]
    for each in blocks:
        if not said_later(each) and local(each) != "modalFeedback":
            continue
        if any(local(up) in ("simpleChoice", "feedbackBlock", "feedbackInline") for up in each.iterancestors()):
            continue
        text = item.words(each).text
        name = each.get("identifier") or ""
        if text and name in ids and each.get("showHide") != "hide":
            item.feedback[name] = text
        elif text and text.casefold().strip(" .!") not in STOCK:
            general.append(text)
    for text in general:
        item.draft.add_explanation(text)
    if len(general) > 1:
        item.draft.lose(N_("What was said to right and to wrong answers stands together in the explanation."))
    rubrics = [each for each in descendants(item.root, "rubricBlock") if item.for_markers(each)]
    item.notes = "\n".join(filter(None, (plain_element(each).text for each in rubrics)))


def _essay(item: Item, interaction: Element) -> WrittenQuestion:
    set_stem(item, interaction, pictures=False)
    notes = [item.notes]
    response = item.responses.get(interaction.get("responseIdentifier") or "RESPONSE")
    if response is not None:
        notes += response.correct
    return item.draft.essay("\n".join(dict.fromkeys(filter(None, notes))))


BY_KIND: dict[str, Callable[[Item, Element], WrittenQuestion]] = {
    "choiceInteraction": choosing.choice,
    "orderInteraction": choosing.order,
    "hottextInteraction": choosing.marked_words,
    "sliderInteraction": choosing.slider,
    "matchInteraction": pairing.match,
    "associateInteraction": pairing.associate,
    "extendedTextInteraction": _essay,
}
