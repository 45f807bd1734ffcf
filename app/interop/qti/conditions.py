"""Scoring that an item of QTI writes out as conditions: what each value, number or set of values brings to SCORE."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

from app.core.errors import N_

from .. import numbers
from ..drafts import Draft
from ..markup import Element, child, children, descendants, local, text_of
from ..options import FULL, NOTHING

if TYPE_CHECKING:
    from .scoring import Response

COMPARISONS = frozenset({"match", "stringMatch", "equal", "equalRounded", "patternMatch", "member", "contains"})
BRANCHES = ("responseIf", "responseElseIf", "responseElse")
SETS = ("multiple", "ordered")
OF_NUMBERS = ("equal", "equalRounded", "match")
LOWER, UPPER = ("gte", "gt"), ("lte", "lt")
LIMITS = (*LOWER, *UPPER)
NUMBERS = ("float", "integer")
MOST_PLACES = 20
OTHER_RULES = N_(
    "Some of the item's own rules of scoring (parts of words, patterns, computed values) were not carried over."
)


@dataclass(slots=True)
class _Said:
    """What the comparisons of one response have named so far."""

    simple: int = 0
    from_correct: bool = False
    sets: list[tuple[Fraction, list[str]]] = field(default_factory=list)


class Conditions:
    """Reads them for each response of an item."""

    def __init__(self, processing: Element, responses: dict[str, Response], worths: dict[str, Fraction]) -> None:
        self.processing = processing
        self.responses = responses
        self.worths = worths
        self.scores = _scores(processing)

    def read(self, response: Response, draft: Draft) -> None:
        """Read what earns what for one response; say what of it is not carried over."""
        said = _Said()
        for comparison in descendants(self.processing, *COMPARISONS):
            if _names(comparison, response.name):
                said.simple += 1
                self._compare(response, comparison, said, draft)
        self._ranges(response)
        if any(self._unread(each, response.name) for each in descendants(self.processing, "substring", "patternMatch")):
            draft.lose(OTHER_RULES)
        _settle(response, draft, said)
        if said.simple == 0 and not response.spans and response.known and self._mentions(response.name):
            draft.lose(N_("The item's own rules of scoring were not carried over; its correct response decides."))

    def _compare(self, response: Response, comparison: Element, said: _Said, draft: Draft) -> None:
        score = self.score(comparison, response.name)
        computed = _computed(comparison, response.name)
        if score and (computed or comparison.get("substring") == "true"):
            draft.lose(OTHER_RULES)
        if computed:
            return
        kind = local(comparison)
        if kind in ("stringMatch", "member") and comparison.get("caseSensitive") == "false":
            response.case = False
        if response.base in NUMBERS and kind in OF_NUMBERS:
            _span(response, comparison, score)
        inner = child(comparison, *SETS)
        if any(each.get("identifier") == response.name for each in descendants(comparison, "correct")):
            said.from_correct = True
            _whole(response, comparison, score)
        elif inner is not None:
            said.sets.append((score, [plain(each) for each in children(inner, "baseValue")]))
        elif kind != "patternMatch":
            self._values(response, comparison, score)

    def _values(self, response: Response, comparison: Element, score: Fraction) -> None:
        """Keep what single values earn; several that must come together are a set."""
        found = [text for value in children(comparison, "baseValue") if (text := plain(value))]
        both = _ancestor(comparison, "and")
        if both is not None and response.cardinality != "single" and score > NOTHING:
            response.together += [each for each in found if each not in response.together]
            response.worth = score
            return
        for text in found:
            known = response.conditions.get(text)
            response.conditions[text] = score if known is None else max(score, known)

    def _ranges(self, response: Response) -> None:
        """Keep limits between which a number must lie."""
        for both in descendants(self.processing, "and"):
            low = next((each for each in children(both, *LOWER) if _limit(each, response.name) is not None), None)
            high = next((each for each in children(both, *UPPER) if _limit(each, response.name) is not None), None)
            score = NOTHING if low is None or high is None else self.score(low, response.name)
            if low is not None and high is not None and score > NOTHING and response.base in NUMBERS:
                bounds = sorted((_limit(low, response.name) or Decimal(0), _limit(high, response.name) or Decimal(0)))
                response.spans.append((None, bounds[0], bounds[1], score))
        loose = [each for each in descendants(self.processing, *LIMITS) if _names(each, response.name)]
        response.limits = len([each for each in loose if self.score(each, response.name)])

    def _unread(self, comparison: Element, name: str) -> bool:
        return _names(comparison, name) and bool(self.score(comparison, name))

    def _mentions(self, name: str) -> bool:
        return any(each.get("identifier") == name for each in descendants(self.processing, "variable"))

    def score(self, comparison: Element, name: str) -> Fraction:
        """Return what the branch of a condition gives to SCORE, where its comparison decides alone."""
        branch = comparison.getparent()
        shared = 1
        while branch is not None and local(branch) not in BRANCHES:
            if local(branch) == "not":
                return NOTHING
            if local(branch) == "and":
                names = {each.get("identifier") for each in _compared(branch)} & set(self.responses)
                shared = max(shared, len(names | {name}))
            branch = branch.getparent()
        return NOTHING if branch is None else self._given(branch) / shared

    def _given(self, branch: Element) -> Fraction:
        found = [each for outcome in children(branch, "setOutcomeValue") for each in self._amounts(outcome)]
        return max(found) if any(each > NOTHING for each in found) else min(found, default=NOTHING)

    def _amounts(self, outcome: Element) -> Iterator[Fraction]:
        if outcome.get("identifier") not in self.scores:
            return
        for value in descendants(outcome, "baseValue"):
            yield fraction(text_of(value).strip())
        for value in descendants(outcome, "variable"):
            name = value.get("identifier") or ""
            if name.startswith("MAX"):
                yield self.worths.get(name, FULL)

    def say_together(self, draft: Draft) -> None:
        """Say where parts of an item are scored by each other, or their sum is turned into other points by steps."""
        for branch in descendants(self.processing, *BRANCHES[:2]):
            given = self._given(branch)
            named = {each.get("identifier") for each in _compared(branch)}
            if len(named & set(self.responses)) > 1 and self._gives(branch):
                draft.lose(N_("The item scores some of its parts together; here each counts by itself."))
            if given > NOTHING and named & self.scores and not named & set(self.responses) and self._states(branch):
                draft.lose(N_("The item turns its points into others by steps; here each part earns its share."))

    def _gives(self, branch: Element) -> bool:
        return any(each.get("identifier") in self.scores for each in children(branch, "setOutcomeValue"))

    def _states(self, branch: Element) -> bool:
        """Whether a branch gives a stated number of points, and not only the most or least there are."""
        set_here = [each for each in children(branch, "setOutcomeValue") if each.get("identifier") in self.scores]
        return any(True for each in set_here for _value in descendants(each, "baseValue"))


def _settle(response: Response, draft: Draft, said: _Said) -> None:
    """Decide what is right: what the rules name counts before what is only declared."""
    wholes = [each for each in said.sets if each[0] > NOTHING and each[1]]
    if wholes and not said.from_correct:
        response.worth, response.correct = max(wholes, key=lambda each: each[0])
    elif response.together and not said.from_correct and not response.correct:
        response.correct = response.together
    if len(wholes) + said.from_correct > 1:
        draft.lose(OTHER_RULES)
    earning = {each for each, score in response.conditions.items() if score > NOTHING}
    if earning and response.correct and not said.from_correct and not wholes and not set(response.correct) <= earning:
        draft.lose(N_("What the item declares as correct earns nothing by its rules; the rules count."))
        response.correct = []
    if response.limits > 2 * sum(value is None for value, _low, _high, _score in response.spans):
        draft.lose(OTHER_RULES)
    if response.spans:
        response.worth = max(*(score for *_rest, score in response.spans), NOTHING) or FULL
    elif not response.correct:
        response.worth = response.best or FULL


def _whole(response: Response, comparison: Element, score: Fraction) -> None:
    """Keep what the declared answer earns, as a whole or place by place."""
    if any(True for _index in descendants(comparison, "index")):
        response.worth = score if not response.partly else response.worth + score
        response.partly = True
    else:
        response.worth = max(score, NOTHING) or FULL


def _span(response: Response, comparison: Element, score: Fraction) -> None:
    """Keep between what a number may lie."""
    stated = [plain(each) for each in children(comparison, "baseValue")]
    if child(comparison, "correct") is not None:
        stated = response.correct
    for text in stated:
        value = numbers.read(text)
        if value is None:
            continue
        below, above = _tolerance(comparison, value)
        response.spans.append((value, value - below, value + above, score))


def _tolerance(comparison: Element, value: Decimal) -> tuple[Decimal, Decimal]:
    """Return what is allowed below and above a number."""
    if local(comparison) == "equalRounded":
        figures = numbers.read(comparison.get("figures") or "")
        if figures is None:
            return Decimal(0), Decimal(0)
        by_places = comparison.get("roundingMode") == "decimalPlaces"
        places = int(figures) if by_places else int(figures) - value.adjusted() - 1
        margin = Decimal(5).scaleb(-places - 1) if abs(places) < MOST_PLACES else Decimal(0)
        return margin, margin
    mode = comparison.get("toleranceMode") or "exact"
    stated = [abs(numbers.read(each) or Decimal(0)) for each in (comparison.get("tolerance") or "0").split()] or [
        Decimal(0)
    ]
    below, above = stated[0], stated[-1]
    if local(comparison) == "match" or mode == "exact":
        return Decimal(0), Decimal(0)
    return (abs(value) * below / 100, abs(value) * above / 100) if mode == "relative" else (below, above)


def _limit(limit: Element, name: str) -> Decimal | None:
    """Return the number with which a response is compared."""
    parts = children(limit)
    if len(parts) != 2 or local(parts[0]) != "variable" or parts[0].get("identifier") != name:  # noqa: PLR2004 -- two
        return None
    return numbers.read(plain(parts[1])) if local(parts[1]) == "baseValue" else None


def _names(comparison: Element, name: str) -> bool:
    return any(each.get("identifier") == name for each in descendants(comparison, "variable"))


def _computed(comparison: Element, name: str) -> bool:
    """Whether something is computed before it is compared, or another response is what it is compared with."""
    for each in children(comparison):
        if local(each) == "variable" and each.get("identifier") != name:
            return True
        if local(each) == "index":
            continue
        if local(each) in SETS:
            if any(local(inner) not in ("baseValue", "variable", "correct") for inner in children(each)):
                return True
        elif local(each) not in ("variable", "correct", "baseValue", "null"):
            return True
    return False


def _compared(branch: Element) -> list[Element]:
    """Return the variables on which the test of a branch depends; whether something was answered is no matter."""
    skipped = ("setOutcomeValue", "lookupOutcomeValue", "responseCondition", "isNull")
    found = []
    for each in children(branch):
        if local(each) == "variable":
            found.append(each)
        elif local(each) not in skipped:
            found += _compared(each)
    return found


def _ancestor(element: Element, name: str) -> Element | None:
    """Return the nearest element of a name around one, within its branch."""
    around = element.getparent()
    while around is not None and local(around) not in BRANCHES:
        if local(around) == name:
            return around
        around = around.getparent()
    return None


def _scores(processing: Element) -> set[str]:
    """Return the outcomes that count: SCORE, those of like names, and those that SCORE is made of."""
    assigned = list(descendants(processing, "setOutcomeValue"))
    found = {name for each in assigned if "SCORE" in (name := each.get("identifier") or "").upper()}
    for _round_again in range(3):
        for each in assigned:
            if each.get("identifier") in found:
                found |= {name for used in descendants(each, "variable") if (name := used.get("identifier"))}
    return found


def plain(element: Element) -> str:
    """Return a value with single blanks."""
    return " ".join(text_of(element).split())


def fraction(text: str | None) -> Fraction:
    """Return a number of points, nothing where it is none."""
    number = numbers.read(text or "0")
    return NOTHING if number is None else Fraction(number)
