"""Starting, saving and handing in, with a database."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from sqlalchemy import func, select, text

from app.assessments import services
from app.assessments.events import AttemptGraded
from app.assessments.models import Attempt, Grade, Response
from app.assessments.queries import attempts as queries
from app.assessments.rules.answers import UnreadableAnswer
from app.assessments.rules.drawing import TooFewQuestions
from app.assessments.rules.questions import QuestionKind
from app.assessments.rules.timing import AttemptsExhausted, EnrolmentEnded, TooSoon
from app.core.audit import AuditEntry
from app.core.db import transaction
from app.core.errors import Missing, RuleViolation
from app.core.events import subscribe
from app.core.ids import new_id
from tests.assessments.factories import EXAM_KINDS, RIGHT, WRONG, make_exam
from tests.conftest import NOW

MINUTE = timedelta(minutes=1)


@pytest.fixture
def exam(session, cast):
    made = make_exam(session, cast.amina)
    made.actor = cast.actor(cast.amina)
    session.commit()
    return made


def start(session, exam, at=NOW, **changes):
    values = {"attempt_id": new_id(), "seed": 1, **changes}
    attempt_id = services.start_attempt(
        session,
        actor=exam.actor,
        enrolment_id=exam.enrolment.id,
        assessment_id=exam.assessment.id,
        at=at,
        **values,
    )
    session.commit()
    return attempt_id


def save(session, exam, attempt_id, question, answer, at=NOW + MINUTE, **changes):
    saved = services.save_response(
        session,
        actor=changes.pop("actor", exam.actor),
        attempt_id=attempt_id,
        response_id=changes.pop("response_id", None) or new_id(),
        question=question,
        answer=answer,
        at=at,
        **changes,
    )
    session.commit()
    return saved


def submit(session, exam, attempt_id, at=NOW + 10 * MINUTE):
    services.submit_attempt(session, actor=exam.actor, attempt_id=attempt_id, at=at)
    session.commit()
    return queries.latest_grade(session, attempt_id)


def kinds(session, attempt_id):
    return [each.kind for each in queries.find_attempt(session, attempt_id).paper.questions]


def answer_all(session, exam, attempt_id, answers=RIGHT, at=NOW + MINUTE):
    for place, kind in enumerate(kinds(session, attempt_id)):
        save(session, exam, attempt_id, place, answers[kind], at=at)


def count(session, table):
    return session.scalar(select(func.count()).select_from(table))


def test_an_attempt_answered_rightly_is_passed_with_full_points(session, exam):
    attempt_id = start(session, exam)
    answer_all(session, exam, attempt_id)

    grade = submit(session, exam, attempt_id)

    assert (grade.points, grade.maximum, grade.percent, grade.passed) == (6, 6, 100, True)


def test_partial_points_are_added(session, exam):
    attempt_id = start(session, exam)
    answer_all(session, exam, attempt_id, WRONG)
    place = kinds(session, attempt_id).index(QuestionKind.MATCHING)
    save(session, exam, attempt_id, place, {"pairs": {"p1": "p1"}})

    grade = submit(session, exam, attempt_id)

    assert (grade.points, grade.percent, grade.passed) == (0.333, 5.55, False)
    assert grade.details[place]["state"] == "partial"


def test_starting_again_with_the_same_id_or_while_one_is_open_leads_to_the_same_attempt(session, exam):
    first = start(session, exam)

    assert start(session, exam, attempt_id=first) == first
    assert start(session, exam) == first
    assert count(session, Attempt) == 1


def test_attempts_are_limited(session, exam):
    for _ in range(2):
        submit(session, exam, start(session, exam))

    with pytest.raises(AttemptsExhausted):
        start(session, exam)


def test_attempts_are_spaced(session, cast):
    exam = make_exam(session, cast.amina, spacing_hours=24)
    exam.actor = cast.actor(cast.amina)
    submit(session, exam, start(session, exam), at=NOW + MINUTE)

    with pytest.raises(TooSoon):
        start(session, exam, at=NOW + timedelta(hours=24))
    start(session, exam, at=NOW + timedelta(hours=24) + MINUTE)

    assert count(session, Attempt) == 2


def test_whoever_was_withdrawn_starts_nothing(session, exam):
    exam.enrolment.withdrawn_at = NOW
    session.commit()

    with pytest.raises(EnrolmentEnded):
        start(session, exam)


def test_a_bank_that_is_too_small_starts_nothing(session, cast):
    exam = make_exam(session, cast.amina, questions=7)
    exam.actor = cast.actor(cast.amina)

    with pytest.raises(TooFewQuestions):
        start(session, exam)


def test_the_paper_is_drawn_again_from_its_seed(session, exam):
    first = queries.find_attempt(session, start(session, exam, seed=7)).paper
    submit(session, exam, session.scalars(select(Attempt.id)).one())
    second = queries.find_attempt(session, start(session, exam, seed=7)).paper

    assert first == second


def test_another_persons_attempt_and_enrolment_do_not_exist(session, exam, cast):
    attempt_id = start(session, exam)
    stranger = cast.actor(cast.bahrom)  # a system administrator sits nobody's exam

    with pytest.raises(Missing):
        save(session, exam, attempt_id, 0, {}, actor=stranger)
    with pytest.raises(Missing):
        services.submit_attempt(session, actor=stranger, attempt_id=attempt_id, at=NOW)
    exam.actor = stranger
    with pytest.raises(Missing):
        start(session, exam)


def test_a_response_id_of_another_attempt_is_refused(session, exam, cast):
    other = make_exam_for(session, cast, cast.tolib)
    taken = save(session, other, start(session, other), 0, {}).id
    attempt_id = start(session, exam)

    with pytest.raises(Missing):
        save(session, exam, attempt_id, 0, {}, response_id=taken)


def make_exam_for(session, cast, person):
    from tests.factories import make_enrolment

    course_exam = session.scalars(select(Attempt.id)).first()
    assert course_exam is None
    from app.assessments.models import Assessment
    from app.courses.models import CourseEdition
    from tests.assessments.factories import Exam

    assessment = session.scalars(select(Assessment)).one()
    course = session.get_one(CourseEdition, assessment.course_edition_id)
    made = Exam(make_enrolment(session, person, course), assessment, course, None)
    made.actor = cast.actor(person)
    return made


def test_a_repeated_response_returns_the_stored_one(session, exam):
    attempt_id, key = start(session, exam), new_id()
    place = kinds(session, attempt_id).index(QuestionKind.SHORT)
    first = save(session, exam, attempt_id, place, {"text": "means"}, response_id=key)
    again = save(session, exam, attempt_id, place, {"text": "other"}, at=NOW + 5 * MINUTE, response_id=key)

    assert (first.repeated, again.repeated) == (False, True)
    assert (again.answer, again.sequence, again.saved_at) == ({"text": "means"}, 1, first.saved_at)
    assert count(session, Response) == 1


def test_every_answer_is_kept_and_the_last_one_counts(session, exam):
    attempt_id = start(session, exam)
    place = kinds(session, attempt_id).index(QuestionKind.SHORT)
    saved = [save(session, exam, attempt_id, place, {"text": word}) for word in ("purpose", "means", "act")]

    assert [each.sequence for each in saved] == [1, 2, 3]
    assert queries.standing(session, attempt_id).answers == {place: {"text": "act"}}
    assert count(session, Response) == 3


def test_answers_after_time_are_kept_and_do_not_count(session, exam):
    attempt_id = start(session, exam)
    place = kinds(session, attempt_id).index(QuestionKind.SINGLE)
    in_grace = save(session, exam, attempt_id, place, {"choice": "b"}, at=NOW + 40 * MINUTE + timedelta(seconds=4))
    late = save(session, exam, attempt_id, place, {"choice": "a"}, at=NOW + 40 * MINUTE + timedelta(seconds=6))

    grade = submit(session, exam, attempt_id, at=NOW + 40 * MINUTE + timedelta(seconds=8))

    assert (in_grace.late, late.late) == (False, True)
    assert grade.details[place]["state"] == "right"


def test_answers_after_handing_in_are_kept_and_do_not_count(session, exam):
    attempt_id = start(session, exam)
    grade = submit(session, exam, attempt_id)
    place = kinds(session, attempt_id).index(QuestionKind.SINGLE)
    late = save(session, exam, attempt_id, place, {"choice": "b"}, at=NOW + 11 * MINUTE)

    assert late.late
    assert submit(session, exam, attempt_id).id == grade.id
    assert grade.points == 0


@pytest.mark.parametrize("question", [-1, 6, 10**6])
def test_a_question_that_is_not_in_the_paper_is_refused(session, exam, question):
    attempt_id = start(session, exam)

    with pytest.raises(UnreadableAnswer):
        save(session, exam, attempt_id, question, {})


def test_handing_in_twice_marks_once(session, exam):
    heard = []
    subscribe(AttemptGraded, lambda event, _session: heard.append(event))
    attempt_id = start(session, exam)
    submit(session, exam, attempt_id)
    submit(session, exam, attempt_id, at=NOW + 11 * MINUTE)

    assert count(session, Grade) == 1
    assert [each.attempt_id for each in heard if each.attempt_id == attempt_id] == [attempt_id]


def test_overdue_attempts_are_marked_from_what_was_saved_in_time(session, exam):
    attempt_id = start(session, exam)
    answer_all(session, exam, attempt_id)

    assert services.expire_overdue(session, at=NOW + 40 * MINUTE + timedelta(seconds=15)) == 0
    assert services.expire_overdue(session, at=NOW + 41 * MINUTE) == 1
    assert services.expire_overdue(session, at=NOW + 41 * MINUTE) == 0
    attempt = queries.find_attempt(session, attempt_id)
    assert attempt.submitted_at == NOW + 40 * MINUTE
    assert queries.latest_grade(session, attempt_id).passed


def test_an_attempt_left_open_is_closed_before_the_next_begins(session, exam):
    first = start(session, exam)
    second = start(session, exam, at=NOW + 60 * MINUTE)

    assert first != second
    assert queries.find_attempt(session, first).submitted_at == NOW + 40 * MINUTE
    assert queries.find_attempt(session, second).number == 2


def test_start_and_end_are_audited_and_saving_is_not(session, exam):
    attempt_id = start(session, exam)
    answer_all(session, exam, attempt_id)
    submit(session, exam, attempt_id)

    actions = session.scalars(
        select(AuditEntry.action).where(AuditEntry.subject_id == str(attempt_id)).order_by(AuditEntry.at)
    )
    assert list(actions) == ["assessments:attempt:start", "assessments:attempt:submit"]


@pytest.mark.parametrize("table", ["assessments_responses", "assessments_grades"])
@pytest.mark.parametrize("change", ["DELETE FROM {}", "UPDATE {} SET attempt_id = attempt_id"])
def test_the_database_itself_keeps_answers_and_grades(session, exam, table, change):
    attempt_id = start(session, exam)
    answer_all(session, exam, attempt_id)
    submit(session, exam, attempt_id)

    with pytest.raises(Exception, match="append-only"):
        session.execute(text(change.format(table)))


def test_an_acknowledged_answer_is_there_for_another_connection(session, exam):
    attempt_id = start(session, exam)
    saved = save(session, exam, attempt_id, 0, {})

    with session.get_bind().connect() as other:
        found = other.execute(select(Response.sequence).where(Response.id == saved.id)).scalar_one()

    assert found == 1


def test_what_was_not_committed_was_not_saved(session, exam):
    attempt_id = start(session, exam)
    key = new_id()
    services.save_response(
        session, actor=exam.actor, attempt_id=attempt_id, response_id=key, question=0, answer={}, at=NOW
    )
    session.rollback()

    repeated = save(session, exam, attempt_id, 0, {}, response_id=key)

    assert (repeated.repeated, repeated.sequence) == (False, 1)


def test_saving_needs_two_statements(session, exam, statements):
    attempt_id, key = start(session, exam), new_id()
    with statements() as first:
        save(session, exam, attempt_id, 0, {}, response_id=key)
    with statements() as again:
        save(session, exam, attempt_id, 0, {}, response_id=key)

    assert (len(first), len(again)) == (2, 1)


def test_statements_of_starting_and_handing_in_do_not_grow_with_questions(session, cast, statements):
    counts = []
    for person, more in ((cast.amina, 0), (cast.tolib, 60)):
        from tests.assessments.factories import add_question

        key = f"module-{more}"
        exam = make_exam_of(session, person, key)
        exam.actor = cast.actor(person)
        for _ in range(more):
            add_question(session, exam.edition)
        session.commit()
        with statements() as starting:
            attempt_id = start(session, exam)
        answer_all(session, exam, attempt_id)
        session.expire_all()
        with statements() as ending:
            services.submit_attempt(session, actor=exam.actor, attempt_id=attempt_id, at=NOW + MINUTE)
            session.commit()
        counts.append((len(starting), len(ending)))

    assert counts[0] == counts[1]
    assert counts[0][0] <= 8
    assert counts[0][1] <= 8


def make_exam_of(session, person, key):
    from tests.assessments.factories import Exam, add_question, make_assessment
    from tests.factories import make_course, make_enrolment, make_module

    edition = make_module(session, key)
    for kind in EXAM_KINDS:
        add_question(session, edition, kind)
    course = make_course(session, (edition,), key=key)
    return Exam(make_enrolment(session, person, course), make_assessment(session, course), course, edition)


def in_threads(app, works):
    """Run each work in a thread with a transaction of its own; return what they returned or raised."""
    results = []

    def run(work):
        with app.app_context():
            try:
                with transaction() as session:
                    results.append(work(session))
            except RuleViolation as violation:
                results.append(violation)

    threads = [threading.Thread(target=run, args=(work,)) for work in works]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    return results


def test_saves_at_once_are_all_kept_in_one_order_and_handing_in_counts_those_before_it(app, session, exam):
    attempt_id = start(session, exam)
    place = kinds(session, attempt_id).index(QuestionKind.SHORT)

    def saving(number):
        return lambda own: services.save_response(
            own,
            actor=exam.actor,
            attempt_id=attempt_id,
            response_id=new_id(),
            question=place,
            answer={"text": f"means {number}" if number % 2 else "means"},
            at=NOW + MINUTE,
        )

    def handing_in(own):
        return services.submit_attempt(own, actor=exam.actor, attempt_id=attempt_id, at=NOW + MINUTE)

    results = in_threads(app, [*map(saving, range(10)), handing_in, *map(saving, range(10, 20)), handing_in])
    session.rollback()

    saved = [each for each in results if isinstance(each, services.SavedResponse)]
    assert sorted(each.sequence for each in saved) == list(range(1, 21))
    assert {each.id for each in saved} == set(session.scalars(select(Response.id)))
    counted = max((each for each in saved if not each.late), key=lambda each: each.sequence, default=None)
    right = counted is not None and counted.answer == {"text": "means"}
    assert session.scalars(select(Grade.points)).one() == (1 if right else 0)


def test_one_response_sent_many_times_at_once_is_stored_once(app, session, exam):
    attempt_id, key = start(session, exam), new_id()

    def saving(own):
        return services.save_response(
            own, actor=exam.actor, attempt_id=attempt_id, response_id=key, question=0, answer={}, at=NOW
        )

    results = in_threads(app, [saving] * 8)
    session.rollback()

    assert {each.sequence for each in results} == {1}
    assert sorted(each.repeated for each in results) == [False, *[True] * 7]
    assert count(session, Response) == 1


def test_starting_in_two_browsers_at_once_starts_one_attempt(app, session, exam):
    def starting(own):
        return services.start_attempt(
            own,
            actor=exam.actor,
            enrolment_id=exam.enrolment.id,
            assessment_id=exam.assessment.id,
            attempt_id=new_id(),
            at=NOW,
        )

    results = in_threads(app, [starting] * 4)
    session.rollback()

    assert len(set(results)) == 1
    assert count(session, Attempt) == 1
