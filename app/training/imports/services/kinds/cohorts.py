"""A list of cohorts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app.accounts.rules.names import read_email
from app.core import audit
from app.core.errors import N_, RuleViolation
from app.core.ids import new_id
from app.core.policy import Actor
from app.courses.models import CourseEdition

from ....models import Cohort, CohortTrainer
from ....rules.people_words import fold_word
from ....services.cohorts import CohortDetails, change_cohort, create_cohort
from ...models import ImportChange
from ...rules.cells import RowReader, read_day, read_text, read_whole, split_list
from ...rules.columns import Field
from ...rules.decisions import Decision, ImportKind, Problem, ReadRow, TwiceInList, decided, refused
from ...rules.words import Words
from ..dependants import ChangedSince, GoneSince, UsedSince, used
from ..places import CohortDoubtful, CourseUnknown, OwnCohort, Places, trainers_of_cohorts
from .base import Done, Run
from .trying import attempts

LARGEST = 500
OWN_TABLES = frozenset({CohortTrainer.__tablename__})


class OtherCourse(RuleViolation):
    """The course of a cohort stays."""

    code = "import-other-course"
    message = N_("The cohort takes another course already; that stays.")


class Cohorts:
    """Cohorts by centre and title."""

    key = ImportKind.COHORTS
    most_rows = batch = 1_000
    fields = (
        Field("title", N_("Name of the cohort"), True, ("cohort", "group", "группа", "когорта", "гурӯҳ", "title")),
        Field("course", N_("Course"), True, ("курс", "курси", "programme")),
        Field("centre", N_("Centre code"), False, ("centre", "training centre", "учебный центр", "марказ")),
        Field("starts_on", N_("First day"), True, ("starts", "from", "начало", "оғоз", "starts on")),
        Field("ends_on", N_("Last day"), True, ("ends", "to", "until", "окончание", "анҷом", "ends on")),
        Field("place", N_("Place"), False, ("venue", "место", "ҷой")),
        Field("capacity", N_("Places"), True, ("seats", "capacity", "мест", "ҷойҳо")),
        Field("language", N_("Language of teaching"), True, ("language", "язык", "забон")),
        Field("trainers", N_("Trainers (e-mail addresses)"), False, ("trainers", "тренеры", "преподаватели")),
    )

    def read(self, line: int, texts: Mapping[str, str], words: Words) -> ReadRow:
        """Read a row."""
        row = RowReader(texts)
        for key, longest in (("title", 200), ("course", 200)):
            row.take(key, lambda text, most=longest: read_text(text, most), required=True)  # type: ignore[misc]
        row.take("centre", lambda text: read_text(text, 40))
        row.take("starts_on", read_day, required=True)
        row.take("ends_on", read_day, required=True)
        row.take("place", lambda text: read_text(text, 200))
        row.take("capacity", lambda text: read_whole(text, 1, LARGEST), required=True)
        row.choose("language", words.languages, required=True)
        row.take("trainers", lambda text: [read_email(part).lower() for part in split_list(text)])
        return ReadRow(line=line, label=texts.get("title", ""), values=row.values, problems=tuple(row.problems))

    def decide(self, run: Run, rows: Sequence[ReadRow]) -> list[Decision]:
        """Decide on rows, each tried by the same rules as if it were typed, and given up again."""
        places = Places(run.session, run.actor)
        trainers = trainers_of_cohorts(
            run.session, [each.row.id for found in places.by_title.values() for each in found]
        )
        lines: dict[tuple[str, ...], int] = {}
        editions = {row[0]: row[1] for row in run.session.execute(select(CourseEdition.id, CourseEdition.course_key))}
        found = []
        for row in rows:
            decision = refused(row) if row.problems else _decide(row, places, trainers, editions)
            key = tuple(str(row.values.get(name, "")) for name in ("title", "centre", "starts_on"))
            if not decision.problems and key in lines:
                decision = refused(row, Problem.of(TwiceInList(line=lines[key]), "title"))
            lines.setdefault(key, row.line)
            found.append(decision)
        return attempts(run, found, _act)

    def carry_out(self, run: Run, decisions: Sequence[Decision]) -> tuple[list[Done], dict[int, Problem]]:
        """Open and change cohorts."""
        done = []
        for each in decisions:
            key = _act(run, each)
            before, after = each.do.get("before", {}), each.do["after"]
            done.append(
                Done(
                    line=each.line,
                    label=each.label,
                    created=not each.thing,
                    thing_id=key,
                    before=before,
                    after=after,
                )
            )
        return done, {}

    def take_back(self, run: Run, changes: Sequence[ImportChange]) -> dict[UUID, Problem]:
        """Remove cohorts in which nothing was planned yet, put back what was changed."""
        stays: dict[UUID, Problem] = {}
        ids = {each.thing_id for each in changes}
        stored = {each.id: each for each in run.session.scalars(select(Cohort).where(Cohort.id.in_(ids)))}
        trainers = trainers_of_cohorts(run.session, ids)
        in_use = used(run.session, _TABLE, {each.thing_id for each in changes if each.created}, apart_from=OWN_TABLES)
        for each in changes:
            cohort = stored.get(each.thing_id)
            if cohort is None:
                stays[each.id] = Problem.of(GoneSince())
            elif each.created and each.thing_id in in_use:
                stays[each.id] = Problem.of(UsedSince())
            elif _json(cohort, [key for _email, key in trainers.get(cohort.id, [])]) != dict(each.after):
                stays[each.id] = Problem.of(ChangedSince())
            elif each.created:
                _remove(run, cohort.id)
            else:
                try:
                    with run.session.begin_nested():
                        change_cohort(
                            run.session, actor=run.actor, cohort_id=cohort.id, details=_details(each.before), at=run.at
                        )
                except RuleViolation as violation:
                    stays[each.id] = Problem.of(violation)
        return stays

    def write(self, session: Session, actor: Actor) -> Iterator[Mapping[str, object]]:
        """Return the cohorts of one's centres."""
        places = Places(session, actor)
        own = [each for found in places.by_title.values() for each in found]
        trainers = trainers_of_cohorts(session, [each.row.id for each in own])
        keys = {row[0]: row[1] for row in session.execute(select(CourseEdition.id, CourseEdition.course_key))}
        for each in sorted(own, key=lambda each: (each.row.starts_on, each.row.title)):
            cohort = each.row
            yield {
                "title": cohort.title,
                "course": keys[cohort.course_edition_id],
                "centre": each.centre_code,
                "starts_on": cohort.starts_on,
                "ends_on": cohort.ends_on,
                "place": cohort.place,
                "capacity": cohort.capacity,
                "language": cohort.language,
                "trainers": "; ".join(email for email, _key in trainers.get(cohort.id, [])),
            }


_TABLE: Any = Cohort.__table__


def _decide(
    row: ReadRow,
    places: Places,
    trainers: Mapping[UUID, Sequence[tuple[str, UUID]]],
    editions: Mapping[UUID, str],
) -> Decision:
    values = row.values
    centre = places.centre(values.get("centre", ""))
    if isinstance(centre, Problem):
        return refused(row, centre)
    known = [
        each
        for each in places.cohorts(values["title"], values["starts_on"])
        if each.row.centre_id == centre.agency_id and each.row.title == values["title"]
    ]
    if len(known) > 1:
        return refused(row, Problem.of(CohortDoubtful(text=values["title"]), "title"))
    wanted = places.trainers(centre.agency.path, values.get("trainers") or [])
    if isinstance(wanted, Problem):
        kept = dict(trainers.get(known[0].row.id, [])) if known else {}
        # Somebody who taught the cohort and lost the role stays on record.
        if not set(values.get("trainers") or []) <= set(kept):
            return refused(row, wanted)
        wanted = [kept[email] for email in values["trainers"]]
    course = places.courses.get(fold_word(values["course"]))
    if known:
        return _compare(row, known[0], trainers.get(known[0].row.id, []), wanted, editions, course)
    if course is None:
        return refused(row, Problem.of(CourseUnknown(text=values["course"]), "course"))
    after = {
        "title": values["title"],
        "starts_on": values["starts_on"],
        "ends_on": values["ends_on"],
        "place": values.get("place", ""),
        "capacity": values["capacity"],
        "language": values["language"],
        "trainers": sorted(map(str, wanted)),
    }
    return decided(row, do={"after": after, "centre": str(centre.agency_id), "course": str(course.id)})


def _compare(
    row: ReadRow,
    known: OwnCohort,
    teaching: Sequence[tuple[str, UUID]],
    wanted: Sequence[UUID],
    editions: Mapping[UUID, str],
    course: CourseEdition | None,
) -> Decision:
    values, cohort = row.values, known.row
    named = course.course_key if course else values["course"]
    if named != editions[cohort.course_edition_id]:
        return refused(row, Problem.of(OtherCourse(), "course"))
    before = _json(cohort, [key for _email, key in teaching])
    after = {
        **before,
        "starts_on": values["starts_on"],
        "ends_on": values["ends_on"],
        "capacity": values["capacity"],
        "language": values["language"],
    }
    if "place" in values and " ".join(cohort.place.split()) != values["place"]:
        after["place"] = values["place"]
    if "trainers" in values:
        after["trainers"] = sorted(map(str, wanted))
    changes = {key: (before[key], after[key]) for key in before if key != "trainers"}
    emails = sorted(values.get("trainers") or [])
    if "trainers" in values:
        changes["trainers"] = (", ".join(sorted(email for email, _key in teaching)), ", ".join(emails))
    return decided(row, thing=str(cohort.id), changes=changes, do={"before": before, "after": after})


def _act(run: Run, decision: Decision) -> UUID:
    details = _details(decision.do["after"])
    if decision.thing:
        key = UUID(decision.thing)
        change_cohort(run.session, actor=run.actor, cohort_id=key, details=details, at=run.at)
        return key
    return create_cohort(
        run.session,
        actor=run.actor,
        cohort_id=new_id(),
        centre_id=UUID(decision.do["centre"]),
        course_edition_id=UUID(decision.do["course"]),
        details=details,
        at=run.at,
    )


def _details(values: Mapping[str, Any]) -> CohortDetails:
    return CohortDetails(
        title=values["title"],
        starts_on=date.fromisoformat(values["starts_on"]),
        ends_on=date.fromisoformat(values["ends_on"]),
        place=values["place"],
        capacity=values["capacity"],
        language=values["language"],
        trainer_ids=[UUID(key) for key in values["trainers"]],
    )


def _json(cohort: Cohort, trainer_ids: Sequence[UUID]) -> dict[str, Any]:
    return {
        "title": cohort.title,
        "starts_on": cohort.starts_on.isoformat(),
        "ends_on": cohort.ends_on.isoformat(),
        "place": cohort.place,
        "capacity": cohort.capacity,
        "language": cohort.language,
        "trainers": sorted(map(str, trainer_ids)),
    }


def _remove(run: Run, cohort_id: UUID) -> None:
    run.session.execute(delete(CohortTrainer).where(CohortTrainer.cohort_id == cohort_id))
    run.session.execute(delete(Cohort).where(Cohort.id == cohort_id))
    audit.record(
        run.session, actor=run.actor, action="training:cohort:remove", subject=("cohort", cohort_id), at=run.at
    )
