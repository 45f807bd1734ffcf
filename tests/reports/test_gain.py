"""The page of the learning gain: whose people are in it, what is hidden, and the trace of a file."""

from __future__ import annotations

import csv
import io
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import Agency, Sex, User
from app.assessments.models import Assessment, AssessmentKind, Attempt, Grade
from app.core.audit import AuditEntry
from app.core.ids import new_id
from app.courses.models import CourseEdition, Enrolment
from app.reports.gain.grouping import Dimension, Reason, tabulate
from app.reports.gain.queries import learners
from app.reports.gain.words import keys_of
from app.reports.queries.reach import Reach, load_places
from app.training.models import Cohort, CohortPlace
from tests.assessments.factories import make_assessment
from tests.conftest import NOW
from tests.factories import make_centre, make_cohort, make_course, make_enrolment, make_user
from tests.people import Cast


class Scene:
    """A course with pre-test and exam, a cohort at the Dushanbe centre, and people from several agencies."""

    def __init__(self, session: Session, cast: Cast) -> None:
        self.session, self.cast = session, cast
        self.course: CourseEdition = make_course(session)
        self.before = make_assessment(session, self.course, AssessmentKind.PRE_TEST)
        self.after = make_assessment(session, self.course, AssessmentKind.FINAL_EXAM)
        self.cohort: Cohort = make_cohort(
            session, make_centre(session, cast.dushanbe_centre), self.course, trainers=(cast.rustam,)
        )
        self.people = 0

    def learner(
        self, agency: Agency, before: float | None, after: float | None, *, placed: bool = True, sex: Sex | None = None
    ) -> Enrolment:
        self.people += 1
        user: User = make_user(self.session, agency, f"Ҷ {self.people}")
        user.sex = sex
        enrolment = make_enrolment(self.session, user, self.course)
        if placed:
            place = CohortPlace(enrolment_id=enrolment.id, cohort_id=self.cohort.id, user_id=user.id, placed_at=NOW)
            self.session.add(place)
        for assessment, percent in ((self.before, before), (self.after, after)):
            if percent is not None:
                self.result(enrolment, assessment, percent)
        return enrolment

    def result(self, enrolment: Enrolment, assessment: Assessment, *percents: float, number: int = 1) -> None:
        attempt = Attempt(
            id=new_id(),
            assessment_id=assessment.id,
            enrolment_id=enrolment.id,
            user_id=enrolment.user_id,
            number=number,
            language="ru",
            seed=1,
            paper={"questions": []},
            started_at=NOW,
            submitted_at=NOW,
        )
        self.session.add(attempt)
        self.session.flush()
        for place, percent in enumerate(percents):
            self.session.add(
                Grade(
                    id=new_id(),
                    attempt_id=attempt.id,
                    points=percent,
                    maximum=100,
                    percent=percent,
                    passed=percent >= 80,
                    details=[],
                    graded_at=NOW + timedelta(hours=place),
                )
            )
        self.session.flush()


@pytest.fixture
def scene(session: Session, cast: Cast) -> Scene:
    made = Scene(session, cast)
    for number in range(8):
        made.learner(cast.interior_sughd, 40 + number, 80 + number, sex=Sex.FEMALE if number % 2 else Sex.MALE)
    for number in range(6):
        made.learner(cast.prosecution, 50, 90 - number)
    for number in range(2):
        made.learner(cast.interior, 10, 99 + number)
    session.commit()
    return made


def rows_of(answer) -> dict[str, list[str]]:
    assert answer.status_code == 200
    rows = list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig"))))
    return {row[0]: row[1:] for row in rows[1:]}


def text_of(answer) -> str:
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


def test_a_small_agency_is_hidden_and_another_with_it(scene: Scene, sign_in) -> None:
    rows = rows_of(sign_in(scene.cast.nargis).get("/reports/gain.csv?by=agency"))

    assert rows["Sughd department"][0] == "8"
    assert rows["Sughd department"][3] == "40"
    for hidden in ("Ministry of Internal Affairs of Tajikistan", "General Prosecutor's Office"):
        assert rows[hidden][:-1] == [""] * 13
        assert "Hidden" in rows[hidden][-1]


def test_regions_come_from_the_agency_of_that_time_or_the_nearest_above(
    session: Session, scene: Scene, sign_in
) -> None:
    scene.cast.interior.region = "TJ-DU"
    scene.cast.interior_sughd.region = "TJ-SU"
    for _number in range(4):
        scene.learner(scene.cast.interior, 20, 60)
    moved = session.scalars(select(User).where(User.agency_id == scene.cast.interior_sughd.id)).all()
    for person in moved:
        person.agency_id = scene.cast.interior.id
    session.commit()

    rows = rows_of(sign_in(scene.cast.nargis).get("/reports/gain.csv?by=region"))

    assert rows["Sughd region"][0] == "8"
    assert rows["Dushanbe (city)"][0] == "6"
    assert rows["Tajikistan, region not stated"][0] == "6"


def test_a_small_region_is_hidden_and_another_with_it(session: Session, scene: Scene, sign_in) -> None:
    scene.cast.interior_sughd.region = "TJ-SU"
    scene.cast.prosecution.region = "TJ-DU"
    session.commit()

    rows = rows_of(sign_in(scene.cast.nargis).get("/reports/gain.csv?by=region"))

    assert rows["Sughd region"][0] == "8"
    assert rows["Dushanbe (city)"][0] == rows["Tajikistan, region not stated"][0] == ""


def test_the_page_tells_the_total_and_nothing_of_hidden_groups(scene: Scene, sign_in) -> None:
    page = text_of(sign_in(scene.cast.nargis).get("/reports/gain?by=agency"))

    assert "Hidden: too small" in page
    assert ">16<" in page
    assert "<svg" in page
    assert "99.5" not in page


def test_an_officer_sees_the_own_agencies_alone(scene: Scene, sign_in) -> None:
    own = rows_of(sign_in(scene.cast.farida).get("/reports/gain.csv?by=cohort"))
    stranger = text_of(sign_in(scene.cast.sherzod).get("/reports/gain"))

    assert own["Cohort 1"][0] == "10"
    assert "Too few people with both results" in stranger
    assert sign_in(scene.cast.amina).get("/reports/gain").status_code == 403


def test_an_administrator_and_a_trainer_see_their_cohorts(session: Session, scene: Scene, sign_in) -> None:
    for _number in range(5):
        scene.learner(scene.cast.interior, 20, 30, placed=False)
    session.commit()

    for who, people in ((scene.cast.dilnoza, "16"), (scene.cast.rustam, "16"), (scene.cast.nargis, "21")):
        rows = rows_of(sign_in(who).get("/reports/gain.csv?by=course"))
        assert rows["Police investigators"][0] == people


@pytest.mark.parametrize("by", list(Dimension))
def test_every_grouping_has_a_page(scene: Scene, sign_in, by: Dimension) -> None:
    text_of(sign_in(scene.cast.nargis).get(f"/reports/gain?by={by.value}"))


def test_nonsense_is_the_first_grouping(scene: Scene, sign_in) -> None:
    assert "Cohort 1" in text_of(sign_in(scene.cast.nargis).get("/reports/gain?by=name"))


def test_who_is_missing_and_why(session: Session, scene: Scene) -> None:
    scene.learner(scene.cast.interior, 50, None)
    scene.learner(scene.cast.interior, 50, None).withdrawn_at = NOW
    scene.learner(scene.cast.interior, None, 70)
    scene.learner(scene.cast.interior, None, None)
    waiting = scene.learner(scene.cast.interior, 50, None)
    scene.result(waiting, scene.after)
    session.commit()

    table = tabulate(learners(session, Reach(everything=True)), Dimension.COURSE, keys_of(load_places(session)))

    assert table.people == 16
    assert table.neither == 1
    assert table.missing == {
        Reason.NO_EXAM_YET: 1,
        Reason.WITHDREW: 1,
        Reason.NO_PRE_TEST: 1,
        Reason.NOT_MARKED: 1,
    }


def test_first_attempts_with_their_latest_grades_count(session: Session, scene: Scene) -> None:
    twice = scene.learner(scene.cast.interior, None, None)
    scene.result(twice, scene.before, 10, 20)
    scene.result(twice, scene.after, 60)
    scene.result(twice, scene.after, 100, number=2)
    session.commit()

    found = [each for each in learners(session, Reach(everything=True)) if each.before == 20]

    assert [each.after for each in found] == [60]


def test_a_file_and_a_reading_are_on_record(session: Session, scene: Scene, sign_in) -> None:
    browser = sign_in(scene.cast.farida)
    text_of(browser.get("/reports/gain?by=sex"))
    assert browser.get("/reports/gain.xlsx?by=sex").status_code == 200

    session.rollback()
    actions = set(session.scalars(select(AuditEntry.action)))
    assert {"reports:gain:read", "reports:gain:export"} <= actions


def test_the_statements_do_not_grow_with_people(session: Session, scene: Scene, sign_in, statements) -> None:
    browser = sign_in(scene.cast.nargis)
    counts = []
    for _round in range(2):
        with statements() as seen:
            text_of(browser.get("/reports/gain?by=agency"))
        counts.append(len(seen))
        for _number in range(20):
            scene.learner(scene.cast.interior, 40, 60)
        session.commit()

    assert counts[0] == counts[1] <= 9


def test_the_reports_lead_to_each_other(scene: Scene, sign_in) -> None:
    browser = sign_in(scene.cast.nargis)
    page = text_of(browser.get("/reports/gain"))
    assert 'href="/reports/attendance"' in page
    assert 'href="/reports/gain"' in text_of(browser.get("/reports/attendance?first=2026-01-01"))
