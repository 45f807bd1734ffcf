"""The demo accounts: known to everybody, so they exist only while demo data is loaded and never in production."""

from __future__ import annotations

from dataclasses import dataclass

from .models import Role

DEMO_DOMAIN = "demo.sabaq.example"


@dataclass(frozen=True, slots=True)
class DemoAccount:
    """One person of the demo cast."""

    role: Role
    name: str
    local_part: str

    @property
    def email(self) -> str:
        """The address to sign in with."""
        return f"{self.local_part}@{DEMO_DOMAIN}"

    @property
    def password(self) -> str:
        """The public password."""
        return f"demo lesson for {self.local_part}"


DEMO_ACCOUNTS = (
    DemoAccount(Role.TRAINEE, "Амина Салимова", "amina"),
    DemoAccount(Role.TRAINER, "Рустам Каримзода", "rustam"),
    DemoAccount(Role.CENTRE_ADMINISTRATOR, "Дилноза Раҳимова", "dilnoza"),
    DemoAccount(Role.AGENCY_OFFICER, "Фарида Юсуфзода", "farida"),
    DemoAccount(Role.CURRICULUM_EDITOR, "Гулнора Назарова", "gulnora"),
    DemoAccount(Role.AUDITOR, "Наргис Шарифзода", "nargis"),
    DemoAccount(Role.SYSTEM_ADMINISTRATOR, "Баҳром Ҳакимов", "bahrom"),
)


def find_demo_account(email: str) -> DemoAccount | None:
    """Return the demo account with this address."""
    return next((account for account in DEMO_ACCOUNTS if account.email == email), None)
