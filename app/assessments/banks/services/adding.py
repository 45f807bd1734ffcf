"""Many questions at once, as importers read them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from app.assessments.rules.writing import WrittenQuestion
from app.core import audit
from app.core.ids import new_id
from app.core.policy import Actor, require

from ..permissions import BankPermission
from ..queries.banks import get_bank
from ..queries.questions import names_in
from ..rules.workflow import free_name
from .drafts import begin

UNNAMED = "question"


def add_questions(
    session: Session, *, actor: Actor, bank_id: UUID, questions: Sequence[WrittenQuestion], source: str, at: datetime
) -> list[UUID]:
    """Add questions to a bank as drafts, in their order, and return their ids.

    A name that the bank has already gets a number behind it. Whether they can be asked is for `check_question` to say:
    a draft may have problems, and can't be sent to review with them. Their pictures are stored before (`store_image`).

    Raises:
        Missing: there is no such bank for this person.

    """
    bank = get_bank(session, actor, bank_id)
    require(actor, BankPermission.WRITE, bank.scope)
    taken = {name.casefold() for name in names_in(session, bank_id)}
    added = []
    for written in questions:
        name = free_name(" ".join(written.name.split()) or UNNAMED, taken)
        taken.add(name.casefold())
        question_id = new_id()
        begin(
            session,
            actor=actor,
            bank_id=bank_id,
            question_id=question_id,
            written=replace(written, name=name),
            at=at,
            source=source,
        )
        added.append(question_id)
    audit.record(
        session,
        actor=actor,
        action="assessments:question:add",
        subject=("bank", bank_id),
        at=at,
        source=source,
        count=len(added),
    )
    session.flush()
    return added
