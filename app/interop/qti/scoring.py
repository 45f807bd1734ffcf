"""What a response is worth in QTI: declared, mapped, or written out as conditions."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction

from app.core.errors import N_

from .. import numbers
from ..drafts import Draft
from ..markup import Element, child, children, descendants, local, text_of
from ..options import FULL, NOTHING

COMPARISONS = frozenset({"match", "stringMatch", "equal", "equalRounded", "patternMatch", "member", "contains"})
MOST_PLACES = 20
MAPPING, CORRECT, STATED = "map_response", "match_correct", "stated"


@dataclass(slots=True)
class Response:
    """A response: what is right, what each value earns, and how values are compared."""

    name: str
    cardinality: str = "single"
    base: str = "identifier"
    correct: list[str] = field(default_factory=list)
    mapped: dict[str, Fraction] = field(default_factory=dict)
    default: Fraction = NOTHING
    case: bool = True
    tolerance: Decimal = Decimal(0)
    relative: bool = False
    conditions: dict[str, Fraction] = field(default_factory=dict)
    by: str = CORRECT
    worth: Fraction = FULL
    upper: Fraction | None = None
    rounded: int | None = None

    @property
    def total(self) -> Fraction:
        """The most that can be earned by the mapping."""
        gains = [each for each in self.mapped.values() if each > NOTHING]
        if not gains:
            return NOTHING
        total = max(gains) if self.cardinality == "single" else sum(gains, NOTHING)
        return min(total, self.upper) if self.upper else total

    @property
    def best(self) -> Fraction:
        """The most that can be earned by the conditions that name values."""
        gains = [each for each in self.conditions.values() if each > NOTHING]
        return max(gains, default=NOTHING) if self.cardinality == "single" else sum(gains, NOTHING)

    @property
    def takes_away(self) -> bool:
        """Whether a wrong answer costs points."""
        return self.by == MAPPING and (self.default < NOTHING or any(each < NOTHING for each in self.mapped.values()))

    def share(self, value: str) -> Fraction:
        """Return what one value earns, as a share of all."""
        if self.by == MAPPING and self.total > NOTHING:
            return self.mapped.get(value, self.default) / self.total
        if value not in self.correct:
            best = self.worth if self.correct else self.best
            return min(FULL, self.conditions.get(value, NOTHING) / best) if best > NOTHING else NOTHING
        return FULL / len(self.correct) if self.cardinality != "single" else FULL

    @property
    def values(self) -> list[str]:
        """Every value of which the item says that it earns something, the best first as written."""
        if self.by == MAPPING and self.mapped:
            return list(self.mapped)
        return list(dict.fromkeys([*self.correct, *(each for each, worth in self.conditions.items() if worth > 0)]))

    @property
    def declared(self) -> bool:
        """Whether the declaration itself says what is right."""
        return bool(self.correct or self.mapped)

    @property
    def known(self) -> bool:
        """Whether the item says what is right."""
        return bool(self.correct) or self.total > NOTHING or any(each > NOTHING for each in self.conditions.values())


def responses(item: Element, draft: Draft) -> dict[str, Response]:
    """Return the responses of an item by their names."""
    found = {}
    for element in children(item, "responseDeclaration"):
        response = _declared(element)
        found[response.name] = response
    processing = child(item, "responseProcessing")
    if processing is None:
        for response in found.values():
            response.by = MAPPING if response.mapped and not response.correct else CORRECT
        return found
    template = (processing.get("template") or processing.get("templateLocation") or "").rpartition("/")[2]
    template = re.sub(r"^CC2_|\.xml$|_basic$", "", template.casefold().replace("cc2_", ""))
    for response in found.values():
        if template.startswith("map_response"):
            response.by = MAPPING if response.mapped else CORRECT
        elif template.startswith("match"):
            response.by = CORRECT if response.correct else MAPPING
        else:
            _written_out(response, processing, draft)
    return found


def _declared(element: Element) -> Response:
    response = Response(
        element.get("identifier") or "",
        (element.get("cardinality") or "single").strip(),
        (element.get("baseType") or "identifier").strip(),
    )
    correct = child(element, "correctResponse")
    if correct is not None:
        response.correct = [plain_value(each) for each in children(correct, "value")]
    mapping = child(element, "mapping")
    if mapping is not None:
        response.default = _fraction(mapping.get("defaultValue"))
        response.upper = _fraction(mapping.get("upperBound")) if mapping.get("upperBound") else None
        entries = children(mapping, "mapEntry")
        for each in entries:
            key = " ".join((each.get("mapKey") or "").split())
            response.mapped[key] = _fraction(each.get("mappedValue"))
        response.case = not entries or any((each.get("caseSensitive") or "true") != "false" for each in entries)
    return response


def plain_value(element: Element) -> str:
    """Return a value with single blanks."""
    return " ".join(text_of(element).split())


def _fraction(text: str | None) -> Fraction:
    number = numbers.read(text or "0")
    return NOTHING if number is None else Fraction(number)


def _written_out(response: Response, processing: Element, draft: Draft) -> None:
    mapped = [each for each in descendants(processing, "mapResponse") if each.get("identifier") == response.name]
    if mapped and response.mapped:
        response.by = MAPPING
        return
    simple = 0
    scores = _scores(processing)
    for comparison in descendants(processing, *COMPARISONS):
        if _names(comparison, response.name):
            simple += 1
            _compare(response, comparison, scores)
    if any(_names(each, response.name) for each in descendants(processing, "substring", "patternMatch", "gte", "lte")):
        draft.lose(
            N_("Some of the item's own rules of scoring (parts of words, patterns, limits) were not carried over.")
        )
    if not response.correct:
        response.worth = response.best or FULL
    response.by = CORRECT if response.correct or response.conditions else MAPPING
    mentioned = any(each.get("identifier") == response.name for each in descendants(processing, "variable"))
    if simple == 0 and mentioned and response.known:
        draft.lose(N_("The item's own rules of scoring were not carried over; its correct response decides."))


def _names(comparison: Element, name: str) -> bool:
    return any(each.get("identifier") == name for each in descendants(comparison, "variable"))


def _compare(response: Response, comparison: Element, scores: set[str]) -> None:
    kind = local(comparison)
    if kind in ("stringMatch", "member") and comparison.get("caseSensitive") == "false":
        response.case = False
    if kind == "equal" and (comparison.get("toleranceMode") or "exact") != "exact":
        first = (comparison.get("tolerance") or "0").split()
        response.tolerance = numbers.read(first[0]) or Decimal(0) if first else Decimal(0)
        response.relative = comparison.get("toleranceMode") == "relative"
    if kind == "equalRounded":
        _round(response, comparison)
    if any(each.get("identifier") == response.name for each in descendants(comparison, "correct")):
        response.worth = max(_score(comparison, scores), NOTHING) or FULL
        return
    if kind == "patternMatch":
        return
    if any(True for _container in descendants(comparison, "multiple", "ordered")):
        score = _score(comparison, scores)
        if not response.correct and score > NOTHING:
            response.correct = [plain_value(each) for each in descendants(comparison, "baseValue")]
            response.worth = score
        return
    for value in descendants(comparison, "baseValue"):
        text = plain_value(value)
        score = _score(comparison, scores)
        if text:
            response.conditions[text] = max(score, response.conditions.get(text, NOTHING))


def _round(response: Response, comparison: Element) -> None:
    """Keep that numbers are compared after rounding, as a tolerance."""
    figures = numbers.read(comparison.get("figures") or "")
    if figures is None or not response.correct or (value := numbers.read(response.correct[0])) is None:
        return
    places = int(figures) if comparison.get("roundingMode") == "decimalPlaces" else int(figures) - value.adjusted() - 1
    response.rounded = places
    response.tolerance = Decimal(5).scaleb(-places - 1) if abs(places) < MOST_PLACES else Decimal(0)


def _scores(processing: Element) -> set[str]:
    """Return the outcomes that count: SCORE, those of like names, and those that SCORE is made of."""
    assigned = list(descendants(processing, "setOutcomeValue"))
    found = {name for each in assigned if "SCORE" in (name := each.get("identifier") or "").upper()}
    for _round_again in range(3):
        for each in assigned:
            if each.get("identifier") in found:
                found |= {name for used in descendants(each, "variable") if (name := used.get("identifier"))}
    return found


def _score(comparison: Element, scores: set[str]) -> Fraction:
    """Return what the branch of a condition gives to SCORE, where its comparison decides alone."""
    branch = comparison.getparent()
    together = 1
    while branch is not None and local(branch) not in ("responseIf", "responseElseIf", "responseElse"):
        if local(branch) == "not":
            return NOTHING
        if local(branch) == "and":
            together = max(1, sum(1 for _each in descendants(branch, "correct")))
        branch = branch.getparent()
    if branch is None:
        return NOTHING
    best = NOTHING
    for outcome in children(branch, "setOutcomeValue"):
        if outcome.get("identifier") not in scores:
            continue
        for value in descendants(outcome, "baseValue"):
            best = max(best, _fraction(text_of(value).strip()))
        for value in descendants(outcome, "variable"):
            if value.get("identifier") in ("MAXSCORE", "MAXIMUM"):
                best = max(best, FULL)
    return best / together
