"""Questions of a bank: the list with its filters, one with its history, and all of them for the features above."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Select, and_, func, select
from sqlalchemy.orm import Session

from app.accounts.models import User
from app.assessments.models import QuestionVersion
from app.assessments.rules.questions import QuestionKind
from app.assessments.rules.writing import WrittenQuestion
from app.core.errors import Missing
from app.core.policy import Actor
from app.core.ports import ports
from app.core.search_words import folded_words, loosen
from app.core.storage import DamagedFile

from ..models import BankMedia, BankQuestion, QuestionAct, QuestionUse
from ..rules.workflow import Act, QuestionState, Standing
from .banks import BankFacts, current_versions, get_bank

MOST_WORDS = 8
NO_TAGS = "-"
"""What a filter asks for that looks for questions without a module or an objective."""


@dataclass(frozen=True, slots=True)
class QuestionFilter:
    """What a list is narrowed to; an empty word stands for any."""

    search: str = ""
    module: str = ""
    objective: str = ""
    difficulty: str = ""
    kind: str = ""
    state: str = ""
    pool: str = ""
    missing: str = ""
    use: str = ""

    @property
    def narrow(self) -> bool:
        """Whether it leaves anything out."""
        return self != QuestionFilter()


@dataclass(frozen=True, slots=True)
class ListedQuestion:
    """A question in a list. `version_id` is the version in use."""

    id: UUID
    name: str
    kind: QuestionKind
    state: QuestionState
    version_number: int
    module_key: str
    objective: str
    difficulty: str
    pool: str
    texts: dict[str, Any]
    languages: str
    updated_at: datetime
    version_id: UUID | None
    drawn: int


@dataclass(frozen=True, slots=True)
class PastAct:
    """What somebody did to a question."""

    at: datetime
    act: Act
    who: str
    note: str
    version_number: int


def questions_in(bank_id: UUID, wanted: QuestionFilter) -> Select[Any]:
    """Return the statement for a bank's questions, by name."""
    question, version = BankQuestion, QuestionVersion
    uses = (
        select(version.bank_question_id.label("question_id"), func.sum(QuestionUse.drawn).label("drawn"))
        .join(QuestionUse, QuestionUse.question_version_id == version.id)
        .where(version.bank_question_id.is_not(None))
        .group_by(version.bank_question_id)
        .subquery()
    )
    drawn = func.coalesce(uses.c.drawn, 0).label("drawn")
    statement = (
        select(
            question.id,
            question.name,
            question.kind,
            question.state,
            question.version_number,
            question.module_key,
            question.objective,
            question.difficulty,
            question.pool,
            question.texts,
            question.languages,
            question.updated_at,
            version.id.label("version_id"),
            drawn,
        )
        .outerjoin(version, and_(version.bank_question_id == question.id, version.number == question.version_number))
        .outerjoin(uses, uses.c.question_id == question.id)
        .where(question.bank_id == bank_id, *_narrowed(wanted))
    )
    if wanted.use:
        statement = statement.where(uses.c.drawn.is_not(None) if wanted.use == "used" else uses.c.drawn.is_(None))
    return statement.order_by(question.name, question.id)


def listed(row: Row[Any]) -> ListedQuestion:
    """Read a row of `questions_in`."""
    facts = row._asdict()
    return ListedQuestion(**{**facts, "drawn": int(facts["drawn"])})


def _narrowed(wanted: QuestionFilter) -> list[ColumnElement[bool]]:
    question = BankQuestion
    conditions: list[ColumnElement[bool]] = []
    for column, value in (
        (question.module_key, wanted.module),
        (question.objective, wanted.objective),
        (question.difficulty, wanted.difficulty),
        (question.pool, wanted.pool),
    ):
        if value:
            conditions.append(column == ("" if value == NO_TAGS else value))
    if wanted.kind in list(QuestionKind):
        conditions.append(question.kind == QuestionKind(wanted.kind))
    if wanted.state in list(QuestionState):
        conditions.append(question.state == QuestionState(wanted.state))
    if wanted.missing:
        conditions.append(~question.languages.contains(f" {wanted.missing} ", autoescape=True))
    words = [loosen(word) for word in folded_words(wanted.search)[:MOST_WORDS]]
    return conditions + [question.search_text.contains(f" {word}", autoescape=True) for word in words]


def tags_in(session: Session, bank_id: UUID) -> tuple[list[str], list[str]]:
    """Return the modules and objectives that questions of a bank have, for its filters."""
    rows = session.execute(
        select(BankQuestion.module_key, BankQuestion.objective).where(BankQuestion.bank_id == bank_id).distinct()
    ).all()
    return sorted({row.module_key for row in rows} - {""}), sorted({row.objective for row in rows} - {""})


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


def curriculum_versions(session: Session, module_key: str = "") -> list[tuple[QuestionVersion, int]]:
    """Return the questions of the current editions with how often each version was drawn; one statement."""
    statement = (
        select(QuestionVersion, func.coalesce(QuestionUse.drawn, 0))
        .outerjoin(QuestionUse, QuestionUse.question_version_id == QuestionVersion.id)
        .where(QuestionVersion.id.in_(current_versions()))
        .order_by(QuestionVersion.module_key, QuestionVersion.question_key)
    )
    if module_key:
        statement = statement.where(QuestionVersion.module_key == module_key)
    return [(version, int(drawn)) for version, drawn in session.execute(statement)]


def curriculum_questions(session: Session, module_key: str = "") -> list[WrittenQuestion]:
    """Return the questions of the current editions, of one module or of all."""
    return [written_of(version) for version, _drawn in curriculum_versions(session, module_key)]


def curriculum_history(session: Session, module_key: str, question_key: str) -> list[QuestionVersion]:
    """Return all versions of a question of the curriculum, the latest first.

    Raises:
        Missing: there is no such question.

    """
    statement = (
        select(QuestionVersion)
        .where(
            QuestionVersion.module_key == module_key,
            QuestionVersion.question_key == question_key,
            QuestionVersion.bank_question_id.is_(None),
        )
        .order_by(QuestionVersion.number.desc())
    )
    found = list(session.scalars(statement))
    if not found:
        raise Missing
    return found


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
