"""What agencies and centres do with training that an agency held itself. Services never commit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts import queries as account_queries
from app.accounts import services as account_services
from app.accounts.models import Agency, Profession, User
from app.core import audit, events
from app.core.errors import Missing, RuleViolation
from app.core.ids import new_id
from app.core.policy import Actor, require
from app.core.storage import Storage

from ..papers.services import keep_paper
from . import queries, rules
from .events import AgencyTrainingDecided, AgencyTrainingSubmitted
from .models import (
    AgencyTraining,
    AgencyTrainingAct,
    AgencyTrainingEvidence,
    AgencyTrainingPerson,
    CreditedHours,
)
from .permissions import AgencyTrainingPermission
from .queries import Dossiers
from .rules import Act, EvidenceKind, RosterRow, State


@dataclass(frozen=True, slots=True, kw_only=True)
class TrainingDetails:
    """What an agency states about a training."""

    agency_id: UUID
    centre_id: UUID
    title: str
    programme: str
    modules: Sequence[str]
    trainers: Sequence[Mapping[str, Any]]
    starts_on: date
    ends_on: date
    place: str
    language: str
    minutes: int
    face_to_face: bool


def save_training(
    session: Session, *, actor: Actor, training_id: UUID, details: TrainingDetails, at: datetime
) -> AgencyTraining:
    """Describe a training, or change the description while it is with the agency.

    Raises:
        Missing: the agency, the centre or the training is not this person's.
        NotEditable, DaysInDisorder, TooManyHours: as named.

    """
    agency = account_queries.get_agency(session, details.agency_id)
    require(actor, AgencyTrainingPermission.SUBMIT, agency.path)
    if details.centre_id not in {each.agency_id for each in queries.offered_centres(session, actor)}:
        raise Missing
    rules.check_days(details.starts_on, details.ends_on, details.minutes)
    stored = session.get(AgencyTraining, training_id)
    if stored is None:
        stored = AgencyTraining(id=training_id, created_at=at, created_by=actor.id)
        session.add(stored)
    else:
        _editable(session, actor, training_id)
    for name in TrainingDetails.__dataclass_fields__:
        value = getattr(details, name)
        setattr(stored, name, list(value) if name in ("modules", "trainers") else value)
    session.flush()
    _note(session, actor, "save", training_id, at)
    return stored


def set_roster(session: Session, *, actor: Actor, training_id: UUID, minutes: Mapping[UUID, int], at: datetime) -> None:
    """Say which people of the agency took part, with their minutes; who came by a list stays.

    Raises:
        Missing, NotEditable: as `save_training`; or somebody is not of the agency.

    """
    found = _editable(session, actor, training_id)
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
    _note(session, actor, "roster", training_id, at, people=len(minutes))


def add_listed(session: Session, *, actor: Actor, training_id: UUID, rows: Sequence[RosterRow], at: datetime) -> int:
    """Add the people of a list, all or none; whoever is not known yet is recorded when the centre accepts.

    Raises:
        Missing, NotEditable: as `save_training`.
        RosterRefused: these lines can't be added; it carries each.

    """
    found = _editable(session, actor, training_id)
    known = _known(session, [row.email for row in rows])
    taken = {each.email for each in found.people}
    problems: list[tuple[int, RuleViolation]] = []
    for row in rows:
        user = known.get(row.email)
        if row.email in taken:
            problems.append((row.line, rules.PersonTwice(person=row.name)))
        elif user is not None and not user[1].startswith(found.agency.path):
            problems.append((row.line, rules.PersonElsewhere(email=row.email)))
        taken.add(row.email)
    if len(taken) > rules.MOST_PEOPLE:
        raise rules.TooManyPeople(people=rules.MOST_PEOPLE)
    if problems:
        raise rules.RosterRefused(problems)
    for row in rows:
        user = known.get(row.email)
        profession = Profession(row.profession) if row.profession else user[0].profession if user else Profession.OTHER
        minutes = found.training.minutes if row.minutes is None else row.minutes
        name, key = (user[0].name, user[0].id) if user else (row.name, None)
        _add_person(session, training_id, name, row.email, profession, minutes, key)
    session.flush()
    _note(session, actor, "list", training_id, at, people=len(rows))
    return len(rows)


def remove_person(session: Session, *, actor: Actor, training_id: UUID, person_id: UUID, at: datetime) -> None:
    """Take somebody off the list.

    Raises:
        Missing, NotEditable: as `save_training`.

    """
    found = _editable(session, actor, training_id)
    row = next((each for each in found.people if each.id == person_id), None)
    if row is None:
        raise Missing
    session.delete(row)
    _note(session, actor, "remove", training_id, at, person=row.name)


def attach(
    session: Session,
    *,
    actor: Actor,
    training_id: UUID,
    evidence_id: UUID,
    kind: EvidenceKind,
    name: str,
    content: bytes,
    storage: Storage,
    at: datetime,
) -> None:
    """Keep a file with a training; repeating the id changes nothing.

    Raises:
        Missing, NotEditable: as `save_training`.
        TooManyFiles, PaperEmpty, PaperTooLarge, PaperUnknown: as named.

    """
    found = _editable(session, actor, training_id)
    if session.get(AgencyTrainingEvidence, evidence_id) is not None:
        return
    if len(found.evidence) >= rules.MOST_FILES:
        raise rules.TooManyFiles(files=rules.MOST_FILES)
    paper = keep_paper(session, actor=actor, paper_id=new_id(), name=name, content=content, storage=storage, at=at)
    session.add(AgencyTrainingEvidence(id=evidence_id, training_id=training_id, paper_id=paper, kind=kind))
    session.flush()
    _note(session, actor, "attach", training_id, at, kind=kind.value, paper_id=str(paper))


def detach(session: Session, *, actor: Actor, training_id: UUID, evidence_id: UUID, at: datetime) -> None:
    """Take a file away from a training that is with the agency; the file itself stays in the storage.

    Raises:
        Missing, NotEditable: as `save_training`.

    """
    found = _editable(session, actor, training_id)
    row = next((each for each, _paper in found.evidence if each.id == evidence_id), None)
    if row is None:
        raise Missing
    session.delete(row)
    _note(session, actor, "detach", training_id, at, paper_id=str(row.paper_id))


def submit(session: Session, *, actor: Actor, training_id: UUID, at: datetime) -> None:
    """Hand a training in; one that is handed in already stays so.

    Raises:
        Missing: it is not this person's.
        RuleViolation: the first thing that is missing, or it can't be handed in any more.

    """
    found = queries.get_training(session, actor, training_id, for_update=True)
    require(actor, AgencyTrainingPermission.SUBMIT, found.agency.path)
    if found.state is State.SUBMITTED:
        return
    rules.check_step(found.state, Act.SUBMIT)
    today = at.astimezone(ZoneInfo(found.time_zone)).date()
    for violation in rules.missing(found.dossier(), today):
        raise violation
    _act(session, actor, found, Act.SUBMIT, "", at)
    training = found.training
    events.publish(AgencyTrainingSubmitted(training_id, training.centre_id, training.agency_id, actor.id, at), session)


def decide(
    session: Session,
    *,
    actor: Actor,
    training_id: UUID,
    act: Act,
    reason: str,
    accepted: Mapping[UUID, int] | None = None,
    at: datetime,
) -> None:
    """Return, refuse or accept what was handed in, or annul what was accepted.

    `accepted` are for acceptance the minutes credited to each person of the list; without it, all that was stated.

    Raises:
        Missing, NotAllowed: it is not this person's to decide.
        StepImpossible, ReasonNeeded, MoreThanClaimed, NothingAccepted, PersonElsewhere: as named.

    """
    found = queries.get_training(session, actor, training_id, for_update=True)
    require(actor, AgencyTrainingPermission.DECIDE, found.scope)
    rules.check_step(found.state, act, reason)
    credited: dict[UUID, int] = {}
    if act is Act.ACCEPT:
        minutes = {**found.claimed_of, **(accepted or {})}
        if set(minutes) != set(found.claimed_of):
            raise Missing
        rules.check_credit(found.claimed_of, minutes, {each.id: each.name for each in found.people}, reason)
        credited = _credit(session, actor, found, minutes, at)
    _act(session, actor, found, act, reason.strip(), at, credited=sum(credited.values()))
    training = found.training
    handed_in_by = next((each.by for each, _name in reversed(found.acts) if each.act is Act.SUBMIT), None)
    concerned = tuple(credited) if act is Act.ACCEPT else tuple(found.credited)
    events.publish(
        AgencyTrainingDecided(
            training_id,
            training.centre_id,
            training.agency_id,
            act.value,
            reason.strip(),
            handed_in_by,
            concerned,
            actor.id,
            at,
        ),
        session,
    )


def _credit(
    session: Session, actor: Actor, found: Dossiers, minutes: Mapping[UUID, int], at: datetime
) -> dict[UUID, int]:
    """Record the hours; whoever is new gets an account, without an invitation, by the centre that accepts."""
    training = found.training
    known = _known(session, [each.email for each in found.people])
    credited: dict[UUID, int] = {}
    for each in found.people:
        if each.user_id is None:
            each.user_id = _record_person(session, actor, found, each, known, at)
        user = session.get_one(User, each.user_id)
        session.add(
            CreditedHours(
                id=new_id(),
                training_id=training.id,
                user_id=user.id,
                agency_id=user.agency_id,
                held_on=training.ends_on,
                minutes=minutes[each.id],
                face_to_face=training.face_to_face,
            )
        )
        credited[user.id] = minutes[each.id]
    session.flush()
    return credited


def _record_person(
    session: Session,
    actor: Actor,
    found: Dossiers,
    row: AgencyTrainingPerson,
    known: Mapping[str, tuple[User, str]],
    at: datetime,
) -> UUID:
    if row.email in known:
        user, path = known[row.email]
        if not path.startswith(found.agency.path):
            raise rules.PersonElsewhere(email=row.email)
        return user.id
    details = account_services.PersonDetails(
        name=row.name,
        email=row.email,
        agency_id=found.training.agency_id,
        profession=row.profession,
        language=found.training.language,
        time_zone=found.time_zone,
    )
    return account_services.add_person(session, actor=actor, details=details, at=at).id


def _known(session: Session, emails: Sequence[str]) -> dict[str, tuple[User, str]]:
    wanted = select(User, Agency.path).join(Agency, Agency.id == User.agency_id).where(User.email.in_(list(emails)))
    return {user.email: (user, path) for user, path in session.execute(wanted)}


def _editable(session: Session, actor: Actor, training_id: UUID) -> Dossiers:
    found = queries.get_training(session, actor, training_id, for_update=True)
    require(actor, AgencyTrainingPermission.SUBMIT, found.agency.path)
    if found.state not in rules.EDITABLE:
        raise rules.NotEditable
    return found


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


def _act(session: Session, actor: Actor, found: Dossiers, act: Act, reason: str, at: datetime, **facts: object) -> None:
    training = found.training
    stated = {
        "title": training.title,
        "starts_on": training.starts_on.isoformat(),
        "ends_on": training.ends_on.isoformat(),
        "minutes": training.minutes,
        "people": {str(each.id): each.minutes for each in found.people},
        "papers": [paper.digest for _each, paper in found.evidence],
        **facts,
    }
    session.add(
        AgencyTrainingAct(
            id=new_id(),
            training_id=training.id,
            number=len(found.acts) + 1,
            act=act,
            reason=reason,
            facts=stated,
            by=actor.id,
            at=at,
        )
    )
    session.flush()
    _note(session, actor, act.value, training.id, at, reason=reason, **facts)


def _note(session: Session, actor: Actor, verb: str, training_id: UUID, at: datetime, **facts: object) -> None:
    subject = ("agency_training", training_id)
    audit.record(session, actor=actor, action=f"training:agency_training:{verb}", subject=subject, at=at, **facts)
