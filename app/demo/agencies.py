"""The agencies, centres and accounts of the demo story."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from app.accounts import services
from app.accounts.demo import DEMO_ACCOUNTS, DemoAccount
from app.accounts.first_steps import ensure_countries
from app.accounts.models import COUNTRY_ZONES, Agency, AgencyKind, Profession, Role, User
from app.core.ids import new_id
from app.training.models import Room, TrainingCentre

DUSHANBE, TASHKENT = "TJ-NTC", "UZ-ITC"

AGENCIES = (
    (
        "TJ-MIA",
        "TJ",
        AgencyKind.MINISTRY,
        "Ministry of Internal Affairs",
        "Министерство внутренних дел",
        "Вазорати корҳои дохилӣ",
    ),
    (
        "TJ-MIA-DUSHANBE",
        "TJ-MIA",
        AgencyKind.UNIT,
        "Dushanbe department",
        "Управление по г. Душанбе",
        "Раёсат дар ш. Душанбе",
    ),
    (
        "TJ-MIA-SUGHD",
        "TJ-MIA",
        AgencyKind.UNIT,
        "Sughd department",
        "Управление по Согдийской области",
        "Раёсат дар вилояти Суғд",
    ),
    (
        "TJ-MIA-KHATLON",
        "TJ-MIA",
        AgencyKind.UNIT,
        "Khatlon department",
        "Управление по Хатлонской области",
        "Раёсат дар вилояти Хатлон",
    ),
    (
        "TJ-GPO",
        "TJ",
        AgencyKind.PROSECUTION,
        "General Prosecutor's Office",
        "Генеральная прокуратура",
        "Прокуратураи генералӣ",
    ),
    ("TJ-SC", "TJ", AgencyKind.COURT, "Supreme Court", "Верховный суд", "Суди Олӣ"),
    (
        DUSHANBE,
        "TJ",
        AgencyKind.TRAINING_CENTRE,
        "National Training Center for Combating Trafficking in Human Beings at the Tajik National University",
        "Национальный учебный центр по борьбе с торговлей людьми при Таджикском национальном университете",
        "Маркази миллии таълимии мубориза бо савдои одамон дар назди Донишгоҳи миллии Тоҷикистон",
    ),
    (
        "UZ-MIA",
        "UZ",
        AgencyKind.MINISTRY,
        "Ministry of Internal Affairs",
        "Министерство внутренних дел",
        "Вазорати корҳои дохилӣ",
    ),
    (
        "UZ-GPO",
        "UZ",
        AgencyKind.PROSECUTION,
        "General Prosecutor's Office",
        "Генеральная прокуратура",
        "Прокуратураи генералӣ",
    ),
    (
        TASHKENT,
        "UZ",
        AgencyKind.TRAINING_CENTRE,
        "Interagency Training Centre, Tashkent (demonstration)",
        "Межведомственный учебный центр, Ташкент (демонстрация)",
        "Маркази таълимии байниидоравӣ, Тошканд (намоишӣ)",
    ),
    (
        "KZ-MIA",
        "KZ",
        AgencyKind.MINISTRY,
        "Ministry of Internal Affairs",
        "Министерство внутренних дел",
        "Вазорати корҳои дохилӣ",
    ),
    (
        "KG-MIA",
        "KG",
        AgencyKind.MINISTRY,
        "Ministry of Internal Affairs",
        "Министерство внутренних дел",
        "Вазорати корҳои дохилӣ",
    ),
    (
        "TM-MIA",
        "TM",
        AgencyKind.MINISTRY,
        "Ministry of Internal Affairs",
        "Министерство внутренних дел",
        "Вазорати корҳои дохилӣ",
    ),
)
REGIONS = {
    "TJ-MIA-DUSHANBE": "TJ-DU",
    "TJ-MIA-SUGHD": "TJ-SU",
    "TJ-MIA-KHATLON": "TJ-KT",
    "TJ-GPO": "TJ-DU",
    "TJ-SC": "TJ-DU",
    DUSHANBE: "TJ-DU",
    TASHKENT: "UZ-TK",
}
# Role of a demo account: the agency that it belongs to, and the one that the role is over (none: everywhere).
HOMES: dict[Role, tuple[str, str | None, Profession, str]] = {
    Role.TRAINEE: ("TJ-MIA-SUGHD", None, Profession.POLICE_INVESTIGATOR, "tg"),
    Role.TRAINER: (DUSHANBE, DUSHANBE, Profession.TRAINER, "ru"),
    Role.CENTRE_ADMINISTRATOR: (DUSHANBE, DUSHANBE, Profession.OTHER, "ru"),
    Role.AGENCY_OFFICER: ("TJ-MIA", "TJ-MIA", Profession.OTHER, "ru"),
    Role.CURRICULUM_EDITOR: (DUSHANBE, None, Profession.TRAINER, "en"),
    Role.AUDITOR: ("TJ-GPO", None, Profession.OTHER, "ru"),
    Role.SYSTEM_ADMINISTRATOR: (DUSHANBE, None, Profession.OTHER, "en"),
}


@dataclass(frozen=True, slots=True)
class Stage:
    """Where the story plays: agencies by code, demo people by role, rooms by centre."""

    agencies: dict[str, Agency]
    people: dict[Role, User]
    rooms: dict[str, list[Room]]


def set_stage(session: Session, *, at: datetime) -> Stage:
    """Record agencies, centres with rooms, and the demo accounts."""
    agencies = dict(ensure_countries(session))
    for code, parent, kind, english, russian, tajik in AGENCIES:
        agencies[code] = services.create_agency(
            session,
            actor=None,
            code=code,
            names={"en": english, "ru": russian, "tg": tajik},
            kind=kind,
            country=agencies[parent].country,
            parent=agencies[parent],
            region=REGIONS.get(code),
            at=at,
        )
    rooms = {DUSHANBE: _centre(session, agencies[DUSHANBE]), TASHKENT: _centre(session, agencies[TASHKENT])}
    people = {account.role: _demo_person(session, account, agencies, at) for account in DEMO_ACCOUNTS}
    return Stage(agencies, people, rooms)


def _centre(session: Session, agency: Agency) -> list[Room]:
    tajik = agency.country == "TJ"
    session.add(
        TrainingCentre(
            agency_id=agency.id,
            time_zone=COUNTRY_ZONES[agency.country],
            language="tg" if tajik else "ru",
            city=(
                {"en": "Dushanbe", "ru": "Душанбе", "tg": "Душанбе"}
                if tajik
                else {"en": "Tashkent", "ru": "Ташкент", "tg": "Тошканд"}
            ),
            signatory_name="Ҷалолиддин Шоҳназаров" if tajik else "Oʻktam Gʻaniyev",
            signatory_title={"en": "Director of the centre", "ru": "Директор центра", "tg": "Директори марказ"},
            serial_prefix="NTC" if tajik else "ITC",
        )
    )
    session.flush()
    names = (
        (("Аудитория 201", 30), ("Аудитория 305", 24), ("Зал заседаний", 60))
        if tajik
        else (("Xona 1", 25), ("Xona 2", 25))
    )
    rooms = [Room(id=new_id(), centre_id=agency.id, name=name, capacity=capacity) for name, capacity in names]
    session.add_all(rooms)
    session.flush()
    return rooms


def _demo_person(session: Session, account: DemoAccount, agencies: dict[str, Agency], at: datetime) -> User:
    home, scope, profession, language = HOMES[account.role]
    details = services.PersonDetails(
        name=account.name,
        email=account.email,
        agency_id=agencies[home].id,
        profession=profession,
        language=language,
        time_zone=COUNTRY_ZONES["TJ"],
    )
    user = services.add_person(session, actor=None, details=details, at=at)
    user.password_hash = services.hasher.hash(account.password)
    if account.role is not Role.TRAINEE:
        over = agencies[scope] if scope else None
        services.grant_role(session, actor=None, user_id=user.id, role=account.role, scope=over, at=at)
    return user
