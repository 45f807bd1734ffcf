"""The people of the demo story beside the demo accounts."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from app.accounts import services as accounts
from app.accounts.models import COUNTRY_ZONES, Profession, Role, Sex, User

from .agencies import DUSHANBE, TASHKENT, Stage
from .names import InventedName


def make_trainers(session: Session, stage: Stage, *, at: datetime) -> dict[str, list[User]]:
    """Give each centre a second trainer beside the demo account's."""
    second = _person(
        session, stage, InventedName("Шоҳида Мавлонова", Sex.FEMALE), DUSHANBE, "mavlonova", Profession.TRAINER, at
    )
    uzbek = _person(
        session, stage, InventedName("Qodirova Gulnoza", Sex.FEMALE), TASHKENT, "qodirova", Profession.TRAINER, at
    )
    for user, code in ((second, DUSHANBE), (uzbek, TASHKENT)):
        accounts.grant_role(session, actor=None, user_id=user.id, role=Role.TRAINER, scope=stage.agencies[code], at=at)
    accounts.grant_role(
        session, actor=None, user_id=uzbek.id, role=Role.CENTRE_ADMINISTRATOR, scope=stage.agencies[TASHKENT], at=at
    )
    return {DUSHANBE: [stage.people[Role.TRAINER], second], TASHKENT: [uzbek]}


def make_trainee(session: Session, stage: Stage, name: InventedName, code: str, number: int, at: datetime) -> User:
    """Invent a trainee of an agency, with the profession that fits it."""
    profession = {
        "TJ-GPO": Profession.PROSECUTOR,
        "TJ-SC": Profession.JUDGE,
        "UZ-GPO": Profession.PROSECUTOR,
    }.get(code, Profession.POLICE_INVESTIGATOR)
    return _person(session, stage, name, code, f"trainee{number}", profession, at)


def _person(
    session: Session,
    stage: Stage,
    name: InventedName,
    code: str,
    local_part: str,
    profession: Profession,
    at: datetime,
) -> User:
    agency = stage.agencies[code]
    details = accounts.PersonDetails(
        name=name.full,
        email=f"{local_part}@example.org",
        agency_id=agency.id,
        profession=profession,
        sex=name.sex,
        language="tg" if agency.country == "TJ" else "ru",
        time_zone=COUNTRY_ZONES[agency.country],
    )
    return accounts.add_person(session, actor=None, details=details, at=at)
