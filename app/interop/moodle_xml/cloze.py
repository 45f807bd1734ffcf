r"""Moodle's embedded answers: {1:SHORTANSWER:=Rome#Right~%50%Roma~*#No} within a text."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Any

from app.assessments.rules.writing import WrittenQuestion
from app.core.errors import N_

from .. import numbers
from ..drafts import Draft, without_gaps
from ..gaps import choice_gap, number_gap, text_gap
from ..markup import child, text_of
from ..options import FULL, NOTHING, Number, Option
from ..outcome import Refused
from ..words import plain_html
from .texts import FORMATS, Reading

START = re.compile(r"\{\s*(\d*)\s*:\s*([A-Z_]{2,16})\s*:")
TEXT = {"SHORTANSWER": False, "SA": False, "MW": False, "SHORTANSWER_C": True, "SAC": True, "MWC": True}
NUMERICAL = ("NUMERICAL", "NM")
CHOICE = re.compile(r"MULTICHOICE(?:_[VHS]{1,2})?|MC[VHS]{0,2}")
SEVERAL = re.compile(r"MULTIRESPONSE(?:_[VHS]{1,2})?|MR[VHS]{0,2}")
SPLIT = re.compile(r"(?<!\\)~")
# The sign also stands in the number of a letter (&#233;), which Moodle's editor writes as &amp;#233; too.
NUMBERED = r"(?:\d{1,7}|[xX][0-9A-Fa-f]{1,6});"
HASH = re.compile(rf"(?<!\\)#(?!(?:(?<=&#)|(?<=&amp;#)){NUMBERED})")
TWICE_NUMBERED = re.compile(rf"&amp;(?=#{NUMBERED})")
WEIGHT = re.compile(r"%(-?\d{1,3}(?:[.,]\d*)?)%")
ESCAPE = re.compile(r"\\([}{~#=\"\\/])")
BROKEN = re.compile(
    r"\{\s*\d*\s*:?\s*(?:MULTICHOICE|MULTIRESPONSE|NUMERICAL|SHORTANSWER|MC|MR|NM|SA|MW)\w*[^{}]{0,80}\}?"
    r"|\{\s*\d*\s*:\s*(?:multichoice|multiresponse|numerical|shortanswer|mc|mr|nm|sa|mw)\w*\s*:[^{}]{0,80}\}?",
)
MARK = "\ue010{}\ue011"
LONGEST_GAP = 20_000
MOST_GAPS = 200


@dataclass(slots=True)
class _Gaps:
    """The gaps of a text, as they are collected."""

    draft: Draft
    gaps: list[dict[str, Any]] = field(default_factory=list)
    words: dict[str, Any] = field(default_factory=dict)

    def add(self, key: dict[str, Any], said: dict[str, Any], weight: Fraction) -> str:
        """Add a gap; return the mark that stands for it in the text."""
        if weight != 1:
            key["weight"] = numbers.share(weight)
        self.gaps.append(key)
        self.words[key["id"]] = said
        if len(self.gaps) > MOST_GAPS:
            raise Refused(N_("The text has more than %(count)s gaps."), count=MOST_GAPS)
        return MARK.format(key["id"])

    @property
    def next(self) -> str:
        """The id of the next gap."""
        return str(len(self.gaps) + 1)


def read(reading: Reading) -> WrittenQuestion:
    """Read a question with gaps."""
    draft = reading.draft
    element = child(reading.element, "questiontext")
    inner = None if element is None else child(element, "text")
    source = text_of(element if inner is None else inner)
    found = _Gaps(draft)
    rest: list[str] = []
    at = 0
    parts = list(_parts_of(source))
    stated = "html" if element is None else element.get("format") or "html"
    if len(parts) == 1 and SEVERAL.fullmatch(parts[0].kind):
        return _alone(reading, source, parts[0], stated)
    for part in parts:
        rest += [source[at : part.start], _mark(found, part)]
        at = part.end
    rest.append(source[at:])
    stem = FORMATS.get(stated, plain_html)("".join(rest))
    draft.add_losses(stem.losses)
    reading.lose_pictures(stem.pictures)
    draft.stem = re.sub("\ue010(\\d+)\ue011", r"[[\1]]", without_gaps(stem.text))
    for each in stem.pictures:
        draft.describe(each.words)
    if reading.value("image"):
        draft.lose(N_("The picture %(name)s can't be shown here."), name=reading.value("image")[:80])
    draft.key.pop("points", None)
    if BROKEN.search(stem.text):
        broken = BROKEN.findall(stem.text)[0][:60]
        if not found.gaps:
            raise Refused(N_("A gap is not written as Moodle reads it: %(text)s"), text=broken)
        draft.lose(N_("A gap is not written as Moodle reads it: %(text)s"), text=broken)
    _points(draft, sum((part.weight or FULL for part in parts), NOTHING))
    return draft.gaps(found.gaps, found.words)


@dataclass(frozen=True, slots=True)
class _Part:
    """A gap as it stands in the text."""

    start: int
    end: int
    weight: Fraction
    kind: str
    source: str


def _parts_of(source: str) -> Iterator[_Part]:
    at = 0
    while found := START.search(source, at):
        end = _end(source, found.end())
        if end is None:
            raise Refused(N_("A gap is not closed: %(text)s"), text=source[found.start() : found.start() + 60])
        weight = Fraction(int(found[1][:6] or "1"))
        yield _Part(found.start(), end + 1, weight, found[2], source[found.end() : end])
        at = end + 1


def _mark(found: _Gaps, part: _Part) -> str:
    weight = part.weight
    if not weight:
        found.draft.lose(N_("A gap that is worth nothing became worth 1."))
        weight = Fraction(1)
    if not SEVERAL.fullmatch(part.kind):
        return found.add(*_gap(found.draft, found.next, part.kind, part.source), weight)
    found.draft.lose(
        N_("A gap in which several answers are ticked became a gap for each of them: + where it is right.")
    )
    options = [_part(found.draft, each) for each in SPLIT.split(part.source) if each.strip()]
    if not any(each.share > 0 for each in options):
        raise Refused(N_("No answer is marked as right."))
    lines = []
    for each in options:
        signs = [Option("+", FULL if each.share > 0 else NOTHING), Option("–", NOTHING if each.share > 0 else FULL)]
        mark = found.add(*choice_gap(found.draft, found.next, signs), weight / len(options))
        lines.append(f"<br>{html.escape(each.text)} {mark}")
        found.draft.add_explanation(each.explanation)
    return "".join(lines) + "<br>"


def _alone(reading: Reading, source: str, part: _Part, stated: str) -> WrittenQuestion:
    """A text whose only gap is one with several right choices is a multiple choice."""
    draft = reading.draft
    end = source[part.end :]
    stem = FORMATS.get(stated, plain_html)(source[: part.start] + ("_____" if re.search(r"\w", end) else "") + end)
    draft.add_losses(stem.losses)
    reading.lose_pictures(stem.pictures)
    draft.stem = stem.text
    draft.key.pop("points", None)
    if part.weight > 1:
        draft.key["points"] = numbers.share(part.weight)
    options = [_part(draft, each) for each in SPLIT.split(part.source) if each.strip()]
    gains = sum((each.share for each in options if each.share > 0), NOTHING)
    return draft.choice(
        [replace(each, share=each.share / gains if each.share > 0 else each.share) for each in options], single=False
    )


def _points(draft: Draft, total: Fraction) -> None:
    """In Moodle such a question is worth the sum of its gaps."""
    if total > 1:
        draft.key["points"] = numbers.share(total)


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
    words = plain_html(TWICE_NUMBERED.sub("&", ESCAPE.sub(r"\1", source)))
    draft.add_losses(words.losses)
    for picture in words.pictures:
        draft.lose(N_("The picture %(name)s can't be shown here."), name=picture.address[:80])
    return words.text or " ".join(picture.words for picture in words.pictures).strip()


def _number(draft: Draft, part: Option) -> Number | None:
    if part.text == "*":
        if part.explanation:
            draft.add_explanation(part.explanation)
            draft.lose(N_("What was said to any other answer stands in the explanation."))
        return None
    stated, _sign, margin = part.text.partition(":")
    value, tolerance = numbers.read(stated), numbers.read(margin.strip() or "0")
    if value is None or tolerance is None:
        raise Refused(N_("“%(text)s” is not a number with its tolerance."), text=part.text[:60])
    return Number(value, tolerance, part.share, part.explanation)
