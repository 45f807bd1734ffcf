"""Before anybody can sign in: the five countries, the first person, and the refusal of demo passwords."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.db import db, transaction
from app.core.i18n import OFFERED
from app.core.ports import ports
from app.settings import SettingsError

from . import queries, rules, services
from .demo import DEMO_ACCOUNTS
from .models import COUNTRY_ZONES, Agency, AgencyKind, Profession, Role, User

COUNTRY_NAMES = {
    "KZ": {"en": "Kazakhstan", "ru": "Казахстан", "tg": "Қазоқистон", "kk": "Қазақстан"},
    "KG": {"en": "Kyrgyzstan", "ru": "Кыргызстан", "tg": "Қирғизистон", "ky": "Кыргызстан"},
    "TJ": {"en": "Tajikistan", "ru": "Таджикистан", "tg": "Тоҷикистон"},
    "TM": {"en": "Turkmenistan", "ru": "Туркменистан", "tg": "Туркманистон", "tk": "Türkmenistan"},
    "UZ": {"en": "Uzbekistan", "ru": "Узбекистан", "tg": "Ӯзбекистон", "uz": "Oʻzbekiston"},
}


def ensure_countries(session: Session) -> dict[str, Agency]:
    """Record the five countries where they are missing; return them by code."""
    present = {each.code: each for each in session.scalars(select(Agency).where(Agency.parent_id.is_(None)))}
    for code, names in COUNTRY_NAMES.items():
        if code not in present:
            present[code] = services.create_agency(
                session,
                actor=None,
                code=code,
                names=names,
                kind=AgencyKind.COUNTRY,
                country=code,
                parent=None,
                at=ports().clock.now(),
            )
    return present


def add_first_person(*, name: str, email: str, agency_code: str, roles: tuple[str, ...], language: str) -> str:
    """Record a person from the command line and return the secret of the link that sets the password.

    Raises:
        LookupError: no agency has the code.
        ValueError: a role or the language is unknown.
        RuleViolation: name or address can't be put on record, or the address belongs to somebody.

    """
    at = ports().clock.now()
    for role in roles:
        _refuse_unknown(role, tuple(Role))
    _refuse_unknown(language, tuple(each.code for each in OFFERED))
    name, email = rules.read_name(name), rules.read_email(email)
    with transaction() as session:
        ensure_countries(session)
        agency = queries.find_agency_by_code(session, agency_code)
        if agency is None:
            raise LookupError(f"No agency has the code {agency_code}.")
        details = services.PersonDetails(
            name=name,
            email=email,
            agency_id=agency.id,
            profession=Profession.OTHER,
            language=language,
            time_zone=COUNTRY_ZONES[agency.country],
        )
        user = services.add_person(session, actor=None, details=details, at=at)
        for role in roles:
            services.grant_role(session, actor=None, user_id=user.id, role=Role(role), scope=None, at=at)
        return services.invite(session, actor=None, user=user, at=at)


def _refuse_unknown(word: str, known: tuple[str, ...]) -> None:
    if word not in known:
        raise ValueError(f"{word} is none of: {', '.join(known)}.")


def refuse_demo_passwords() -> None:
    """Stop a production start while a demo account could sign in with its public password.

    Raises:
        SettingsError: such an account is open.

    """
    emails = [account.email for account in DEMO_ACCOUNTS]
    open_accounts = select(User.email).where(
        User.email.in_(emails), User.password_hash.is_not(None), User.deactivated_at.is_(None)
    )
    found = list(db.session.scalars(open_accounts))
    if found:
        raise SettingsError(f"Demo accounts are open in this database ({', '.join(found)}): use another database.")
