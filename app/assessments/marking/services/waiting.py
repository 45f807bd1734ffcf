"""Putting answers before the people who must mark them."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.assessments.rules.blueprints import Blueprint, MarkingRule
from app.assessments.rules.questions import Question, QuestionKind
from app.core.ids import new_id

from ..models import MarkingTask
from ..queries.scopes import centre_of
from ..rules.combining import Stage

# Letters and digits that nobody reads for one another.
CODE_LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
CODE_LENGTH = 6


def await_marks(
    session: Session,
    *,
    attempt: Any,  # noqa: ANN401 -- an attempt, as a row or as facts
    blueprint: Blueprint,
    questions: Iterable[tuple[int, Question]],
    at: datetime,
) -> UUID:
    """Make a task of each answer that a person must mark, where there is none yet; return the centre that marks.

    A checklist is watched once, so nobody marks it a second time whatever the blueprint says. The candidate's code is
    chosen by chance: it leads to nobody.
    """
    known = session.execute(
        select(MarkingTask.place, MarkingTask.code, MarkingTask.centre_id).where(MarkingTask.attempt_id == attempt.id)
    ).all()
    places = {row.place for row in known}
    centre_id: UUID = known[0].centre_id if known else centre_of(session, attempt.enrolment_id, attempt.sitting_id)
    code = known[0].code if known else new_code()
    double = blueprint.marking is MarkingRule.DOUBLE
    session.add_all(
        MarkingTask(
            id=new_id(),
            attempt_id=attempt.id,
            place=place,
            assessment_id=attempt.assessment_id,
            question_version_id=UUID(question.id),
            kind=question.kind,
            user_id=attempt.user_id,
            centre_id=centre_id,
            code=code,
            double=double and question.kind is not QuestionKind.CHECKLIST,
            tolerance=str(blueprint.marking_tolerance),
            maximum=str(question.points),
            stage=Stage.FIRST,
            ready_at=at,
        )
        for place, question in questions
        if place not in places
    )
    session.flush()
    return centre_id


def settle(session: Session, task_id: UUID, stage: Stage, at: datetime) -> None:
    """Keep with a task whose mark it waits for now."""
    values: dict[str, Any] = {"stage": stage, "settled_at": at if stage is Stage.SETTLED else None}
    session.execute(update(MarkingTask).where(MarkingTask.id == task_id).values(**values))


def new_code() -> str:
    """Return a candidate's code, such as K7D-3QX."""
    letters = "".join(secrets.choice(CODE_LETTERS) for _position in range(CODE_LENGTH))
    return f"{letters[:3]}-{letters[3:]}"
