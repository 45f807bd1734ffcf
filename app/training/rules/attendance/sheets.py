"""A sheet as it was sent: what it adds to the marks, and which rows can't be saved."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from app.core.errors import N_, Conflict, RuleViolation

from .facts import Announcement, Claim, Standing, standing
from .marks import AttendanceStatus, Mark, MarkSource, fold, history


class StatusMissing(RuleViolation):
    """Something was written about a person, but no mark was chosen."""

    code = "status-missing"
    message = N_("Choose present, late, excused or absent for this person.")


class TooManyMinutes(RuleViolation):
    """Later than the session is long."""

    code = "too-many-minutes"
    message = N_("The session lasts %(minutes)s minutes; nobody can be later than that.")


class MarkedMeanwhile(Conflict):
    """Another person marked the same participant after this sheet was opened."""

    code = "marked-meanwhile"
    message = N_("%(author)s marked this person at %(time)s: %(status)s. Your choice was not saved; look and decide.")


class NotOnRoster(RuleViolation):
    """The person is not in the cohort."""

    code = "not-on-roster"
    message = N_("Somebody on this sheet left the cohort meanwhile. Look at the list and save again.")


class SheetRefused(RuleViolation):
    """Some rows of a sheet can't be saved; nothing was."""

    code = "sheet-refused"
    message = N_("Nothing was saved yet. Look at the rows that are marked below.")

    def __init__(self, problems: Mapping[UUID, RuleViolation], *, reason_missing: bool) -> None:
        super().__init__()
        self.problems = dict(problems)
        self.reason_missing = reason_missing


@dataclass(frozen=True, slots=True)
class Participant:
    """A row of the sheet: the person and everything said about them at this session, in any order."""

    enrolment_id: UUID
    name: str
    marks: tuple[Mark, ...] = ()
    claims: tuple[Claim, ...] = ()
    announcements: tuple[Announcement, ...] = ()

    @property
    def standing(self) -> Standing:
        """Where the person stands."""
        return standing(self.marks, self.claims, self.announcements)


@dataclass(frozen=True, slots=True)
class Entry:
    """What was typed about one person, which mark the sheet showed when it was opened, and from what it was taken."""

    status: AttendanceStatus | None
    minutes_late: int = 0
    remark: str = ""
    seen: UUID | None = None
    source: MarkSource = MarkSource.TRAINER
    source_id: UUID | None = None

    @property
    def said(self) -> tuple[AttendanceStatus | None, int, str]:
        """What the entry says; minutes count only for somebody who was late."""
        return self.status, self.minutes_late if self.status is AttendanceStatus.LATE else 0, self.remark.strip()


@dataclass(frozen=True, slots=True)
class NewMark:
    """A mark to be stored."""

    enrolment_id: UUID
    status: AttendanceStatus
    minutes_late: int
    remark: str
    corrects_id: UUID | None
    source: MarkSource = MarkSource.TRAINER
    source_id: UUID | None = None
    needs_reason: bool = False


def decide_marks(
    participants: Sequence[Participant], entries: Mapping[UUID, Entry], *, minutes: int, reason: str
) -> list[NewMark]:
    """Decide what a sent sheet adds: one mark for each person about whom it says something new.

    An unchanged row adds nothing, and so does a row that says what another author said meanwhile: sending a sheet
    twice is the same as sending it once.

    Args:
        participants: the roster with all marks so far.
        entries: what was typed, by enrolment.
        minutes: how long the session lasts.
        reason: why earlier marks are corrected.

    Raises:
        NotOnRoster: the sheet speaks of somebody else.
        SheetRefused: some rows can't be saved; it names each, and whether a reason is needed.

    """
    if not entries.keys() <= {each.enrolment_id for each in participants}:
        raise NotOnRoster
    added: list[NewMark] = []
    problems: dict[UUID, RuleViolation] = {}
    for participant in participants:
        entry = entries.get(participant.enrolment_id)
        try:
            mark = _decide(participant, entry, minutes) if entry else None
        except RuleViolation as violation:
            problems[participant.enrolment_id] = violation
        else:
            added += [mark] if mark else []
    reason_missing = not reason.strip() and any(mark.needs_reason for mark in added)
    if problems or reason_missing:
        raise SheetRefused(problems, reason_missing=reason_missing)
    return added


def _decide(participant: Participant, entry: Entry, minutes: int) -> NewMark | None:
    chain = history(participant.marks)
    last, current = (chain[-1] if chain else None), fold(participant.marks)
    seen = next((mark for mark in chain if mark.id == entry.seen), None)
    status, minutes_late, remark = entry.said
    if status is None:
        if entry.remark.strip() or entry.minutes_late:
            raise StatusMissing
        return None
    if minutes_late > minutes:
        raise TooManyMinutes(minutes=minutes)
    if any(mark and entry.said == mark.said for mark in (seen, last)):
        return None
    if status is AttendanceStatus.WITHDRAWN and current is None:
        return None
    # Who saw no mark sees what is so where the marks were withdrawn.
    if last and last is not seen and (current or seen):
        raise MarkedMeanwhile(**_about(last))
    return NewMark(
        participant.enrolment_id,
        status,
        minutes_late,
        remark,
        last.id if last else None,
        entry.source,
        entry.source_id,
        needs_reason=current is not None,
    )


def _about(mark: Mark) -> dict[str, Any]:
    return {"author": mark.author, "time": mark.marked_at, "status": mark.status}
