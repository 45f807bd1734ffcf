"""Counting how often each version was drawn: from time to time, from the papers of new attempts."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.assessments.models import Attempt, QuestionVersion

from ..models import QuestionUse, UseCount

SETTLED = timedelta(minutes=2)
"""Attempts that began less long ago may still be on their way into the database."""
BATCH = 500
BEGINNING = datetime(2000, 1, 1, tzinfo=UTC)


def count_uses(session: Session, *, at: datetime) -> int:
    """Count what was drawn since the last count and return how many attempts that were. Safe to run twice."""
    mark = session.scalars(select(UseCount).where(UseCount.id == 1).with_for_update()).one_or_none()
    if mark is None:
        mark = UseCount(id=1, counted_until=BEGINNING)
        session.add(mark)
    until = at - SETTLED
    papers = session.execute(
        select(Attempt.paper, Attempt.started_at)
        .where(Attempt.started_at > mark.counted_until, Attempt.started_at <= until)
        .execution_options(yield_per=BATCH)
    )
    drawn: Counter[UUID] = Counter()
    last: dict[UUID, datetime] = {}
    attempts = 0
    for paper, started_at in papers:
        attempts += 1
        for question in paper["questions"]:
            version = UUID(question["id"])
            drawn[version] += 1
            last[version] = max(last.get(version, started_at), started_at)
    _add(session, drawn, last)
    mark.counted_until = max(mark.counted_until, until)
    session.flush()
    return attempts


def _add(session: Session, drawn: Counter[UUID], last: dict[UUID, datetime]) -> None:
    if not drawn:
        return
    known = {
        use.question_version_id: use
        for use in session.scalars(select(QuestionUse).where(QuestionUse.question_version_id.in_(drawn)))
    }
    there = set(session.scalars(select(QuestionVersion.id).where(QuestionVersion.id.in_(drawn))))
    for version, count in drawn.items():
        use = known.get(version)
        if use is not None:
            use.drawn += count
            use.last_drawn_at = max(use.last_drawn_at, last[version])
        elif version in there:
            session.add(QuestionUse(question_version_id=version, drawn=count, last_drawn_at=last[version]))
