"""Writing lists in the format in which they are read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime

from sqlalchemy.orm import Session

from app.core import audit
from app.core.policy import Actor, require

from ..permissions import ImportPermission
from ..rules.decisions import ImportKind
from .kinds import KINDS


def export_list(session: Session, *, actor: Actor, kind: ImportKind, at: datetime) -> Iterator[Mapping[str, object]]:
    """Return the rows of a list as it is on record, and note who read it.

    Raises:
        NotAllowed: the person may not import this kind.

    """
    require(actor, ImportPermission.IMPORT, kind)
    audit.record(
        session, actor=actor, action="training:list:export", subject=("list", kind.value), at=at, kind=kind.value
    )
    return KINDS[kind].write(session, actor)
