"""A list of attendance marks, such as the attendance export: person, cohort, when the session began, what is said."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, time
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import User
from app.accounts.rules.names import ValueMissing, read_email
from app.core.errors import N_, RuleViolation
from app.core.policy import Actor

from ....models import AttendanceMark, TrainingSession
from ....queries.attendance import Sheet, SheetRow, is_current
from ....queries.cohorts import get_cohort
from ....rules.attendance import AttendanceStatus, Entry, Mark, MarkSource, NotOnRoster, TooManyMinutes, fold
from ....rules.people_words import fold_word, title_words
from ....rules.scheduling import to_instant
from ....services.attendance import get_own_sheet, mark_sheet
from ....sheets.status_words import read_status
from ...models import ImportChange
from ...rules.cells import RowReader, read_clock, read_day, read_text, read_whole
from ...rules.columns import Field
from ...rules.decisions import Decision, ImportKind, Problem, ReadRow, TwiceInList, decided, refused
from ...rules.words import Words
from ..dependants import ChangedSince
from ..matching import NobodyNamed
from ..places import Places
from .base import Done, Run

# A cohort by its id, and the zone in which its sessions are told.
HeldCohort = tuple[UUID, str]
LONGEST_LATE = 1440
SAID_BY = N_("Marked by %(author)s, %(at)s.")
# The title of a column that holds the marks of one session: when it begins, and perhaps its name.
STAMP = re.compile(r"(?P<date>\d{4}-\d{2}-\d{2})[ T](?P<start>\d{1,2}:\d{2})(?::\d{2})?(?:\s+.*)?", re.DOTALL)


class SessionUnknown(RuleViolation):
    """No session begins then."""

    code = "mark-session-unknown"
    message = N_("No session of this cohort begins at “%(text)s”.")


class NotOnList(RuleViolation):
    """Nobody on the sheet has this name or address."""

    code = "mark-not-on-list"
    message = N_("Nobody on the list of this session is “%(text)s”.")


class SeveralOnList(RuleViolation):
    """Several people have the name."""

    code = "mark-several-on-list"
    message = N_("Several people on the list of this session are “%(text)s”. Add the e-mail address.")


class Marks:
    """Marks by person, cohort and start."""

    key = ImportKind.MARKS
    most_rows = 20_000
    batch = 5_000
    fields = (
        Field("name", N_("Person"), False, title_words("name")),
        Field("email", N_("E-mail address"), False, title_words("email")),
        Field("cohort", N_("Cohort"), True, ("group", "группа", "когорта", "гурӯҳ"), names_cohort=True),
        Field("cohort_starts_on", N_("First day of the cohort"), False, ("первый день группы",), names_cohort=True),
        Field("date", N_("Date"), True, ("day", "дата", "день", "сана", "рӯз")),
        Field("start", N_("Start"), True, ("starts", "begins", "начало", "время начала", "оғоз")),
        Field(
            "status",
            N_("Status"),
            True,
            ("mark", "attendance", "статус", "отметка", "посещаемость", "ҳолат", "ҳузур", "қайд"),
        ),
        Field("minutes_late", N_("Minutes late"), False, ("minutes", "опоздание мин", "дақиқаҳои дермонӣ")),
        Field("remark", N_("Remark"), False, ("note", "примечание", "эзоҳ")),
        Field(
            "mark",
            N_("Marks of the session in the title"),
            pattern=STAMP,
            replaces=frozenset({"date", "start", "status"}),
        ),
    )

    def read(self, line: int, texts: Mapping[str, str], words: Words) -> ReadRow:
        """Read a row."""
        if "mark" in texts:
            stamp = STAMP.fullmatch(texts["title"].strip())
            texts = {**texts, **(stamp.groupdict() if stamp else {}), "status": texts["mark"]}
        row = RowReader(texts)
        statuses = {word: AttendanceStatus(status) for word, status in words.statuses.items()}
        row.take("name", lambda text: read_text(text, 200))
        row.take("email", lambda text: read_email(text).lower())
        row.take("cohort", lambda text: read_text(text, 200), required="cohort" in texts)
        row.take("cohort_starts_on", read_day)
        row.take("date", read_day, required=True)
        row.take("start", read_clock, required=True)
        said = row.take("status", lambda text: read_status(text, statuses), required=True)
        late = row.take("minutes_late", lambda text: read_whole(text, 0, LONGEST_LATE))
        row.take("remark", lambda text: read_text(text, 500))
        if said is not None:
            status, minutes = said
            row.values["status"] = status.value if status else ""
            row.values["minutes_late"] = (late or minutes) if status is AttendanceStatus.LATE else 0
            if status is None:
                row.problems.append(Problem.of(ValueMissing(), "status"))
        if not texts.get("name") and not texts.get("email"):
            row.problems.append(Problem.of(NobodyNamed(), "name"))
        of_whom = (texts.get("name") or texts.get("email"), texts.get("date"), texts.get("start"))
        return ReadRow(
            line=line, label=", ".join(filter(None, of_whom)), values=row.values, problems=tuple(row.problems)
        )

    def decide(self, run: Run, rows: Sequence[ReadRow]) -> list[Decision]:
        """Decide on rows: one statement for each session that they speak of."""
        lookup = _Lookup(run, rows)
        return [lookup.decide(row) for row in rows]

    def carry_out(self, run: Run, decisions: Sequence[Decision]) -> tuple[list[Done], dict[int, Problem]]:
        """Add marks and corrections, a sheet at a time."""
        done: list[Done] = []
        failed: dict[int, Problem] = {}
        sheets: dict[UUID, list[Decision]] = defaultdict(list)
        for each in decisions:
            sheets[UUID(each.do["session"])].append(each)
        for session_id, wanted in sheets.items():
            sheet = get_own_sheet(run.session, run.actor, session_id)
            current = {row.participant.enrolment_id: row.current for row in sheet.rows}
            entries = {}
            for each in wanted:
                key = UUID(each.do["enrolment"])
                seen = current[key]
                entries[key] = Entry(
                    AttendanceStatus(each.do["status"]),
                    each.do["minutes_late"],
                    each.do["remark"],
                    seen=seen.id if seen else None,
                    source=MarkSource.FILE,
                    source_id=run.import_id,
                )
            try:
                with run.session.begin_nested():
                    mark_sheet(run.session, actor=run.actor, sheet=sheet, entries=entries, reason=run.reason, at=run.at)
            except RuleViolation as violation:
                failed |= {each.number: Problem.of(violation) for each in wanted}
                continue
            stored = _own_marks(run, session_id)
            done += [_done(each, stored) for each in wanted]
        return done, failed

    def take_back(self, run: Run, changes: Sequence[ImportChange]) -> dict[UUID, Problem]:
        """Correct what was corrected back to what it said, and withdraw first marks: all of it by further marks."""
        stays: dict[UUID, Problem] = {}
        sheets: dict[UUID, list[ImportChange]] = defaultdict(list)
        for each in changes:
            sheets[UUID(each.after["session"])].append(each)
        for session_id, wanted in sheets.items():
            sheet = get_own_sheet(run.session, run.actor, session_id)
            current = {row.participant.enrolment_id: row.current for row in sheet.rows}
            entries = {}
            for each in wanted:
                if UUID(each.after["enrolment"]) not in current:
                    stays[each.id] = Problem.of(NotOnRoster())
                    continue
                mark = current[UUID(each.after["enrolment"])]
                if mark is None or mark.id != each.thing_id:
                    stays[each.id] = Problem.of(ChangedSince())
                    continue
                entries[UUID(each.after["enrolment"])] = Entry(
                    AttendanceStatus.WITHDRAWN if each.created else AttendanceStatus(each.before["status"]),
                    each.before.get("minutes_late", 0),
                    each.before.get("remark", ""),
                    seen=mark.id,
                    source=MarkSource.FILE,
                    source_id=run.import_id,
                )
            try:
                with run.session.begin_nested():
                    mark_sheet(run.session, actor=run.actor, sheet=sheet, entries=entries, reason=run.reason, at=run.at)
            except RuleViolation as violation:
                stays |= {each.id: Problem.of(violation) for each in wanted if each.id not in stays}
        return stays

    def write(self, session: Session, actor: Actor) -> Iterator[Mapping[str, object]]:
        """Return the current marks of the sessions of one's centres."""
        places = Places(session, actor)
        own = {each.row.id: each for found in places.by_title.values() for each in found}
        rows = session.execute(
            select(
                User.name,
                User.email,
                TrainingSession.cohort_id,
                TrainingSession.starts_at,
                AttendanceMark.status,
                AttendanceMark.minutes_late,
                AttendanceMark.remark,
            )
            .join(TrainingSession, TrainingSession.id == AttendanceMark.session_id)
            .join(User, User.id == AttendanceMark.user_id)
            .where(TrainingSession.cohort_id.in_(own), TrainingSession.cancelled_at.is_(None), is_current())
            .order_by(TrainingSession.starts_at, TrainingSession.id, User.name, User.id)
        )
        for name, email, cohort_id, starts_at, status, minutes, remark in rows:
            cohort = own[cohort_id]
            starts = starts_at.astimezone(ZoneInfo(cohort.time_zone))
            yield {
                "name": name,
                "email": email,
                "cohort": cohort.row.title,
                "cohort_starts_on": cohort.row.starts_on,
                "date": starts.date(),
                "start": starts.time(),
                "status": status.value,
                "minutes_late": minutes or "",
                "remark": remark,
            }


class _Lookup:
    """What rows speak of, loaded once."""

    def __init__(self, run: Run, rows: Sequence[ReadRow]) -> None:
        self.run = run
        self.cohorts = _cohorts_of(run, rows)
        ids = {each[0] for each in self.cohorts.values() if isinstance(each, tuple)}
        planned = select(TrainingSession.cohort_id, TrainingSession.starts_at, TrainingSession.id).where(
            TrainingSession.cohort_id.in_(ids), TrainingSession.cancelled_at.is_(None)
        )
        self.sessions = {
            (cohort_id, starts_at.astimezone(UTC)): key for cohort_id, starts_at, key in run.session.execute(planned)
        }
        self.sheets: dict[UUID, Sheet] = {}
        self.closed: dict[UUID, RuleViolation] = {}
        self.emails: dict[UUID, str] = {}
        self.lines: dict[tuple[UUID, UUID], int] = {}

    def decide(self, row: ReadRow) -> Decision:
        """Decide on a row."""
        if row.problems:
            return refused(row)
        cohort = self.cohorts[row.number]
        if isinstance(cohort, Problem):
            return refused(row, cohort)
        try:
            return self._compare(row, cohort)
        except RuleViolation as violation:
            return refused(row, Problem.of(violation, _COLUMN_OF.get(type(violation), "")))

    def _compare(self, row: ReadRow, cohort: HeldCohort) -> Decision:
        values, (cohort_id, time_zone) = row.values, cohort
        day, start = date.fromisoformat(values["date"]), time.fromisoformat(values["start"])
        session_id = self.sessions.get((cohort_id, to_instant(day, start, time_zone)))
        if session_id is None:
            raise SessionUnknown(text=f"{values['date']} {start:%H:%M}")
        sheet = self._sheet(session_id)
        person = self._person(row, sheet)
        key = (session_id, person.participant.enrolment_id)
        if key in self.lines:
            raise TwiceInList(line=self.lines[key])
        self.lines[key] = row.line
        if values["minutes_late"] > sheet.minutes:
            raise TooManyMinutes(minutes=sheet.minutes)
        current = fold(person.participant.marks)
        remark = values.get("remark", current.remark if current else "")
        if current and " ".join(current.remark.split()) == remark:
            remark = current.remark
        do: dict[str, Any] = {
            "session": str(session_id),
            "enrolment": str(person.participant.enrolment_id),
            "status": values["status"],
            "minutes_late": values["minutes_late"],
            "remark": remark,
        }
        if current is None:
            decision = decided(row, do=do)
        else:
            before = {
                "status": current.status.value,
                "minutes_late": current.minutes_late,
                "remark": current.remark,
            }
            changes = {name: (before[name], do[name]) for name in before}
            notes = (_said_by(current, time_zone),) if any(one != other for one, other in changes.values()) else ()
            decision = decided(row, thing=str(current.id), changes=changes, notes=notes, do={**do, "before": before})
        # A sheet that is closed refuses what is new, not what it says already.
        if decision.thing and not decision.changes:
            return decision
        if session_id in self.closed:
            raise self.closed[session_id]
        return decision

    def _sheet(self, session_id: UUID) -> Sheet:
        if session_id not in self.sheets:
            sheet = self.sheets[session_id] = get_own_sheet(self.run.session, self.run.actor, session_id)
            try:
                sheet.check_open(self.run.at)
            except RuleViolation as violation:
                self.closed[session_id] = violation
            unknown = [each.user_id for each in sheet.rows if each.user_id not in self.emails]
            if unknown:
                found = self.run.session.execute(select(User.id, User.email).where(User.id.in_(unknown)))
                self.emails |= {row.id: row.email for row in found}
        return self.sheets[session_id]

    def _person(self, row: ReadRow, sheet: Sheet) -> SheetRow:
        email, name = row.values.get("email", ""), row.values.get("name", "")
        if email:
            found = [each for each in sheet.rows if self.emails[each.user_id] == email]
        else:
            found = [each for each in sheet.rows if fold_word(each.participant.name) == fold_word(name)]
        if not found:
            raise NotOnList(text=email or name)
        if len(found) > 1:
            raise SeveralOnList(text=name)
        return found[0]


_COLUMN_OF: dict[type[RuleViolation], str] = {
    SessionUnknown: "start",
    NotOnList: "name",
    SeveralOnList: "name",
    TooManyMinutes: "minutes_late",
}


def _cohorts_of(run: Run, rows: Sequence[ReadRow]) -> dict[int, HeldCohort | Problem]:
    """Return which cohort each row speaks of: the one that the list is about, or the one that it names."""
    readable = [row for row in rows if not row.problems]
    if run.cohort_id:
        cohort = get_cohort(run.session, run.actor, run.cohort_id)
        return {row.number: (cohort.id, cohort.time_zone) for row in readable}
    places = Places(run.session, run.actor)
    found: dict[int, HeldCohort | Problem] = {}
    for row in readable:
        own = places.cohort(row.values["cohort"], row.values.get("cohort_starts_on", ""))
        found[row.number] = own if isinstance(own, Problem) else (own.row.id, own.time_zone)
    return found


def _said_by(mark: Mark, time_zone: str) -> Problem:
    at = f"{mark.marked_at.astimezone(ZoneInfo(time_zone)):%Y-%m-%d %H:%M}" if mark.marked_at else ""
    return Problem("", SAID_BY, {"author": mark.author, "at": at})


def _own_marks(run: Run, session_id: UUID) -> dict[str, UUID]:
    rows = run.session.execute(
        select(AttendanceMark.enrolment_id, AttendanceMark.id).where(
            AttendanceMark.session_id == session_id, AttendanceMark.source_id == run.import_id, is_current()
        )
    )
    return {str(row.enrolment_id): row.id for row in rows}


def _done(each: Decision, stored: Mapping[str, UUID]) -> Done:
    return Done(
        line=each.line,
        label=each.label,
        created=not each.thing,
        thing_id=stored[each.do["enrolment"]],
        before=each.do.get("before", {}),
        after={key: each.do[key] for key in ("session", "enrolment", "status", "minutes_late", "remark")},
    )
