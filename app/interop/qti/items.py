"""One item of QTI as a question of ours."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from fractions import Fraction

from app.assessments.rules.writing import WrittenQuestion
from app.core.errors import N_

from .. import numbers
from ..drafts import FULL, Draft, Option
from ..markup import Element, child, children, descendants, local, text_of
from ..outcome import Refused
from ..pictures import Media, from_data_address
from ..words import Picture, Words, plain_element
from . import inline
from .scoring import CORRECT, MAPPING, Response, responses

INTERACTION = "Interaction"
INLINE = ("inlineChoiceInteraction", "textEntryInteraction", "gapMatchInteraction")
PART_OF_TEXT = ("choiceInteraction", *INLINE)
IGNORED = ("endAttemptInteraction",)
TITLES = {
    "hottextInteraction": N_("words to mark in a text (hottext)"),
    "hotspotInteraction": N_("places to mark in a picture (hotspot)"),
    "selectPointInteraction": N_("points to set in a picture"),
    "graphicOrderInteraction": N_("places in a picture to put in order"),
    "graphicAssociateInteraction": N_("places in a picture to connect"),
    "graphicGapMatchInteraction": N_("gaps in a picture"),
    "positionObjectInteraction": N_("things to place in a picture"),
    "sliderInteraction": N_("a slider"),
    "mediaInteraction": N_("sound or film to play"),
    "drawingInteraction": N_("a drawing to make"),
    "uploadInteraction": N_("a file to send in"),
    "customInteraction": N_("an interaction of one vendor (custom)"),
    "portableCustomInteraction": N_("a program of one vendor (PCI)"),
}
TRUE = frozenset({"true", "верно", "истина", "правда", "дуруст", "рост", "to'g'ri", "дұрыс", "туура", "t"})
FALSE = frozenset({"false", "неверно", "ложь", "неправда", "нодуруст", "нодуруст аст", "noto'g'ri", "туура эмес", "f"})
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
            hidden = name in skip or name.startswith("feedback") or name in ("templateInline", "templateBlock")
            return "" if hidden or (name == "rubricBlock" and self.for_markers(each)) else None

        words = plain_element(element, left_out)
        self.draft.add_losses(words.losses)
        return words

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


def _read_feedback(item: Item) -> None:
    """Keep what is said afterwards: to the choice of the same name, else in the explanation."""
    ids = {each.get("identifier") for each in descendants(item.root, "simpleChoice")}
    general = []
    blocks = [*children(item.root, "modalFeedback"), *descendants(item.body, "feedbackBlock")]
    for each in blocks:
        text = item.words(each).text
        name = each.get("identifier") or ""
        if text and name in ids and each.get("showHide") != "hide":
            item.feedback[name] = text
        elif text:
            general.append(text)
    for text in general:
        item.draft.add_explanation(text)
    if len(general) > 1:
        item.draft.lose(N_("What was said to right and to wrong answers stands together in the explanation."))
    rubrics = [each for each in descendants(item.root, "rubricBlock") if item.for_markers(each)]
    item.notes = "\n".join(filter(None, (plain_element(each).text for each in rubrics)))


def set_stem(item: Item, interaction: Element, *, pictures: bool = False) -> None:
    """Put the text around an interaction and its prompt into the stem."""
    around = item.words(item.body, skip=(local(interaction),))
    prompt = item.words(child(interaction, "prompt"))
    draft = item.draft
    draft.stem = "\n".join(filter(None, (item.passage, around.text, prompt.text)))
    found = around.pictures + prompt.pictures
    if found and pictures:
        draft.picture = item.keep(found[0])
        draft.picture_words = found[0].words
        if draft.picture:
            draft.stem = draft.stem or found[0].words or draft.title
            found = found[1:]
    item.lose_pictures(found)
    draft.stem = draft.stem or draft.title


def scored(item: Item, response: Response) -> None:
    """Refuse an item that does not say what is right; keep what it is worth."""
    if not response.known:
        raise Refused(N_("The item does not say which answer is right."))
    worth = item.maximum or (response.total if response.by == MAPPING else response.worth)
    if worth > 0 and worth != 1:
        item.draft.key["points"] = numbers.share(worth)


def all_or_nothing(item: Item, response: Response) -> None:
    """Say that a partly right answer earns a part here."""
    if response.by == CORRECT:
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


def _choice(item: Item, interaction: Element) -> WrittenQuestion:
    response = item.response(interaction)
    scored(item, response)
    single = response.cardinality == "single"
    set_stem(item, interaction, pictures=single)
    choices = list(descendants(interaction, "simpleChoice"))
    options = [choice_option(item, each, response.share(each.get("identifier") or "")) for each in choices]
    truth = _truth(options) if single else None
    if truth is not None and not item.draft.picture:
        right, wrong = (options if options[0].share == FULL else options[::-1])[:2]
        return item.draft.true_false(answer=truth, right=right.explanation, wrong=wrong.explanation)
    if (interaction.get("shuffle") or "false") != "true":
        item.draft.key["shuffle"] = False
    if not single:
        all_or_nothing(item, response)
        if response.by == CORRECT:
            return _standard(item, options)
    return item.draft.choice(options, single=single)


def _standard(item: Item, options: list[Option]) -> WrittenQuestion:
    """Where the item has no shares, our standard ones count: wrong choices take away what right ones add."""
    wrong = sum(1 for each in options if each.share <= 0)
    return item.draft.choice(
        [Option(o.text, o.share if o.share > 0 else Fraction(-1, wrong), o.explanation, o.picture) for o in options],
        single=False,
    )


def _truth(options: list[Option]) -> bool | None:
    """Return the answer of a statement that is true or false, or None where the choices say something else."""
    texts = [each.text.casefold().strip(" .") for each in options]
    if len(texts) != 2 or {each.share for each in options} != {Fraction(0), FULL}:  # noqa: PLR2004 -- true, false
        return None
    right = next(text for text, each in zip(texts, options, strict=True) if each.share == FULL)
    other = next(text for text in texts if text != right) if texts[0] != texts[1] else ""
    if right in TRUE and other in FALSE:
        return True
    return False if right in FALSE and other in TRUE else None


def _order(item: Item, interaction: Element) -> WrittenQuestion:
    response = item.response(interaction)
    scored(item, response)
    set_stem(item, interaction)
    texts = {each.get("identifier"): each for each in descendants(interaction, "simpleChoice")}
    if set(response.correct) != set(texts):
        raise Refused(N_("Only some of the items are to be put in order; here all are."))
    all_or_nothing(item, response)
    return item.draft.ordering([_text(item, texts[each]) for each in response.correct])


def _text(item: Item, element: Element) -> str:
    words = item.words(element)
    item.lose_pictures(words.pictures)
    text = words.text or (words.pictures[0].words if words.pictures else "")
    if not text:
        raise Refused(N_("A choice is only a picture and nothing says what it shows; here it would be empty."))
    return text


def _pairs(response: Response) -> list[tuple[str, str]]:
    pairs = [each.split() for each in response.correct]
    if not pairs:
        pairs = [key.split() for key, worth in response.mapped.items() if worth > 0]
    return [(each[0], each[1]) for each in pairs if len(each) == 2]  # noqa: PLR2004 -- a pair


def _match(item: Item, interaction: Element) -> WrittenQuestion:
    response = item.response(interaction)
    scored(item, response)
    set_stem(item, interaction)
    sets = children(interaction, "simpleMatchSet")
    if len(sets) != 2:  # noqa: PLR2004 -- left and right
        raise Refused(N_("The two sides of a matching question are not there."))
    left, right = ({each.get("identifier") or "": _text(item, each) for each in _choices(side)} for side in sets)
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
    if (
        response.by == MAPPING
        and len({response.mapped.get(f"{a} {b}", response.mapped.get(f"{b} {a}")) for a, b in pairs}) > 1
    ):
        item.draft.lose(N_("The pairs earned different points; here each earns the same."))
    used = {pair[1] for pair in pairs}
    return item.draft.matching(
        [(left[a], right[b]) for a, b in pairs], [text for name, text in right.items() if name not in used]
    )


def _associate(item: Item, interaction: Element) -> WrittenQuestion:
    response = item.response(interaction)
    scored(item, response)
    set_stem(item, interaction)
    texts = {each.get("identifier") or "": _text(item, each) for each in _choices(interaction)}
    pairs = _pairs(response)
    flat = [each for pair in pairs for each in pair]
    if len(set(flat)) < len(flat):
        raise Refused(N_("A line belongs to several others; here each line has one partner."))
    left = {a: texts.get(a, "") for a, _b in pairs}
    right = {each: text for each, text in texts.items() if each not in left}
    item.draft.lose(N_("Which of two partners stands on the left was not said; the first one does."))
    return _paired(item, response, left, right, pairs)


def _essay(item: Item, interaction: Element) -> WrittenQuestion:
    set_stem(item, interaction, pictures=False)
    notes = [item.notes]
    response = item.responses.get(interaction.get("responseIdentifier") or "RESPONSE")
    if response is not None:
        notes += response.correct
    return item.draft.essay("\n".join(dict.fromkeys(filter(None, notes))))


BY_KIND: dict[str, Callable[[Item, Element], WrittenQuestion]] = {
    "choiceInteraction": _choice,
    "orderInteraction": _order,
    "matchInteraction": _match,
    "associateInteraction": _associate,
    "extendedTextInteraction": _essay,
}
