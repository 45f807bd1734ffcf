"""A list of people for one cohort: who is known gets a place, who is new is recorded and invited as well."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from sqlalchemy import Select, delete, select
from sqlalchemy.orm import Session

from app.accounts import services as account_services
from app.accounts.models import User
from app.accounts.notices.inviting import post_link
from app.accounts.services import bulk
from app.core import outbox
from app.core.errors import N_, RuleViolation
from app.core.policy import Actor
from app.courses.models import Enrolment

from ....models import CohortPlace
from ....queries.bookings import PersonClash, clashes_of_people
from ....queries.cohorts import CohortFacts, get_cohort
from ....rules.enrolling import PersonBusy
from ....rules.people_words import fold_word
from ....services.people import place_person, withdraw_person
from ...models import ImportChange
from ...rules.decisions import Action, ChangedMeanwhile, Decision, ImportKind, Problem, ReadRow, TwiceInList, decided
from ...rules.decisions import refused as refuse
from ...rules.words import Words
from ..dependants import GoneSince, UsedSince, used
from ..matching import taken_addresses
from .base import Done, Run
from .people import OWN_TABLES, busy
from .recognising import (
    CHUNK,
    Recognised,
    load_known,
    new_person,
    person_details,
    person_fields,
    read_person,
    recognise,
)

IS_ENROLLED = N_("Known: gets a place.")
IS_INVITED = N_("New: is recorded, invited and gets a place.")
IS_INSIDE = N_("Has a place in this cohort.")
NAME_STAYS = N_("On record as %(name)s; that stays.")


_USERS: Any = User.__table__
_ENROLMENTS: Any = Enrolment.__table__


class NoPlaceLeft(RuleViolation):
    """The rows above take the last places."""

    code = "no-place-left"
    message = N_("The cohort has no place left for this row.")


class Enrolments:
    """Places of one cohort, by the addresses of people."""

    key = ImportKind.ENROLMENTS
    most_rows = batch = 5_000
    fields = person_fields()

    def read(self, line: int, texts: Mapping[str, str], words: Words) -> ReadRow:
        """Read a row."""
        return read_person(line, texts, words)

    def decide(self, run: Run, rows: Sequence[ReadRow]) -> list[Decision]:
        """Decide on rows in the order of the file; a row that can't be done takes no place."""
        cohort = _cohort(run)
        found = recognise(rows, load_known(run, rows))
        meant = [each.person.id for each in found if isinstance(each, Recognised) and each.person]
        inside, clashes = _inside(run.session, cohort.id), _clashes(run, cohort, meant)
        free = cohort.free
        decisions: list[Decision] = []
        lines: dict[UUID, int] = {}
        for each in found:
            decision = each if isinstance(each, Decision) else _decide(each, cohort, inside, clashes, lines)
            if decision.action is Action.CREATE and free <= 0:
                decision = refuse(rows[len(decisions)], Problem.of(NoPlaceLeft()))
            free -= decision.action is Action.CREATE
            decisions.append(decision)
        return decisions

    def carry_out(self, run: Run, decisions: Sequence[Decision]) -> tuple[list[Done], dict[int, Problem]]:
        """Record and invite who is new, and give everybody a place."""
        cohort, done, failed = _cohort(run), [], {}
        taken = taken_addresses(run.session, [each.do["email"] for each in decisions if not each.do["user"]])
        for each in decisions:
            if not each.do["user"] and each.do["email"] in taken:
                failed[each.number] = Problem.of(ChangedMeanwhile(), "email")
                continue
            user_id = UUID(each.do["user"]) if each.do["user"] else _invite(run, each)
            enrolment_id = place_person(
                run.session, actor=run.actor, cohort=cohort, user_id=user_id, language=each.do["language"], at=run.at
            )
            after = {"user": str(user_id), "invited": not each.do["user"]}
            done.append(Done(line=each.line, label=each.label, created=True, thing_id=enrolment_id, after=after))
        return done, failed

    def take_back(self, run: Run, changes: Sequence[ImportChange]) -> dict[UUID, Problem]:
        """Withdraw people about whom nothing was recorded on the course since; remove who was new and used nothing."""
        stays: dict[UUID, Problem] = {}
        ids = {each.thing_id for each in changes}
        places = {each.enrolment_id: each for each in run.session.scalars(_places(ids))}
        in_use = used(run.session, _ENROLMENTS, ids, apart_from={CohortPlace.__tablename__})
        fresh = _unused(run.session, {UUID(each.after["user"]) for each in changes if each.after["invited"]}, ids)
        gone: list[CohortPlace] = []
        for each in changes:
            place = places.get(each.thing_id)
            if place is None or place.left_at is not None:
                stays[each.id] = Problem.of(GoneSince())
            elif each.thing_id in in_use:
                stays[each.id] = Problem.of(UsedSince())
            elif place.user_id in fresh:
                gone.append(place)
            else:
                withdraw_person(
                    run.session,
                    actor=run.actor,
                    cohort_id=place.cohort_id,
                    enrolment_id=place.enrolment_id,
                    reason=run.reason,
                    at=run.at,
                )
        _remove(run, gone)
        return stays

    def write(self, session: Session, actor: Actor) -> Iterator[Mapping[str, object]]:  # noqa: ARG002 -- as all kinds
        """Return nobody: the people of a cohort are among those of `People`, and on the cohort's own page."""
        return iter(())


def _cohort(run: Run) -> CohortFacts:
    assert run.cohort_id
    return get_cohort(run.session, run.actor, run.cohort_id)


def _decide(
    found: Recognised,
    cohort: CohortFacts,
    inside: set[UUID],
    clashes: Mapping[UUID, PersonClash],
    lines: dict[UUID, int],
) -> Decision:
    row, person = found.row, found.person
    if person is None:
        do = {**new_person(row.values, found.agency, language=cohort.language), "user": ""}
        return replace(decided(row, notes=(_note(IS_INVITED),), do=do), candidates=found.candidates)
    if person.id in lines:
        return refuse(row, Problem.of(TwiceInList(line=lines[person.id])))
    lines[person.id] = row.line
    if person.id in inside:
        return decided(row, thing=str(person.id), notes=(_note(IS_INSIDE),), do={})
    if clash := clashes.get(person.id):
        busy = PersonBusy(person=person.name, title=clash.title, cohort=clash.cohort, when=clash.span)
        return refuse(row, Problem.of(busy, "email"))
    notes = [_note(IS_ENROLLED)]
    if fold_word(person.name) != fold_word(row.values["name"]):
        notes.append(_note(NAME_STAYS, name=person.name))
    do = {"user": str(person.id), "language": row.values.get("language") or cohort.language}
    return replace(decided(row, notes=tuple(notes), do=do), candidates=found.candidates)


def _note(message: str, **facts: str) -> Problem:
    return Problem("", message, facts)


def _invite(run: Run, decision: Decision) -> UUID:
    user = account_services.add_person(run.session, actor=run.actor, details=person_details(decision.do), at=run.at)
    secret = account_services.invite(run.session, actor=run.actor, user=user, at=run.at)
    post_link(run.session, user_id=user.id, secret=secret, at=run.at)
    return user.id


def _inside(session: Session, cohort_id: UUID) -> set[UUID]:
    present = select(CohortPlace.user_id).where(CohortPlace.cohort_id == cohort_id, CohortPlace.left_at.is_(None))
    return set(session.scalars(present))


def _clashes(run: Run, cohort: CohortFacts, user_ids: Sequence[UUID]) -> dict[UUID, PersonClash]:
    found: dict[UUID, PersonClash] = {}
    for start in range(0, len(user_ids), CHUNK):
        found |= clashes_of_people(run.session, cohort.id, user_ids[start : start + CHUNK], run.at)
    return found


def _unused(session: Session, user_ids: set[UUID], enrolment_ids: set[UUID]) -> set[UUID]:
    """Return who has no password, and nothing on record but the enrolment of this list."""
    unused = set(session.scalars(select(User.id).where(User.id.in_(user_ids), User.password_hash.is_(None))))
    others = select(Enrolment.user_id).where(Enrolment.user_id.in_(unused), Enrolment.id.not_in(enrolment_ids))
    apart = OWN_TABLES | {Enrolment.__tablename__, CohortPlace.__tablename__}
    known = used(session, _USERS, unused, apart_from=apart) | busy(session, unused) | set(session.scalars(others))
    return unused - known


def _remove(run: Run, places: Sequence[CohortPlace]) -> None:
    """Remove people who were recorded by mistake: what they were sent does not open anything any more."""
    enrolments, people = [each.enrolment_id for each in places], [each.user_id for each in places]
    run.session.execute(delete(CohortPlace).where(CohortPlace.enrolment_id.in_(enrolments)))
    run.session.execute(delete(Enrolment).where(Enrolment.id.in_(enrolments)))
    for user_id in people:
        outbox.cancel_for(run.session, user_id)
    bulk.remove_people(run.session, actor=run.actor, user_ids=people, at=run.at)


def _places(ids: set[UUID]) -> Select[CohortPlace]:
    return select(CohortPlace).where(CohortPlace.enrolment_id.in_(ids))
