"""An exam that is being sat today: a code, some who work, one with extra time, one who handed in, an incident."""

from __future__ import annotations

import random
from datetime import datetime, timedelta
from uuid import UUID

from flask import current_app
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.demo import DEMO_DOMAIN
from app.accounts.models import User
from app.accounts.queries import get_actor
from app.assessments.models import Assessment, Attempt
from app.assessments.queries.banks import questions_of
from app.assessments.rules.questions import AssessmentKind, Paper
from app.assessments.services import save_response, start_attempt, submit_attempt
from app.assessments.sittings.rules.doors import Admission, access_code
from app.assessments.sittings.services import (
    SittingDetails,
    give_minutes,
    grant_accommodation,
    note_incident,
    open_sitting,
)
from app.assessments.sittings.services.granting import AccommodationDetails
from app.core.ids import new_id
from app.training.exams.models import CohortSitting
from app.training.models import Cohort, CohortPlace, TrainingCentre

from .learning import answer

COHORT = "Гурӯҳи 15 · муфаттишон"
TITLE = "Имтиҳони ҷамъбастӣ, синфи 7"
PLACES, WORKING, ABILITY = 8, 4, 0.8


def tell(session: Session, at: datetime) -> None:
    """Open the sitting half an hour ago and let half of those who have places begin."""
    cohort = session.scalars(select(Cohort).where(Cohort.title == COHORT)).one()
    places = _places(session, cohort.id)
    sitting_id = _open(session, cohort, [each.enrolment_id for each in places], at)
    invigilator = get_actor(session, _demo(session, "rustam"))
    administrator = get_actor(session, _demo(session, "dilnoza"))
    about = {"sitting_id": sitting_id, "enrolment_id": places[0].enrolment_id}
    grant_accommodation(
        session,
        actor=administrator,
        **about,
        kind=AssessmentKind.FINAL_EXAM,
        only_here=False,
        details=AccommodationDetails(extra_percent=25, large_print=True, remark="Маълумотнома аз табиби чашм"),
        at=at - timedelta(days=1),
    )
    assessment_id = exam_of(session, cohort)
    for number, place in enumerate(places[:WORKING]):
        _work(session, place, assessment_id, sitting_id, number, at)
    note_incident(
        session,
        actor=invigilator,
        sitting_id=sitting_id,
        enrolment_id=places[1].enrolment_id,
        text="Компютер хомӯш шуд; ҷавобҳо нигоҳ дошта шудаанд. Ба ҷойи дигар гузашт.",
        act_id=new_id(),
        at=at - timedelta(minutes=12),
    )
    give_minutes(
        session,
        actor=invigilator,
        sitting_id=sitting_id,
        enrolment_id=places[1].enrolment_id,
        minutes=5,
        reason="Иваз кардани компютер",
        act_id=new_id(),
        at=at - timedelta(minutes=11),
    )


def _places(session: Session, cohort_id: UUID) -> list[CohortPlace]:
    """Return some who are in the cohort; the demo trainee's own exam stays as the course lets it be sat."""
    chosen = (
        select(CohortPlace)
        .join(User, User.id == CohortPlace.user_id)
        .where(
            CohortPlace.cohort_id == cohort_id, CohortPlace.left_at.is_(None), User.email.not_like(f"%@{DEMO_DOMAIN}")
        )
        .order_by(User.email)
    )
    return list(session.scalars(chosen.limit(PLACES)))


def _open(session: Session, cohort: Cohort, enrolment_ids: list[UUID], at: datetime) -> UUID:
    sitting_id = new_id()
    open_sitting(
        session,
        actor=get_actor(session, _demo(session, "rustam")),
        sitting_id=sitting_id,
        centre_id=cohort.centre_id,
        time_zone=session.get_one(TrainingCentre, cohort.centre_id).time_zone,
        assessment_id=exam_of(session, cohort),
        details=SittingDetails(
            title=TITLE,
            opens_at=at - timedelta(minutes=30),
            closes_at=at + timedelta(hours=8),
            with_code=True,
            overrides={"show_result": "on_release", "show_explanations": "on_release", "attempts": 1},
        ),
        enrolment_ids=enrolment_ids,
        at=at - timedelta(days=2),
    )
    session.add(CohortSitting(sitting_id=sitting_id, cohort_id=cohort.id))
    session.flush()
    return sitting_id


def exam_of(session: Session, cohort: Cohort) -> UUID:
    """Return the final exam of a cohort's course."""
    return session.scalars(
        select(Assessment.id).where(
            Assessment.course_edition_id == cohort.course_edition_id, Assessment.kind == AssessmentKind.FINAL_EXAM
        )
    ).one()


def _demo(session: Session, local_part: str) -> UUID:
    return session.scalars(select(User.id).where(User.email == f"{local_part}@{DEMO_DOMAIN}")).one()


def _work(
    session: Session, place: CohortPlace, assessment_id: UUID, sitting_id: UUID, number: int, at: datetime
) -> None:
    """Let somebody begin and answer; the last of them hands in."""
    chance = random.Random(number)  # noqa: S311 -- invented people, not secrets
    secret, actor = str(current_app.secret_key), get_actor(session, place.user_id)
    begun_at = at - timedelta(minutes=25 - number)
    attempt_id = start_attempt(
        session,
        actor=actor,
        enrolment_id=place.enrolment_id,
        assessment_id=assessment_id,
        attempt_id=new_id(),
        at=begun_at,
        seed=number,
        brought=Admission(code=access_code(secret, sitting_id, 1), secret=secret),
    )
    session.flush()
    questions = questions_of(session, Paper.from_json(session.get_one(Attempt, attempt_id).paper))
    last = number == WORKING - 1
    for step, question in enumerate(questions if last else questions[: 6 + 3 * number]):
        save_response(
            session,
            actor=actor,
            attempt_id=attempt_id,
            response_id=new_id(),
            question=step,
            answer=answer(question, right=chance.random() < ABILITY, chance=chance),
            at=begun_at + timedelta(seconds=50 * (step + 1)),
        )
    if last:
        submit_attempt(session, actor=actor, attempt_id=attempt_id, at=at - timedelta(minutes=2))
