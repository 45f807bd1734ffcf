"""A list of sessions: known by their cohort and the time at which they begin."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, time
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from app.accounts.rules.names import read_email
from app.core.errors import N_, RuleViolation
from app.core.ids import new_id
from app.core.policy import Actor

from ....models import SessionKind
from ....rules.people_words import fold_word
from ....rules.scheduling import to_instant
from ....services.sessions import SessionDetails, cancel_session, change_session, plan_session
from ...models import ImportChange
from ...rules.cells import RowReader, read_clock, read_day, read_text, split_list
from ...rules.columns import Field
from ...rules.decisions import Decision, ImportKind, Problem, ReadRow, TwiceInList, decided, refused
from ...rules.words import Words
from ..dependants import ChangedSince, GoneSince
from ..places import OwnCohort, Places
from .base import Done, Run
from .stored_sessions import load_sessions, rooms_by_name, session_by_id, trainers_of
from .trying import attempts

UNDONE = N_("The list from which the session was planned was taken back.")


class RoomUnknown(RuleViolation):
    """Not a room of the centre."""

    code = "import-room-unknown"
    message = N_("The centre has no room “%(text)s”.")


class ZoneUnknown(RuleViolation):
    """Not a zone of the database of time zones."""

    code = "import-zone-unknown"
    message = N_("“%(text)s” is no time zone. Write it as Asia/Dushanbe.")


class LinkStrange(RuleViolation):
    """Not an address of the web."""

    code = "import-link"
    message = N_("Write an address that begins with https://.")


class Sessions:
    """Sessions by cohort and start."""

    key = ImportKind.SESSIONS
    most_rows = batch = 1_000
    fields = (
        Field("cohort", N_("Cohort"), True, ("group", "группа", "когорта", "гурӯҳ", "name of the cohort")),
        Field("cohort_starts_on", N_("First day of the cohort"), False, ("первый день группы",)),
        Field("title", N_("Session"), True, ("title", "subject", "занятие", "тема", "машғулият", "дарс", "мавзӯъ")),
        Field("kind", N_("Kind"), False, ("type", "вид", "тип", "навъ")),
        Field("date", N_("Date"), True, ("day", "дата", "день", "сана", "рӯз")),
        Field("start", N_("Start"), True, ("starts", "begins", "начало", "оғоз")),
        Field("end", N_("End"), True, ("ends", "окончание", "конец", "анҷом")),
        Field("time_zone", N_("Time zone, if not the centre's"), False, ("time zone", "часовой пояс", "минтақаи вақт")),
        Field("room", N_("Room"), False, ("аудитория", "кабинет", "ҳуҷра", "утоқ")),
        Field("place", N_("Place"), False, ("venue", "место", "ҷой")),
        Field("online_link", N_("Link"), False, ("online", "url", "ссылка", "пайванд")),
        Field("trainers", N_("Trainers (e-mail addresses)"), False, ("trainers", "тренеры", "преподаватели")),
        Field("modules", N_("Modules (keys)"), False, ("modules", "модули", "модулҳо")),
    )

    def read(self, line: int, texts: Mapping[str, str], words: Words) -> ReadRow:
        """Read a row."""
        row = RowReader(texts)
        row.take("cohort", lambda text: read_text(text, 200), required=True)
        row.take("cohort_starts_on", read_day)
        row.take("title", lambda text: read_text(text, 200), required=True)
        row.choose("kind", words.session_kinds)
        row.take("date", read_day, required=True)
        row.take("start", read_clock, required=True)
        row.take("end", read_clock, required=True)
        row.take("time_zone", _read_zone)
        row.take("room", lambda text: read_text(text, 120))
        row.take("place", lambda text: read_text(text, 200))
        row.take("online_link", _read_link)
        row.take("trainers", lambda text: [read_email(part).lower() for part in split_list(text)])
        row.take("modules", lambda text: [read_text(part, 80) for part in split_list(text)])
        return ReadRow(line=line, label=texts.get("title", ""), values=row.values, problems=tuple(row.problems))

    def decide(self, run: Run, rows: Sequence[ReadRow]) -> list[Decision]:
        """Decide on rows, each tried by the rules of the timetable, and given up again."""
        places = Places(run.session, run.actor)
        own = {
            row.line: places.cohort(row.values["cohort"], row.values.get("cohort_starts_on", ""))
            for row in rows
            if not row.problems
        }
        cohorts = {found.row.id: found for found in own.values() if isinstance(found, OwnCohort)}
        known = load_sessions(run.session, cohorts)
        rooms = rooms_by_name(run.session, {each.row.centre_id for each in cohorts.values()})
        lines: dict[tuple[UUID, datetime], int] = {}
        decisions = []
        for row in rows:
            decision = refused(row)
            cohort = own.get(row.line)
            if isinstance(cohort, Problem):
                decision = refused(row, cohort)
            elif cohort is not None:
                decision = _decide(row, cohort, places, rooms, known, lines)
            decisions.append(decision)
        return attempts(run, decisions, _act)

    def carry_out(self, run: Run, decisions: Sequence[Decision]) -> tuple[list[Done], dict[int, Problem]]:
        """Plan and change sessions."""
        return [
            Done(
                line=each.line,
                label=each.label,
                created=not each.thing,
                thing_id=_act(run, each),
                before=each.do.get("before", {}),
                after=each.do["after"],
            )
            for each in decisions
        ], {}

    def take_back(self, run: Run, changes: Sequence[ImportChange]) -> dict[UUID, Problem]:
        """Cancel what was planned, put back what was changed; what took place stays."""
        stays: dict[UUID, Problem] = {}
        for each in reversed(changes):
            known = session_by_id(run.session, each.thing_id)
            if known is None or known["cancelled"]:
                stays[each.id] = Problem.of(GoneSince())
                continue
            try:
                if known["values"] != dict(each.after):
                    raise ChangedSince
                with run.session.begin_nested():
                    if each.created:
                        cancel_session(
                            run.session, actor=run.actor, session_id=each.thing_id, reason=run.reason, at=run.at
                        )
                    else:
                        details = _details(each.before)
                        change_session(
                            run.session, actor=run.actor, session_id=each.thing_id, details=details, at=run.at
                        )
            except RuleViolation as violation:
                stays[each.id] = Problem.of(violation)
        return stays

    def write(self, session: Session, actor: Actor) -> Iterator[Mapping[str, object]]:
        """Return the sessions of one's centres that were not cancelled."""
        places = Places(session, actor)
        own = {each.row.id: each for found in places.by_title.values() for each in found}
        emails = trainers_of(session, own)
        rooms = {key: name for (_centre, name), key in rooms_by_name(session, None, folded=False).items()}
        for (cohort_id, starts_at), known in sorted(load_sessions(session, own).items(), key=lambda each: each[0][1]):
            values, cohort = known["values"], own[cohort_id]
            zone = ZoneInfo(values["time_zone"] or cohort.time_zone)
            starts, ends = starts_at.astimezone(zone), datetime.fromisoformat(values["ends_at"]).astimezone(zone)
            yield {
                "cohort": cohort.row.title,
                "cohort_starts_on": cohort.row.starts_on,
                "title": values["title"],
                "kind": values["kind"],
                "date": starts.date(),
                "start": starts.time(),
                "end": ends.time(),
                "time_zone": values["time_zone"],
                "room": rooms.get(UUID(values["room"]), "") if values["room"] else "",
                "place": values["place"],
                "online_link": values["online_link"],
                "trainers": "; ".join(sorted(emails.get(UUID(key), "") for key in values["trainers"])),
                "modules": "; ".join(values["modules"]),
            }


def _decide(
    row: ReadRow,
    cohort: OwnCohort,
    places: Places,
    rooms: Mapping[tuple[UUID, str], UUID],
    known: Mapping[tuple[UUID, datetime], dict[str, Any]],
    lines: dict[tuple[UUID, datetime], int],
) -> Decision:
    values = row.values
    zone = values.get("time_zone", "") if values.get("time_zone", "") != cohort.time_zone else ""
    day = date.fromisoformat(values["date"])
    try:
        starts, ends = (
            to_instant(day, time.fromisoformat(values[key]), zone or cohort.time_zone) for key in ("start", "end")
        )
    except RuleViolation as violation:
        return refused(row, Problem.of(violation, "start"))
    place = (cohort.row.id, starts)
    if place in lines:
        return refused(row, Problem.of(TwiceInList(line=lines[place]), "start"))
    lines[place] = row.line
    stored = known.get(place)
    room = rooms.get((cohort.row.centre_id, fold_word(values["room"]))) if values.get("room") else None
    if values.get("room") and room is None:
        return refused(row, Problem.of(RoomUnknown(text=values["room"]), "room"))
    kept = dict(stored["trainers"]) if stored else {}
    trainers = places.trainers(cohort.centre_path, [each for each in values.get("trainers") or [] if each not in kept])
    if isinstance(trainers, Problem):
        return refused(row, trainers)
    trainers = trainers + [kept[each] for each in values.get("trainers") or [] if each in kept]
    given: dict[str, Any] = {
        "title": values["title"],
        "ends_at": ends.isoformat(),
        "time_zone": zone,
        **{key: values[key] for key in ("kind", "place", "online_link") if values.get(key)},
        **({"room": str(room)} if room else {}),
        **({"trainers": sorted(map(str, trainers))} if "trainers" in values else {}),
        **({"modules": sorted(values["modules"])} if "modules" in values else {}),
    }
    if stored is None:
        return decided(row, do={"after": {**EMPTY, "starts_at": starts.isoformat(), **given}, "cohort": str(place[0])})
    before = stored["values"]
    after = {**before, **{key: value for key, value in given.items() if _plain(before[key]) != value}}
    changes = {key: (before[key], after[key]) for key in before}
    return decided(row, thing=stored["id"], changes=changes, do={"before": before, "after": after})


EMPTY: dict[str, Any] = {
    "title": "",
    "kind": SessionKind.CLASSROOM.value,
    "starts_at": "",
    "ends_at": "",
    "time_zone": "",
    "room": "",
    "place": "",
    "online_link": "",
    "trainers": [],
    "modules": [],
    "needs": [],
    "items": {},
}


def _act(run: Run, decision: Decision) -> UUID:
    details = _details(decision.do["after"])
    if decision.thing:
        key = UUID(decision.thing)
        change_session(run.session, actor=run.actor, session_id=key, details=details, at=run.at)
        return key
    return plan_session(
        run.session,
        actor=run.actor,
        session_id=new_id(),
        cohort_id=UUID(decision.do["cohort"]),
        details=details,
        at=run.at,
    )


def _details(values: Mapping[str, Any]) -> SessionDetails:
    return SessionDetails(
        title=values["title"],
        kind=SessionKind(values["kind"]),
        starts_at=datetime.fromisoformat(values["starts_at"]),
        ends_at=datetime.fromisoformat(values["ends_at"]),
        room_id=UUID(values["room"]) if values["room"] else None,
        place=values["place"],
        online_link=values["online_link"],
        trainer_ids=[UUID(key) for key in values["trainers"]],
        module_keys=values["modules"],
        time_zone=values["time_zone"],
        needs=values["needs"],
        items={UUID(key): count for key, count in values["items"].items()},
    )


def _plain(value: Any) -> Any:  # noqa: ANN401 -- texts, lists and counts
    return " ".join(value.split()) if isinstance(value, str) else value


def _read_zone(text: str) -> str:
    try:
        return ZoneInfo(text).key
    except (KeyError, ValueError, OSError):
        raise ZoneUnknown(text=text) from None


def _read_link(text: str) -> str:
    if not text.startswith(("https://", "http://")):
        raise LinkStrange
    return read_text(text, 500)
