"""Agencies, people, their roles, and how they sign in."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.db import Base, Words
from app.core.errors import N_

from .regions import LONGEST_CODE


class AgencyKind(StrEnum):
    """What a body is, as far as the program needs to know."""

    COUNTRY = "country"
    MINISTRY = "ministry"
    PROSECUTION = "prosecution"
    COURT = "court"
    TRAINING_CENTRE = "training_centre"
    NGO = "ngo"
    UNIT = "unit"


class Profession(StrEnum):
    """What a person does; the curriculum's audiences use the same words."""

    POLICE_INVESTIGATOR = "police_investigator"
    BORDER_GUARD = "border_guard"
    PROSECUTOR = "prosecutor"
    JUDGE = "judge"
    LABOUR_INSPECTOR = "labour_inspector"
    TRAINER = "trainer"
    OTHER = "other"


class Sex(StrEnum):
    """Recorded only if the person agrees, for statistics."""

    FEMALE = "female"
    MALE = "male"


class Role(StrEnum):
    """What a person may be within a scope."""

    TRAINEE = "trainee"
    TRAINER = "trainer"
    CENTRE_ADMINISTRATOR = "centre_administrator"
    AGENCY_OFFICER = "agency_officer"
    CURRICULUM_EDITOR = "curriculum_editor"
    AUDITOR = "auditor"
    SYSTEM_ADMINISTRATOR = "system_administrator"


PROFESSION_TITLES = {
    Profession.POLICE_INVESTIGATOR: N_("Police investigator"),
    Profession.BORDER_GUARD: N_("Border guard"),
    Profession.PROSECUTOR: N_("Prosecutor"),
    Profession.JUDGE: N_("Judge"),
    Profession.LABOUR_INSPECTOR: N_("Labour inspector"),
    Profession.TRAINER: N_("Trainer"),
    Profession.OTHER: N_("Other profession"),
}
ROLE_TITLES = {
    Role.TRAINEE: N_("Trainee"),
    Role.TRAINER: N_("Trainer"),
    Role.CENTRE_ADMINISTRATOR: N_("Centre administrator"),
    Role.AGENCY_OFFICER: N_("Ministry officer"),
    Role.CURRICULUM_EDITOR: N_("Curriculum editor"),
    Role.AUDITOR: N_("Auditor"),
    Role.SYSTEM_ADMINISTRATOR: N_("System administrator"),
}
SEX_TITLES = {Sex.FEMALE: N_("Female"), Sex.MALE: N_("Male")}
AGENCY_KIND_TITLES = {
    AgencyKind.COUNTRY: N_("Country"),
    AgencyKind.MINISTRY: N_("Ministry"),
    AgencyKind.PROSECUTION: N_("Prosecutor's office"),
    AgencyKind.COURT: N_("Court"),
    AgencyKind.TRAINING_CENTRE: N_("Training centre"),
    AgencyKind.NGO: N_("Non-governmental organisation"),
    AgencyKind.UNIT: N_("Department or unit"),
}
COUNTRY_ZONES = {
    "KZ": "Asia/Almaty",
    "KG": "Asia/Bishkek",
    "TJ": "Asia/Dushanbe",
    "TM": "Asia/Ashgabat",
    "UZ": "Asia/Tashkent",
}


class Agency(Base):
    """A body that sends people, in a tree under a country.

    `path` is the ids from the country down to itself, each followed by a slash. What names no region lies in that of
    the nearest body above that names one.
    """

    __tablename__ = "accounts_agencies"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    parent_id: Mapped[UUID | None] = mapped_column(ForeignKey("accounts_agencies.id"), index=True)
    path: Mapped[str] = mapped_column(String(400), unique=True)
    country: Mapped[str] = mapped_column(String(2))
    kind: Mapped[AgencyKind] = mapped_column(Words(AgencyKind))
    code: Mapped[str] = mapped_column(String(40), unique=True)
    names: Mapped[dict[str, str]]
    region: Mapped[str | None] = mapped_column(String(LONGEST_CODE))
    created_at: Mapped[datetime]


class User(Base):
    """One person. The agency is the present one; `AgencyMembership` keeps the earlier ones."""

    __tablename__ = "accounts_users"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(200), index=True)
    email: Mapped[str] = mapped_column(String(254), unique=True)
    agency_id: Mapped[UUID] = mapped_column(ForeignKey("accounts_agencies.id"), index=True)
    profession: Mapped[Profession] = mapped_column(Words(Profession))
    sex: Mapped[Sex | None] = mapped_column(Words(Sex))
    language: Mapped[str] = mapped_column(String(5))
    content_language: Mapped[str] = mapped_column(String(5))
    time_zone: Mapped[str] = mapped_column(String(40))
    password_hash: Mapped[str | None] = mapped_column(String(200))
    created_at: Mapped[datetime]
    deactivated_at: Mapped[datetime | None]

    agency: Mapped[Agency] = relationship(lazy="raise")


class AgencyMembership(Base):
    """From when a person belonged to an agency; the next row ends it. Never changed."""

    __tablename__ = "accounts_agency_memberships"
    __table_args__ = (Index("ix_accounts_agency_memberships_user_id_since", "user_id", "since"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    user_id: Mapped[UUID] = mapped_column(ForeignKey("accounts_users.id"))
    agency_id: Mapped[UUID] = mapped_column(ForeignKey("accounts_agencies.id"))
    since: Mapped[datetime]
    recorded_by: Mapped[UUID | None] = mapped_column(ForeignKey("accounts_users.id"))


class RoleAssignment(Base):
    """A role within a scope: an agency with all below it, or everywhere when there is no agency."""

    __tablename__ = "accounts_role_assignments"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    user_id: Mapped[UUID] = mapped_column(ForeignKey("accounts_users.id"), index=True)
    role: Mapped[Role] = mapped_column(Words(Role))
    agency_id: Mapped[UUID | None] = mapped_column(ForeignKey("accounts_agencies.id"))
    scope_path: Mapped[str] = mapped_column(String(400), default="")
    granted_at: Mapped[datetime]
    granted_by: Mapped[UUID | None] = mapped_column(ForeignKey("accounts_users.id"))
    ended_at: Mapped[datetime | None]
    ended_by: Mapped[UUID | None] = mapped_column(ForeignKey("accounts_users.id"))


class Invitation(Base):
    """A link that sets a password once; only the digest of its secret is stored."""

    __tablename__ = "accounts_invitations"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    user_id: Mapped[UUID] = mapped_column(ForeignKey("accounts_users.id"), index=True)
    secret_digest: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[datetime]
    created_by: Mapped[UUID | None] = mapped_column(ForeignKey("accounts_users.id"))
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class SignIn(Base):
    """A session of a person in one browser; ending it signs that browser out."""

    __tablename__ = "accounts_sign_ins"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    user_id: Mapped[UUID] = mapped_column(ForeignKey("accounts_users.id"), index=True)
    started_at: Mapped[datetime]
    last_seen_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    address: Mapped[str] = mapped_column(String(60))
    browser: Mapped[str] = mapped_column(String(200))
