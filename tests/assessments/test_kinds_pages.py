"""Pages of the kinds that a program reads and people judge, with a browser that has no JavaScript."""

from __future__ import annotations

import html
import re

import pytest
from sqlalchemy import select
from werkzeug.datastructures import MultiDict

from app.assessments import forms
from app.assessments.models import Attempt, Response
from app.assessments.queries.attempts import standing
from app.assessments.rules.questions import Paper, QuestionKind
from app.assessments.simulations import services as cases
from app.assessments.simulations.models import SimulationRun
from app.assessments.simulations.queries import run_scores
from app.core.ids import new_id
from tests.assessments.factories import AUTOMATIC, KEYS, RIGHT, add_question, make_exam
from tests.assessments.simulations import scene
from tests.assessments.test_pages import begin, fields_of, save
from tests.conftest import NOW

NEW = [QuestionKind.NUMERIC, QuestionKind.GAPS, QuestionKind.IMAGE, QuestionKind.ESSAY, QuestionKind.CHECKLIST]
FIELDS = {
    QuestionKind.NUMERIC: {"text": "12,5 km"},
    QuestionKind.GAPS: {"gap-1": "Means", "gap-2": "y", "gap-3": "3"},
    QuestionKind.IMAGE: {"choice": "c"},
    QuestionKind.ESSAY: {"text": "Take her somewhere quiet first, then ask what she needs."},
    QuestionKind.CHECKLIST: {},
}


@pytest.fixture
def exam(session, cast):
    made = make_exam(session, cast.amina, kinds=NEW, shuffle_questions=False)
    session.commit()
    return made


@pytest.fixture
def amina(sign_in, cast, exam):
    return sign_in(cast.amina)


def places(session) -> dict[QuestionKind, int]:
    paper = Paper.from_json(session.execute(select(Attempt.paper)).scalar_one())
    return {each.kind: place for place, each in enumerate(paper.questions)}


def page_of(browser, session, address, kind):
    return browser.get(f"{address}/questions/{places(session)[kind] + 1}").text


def test_every_kind_is_saved_by_its_form_as_it_was_given(amina, exam, session):
    address = begin(amina, exam)
    at = places(session)
    for kind, fields in FIELDS.items():
        number = at[kind] + 1
        page = amina.get(f"{address}/questions/{number}")
        answer = amina.post(f"{address}/questions/{number}", data={**fields_of(page), **fields, "go": "review"})
        assert answer.status_code == 303
    session.rollback()
    given = standing(session, session.scalars(select(Attempt.id)).one()).answers

    assert given == {at[kind]: RIGHT[kind] for kind in NEW if kind in RIGHT}
    assert "Every question is answered" in amina.get(f"{address}/review").text


def test_what_was_given_stands_in_the_fields_again(amina, exam, session):
    address = begin(amina, exam)
    for kind, place in places(session).items():
        save(amina, address, place, RIGHT.get(kind, {}))

    assert 'value="12,5 km"' in page_of(amina, session, address, QuestionKind.NUMERIC)
    gaps = page_of(amina, session, address, QuestionKind.GAPS)
    assert 'name="gap-1" value="Means"' in gaps
    assert '<option value="y" selected>' in gaps
    assert 'value="c" checked' in page_of(amina, session, address, QuestionKind.IMAGE)
    essay = page_of(amina, session, address, QuestionKind.ESSAY)
    assert RIGHT[QuestionKind.ESSAY]["text"] in html.unescape(essay)
    assert "Words: 10" in essay


def test_the_examinee_reads_beforehand_how_points_are_given(amina, exam, session):
    address = begin(amina, exam)

    assert "A comma and a point both mean decimals" in page_of(amina, session, address, QuestionKind.NUMERIC)
    assert "a wrong one takes nothing away" in page_of(amina, session, address, QuestionKind.GAPS)
    essay = page_of(amina, session, address, QuestionKind.ESSAY)
    assert "Write from 5 to 200 words" in essay
    assert "Criterion facts (ru)" in essay
    assert "Points: 3" in essay
    checklist = page_of(amina, session, address, QuestionKind.CHECKLIST)
    assert "Asks about safety (ru)" in checklist
    assert "without it the whole question earns nothing" in checklist


def test_no_page_gives_the_right_answer_away(amina, exam, session):
    address = begin(amina, exam)
    paper = amina.get(f"{address}/paper").text

    assert "Because of" not in paper
    assert "A model answer" not in paper
    assert "12.5" not in paper
    assert "средства" not in paper


def test_pictures_come_from_the_modules_edition(amina, exam, session):
    page = page_of(amina, session, begin(amina, exam), QuestionKind.IMAGE)

    assert f'src="/media/{exam.edition.id}/square.svg"' in page


def test_line_ends_of_browsers_are_one_character():
    fields = MultiDict({"kind": "essay", "text": "one\r\ntwo"})

    assert forms.read_fields(fields) == {"text": "one\ntwo"}


def test_fields_of_several_questions_in_one_form_are_kept_apart():
    fields = MultiDict(
        [("q0-kind", "gaps"), ("q0-gap-1", "means"), ("q1-kind", "multiple"), ("q1-choice", "b"), ("q1-choice", "a")]
    )

    assert forms.read_fields(fields, "q0-") == {"gaps": {"1": "means"}}
    assert forms.read_fields(fields, "q1-") == {"choices": ["a", "b"]}


def test_an_essay_that_is_too_long_is_refused_and_kept_in_the_form(amina, exam, session):
    address = begin(amina, exam)
    number = places(session)[QuestionKind.ESSAY] + 1
    fields = fields_of(amina.get(f"{address}/questions/{number}"))
    answer = amina.post(f"{address}/questions/{number}", data={**fields, "text": "ё" * 20_001, "go": "next"})

    assert answer.status_code == 422
    assert "20000" in answer.text
    assert "ё" * 20_001 in answer.text
    assert session.scalars(select(Response)).all() == []


class TestACaseInAnAttempt:
    """The case of the simulations' own tests as the one question of an exam."""

    @pytest.fixture
    def exam(self, session, cast, tmp_path):
        scene.publish(session, scene.write_content(tmp_path))
        made = make_exam(session, cast.amina, kinds=())
        add_question(session, made.edition, QuestionKind.SIMULATION, key={"simulation": scene.KEY, "points": "4"})
        session.commit()
        return made

    def test_its_run_is_begun_once_and_is_the_answer_when_it_ended(self, amina, exam, session, cast):
        address = begin(amina, exam)
        assert f"{address}/questions/1/case" in amina.get(f"{address}/questions/1").text
        assert "Begin the case" in amina.get(f"{address}/questions/1/case").text
        first = amina.post(f"{address}/questions/1/case", data={"run_id": str(new_id())}).location
        again = amina.post(f"{address}/questions/1/case", data={"run_id": str(new_id())}).location
        assert first == again
        assert "Go on with the case" in amina.get(f"{address}/questions/1").text
        session.rollback()
        run = session.scalars(select(SimulationRun)).one()
        assert (run.attempt_id, run.question) == (session.scalars(select(Attempt.id)).one(), 0)
        walk(session, cast, run.id)
        session.commit()

        assert amina.get(f"/simulation-runs/{run.id}/debrief").location == f"{address}/questions/1"
        page = amina.get(f"{address}/questions/1").text
        assert "You have walked through this case" in page
        assert f'name="run" value="{run.id}"' in page
        amina.post(f"{address}/submit")
        result = amina.get(f"{address}/result").text
        assert f"/simulation-runs/{run.id}/debrief" in result
        session.rollback()
        (score,) = run_scores(session, run.attempt_id).values()
        assert 0 < score <= 1
        assert amina.get(f"/simulation-runs/{run.id}/debrief").status_code == 200

    def test_a_run_that_did_not_end_earns_nothing(self, amina, exam):
        address = begin(amina, exam)
        amina.post(f"{address}/questions/1/case", data={"run_id": str(new_id())})
        amina.post(f"{address}/submit")

        result = amina.get(f"{address}/result").text
        assert "did not come to its end" in result
        assert amina.post(f"{address}/questions/1/case").location == f"{address}/result"

    def test_the_id_of_another_run_is_worth_nothing(self, amina, exam):
        address = begin(amina, exam)
        save(amina, address, 0, {"run": str(new_id())})
        amina.post(f"{address}/submit")

        assert re.search(r"<h1[^>]*>[^<]*0 %", amina.get(f"{address}/result").text)

    def test_practice_and_attempt_do_not_share_runs(self, amina, exam, session, cast):
        address = begin(amina, exam)
        amina.post(f"{address}/questions/1/case", data={"run_id": str(new_id())})
        session.rollback()
        other = scene.enrol(session, cast.amina, scene.KEY, module=exam.edition)
        session.commit()

        assert "A run is under way" not in amina.get(f"/enrolments/{other.id}/simulations/{scene.KEY}").text


def walk(session, cast, run_id) -> None:
    """Take the first decision everywhere until the case ends."""
    actor = cast.actor(cast.amina)
    from app.assessments.simulations.queries import decisions_of, get_own_run
    from app.assessments.simulations.rules import fold

    while True:
        run = get_own_run(session, actor, run_id)
        taken = [each.decision for each in decisions_of(session, run_id)]
        node = fold(run.plan, taken).node
        if node is None:
            return
        cases.decide(
            session,
            actor=actor,
            run_id=run_id,
            decision_id=new_id(),
            position=len(taken) + 1,
            choice=max(node.decisions, key=lambda each: each.points).key,
            at=NOW,
        )


def test_a_question_of_each_automatic_kind_costs_no_more_statements(session, cast, sign_in, statements):
    exam = make_exam(session, cast.amina, kinds=AUTOMATIC, shuffle_questions=False)
    session.commit()
    amina = sign_in(cast.amina)
    address = begin(amina, exam)
    for number in range(1, len(AUTOMATIC) + 1):
        with statements() as seen:
            amina.get(f"{address}/questions/{number}")
        assert len(seen) <= 5, AUTOMATIC[number - 1]
    assert set(KEYS) == set(QuestionKind)
