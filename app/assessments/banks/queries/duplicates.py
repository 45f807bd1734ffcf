"""Stems of all questions that a person may see, and which pairs were found distinct."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.assessments.models import QuestionVersion
from app.core.policy import Actor

from ..models import Bank, BankQuestion, DistinctPair
from ..rules.likeness import Likeness, Stem, bank_owner, curriculum_owner, find_like, find_pairs, stems_of
from ..rules.workflow import QuestionState
from .banks import current_versions, visible_banks


@dataclass(frozen=True, slots=True)
class Known:
    """A question in a pair: where it is and what it asks. Without `question_id` it is the curriculum's."""

    owner: str
    name: str
    texts: dict[str, Any]
    place: str
    question_id: UUID | None = None
    module_key: str = ""
    state: QuestionState | None = None


def all_stems(session: Session, actor: Actor) -> list[Stem]:
    """Return the stems of what a person may see, retired questions left out; two statements."""
    found = [
        Stem(bank_owner(row.id), language, text)
        for row in session.execute(
            select(BankQuestion.id, BankQuestion.stems).where(
                BankQuestion.bank_id.in_(visible_banks(actor)), BankQuestion.state != QuestionState.RETIRED
            )
        )
        for language, text in row.stems.items()
    ]
    versions = session.execute(
        select(QuestionVersion.module_key, QuestionVersion.question_key, QuestionVersion.texts).where(
            QuestionVersion.id.in_(current_versions())
        )
    )
    return found + [
        Stem(curriculum_owner(row.module_key, row.question_key), language, text)
        for row in versions
        for language, text in stems_of(row.texts).items()
    ]


def duplicates(session: Session, actor: Actor) -> list[Likeness]:
    """Return the pairs that are alike among what a person may see, those found distinct left out."""
    distinct = distinct_pairs(session)
    return [each for each in find_pairs(all_stems(session, actor)) if each.pair not in distinct]


def like_question(session: Session, actor: Actor, question_id: UUID, texts: dict[str, Any]) -> list[Likeness]:
    """Return what a question is alike among what a person may see."""
    own = bank_owner(question_id)
    others = [stem for stem in all_stems(session, actor) if stem.owner != own]
    distinct = distinct_pairs(session)
    found = find_like(stems_of(texts), others)
    return [each for each in found if (min(own, each.second), max(own, each.second)) not in distinct]


def distinct_pairs(session: Session) -> set[tuple[str, str]]:
    """Return the pairs that somebody found distinct."""
    return {(row.first, row.second) for row in session.execute(select(DistinctPair.first, DistinctPair.second))}


def known_questions(session: Session, owners: Iterable[str]) -> dict[str, Known]:
    """Return questions by their owners' names; two statements."""
    wanted = set(owners)
    ids = [UUID(owner[2:]) for owner in wanted if owner.startswith("q:")]
    found: dict[str, Known] = {}
    for row in session.execute(
        select(BankQuestion.id, BankQuestion.name, BankQuestion.texts, BankQuestion.state, Bank.title)
        .join(Bank, Bank.id == BankQuestion.bank_id)
        .where(BankQuestion.id.in_(ids))
    ):
        owner = bank_owner(row.id)
        found[owner] = Known(owner, row.name, row.texts, row.title, row.id, state=row.state)
    modules = {owner[2:].split("/", 1)[0] for owner in wanted if owner.startswith("c:")}
    if modules:
        version = QuestionVersion
        for row in session.execute(
            select(version.module_key, version.question_key, version.texts).where(
                version.module_key.in_(modules), version.id.in_(current_versions())
            )
        ):
            owner = curriculum_owner(row.module_key, row.question_key)
            if owner in wanted:
                found[owner] = Known(owner, row.question_key, row.texts, row.module_key, None, row.module_key)
    return found
