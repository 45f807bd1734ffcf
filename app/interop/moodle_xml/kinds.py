"""Each of Moodle's types as a question of ours."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from typing import Any

from app.assessments.rules.writing import WrittenQuestion
from app.core.errors import N_

from .. import numbers
from ..drafts import without_gaps
from ..gaps import choice_gap
from ..markup import Element, child, children, text_of
from ..options import FALSE_WORDS, FULL, NOTHING, TRUE_WORDS, Number, Option
from ..outcome import Refused
from . import cloze
from .texts import Reading

BLANK = re.compile(r"\[\[(\d{1,3})\]\]")
BASE_UNIT = Fraction(1)


def _share(answer: Element) -> Fraction:
    return numbers.percent(answer.get("fraction") or "0") or NOTHING


def _option(reading: Reading, answer: Element) -> Option:
    words = reading.words(answer)
    picture = ""
    text = words.text
    if words.pictures:
        picture = reading.keep(words.pictures[0], answer)
        text = text or words.pictures[0].words or words.pictures[0].address.rpartition("/")[2]
        reading.lose_pictures(words.pictures[1:] if picture else words.pictures)
    return Option(text, _share(answer), reading.text(child(answer, "feedback")), picture)


def multichoice(reading: Reading) -> WrittenQuestion:
    """Single or multiple choice."""
    if not reading.truth("shuffleanswers", default=True):
        reading.draft.key["shuffle"] = False
    options = [_option(reading, each) for each in reading.all("answer")]
    return reading.draft.choice(options, single=reading.truth("single", default=True))


def several(reading: Reading) -> WrittenQuestion:
    """Several right choices that are worth the same (a plugin of the Open University)."""
    if not reading.truth("shuffleanswers", default=True):
        reading.draft.key["shuffle"] = False
    options = [_option(reading, each) for each in reading.all("answer")]
    right = sum(each.share > NOTHING for each in options)
    shared = [replace(each, share=FULL / right if each.share > NOTHING else NOTHING) for each in options]
    return reading.draft.choice(shared, single=False)


def whole_set(reading: Reading) -> WrittenQuestion:
    """Several right choices of which all must be found (a plugin)."""
    reading.draft.lose(N_("In the file only a wholly right answer earns anything; here a part of it earns a part."))
    return several(reading)


def true_false(reading: Reading) -> WrittenQuestion:
    """A statement."""
    answer, said = None, {True: "", False: ""}
    for at, each in enumerate(reading.all("answer")):
        value = text_of(child(each, "text") if child(each, "text") is not None else each).strip().casefold()
        # Old files have the words of their language, and Moodle's order: what is true comes first.
        truth = value in (*TRUE_WORDS, "1") or (value not in (*FALSE_WORDS, "0") and at == 0)
        said[truth] = reading.text(child(each, "feedback"))
        if _share(each) > NOTHING:
            answer = truth
    if answer is None:
        raise Refused(N_("No answer is marked as right."))
    return reading.draft.true_false(answer=answer, right=said[answer], wrong=said[not answer])


def short(reading: Reading) -> WrittenQuestion:
    """A short answer; its answers are plain text."""
    options = [
        Option(_plain_answer(reading, each), _share(each), reading.text(child(each, "feedback")))
        for each in reading.all("answer")
    ]
    return reading.draft.short([each for each in options if each.text], case=reading.truth("usecase", default=False))


def _plain_answer(reading: Reading, answer: Element) -> str:
    stated = answer.get("format")
    if stated in ("html", "markdown"):
        return reading.text(answer)
    inner = child(answer, "text")
    source = inner.text if inner is not None else answer.text
    return " ".join((source or "").split())


def numerical(reading: Reading) -> WrittenQuestion:
    """A number, with units where they count."""
    draft = reading.draft
    found = []
    for each in reading.all("answer"):
        stated = _plain_answer(reading, each)
        explanation = reading.text(child(each, "feedback"))
        if stated == "*":
            if explanation:
                draft.add_explanation(explanation)
                draft.lose(N_("What was said to any other answer stands in the explanation."))
            continue
        margin = text_of(child(each, "tolerance")).strip() or "0"
        value, tolerance = numbers.read(stated), numbers.read(margin)
        if value is None or tolerance is None:
            raise Refused(N_("“%(text)s” is not a number with its tolerance."), text=f"{stated} ± {margin}"[:60])
        found.append(Number(value, tolerance, _share(each), explanation))
    return draft.numeric(found, *_units(reading))


def _units(reading: Reading) -> tuple[dict[str, Any] | None, dict[str, Any] | None]:
    units: list[tuple[str, Fraction]] = []
    for each in (
        children(child(reading.element, "units"), "unit") if child(reading.element, "units") is not None else ()
    ):
        name = " ".join(text_of(child(each, "unit_name")).split())
        multiplier = numbers.read(text_of(child(each, "multiplier")) or "1")
        if name and multiplier:
            units.append((name, 1 / Fraction(multiplier)))
    if not units or reading.value("showunits") == "3":
        return None, None
    if not any(factor == BASE_UNIT for _name, factor in units):
        raise Refused(N_("No unit has the multiplier 1, so it is not said in which unit the answers are."))
    factors = list(dict.fromkeys(factor for _name, factor in units))
    ids = {factor: f"u{at}" for at, factor in enumerate(factors, 1)}
    graded = reading.value("unitgradingtype", "0") != "0"
    penalty = numbers.read(reading.value("unitpenalty", "0.1")) or Decimal(0)
    key = {
        "units": [{"id": ids[factor], "factor": _factor(factor)} for factor in factors],
        "unit_share": numbers.write(min(Decimal(1), max(Decimal(0), penalty))) if graded else "0",
    }
    names = {ids[factor]: [name for name, other in units if other == factor] for factor in factors}
    return key, names


def _factor(factor: Fraction) -> str:
    return numbers.write(round(Decimal(factor.numerator) / Decimal(factor.denominator), 20))


def matching(reading: Reading) -> WrittenQuestion:
    """Pairs."""
    pairs: list[tuple[str, str]] = []
    distractors = []
    for each in reading.all("subquestion"):
        left, right = reading.text(each), _plain_right(reading, child(each, "answer"))
        if left and right:
            pairs.append((left, right))
        elif right:
            distractors.append(right)
    if not reading.truth("shuffleanswers", default=True):
        reading.draft.key["shuffle"] = False
    return reading.draft.matching(pairs, distractors)


def _plain_right(reading: Reading, answer: Element | None) -> str:
    return (
        "" if answer is None else _plain_answer(reading, answer) if not answer.get("format") else reading.text(answer)
    )


def ordering(reading: Reading) -> WrittenQuestion:
    """Steps: the answers' fractions are their places."""
    answers = reading.all("answer")
    if reading.value("selecttype", "0").casefold() not in ("0", "all") and reading.value("selectcount", "0") != "0":
        reading.draft.lose(N_("Moodle shows only some of the items; here all of them are put in order."))
    places = [numbers.read(each.get("fraction") or "") for each in answers]
    if None not in places and len(set(places)) == len(places):
        answers = [each for _place, each in sorted(zip(places, answers, strict=True), key=lambda pair: pair[0] or 0)]
    return reading.draft.ordering([reading.text(each) for each in answers])


def essay(reading: Reading) -> WrittenQuestion:
    """An essay; what markers are told becomes the model answer."""
    if reading.said("responsetemplate"):
        reading.draft.lose(N_("The text that stood in the answer from the beginning was dropped."))
    if reading.value("attachments", "0") != "0" and reading.value("responseformat") == "noinline":
        raise Refused(N_("The answer is a file to send in; that is not known here."))
    if reading.value("attachments", "0") != "0":
        reading.draft.lose(N_("Files can't be handed in beside the text."))
    least, most = numbers.read(reading.value("minwordlimit", "0")), numbers.read(reading.value("maxwordlimit", "0"))
    return reading.draft.essay(reading.said("graderinfo"), least=int(least or 0), most=int(most or 0))


def gap_select(reading: Reading) -> WrittenQuestion:
    """A text with lists to choose from, or with words to drag: each gap offers the words of its group."""
    draft = reading.draft
    boxes = [
        (reading.text(each), text_of(child(each, "group")).strip() or "1")
        for each in reading.all("selectoption", "dragbox")
    ]
    gaps: list[dict[str, Any]] = []
    words: dict[str, Any] = {}
    kept = BLANK.sub("\ue010\\1\ue011", draft.stem)

    def gap(found: re.Match[str]) -> str:
        number = int(found[1])
        if not 1 <= number <= len(boxes):
            raise Refused(N_("The gap [[%(number)s]] has no word that belongs in it."), number=number)
        right, group = boxes[number - 1]
        texts = dict.fromkeys(text for text, other in boxes if other == group)
        name = str(len(gaps) + 1)
        key, said = choice_gap(draft, name, [Option(text, FULL if text == right else NOTHING) for text in texts])
        gaps.append(key)
        words[name] = said
        return f"[[{name}]]"

    draft.stem = re.sub("\ue010(\\d+)\ue011", gap, without_gaps(kept))
    return draft.gaps(gaps, words)


def multianswer(reading: Reading) -> WrittenQuestion:
    """A text in which each gap says what it is."""
    return cloze.read(reading)


KINDS: dict[str, Callable[[Reading], WrittenQuestion]] = {
    "multichoice": multichoice,
    "oumultiresponse": several,
    "multichoiceset": whole_set,
    "truefalse": true_false,
    "shortanswer": short,
    "numerical": numerical,
    "matching": matching,
    "match": matching,
    "ddmatch": matching,
    "ordering": ordering,
    "essay": essay,
    "gapselect": gap_select,
    "ddwtos": gap_select,
    "cloze": multianswer,
    "multianswer": multianswer,
}
