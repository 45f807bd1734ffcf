"""The rules of hours with who set them, for the page that shows them."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import Agency, User

from ..models import HoursRuleVersion


def list_hours_rules(session: Session) -> list[tuple[HoursRuleVersion, dict[str, str] | None, str]]:
    """Return every version with its agency and who set it, the latest of each scope first (one statement)."""
    rows = session.execute(
        select(HoursRuleVersion, Agency.names, User.name)
        .outerjoin(Agency, Agency.id == HoursRuleVersion.agency_id)
        .join(User, User.id == HoursRuleVersion.made_by)
        .order_by(Agency.path, HoursRuleVersion.profession, HoursRuleVersion.valid_from.desc())
    )
    return [(rule, names, name) for rule, names, name in rows]
