"""A training that an agency handed in, for tests that need one to be there."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from sqlalchemy.orm import Session

from app.accounts.models import Agency, User
from app.core.ids import new_id
from app.training.agency_training.models import (
    AgencyTraining,
    AgencyTrainingAct,
    AgencyTrainingEvidence,
    AgencyTrainingPerson,
)
from app.training.agency_training.rules.dossiers import EvidenceKind
from app.training.agency_training.rules.states import Act
from app.training.papers.models import Paper
from tests.conftest import NOW


def make_handed_in(
    session: Session, *, agency: Agency, centre_id: UUID, person: User, by: UUID, digest: str
) -> dict[str, UUID]:
    """Record it with one person and one file, and return the ids that stand in addresses."""
    facts = {name: new_id() for name in ("training_id", "person_id", "evidence_id")}
    day = NOW.date() - timedelta(days=10)
    paper = Paper(id=new_id(), digest=digest, name="p", kind="image/png", size=1, uploaded_by=by, uploaded_at=NOW)
    session.add_all(
        [
            paper,
            AgencyTraining(
                id=facts["training_id"],
                agency_id=agency.id,
                centre_id=centre_id,
                title="Indicators",
                programme="Indicators",
                modules=["what-trafficking-is"],
                trainers=[{"name": "T", "qualification": "", "user_id": None}],
                starts_on=day,
                ends_on=day,
                language="en",
                minutes=360,
                face_to_face=True,
                created_at=NOW,
                created_by=by,
            ),
        ]
    )
    session.flush()
    session.add_all(
        [
            AgencyTrainingPerson(
                id=facts["person_id"],
                training_id=facts["training_id"],
                user_id=person.id,
                name=person.name,
                email=person.email,
                profession=person.profession,
                minutes=360,
            ),
            AgencyTrainingEvidence(
                id=facts["evidence_id"],
                training_id=facts["training_id"],
                paper_id=paper.id,
                kind=EvidenceKind.SIGNED_SHEET,
            ),
            AgencyTrainingAct(
                id=new_id(), training_id=facts["training_id"], number=1, act=Act.SUBMIT, facts={}, by=by, at=NOW
            ),
        ]
    )
    session.flush()
    return facts
