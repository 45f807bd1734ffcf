"""Essays at a practical examination, marked, waiting and in dispute; people to observe; a faulty question."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import Agency, Role, RoleAssignment, User
from app.accounts.queries import get_actor
from app.assessments.marking.models import MarkingTask
from app.assessments.marking.rules.appeals import AppealStepKind, Remedy
from app.assessments.marking.rules.rulings import RulingKind
from app.assessments.marking.services.appeals import assign_appeal, decide_appeal, file_appeal
from app.assessments.marking.services.judging import Opined, give_mark, save_observation
from app.assessments.marking.services.moderation import draw_sample
from app.assessments.marking.services.rulings import apply_ruling, withdraw_question
from app.assessments.models import EditionQuestion, QuestionVersion
from app.assessments.rules.questions import AssessmentKind, QuestionKind
from app.assessments.services import save_response, start_attempt, submit_attempt
from app.core.ids import new_id
from app.core.policy import Actor
from app.courses.models import CourseModule, Enrolment
from app.training.models import Cohort, CohortPlace

from .agencies import DUSHANBE
from .essay import ANSWERS, KEY, LEVELS, add_examination
from .learning import Learner, sit

WRITERS, WATCHED = 8, 3


def tell(session: Session, at: datetime) -> None:
    """Let people write, mark, watch, appeal and withdraw."""
    learners = _learners(session)
    trainers = _staff(session, Role.TRAINER)
    administrator = _staff(session, Role.CENTRE_ADMINISTRATOR)[0]
    edition_id = learners[0].course_edition_id
    assessment_id = add_examination(session, edition_id, at)
    begun = at - timedelta(days=4)
    attempts = [
        _write(session, learner, assessment_id, ANSWERS[place % 3], begun + timedelta(hours=place))
        for place, learner in enumerate(learners[:WRITERS])
    ]
    after = begun + timedelta(days=1)
    for place, attempt_id in enumerate(attempts[:5]):
        first, second = (2, 1, 1) if place % 3 else (1, 1, 0), (2, 2, 1) if place % 3 else (1, 1, 0)
        _mark(session, trainers[0], attempt_id, first, after)
        _mark(session, trainers[1], attempt_id, second, after + timedelta(hours=1))
    for attempt_id in attempts[:3]:
        _decide_third(session, administrator, attempt_id, after + timedelta(hours=2))
    draw_sample(
        session,
        actor=administrator,
        sample_id=new_id(),
        assessment_id=assessment_id,
        centre_id=_centre(session).id,
        seed=2026,
        share=20,
        band=15,
        at=at - timedelta(days=2),
    )
    _appeal(session, learners, attempts, administrator, at - timedelta(days=2))
    _watch(session, learners[:WATCHED], trainers[0], at - timedelta(hours=3))
    _withdraw(session, edition_id, at - timedelta(days=1))


def _learners(session: Session) -> list[Learner]:
    """Return the people of the running cohort, the demo account first."""
    newest = select(Cohort.id).where(Cohort.centre_id == _centre(session).id).order_by(Cohort.starts_on.desc()).limit(1)
    rows = session.execute(
        select(User, Enrolment)
        .join(Enrolment, Enrolment.user_id == User.id)
        .join(CohortPlace, CohortPlace.enrolment_id == Enrolment.id)
        .where(CohortPlace.cohort_id.in_(newest), CohortPlace.left_at.is_(None))
    ).all()
    people = [Learner(user, each.id, each.course_edition_id, 1.0, each.language) for user, each in rows]
    return sorted(people, key=lambda each: ("@demo." not in each.user.email, each.user.email))


def _centre(session: Session) -> Agency:
    return session.scalars(select(Agency).where(Agency.code == DUSHANBE)).one()


def _staff(session: Session, role: Role) -> list[Actor]:
    """Return those who hold a role at the Dushanbe centre, the demo account first."""
    held = select(RoleAssignment.user_id).where(
        RoleAssignment.role == role, RoleAssignment.agency_id == _centre(session).id
    )
    users = session.scalars(select(User).where(User.id.in_(held))).all()
    return [get_actor(session, each.id) for each in sorted(users, key=lambda each: "@demo." not in each.email)]


def _write(session: Session, learner: Learner, assessment_id: UUID, text: str, at: datetime) -> UUID:
    actor = get_actor(session, learner.user.id)
    attempt_id = start_attempt(
        session,
        actor=actor,
        enrolment_id=learner.enrolment_id,
        assessment_id=assessment_id,
        attempt_id=new_id(),
        at=at,
        seed=1,
    )
    session.flush()
    save_response(
        session,
        actor=actor,
        attempt_id=attempt_id,
        response_id=new_id(),
        question=0,
        answer={"text": text},
        at=at + timedelta(minutes=12),
    )
    submit_attempt(session, actor=actor, attempt_id=attempt_id, at=at + timedelta(minutes=15))
    return attempt_id


def _task(session: Session, attempt_id: UUID) -> MarkingTask:
    return session.scalars(select(MarkingTask).where(MarkingTask.attempt_id == attempt_id)).one()


def _mark(session: Session, marker: Actor, attempt_id: UUID, points: Sequence[int], at: datetime) -> None:
    levels = {each["id"]: LEVELS[level] for each, level in zip(KEY["rubric"], points, strict=True)}
    comment = "Ҷудо кардан хуб асос дода шудааст; ҳуқуқҳоро аниқтар номбар кунед."
    give_mark(
        session,
        actor=marker,
        task_id=_task(session, attempt_id).id,
        judgement_id=new_id(),
        opinion=Opined({"levels": levels}, comment),
        at=at,
    )


def _decide_third(session: Session, marker: Actor, attempt_id: UUID, at: datetime) -> None:
    if _task(session, attempt_id).stage.value == "third":
        _mark(session, marker, attempt_id, (2, 2, 0), at)


def _appeal(
    session: Session,
    learners: list[Learner],
    attempts: list[UUID],
    administrator: Actor,
    at: datetime,
) -> None:
    """The demo account's appeal was upheld with a reason; another one waits."""
    grounds = "Ман ҳуқуқҳои занро дар ҷумлаи охир номбар кардам, аммо дар баҳо ин ба назар гирифта нашудааст."
    made = []
    for place in (0, 3):
        actor = get_actor(session, learners[place].user.id)
        key = new_id()
        made.append(
            file_appeal(session, actor=actor, appeal_id=key, attempt_id=attempts[place], grounds=grounds, at=at)
        )
        session.flush()
    assign_appeal(session, actor=administrator, appeal_id=made[0], handler_id=administrator.id, at=at)
    decide_appeal(
        session,
        actor=administrator,
        appeal_id=made[0],
        kind=AppealStepKind.UPHELD,
        remedy=Remedy.NEW_ATTEMPT,
        reason="Дар рӯзи имтиҳон барқ хомӯш шуд ва вақт гум шуд; як кӯшиши дигар дода мешавад.",
        at=at + timedelta(hours=5),
    )


def _watch(session: Session, learners: list[Learner], assessor: Actor, at: datetime) -> None:
    """Three people are ready for their role-play; the assessor has begun with one of them."""
    chance = random.Random(7)  # noqa: S311 -- invented people, not secrets
    for learner in learners:
        sit(session, learner, AssessmentKind.PRACTICAL, chance=chance, at=at)
    waiting = select(MarkingTask).where(MarkingTask.kind == QuestionKind.CHECKLIST).order_by(MarkingTask.id)
    task = session.scalars(waiting).first()
    if task is not None:
        save_observation(
            session,
            actor=assessor,
            task_id=task.id,
            observation_id=new_id(),
            observed=[],
            notes="Ором оғоз кард.",
            at=at,
        )


def _withdraw(session: Session, course_edition_id: UUID, at: datetime) -> None:
    """A question of the pre-test turns out to have two right choices: everybody gets the point."""
    editor_id = session.scalars(
        select(RoleAssignment.user_id).where(RoleAssignment.role == Role.CURRICULUM_EDITOR)
    ).first()
    version = session.scalars(
        select(QuestionVersion)
        .join(EditionQuestion, EditionQuestion.question_version_id == QuestionVersion.id)
        .join(CourseModule, CourseModule.edition_id == EditionQuestion.edition_id)
        .where(
            CourseModule.course_edition_id == course_edition_id,
            QuestionVersion.kind == QuestionKind.SINGLE,
            QuestionVersion.pool == "practice",
        )
        .order_by(QuestionVersion.module_key, QuestionVersion.question_key)
    ).first()
    if editor_id is None or version is None:
        return
    ruling_id = withdraw_question(
        session,
        actor=get_actor(session, editor_id),
        ruling_id=new_id(),
        version_id=version.id,
        kind=RulingKind.CREDIT_ALL,
        correction={},
        reason="Ду ҷавоб дурустанд: матни савол дақиқ нест.",
        at=at,
    )
    apply_ruling(session, ruling_id=ruling_id, at=at)
