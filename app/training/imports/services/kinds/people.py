"""A list of people: known by their addresses; who is like somebody known is a question to the one who imports."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import Agency, AgencyMembership, Invitation, Profession, RoleAssignment, Sex, User
from app.accounts.permissions import people_scopes
from app.accounts.queries import visible_people
from app.accounts.services import PersonDetails, bulk
from app.core import events
from app.core.ids import new_id
from app.core.policy import Actor

from ...events import PeopleImported
from ...models import ImportChange
from ...rules.decisions import ChangedMeanwhile, Decision, ImportKind, Problem, ReadRow, decided
from ...rules.words import Words
from ..dependants import ChangedSince, GoneSince, UsedSince, used
from ..matching import taken_addresses
from .base import Done, Run
from .recognising import (
    Recognised,
    load_known,
    load_states,
    new_person,
    person_details,
    person_fields,
    read_person,
    recognise,
)

OWN_TABLES = frozenset(each.__tablename__ for each in (AgencyMembership, RoleAssignment, Invitation))


class People:
    """People by their addresses."""

    key = ImportKind.PEOPLE
    most_rows = 5_000
    batch = 500
    fields = person_fields()

    def read(self, line: int, texts: Mapping[str, str], words: Words) -> ReadRow:
        """Read a row."""
        return read_person(line, texts, words)

    def decide(self, run: Run, rows: Sequence[ReadRow]) -> list[Decision]:
        """Decide on rows (a fixed number of statements for each 500)."""
        found = recognise(rows, load_known(run, rows))
        states = load_states(run, [each.person for each in found if isinstance(each, Recognised) and each.person])
        return [each if isinstance(each, Decision) else _take(each, states) for each in found]

    def carry_out(self, run: Run, decisions: Sequence[Decision]) -> tuple[list[Done], dict[int, Problem]]:
        """Record and correct people."""
        new: dict[UUID, PersonDetails] = {}
        done = []
        # An address may have been taken since, by somebody else or by an earlier part of the same file.
        taken = taken_addresses(run.session, [each.do["email"] for each in decisions if not each.thing])
        failed: dict[int, Problem] = {}
        for each in (each for each in decisions if not each.thing):
            if each.do["email"] in taken:
                failed[each.number] = Problem.of(ChangedMeanwhile(), "email")
                continue
            key = new_id()
            new[key] = person_details(each.do)
            done.append(Done(line=each.line, label=each.label, created=True, thing_id=key))
        bulk.add_people(run.session, actor=run.actor, people=new, at=run.at)
        changed = {UUID(each.thing): each for each in decisions if each.thing}
        wanted = {key: _state(each.do["after"]) for key, each in changed.items()}
        bulk.change_people(run.session, actor=run.actor, changes=wanted, at=run.at)
        for key, each in changed.items():
            done.append(
                Done(
                    line=each.line,
                    label=each.label,
                    created=False,
                    thing_id=key,
                    before=each.do["before"],
                    after=each.do["after"],
                )
            )
        if new:
            events.publish(PeopleImported(run.import_id, tuple(new), run.actor.id, run.at), run.session)
        return done, failed

    def take_back(self, run: Run, changes: Sequence[ImportChange]) -> dict[UUID, Problem]:
        """Remove people about whom nothing else is on record, put back what was corrected."""
        stays: dict[UUID, Problem] = {}
        ids = {each.thing_id for each in changes}
        stored = {each.id: each for each in run.session.scalars(select(User).where(User.id.in_(ids)))}
        created = {each.thing_id: each for each in changes if each.created}
        in_use = used(run.session, _TABLE, created, apart_from=OWN_TABLES) | busy(run.session, created)
        for key, each in created.items():
            if key not in stored:
                stays[each.id] = Problem.of(GoneSince())
            elif key in in_use or stored[key].password_hash is not None:
                stays[each.id] = Problem.of(UsedSince())
        gone = [key for key, each in created.items() if each.id not in stays]
        bulk.remove_people(run.session, actor=run.actor, user_ids=gone, at=run.at)
        back = {}
        for each in (each for each in changes if not each.created):
            user = stored.get(each.thing_id)
            if user is None or _json(_of(user)) != dict(each.after):
                stays[each.id] = Problem.of(ChangedSince())
            else:
                back[each.thing_id] = _state(each.before)
        bulk.change_people(run.session, actor=run.actor, changes=back, at=run.at)
        return stays

    def write(self, session: Session, actor: Actor) -> Iterator[Mapping[str, object]]:
        """Return the people whom one may see, without those whose accounts are closed."""
        if not people_scopes(actor):
            return
        found = session.execute(
            visible_people(actor)
            .with_only_columns(User.name, User.email, Agency.code, User.profession, User.sex, User.language)
            .where(User.deactivated_at.is_(None))
            .order_by(User.name, User.id)
            .execution_options(yield_per=500)
        )
        for name, email, code, profession, sex, language in found:
            yield {
                "name": name,
                "email": email,
                "agency": code,
                "profession": profession.value,
                "sex": sex.value if sex else "",
                "language": language,
            }


_TABLE: Any = User.__table__


def _take(found: Recognised, states: Mapping[UUID, bulk.PersonState]) -> Decision:
    row, agency, person = found.row, found.agency, found.person
    values = row.values
    if person is None:
        return replace(decided(row, do=new_person(values, agency)), candidates=found.candidates)
    before = states[person.id]
    same_name = " ".join(before.name.split()) == values["name"]
    after = bulk.PersonState(
        name=before.name if same_name else values["name"],
        profession=Profession(values["profession"]),
        sex=Sex(values["sex"]) if values.get("sex") else before.sex,
        agency_id=agency.id,
    )
    changes: dict[str, tuple[Any, Any]] = {
        "name": (before.name, after.name),
        "profession": (before.profession.value, after.profession.value),
        "sex": (before.sex.value if before.sex else "", after.sex.value if after.sex else ""),
        "agency": (person.agency_code, agency.code),
    }
    do = {"before": _json(before), "after": _json(after)}
    return replace(decided(row, thing=str(person.id), changes=changes, do=do), candidates=found.candidates)


def busy(session: Session, ids: Collection[UUID]) -> set[UUID]:
    """Return who was given a role besides the first, or moved since: later acts, though in tables of the person."""
    found: set[UUID] = set()
    for table in (AgencyMembership, RoleAssignment):
        seen: set[UUID] = set()
        for key in session.scalars(select(table.user_id).where(table.user_id.in_(ids))):
            found |= {key} & seen
            seen.add(key)
    return found


def _of(user: User) -> bulk.PersonState:
    return bulk.PersonState(name=user.name, profession=user.profession, sex=user.sex, agency_id=user.agency_id)


def _json(state: bulk.PersonState) -> dict[str, str]:
    return {
        "name": state.name,
        "profession": state.profession.value,
        "sex": state.sex.value if state.sex else "",
        "agency_id": str(state.agency_id),
    }


def _state(stored: Mapping[str, Any]) -> bulk.PersonState:
    return bulk.PersonState(
        name=stored["name"],
        profession=Profession(stored["profession"]),
        sex=Sex(stored["sex"]) if stored["sex"] else None,
        agency_id=UUID(stored["agency_id"]),
    )
