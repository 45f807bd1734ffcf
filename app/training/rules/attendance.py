"""Who was there: marks are facts that are never changed, a correction is a further mark, the fold is the state."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Protocol, TypeVar
from uuid import UUID
from zoneinfo import ZoneInfo

from app.core.errors import N_, Conflict, RuleViolation


class AttendanceStatus(StrEnum):
    """What a mark says."""

    PRESENT = "present"
    LATE = "late"
    EXCUSED = "excused"
    ABSENT = "absent"


ATTENDED = frozenset({AttendanceStatus.PRESENT, AttendanceStatus.LATE})


class TooEarly(RuleViolation):
    """The session's day has not come."""

    code = "attendance-too-early"
    message = N_("Attendance can be marked from the day of the session, %(day)s.")


class SessionCancelled(RuleViolation):
    """A cancelled session has no attendance."""

    code = "session-cancelled"
    message = N_("This session was cancelled.")


class SessionHeld(RuleViolation):
    """People were marked: when the session was is part of their record."""

    code = "session-held"
    message = N_("Attendance was marked for this session; it can't be moved or cancelled any more.")


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


class Link(Protocol):
    """What a fold needs of a mark."""

    @property
    def id(self) -> UUID:
        """Its own id."""
        ...

    @property
    def corrects_id(self) -> UUID | None:
        """The mark that it corrects, if any."""
        ...


LinkType = TypeVar("LinkType", bound=Link)


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A mark as stored."""

    id: UUID
    corrects_id: UUID | None
    status: AttendanceStatus
    minutes_late: int = 0
    remark: str = ""
    author: str = ""
    marked_at: datetime | None = None
    reason: str = ""

    @property
    def said(self) -> tuple[AttendanceStatus, int, str]:
        """What the mark says, apart from who said it and when."""
        return self.status, self.minutes_late, self.remark


@dataclass(frozen=True, slots=True)
class Participant:
    """A row of the sheet: the person and every mark about them at this session, in any order."""

    enrolment_id: UUID
    name: str
    marks: tuple[Mark, ...] = ()


@dataclass(frozen=True, slots=True)
class Entry:
    """What was typed about one person, and which mark the sheet showed when it was opened."""

    status: AttendanceStatus | None
    minutes_late: int = 0
    remark: str = ""
    seen: UUID | None = None

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


@dataclass(frozen=True, slots=True)
class HeldSession:
    """One session of a person's cohort: its length, and what the current mark says (None: nobody marked)."""

    minutes: int
    status: AttendanceStatus | None


@dataclass(frozen=True, slots=True)
class Attendance:
    """A person's hours at the sessions of their cohort, in minutes."""

    planned: int = 0
    marked: int = 0
    attended: int = 0
    excused: int = 0

    @property
    def percent(self) -> float | None:
        """Attended of all that was planned and not excused; None where that is nothing at all."""
        return _share(self.attended, self.planned - self.excused)

    @property
    def percent_so_far(self) -> float | None:
        """Attended of what was marked and not excused: for looking at a course that still runs."""
        return _share(self.attended, self.marked - self.excused)


def fold(marks: Iterable[LinkType]) -> LinkType | None:
    """Return the current mark: the one that no other corrects. The order in which marks arrive does not matter."""
    ordered = history(marks)
    return ordered[-1] if ordered else None


def history(marks: Iterable[LinkType]) -> list[LinkType]:
    """Return the marks about one person at one session from the first to the current one."""
    follower = {mark.corrects_id: mark for mark in marks}
    ordered: list[LinkType] = []
    following = follower.pop(None, None)
    while following is not None:
        ordered.append(following)
        following = follower.pop(following.id, None)
    return ordered


def count_hours(sessions: Iterable[HeldSession]) -> Attendance:
    """Add up a person's hours.

    Present and late count as attended with the whole session: lateness is on record in minutes, and the trainer
    decides from when on somebody counts as absent. Excused hours are left out on both sides: an investigator who was
    called to court is neither credited with what was taught nor failed for it. Absent hours, and hours that nobody
    marked, count as planned and not attended: a certificate must not rest on presence that nobody confirmed.
    """
    planned = marked = attended = excused = 0
    for each in sessions:
        planned += each.minutes
        marked += each.minutes if each.status else 0
        attended += each.minutes if each.status in ATTENDED else 0
        excused += each.minutes if each.status is AttendanceStatus.EXCUSED else 0
    return Attendance(planned, marked, attended, excused)


def check_open(*, starts_at: datetime, cancelled: bool, time_zone: str, at: datetime) -> None:
    """Refuse marks before the session's day (in the centre's zone) and for a cancelled session.

    Raises:
        SessionCancelled, TooEarly: as named.

    """
    if cancelled:
        raise SessionCancelled
    zone = ZoneInfo(time_zone)
    day = starts_at.astimezone(zone).date()
    if at.astimezone(zone).date() < day:
        raise TooEarly(day=day)


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
    reason_missing = not reason.strip() and any(mark.corrects_id for mark in added)
    if problems or reason_missing:
        raise SheetRefused(problems, reason_missing=reason_missing)
    return added


def _decide(participant: Participant, entry: Entry, minutes: int) -> NewMark | None:
    chain = history(participant.marks)
    current = chain[-1] if chain else None
    seen = next((mark for mark in chain if mark.id == entry.seen), None)
    status, minutes_late, remark = entry.said
    if status is None:
        if entry.remark.strip() or entry.minutes_late:
            raise StatusMissing
        return None
    if minutes_late > minutes:
        raise TooManyMinutes(minutes=minutes)
    if any(mark and entry.said == mark.said for mark in (seen, current)):
        return None
    if current and current is not seen:
        raise MarkedMeanwhile(**_about(current))
    return NewMark(participant.enrolment_id, status, minutes_late, remark, current.id if current else None)


def _about(mark: Mark) -> dict[str, Any]:
    return {"author": mark.author, "time": mark.marked_at, "status": mark.status}


def _share(part: int, whole: int) -> float | None:
    return round(100 * part / whole, 1) if whole > 0 else None
