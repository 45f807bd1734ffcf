"""A simulated exam in the real tables: people whose ability is known answer questions whose difficulty is known."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import timedelta
from math import exp
from typing import Any
from uuid import UUID

from sqlalchemy import insert
from sqlalchemy.orm import Session

from app.accounts.models import Agency, Profession, User
from app.assessments.models import Assessment, Attempt, Grade, QuestionKind, QuestionVersion, Response
from app.core.ids import new_id
from app.courses.models import CourseEdition, Enrolment
from tests.assessments.factories import add_question, make_assessment
from tests.conftest import NOW
from tests.factories import make_course, make_module

OPTIONS = ("a", "b", "c", "d")


@dataclass
class Simulated:
    """What was put into the tables: scores and choices by person and question, as an independent witness sees them."""

    assessment: Assessment
    course: CourseEdition
    questions: list[QuestionVersion]
    enrolments: list[UUID]
    scores: list[list[float | None]]
    chosen: list[list[str]]
    truth: list[tuple[float, float]]
    facts: dict[str, Any] = field(default_factory=dict)


def simulate(
    session: Session,
    agency: Agency,
    *,
    people: int = 500,
    questions: int = 30,
    drawn: int | None = None,
    wrong_key: int | None = None,
    dead: int | None = None,
    languages: tuple[str, ...] = ("en",),
    seed: int = 2026,
) -> Simulated:
    """Let people sit an exam under the two-parameter logistic model: P(right) = 1 / (1 + exp(-a (θ - b))).

    Everybody answers by what is true; where the key is wrong, marks follow the key.
    """
    chance = random.Random(seed)
    edition = make_module(session)
    course = make_course(session, (edition,))
    assessment = make_assessment(session, course)
    key = {"choices": list(OPTIONS), "correct": ["a"]}
    versions = [
        add_question(
            session,
            edition,
            QuestionKind.SINGLE,
            f"q{number:02}",
            key={**key, "correct": ["b"]} if number == wrong_key else key,
            languages=("en", "ru"),
        )
        for number in range(questions)
    ]
    truth = [(chance.uniform(0.9, 1.8), chance.uniform(-1.2, 1.0)) for _version in versions]
    users = [_user(agency, number) for number in range(people)]
    enrolments = [_enrolment(user, course) for user in users]
    found = Simulated(assessment, course, versions, [each["id"] for each in enrolments], [], [], truth)
    attempts, responses, grades = [], [], []
    for number, (user, enrolment) in enumerate(zip(users, enrolments, strict=True)):
        ability = chance.gauss(0, 1)
        paper = sorted(chance.sample(range(questions), drawn)) if drawn else list(range(questions))
        scores: list[float | None] = [None] * questions
        chosen = [""] * questions
        attempt_id, details = new_id(), []
        for place, item in enumerate(paper):
            slope, difficulty = truth[item]
            right = chance.random() < 1 / (1 + exp(-slope * (ability - difficulty)))
            wrong = [each for each in OPTIONS[1:] if not (item == dead and each == "d")]
            chosen[item] = "a" if right else chance.choice(wrong)
            scores[item] = float(chosen[item] in versions[item].key["correct"])
            details.append(_detail(versions[item], scores[item]))
            responses.append(_response(attempt_id, place, chosen[item], chance))
        found.scores.append(scores)
        found.chosen.append(chosen)
        attempts.append(_attempt(attempt_id, assessment, enrolment, user, languages[number % len(languages)]))
        grades.append(_grade(attempt_id, details))
    session.flush()
    for table, rows in (
        (User, users),
        (Enrolment, enrolments),
        (Attempt, attempts),
        (Response, responses),
        (Grade, grades),
    ):
        session.execute(insert(table), rows)
    session.commit()
    return found


def _user(agency: Agency, number: int) -> dict[str, Any]:
    return {
        "id": new_id(),
        "name": f"Person {number}",
        "email": f"simulated-{number}@example.org",
        "agency_id": agency.id,
        "profession": Profession.POLICE_INVESTIGATOR,
        "language": "en",
        "content_language": "en",
        "time_zone": "Asia/Dushanbe",
        "created_at": NOW,
    }


def _enrolment(user: dict[str, Any], course: CourseEdition) -> dict[str, Any]:
    return {
        "id": new_id(),
        "user_id": user["id"],
        "course_edition_id": course.id,
        "agency_id": user["agency_id"],
        "profession": user["profession"],
        "language": "en",
        "enrolled_at": NOW,
        "withdrawal_reason": "",
    }


def _attempt(
    attempt_id: UUID, assessment: Assessment, enrolment: dict[str, Any], user: dict[str, Any], language: str
) -> dict[str, Any]:
    return {
        "id": attempt_id,
        "assessment_id": assessment.id,
        "enrolment_id": enrolment["id"],
        "user_id": user["id"],
        "number": 1,
        "language": language,
        "seed": 1,
        "paper": {"questions": []},
        "started_at": NOW,
        "submitted_at": NOW + timedelta(minutes=40),
    }


def _response(attempt_id: UUID, place: int, choice: str, chance: random.Random) -> dict[str, Any]:
    return {
        "id": new_id(),
        "attempt_id": attempt_id,
        "question": place,
        "answer": {"choice": choice},
        "saved_at": NOW + timedelta(seconds=45 * (place + 1)),
        "sequence": place + 1,
        "late": False,
        "flagged": False,
    }


def _detail(version: QuestionVersion, score: float | None) -> dict[str, Any]:
    return {
        "id": str(version.id),
        "module": version.module_key,
        "objective": version.objective,
        "points": score,
        "maximum": 1.0,
        "state": "right" if score else "wrong",
        "note": "",
    }


def _grade(attempt_id: UUID, details: list[dict[str, Any]]) -> dict[str, Any]:
    points = sum(each["points"] for each in details)
    percent = round(100 * points / len(details), 2)
    return {
        "id": new_id(),
        "attempt_id": attempt_id,
        "points": points,
        "maximum": len(details),
        "percent": percent,
        "passed": percent >= 80,
        "details": details,
        "graded_at": NOW,
        "reason": "",
    }
