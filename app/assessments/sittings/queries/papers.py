"""Whether papers can be drawn for the people of a sitting."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.assessments.queries.attempts import OfferedAssessment
from app.assessments.queries.banks import bank_of
from app.assessments.rules.blueprints import MissingLanguage
from app.assessments.rules.drawing import TooFewQuestions, check_drawable
from app.assessments.rules.questions import Question
from app.courses.models import Enrolment

from ..models import SittingPlace
from .sittings import SittingFacts


@dataclass(frozen=True, slots=True)
class NotReady:
    """A language in which nobody of a sitting can begin: too few questions, or some not written in it."""

    language: str
    found: int = 0
    wanted: int = 0
    unwritten: int = 0


def whole_bank(session: Session, sitting: SittingFacts, user_id: UUID) -> list[Question]:
    """Return what a paper of the sitting may draw, in whatever language it is written (one statement)."""
    offered = OfferedAssessment(
        id=sitting.assessment_id,
        user_id=user_id,  # drawing looks at no person
        enrolment_id=sitting.id,
        course_edition_id=sitting.course_edition_id,
        language="",
        withdrawn_at=None,
        kind=sitting.kind,
        module_key=sitting.module_key,
        blueprint=replace(sitting.blueprint, missing_language=MissingLanguage.FALL_BACK),
        course_title=sitting.course_titles,
        module_title=sitting.module_titles,
    )
    return bank_of(session, offered)


def not_ready(session: Session, sitting: SittingFacts, user_id: UUID, granted: Collection[str] = ()) -> list[NotReady]:
    """Return the languages of those who have places, or were granted one, in which no paper can be drawn.

    Two statements whatever the number of people and languages.
    """
    spoken = session.scalars(
        select(Enrolment.language)
        .join(SittingPlace, SittingPlace.enrolment_id == Enrolment.id)
        .where(SittingPlace.sitting_id == sitting.id)
        .distinct()
    )
    languages = sorted({*spoken, *granted})
    if not languages:
        return []
    bank = whole_bank(session, sitting, user_id)
    found = (_look(bank, sitting, language) for language in languages)
    return [each for each in found if each is not None]


def _look(bank: list[Question], sitting: SittingFacts, language: str) -> NotReady | None:
    rule = sitting.blueprint.missing_language_for(sitting.kind)
    written = [each for each in bank if language in each.languages]
    if rule is MissingLanguage.REFUSE and len(written) < len(bank):
        return NotReady(language, unwritten=len(bank) - len(written))
    try:
        check_drawable(bank if rule is MissingLanguage.FALL_BACK else written, sitting.blueprint)
    except TooFewQuestions as violation:
        return NotReady(language, found=violation.facts["found"], wanted=violation.facts["wanted"])
    return None
