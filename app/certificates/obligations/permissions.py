"""Who may read what people owe, exempt them, and set the rules."""

from __future__ import annotations

from enum import StrEnum

from app.accounts.models import Role
from app.accounts.permissions import country_path, may_see_people
from app.core.policy import Actor, permits


class ObligationPermission(StrEnum):
    """What can be done with hours owed and renewal."""

    SEE_PERSON = "certificates:hours:see"
    SEE_ROLL_UP = "certificates:hours:roll_up"
    EXEMPT = "certificates:hours:exempt"
    SET_RULES = "certificates:hours:set_rules"
    SEE_RENEWALS = "certificates:renewals:see"
    SET_RENEWAL = "certificates:renewals:set_rules"


@permits(ObligationPermission.SEE_PERSON)
def may_see_person(actor: Actor, agency_path: str | None) -> bool:
    """Whoever may see the person."""
    return may_see_people(actor, agency_path)


@permits(ObligationPermission.SEE_ROLL_UP)
def may_see_roll_up(actor: Actor, _thing: object) -> bool:
    """Whoever may see people; auditors the counts alone."""
    return may_see_people(actor, None) or actor.has_role(Role.AUDITOR)


@permits(ObligationPermission.EXEMPT)
def may_exempt(actor: Actor, agency_path: str | None) -> bool:
    """Officers of the person's agency and administrators of centres in the country."""
    if agency_path is None:
        return actor.has_role(Role.AGENCY_OFFICER, Role.CENTRE_ADMINISTRATOR)
    countries = {country_path(path) for path in actor.scopes(Role.CENTRE_ADMINISTRATOR)}
    return actor.holds(Role.AGENCY_OFFICER, agency_path) or any(agency_path.startswith(each) for each in countries)


@permits(ObligationPermission.SET_RULES)
def may_set_rules(actor: Actor, agency_path: str | None) -> bool:
    """Administrators of centres for their country, system administrators everywhere (the empty path)."""
    if actor.has_role(Role.SYSTEM_ADMINISTRATOR):
        return True
    countries = {country_path(path) for path in actor.scopes(Role.CENTRE_ADMINISTRATOR)}
    return bool(countries) if agency_path is None else any(agency_path.startswith(each) for each in countries if each)


@permits(ObligationPermission.SEE_RENEWALS)
def may_see_renewals(actor: Actor, _thing: object) -> bool:
    """Whoever may see people; the query shows each only theirs."""
    return may_see_people(actor, None)


@permits(ObligationPermission.SET_RENEWAL)
def may_set_renewal(actor: Actor, _thing: object) -> bool:
    """A course belongs to every country: those who keep the curriculum, and system administrators."""
    return actor.has_role(Role.SYSTEM_ADMINISTRATOR, Role.CURRICULUM_EDITOR)
