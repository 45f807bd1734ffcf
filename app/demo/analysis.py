"""An earlier cohort of sixty, so that the figures of exams and of the learning gain have enough people to speak of.

Written in bulk, since only the sums matter here: people, their places, a pre-test and a final exam each.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import exp
from typing import Any

from flask import current_app
from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from app.accounts.models import Agency, Profession, Sex, User
from app.assessments.models import Assessment, Attempt, EditionQuestion, Grade, QuestionVersion, Response
from app.assessments.queries.banks import questions_of
from app.assessments.rules.grading import mark_paper
from app.assessments.rules.questions import AssessmentKind, Paper, PaperQuestion, Question, QuestionKind
from app.assessments.services.grading import details_of
from app.core.ids import new_id
from app.courses.models import CourseEdition, CourseModule, Enrolment
from app.courses.queries import current_course_edition
from app.training.models import Cohort, CohortPlace

from .agencies import DUSHANBE
from .learning import answer
from .names import InventedName, read_names

SEED, PEOPLE, COURSE = 60, 60, "police-investigators"
TITLE = "Гурӯҳи 12 · муфаттишон ва прокурорҳо"
# One question in the story has a wrong key, as happens: those who know best choose what the key calls wrong.
WITH_A_WRONG_KEY = 9
SENDERS = (("TJ-MIA-DUSHANBE", 22), ("TJ-MIA-SUGHD", 20), ("TJ-GPO", 17), ("TJ-SC", 1))
# What this story answers: kinds that a program marks by the answer alone.
MARKED = frozenset(
    {
        QuestionKind.SINGLE,
        QuestionKind.MULTIPLE,
        QuestionKind.TRUE_FALSE,
        QuestionKind.MATCHING,
        QuestionKind.ORDERING,
        QuestionKind.SHORT,
        QuestionKind.NUMERIC,
    }
)


@dataclass(slots=True)
class Rows:
    """What will be written, table by table."""

    users: list[dict[str, Any]]
    enrolments: list[dict[str, Any]]
    places: list[dict[str, Any]]
    attempts: list[dict[str, Any]]
    responses: list[dict[str, Any]]
    grades: list[dict[str, Any]]


def tell(session: Session, at: datetime) -> None:
    """Record the cohort, a quarter of a year ago."""
    course = current_course_edition(session, COURSE)
    centre = session.scalars(select(Agency).where(Agency.code == DUSHANBE)).one_or_none()
    if course is None or centre is None:
        return
    chance = random.Random(SEED)  # noqa: S311 -- invented people, not secrets
    began = (at - timedelta(days=90)).replace(hour=4, minute=0, second=0, microsecond=0)
    cohort = _cohort(centre, course, began)
    session.add(cohort)
    session.flush()
    rows = Rows([], [], [], [], [], [])
    people = [_join(rows, chance, home, name, course, cohort, began) for home, name in _who(session, chance)]
    for kind, day, lift in ((AssessmentKind.PRE_TEST, 0, -0.6), (AssessmentKind.FINAL_EXAM, 4, 1.5)):
        assessment = _assessment(session, course, kind)
        if assessment is not None:
            bank = _bank(session, course, str(assessment.blueprint.get("pool", "exam")))
            for person, ability in people:
                if chance.random() > 0.04:  # noqa: PLR2004 -- a few miss one of the two
                    _sit(rows, chance, assessment, bank, person, ability + lift, began + timedelta(days=day))
    for table, values in (
        (User, rows.users),
        (Enrolment, rows.enrolments),
        (CohortPlace, rows.places),
        (Attempt, rows.attempts),
        (Response, rows.responses),
        (Grade, rows.grades),
    ):
        session.execute(insert(table), values)


def _cohort(centre: Agency, course: CourseEdition, began: datetime) -> Cohort:
    return Cohort(
        id=new_id(),
        centre_id=centre.id,
        course_edition_id=course.id,
        title=TITLE,
        starts_on=began.date(),
        ends_on=(began + timedelta(days=4)).date(),
        place="Толори калон",
        capacity=PEOPLE,
        language="tg",
        created_at=began - timedelta(days=20),
    )


def _who(session: Session, chance: random.Random) -> list[tuple[Agency, InventedName]]:
    """Invent the people and say who sends them: many from three agencies, one or two from others."""
    settings = current_app.extensions["sabaq_settings"]
    names = read_names(settings.content_folder)["TJ"].distinct(chance)
    agencies = {each.code: each for each in session.scalars(select(Agency).where(Agency.country == "TJ"))}
    senders = [agencies[code] for code, _weight in SENDERS if code in agencies]
    weights = [weight for code, weight in SENDERS if code in agencies]
    return [(home, next(names)) for home in chance.choices(senders, weights, k=PEOPLE)]


def _join(
    rows: Rows,
    chance: random.Random,
    home: Agency,
    name: InventedName,
    course: CourseEdition,
    cohort: Cohort,
    began: datetime,
) -> tuple[dict[str, Any], float]:
    user_id, enrolment_id, joined = new_id(), new_id(), began - timedelta(days=20)
    profession = Profession.PROSECUTOR if home.code == "TJ-GPO" else Profession.POLICE_INVESTIGATOR
    language = chance.choices(("tg", "ru"), (2, 1))[0]
    rows.users.append(
        {
            "id": user_id,
            "name": name.full,
            "email": f"earlier{len(rows.users)}@example.org",
            "agency_id": home.id,
            "profession": profession,
            "sex": Sex(name.sex),
            "language": language,
            "content_language": language,
            "time_zone": "Asia/Dushanbe",
            "created_at": joined,
        }
    )
    enrolment = {
        "id": enrolment_id,
        "user_id": user_id,
        "course_edition_id": course.id,
        "agency_id": home.id,
        "profession": profession,
        "language": language,
        "enrolled_at": joined,
        "withdrawal_reason": "",
    }
    rows.enrolments.append(enrolment)
    rows.places.append({"enrolment_id": enrolment_id, "cohort_id": cohort.id, "user_id": user_id, "placed_at": joined})
    return enrolment, chance.gauss(0, 0.8)


def _assessment(session: Session, course: CourseEdition, kind: AssessmentKind) -> Assessment | None:
    return session.scalars(
        select(Assessment).where(Assessment.course_edition_id == course.id, Assessment.kind == kind)
    ).one_or_none()


def _bank(session: Session, course: CourseEdition, pool: str) -> list[Question]:
    """Return what the program can mark by itself, in a fixed order."""
    rows = session.execute(
        select(QuestionVersion.id, QuestionVersion.kind)
        .join(EditionQuestion, EditionQuestion.question_version_id == QuestionVersion.id)
        .join(CourseModule, CourseModule.edition_id == EditionQuestion.edition_id)
        .where(CourseModule.course_edition_id == course.id, QuestionVersion.pool == pool)
        .order_by(QuestionVersion.module_key, QuestionVersion.question_key)
    )
    marked = [PaperQuestion(str(row.id), row.kind) for row in rows if row.kind in MARKED]
    return sorted(questions_of(session, Paper(tuple(marked))), key=lambda each: each.kind is not QuestionKind.SINGLE)


def _sit(
    rows: Rows,
    chance: random.Random,
    assessment: Assessment,
    bank: list[Question],
    enrolment: dict[str, Any],
    ability: float,
    at: datetime,
) -> None:
    """Answer a drawn paper as well as one can, half a minute to two minutes a question."""
    size = min(int(assessment.blueprint.get("questions", 20)), len(bank))
    others = [number for number in range(len(bank)) if number != WITH_A_WRONG_KEY]
    numbers = sorted([WITH_A_WRONG_KEY, *chance.sample(others, size - 1)]) if len(bank) > WITH_A_WRONG_KEY else others
    questions, attempt_id, moment = [bank[number] for number in numbers], new_id(), at
    answers = {}
    for place, (number, question) in enumerate(zip(numbers, questions, strict=True)):
        slope, difficulty = 0.8 + number % 5 / 4, (number * 7 % 11 - 5) / 4
        right = chance.random() < 1 / (1 + exp(-slope * (ability - difficulty)))
        answers[place] = _answer(question, right, chance, misled=number == WITH_A_WRONG_KEY)
        moment += timedelta(seconds=chance.randrange(30, 120))
        rows.responses.append(
            {
                "id": new_id(),
                "attempt_id": attempt_id,
                "question": place,
                "answer": answers[place],
                "saved_at": moment,
                "sequence": place + 1,
                "late": False,
                "flagged": False,
            }
        )
    marks = mark_paper(questions, answers, int(assessment.blueprint.get("pass_mark", 0)))
    rows.attempts.append(
        {
            "id": attempt_id,
            "assessment_id": assessment.id,
            "enrolment_id": enrolment["id"],
            "user_id": enrolment["user_id"],
            "number": 1,
            "language": enrolment["language"],
            "seed": SEED,
            "paper": Paper(tuple(_on_paper(each) for each in questions)).to_json(),
            "started_at": at,
            "submitted_at": moment,
            "large_print": False,
        }
    )
    rows.grades.append(
        {
            "id": new_id(),
            "attempt_id": attempt_id,
            "points": round(float(marks.points), 3),
            "maximum": round(float(marks.maximum), 3),
            "percent": marks.percent,
            "passed": marks.passed,
            "details": details_of(questions, marks),
            "graded_at": moment,
            "reason": "",
        }
    )


def _answer(question: Question, right: bool, chance: random.Random, *, misled: bool) -> dict[str, Any]:
    """Answer; to the question with the wrong key, those who know give the first choice that the key calls wrong."""
    if misled and question.kind is QuestionKind.SINGLE:
        wrong = [each for each in question.options if each not in question.key["correct"]]
        return {"choice": wrong[0] if right else chance.choice(question.options)}
    return answer(question, right=right, chance=chance)


def _on_paper(question: Question) -> PaperQuestion:
    return PaperQuestion(question.id, question.kind, question.options, question.prompts)
