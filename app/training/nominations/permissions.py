"""Who may call for nominations, nominate, confirm and decide."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from app.accounts.models import Role
from app.accounts.permissions import country_path
from app.core.policy import Actor, permits

from ..permissions import CohortScope, may_see_cohort


class NominationPermission(StrEnum):
    """What can be done with nominations."""

    SEE_CALLS = "training:nomination:see_calls"
    NOMINATE = "training:nomination:nominate"
    CONFIRM = "training:nomination:confirm"
    SEE = "training:nomination:see"
    OPEN_CALL = "training:nomination:open"
    SEE_COHORT = "training:nomination:see_cohort"
    DECIDE = "training:nomination:decide"
    NOTE_PRESENCE = "training:nomination:note_presence"
    SET_HEAD = "training:nomination:set_head"
    READ_LETTER = "training:nomination:read_letter"


@dataclass(frozen=True, slots=True)
class NominationScope:
    """Whose a nomination is: the agency that sends, the cohort that receives, who confirms, and the person."""

    agency_path: str
    cohort: CohortScope
    head_id: UUID | None = None
    user_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class HeadScope:
    """An agency and who confirms for it now."""

    agency_path: str
    head_id: UUID | None = None


@permits(NominationPermission.SEE_CALLS)
def may_see_calls(actor: Actor, agency_path: str | None) -> bool:
    """Officers, what concerns their agency and those below it."""
    if agency_path is None:
        return actor.has_role(Role.AGENCY_OFFICER)
    return actor.holds(Role.AGENCY_OFFICER, agency_path)


@permits(NominationPermission.NOMINATE)
def may_nominate(actor: Actor, agency_path: str | None) -> bool:
    """Officers, people of their agency and those below it."""
    return may_see_calls(actor, agency_path)


@permits(NominationPermission.CONFIRM)
def may_confirm(actor: Actor, nomination: NominationScope | None) -> bool:
    """The officer whom the agency named as the one who confirms."""
    if nomination is None:
        return may_see_calls(actor, None)
    return actor.id == nomination.head_id and actor.holds(Role.AGENCY_OFFICER, nomination.agency_path)


@permits(NominationPermission.SEE)
def may_see(actor: Actor, nomination: NominationScope | None) -> bool:
    """The sending agency's officers, and who sees the cohort."""
    if nomination is None:
        return may_see_calls(actor, None) or may_see_cohort(actor, None)
    return may_see_calls(actor, nomination.agency_path) or may_see_cohort(actor, nomination.cohort)


@permits(NominationPermission.OPEN_CALL)
def may_open_call(actor: Actor, cohort: CohortScope | None) -> bool:
    """Administrators of the centre."""
    if cohort is None:
        return actor.has_role(Role.CENTRE_ADMINISTRATOR)
    return actor.holds(Role.CENTRE_ADMINISTRATOR, cohort.centre_path)


@permits(NominationPermission.SEE_COHORT)
def may_see_nominations(actor: Actor, cohort: CohortScope | None) -> bool:
    """Who sees the cohort."""
    return may_see_cohort(actor, cohort)


@permits(NominationPermission.DECIDE)
def may_decide(actor: Actor, cohort: CohortScope | None) -> bool:
    """Administrators of the centre."""
    return may_open_call(actor, cohort)


@permits(NominationPermission.NOTE_PRESENCE)
def may_note_presence(actor: Actor, cohort: CohortScope | None) -> bool:
    """Who sees the cohort says who never came."""
    return may_see_cohort(actor, cohort)


@permits(NominationPermission.SET_HEAD)
def may_set_head(actor: Actor, agency: HeadScope | None) -> bool:
    """An officer as long as nobody confirms; then that person, or an administrator of a centre in the country."""
    if agency is None:
        return actor.has_role(Role.AGENCY_OFFICER, Role.CENTRE_ADMINISTRATOR)
    country = country_path(agency.agency_path)
    if country in {country_path(path) for path in actor.scopes(Role.CENTRE_ADMINISTRATOR)}:
        return True
    return actor.holds(Role.AGENCY_OFFICER, agency.agency_path) and agency.head_id in (None, actor.id)


@permits(NominationPermission.READ_LETTER)
def may_read_letter(actor: Actor, nomination: NominationScope | None) -> bool:
    """The invited person, the sending agency's officers, and the centre's administrators."""
    if nomination is None:
        return True
    return (
        actor.id == nomination.user_id
        or may_see_calls(actor, nomination.agency_path)
        or may_decide(actor, nomination.cohort)
    )
