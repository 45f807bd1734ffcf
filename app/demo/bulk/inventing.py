"""Inventing people and cohorts: everything is drawn from one seed."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from app.accounts.models import COUNTRY_ZONES, Agency, AgencyKind, Profession

from ..names import InventedName, NameLists

PEOPLE_IN_A_COHORT = 25
COHORTS_OF_A_TRAINER = 20
DAYS_BACK = 720
SESSIONS_A_DAY = 2


@dataclass(frozen=True, slots=True)
class Person:
    """One invented trainee or trainer."""

    id: UUID
    name: InventedName
    agency: Agency
    profession: Profession
    enrolment_id: UUID


@dataclass(frozen=True, slots=True)
class Group:
    """One invented cohort with its people and its sessions' times."""

    id: UUID
    centre: Agency
    number: int
    starts_on: date
    people: list[Person]
    trainer: Person
    sessions: list[tuple[UUID, datetime, datetime]]


class Inventor:
    """Draws everything from one seed; ids are UUIDv7 whose random bits come from it too."""

    def __init__(self, seed: int, names: dict[str, NameLists], now: datetime) -> None:
        self.seed = seed
        self.chance = random.Random(seed)  # noqa: S311 -- invented people, not secrets
        self.names = names
        self.now = now
        self.instant = int((now - timedelta(days=DAYS_BACK)).timestamp() * 1000)

    def new_id(self) -> UUID:
        """Return the next id."""
        self.instant += 1
        bits = self.chance.getrandbits(74)
        return UUID(int=(self.instant << 80) | (7 << 76) | ((bits >> 62) << 64) | (2 << 62) | (bits & (2**62 - 1)))

    def person(self, agency: Agency, profession: Profession) -> Person:
        """Invent somebody."""
        return Person(self.new_id(), self.names[agency.country].draw(self.chance), agency, profession, self.new_id())


def email_of(seed: int, number: int) -> str:
    """Return the address of one of the people."""
    return f"bulk-{seed}-{number}@example.org"


def find_homes(agencies: Iterator[Agency], centres: list[Agency]) -> dict[Agency, list[Agency]]:
    """Return for each centre the agencies of its country that send people."""
    sending = [each for each in agencies if each.kind not in (AgencyKind.COUNTRY, AgencyKind.TRAINING_CENTRE)]
    return {centre: [each for each in sending if each.country == centre.country] for centre in centres}


def invent_groups(inventor: Inventor, homes: dict[Agency, list[Agency]], people: int, sessions: int) -> list[Group]:
    """Invent so many people, in cohorts of the centres in turn, and so many sessions."""
    count = -(-people // PEOPLE_IN_A_COHORT)
    centres = list(homes)
    trainers = [
        inventor.person(centres[number % len(centres)], Profession.TRAINER)
        for number in range(max(len(centres), count // COHORTS_OF_A_TRAINER))
    ]
    groups = []
    for number in range(count):
        centre = centres[number % len(centres)]
        size = min(PEOPLE_IN_A_COHORT, people - number * PEOPLE_IN_A_COHORT)
        own = sessions // count + (number < sessions % count)
        starts_on = (inventor.now - timedelta(days=8 + own + inventor.chance.randrange(DAYS_BACK - 60))).date()
        groups.append(
            Group(
                id=inventor.new_id(),
                centre=centre,
                number=number,
                starts_on=starts_on,
                people=[
                    inventor.person(inventor.chance.choice(homes[centre]), _profession(inventor)) for _ in range(size)
                ],
                trainer=trainers[number % len(trainers)],
                sessions=[_times(inventor, centre, starts_on, place) for place in range(own)],
            )
        )
    return groups


def _profession(inventor: Inventor) -> Profession:
    return inventor.chance.choices(
        (Profession.POLICE_INVESTIGATOR, Profession.PROSECUTOR, Profession.JUDGE), (6, 2, 1)
    )[0]


def _times(inventor: Inventor, centre: Agency, starts_on: date, place: int) -> tuple[UUID, datetime, datetime]:
    zone = ZoneInfo(COUNTRY_ZONES[centre.country])
    day = starts_on + timedelta(days=place // SESSIONS_A_DAY)
    starts_at = datetime.combine(day, time(9 + 5 * (place % SESSIONS_A_DAY)), zone).astimezone(UTC)
    return inventor.new_id(), starts_at, starts_at + timedelta(minutes=180)
