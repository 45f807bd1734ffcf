"""Essays at a practical examination, marked, waiting and in dispute; people to observe; a faulty question."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
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
from app.assessments.models import Assessment, EditionQuestion, QuestionVersion
from app.assessments.rules.questions import AssessmentKind, QuestionKind
from app.assessments.services import save_response, start_attempt, submit_attempt
from app.core.ids import new_id
from app.core.policy import Actor
from app.courses.models import CourseModule, Enrolment
from app.training.models import Cohort, CohortPlace

from .agencies import DUSHANBE
from .learning import Learner, sit

MODULE = "interviewing-a-presumed-victim"
POOL = "essays"
WRITERS, WATCHED = 8, 3
LEVELS = ("none", "part", "full")
KEY: dict[str, Any] = {
    "points": "6",
    "rubric": [
        {"id": each, "levels": [{"id": level, "points": str(points)} for points, level in enumerate(LEVELS)]}
        for each in ("safety", "trust", "law")
    ],
    "least_words": 20,
    "most_words": 250,
}
TEXTS: dict[str, dict[str, Any]] = {
    "en": {
        "stem": "A woman waits in the corridor of the station. A man who says he is her cousin answers for her. Say "
        "what you do in the first quarter of an hour, and why.",
        "explanation": "Apart from the man first, quietly; then what she needs; then her rights; the facts come later.",
        "model_answer": "I ask both for their papers and lead them to different rooms without giving the reason. I ask "
        "her whether she is safe and what she needs, through a neutral interpreter. I tell her of her rights and of "
        "the shelter before I ask anything about the case.",
        "titles": ("Safety first", "Trust", "Rights and law"),
        "levels": ("Not seen", "Seen in part", "Fully seen"),
    },
    "ru": {
        "stem": "В коридоре отдела ждёт женщина. За неё отвечает мужчина, который называет себя двоюродным братом. "
        "Опишите, что вы делаете в первые пятнадцать минут и почему.",
        "explanation": "Сначала спокойно отделить её от мужчины, затем узнать, что ей нужно, затем разъяснить права; "
        "факты – потом.",
        "model_answer": "Прошу у обоих документы и развожу их по разным кабинетам, не называя причины. Через "
        "нейтрального переводчика спрашиваю, в безопасности ли она и что ей нужно. Разъясняю права и говорю об убежище "
        "до вопросов по делу.",
        "titles": ("Сначала безопасность", "Доверие", "Права и закон"),
        "levels": ("Не показано", "Показано отчасти", "Показано полностью"),
    },
    "tg": {
        "stem": "Дар роҳрави шуъба зане интизор аст. Марде, ки худро амакбачаи ӯ меномад, ба ҷои ӯ ҷавоб медиҳад. "
        "Гӯед, ки дар чоряки якуми соат чӣ мекунед ва чаро.",
        "explanation": "Аввал оромона аз мард ҷудо кардан, баъд фаҳмидани эҳтиёҷ, баъд ҳуқуқҳо; далелҳо дертар.",
        "model_answer": "Аз ҳарду ҳуҷҷат мепурсам ва онҳоро ба утоқҳои гуногун мебарам, сабаб намегӯям. Ба воситаи "
        "тарҷумони бетараф мепурсам, ки оё ӯ дар амон аст ва чӣ лозим дорад. Пеш аз саволҳо ҳуқуқҳо ва паноҳгоҳро "
        "мефаҳмонам.",
        "titles": ("Аввал бехатарӣ", "Эътимод", "Ҳуқуқҳо ва қонун"),
        "levels": ("Дида нашуд", "Қисман дида шуд", "Пурра дида шуд"),
    },
}
ANSWERS = (
    (
        "Аввал ҳуҷҷати ҳардуро мепурсам ва онҳоро ба утоқҳои гуногун мебарам, то зан озод сухан гӯяд. Баъд ба воситаи "
        "тарҷумони бетараф мепурсам, ки оё ӯ дар амон аст, об ва духтур лозим аст ё не. Ҳуқуқҳояшро мефаҳмонам."
    ),
    (
        "Занро аз мард ҷудо мекунам, аммо сабабашро намегӯям. Мепурсам, ки чӣ лозим дорад. Ба ӯ вақт медиҳам ва "
        "саволҳои парвандаро дертар мегузорам. Телефони хатти боварӣ ва паноҳгоҳро медиҳам."
    ),
    (
        "Ман аз мард мепурсам, ки онҳо аз куҷо омадаанд, ва ҷавобҳояшро менависам. Баъд аз зан ҳамонро мепурсам ва "
        "муқоиса мекунам. Агар фарқ бошад, протокол мекунам ва ба сардор хабар медиҳам."
    ),
)


def tell(session: Session, at: datetime) -> None:
    """Let people write, mark, watch, appeal and withdraw."""
    learners = _learners(session)
    trainers = _staff(session, Role.TRAINER)
    administrator = _staff(session, Role.CENTRE_ADMINISTRATOR)[0]
    edition_id = learners[0].course_edition_id
    assessment_id = _assessment(session, edition_id, at)
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


def _assessment(session: Session, course_edition_id: UUID, at: datetime) -> UUID:
    """Add an essay to the module and an examination that asks it, marked by two."""
    version = QuestionVersion(
        id=new_id(),
        module_key=MODULE,
        question_key="essay-corridor",
        number=1,
        digest="demo-essay-corridor",
        kind=QuestionKind.ESSAY,
        objective="",
        difficulty="medium",
        pool=POOL,
        key=KEY,
        texts={code: _words(each) for code, each in TEXTS.items()},
        published_at=at - timedelta(days=40),
    )
    module = CourseModule.course_edition_id == course_edition_id, CourseModule.module_key == MODULE
    edition_id = session.scalars(select(CourseModule.edition_id).where(*module)).one()
    blueprint = {
        "questions": 1,
        "pass_mark": 60,
        "attempts": 2,
        "pool": POOL,
        "show_explanations": "after_last_attempt",
        "marking": "double",
        "marking_tolerance": 0.5,
    }
    assessment = Assessment(
        id=new_id(),
        course_edition_id=course_edition_id,
        kind=AssessmentKind.PRACTICAL,
        module_key=MODULE,
        blueprint=blueprint,
    )
    session.add_all([version, assessment])
    session.flush()
    session.add(EditionQuestion(edition_id=edition_id, question_version_id=version.id))
    session.flush()
    return assessment.id


def _words(words: dict[str, Any]) -> dict[str, Any]:
    levels = dict(zip(LEVELS, words["levels"], strict=True))
    rubric = {
        criterion["id"]: {"title": title, "levels": levels}
        for criterion, title in zip(KEY["rubric"], words["titles"], strict=True)
    }
    return {**{name: words[name] for name in ("stem", "explanation", "model_answer")}, "rubric": rubric}


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
