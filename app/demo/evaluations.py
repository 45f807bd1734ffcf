"""What the finished cohort thought of its course."""

from __future__ import annotations

import random
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.accounts.queries import get_actor
from app.training.evaluations import services
from app.training.evaluations.models import Evaluation, EvaluationAsked, EvaluationForm
from app.training.evaluations.rules import EvaluationKind, ItemKind, items_of
from app.training.models import Cohort

SEED = 4
SILENT = 3
BEST = ("Бозии нақшҳо", "Мисолҳо аз амалия", "Рӯйхати санҷиш барои 24 соати аввал", "Кор дар гурӯҳҳои хурд")
CHANGE = ("Вақти бештар барои машқ", "Маводро пешакӣ фиристед", "")


def tell(session: Session, at: datetime) -> None:
    """Let most people of each finished cohort answer in the days after its end."""
    chance = random.Random(SEED)  # noqa: S311 -- invented answers, not secrets
    finished = session.scalars(select(Cohort).where(Cohort.ends_on < at.date()).order_by(Cohort.ends_on)).all()
    for cohort in finished:
        then = at.replace(year=cohort.ends_on.year, month=cohort.ends_on.month, day=cohort.ends_on.day)
        services.open_due(session, at=then)
        evaluation = session.scalars(
            select(Evaluation).where(Evaluation.cohort_id == cohort.id, Evaluation.kind == EvaluationKind.END_OF_COURSE)
        ).one_or_none()
        if evaluation is None:
            continue
        form = session.get_one(EvaluationForm, evaluation.form_id)
        people = session.scalars(
            select(EvaluationAsked.user_id).where(EvaluationAsked.evaluation_id == evaluation.id)
        ).all()
        for user_id in sorted(people)[SILENT:]:
            services.answer(
                session,
                actor=get_actor(session, user_id),
                evaluation_id=evaluation.id,
                given=_answers(form, chance),
                at=then,
            )
        if at.date() > cohort.ends_on:
            _close(session, evaluation, at)


def _answers(form: EvaluationForm, chance: random.Random) -> dict[str, str]:
    answers = {"best": chance.choice(BEST), "change": chance.choice(CHANGE)}
    for item in items_of(form.definition):
        if item.kind is ItemKind.SCALE:
            answers[item.id] = str(chance.choice((3, 4, 4, 5, 5)))
        elif item.kind is ItemKind.CHOICE:
            answers[item.id] = chance.choice(("right", "right", "right", "fast"))
    return answers


def _close(session: Session, evaluation: Evaluation, at: datetime) -> None:
    """End the days for answering today, so that the results can be looked at."""
    closes_on = min(evaluation.closes_on, at.date().fromordinal(at.date().toordinal() - 1))
    session.execute(update(Evaluation).where(Evaluation.id == evaluation.id).values(closes_on=closes_on))
