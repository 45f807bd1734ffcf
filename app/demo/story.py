"""The demo story: one cohort that is over, one that runs this week, one that is planned abroad."""

from __future__ import annotations

import random
from datetime import datetime, time, timedelta
from pathlib import Path
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from app.accounts.models import COUNTRY_ZONES, Role, User
from app.accounts.queries import get_actor
from app.assessments.rules.questions import AssessmentKind
from app.certificates.services import Press, issue_cohort, revoke
from app.core.policy import Actor
from app.courses.models import CourseEdition
from app.courses.queries import course_outline
from app.training.queries.attendance import get_sheet
from app.training.rules.attendance import AttendanceStatus, Entry
from app.training.services.attendance import mark_attendance

from .agencies import DUSHANBE, TASHKENT, Stage, set_stage
from .cast import make_trainee, make_trainers
from .cohorts import SESSION_LASTS, Plan, enrol, open_cohort, plan_sessions
from .learning import Learner, read_lessons, sit
from .names import read_names

SEED = 2026
# Who in the finished cohort did not read everything, who fails and who stays away: reasons for the page to show.
UNFINISHED, FAILING, AWAY = 4, 7, 2
HALF_THE_WEEK = 4


def tell_story(session: Session, *, course: CourseEdition, content_folder: Path, press: Press, at: datetime) -> None:
    """Record the whole story, as if it had happened up to now."""
    names = read_names(content_folder)
    chance = random.Random(SEED)  # noqa: S311 -- invented people, not secrets
    begun_at = at - timedelta(days=45)
    stage = set_stage(session, at=begun_at)
    trainers = make_trainers(session, stage, at=begun_at)
    tajik, uzbek = names["TJ"].distinct(chance), names["UZ"].distinct(chance)
    monday = at.astimezone(ZoneInfo(COUNTRY_ZONES["TJ"])).date() - timedelta(days=at.weekday())
    codes = ("TJ-MIA-DUSHANBE", "TJ-MIA-SUGHD", "TJ-MIA-KHATLON", "TJ-GPO", "TJ-SC", "TJ-MIA-DUSHANBE")
    finished = [make_trainee(session, stage, next(tajik), codes[place % 6], place, begun_at) for place in range(18)]
    running = [
        make_trainee(session, stage, next(tajik), codes[place % 6], 100 + place, begun_at) for place in range(19)
    ]
    abroad = [
        make_trainee(session, stage, next(uzbek), ("UZ-MIA", "UZ-GPO")[place % 2], 200 + place, begun_at)
        for place in range(8)
    ]
    past = Plan("Гурӯҳи 14 · муфаттишон", DUSHANBE, monday - timedelta(weeks=3), 24, "tg")
    present = Plan("Гурӯҳи 15 · муфаттишон", DUSHANBE, monday, 24, "tg")
    later = Plan("1-guruh · tergovchilar", TASHKENT, monday + timedelta(weeks=3), 20, "ru")
    _finished_cohort(session, stage, course, past, trainers[DUSHANBE], finished, press, chance)
    _running_cohort(
        session, stage, course, present, trainers[DUSHANBE], [stage.people[Role.TRAINEE], *running], chance, at
    )
    _planned_cohort(session, stage, course, later, trainers[TASHKENT], abroad, at)


def _finished_cohort(
    session: Session,
    stage: Stage,
    course: CourseEdition,
    plan: Plan,
    trainers: list[User],
    people: list[User],
    press: Press,
    chance: random.Random,
) -> None:
    monday = datetime.combine(plan.monday, time(8, 0), ZoneInfo(COUNTRY_ZONES["TJ"]))
    before, friday = monday - timedelta(days=10), monday + timedelta(days=4)
    cohort_id, administrator = open_cohort(session, stage, course, plan, trainers, before)
    planned = plan_sessions(session, stage, course, plan, cohort_id, administrator, trainers, before)
    learners = enrol(session, course, cohort_id, administrator, people, plan.language, chance, before)
    modules = [module.key for module in course_outline(session, course.id).modules]
    for place, learner in enumerate(learners):
        sit(session, _unsure(learner), AssessmentKind.PRE_TEST, chance=chance, at=monday)
        share = 0.8 if place == UNFINISHED else 1.0
        read_lessons(session, learner, share=share, begun_at=monday + timedelta(hours=1))
        for number, key in enumerate(modules):
            sit(
                session,
                learner,
                AssessmentKind.QUIZ,
                module_key=key,
                chance=chance,
                at=monday + timedelta(days=number, hours=9),
            )
        unlucky = place == FAILING
        sit(session, _unsure(learner) if unlucky else learner, AssessmentKind.FINAL_EXAM, chance=chance, at=friday)
    trainer = get_actor(session, trainers[0].id)
    for number, (session_id, starts_at) in enumerate(planned):
        _mark(
            session,
            trainer,
            session_id,
            absent={AWAY: number < HALF_THE_WEEK, 11: number % 3 == 0},
            late={5, 9} if number % 2 else set(),
            at=starts_at + timedelta(minutes=20),
        )
    _correct(session, trainer, planned[0][0], at=planned[0][1] + timedelta(days=1))
    issued = issue_cohort(
        session, actor=administrator, cohort_id=cohort_id, press=press, at=friday + timedelta(hours=10)
    )
    session.flush()
    if issued:
        revoke(
            session,
            actor=administrator,
            certificate_id=issued[-1],
            reason="Насаб нодуруст навишта шудааст; шаҳодатномаи нав дода мешавад.",
            at=friday + timedelta(days=3),
        )


def _running_cohort(
    session: Session,
    stage: Stage,
    course: CourseEdition,
    plan: Plan,
    trainers: list[User],
    people: list[User],
    chance: random.Random,
    at: datetime,
) -> None:
    monday = datetime.combine(plan.monday, time(8, 0), ZoneInfo(COUNTRY_ZONES["TJ"]))
    before = monday - timedelta(days=10)
    cohort_id, administrator = open_cohort(session, stage, course, plan, trainers, before)
    planned = plan_sessions(session, stage, course, plan, cohort_id, administrator, trainers, before)
    learners = enrol(session, course, cohort_id, administrator, people, plan.language, chance, before)
    for place, learner in enumerate(learners):
        sit(session, _unsure(learner), AssessmentKind.PRE_TEST, chance=chance, at=monday - timedelta(days=3))
        read_lessons(session, learner, share=(place % 6) / 10, begun_at=monday - timedelta(days=2))
    trainer = get_actor(session, trainers[0].id)
    for number, (session_id, starts_at) in enumerate(planned):
        if starts_at + SESSION_LASTS < at - timedelta(hours=12):
            _mark(session, trainer, session_id, absent={3: number == 0}, late={6}, at=starts_at + timedelta(minutes=20))


def _planned_cohort(
    session: Session,
    stage: Stage,
    course: CourseEdition,
    plan: Plan,
    trainers: list[User],
    people: list[User],
    at: datetime,
) -> None:
    cohort_id, administrator = open_cohort(session, stage, course, plan, trainers, at)
    plan_sessions(session, stage, course, plan, cohort_id, administrator, trainers, at)
    enrol(session, course, cohort_id, administrator, people, plan.language, random.Random(SEED), at)  # noqa: S311


def _mark(
    session: Session, trainer: Actor, session_id: UUID, *, absent: dict[int, bool], late: set[int], at: datetime
) -> None:
    entries = {}
    for place, row in enumerate(get_sheet(session, trainer, session_id).rows):
        status, minutes = AttendanceStatus.PRESENT, 0
        if absent.get(place):
            status = AttendanceStatus.ABSENT
        elif place in late:
            status, minutes = AttendanceStatus.LATE, 10 + place
        entries[row.participant.enrolment_id] = Entry(status, minutes)
    mark_attendance(session, actor=trainer, session_id=session_id, entries=entries, reason="", at=at)
    session.flush()


def _correct(session: Session, trainer: Actor, session_id: UUID, *, at: datetime) -> None:
    """Somebody brought a doctor's note the next day."""
    for row in get_sheet(session, trainer, session_id).rows:
        [mark] = row.participant.marks
        if mark.status is AttendanceStatus.ABSENT:
            entry = Entry(AttendanceStatus.EXCUSED, 0, "", mark.id)
            mark_attendance(
                session,
                actor=trainer,
                session_id=session_id,
                entries={row.participant.enrolment_id: entry},
                reason="Маълумотномаи духтур пешниҳод шуд.",
                at=at,
            )
            session.flush()
            return


def _unsure(learner: Learner) -> Learner:
    return Learner(
        learner.user, learner.enrolment_id, learner.course_edition_id, learner.ability - 0.35, learner.language
    )
