"""Saying who took part."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from app.accounts.models import Profession
from app.core.errors import Missing, RuleViolation
from app.core.ids import new_id
from app.core.policy import Actor

from .. import queries
from ..models import AgencyTrainingPerson
from ..rules import roster
from ..rules.roster import RosterRow
from .changing import editable, known, note


def set_roster(session: Session, *, actor: Actor, training_id: UUID, minutes: Mapping[UUID, int], at: datetime) -> None:
    """Say which people of the agency took part, with their minutes; who came by a list stays.

    Raises:
        Missing, NotEditable: as `save_training`; or somebody is not of the agency.

    """
    found = editable(session, actor, training_id)
    people = {each.id: each for each in queries.own_people(session, found.agency.path)}
    if not set(minutes) <= set(people):
        raise Missing
    listed = {each.user_id: each for each in found.people if each.user_id}
    for key, row in listed.items():
        if key not in minutes:
            session.delete(row)
        else:
            row.minutes = minutes[key]
    for key in minutes.keys() - listed.keys():
        _add_person(
            session, training_id, people[key].name, people[key].email, people[key].profession, minutes[key], key
        )
    session.flush()
    note(session, actor, "roster", training_id, at, people=len(minutes))


def add_listed(session: Session, *, actor: Actor, training_id: UUID, rows: Sequence[RosterRow], at: datetime) -> int:
    """Add the people of a list, all or none; whoever is not known yet is recorded when the centre accepts.

    Raises:
        Missing, NotEditable: as `save_training`.
        RosterRefused: these lines can't be added; it carries each.

    """
    found = editable(session, actor, training_id)
    users = known(session, [row.email for row in rows])
    taken = {each.email for each in found.people}
    problems: list[tuple[int, RuleViolation]] = []
    for row in rows:
        user = users.get(row.email)
        if row.email in taken:
            problems.append((row.line, roster.PersonTwice(person=row.name)))
        elif user is not None and not user[1].startswith(found.agency.path):
            problems.append((row.line, roster.PersonElsewhere(email=row.email)))
        taken.add(row.email)
    if len(taken) > roster.MOST_PEOPLE:
        raise roster.TooManyPeople(people=roster.MOST_PEOPLE)
    if problems:
        raise roster.RosterRefused(problems)
    for row in rows:
        user = users.get(row.email)
        profession = Profession(row.profession) if row.profession else user[0].profession if user else Profession.OTHER
        minutes = found.training.minutes if row.minutes is None else row.minutes
        name, key = (user[0].name, user[0].id) if user else (row.name, None)
        _add_person(session, training_id, name, row.email, profession, minutes, key)
    session.flush()
    note(session, actor, "list_people", training_id, at, people=len(rows))
    return len(rows)


def remove_person(session: Session, *, actor: Actor, training_id: UUID, person_id: UUID, at: datetime) -> None:
    """Take somebody off the list.

    Raises:
        Missing, NotEditable: as `save_training`.

    """
    found = editable(session, actor, training_id)
    row = next((each for each in found.people if each.id == person_id), None)
    if row is None:
        raise Missing
    session.delete(row)
    note(session, actor, "remove", training_id, at, person=row.name)


def _add_person(
    session: Session,
    training_id: UUID,
    name: str,
    email: str,
    profession: Profession,
    minutes: int,
    user_id: UUID | None,
) -> None:
    session.add(
        AgencyTrainingPerson(
            id=new_id(),
            training_id=training_id,
            user_id=user_id,
            name=name,
            email=email,
            profession=profession,
            minutes=minutes,
        )
    )
