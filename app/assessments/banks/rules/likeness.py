"""Questions that ask the same, in the same words or nearly so.

Two stems are compared within one language, as `core.search_words` writes words: without capitals, accents and signs. A
question is named by its owner: `q:` and its id in a centre's bank, `c:` and module and name in the curriculum.
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from rapidfuzz import fuzz, process

from app.core.search_words import folded_words, loosen

ALIKE = 88
"""From this likeness in percent on two stems are near-same."""
# Stems as alike as that share more than half of their words, whatever their endings.
SHARED_WORDS = 0.6
WORD_BEGINS = 6
MOST_OF_ONE = 200
_DIGITS = re.compile(r"\d+")


@dataclass(frozen=True, slots=True)
class Stem:
    """A question's stem in one language, in the form in which stems are compared."""

    owner: str
    language: str
    text: str


@dataclass(frozen=True, slots=True)
class Likeness:
    """Two questions and how alike they are, in percent; `first` comes before `second` in the alphabet."""

    first: str
    second: str
    language: str
    percent: int

    @property
    def pair(self) -> tuple[str, str]:
        """The two, for a set of pairs."""
        return self.first, self.second


def bank_owner(question_id: object) -> str:
    """Name a question of a centre's bank."""
    return f"q:{question_id}"


def curriculum_owner(module_key: str, question_key: str) -> str:
    """Name a question of the curriculum."""
    return f"c:{module_key}/{question_key}"


def compared(stem: str) -> str:
    """Return a stem as stems are compared."""
    return " ".join(loosen(word) for word in folded_words(stem))


def stems_of(texts: Mapping[str, Mapping[str, object]]) -> dict[str, str]:
    """Return a question's stems as they are compared, by language."""
    found = {code: compared(str(words.get("stem") or "")) for code, words in texts.items()}
    return {code: text for code, text in found.items() if text}


def find_pairs(stems: Iterable[Stem], at_least: int = ALIKE) -> list[Likeness]:
    """Return the pairs of questions that are alike, the most alike first; a pair once, in its most alike language.

    Only stems that share rare words are compared, so thousands take seconds.
    """
    by_language: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for stem in stems:
        by_language[stem.language][stem.text].append(stem.owner)
    best: dict[tuple[str, str], Likeness] = {}
    for language, texts in by_language.items():
        same = [(pair, 100) for owners in texts.values() for pair in combinations(sorted(set(owners))[:MOST_OF_ONE], 2)]
        near = [
            ((one, other), percent)
            for first, second, percent in _near(list(texts), at_least)
            for one in texts[first][:MOST_OF_ONE]
            for other in texts[second][:MOST_OF_ONE]
        ]
        for pair, percent in (*same, *near):
            first, second = sorted(pair)
            known = best.get((first, second))
            if first != second and (known is None or known.percent < percent):
                best[first, second] = Likeness(first, second, language, percent)
    return sorted(best.values(), key=lambda each: (-each.percent, each.pair))


def find_like(own: Mapping[str, str], others: Sequence[Stem], at_least: int = ALIKE) -> list[Likeness]:
    """Return which of the other questions a question is alike, the most alike first; `own` are its stems."""
    best: dict[str, Likeness] = {}
    for other in others:
        text = own.get(other.language)
        percent = likeness(text, other.text, at_least) if text else 0
        if percent and (other.owner not in best or best[other.owner].percent < percent):
            best[other.owner] = Likeness("", other.owner, other.language, percent)
    return sorted(best.values(), key=lambda each: (-each.percent, each.second))


def likeness(one: str, other: str, at_least: int = ALIKE) -> int:
    """Return how alike two stems are in percent, 0 where it is less than asked or the numbers in them differ."""
    if one == other:
        return 100
    if _numbers(one) != _numbers(other):
        return 0
    ratio = fuzz.ratio(one, other, score_cutoff=at_least) or fuzz.token_sort_ratio(one, other, score_cutoff=at_least)
    return min(99, round(ratio))


def _numbers(text: str) -> tuple[str, ...]:
    return tuple(sorted(_DIGITS.findall(text)))


def _near(texts: Sequence[str], at_least: int) -> Iterable[tuple[str, str, int]]:
    """Compare stems with the same numbers in them, and of these what shares a rarer word."""
    groups: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for text in texts:
        groups[_numbers(text)].append(text)
    for group in groups.values():
        yield from _near_in(group, at_least)


def _near_in(texts: Sequence[str], at_least: int) -> Iterable[tuple[str, str, int]]:
    """Compare what shares one of its rarer words (prefix filtering: Chaudhuri, Ganti, Kaushik 2006)."""
    words = [sorted({word[:WORD_BEGINS] for word in text.split()}) for text in texts]
    counts = Counter(word for each in words for word in each)
    in_order = [" ".join(sorted(text.split())) for text in texts]
    holders: dict[str, list[int]] = defaultdict(list)
    for place, own in enumerate(words):
        rare = sorted(own, key=lambda word: (counts[word], word))
        kept = len(rare) - math.ceil(SHARED_WORDS * len(rare)) + 1
        met: set[int] = set()
        for word in rare[:kept]:
            met.update(holders[word])
            holders[word].append(place)
        best: dict[int, float] = {}
        for written in (texts, in_order):
            others = {other: written[other] for other in met}
            for _text, percent, other in process.extract(
                written[place], others, scorer=fuzz.ratio, score_cutoff=at_least, limit=None
            ):
                best[other] = max(percent, best.get(other, 0))
        for other, percent in best.items():
            yield texts[place], texts[other], min(99, round(percent))
