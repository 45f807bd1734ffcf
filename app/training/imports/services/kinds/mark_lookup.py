"""What rows of marks speak of: cohorts, sessions that begin then, and people on their sheets."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, time
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import select

from app.accounts.models import User
from app.core.errors import N_, RuleViolation

from ....models import TrainingSession
from ....queries.attendance import Sheet, SheetRow
from ....queries.cohorts import get_cohort
from ....rules.attendance import Mark, TooManyMinutes, fold
from ....rules.people_words import fold_word
from ....rules.scheduling import to_instant
from ....services.attendance import get_own_sheet
from ...rules.decisions import Decision, Problem, ReadRow, TwiceInList, decided, refused
from ..places import Places
from .base import Run

# A cohort by its id, and the zone in which its sessions are told.
HeldCohort = tuple[UUID, str]
SAID_BY = N_("Marked by %(author)s, %(at)s.")


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


class MarkLookup:
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
