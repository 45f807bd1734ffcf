"""Adding and correcting agencies. Services never commit."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from app.core import audit
from app.core.errors import Missing
from app.core.ids import new_id
from app.core.policy import Actor, require

from .. import queries, rules
from ..models import Agency, AgencyKind
from ..permissions import AccountPermission
from .bulk import AgencyState, change_agencies


def create_agency(
    session: Session,
    *,
    actor: Actor | None,
    code: str,
    names: dict[str, str],
    kind: AgencyKind,
    country: str,
    parent: Agency | None,
    at: datetime,
    region: str | None = None,
    agency_id: UUID | None = None,
) -> Agency:
    """Add a body to the tree.

    Raises:
        AgencyCodeTaken: another agency has the code.
        RegionElsewhere: the region is none of the country's.
        NotAllowed: the actor may not.

    """
    if actor is not None:
        require(actor, AccountPermission.MANAGE_AGENCIES)
    code = code.strip().upper()
    if queries.find_agency_by_code(session, code):
        raise rules.AgencyCodeTaken(code=code)
    rules.check_region(region, country)
    key = agency_id or new_id()
    agency = Agency(
        id=key,
        parent_id=parent.id if parent else None,
        path=f"{parent.path if parent else ''}{key.hex}/",
        country=country,
        kind=kind,
        code=code,
        names=names,
        region=region,
        created_at=at,
    )
    session.add(agency)
    session.flush()
    audit.record(session, actor=actor, action="accounts:agency:create", subject=("agency", key), at=at, code=code)
    return agency


def change_agency(session: Session, *, actor: Actor, agency_id: UUID, state: AgencyState, at: datetime) -> None:
    """Correct a body's names, kind and region; its code and its place in the tree stay.

    Raises:
        Missing: there is no such body, or it is a country.
        RegionElsewhere: the region is none of the country's.
        NotAllowed: the actor may not.

    """
    require(actor, AccountPermission.MANAGE_AGENCIES)
    agency = queries.get_agency(session, agency_id)
    if agency.kind is AgencyKind.COUNTRY:
        raise Missing
    rules.check_region(state.region, agency.country)
    change_agencies(session, actor=actor, changes={agency_id: state}, at=at)
