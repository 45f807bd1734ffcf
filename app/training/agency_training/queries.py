"""Reads about training that agencies held themselves."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select
from sqlalchemy.orm import Session, aliased

from app.accounts.models import Agency, Role, User
from app.accounts.permissions import country_path
from app.core.errors import Missing
from app.core.policy import Actor

from ..models import TrainingCentre
from ..papers.models import Paper
from ..queries.scopes import path_within
from .models import AgencyTraining, AgencyTrainingAct, AgencyTrainingEvidence, AgencyTrainingPerson, CreditedHours
from .permissions import AgencyTrainingScope
from .rules.dossiers import Dossier
from .rules.states import Act, State, fold

Centre = aliased(Agency)
STATES = {Act.SUBMIT: State.SUBMITTED, Act.RETURN: State.RETURNED, Act.ACCEPT: State.ACCEPTED}
STATES |= {Act.REFUSE: State.REFUSED, Act.ANNUL: State.ANNULLED}


@dataclass(frozen=True, slots=True)
class Listed:
    """A training in a list."""

    id: UUID
    title: str
    starts_on: date
    ends_on: date
    agency_names: dict[str, str]
    centre_names: dict[str, str]
    people: int
    minutes: int
    state: State


@dataclass(frozen=True)
class Dossiers:
    """A training with everything that belongs to it."""

    training: AgencyTraining
    agency: Agency
    centre: Agency
    time_zone: str
    people: tuple[AgencyTrainingPerson, ...]
    evidence: tuple[tuple[AgencyTrainingEvidence, Paper], ...]
    acts: tuple[tuple[AgencyTrainingAct, str], ...]
    credited: dict[UUID, int]

    @cached_property
    def state(self) -> State:
        """Where it stands."""
        return fold(act.act for act, _name in self.acts)

    @property
    def scope(self) -> AgencyTrainingScope:
        """Whose it is."""
        return AgencyTrainingScope(self.agency.path, self.centre.path, bool(self.acts))

    @property
    def claimed_of(self) -> dict[UUID, int]:
        """The minutes that the agency states for each person of the list."""
        return {each.id: each.minutes for each in self.people}

    def dossier(self) -> Dossier:
        """What decides on whether it can be submitted."""
        training = self.training
        return Dossier(
            programme=training.programme,
            modules=len(training.modules),
            trainers=len(training.trainers),
            starts_on=training.starts_on,
            ends_on=training.ends_on,
            minutes=training.minutes,
            evidence=frozenset(each.kind for each, _paper in self.evidence),
            claimed={each.name: each.minutes for each in self.people},
        )


def visible(actor: Actor) -> ColumnElement[bool]:
    """The same rule as `may_see`; the query has AgencyTraining, its Agency and Centre in it."""
    handed_in = exists().where(AgencyTrainingAct.training_id == AgencyTraining.id)
    return or_(
        path_within(Agency.path, actor.scopes(Role.AGENCY_OFFICER)),
        and_(path_within(Centre.path, actor.scopes(Role.CENTRE_ADMINISTRATOR)), handed_in),
    )


def list_trainings(session: Session, actor: Actor) -> list[Listed]:
    """Return what the person may see, the latest first (one statement)."""
    latest = (
        select(AgencyTrainingAct.act)
        .where(AgencyTrainingAct.training_id == AgencyTraining.id)
        .order_by(AgencyTrainingAct.number.desc())
        .limit(1)
        .correlate(AgencyTraining)
        .scalar_subquery()
    )
    people = (
        select(func.count())
        .where(AgencyTrainingPerson.training_id == AgencyTraining.id)
        .correlate(AgencyTraining)
        .scalar_subquery()
    )
    rows = session.execute(
        select(
            AgencyTraining.id,
            AgencyTraining.title,
            AgencyTraining.starts_on,
            AgencyTraining.ends_on,
            Agency.names,
            Centre.names,
            people,
            AgencyTraining.minutes,
            latest,
        )
        .join(Agency, Agency.id == AgencyTraining.agency_id)
        .join(Centre, Centre.id == AgencyTraining.centre_id)
        .where(visible(actor))
        .order_by(AgencyTraining.starts_on.desc(), AgencyTraining.id.desc())
        .limit(500)
    )
    found = []
    for key, title, first, last, agency, centre, number, minutes, act in rows:
        state = STATES[act] if act else State.DRAFT
        found.append(Listed(key, title, first, last, agency, centre, number or 0, minutes, state))
    return found


def get_training(session: Session, actor: Actor, training_id: UUID, *, for_update: bool = False) -> Dossiers:
    """Return a training that the person may see (five statements).

    Raises:
        Missing: there is none.

    """
    wanted = (
        select(AgencyTraining, Agency, Centre, TrainingCentre.time_zone)
        .join(Agency, Agency.id == AgencyTraining.agency_id)
        .join(Centre, Centre.id == AgencyTraining.centre_id)
        .join(TrainingCentre, TrainingCentre.agency_id == AgencyTraining.centre_id)
        .where(AgencyTraining.id == training_id, visible(actor))
    )
    if for_update:
        wanted = wanted.with_for_update(of=AgencyTraining)
    row = session.execute(wanted).one_or_none()
    if row is None:
        raise Missing
    return Dossiers(
        *row,
        people=_people(session, training_id),
        evidence=_evidence(session, training_id),
        acts=_acts(session, training_id),
        credited=_credited(session, training_id),
    )


def _people(session: Session, training_id: UUID) -> tuple[AgencyTrainingPerson, ...]:
    wanted = select(AgencyTrainingPerson).where(AgencyTrainingPerson.training_id == training_id)
    return tuple(session.scalars(wanted.order_by(AgencyTrainingPerson.name, AgencyTrainingPerson.id)))


def _evidence(session: Session, training_id: UUID) -> tuple[tuple[AgencyTrainingEvidence, Paper], ...]:
    rows = session.execute(
        select(AgencyTrainingEvidence, Paper)
        .join(Paper, Paper.id == AgencyTrainingEvidence.paper_id)
        .where(AgencyTrainingEvidence.training_id == training_id)
        .order_by(AgencyTrainingEvidence.id)
    )
    return tuple((each, paper) for each, paper in rows)


def _acts(session: Session, training_id: UUID) -> tuple[tuple[AgencyTrainingAct, str], ...]:
    rows = session.execute(
        select(AgencyTrainingAct, User.name)
        .join(User, User.id == AgencyTrainingAct.by)
        .where(AgencyTrainingAct.training_id == training_id)
        .order_by(AgencyTrainingAct.number)
    )
    return tuple((act, name) for act, name in rows)


def _credited(session: Session, training_id: UUID) -> dict[UUID, int]:
    wanted = select(CreditedHours.user_id, CreditedHours.minutes).where(CreditedHours.training_id == training_id)
    return {row.user_id: row.minutes for row in session.execute(wanted)}


def offered_centres(session: Session, actor: Actor) -> list[TrainingCentre]:
    """Return the centres of the countries for which the person is an officer."""
    countries = tuple({country_path(path) for path in actor.scopes(Role.AGENCY_OFFICER)})
    wanted = select(TrainingCentre).join(Agency, Agency.id == TrainingCentre.agency_id)
    return list(session.scalars(wanted.where(path_within(Agency.path, countries)).order_by(Agency.code)))


def own_people(session: Session, path: str) -> list[User]:
    """Return the people of an agency and those below it, by name."""
    wanted = select(User).join(Agency, Agency.id == User.agency_id)
    within = Agency.path.startswith(path, autoescape=True)
    return list(session.scalars(wanted.where(within, User.deactivated_at.is_(None)).order_by(User.name).limit(1000)))


def credited_elsewhere(
    session: Session, training_id: UUID, user_ids: Collection[UUID], first: date, last: date
) -> list[tuple[UUID, str, date]]:
    """Return who is credited with another training on the same days: title and day, for who decides."""
    rows = session.execute(
        select(CreditedHours.user_id, AgencyTraining.title, AgencyTraining.starts_on)
        .join(AgencyTraining, AgencyTraining.id == CreditedHours.training_id)
        .where(
            CreditedHours.user_id.in_(list(user_ids)),
            CreditedHours.training_id != training_id,
            AgencyTraining.starts_on <= last,
            AgencyTraining.ends_on >= first,
            standing(),
        )
    )
    return [(key, title, day) for key, title, day in rows]


def standing() -> ColumnElement[bool]:
    """Whether credited hours count still: the training was not annulled afterwards."""
    return ~exists().where(
        AgencyTrainingAct.training_id == CreditedHours.training_id, AgencyTrainingAct.act == Act.ANNUL
    )


@dataclass(frozen=True, slots=True)
class Credit:
    """Hours of a person that count."""

    user_id: UUID
    training_id: UUID
    title: str
    held_on: date
    minutes: int
    face_to_face: bool


def credited_hours(session: Session, users: Collection[UUID] | Select[Any], first: date, last: date) -> list[Credit]:
    """Return the hours of accepted training with which people (ids, or a query) were credited (one statement)."""
    rows = session.execute(
        select(
            CreditedHours.user_id,
            CreditedHours.training_id,
            AgencyTraining.title,
            CreditedHours.held_on,
            CreditedHours.minutes,
            CreditedHours.face_to_face,
        )
        .join(AgencyTraining, AgencyTraining.id == CreditedHours.training_id)
        .where(
            CreditedHours.user_id.in_(users),
            CreditedHours.held_on.between(first, last),
            CreditedHours.minutes > 0,
            standing(),
        )
        .order_by(CreditedHours.held_on, CreditedHours.id)
    )
    return [Credit(*row) for row in rows]
