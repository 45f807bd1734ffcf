"""Keeping the files that show what was held."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from app.core.errors import Missing
from app.core.ids import new_id
from app.core.policy import Actor
from app.core.storage import Storage

from ...papers.services import keep_paper
from ..models import AgencyTrainingEvidence
from ..rules import dossiers
from ..rules.dossiers import EvidenceKind
from .changing import editable, note


def attach(
    session: Session,
    *,
    actor: Actor,
    training_id: UUID,
    evidence_id: UUID,
    kind: EvidenceKind,
    name: str,
    content: bytes,
    storage: Storage,
    at: datetime,
) -> None:
    """Keep a file with a training; repeating the id changes nothing.

    Raises:
        Missing, NotEditable: as `save_training`.
        TooManyFiles, PaperEmpty, PaperTooLarge, PaperUnknown: as named.

    """
    found = editable(session, actor, training_id)
    if session.get(AgencyTrainingEvidence, evidence_id) is not None:
        return
    if len(found.evidence) >= dossiers.MOST_FILES:
        raise dossiers.TooManyFiles(files=dossiers.MOST_FILES)
    paper = keep_paper(session, actor=actor, paper_id=new_id(), name=name, content=content, storage=storage, at=at)
    session.add(AgencyTrainingEvidence(id=evidence_id, training_id=training_id, paper_id=paper, kind=kind))
    session.flush()
    note(session, actor, "attach", training_id, at, kind=kind.value, paper_id=str(paper))


def detach(session: Session, *, actor: Actor, training_id: UUID, evidence_id: UUID, at: datetime) -> None:
    """Take a file away from a training that is with the agency; the file itself stays in the storage.

    Raises:
        Missing, NotEditable: as `save_training`.

    """
    found = editable(session, actor, training_id)
    row = next((each for each, _paper in found.evidence if each.id == evidence_id), None)
    if row is None:
        raise Missing
    session.delete(row)
    note(session, actor, "detach", training_id, at, paper_id=str(row.paper_id))
