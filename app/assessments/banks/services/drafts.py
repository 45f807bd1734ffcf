"""Writing: a new question, savings of its draft, and the end of a draft that nobody used."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from app.accounts.models import User
from app.assessments.rules.questions import QuestionKind
from app.assessments.rules.writing import WrittenQuestion
from app.core import audit
from app.core.errors import N_, RuleViolation
from app.core.ids import new_id
from app.core.policy import Actor, require

from ..models import BankQuestion, QuestionAct
from ..permissions import BankPermission
from ..queries.banks import get_bank
from ..queries.questions import get_question, names_in, standing_of, written_of
from ..rules.workflow import Act, QuestionState, check_revision, check_step
from .indexing import put_content


class NameTaken(RuleViolation):
    """Two questions of a bank can't share a name."""

    code = "question-name-taken"
    message = N_("Another question of this bank is called “%(name)s”.")


class NameMissing(RuleViolation):
    """People speak of a question by its name."""

    code = "question-name-missing"
    message = N_("Give the question a short name by which people find it.")


def create_question(
    session: Session,
    *,
    actor: Actor,
    bank_id: UUID,
    question_id: UUID,
    written: WrittenQuestion,
    at: datetime,
    source: str = "",
) -> UUID:
    """Begin a question as a draft; a repeat with the same id changes nothing.

    Raises:
        Missing: there is no such bank for this person, or the id belongs to a question elsewhere.
        NameMissing: it has no name.
        NameTaken: another question of the bank has its name.

    """
    bank = get_bank(session, actor, bank_id)
    require(actor, BankPermission.WRITE, bank.scope)
    if session.get(BankQuestion, question_id) is not None:
        return get_question(session, actor, question_id)[0].id
    _check_name(written.name, names_in(session, bank_id))
    begin(session, actor=actor, bank_id=bank_id, question_id=question_id, written=written, at=at, source=source)
    audit.record(
        session,
        actor=actor,
        action="assessments:question:create",
        subject=("question", question_id),
        at=at,
        bank=str(bank_id),
        name=written.name,
    )
    session.flush()
    return question_id


def begin(
    session: Session,
    *,
    actor: Actor,
    bank_id: UUID,
    question_id: UUID,
    written: WrittenQuestion,
    at: datetime,
    source: str,
) -> None:
    """Add a draft whose name is free to a bank that the person may write in."""
    question = BankQuestion(
        id=question_id,
        bank_id=bank_id,
        name=written.name,
        state=QuestionState.DRAFT,
        version_number=0,
        kind=QuestionKind(written.kind),
        module_key=written.module[:80],
        objective=written.objective[:80],
        difficulty=written.difficulty,
        pool=written.pool,
        source=source[:200],
        authors=[str(actor.id)],
        revision=1,
        updated_at=at,
        updated_by=actor.id,
    )
    put_content(question, written.key, written.texts)
    session.add(question)
    note_act(session, question, actor, Act.CREATED, at, note=source[:1000])


def save_draft(
    session: Session, *, actor: Actor, question_id: UUID, written: WrittenQuestion, revision: int, at: datetime
) -> int:
    """Save what was written over the draft that the writer saw; return the revision that it has then.

    A repeat of the last saving changes nothing, and saving what is there already is none.

    Raises:
        Missing: there is no such question for this person.
        WrongState: it is in review, approved or published.
        ChangedMeanwhile: somebody else saved since the writer opened it.
        NameMissing, NameTaken: its name.

    """
    question, bank = get_question(session, actor, question_id, locked=True)
    require(actor, BankPermission.WRITE, bank.scope)
    if same_content(question, written):
        return question.revision
    check_step(standing_of(question), Act.CHANGED, actor.id)
    check_revision(revision, question.revision, _name_of(session, question.updated_by))
    if written.name != question.name:
        _check_name(written.name, names_in(session, question.bank_id) - {question.name})
    question.name = written.name
    question.module_key, question.objective = written.module[:80], written.objective[:80]
    question.difficulty, question.pool = written.difficulty, written.pool
    put_content(question, written.key, written.texts)
    question.authors = sorted({*question.authors, str(actor.id)})
    question.revision += 1
    question.updated_at, question.updated_by = at, actor.id
    note_act(session, question, actor, Act.CHANGED, at)
    audit.record(
        session,
        actor=actor,
        action="assessments:question:change",
        subject=("question", question_id),
        at=at,
        bank=str(question.bank_id),
        name=question.name,
        revision=question.revision,
    )
    session.flush()
    return question.revision


def delete_question(session: Session, *, actor: Actor, question_id: UUID, at: datetime) -> UUID:
    """Delete a draft that was never published and return its bank; the history keeps that it was there.

    Raises:
        Missing: there is no such question for this person.
        WasPublished: attempts may point at it.

    """
    question, bank = get_question(session, actor, question_id, locked=True)
    require(actor, BankPermission.WRITE, bank.scope)
    check_step(standing_of(question), Act.DELETED, actor.id)
    note_act(session, question, actor, Act.DELETED, at, note=question.name)
    audit.record(
        session,
        actor=actor,
        action="assessments:question:delete",
        subject=("question", question_id),
        at=at,
        bank=str(bank.id),
        name=question.name,
        key=question.key,
        texts=question.texts,
    )
    session.delete(question)
    session.flush()
    return bank.id


def same_content(question: BankQuestion, written: WrittenQuestion) -> bool:
    """Whether a question is already as it was written."""
    present = written_of(question)
    return (
        present.name == written.name
        and dict(present.key) == dict(written.key)
        and dict(present.texts) == dict(written.texts)
        and (present.module, present.objective) == (written.module, written.objective)
        and (present.difficulty, present.pool) == (written.difficulty, written.pool)
    )


def note_act(session: Session, question: BankQuestion, actor: Actor, act: Act, at: datetime, note: str = "") -> None:
    """Append what somebody did to a question's history."""
    session.add(
        QuestionAct(
            id=new_id(),
            question_id=question.id,
            bank_id=question.bank_id,
            at=at,
            actor_id=actor.id,
            act=act,
            note=note.strip(),
            version_number=question.version_number,
            revision=question.revision,
        )
    )


def _check_name(name: str, taken: set[str]) -> None:
    if not name.strip():
        raise NameMissing
    if name.casefold() in {each.casefold() for each in taken}:
        raise NameTaken(name=name)


def _name_of(session: Session, user_id: UUID) -> str:
    return session.get_one(User, user_id).name
