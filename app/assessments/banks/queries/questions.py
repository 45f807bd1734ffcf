"""Questions of a bank: one with its history, and all of them for the features above."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.accounts.models import User
from app.assessments.models import QuestionVersion
from app.assessments.rules.writing import WrittenQuestion
from app.core.errors import Missing
from app.core.policy import Actor
from app.core.ports import ports
from app.core.storage import DamagedFile

from ..models import BankMedia, BankQuestion, QuestionAct, QuestionUse
from ..rules.workflow import Act, QuestionState, Standing
from .banks import BankFacts, get_bank


@dataclass(frozen=True, slots=True)
class PastAct:
    """What somebody did to a question."""

    at: datetime
    act: Act
    who: str
    note: str
    version_number: int


def get_question(
    session: Session, actor: Actor, question_id: UUID, *, locked: bool = False
) -> tuple[BankQuestion, BankFacts]:
    """Return a question with its bank, where the person may see it; `locked` lets two acts wait for one another.

    Raises:
        Missing: there is none, or it is not theirs to see.

    """
    statement = select(BankQuestion).where(BankQuestion.id == question_id)
    if locked:
        statement = statement.with_for_update().execution_options(populate_existing=True)
    question = session.scalars(statement).one_or_none()
    if question is None:
        raise Missing
    return question, get_bank(session, actor, question.bank_id)


def standing_of(question: BankQuestion) -> Standing:
    """Return where a question stands."""
    authors = frozenset(UUID(each) for each in question.authors)
    return Standing(question.name, question.state, question.version_number, authors, question.retired_at)


def written_of(question: BankQuestion | QuestionVersion) -> WrittenQuestion:
    """Return the words and structure of a question or of a version."""
    name = question.name if isinstance(question, BankQuestion) else question.question_key
    return WrittenQuestion(
        name=name,
        kind=question.kind,
        key=question.key,
        texts=question.texts,
        objective=question.objective,
        difficulty=question.difficulty,
        pool=question.pool,
        module=question.module_key,
    )


def history(session: Session, question_id: UUID) -> list[PastAct]:
    """Return what was done to a question, the latest first."""
    statement = (
        select(QuestionAct.at, QuestionAct.act, User.name, QuestionAct.note, QuestionAct.version_number)
        .join(User, User.id == QuestionAct.actor_id)
        .where(QuestionAct.question_id == question_id)
        .order_by(QuestionAct.at.desc(), QuestionAct.id.desc())
    )
    return [PastAct(*row) for row in session.execute(statement)]


def versions_of(session: Session, question_id: UUID) -> list[tuple[QuestionVersion, int, datetime | None]]:
    """Return a question's published versions, the latest first, how often each was drawn and when last."""
    statement = (
        select(QuestionVersion, func.coalesce(QuestionUse.drawn, 0), QuestionUse.last_drawn_at)
        .outerjoin(QuestionUse, QuestionUse.question_version_id == QuestionVersion.id)
        .where(QuestionVersion.bank_question_id == question_id)
        .order_by(QuestionVersion.number.desc())
    )
    return [(version, int(drawn), last) for version, drawn, last in session.execute(statement)]


def get_version(session: Session, question_id: UUID, number: int) -> QuestionVersion:
    """Return a published version of a question.

    Raises:
        Missing: there is none with this number.

    """
    version = session.scalars(
        select(QuestionVersion).where(QuestionVersion.bank_question_id == question_id, QuestionVersion.number == number)
    ).one_or_none()
    if version is None:
        raise Missing
    return version


def bank_questions(
    session: Session,
    actor: Actor,
    bank_id: UUID,
    *,
    states: Collection[QuestionState] = (),
    ids: Collection[UUID] = (),
) -> list[WrittenQuestion]:
    """Return the working copies of a bank's questions by name, all or those in some states or with some ids.

    Raises:
        Missing: there is no such bank, or it is not theirs to see.

    """
    bank = get_bank(session, actor, bank_id)
    statement = select(BankQuestion).where(BankQuestion.bank_id == bank.id).order_by(BankQuestion.name, BankQuestion.id)
    if states:
        statement = statement.where(BankQuestion.state.in_(states))
    if ids:
        statement = statement.where(BankQuestion.id.in_(ids))
    return [written_of(each) for each in session.scalars(statement)]


def media_of(session: Session, actor: Actor, bank_id: UUID, names: Sequence[str]) -> dict[str, bytes]:
    """Return pictures of a bank by name; what is missing or damaged is left out.

    Raises:
        Missing: there is no such bank, or it is not theirs to see.

    """
    bank = get_bank(session, actor, bank_id)
    rows = session.execute(
        select(BankMedia.name, BankMedia.digest).where(BankMedia.bank_id == bank.id, BankMedia.name.in_(names))
    )
    found = {}
    for name, digest in rows:
        try:
            found[name] = ports().storage.get(digest)
        except DamagedFile:
            continue
    return found


def names_in(session: Session, bank_id: UUID) -> set[str]:
    """Return the names that questions of a bank have."""
    return set(session.scalars(select(BankQuestion.name).where(BankQuestion.bank_id == bank_id)))
