"""A centre's bank with questions, and the people who write and review them."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from app.accounts.models import User
from app.assessments.banks import services
from app.assessments.banks.models import BankQuestion
from app.assessments.banks.rules.workflow import Act
from app.assessments.banks.services.banks import BankDetails
from app.assessments.rules.questions import QuestionKind
from app.assessments.rules.writing import WrittenQuestion
from app.core.ids import new_id
from tests.assessments.factories import KEYS, texts_of
from tests.conftest import NOW
from tests.people import Cast


def write(kind: QuestionKind = QuestionKind.SINGLE, name: str = "q-1", **changes: Any) -> WrittenQuestion:
    """Write a sound question in English and Russian."""
    texts = {each: texts_of(kind, name, each) for each in ("en", "ru")}
    return WrittenQuestion(**{"name": name, "kind": kind, "key": KEYS[kind], "texts": texts, **changes})


def open_bank(session: Session, cast: Cast, by: User | None = None, agency_id: UUID | None = None) -> UUID:
    """Open a bank of the Dushanbe centre."""
    return services.create_bank(
        session,
        actor=cast.actor(by or cast.rustam),
        bank_id=new_id(),
        agency_id=agency_id or cast.dushanbe_centre.id,
        details=BankDetails("Bank of the centre", "For its own papers", ("en", "ru")),
        at=NOW,
    )


def begin(session: Session, cast: Cast, bank_id: UUID, written: WrittenQuestion, by: User | None = None) -> UUID:
    """Write a question as a draft."""
    return services.create_question(
        session, actor=cast.actor(by or cast.rustam), bank_id=bank_id, question_id=new_id(), written=written, at=NOW
    )


def step(session: Session, cast: Cast, question_id: UUID, act: Act, by: User, note: str = "") -> BankQuestion:
    """Take a question a step further."""
    return services.take_step(session, actor=cast.actor(by), question_id=question_id, act=act, at=NOW, note=note)


def publish(session: Session, cast: Cast, question_id: UUID) -> BankQuestion:
    """Take a draft of Rustam's to the papers: Dilnoza approves it."""
    step(session, cast, question_id, Act.SENT, cast.rustam)
    step(session, cast, question_id, Act.APPROVED, cast.dilnoza)
    return step(session, cast, question_id, Act.PUBLISHED, cast.rustam)
