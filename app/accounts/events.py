"""What happened to people, for those above who care."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class UserMoved:
    """A person belongs to another agency from now on."""

    user_id: UUID
    agency_id: UUID
