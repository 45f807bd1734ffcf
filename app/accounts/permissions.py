"""Who may see and change people and agencies."""

from __future__ import annotations

from enum import StrEnum

from app.core.policy import Actor, permits

from .models import Role


class AccountPermission(StrEnum):
    """What can be done with people and agencies."""

    SEE_PEOPLE = "accounts:people:see"
    MANAGE_PEOPLE = "accounts:people:manage"
    GRANT_ROLES = "accounts:roles:grant"
    MANAGE_AGENCIES = "accounts:agencies:manage"
    RUN_SYSTEM = "accounts:system:run"


def country_path(path: str) -> str:
    """Return the part of an agency's path that names its country."""
    return path.split("/", 1)[0] + "/" if path else ""


def people_scopes(actor: Actor) -> tuple[str, ...]:
    """Return the agency paths whose people the person may see.

    A centre administrator enrols people of every ministry of the country, an agency officer answers for the own
    agency and what is below it.
    """
    countries = {country_path(path) for path in actor.scopes(Role.CENTRE_ADMINISTRATOR)}
    return tuple(sorted({*countries, *actor.scopes(Role.AGENCY_OFFICER, Role.SYSTEM_ADMINISTRATOR)}))


@permits(AccountPermission.SEE_PEOPLE)
def may_see_people(actor: Actor, agency_path: str | None) -> bool:
    """People of agencies within one's scopes."""
    scopes = people_scopes(actor)
    return bool(scopes) if agency_path is None else any(agency_path.startswith(scope) for scope in scopes)


@permits(AccountPermission.MANAGE_PEOPLE)
def may_manage_people(actor: Actor, agency_path: str | None) -> bool:
    """Inviting and changing people is for centre and system administrators."""
    if actor.has_role(Role.SYSTEM_ADMINISTRATOR):
        return True
    countries = [country_path(path) for path in actor.scopes(Role.CENTRE_ADMINISTRATOR)]
    return bool(countries) if agency_path is None else any(agency_path.startswith(each) for each in countries)


@permits(AccountPermission.GRANT_ROLES)
def may_grant_roles(actor: Actor, _thing: object) -> bool:
    """Roles other than trainee are given by system administrators alone."""
    return actor.has_role(Role.SYSTEM_ADMINISTRATOR)


@permits(AccountPermission.MANAGE_AGENCIES)
def may_manage_agencies(actor: Actor, _thing: object) -> bool:
    """The tree of agencies belongs to system administrators."""
    return actor.has_role(Role.SYSTEM_ADMINISTRATOR)


@permits(AccountPermission.RUN_SYSTEM)
def may_run_system(actor: Actor, _thing: object) -> bool:
    """Outbox and state of the installation."""
    return actor.has_role(Role.SYSTEM_ADMINISTRATOR)


def learns(actor: Actor) -> bool:
    """Whether learning is what the person is here for; staff find their own courses through home and account."""
    return all(grant.role == Role.TRAINEE for grant in actor.grants)
