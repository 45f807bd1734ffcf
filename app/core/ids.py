"""Keys that an application or a disconnected device may make without asking the database."""

from uuid import UUID

from uuid_utils.compat import uuid7


def new_id() -> UUID:
    """Return a UUIDv7 (RFC 9562 §5.7): unique everywhere, and sorted by the time it was made."""
    return uuid7()
