"""The pages of analysis: whose people the figures rest on, what stands on a page, and the trace of a file."""

from __future__ import annotations

import csv
import io

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import Role
from app.assessments.models import Assessment, AssessmentKind, Attempt
from app.core.audit import AuditEntry
from app.courses.models import Enrolment
from app.training.models import CohortPlace
from tests.assessments.analysis.exams import Simulated, simulate
from tests.conftest import NOW
from tests.factories import make_centre, make_cohort
from tests.people import Cast, person


@pytest.fixture
def exam(session: Session, cast: Cast) -> Simulated:
    return simulate(session, cast.interior, people=60, questions=8, wrong_key=3, dead=5, languages=("en", "ru"))


def text_of(answer) -> str:
    assert answer.status_code == 200, answer.status_code
    return answer.get_data(as_text=True)


def place_in_cohort(session: Session, cast: Cast, exam: Simulated, people: int, **changes):
    centre = make_centre(session, cast.dushanbe_centre)
    cohort = make_cohort(session, centre, exam.course, trainers=(cast.rustam,), **changes)
    for enrolment_id in exam.enrolments[:people]:
        user_id = session.get_one(Enrolment, enrolment_id).user_id
        session.add(CohortPlace(enrolment_id=enrolment_id, cohort_id=cohort.id, user_id=user_id, placed_at=NOW))
    session.commit()
    return cohort


def test_an_editor_sees_everybody_s_figures_and_no_names(exam: Simulated, cast: Cast, sign_in) -> None:
    browser = sign_in(cast.gulnora)

    listed = text_of(browser.get("/exams/analysis"))
    page = text_of(browser.get(f"/exams/analysis/{exam.assessment.id}"))

    assert f"/exams/analysis/{exam.assessment.id}" in listed
    assert "60 people" in page
    assert "Probably a wrong key" in page
    assert "Person 1" not in page


def test_a_quiz_is_called_by_its_module(session: Session, exam: Simulated, cast: Cast, sign_in) -> None:
    session.get_one(Assessment, exam.assessment.id).kind = AssessmentKind.QUIZ
    session.get_one(Assessment, exam.assessment.id).module_key = "what-trafficking-is"
    session.commit()
    browser = sign_in(cast.gulnora)

    assert "Quiz: Module what-trafficking-is" in text_of(browser.get("/exams/analysis"))
    assert "Quiz: Module what-trafficking-is" in text_of(browser.get(f"/exams/analysis/{exam.assessment.id}"))


def test_the_question_with_the_wrong_key_stands_first_and_says_why(exam: Simulated, cast: Cast, sign_in) -> None:
    browser = sign_in(cast.gulnora)
    wrong = exam.questions[3]

    page = text_of(browser.get(f"/exams/analysis/{exam.assessment.id}"))
    question = text_of(browser.get(f"/exams/analysis/{exam.assessment.id}/questions/{wrong.id}"))

    links = [part.split('"')[0] for part in page.split(f"/exams/analysis/{exam.assessment.id}/questions/")[1:]]
    assert links[0] == str(wrong.id)
    assert "Choice a of q03" in question
    assert "which the key calls wrong" in question
    assert "<svg" in question
    assert "By language" in question


def test_a_trainer_sees_the_figures_of_the_own_cohorts_alone(
    session: Session, exam: Simulated, cast: Cast, sign_in
) -> None:
    place_in_cohort(session, cast, exam, 25)
    stranger = person(
        session, "Sh", "sh", cast.tashkent_centre, cast.rustam.profession, (Role.TRAINER, cast.tashkent_centre)
    )
    session.commit()

    own = text_of(sign_in(cast.rustam).get(f"/exams/analysis/{exam.assessment.id}"))
    other = sign_in(stranger).get(f"/exams/analysis/{exam.assessment.id}")

    assert "25 people" in own
    assert other.status_code == 404
    assert str(exam.assessment.id) not in text_of(sign_in(stranger).get("/exams/analysis"))


def test_a_trainer_can_choose_a_cohort_and_no_other_s(session: Session, exam: Simulated, cast: Cast, sign_in) -> None:
    cohort = place_in_cohort(session, cast, exam, 4)
    browser = sign_in(cast.rustam)

    page = text_of(browser.get(f"/exams/analysis/{exam.assessment.id}?cohort={cohort.id}"))
    refused = browser.get(f"/exams/analysis/{exam.assessment.id}?cohort={exam.course.id}")

    assert "Too few people for figures" in page
    assert "4 handed in" in page
    assert refused.status_code == 422
    assert "Facility" not in refused.get_data(as_text=True)


@pytest.mark.parametrize(
    ("arguments", "people"),
    [
        ({"language": "ru"}, 30),
        ({"first": "2026-11-24"}, 60),
        ({"first": "2026-11-25"}, 0),
        ({"last": "2026-11-23"}, 0),
        ({"edition": "all"}, 60),
    ],
)
def test_filters_choose_people(exam: Simulated, cast: Cast, sign_in, arguments, people) -> None:
    page = text_of(sign_in(cast.gulnora).get(f"/exams/analysis/{exam.assessment.id}", query_string=arguments))

    assert (f"{people} people" in page) if people else ("0 handed in" in page)


def test_first_attempts_count_unless_all_are_wanted(session: Session, exam: Simulated, cast: Cast, sign_in) -> None:
    session.execute(Attempt.__table__.update().where(Attempt.enrolment_id.in_(exam.enrolments[:10])).values(number=2))
    session.commit()
    browser = sign_in(cast.gulnora)

    first = text_of(browser.get(f"/exams/analysis/{exam.assessment.id}"))
    every = text_of(browser.get(f"/exams/analysis/{exam.assessment.id}?attempts=all"))

    assert "50 people" in first
    assert "60 people" in every


def test_a_file_holds_the_table_and_is_on_record(session: Session, exam: Simulated, cast: Cast, sign_in) -> None:
    browser = sign_in(cast.gulnora)

    answer = browser.get(f"/exams/analysis/{exam.assessment.id}.csv?language=en")
    rows = list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig"))))
    workbook = browser.get(f"/exams/analysis/{exam.assessment.id}.xlsx")

    session.rollback()
    entry = session.scalars(
        select(AuditEntry).where(AuditEntry.action == "assessments:analysis:export").order_by(AuditEntry.id)
    ).first()
    assert len(rows) == 9
    assert rows[1][0] == "q03"
    assert "which the key calls wrong" in rows[1][12]
    assert workbook.status_code == 200
    assert entry is not None
    assert entry.facts["rows"] == 8
    assert entry.facts["filter"]["language"] == "en"


def test_the_statements_of_a_page_are_fixed(session: Session, exam: Simulated, cast: Cast, sign_in, statements) -> None:
    place_in_cohort(session, cast, exam, 40)
    browser = sign_in(cast.rustam)
    with statements() as seen:
        text_of(browser.get(f"/exams/analysis/{exam.assessment.id}"))

    assert len(seen) <= 10


def test_sorting_by_an_address(exam: Simulated, cast: Cast, sign_in) -> None:
    page = text_of(sign_in(cast.gulnora).get(f"/exams/analysis/{exam.assessment.id}?sort=facility"))

    links = [
        part.split('"')[0].split("?")[0] for part in page.split(f"/exams/analysis/{exam.assessment.id}/questions/")[1:]
    ]
    means = [sum(row[number] for row in exam.scores) for number in range(8)]
    order = sorted(range(8), key=lambda number: means[number])
    assert links[0] == str(exam.questions[order[0]].id)
    assert links[-1] == str(exam.questions[order[-1]].id)


def test_a_question_that_was_not_shown_is_missing(exam: Simulated, cast: Cast, sign_in) -> None:
    assert (
        sign_in(cast.gulnora).get(f"/exams/analysis/{exam.assessment.id}/questions/{exam.course.id}").status_code == 404
    )
    assert sign_in(cast.gulnora).get(f"/exams/analysis/{exam.course.id}").status_code == 404
    assert sign_in(cast.amina).get("/exams/analysis").status_code == 403
