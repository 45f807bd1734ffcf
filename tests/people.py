"""The people of the tests. Sherzod is the stranger: officer of another country, who must never see the others."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Table, insert, select
from sqlalchemy.orm import Session

from app.accounts import queries, services
from app.accounts.models import Agency, AgencyKind, Profession, Role, User
from app.core.db import Base
from app.core.policy import Actor

JOINED = datetime(2026, 1, 5, 6, 0, tzinfo=UTC)


@dataclass(frozen=True)
class Cast:
    """Agencies and people, each person as the user row; `actor(person)` gives them as one who acts."""

    session: Session
    tajikistan: Agency
    uzbekistan: Agency
    interior: Agency
    interior_sughd: Agency
    prosecution: Agency
    dushanbe_centre: Agency
    uzbek_interior: Agency
    tashkent_centre: Agency
    amina: User
    tolib: User
    rustam: User
    dilnoza: User
    farida: User
    sherzod: User
    nargis: User
    bahrom: User
    gulnora: User

    def actor(self, person: User) -> Actor:
        """Return a person as one who acts."""
        return queries.get_actor(self.session, person.id)


@dataclass(frozen=True)
class RememberedCast:
    """The rows that recording the cast left behind, to be put back into empty tables in a fraction of the time."""

    rows: tuple[tuple[Table, list[dict[str, Any]]], ...]
    keys: dict[str, UUID]

    @classmethod
    def of(cls, cast: Cast) -> RememberedCast:
        """Take down everything that stands in the tables, which held nothing before the cast."""
        tables = [(each, _rows(cast.session, each)) for each in Base.metadata.sorted_tables]
        people = {each.name: getattr(cast, each.name) for each in fields(cast) if each.name != "session"}
        return cls(
            tuple((table, rows) for table, rows in tables if rows), {key: each.id for key, each in people.items()}
        )

    def put_back(self, session: Session) -> Cast:
        """Record the same agencies and people again."""
        for table, rows in self.rows:
            session.execute(insert(table), rows)
        known: dict[UUID, Any] = {
            each.id: each for each in (*session.scalars(select(Agency)), *session.scalars(select(User)))
        }
        return Cast(session=session, **{name: known[key] for name, key in self.keys.items()})


def _rows(session: Session, table: Table) -> list[dict[str, Any]]:
    found = session.execute(select(table).order_by(*table.primary_key.columns))
    return [dict(row) for row in found.mappings()]


def make_cast(session: Session) -> Cast:
    """Record the agencies and people."""
    tajikistan = agency(session, "TJ", "Tajikistan", AgencyKind.COUNTRY, None)
    uzbekistan = agency(session, "UZ", "Uzbekistan", AgencyKind.COUNTRY, None)
    interior = agency(session, "TJ-MIA", "Ministry of Internal Affairs of Tajikistan", AgencyKind.MINISTRY, tajikistan)
    sughd = agency(session, "TJ-MIA-SUGHD", "Sughd department", AgencyKind.UNIT, interior)
    prosecution = agency(session, "TJ-GPO", "General Prosecutor's Office", AgencyKind.PROSECUTION, tajikistan)
    dushanbe = agency(session, "TJ-NTC", "National Training Centre", AgencyKind.TRAINING_CENTRE, tajikistan)
    uzbek_interior = agency(
        session, "UZ-MIA", "Ministry of Internal Affairs of Uzbekistan", AgencyKind.MINISTRY, uzbekistan
    )
    tashkent = agency(session, "UZ-TC", "Tashkent Training Centre", AgencyKind.TRAINING_CENTRE, uzbekistan)
    investigator, trainer = Profession.POLICE_INVESTIGATOR, Profession.TRAINER
    return Cast(
        session=session,
        tajikistan=tajikistan,
        uzbekistan=uzbekistan,
        interior=interior,
        interior_sughd=sughd,
        prosecution=prosecution,
        dushanbe_centre=dushanbe,
        uzbek_interior=uzbek_interior,
        tashkent_centre=tashkent,
        amina=person(session, "Амина Ҷӯраева", "amina", sughd, investigator),
        tolib=person(session, "Толиб Ғафуров", "tolib", prosecution, Profession.PROSECUTOR),
        rustam=person(session, "Рустам Қодиров", "rustam", dushanbe, trainer, (Role.TRAINER, dushanbe)),
        dilnoza=person(
            session, "Дилноза Ҳакимова", "dilnoza", dushanbe, Profession.OTHER, (Role.CENTRE_ADMINISTRATOR, dushanbe)
        ),
        farida=person(session, "Фарида Юсуфӣ", "farida", interior, Profession.OTHER, (Role.AGENCY_OFFICER, interior)),
        sherzod=person(
            session,
            "Sherzod Oʻktamov",
            "sherzod",
            uzbek_interior,
            Profession.OTHER,
            (Role.AGENCY_OFFICER, uzbek_interior),
        ),
        nargis=person(session, "Наргис Алиева", "nargis", prosecution, Profession.OTHER, (Role.AUDITOR, None)),
        bahrom=person(
            session, "Баҳром Назаров", "bahrom", dushanbe, Profession.OTHER, (Role.SYSTEM_ADMINISTRATOR, None)
        ),
        gulnora=person(session, "Гулнора Саидова", "gulnora", dushanbe, trainer, (Role.CURRICULUM_EDITOR, None)),
    )


def agency(session: Session, code: str, name: str, kind: AgencyKind, parent: Agency | None) -> Agency:
    """Record an agency."""
    return services.create_agency(
        session,
        actor=None,
        code=code,
        names={"en": name},
        kind=kind,
        country=parent.country if parent else code,
        parent=parent,
        at=JOINED,
    )


def person(
    session: Session,
    name: str,
    local_part: str,
    home: Agency,
    profession: Profession,
    role: tuple[Role, Agency | None] | None = None,
    user_id: UUID | None = None,
) -> User:
    """Record a person, with a role besides trainee where one is given."""
    details = services.PersonDetails(
        name=name,
        email=f"{local_part}@example.org",
        agency_id=home.id,
        profession=profession,
        language="en",
        time_zone="Asia/Dushanbe",
    )
    user = services.add_person(session, actor=None, details=details, at=JOINED, user_id=user_id)
    if role:
        services.grant_role(session, actor=None, user_id=user.id, role=role[0], scope=role[1], at=JOINED)
    return user
