"""Drawing a paper from a bank: so many of each kind, in an order that a stored seed gives again at any time."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Sequence

from app.core.errors import N_, RuleViolation

from .blueprints import Blueprint, Quota
from .questions import Paper, PaperQuestion, Question, QuestionKind

LARGEST_SEED = 2**31 - 1


class TooFewQuestions(RuleViolation):
    """The bank holds fewer questions than the blueprint asks for; a shorter examination is never given silently."""

    code = "too-few-questions"
    message = N_("The question bank has %(found)s suitable questions; the blueprint asks for %(wanted)s.")


def draw_paper(questions: Iterable[Question], blueprint: Blueprint, seed: int) -> Paper:
    """Draw the questions of one attempt.

    Quotas are served first, the most precise before the others; the rest is spread as evenly as the bank allows over
    modules, then objectives, then difficulties. Which question comes is decided by a hash of seed and question, not by
    a random number generator: the same bank, blueprint and seed give the same paper in any release of the language
    and in whatever order the database returned the questions.

    Raises:
        TooFewQuestions: the bank can't serve the blueprint.

    """
    bank, drawn, more = _begun(questions, blueprint, seed)
    _fill(more, bank, drawn, seed)
    return Paper(tuple(_place(question, blueprint, seed) for question in _arranged(drawn, blueprint, seed)))


def check_drawable(questions: Iterable[Question], blueprint: Blueprint) -> None:
    """Refuse a bank from which no paper can be drawn, without drawing one.

    Raises:
        TooFewQuestions: the bank can't serve the blueprint.

    """
    _begun(questions, blueprint, 0)


def _begun(
    questions: Iterable[Question], blueprint: Blueprint, seed: int
) -> tuple[list[Question], list[Question], int]:
    """Serve the quotas; return what is left of the bank, what is drawn, and how many more are wanted."""
    bank = sorted(
        (question for question in questions if question.pool in blueprint.pools),
        key=lambda question: (_rank(seed, "draw", question.id), question.id),
    )
    wanted = len(bank) if blueprint.questions is None else blueprint.questions
    drawn: list[Question] = []
    for quota in sorted(blueprint.quotas, key=lambda quota: -quota.precision):
        _serve(quota, bank, drawn)
    if len(drawn) > wanted or not (bank or drawn):
        raise TooFewQuestions(found=wanted, wanted=max(len(drawn), 1))
    more = wanted - len(drawn)
    if more > len(bank):
        raise TooFewQuestions(found=len(bank) + len(drawn), wanted=wanted)
    return bank, drawn, more


def _rank(seed: int, *words: str) -> bytes:
    return hashlib.sha256("\x1f".join((str(seed), *words)).encode()).digest()


def _serve(quota: Quota, bank: list[Question], drawn: list[Question]) -> None:
    fitting = [question for question in bank if _fits(quota, question)]
    if len(fitting) < quota.count:
        raise TooFewQuestions(found=len(fitting), wanted=quota.count)
    for question in fitting[: quota.count]:
        drawn.append(question)
        bank.remove(question)


def _fits(quota: Quota, question: Question) -> bool:
    asked = (quota.module, quota.objective, quota.difficulty, quota.pool)
    has = (question.module, question.objective, question.difficulty, question.pool)
    return all(not want or want == got for want, got in zip(asked, has, strict=True))


def _fill(count: int, bank: list[Question], drawn: list[Question], seed: int) -> None:
    """Take `count` more, each time from the group that has come least often so far."""
    ranks = {each.id: tuple(_rank(seed, *group) for group in _groups(each)) for each in bank}
    draws = {each.id: place for place, each in enumerate(bank)}
    taken: Counter[tuple[str, ...]] = Counter()
    for question in drawn:
        taken.update(_groups(question))

    def turn(each: Question) -> tuple[object, ...]:
        counts = (taken[group] for group in _groups(each))
        return (*zip(counts, ranks[each.id], strict=True), draws[each.id])

    for _ in range(count):
        chosen = min(bank, key=turn)
        bank.remove(chosen)
        drawn.append(chosen)
        taken.update(_groups(chosen))


def _groups(question: Question) -> tuple[tuple[str, ...], ...]:
    module, objective, difficulty = question.module, question.objective, question.difficulty
    return ((module,), (module, objective), (module, objective, difficulty))


def _arranged(drawn: Sequence[Question], blueprint: Blueprint, seed: int) -> list[Question]:
    if blueprint.shuffle_questions:
        return sorted(drawn, key=lambda question: (_rank(seed, "order", question.id), question.id))
    return sorted(drawn, key=lambda question: (question.module, question.name, question.id))


def _place(question: Question, blueprint: Blueprint, seed: int) -> PaperQuestion:
    return PaperQuestion(question.id, question.kind, _options(question, blueprint, seed), question.prompts)


def _options(question: Question, blueprint: Blueprint, seed: int) -> tuple[str, ...]:
    """Return the order of the options; matching and ordering would give their answer away if they were not mixed."""
    written = question.options
    gives_away = question.kind in (QuestionKind.MATCHING, QuestionKind.ORDERING)
    shuffled = blueprint.shuffle_options and question.key.get("shuffle") is not False
    if question.kind is QuestionKind.TRUE_FALSE or not (shuffled or gives_away):
        return written
    mixed = tuple(sorted(written, key=lambda option: (_rank(seed, question.id, option), option)))
    if gives_away and mixed == written and len(written) > 1:
        return (*mixed[1:], mixed[0])
    return mixed
