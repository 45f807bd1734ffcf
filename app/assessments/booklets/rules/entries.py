"""From everything that was typed of a person's sheet to what stands, and what is still open."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from app.assessments.rules.questions import Paper, QuestionKind
from app.core.errors import N_, RuleViolation

Answers = Mapping[int, Mapping[str, Any]]


class EntryKind(StrEnum):
    """What an entry is."""

    FIRST = "first"
    SECOND = "second"
    DECIDED = "decided"
    ABSENT = "absent"


class EntryState(StrEnum):
    """How far a person's sheet is."""

    OPEN = "open"
    ABSENT = "absent"
    ONCE = "once"
    DIFFERS = "differs"
    READY = "ready"
    MARKED = "marked"


class SameTypist(RuleViolation):
    """The second typist is the first one."""

    code = "same-typist"
    message = N_("You typed this sheet the first time. Somebody else must type it the second time.")


class AlreadyMarked(RuleViolation):
    """The sheet became an attempt; what it is worth changes only through a ruling or an appeal now."""

    code = "already-marked"
    message = N_("This sheet is marked already, so nothing was changed. Use the notes or an appeal for what is wrong.")


class SatOnline(RuleViolation):
    """The person has an attempt in this sitting that did not come from paper."""

    code = "sat-online"
    message = N_("This person began on a computer in this sitting, so the sheet can't be marked beside it.")


class NoReasonForChange(RuleViolation):
    """What was typed before is changed without a word."""

    code = "no-reason-for-change"
    message = N_("Write why what was typed before is changed.")


class TimesWrong(RuleViolation):
    """Begun after handing in, or in the future."""

    code = "paper-times-wrong"
    message = N_("The sheet must have been begun before it was handed in, and handed in before now.")


class NothingToDecide(RuleViolation):
    """There are no two entries that differ."""

    code = "nothing-to-decide"
    message = N_("There is nothing to decide: the two entries do not differ, or one is missing.")


@dataclass(frozen=True, slots=True)
class Entry:
    """Something that was put on record about a person's sheet."""

    id: UUID
    kind: EntryKind
    variant_id: UUID | None
    answers: Answers
    started_at: datetime | None
    submitted_at: datetime | None
    note: str
    scan_digest: str
    entered_at: datetime
    entered_by: UUID
    by: str = ""


@dataclass(frozen=True, slots=True)
class Difference:
    """Where two typists differ: in one question, or (no place) in the variant or the times."""

    place: int | None
    what: str = "answer"


@dataclass(frozen=True, slots=True)
class SheetStanding:
    """What stands of a person's sheet."""

    state: EntryState
    first: Entry | None = None
    second: Entry | None = None
    final: Entry | None = None
    differences: tuple[Difference, ...] = ()

    @property
    def scan(self) -> Entry | None:
        """The latest entry that came with a scan."""
        return next((each for each in (self.final, self.second, self.first) if each and each.scan_digest), None)


def stand(entries: Iterable[Entry], papers: Mapping[UUID, Paper], *, double: bool, marked: bool) -> SheetStanding:
    """Fold entries: the latest of each kind counts, a decision until one of the typists types again."""
    latest: dict[EntryKind, Entry] = {}
    last: Entry | None = None
    for last in sorted(entries, key=_order):
        latest[last.kind] = last
    first, second = latest.get(EntryKind.FIRST), latest.get(EntryKind.SECOND)
    if marked:
        return SheetStanding(EntryState.MARKED, first, second, _final(latest))
    if last is not None and last.kind is EntryKind.ABSENT:
        return SheetStanding(EntryState.ABSENT, first, second)
    if first is None:
        return SheetStanding(EntryState.OPEN)
    if double:
        return _compared(first, second, latest.get(EntryKind.DECIDED), papers)
    return SheetStanding(EntryState.READY, first, None, first)


def _compared(first: Entry, second: Entry | None, decided: Entry | None, papers: Mapping[UUID, Paper]) -> SheetStanding:
    if second is None:
        return SheetStanding(EntryState.ONCE, first)
    found = differences(first, second, papers)
    stale = decided is None or _order(decided) < max(_order(first), _order(second))
    if found and stale:
        return SheetStanding(EntryState.DIFFERS, first, second, None, found)
    return SheetStanding(EntryState.READY, first, second, decided if found else first, found)


def _order(entry: Entry) -> tuple[datetime, UUID]:
    return (entry.entered_at, entry.id)


def _final(latest: Mapping[EntryKind, Entry]) -> Entry | None:
    first, decided = latest.get(EntryKind.FIRST), latest.get(EntryKind.DECIDED)
    if first and decided:
        return max(first, decided, key=_order)
    return decided or first


def differences(first: Entry, second: Entry, papers: Mapping[UUID, Paper]) -> tuple[Difference, ...]:
    """Compare what two people typed of one sheet. Essays are typed once, so they are not compared."""
    paper = papers.get(first.variant_id) if first.variant_id else None
    if first.variant_id != second.variant_id or paper is None:
        return (Difference(None, "variant"),)
    found = []
    if (first.started_at, first.submitted_at) != (second.started_at, second.submitted_at):
        found.append(Difference(None, "times"))
    for place, question in enumerate(paper.questions):
        if question.kind is QuestionKind.ESSAY:
            continue
        if first.answers.get(place, {}) != second.answers.get(place, {}):
            found.append(Difference(place))
    return tuple(found)


def decide(first: Entry, second: Entry, found: Sequence[Difference], takes: Mapping[str, str]) -> tuple[Entry, Answers]:
    """Put together what stands after a decision: `takes` says for each difference whose word it is.

    Keys are "variant", "times" or the place of a question; values "first" or "second". Returns the entry whose variant
    and times stand, and the answers.
    """
    if any(each.what == "variant" for each in found):
        whole = second if takes.get("variant") == EntryKind.SECOND else first
        return whole, whole.answers
    answers = dict(first.answers)
    for each in found:
        if each.place is not None and takes.get(str(each.place)) == EntryKind.SECOND:
            answers[each.place] = second.answers.get(each.place, {})
    return (second if takes.get("times") == EntryKind.SECOND else first), answers


def check_times(started_at: datetime, submitted_at: datetime, at: datetime) -> None:
    """Refuse times that can't be.

    Raises:
        TimesWrong: begun after handing in, or handed in after now.

    """
    if not started_at < submitted_at <= at:
        raise TimesWrong
