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
from .conditions import Conditions, fraction, plain

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
    cases: set[bool] = field(default_factory=set)
    conditions: dict[str, Fraction] = field(default_factory=dict)
    # Numbers with what they may lie between and what they earn; a range has no value of its own.
    spans: list[tuple[Decimal | None, Decimal, Decimal, Fraction]] = field(default_factory=list)
    together: list[str] = field(default_factory=list)
    limits: int = 0
    partly: bool = False
    by: str = CORRECT
    worth: Fraction = FULL
    upper: Fraction | None = None

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
            earned = self.conditions.get(value, NOTHING)
            earned = earned if self.by == STATED or self.cardinality == "single" else max(earned, NOTHING)
            return min(FULL, earned / best) if best > NOTHING else NOTHING
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
        earned = [*self.conditions.values(), *(score for *_span, score in self.spans)]
        return bool(self.correct) or self.total > NOTHING or any(each > NOTHING for each in earned)


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
    conditions = Conditions(processing, found, _worths(item))
    if not template:
        conditions.say_together(draft)
    elif not template.startswith(("map_response", "match")) and not len(processing):
        draft.lose(N_("The item's own rules of scoring were not carried over; its correct response decides."))
    for response in found.values():
        if template.startswith("map_response"):
            response.by = MAPPING if response.mapped else CORRECT
        elif template.startswith("match"):
            response.by = CORRECT if response.correct else MAPPING
        else:
            _written_out(response, processing, conditions, draft)
        if len(response.cases) > 1 and response.by == MAPPING:
            draft.lose(N_("Some answers count whatever their capitals, others as written; here all as written."))
    return found


def _worths(item: Element) -> dict[str, Fraction]:
    """Return the points that the item states beforehand, such as the most that a gap can earn."""
    stated = {}
    for outcome in children(item, "outcomeDeclaration"):
        number = numbers.read(text_of(child(outcome, "defaultValue")).strip())
        if number is not None and number > 0:
            stated[outcome.get("identifier") or ""] = Fraction(number)
    return stated


def _declared(element: Element) -> Response:
    response = Response(
        element.get("identifier") or "",
        (element.get("cardinality") or "single").strip(),
        (element.get("baseType") or "identifier").strip(),
    )
    correct = child(element, "correctResponse")
    if correct is not None:
        response.correct = [plain(each) for each in children(correct, "value")]
    mapping = child(element, "mapping")
    if mapping is not None:
        response.default = fraction(mapping.get("defaultValue"))
        response.upper = fraction(mapping.get("upperBound")) if mapping.get("upperBound") else None
        entries = children(mapping, "mapEntry")
        for each in entries:
            key = " ".join((each.get("mapKey") or "").split())
            response.mapped[key] = fraction(each.get("mappedValue"))
        response.cases = {(each.get("caseSensitive") or "true") != "false" for each in entries}
        response.case = not entries or True in response.cases
    return response


def _written_out(response: Response, processing: Element, conditions: Conditions, draft: Draft) -> None:
    mapped = [
        each
        for each in descendants(processing, "mapResponse", "mapTolResponse")
        if each.get("identifier") == response.name
    ]
    if mapped and response.mapped:
        response.by = MAPPING
        if any(local(each) == "mapTolResponse" for each in mapped):
            draft.lose(N_("In the file answers with a slip of the pen count too; here they don't."))
        return
    conditions.read(response, draft)
    response.by = CORRECT if response.correct or response.conditions or response.spans else MAPPING
    if not response.correct and response.cardinality != "single" and response.best > NOTHING:
        response.by = STATED
