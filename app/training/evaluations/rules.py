"""Asking people how a course was and what became of it, without anybody learning who said what.

The levels are those of Kirkpatrick (D. L. and J. D. Kirkpatrick, Evaluating Training Programs, 3rd edition, 2006):
level 1, reaction, at the end of the course; level 3, behaviour, after three and six months, from the participant and
from the supervisor. Level 2, learning, is what assessments measure.
"""

from __future__ import annotations

import calendar
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from app.core.errors import N_, RuleViolation

FEWEST = 5
"""Fewer answers than this are shown to nobody: who knows the group would recognise its members."""
LONGEST_TEXT = 2_000
STEPS = 5
ANSWERING_DAYS = {"end": 14, "later": 30}
Box = dict[str, list[Any]]


class EvaluationKind(StrEnum):
    """When people are asked."""

    END_OF_COURSE = "end_of_course"
    AFTER_THREE_MONTHS = "after_three_months"
    AFTER_SIX_MONTHS = "after_six_months"


class Audience(StrEnum):
    """Who is asked; the form says for whom it is written."""

    PARTICIPANT = "participant"
    PARTICIPANT_LATER = "participant_later"
    SUPERVISOR = "supervisor"


class ItemKind(StrEnum):
    """How an item is answered."""

    SCALE = "scale"
    CHOICE = "choice"
    TEXT = "text"


class EvaluationClosed(RuleViolation):
    """Too early, or too late."""

    code = "evaluation-closed"
    message = N_("This form is open from %(opens)s to %(closes)s.")


class AnsweredAlready(RuleViolation):
    """One answer a person; which one it was nobody can tell, so it can't be changed either."""

    code = "evaluation-answered"
    message = N_("You have answered this form already. Thank you.")


class SupervisorAnswered(AnsweredAlready):
    """One answer about a person, from their supervisor or their agency."""

    code = "evaluation-supervisor-answered"
    message = N_("This form was answered already. Thank you.")


class ParticipantAddress(RuleViolation):
    """Nobody answers for their own supervisor, whoever sends the form on."""

    code = "evaluation-participant-address"
    message = N_("This is the address of the participant. Write that of the supervisor.")


class OwnAddress(RuleViolation):
    """Nobody answers for their own supervisor."""

    code = "evaluation-own-address"
    message = N_("This is your own address. Write that of your supervisor, or leave the form.")


class ItemMissing(RuleViolation):
    """A scale or choice was left open."""

    code = "evaluation-item-missing"
    message = N_("Choose one of the answers.")


class TextTooLong(RuleViolation):
    """A text is longer than is kept."""

    code = "evaluation-text-too-long"
    message = N_("Shorten this to %(most)s characters.")


class AnswersRefused(RuleViolation):
    """Some items need another look; nothing was stored."""

    code = "evaluation-refused"
    message = N_("Nothing was sent yet. Look at the questions that are marked below.")

    def __init__(self, problems: Mapping[str, RuleViolation]) -> None:
        super().__init__()
        self.problems = dict(problems)


class NobodyAsked(RuleViolation):
    """A cohort without people has nobody to ask."""

    code = "evaluation-nobody"
    message = N_("Nobody takes part in this cohort, so there is nobody to ask.")


class FormMissing(RuleViolation):
    """The content holds no form for this."""

    code = "evaluation-form-missing"
    message = N_("No form is published for this. The system administrator publishes it with the content.")


@dataclass(frozen=True, slots=True)
class Item:
    """One question of a form, without words."""

    id: str
    kind: ItemKind
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ItemSummary:
    """What all said to one item: counts by answer, the mean of a scale, texts in an order that says nothing."""

    item: Item
    count: int
    counts: tuple[tuple[str, int], ...] = ()
    mean: float | None = None
    texts: tuple[str, ...] = ()


def items_of(definition: Mapping[str, Any]) -> tuple[Item, ...]:
    """Read a form's items from its stored definition."""
    return tuple(
        Item(each["id"], ItemKind(each["kind"]), tuple(choice["id"] for choice in each.get("choices", ())))
        for each in definition["items"]
    )


def read_answers(items: Sequence[Item], given: Mapping[str, str]) -> dict[str, Any]:
    """Return the answers as they go into the box; texts that are empty are left out.

    Raises:
        AnswersRefused: scales or choices are missing or unknown, or a text is too long; it names each.

    """
    answers: dict[str, Any] = {}
    problems: dict[str, RuleViolation] = {}
    for item in items:
        try:
            answer = _read(item, given.get(item.id, ""))
        except RuleViolation as violation:
            problems[item.id] = violation
        else:
            if answer != "":
                answers[item.id] = answer
    if problems:
        raise AnswersRefused(problems)
    return answers


def drop_in(box: Mapping[str, Sequence[Any]], answers: Mapping[str, Any]) -> Box:
    """Return the box with one more person's answers in it.

    Each item has a list of its own, sorted by what was said. Neither who answered, nor when, nor in which order, nor
    which answers belong together can be read from it.
    """
    keys = box.keys() | answers.keys()
    return {
        key: sorted(
            [*box.get(key, ()), *([answers[key]] if key in answers else ())], key=lambda each: (str(each), each)
        )
        for key in sorted(keys)
    }


def may_show(*, answers: int, closes_on: date, today: date) -> bool:
    """Whether results may be shown: after the last day, and of enough people.

    Before that, whoever looks before and after each answer could tell what it was.
    """
    return answers >= FEWEST and today > closes_on


def summarise(items: Sequence[Item], box: Mapping[str, Sequence[Any]]) -> list[ItemSummary]:
    """Count what was said, item by item. A text item that fewer than five answered is left empty."""
    return [_summary(item, box.get(item.id, ())) for item in items]


def months_later(day: date, months: int) -> date:
    """Return the day so many months later, or the last day of that month where it has no such day."""
    years, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def window(kind: EvaluationKind, ends_on: date) -> tuple[date, date]:
    """Return the first and the last day on which a cohort that ends on a day is asked."""
    if kind is EvaluationKind.END_OF_COURSE:
        return ends_on, ends_on + timedelta(days=ANSWERING_DAYS["end"])
    opens = months_later(ends_on, 3 if kind is EvaluationKind.AFTER_THREE_MONTHS else 6)
    return opens, opens + timedelta(days=ANSWERING_DAYS["later"])


def check_open(*, opens_on: date, closes_on: date, today: date) -> None:
    """Refuse answers outside the days of the form.

    Raises:
        EvaluationClosed: today is outside.

    """
    if not opens_on <= today <= closes_on:
        raise EvaluationClosed(opens=opens_on, closes=closes_on)


def _read(item: Item, text: str) -> int | str:
    text = text.strip().replace("\r\n", "\n").replace("\x00", "")
    if item.kind is ItemKind.TEXT:
        if len(text) > LONGEST_TEXT:
            raise TextTooLong(most=LONGEST_TEXT)
        return text
    if item.kind is ItemKind.SCALE:
        if text not in {str(step) for step in range(1, STEPS + 1)}:
            raise ItemMissing
        return int(text)
    if text not in item.choices:
        raise ItemMissing
    return text


def _summary(item: Item, said: Sequence[Any]) -> ItemSummary:
    if item.kind is ItemKind.TEXT:
        return ItemSummary(item, len(said), texts=tuple(said) if len(said) >= FEWEST else ())
    offered: Iterable[Any] = range(1, STEPS + 1) if item.kind is ItemKind.SCALE else item.choices
    counts = tuple((str(each), list(said).count(each)) for each in offered)
    mean = round(sum(said) / len(said), 2) if item.kind is ItemKind.SCALE and said else None
    return ItemSummary(item, len(said), counts, mean)
