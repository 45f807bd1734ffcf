"""What an item of QTI 3.0 says of its score: declarations and processing."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction
from typing import Any

from .. import numbers
from ..markup import Element
from ..showing import Sheet
from .building import put


class Scoring:
    """Declares responses and writes how they are scored."""

    def __init__(self, sheet: Sheet, root: Element) -> None:
        self.sheet = sheet
        self.root = root
        self.chosen = ""
        self.scores: list[tuple[str, str, Any]] = []
        self.points = Fraction(str(sheet.key.get("points", "1")))

    def scoring(self) -> None:
        """Write how the responses make up the score."""
        if not self.scores:
            return
        processing = put(self.root, "qti-response-processing")
        for name, how, answers in self.scores:
            if how == "map":
                total = put(put(processing, "qti-set-outcome-value", identifier="SCORE"), "qti-sum")
                put(total, "qti-variable", identifier="SCORE")
                put(total, "qti-map-response", identifier=name)
            elif how == "match":
                condition = put(put(processing, "qti-response-condition"), "qti-response-if")
                match = put(condition, "qti-match")
                put(match, "qti-variable", identifier=name)
                put(match, "qti-correct", identifier=name)
                self.add(condition, answers)
            else:
                self.numbers(processing, name, answers)
        if self.chosen:
            put(put(processing, "qti-set-outcome-value", identifier="CHOSEN"), "qti-variable", identifier="RESPONSE")
        if self.sheet.explanation:
            outcome = put(processing, "qti-set-outcome-value", identifier="FEEDBACK")
            put(outcome, "qti-base-value", "explanation", base_type="identifier")

    def add(self, branch: Element, worth: Fraction) -> None:
        """Add to the score in a branch of a condition."""
        total = put(put(branch, "qti-set-outcome-value", identifier="SCORE"), "qti-sum")
        put(total, "qti-variable", identifier="SCORE")
        put(total, "qti-base-value", numbers.share(worth), base_type="float")

    def numbers(self, processing: Element, name: str, answers: list[tuple[Decimal, Decimal, Fraction]]) -> None:
        """Compare a number with each right answer and its tolerance, the best first."""
        condition = put(processing, "qti-response-condition")
        for at, (value, tolerance, worth) in enumerate(answers):
            branch = put(condition, "qti-response-else-if" if at else "qti-response-if")
            if tolerance:
                equal = put(
                    branch,
                    "qti-equal",
                    tolerance_mode="absolute",
                    tolerance=f"{numbers.write(tolerance)} {numbers.write(tolerance)}",
                )
            else:
                equal = put(branch, "qti-equal", tolerance_mode="exact")
            put(equal, "qti-variable", identifier=name)
            put(equal, "qti-base-value", numbers.write(value), base_type="float")
            self.add(branch, worth)

    def declare(self, name: str, base: str, correct: Iterable[str], *, cardinality: str = "single") -> Element:
        """Declare a response with what is right."""
        declared = put(self.root, "qti-response-declaration", identifier=name, cardinality=cardinality, base_type=base)
        right = list(correct)
        if right:
            holder = put(declared, "qti-correct-response")
            for each in right:
                put(holder, "qti-value", each)
        return declared

    def map(self, declared: Element, entries: Iterable[tuple[str, Fraction]], **limits: str) -> None:
        """Say what each value of a response earns."""
        mapping = put(declared, "qti-mapping", default_value="0", **limits)
        done = set()
        for key, worth in entries:
            if key not in done:
                done.add(key)
                put(mapping, "qti-map-entry", map_key=key, mapped_value=numbers.share(worth))
