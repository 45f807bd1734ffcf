"""The way of a question from its draft to the exams, and out of them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.assessments.models import QuestionVersion
from app.assessments.rules.writing import check_question
from app.core import audit
from app.core.events import publish
from app.core.ids import new_id
from app.core.policy import Actor, require

from ..events import QuestionApproved, QuestionPublished, QuestionRetired, QuestionReturned, QuestionSentToReview
from ..models import BankMedia, BankQuestion, VersionMedia
from ..permissions import BankPermission
from ..queries.banks import BankFacts
from ..queries.questions import get_question, get_version, names_in, standing_of, written_of
from ..rules.workflow import Act, Standing, StillWrong, check_step, free_name
from .drafts import note_act
from .indexing import put_content

VERBS = {
    Act.SENT: "send",
    Act.TAKEN_BACK: "take-back",
    Act.RETURNED: "return",
    Act.APPROVED: "approve",
    Act.PUBLISHED: "publish",
    Act.REOPENED: "reopen",
    Act.DISCARDED: "discard",
    Act.RETIRED: "retire",
}


def take_step(
    session: Session, *, actor: Actor, question_id: UUID, act: Act, at: datetime, note: str = ""
) -> BankQuestion:
    """Take a question a step further: send, take back, return, approve, publish, reopen, discard or retire it.

    A repeat of the step that was taken last by the same person changes nothing, save publishing, which needs none.

    Raises:
        Missing: there is no such question for this person.
        WrongState: it is not where this could be done.
        OwnQuestion: the reviewer wrote part of it.
        StillWrong: it has problems and may not go to review, or to papers.
        NoteMissing: it goes back or out of use without a reason.
        NeverPublished: it can't be retired, reopened or reset yet.

    """
    question, bank = get_question(session, actor, question_id, locked=True)
    require(actor, BankPermission.WRITE, bank.scope)
    before = standing_of(question)
    state = check_step(before, act, actor.id, note=note)
    if act in (Act.SENT, Act.PUBLISHED):
        problems = check_question(written_of(question))
        if problems:
            raise StillWrong(name=question.name, count=len(problems))
    question.state = state
    effect = _EFFECTS.get(act)
    if effect is not None:
        effect(session, question, bank, actor, before, note, at)
    note_act(session, question, actor, act, at, note)
    audit.record(
        session,
        actor=actor,
        action=f"assessments:question:{VERBS[act]}",
        subject=("question", question.id),
        at=at,
        bank=str(bank.id),
        name=question.name,
        version=question.version_number,
        **({"note": note.strip()} if note.strip() else {}),
    )
    session.flush()
    return question


Effect = Callable[[Session, BankQuestion, BankFacts, Actor, Standing, str, datetime], None]


def _send(
    session: Session,
    question: BankQuestion,
    bank: BankFacts,
    actor: Actor,
    before: Standing,
    _note: str,
    at: datetime,
) -> None:
    publish(
        QuestionSentToReview(question.id, bank.id, bank.agency_id, question.name, actor.id, before.authors, at), session
    )


def _return(
    session: Session, question: BankQuestion, bank: BankFacts, actor: Actor, before: Standing, note: str, at: datetime
) -> None:
    publish(QuestionReturned(question.id, bank.id, question.name, actor.id, before.authors, note.strip(), at), session)


def _approve(
    session: Session, question: BankQuestion, bank: BankFacts, actor: Actor, before: Standing, _note: str, at: datetime
) -> None:
    publish(QuestionApproved(question.id, bank.id, question.name, actor.id, before.authors, at), session)


def _publish(
    session: Session, question: BankQuestion, bank: BankFacts, actor: Actor, _before: Standing, _note: str, at: datetime
) -> None:
    """Store the working copy as the next version, which takes the place of the one before."""
    question.version_number += 1
    question.retired_at = None
    question.authors = []
    version = QuestionVersion(
        id=new_id(),
        module_key=question.module_key,
        question_key=question.name,
        number=question.version_number,
        digest=_digest(question),
        kind=question.kind,
        objective=question.objective,
        difficulty=question.difficulty,
        pool=question.pool,
        key=question.key,
        texts=question.texts,
        bank_question_id=question.id,
        published_at=at,
    )
    session.add(version)
    session.flush()
    names = set(pictures_in(question.key))
    held = session.scalars(select(BankMedia.name).where(BankMedia.bank_id == bank.id, BankMedia.name.in_(names)))
    session.add_all([VersionMedia(question_version_id=version.id, name=name) for name in held])
    publish(QuestionPublished(question.id, bank.id, version.id, version.number, actor.id, at), session)


def _discard(
    session: Session, question: BankQuestion, _bank: BankFacts, actor: Actor, _b: Standing, _note: str, at: datetime
) -> None:
    """Put what was published last in the place of the draft."""
    version = get_version(session, question.id, question.version_number)
    question.name = free_name(version.question_key, names_in(session, question.bank_id) - {question.name})
    question.module_key, question.objective = version.module_key, version.objective
    question.difficulty, question.pool = version.difficulty, version.pool
    put_content(question, version.key, version.texts)
    question.authors = []
    question.revision += 1
    question.updated_at, question.updated_by = at, actor.id


def _retire(
    session: Session, question: BankQuestion, bank: BankFacts, actor: Actor, _before: Standing, note: str, at: datetime
) -> None:
    question.retired_at = at
    publish(QuestionRetired(question.id, bank.id, question.name, actor.id, note.strip(), at), session)


def _reopen(
    _s: Session, question: BankQuestion, _bank: BankFacts, actor: Actor, _before: Standing, _note: str, _at: datetime
) -> None:
    question.authors = [str(actor.id)]


_EFFECTS: dict[Act, Effect] = {
    Act.REOPENED: _reopen,
    Act.SENT: _send,
    Act.RETURNED: _return,
    Act.APPROVED: _approve,
    Act.PUBLISHED: _publish,
    Act.DISCARDED: _discard,
    Act.RETIRED: _retire,
}


def pictures_in(key: Mapping[str, Any]) -> Iterator[str]:
    """Return the pictures that a question's structure mentions."""
    yield from (str(name) for name in (key.get("images") or {}).values())
    if key.get("stem_image"):
        yield str(key["stem_image"])


def _digest(question: BankQuestion) -> str:
    """Return a digest of a version; question and number are part of it, since two banks may hold the same words."""
    content = [str(question.id), question.version_number, question.kind.value, question.key, question.texts]
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
