"""What is typed from a paper sheet, and what the cells of a file of marks say: words of every language, one meaning."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from enum import StrEnum
from uuid import UUID

from app.core.errors import N_, RuleViolation

from ..rules.attendance import AttendanceStatus, Mark
from ..rules.people_words import fold_word
from .status_words import TITLES, read_status

STAMP = re.compile(r"(?P<day>\d{4}-\d{2}-\d{2})[ T](?P<hour>\d{1,2}):(?P<minute>\d{2})(?::\d{2})?(?:\s+(?P<title>.*))?")
LATE = AttendanceStatus.LATE


class ColumnsMissing(RuleViolation):
    """The titles do not say whose marks these are, or of which session."""

    code = "marks-columns-missing"
    message = N_(
        "The first row needs a column for the name, and either a column for each session with its date and time, or "
        "columns for date, start and status."
    )


class PersonUnknown(RuleViolation):
    """Nobody of the cohort has this name or address."""

    code = "mark-person-unknown"
    message = N_("Nobody in this cohort is called “%(text)s”.")


class PersonDoubtful(RuleViolation):
    """Several people have the name."""

    code = "mark-person-doubtful"
    message = N_("Several people in this cohort are called “%(text)s”. Add the e-mail address.")


class SessionUnknown(RuleViolation):
    """No session begins then."""

    code = "mark-session-unknown"
    message = N_("No session of this cohort begins at “%(text)s”.")


class PersonNotOnSheet(RuleViolation):
    """The person had no place at that session."""

    code = "mark-not-on-sheet"
    message = N_("%(person)s was not on the list of this session.")


class TwiceInFile(RuleViolation):
    """Two rows speak of the same person and session."""

    code = "mark-twice"
    message = N_("Line %(line)s speaks of the same person and session.")


class LateTooLong(RuleViolation):
    """Later than the session is long."""

    code = "mark-late-too-long"
    message = N_("The session lasts %(minutes)s minutes; nobody can be later than that.")


class ReasonForFile(RuleViolation):
    """Earlier marks would be corrected without a reason."""

    code = "marks-reason-missing"
    message = N_("Write why marks are corrected, or leave earlier marks as they are.")


class Action(StrEnum):
    """What accepting would do with a mark of a file."""

    ADD = "add"
    SAME = "same"
    CORRECT = "correct"
    REFUSE = "refuse"


@dataclass(frozen=True, slots=True)
class FileMark:
    """One mark as a file says it: who (by name and address), when the session began there, and the cell's text."""

    line: int
    name: str
    email: str
    starts: str
    text: str
    minutes: str = ""
    remark: str = ""


def read_file(titles: Sequence[str], rows: Iterable[tuple[int, Sequence[str]]]) -> list[FileMark]:
    """Read a file in either shape: a row for each mark, or a row for each person with a column for each session.

    Raises:
        ColumnsMissing: the titles can't be read.

    """
    places: dict[str, int] = {}
    sessions: list[tuple[int, str]] = []
    for place, title in enumerate(titles):
        if (stamp := STAMP.fullmatch(title.strip())) is not None:
            sessions.append((place, _stamp(stamp["day"], f"{stamp['hour']}:{stamp['minute']}")))
        elif (key := TITLES.get(fold_word(title))) is not None:
            places.setdefault(key, place)
    long_shape = {"date", "start", "status"} <= places.keys()
    if not ({"name", "email"} & places.keys()) or not (sessions or long_shape):
        raise ColumnsMissing
    found = []
    for line, cells in rows:
        cell = _cells(cells, places)
        if sessions:
            found += [
                FileMark(line, cell["name"], cell["email"], starts, text)
                for place, starts in sessions
                if (text := cells[place].strip() if place < len(cells) else "")
            ]
        else:
            starts = _stamp(cell["date"], cell["start"])
            found.append(
                FileMark(line, cell["name"], cell["email"], starts, cell["status"], cell["minutes"], cell["remark"])
            )
    return found


def _cells(cells: Sequence[str], places: Mapping[str, int]) -> dict[str, str]:
    wanted = ("name", "email", "date", "start", "status", "minutes", "remark")
    return {
        key: cells[places[key]].strip().removeprefix("'") if key in places and places[key] < len(cells) else ""
        for key in wanted
    }


def _stamp(day: str, clock: str) -> str:
    """Write day and time in one way; what can't be read stays as it was typed, and is named as such later."""
    try:
        return f"{_day(day).isoformat()} {time.fromisoformat(clock.strip().zfill(5)):%H:%M}"
    except ValueError:
        return f"{day} {clock}".strip()


def _day(text: str) -> date:
    text = text.strip()
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        return datetime.strptime(text, "%d.%m.%Y").date()  # noqa: DTZ007 -- a day has no zone


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody of the cohort."""

    enrolment_id: UUID
    name: str
    email: str


@dataclass(frozen=True, slots=True)
class FileSession:
    """A session of the cohort: when it begins on the wall there, the marks of who is on its sheet, why it is shut."""

    session_id: UUID
    starts: str
    title: str
    minutes: int
    marks: Mapping[UUID, Mark | None]
    closed: RuleViolation | None = None


@dataclass(frozen=True, slots=True)
class Known:
    """What decides on the marks of a file."""

    members: Sequence[Member]
    sessions: Mapping[str, FileSession]
    words: Mapping[str, AttendanceStatus] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What accepting would do with one mark, or why it can't be done."""

    line: int
    name: str
    starts: str
    action: Action
    status: AttendanceStatus | None = None
    minutes: int = 0
    remark: str = ""
    session_id: UUID | None = None
    enrolment_id: UUID | None = None
    current: Mark | None = None
    problem: RuleViolation | None = None


def decide(marks: Iterable[FileMark], known: Known) -> list[Decision]:
    """Decide on every mark in the order of the file; cells that say nothing are left out."""
    by_email = {each.email.lower(): each for each in known.members}
    by_name: dict[str, list[Member]] = {}
    for each in known.members:
        by_name.setdefault(fold_word(each.name), []).append(each)
    lines: dict[tuple[UUID, UUID], int] = {}
    found = []
    for mark in marks:
        try:
            decision = _decide(mark, known, by_email, by_name, lines)
        except RuleViolation as problem:
            decision = Decision(
                line=mark.line, name=mark.name or mark.email, starts=mark.starts, action=Action.REFUSE, problem=problem
            )
        if decision is not None:
            found.append(decision)
    return found


def _decide(
    mark: FileMark,
    known: Known,
    by_email: Mapping[str, Member],
    by_name: Mapping[str, list[Member]],
    lines: dict[tuple[UUID, UUID], int],
) -> Decision | None:
    status, minutes = read_status(mark.text, known.words)
    if status is None:
        return None
    if status is LATE and mark.minutes.strip().isdigit():
        minutes = int(mark.minutes)
    member = _find(mark, by_email, by_name)
    held = known.sessions.get(mark.starts)
    if held is None:
        raise SessionUnknown(text=mark.starts[:60])
    if held.closed is not None:
        raise held.closed
    if member.enrolment_id not in held.marks:
        raise PersonNotOnSheet(person=member.name)
    if minutes > held.minutes:
        raise LateTooLong(minutes=held.minutes)
    place = (held.session_id, member.enrolment_id)
    if place in lines:
        raise TwiceInFile(line=lines[place])
    lines[place] = mark.line
    current = held.marks[member.enrolment_id]
    return Decision(
        line=mark.line,
        name=member.name,
        starts=mark.starts,
        action=_action(current, status, minutes, mark.remark),
        status=status,
        minutes=minutes,
        remark=mark.remark[:500],
        session_id=held.session_id,
        enrolment_id=member.enrolment_id,
        current=current,
    )


def _action(current: Mark | None, status: AttendanceStatus, minutes: int, remark: str) -> Action:
    if current is None:
        return Action.ADD
    # A file without remarks does not take a remark away.
    same = (current.status, current.minutes_late) == (status, minutes) and remark in ("", current.remark)
    return Action.SAME if same else Action.CORRECT


def _find(mark: FileMark, by_email: Mapping[str, Member], by_name: Mapping[str, list[Member]]) -> Member:
    if mark.email:
        member = by_email.get(mark.email.lower())
        if member is None:
            raise PersonUnknown(text=mark.email)
        return member
    found = by_name.get(fold_word(mark.name), [])
    if not found:
        raise PersonUnknown(text=mark.name)
    if len(found) > 1:
        raise PersonDoubtful(text=mark.name)
    return found[0]
