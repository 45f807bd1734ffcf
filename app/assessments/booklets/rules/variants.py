"""Variants of a paper: the same questions in other orders, or other questions by the same blueprint.

Everything follows from one stored number, so that a variant can be made again at any time and compared.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from app.assessments.rules.blueprints import Blueprint
from app.assessments.rules.drawing import LARGEST_SEED, draw_paper
from app.assessments.rules.questions import Paper, Question, QuestionKind
from app.core.errors import N_, RuleViolation

from .letters import ALPHABET

MOST_VARIANTS = 8
TRIES = 40


class Arrangement(StrEnum):
    """In what the variants of a set differ."""

    ORDER = "order"
    QUESTIONS = "questions"


class TooManyVariants(RuleViolation):
    """More variants than a room needs, or none."""

    code = "too-many-variants"
    message = N_("Choose from 1 to %(most)s variants.")


class VariantsAlike(RuleViolation):
    """There is too little to mix."""

    code = "variants-alike"
    message = N_("These questions can't be mixed into %(count)s different variants. Choose fewer variants.")


class NotForPaper(RuleViolation):
    """A question needs a screen."""

    code = "not-for-paper"
    message = N_("%(count)s of the questions are case simulations, which can be walked only on a screen.")


class PracticalAmongWritten(RuleViolation):
    """Practical and written questions stand in one paper."""

    code = "practical-among-written"
    message = N_(
        "%(count)s of the questions are practical: an assessor observes them, so they can't stand in a booklet. "
        "Hold them as a practical examination of their own."
    )


class TooManyOptions(RuleViolation):
    """A question has more options than there are letters."""

    code = "too-many-options"
    message = N_("A question has more than %(most)s options, so letters do not suffice.")


class NotInTheLanguages(RuleViolation):
    """The blueprint wants every question in the language of the person who sits."""

    code = "not-in-the-languages"
    message = N_("%(count)s of the questions are not written in every language that you chose.")


@dataclass(frozen=True, slots=True)
class Variant:
    """One of the papers of a set."""

    letter: str
    seed: int
    paper: Paper


def make_variants(
    bank: Sequence[Question], blueprint: Blueprint, seed: int, count: int, arrangement: Arrangement
) -> list[Variant]:
    """Draw the variants of a set, each different from the others.

    Raises:
        TooManyVariants: nobody needs so many.
        TooFewQuestions: the bank can't serve the blueprint.
        VariantsAlike: there are too few questions and options to mix.
        NotForPaper, PracticalAmongWritten, TooManyOptions: some question can't be printed.

    """
    if not 1 <= count <= MOST_VARIANTS:
        raise TooManyVariants(most=MOST_VARIANTS)
    chosen = list(bank)
    if arrangement is Arrangement.ORDER:
        drawn = {each.id for each in draw_paper(bank, blueprint, seed).questions}
        chosen = [each for each in bank if each.id in drawn]
        blueprint = replace(blueprint, questions=None, quotas=(), shuffle_questions=True, shuffle_options=True)
    found: list[Variant] = []
    for letter in ALPHABET[:count]:
        found.append(_next(chosen, blueprint, seed, letter, [each.paper for each in found]))
    for variant in found:
        check_printable(variant.paper)
    return found


def _next(bank: list[Question], blueprint: Blueprint, seed: int, letter: str, before: list[Paper]) -> Variant:
    for number in range(TRIES):
        own = variant_seed(seed, letter, number)
        paper = draw_paper(bank, blueprint, own)
        if paper not in before:
            return Variant(letter, own, paper)
    raise VariantsAlike(count=len(before) + 1)


def variant_seed(seed: int, letter: str, number: int = 0) -> int:
    """Compute the number from which a variant is drawn; a further one where that gave a variant that exists."""
    digest = hashlib.sha256(f"{seed}\x1f{letter}\x1f{number}".encode()).digest()
    return int.from_bytes(digest[:8]) % LARGEST_SEED


def is_practical(paper: Paper) -> bool:
    """Whether an assessor observes every question of a paper."""
    return all(each.kind is QuestionKind.CHECKLIST for each in paper.questions)


def check_printable(paper: Paper) -> None:
    """Refuse what paper can't do.

    Raises:
        NotForPaper, PracticalAmongWritten, TooManyOptions: some question can't be printed.

    """
    kinds = [each.kind for each in paper.questions]
    if screens := kinds.count(QuestionKind.SIMULATION):
        raise NotForPaper(count=screens)
    if not is_practical(paper) and (practical := kinds.count(QuestionKind.CHECKLIST)):
        raise PracticalAmongWritten(count=practical)
    if any(len(each.options) > len(ALPHABET) and each.kind is not QuestionKind.GAPS for each in paper.questions):
        raise TooManyOptions(most=len(ALPHABET))
