"""A list of training that people had elsewhere, or before the records begin."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from app.accounts.rules.names import read_email
from app.core import audit, events
from app.core.errors import N_, RuleViolation
from app.core.ids import new_id
from app.core.policy import Actor
from app.courses.queries import list_current_courses

from ....rules.people_words import fold_word
from ...events import PastTrainingRecorded
from ...models import ImportChange, PastTraining, PastTrainingAnnulment
from ...queries.past import current_past_trainings
from ...rules.cells import RowReader, read_day, read_decimal, read_text
from ...rules.columns import Field
from ...rules.decisions import Decision, ImportKind, Problem, ReadRow, TwiceInList, decided, refused
from ...rules.words import Words
from ..dependants import ChangedSince
from ..matching import Directory, NobodyNamed, people_in_reach
from .base import Done, Run

MOST_HOURS = 2_000
TEXTS = ("provider", "certificate_number", "evidence")


class EndsBeforeStart(RuleViolation):
    """The dates are in the wrong order."""

    code = "past-dates"
    message = N_("The last day is before the first.")


class NotYet(RuleViolation):
    """What lies ahead is not past."""

    code = "past-not-yet"
    message = N_("Training that is not over yet is not past training.")


class PastTrainings:
    """Past training by person, course and first day."""

    key = ImportKind.PAST
    most_rows = 5_000
    batch = 500
    fields = (
        Field("email", N_("E-mail address"), False, ("e-mail", "email", "mail", "почта", "почтаи электронӣ")),
        Field("name", N_("Full name"), False, ("name", "person", "participant", "фио", "ному насаб", "участник")),
        Field("course", N_("Course"), True, ("training", "title", "курс", "обучение", "название курса", "омӯзиш")),
        Field(
            "provider", N_("Held by"), False, ("provider", "organiser", "организатор", "кем проведено", "ташкилкунанда")
        ),
        Field("starts_on", N_("First day"), True, ("starts", "from", "date", "начало", "дата", "оғоз", "сана")),
        Field("ends_on", N_("Last day"), False, ("ends", "to", "until", "окончание", "анҷом")),
        Field("hours", N_("Hours"), True, ("часы", "часов", "соат", "соатҳо")),
        Field(
            "certificate_number", N_("Certificate number"), False, ("certificate", "номер сертификата", "сертификат")
        ),
        Field("certificate_on", N_("Certificate date"), False, ("дата сертификата", "санаи сертификат")),
        Field("evidence", N_("Evidence"), False, ("proof", "подтверждение", "основание", "далел")),
    )

    def read(self, line: int, texts: Mapping[str, str], words: Words) -> ReadRow:  # noqa: ARG002
        """Read a row."""
        row = RowReader(texts)
        row.take("email", lambda text: read_email(text).lower())
        row.take("name", lambda text: read_text(text, 200))
        row.take("course", lambda text: read_text(text, 300), required=True)
        row.take("provider", lambda text: read_text(text, 300))
        starts = row.take("starts_on", read_day, required=True)
        ends = row.take("ends_on", read_day) or starts
        row.take("hours", lambda text: read_decimal(text, 0, MOST_HOURS), required=True)
        row.take("certificate_number", lambda text: read_text(text, 100))
        row.take("certificate_on", read_day)
        row.take("evidence", lambda text: read_text(text, 500))
        if not texts.get("name") and not texts.get("email"):
            row.problems.append(Problem.of(NobodyNamed(), "email"))
        if starts and ends and ends < starts:
            row.problems.append(Problem.of(EndsBeforeStart(), "ends_on"))
        label = texts.get("name") or texts.get("email", "")
        return ReadRow(line=line, label=label, values=row.values, problems=tuple(row.problems))

    def decide(self, run: Run, rows: Sequence[ReadRow]) -> list[Decision]:
        """Decide on rows (a fixed number of statements for each 500 people)."""
        directory = Directory(people_in_reach(run.session, run.actor))
        courses: dict[str, str] = {}
        for course in list_current_courses(run.session):
            for name in (course.course_key, *course.definition["title"].values()):
                courses.setdefault(fold_word(name), course.course_key)
        found = {row.line: directory.find(row) for row in rows if not row.problems}
        people = {each.id for each in found.values() if not isinstance(each, Problem)}
        known = {
            (each.user_id, fold_word(each.course), each.starts_on): each
            for each in current_past_trainings(run.session, people)
        }
        lines: dict[tuple[UUID, str, date], int] = {}
        decisions = []
        for row in rows:
            person = found.get(row.line)
            if person is None or isinstance(person, Problem):
                decisions.append(refused(row, *([person] if person else [])))
                continue
            starts = date.fromisoformat(row.values["starts_on"])
            key = (person.id, fold_word(row.values["course"]), starts)
            if key in lines:
                decisions.append(refused(row, Problem.of(TwiceInList(line=lines[key]), "course")))
            elif date.fromisoformat(row.values.get("ends_on", row.values["starts_on"])) > run.at.date():
                decisions.append(refused(row, Problem.of(NotYet(), "starts_on")))
            else:
                decisions.append(_decide(row, person.id, known.get(key), courses.get(key[1], "")))
            lines.setdefault(key, row.line)
        return decisions

    def carry_out(self, run: Run, decisions: Sequence[Decision]) -> tuple[list[Done], dict[int, Problem]]:
        """Record past training; a correction is a further record."""
        done = []
        for each in decisions:
            key = _record(run, each.do["after"], UUID(each.thing) if each.thing else None)
            done.append(
                Done(
                    line=each.line,
                    label=each.label,
                    created=not each.thing,
                    thing_id=key,
                    before=each.do.get("before", {}),
                    after=each.do["after"],
                )
            )
        run.session.flush()
        for record in done:
            user_id = UUID(record.after["user_id"])
            events.publish(PastTrainingRecorded(record.thing_id, user_id, run.actor.id, run.at), run.session)
        return done, {}

    def take_back(self, run: Run, changes: Sequence[ImportChange]) -> dict[UUID, Problem]:
        """Annul what was recorded, record again what was corrected: nothing is deleted."""
        people = {UUID(each.after["user_id"]) for each in changes}
        current = {each.id for each in current_past_trainings(run.session, people)}
        stays = {}
        for each in changes:
            if each.thing_id not in current:
                stays[each.id] = Problem.of(ChangedSince())
            elif each.created:
                run.session.add(
                    PastTrainingAnnulment(
                        past_training_id=each.thing_id, reason=run.reason, annulled_by=run.actor.id, annulled_at=run.at
                    )
                )
                audit.record(
                    run.session,
                    actor=run.actor,
                    action="training:past:annul",
                    subject=("past_training", each.thing_id),
                    at=run.at,
                    reason=run.reason,
                )
            else:
                _record(run, each.before, each.thing_id)
        run.session.flush()
        return stays

    def write(self, session: Session, actor: Actor) -> Iterator[Mapping[str, object]]:
        """Return the past training of the people whom one may see."""
        people = {each.id: each for each in people_in_reach(session, actor)}
        found = current_past_trainings(session, people)
        for each in sorted(found, key=lambda each: (each.starts_on, people[each.user_id].name, str(each.id))):
            yield {
                "email": people[each.user_id].email,
                "name": people[each.user_id].name,
                "course": each.course,
                "provider": each.provider,
                "starts_on": each.starts_on,
                "ends_on": each.ends_on,
                "hours": f"{each.hours:f}",
                "certificate_number": each.certificate_number,
                "certificate_on": each.certificate_on,
                "evidence": each.evidence,
            }


def _decide(row: ReadRow, user_id: UUID, stored: PastTraining | None, course_key: str) -> Decision:
    values = row.values
    given = {
        "user_id": str(user_id),
        "course": values["course"],
        "course_key": course_key,
        "starts_on": values["starts_on"],
        "ends_on": values.get("ends_on", values["starts_on"]),
        "hours": f"{Decimal(values['hours']):.2f}",
    }
    if stored is None:
        texts = {key: values.get(key, "") for key in (*TEXTS, "certificate_on")}
        return decided(row, do={"after": {**given, **texts}})
    before = _json(stored)
    if "ends_on" not in values:
        given["ends_on"] = before["ends_on"]
    given |= {key: values[key] for key in (*TEXTS, "certificate_on") if key in values}
    after = {**before, **{key: value for key, value in given.items() if " ".join(before[key].split()) != value}}
    # The title was matched however it is written, and what course it is may be known only now: neither is a change.
    after |= {"course": before["course"], "course_key": before["course_key"]}
    changes = {key: (before[key], after[key]) for key in before}
    return decided(row, thing=str(stored.id), changes=changes, do={"before": before, "after": after})


def _record(run: Run, values: Mapping[str, Any], replaces_id: UUID | None) -> UUID:
    key = new_id()
    run.session.add(
        PastTraining(
            id=key,
            user_id=UUID(values["user_id"]),
            course=values["course"],
            course_key=values["course_key"],
            provider=values["provider"],
            starts_on=date.fromisoformat(values["starts_on"]),
            ends_on=date.fromisoformat(values["ends_on"]),
            hours=Decimal(values["hours"]),
            certificate_number=values["certificate_number"],
            certificate_on=date.fromisoformat(values["certificate_on"]) if values["certificate_on"] else None,
            evidence=values["evidence"],
            recorded_at=run.at,
            recorded_by=run.actor.id,
            replaces_id=replaces_id,
        )
    )
    audit.record(
        run.session,
        actor=run.actor,
        action="training:past:record",
        subject=("past_training", key),
        at=run.at,
        user=values["user_id"],
    )
    return key


def _json(stored: PastTraining) -> dict[str, str]:
    return {
        "user_id": str(stored.user_id),
        "course": stored.course,
        "course_key": stored.course_key,
        "provider": stored.provider,
        "starts_on": stored.starts_on.isoformat(),
        "ends_on": stored.ends_on.isoformat(),
        "hours": f"{stored.hours:.2f}",
        "certificate_number": stored.certificate_number,
        "certificate_on": stored.certificate_on.isoformat() if stored.certificate_on else "",
        "evidence": stored.evidence,
    }
