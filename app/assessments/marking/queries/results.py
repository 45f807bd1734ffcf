"""What the person who sat reads of the marking: levels and comments without names, earlier results, appeals."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.assessments.models import Grade
from app.assessments.queries.attempts import AttemptFacts
from app.assessments.rules.questions import JUDGED_KINDS

from ..models import ProvisionalMarks
from ..rules.appeals import appeal_until
from ..rules.combining import Basis, MarkRole, Stage
from .appeals import AppealFacts, appeals_of_attempt
from .judgements import Judged, Opinion, judged_answers


@dataclass(frozen=True, slots=True)
class Said:
    """What the marks that count say of an answer."""

    basis: Basis
    levels: Mapping[str, str]
    observed: tuple[str, ...]
    comments: tuple[str, ...]
    begun_at: datetime | None
    given_at: datetime


@dataclass(frozen=True, slots=True)
class EarlierResult:
    """A result that no longer counts, and why it changed."""

    percent: float
    passed: bool
    graded_at: datetime
    changed_at: datetime
    reason: str


@dataclass(frozen=True, slots=True)
class ResultFacts:
    """Everything about a result that people had a hand in; while `waiting`, `provisional` has what is marked."""

    grade: Grade | None
    waiting: int
    provisional: list[Any]
    said: Mapping[int, Said]
    earlier: tuple[EarlierResult, ...]
    appeals: tuple[AppealFacts, ...]
    appeal_until: datetime | None
    may_appeal: bool


def result_facts(session: Session, attempt: AttemptFacts, at: datetime) -> ResultFacts:
    """Return what the result page says about marking (two statements, a few more where people mark or appealed)."""
    grades = list(
        session.scalars(select(Grade).where(Grade.attempt_id == attempt.id).order_by(Grade.graded_at, Grade.id))
    )
    judged = any(each.kind in JUDGED_KINDS for each in attempt.paper.questions)
    answers = judged_answers(session, attempt.id) if judged else {}
    appeals = appeals_of_attempt(session, attempt.id) if grades else []
    until = appeal_until(grades[-1].graded_at, attempt.blueprint.appeal_days) if grades else None
    return ResultFacts(
        grade=grades[-1] if grades else None,
        waiting=sum(each.verdict.stage is not Stage.SETTLED for each in answers.values()) if not grades else 0,
        provisional=[] if grades else _provisional(session, attempt),
        said={place: said for place, each in answers.items() if grades and (said := _said(each))},
        earlier=tuple(
            EarlierResult(old.percent, old.passed, old.graded_at, new.graded_at, new.reason)
            for old, new in pairwise(grades)
        ),
        appeals=tuple(appeals),
        appeal_until=until,
        may_appeal=until is not None and at <= until and all(each.grade_id != grades[-1].id for each in appeals),
    )


def _provisional(session: Session, attempt: AttemptFacts) -> list[Any]:
    return session.scalar(select(ProvisionalMarks.details).where(ProvisionalMarks.attempt_id == attempt.id)) or []


def _said(judged: Judged) -> Said | None:
    """Return the levels of the one mark that counts, and the comments of all who marked by the rule in force."""
    verdict = judged.verdict
    if verdict.basis is None:
        return None
    counting = _counting(judged)
    one = counting[-1]
    confirmed = bool(one.choices.get("confirmed"))
    chosen = next((each for each in reversed(judged.opinions) if not each.choices.get("confirmed")), one)
    shown = chosen if confirmed else one
    alone = len(counting) == 1 and not (confirmed and _was_mean(judged))
    return Said(
        basis=verdict.basis,
        levels=shown.choices.get("levels", {}) if alone else {},
        observed=tuple(shown.choices.get("observed", ())),
        comments=tuple(each.comment for each in counting if each.comment),
        begun_at=shown.begun_at,
        given_at=one.given_at,
    )


def _counting(judged: Judged) -> list[Opinion]:
    mark = judged.verdict.mark
    if mark is None:  # the mean of two
        return [each for each in judged.opinions if each.role in (MarkRole.FIRST, MarkRole.SECOND)]
    return [each for each in judged.opinions if each.sequence == mark.sequence]


def _was_mean(judged: Judged) -> bool:
    roles = {each.role for each in judged.opinions}
    return MarkRole.SECOND in roles and MarkRole.THIRD not in roles
