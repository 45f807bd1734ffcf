r"""Moodle's embedded answers: {1:SHORTANSWER:=Rome#Right~%50%Roma~*#No} within a text."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import Any

from app.assessments.rules.writing import WrittenQuestion
from app.core.errors import N_

from .. import numbers
from ..drafts import FULL, NOTHING, Draft, Number, Option, choice_gap, number_gap, text_gap, without_gaps
from ..markup import child, text_of
from ..outcome import Refused
from ..words import plain_html
from .texts import FORMATS, Reading

START = re.compile(r"\{\s*(\d*)\s*:\s*([A-Z_]{2,16})\s*:")
TEXT = {"SHORTANSWER": False, "SA": False, "MW": False, "SHORTANSWER_C": True, "SAC": True, "MWC": True}
NUMERICAL = ("NUMERICAL", "NM")
CHOICE = re.compile(r"MULTICHOICE(?:_[VHS]{1,2})?|MC[VHS]{0,2}")
SEVERAL = re.compile(r"MULTIRESPONSE(?:_[VHS]{1,2})?|MR[VHS]{0,2}")
SPLIT = re.compile(r"(?<!\\)~")
HASH = re.compile(r"(?<!\\)#")
WEIGHT = re.compile(r"%(-?\d{1,3}(?:[.,]\d*)?)%")
ESCAPE = re.compile(r"\\([}{~#=\"\\/])")
MARK = "\ue010{}\ue011"
LONGEST_GAP = 20_000
MOST_GAPS = 200


def read(reading: Reading) -> WrittenQuestion:
    """Read a question with gaps."""
    draft = reading.draft
    element = child(reading.element, "questiontext")
    inner = None if element is None else child(element, "text")
    source = text_of(element if inner is None else inner)
    gaps: list[dict[str, Any]] = []
    words: dict[str, Any] = {}
    rest: list[str] = []
    at = 0
    while found := START.search(source, at):
        rest.append(source[at : found.start()])
        end = _end(source, found.end())
        if end is None:
            raise Refused(N_("A gap is not closed: %(text)s"), text=source[found.start() : found.start() + 60])
        name = str(len(gaps) + 1)
        key, said = _gap(draft, name, found[2], source[found.end() : end])
        weight = found[1].lstrip("0") or ("0" if found[1] else "1")
        if weight == "0":
            draft.lose(N_("A gap that is worth nothing became worth 1."))
        elif weight != "1":
            key["weight"] = weight
        gaps.append(key)
        words[name] = said
        if len(gaps) > MOST_GAPS:
            raise Refused(N_("The text has more than %(count)s gaps."), count=MOST_GAPS)
        rest.append(MARK.format(name))
        at = end + 1
    rest.append(source[at:])
    stated = "html" if element is None else element.get("format") or "html"
    stem = FORMATS.get(stated, plain_html)("".join(rest))
    draft.add_losses(stem.losses)
    reading.lose_pictures(stem.pictures)
    draft.stem = re.sub("\ue010(\\d+)\ue011", r"[[\1]]", without_gaps(stem.text))
    draft.key.pop("points", None)
    _points(draft, gaps)
    return draft.gaps(gaps, words)


def _points(draft: Draft, gaps: list[dict[str, Any]]) -> None:
    """In Moodle such a question is worth the sum of its gaps."""
    total = sum(int(gap.get("weight", "1")) for gap in gaps)
    if total > 1:
        draft.key["points"] = str(total)


def _end(source: str, start: int) -> int | None:
    at = start
    while at < len(source) and at - start < LONGEST_GAP:
        if source[at] == "\\":
            at += 2
            continue
        if source[at] == "}":
            return at
        at += 1
    return None


def _gap(draft: Draft, name: str, kind: str, source: str) -> tuple[dict[str, Any], dict[str, Any]]:
    if SEVERAL.fullmatch(kind):
        raise Refused(N_("A gap with several right choices (MULTIRESPONSE) is not known here."))
    parts = [_part(draft, each) for each in SPLIT.split(source) if each.strip()]
    if kind in NUMERICAL:
        return number_gap(draft, name, [each for part in parts if (each := _number(draft, part)) is not None])
    if CHOICE.fullmatch(kind):
        return choice_gap(draft, name, parts)
    if kind not in TEXT:
        raise Refused(N_("A gap of the type “%(type)s” is not known here."), type=kind)
    return text_gap(draft, name, [each for each in parts if each.text], case=TEXT[kind])


def _part(draft: Draft, source: str) -> Option:
    source = source.strip()
    share: Fraction = NOTHING
    weight = WEIGHT.match(source)
    if source.startswith("="):
        share, source = FULL, source[1:]
    elif weight:
        share, source = numbers.percent(weight[1]) or NOTHING, source[weight.end() :]
    text, *said = HASH.split(source, maxsplit=1)
    return Option(_words(draft, text), share, _words(draft, said[0]) if said else "")


def _words(draft: Draft, source: str) -> str:
    words = plain_html(ESCAPE.sub(r"\1", source))
    draft.add_losses(words.losses)
    for picture in words.pictures:
        draft.lose(N_("The picture %(name)s can't be shown here."), name=picture.address[:80])
    return words.text


def _number(draft: Draft, part: Option) -> Number | None:
    if part.text == "*":
        draft.add_explanation(part.explanation)
        return None
    stated, _sign, margin = part.text.partition(":")
    value, tolerance = numbers.read(stated), numbers.read(margin.strip() or "0")
    if value is None or tolerance is None:
        raise Refused(N_("“%(text)s” is not a number with its tolerance."), text=part.text[:60])
    return Number(value, tolerance, part.share, part.explanation)
