"""Who may see a picture of a question."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import String, cast, or_, select
from sqlalchemy.orm import Session

from app.assessments.models import Attempt
from app.core.errors import Missing
from app.core.policy import Actor

from ..models import BankMedia, VersionMedia
from .banks import visible_banks


def get_picture(session: Session, actor: Actor, name: str) -> tuple[str, str]:
    """Return kind and digest of a picture: for who sees its bank, and for who sits or sat a paper that shows it.

    Raises:
        Missing: there is none, or it is not theirs to see.

    """
    row = session.execute(
        select(BankMedia.kind, BankMedia.digest, BankMedia.bank_id).where(BankMedia.name == name).limit(1)
    ).one_or_none()
    if row is None or not (_sees_bank(session, actor, name) or _has_drawn(session, actor.id, name)):
        raise Missing
    return row.kind, row.digest


def _sees_bank(session: Session, actor: Actor, name: str) -> bool:
    held = select(BankMedia.name).where(BankMedia.name == name, BankMedia.bank_id.in_(visible_banks(actor)))
    return session.scalar(held.limit(1)) is not None


def _has_drawn(session: Session, user_id: UUID, name: str) -> bool:
    versions = list(
        session.scalars(select(VersionMedia.question_version_id).where(VersionMedia.name == name).limit(100))
    )
    if not versions:
        return False
    paper = cast(Attempt.paper, String)
    drawn = or_(*(paper.contains(str(each)) for each in versions))
    return session.scalar(select(Attempt.id).where(Attempt.user_id == user_id, drawn).limit(1)) is not None
