"""What the figures of a question warn of, in plain words with the numbers that are the reason."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from app.core.errors import N_

from .items import ItemFigures, LanguageFigures, OptionFigures
from .whole import FEWEST_TO_JUDGE

# Ebel & Frisbie 1991, Essentials of Educational Measurement, chapter 13, call questions below 0.20 poor.
POOR, EASY, HARD, OFTEN_OMITTED = 0.20, 0.95, 0.30, 0.10
# A distractor that fewer than one in twenty choose does no work (Haladyna & Downing 1993, Educational and Psychological
# Measurement 53).
DEAD = 0.05
# Holland & Wainer 1993, chapter 3: differences of a tenth of the point deserve a look. Three standard errors, since a
# whole paper of questions is looked at at once.
APART, ERRORS = 0.10, 3.0
# The standard error of a correlation near zero is about 1/√n; a single choice is held to two of them.
ERRORS_OF_ONE = 2.0
STRONG, MIDDLE = 2, 1


class Worry(StrEnum):
    """What a warning is about, the gravest first."""

    WRONG_KEY = "wrong_key"
    NEGATIVE = "negative"
    LURES_STRONG = "lures_strong"
    LANGUAGE = "language"
    HARD = "hard"
    POOR = "poor"
    OMITTED = "omitted"
    EASY = "easy"
    DEAD = "dead"
    TOO_FEW = "too_few"


GRAVE = frozenset({Worry.WRONG_KEY, Worry.NEGATIVE, Worry.LURES_STRONG})
ORDER = {worry: place for place, worry in enumerate(Worry)}
TITLES = {
    Worry.WRONG_KEY: N_("Probably a wrong key"),
    Worry.NEGATIVE: N_("Works backwards"),
    Worry.LURES_STRONG: N_("A wrong choice attracts the strong"),
    Worry.LANGUAGE: N_("One language differs"),
    Worry.HARD: N_("Too hard"),
    Worry.POOR: N_("Tells little"),
    Worry.OMITTED: N_("Often left out"),
    Worry.EASY: N_("Too easy"),
    Worry.DEAD: N_("A choice that nobody takes"),
    Worry.TOO_FEW: N_("Too few answers to judge"),
}
SENTENCES = {
    Worry.WRONG_KEY: N_(
        "Of the upper third %(share)s %% chose “%(option)s”, which the key calls wrong, and only %(key)s %% what it "
        "calls right. Check the key before the next exam."
    ),
    Worry.NEGATIVE: N_(
        "Those who do well elsewhere get it wrong more often (discrimination %(value)s). Check the key and the wording."
    ),
    Worry.LURES_STRONG: N_(
        "“%(option)s” counts as wrong, and those who choose it do better elsewhere than those who do not. It may be "
        "right in some sense: read it again."
    ),
    Worry.LANGUAGE: N_(
        "In %(language)s it was %(points)s points of 100 %(direction)s than for equally able people in the other "
        "languages (answers: %(people)s). Compare the translations."
    ),
    Worry.HARD: N_("The mean result is %(value)s %% of the point. Perhaps it was not taught, or the wording misleads."),
    Worry.POOR: N_("It hardly tells the strong from the weak (discrimination %(value)s, at least 0.20 is wanted)."),
    Worry.OMITTED: N_("%(value)s %% left it unanswered. It may be unclear, or come when the time is over."),
    Worry.EASY: N_("The mean result is %(value)s %% of the point, so it says little about anybody."),
    Worry.DEAD: N_(
        "“%(option)s” was chosen by %(value)s %%. A more plausible wrong choice would make it a better question."
    ),
    Worry.TOO_FEW: N_("Answered by %(people)s so far. At least %(least)s are needed to judge a question."),
}
EASIER, HARDER = N_("easier"), N_("harder")


@dataclass(frozen=True, slots=True)
class Finding:
    """A worry with its facts: numbers, the id of an option, the code of a language."""

    worry: Worry
    value: float | None = None
    other: float | None = None
    option: str = ""
    language: str = ""
    people: int = 0

    @property
    def grave(self) -> bool:
        """Whether the question should be looked at before it is used again."""
        return self.worry in GRAVE


def warnings_of(figures: ItemFigures) -> tuple[Finding, ...]:
    """Return what to worry about, the gravest first."""
    if figures.shown < FEWEST_TO_JUDGE:
        return (Finding(Worry.TOO_FEW, people=figures.shown),)
    found = [warning for check in _CHECKS for warning in check(figures)]
    worries = {each.worry for each in found}
    if Worry.WRONG_KEY in worries:
        found = [each for each in found if each.worry not in (Worry.LURES_STRONG, Worry.HARD)]
    if Worry.EASY in worries:
        found = [each for each in found if each.worry not in (Worry.DEAD, Worry.POOR)]
    return tuple(sorted(found, key=lambda each: ORDER[each.worry]))


def _difficulty(figures: ItemFigures) -> Iterator[Finding]:
    assert figures.facility is not None
    if figures.facility > EASY:
        yield Finding(Worry.EASY, figures.facility)
    if figures.facility < HARD:
        yield Finding(Worry.HARD, figures.facility)


def _discrimination(figures: ItemFigures) -> Iterator[Finding]:
    if figures.discrimination is None:
        return
    if figures.discrimination < 0:
        yield Finding(Worry.NEGATIVE, figures.discrimination)
    elif figures.discrimination < POOR:
        yield Finding(Worry.POOR, figures.discrimination)


def _omissions(figures: ItemFigures) -> Iterator[Finding]:
    if figures.omitted is not None and figures.omitted > OFTEN_OMITTED:
        yield Finding(Worry.OMITTED, figures.omitted)


def _key(figures: ItemFigures) -> Iterator[Finding]:
    """Look for a wrong choice that the strong take for right, and one that goes with good results elsewhere."""
    rights = [each for each in figures.options if each.right]
    wrongs = [each for each in figures.options if not each.right]
    if not rights or not wrongs:
        return
    best = max(wrongs, key=_pull)
    key = max(rights, key=_pull) if len(rights) > 1 else rights[0]
    key_share = key.thirds[STRONG] or 0.0
    if _goes_with_strength(best, key) and _pull(best)[0] > key_share:
        yield Finding(Worry.WRONG_KEY, best.thirds[STRONG], key_share, best.id)
    yield from (
        Finding(Worry.LURES_STRONG, each.discrimination, option=each.id)
        for each in wrongs
        if each.share >= DEAD
        and each.discrimination is not None
        and each.discrimination > max(POOR / 2, ERRORS_OF_ONE / math.sqrt(figures.shown))
    )


def _pull(option: OptionFigures) -> tuple[float, float]:
    return option.thirds[STRONG] or 0.0, option.discrimination or 0.0


def _goes_with_strength(wrong: OptionFigures, key: OptionFigures) -> bool:
    """Whether choosing the wrong option goes with a good result elsewhere more than choosing the right one does."""
    mine, its = wrong.discrimination, key.discrimination
    return mine is not None and mine > 0 and (its is None or its < mine)


def _dead(figures: ItemFigures) -> Iterator[Finding]:
    return (
        Finding(Worry.DEAD, each.share, option=each.id)
        for each in figures.options
        if not each.right and each.share < DEAD
    )


def _language(figures: ItemFigures) -> Iterator[Finding]:
    """Name the languages that are further from the others than chance explains, the furthest only of two."""
    apart = [each for each in figures.languages if _is_apart(each)]
    if len(figures.languages) == 2:  # noqa: PLR2004 -- of two, one is as far from the other as the other from the one
        apart = sorted(apart, key=lambda each: each.away or 0.0)[:1]
    return (Finding(Worry.LANGUAGE, each.away, language=each.language, people=each.people) for each in apart)


def _is_apart(each: LanguageFigures) -> bool:
    if each.away is None or each.error is None or each.people < FEWEST_TO_JUDGE:
        return False
    return abs(each.away) >= APART and abs(each.away) > ERRORS * each.error


_CHECKS: tuple[Callable[[ItemFigures], Iterator[Finding]], ...] = (
    _key,
    _discrimination,
    _language,
    _difficulty,
    _omissions,
    _dead,
)
