"""A list of attendance marks, such as the attendance export: person, cohort, when the session began, what is said."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import User
from app.accounts.rules.names import ValueMissing, read_email
from app.core.errors import N_, RuleViolation
from app.core.policy import Actor

from ....models import AttendanceMark, TrainingSession
from ....queries.attendance import is_current
from ....rules.attendance import AttendanceStatus, Entry, MarkSource, NotOnRoster
from ....rules.people_words import title_words
from ....services.attendance import get_own_sheet, mark_sheet
from ....sheets.status_words import read_status
from ...models import ImportChange
from ...rules.cells import RowReader, read_clock, read_day, read_text, read_whole
from ...rules.columns import Field
from ...rules.decisions import Decision, ImportKind, Problem, ReadRow
from ...rules.words import Words
from ..dependants import ChangedSince
from ..matching import NobodyNamed
from ..places import Places
from .base import Done, Run
from .mark_lookup import MarkLookup

LONGEST_LATE = 1440
# The title of a column that holds the marks of one session: when it begins, and perhaps its name.
STAMP = re.compile(r"(?P<date>\d{4}-\d{2}-\d{2})[ T](?P<start>\d{1,2}:\d{2})(?::\d{2})?(?:\s+.*)?", re.DOTALL)


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
        lookup = MarkLookup(run, rows)
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
