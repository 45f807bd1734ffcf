"""A trainee's own strengths: from all results that may be seen, with the lessons that teach them."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from app.assessments.models import Assessment, AssessmentKind, Attempt, Grade
from app.assessments.rules.strengths import by_objective, over_attempts
from app.core.ids import new_id
from app.courses.models import Enrolment
from tests.assessments.factories import make_assessment
from tests.conftest import NOW
from tests.factories import make_course, make_enrolment, make_module
from tests.people import Cast

MODULE = "what-trafficking-is"


def detail(objective: str, points: float, module: str = MODULE, maximum: float = 1.0) -> dict:
    state = "right" if points == maximum else "partial" if points else "wrong"
    return {
        "id": str(new_id()),
        "module": module,
        "objective": objective,
        "points": points,
        "maximum": maximum,
        "state": state,
    }


def test_objectives_are_summed_weakest_first_with_counts() -> None:
    strengths = by_objective([detail("a", 1), detail("a", 0.5), detail("b", 0), detail("b", 1), detail("b", 0)])

    assert [(each.objective, each.right, each.questions, each.percent) for each in strengths] == [
        ("b", 1, 3, 33),
        ("a", 1, 2, 75),
    ]


def test_a_question_worth_nothing_is_left_out() -> None:
    assert by_objective([detail("a", 0, maximum=0.0)]) == ()


def test_the_pre_test_counts_only_where_nothing_came_after_it() -> None:
    strengths = over_attempts(
        [
            (AssessmentKind.PRE_TEST, [detail("a", 0), detail("b", 0)]),
            (AssessmentKind.QUIZ, [detail("a", 1)]),
            (AssessmentKind.FINAL_EXAM, [detail("a", 1)]),
        ]
    )

    assert [(each.objective, each.right, each.questions) for each in strengths] == [("b", 0, 1), ("a", 2, 2)]


@pytest.fixture
def enrolment(session: Session, cast: Cast) -> Enrolment:
    edition = make_module(session, MODULE)
    lessons = [
        {**each, "objectives": ["define"] if each["key"] == "lesson-2" else []} for each in edition.outline["lessons"]
    ]
    outline = {**edition.outline, "lessons": lessons}
    session.execute(edition.__table__.insert().values(**_copied(edition, outline)))
    second = session.get_one(type(edition), _copy_id)
    course = make_course(session, (second,))
    enrolment = make_enrolment(session, cast.amina, course)
    session.commit()
    return enrolment


_copy_id = new_id()


def _copied(edition, outline) -> dict:
    columns = {column.name: getattr(edition, column.name) for column in edition.__table__.c}
    return {**columns, "id": _copy_id, "number": 2, "digest": "2" * 64, "outline": outline}


def hand_in(
    session: Session, enrolment: Enrolment, assessment: Assessment, details: list[dict], number: int = 1
) -> Attempt:
    attempt = Attempt(
        id=new_id(),
        assessment_id=assessment.id,
        enrolment_id=enrolment.id,
        user_id=enrolment.user_id,
        number=number,
        language="en",
        seed=1,
        paper={"questions": []},
        started_at=NOW,
        submitted_at=NOW + timedelta(minutes=5),
    )
    session.add(attempt)
    session.flush()
    grade(session, attempt, details)
    return attempt


def grade(session: Session, attempt: Attempt, details: list[dict], at: datetime = NOW) -> None:
    points = sum(each["points"] for each in details)
    session.add(
        Grade(
            id=new_id(),
            attempt_id=attempt.id,
            points=points,
            maximum=len(details),
            percent=100 * points / len(details),
            passed=False,
            details=details,
            graded_at=at,
        )
    )
    session.commit()


def test_the_course_page_counts_all_attempts_and_leads_to_the_lesson(
    session: Session, enrolment: Enrolment, cast: Cast, sign_in
) -> None:
    course = enrolment.course_edition_id
    exam = make_assessment(session, session.get_one(type(enrolment).course_edition.property.mapper.class_, course))
    hand_in(session, enrolment, exam, [detail("define", 1), detail("define", 0)])
    hand_in(session, enrolment, exam, [detail("define", 1), detail("define", 0), detail("define", 0)], number=2)

    page = sign_in(cast.amina).get(f"/courses/{enrolment.id}").get_data(as_text=True)

    assert "What you know, by objective" in page
    assert "2 of 5 right" in page
    assert f'href="/courses/{enrolment.id}/{MODULE}/lesson-2">Title lesson-2</a>' in page.split("What you know")[1]


def test_what_is_shown_follows_a_regrading_and_the_reader_s_language(
    session: Session, enrolment: Enrolment, cast: Cast, sign_in
) -> None:
    course = session.get_one(type(enrolment).course_edition.property.mapper.class_, enrolment.course_edition_id)
    attempt = hand_in(session, enrolment, make_assessment(session, course), [detail("define", 0), detail("define", 0)])
    browser = sign_in(cast.amina)
    assert "0 of 2 right" in browser.get(f"/courses/{enrolment.id}").text

    grade(session, attempt, [detail("define", 1), detail("define", 0)], NOW + timedelta(days=1))
    assert "1 of 2 right" in browser.get(f"/courses/{enrolment.id}").text

    cast.amina.language = "ru"
    session.commit()
    page = browser.get(f"/courses/{enrolment.id}").text
    assert "1 of 2 right" not in page
    assert '<strong><span lang="en">Define</span></strong>' in page


def test_a_result_that_may_not_be_seen_yet_is_not_given_away(
    session: Session, enrolment: Enrolment, cast: Cast, sign_in
) -> None:
    course = session.get_one(type(enrolment).course_edition.property.mapper.class_, enrolment.course_edition_id)
    exam = make_assessment(session, course, show_result="never")
    hand_in(session, enrolment, exam, [detail("define", 0)])

    page = sign_in(cast.amina).get(f"/courses/{enrolment.id}").get_data(as_text=True)

    assert "What you know, by objective" not in page


def test_nothing_is_shown_before_the_first_result(session: Session, enrolment: Enrolment, cast: Cast, sign_in) -> None:
    assert "What you know" not in sign_in(cast.amina).get(f"/courses/{enrolment.id}").get_data(as_text=True)
