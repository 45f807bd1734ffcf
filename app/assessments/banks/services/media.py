"""Pictures of questions."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from app.core import audit
from app.core.policy import Actor, require
from app.core.ports import ports

from ..models import BankMedia
from ..permissions import BankPermission
from ..queries.banks import get_bank
from ..rules.pictures import read_picture


def store_image(session: Session, *, actor: Actor, bank_id: UUID, content: bytes, file_name: str, at: datetime) -> str:
    """Store a picture for a bank and return the name by which questions mention it; a repeat returns the same name.

    What cameras and editors write into pictures (places, names) is taken out, and large ones are made smaller.

    Raises:
        Missing: there is no such bank for this person.
        PictureTooLarge: more bytes or pixels than are accepted.
        NoPicture: another kind of file, or damaged.

    """
    bank = get_bank(session, actor, bank_id)
    require(actor, BankPermission.WRITE, bank.scope)
    picture = read_picture(content)
    if session.get(BankMedia, (bank_id, picture.name)) is not None:
        return picture.name
    session.add(
        BankMedia(
            bank_id=bank_id,
            name=picture.name,
            digest=ports().storage.put(picture.content),
            kind=picture.kind,
            width=picture.width,
            height=picture.height,
            size=len(picture.content),
            file_name=file_name[-200:],
            created_at=at,
            created_by=actor.id,
        )
    )
    audit.record(
        session,
        actor=actor,
        action="assessments:picture:add",
        subject=("bank", bank_id),
        at=at,
        name=picture.name,
        size=len(picture.content),
    )
    session.flush()
    return picture.name
