"""Marked work for the table of who may call what: Tolib's, at the Dushanbe centre; Rustam decides on his appeal."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Engine, update
from sqlalchemy.orm import Session

from app.assessments.marking.models import (
    Appeal,
    AppealStep,
    MarkingTask,
    ModerationSample,
    QuestionRuling,
)
from app.assessments.marking.rules.appeals import AppealStepKind, Remedy
from app.assessments.marking.rules.rulings import RulingKind
from app.assessments.models import Attempt, Grade
from app.assessments.rules.questions import QuestionKind
from app.assessments.services import save_response, start_attempt, submit_attempt
from app.core.ids import new_id
from tests.assessments.factories import RIGHT, add_question, make_exam
from tests.conftest import NOW
from tests.people import Cast


def make_marked(engine: Engine, cast: Cast) -> dict[str, dict[str, Any]]:
    """Return what stands in the addresses of marking, as `near` of the table wants it."""
    with Session(engine, expire_on_commit=False) as session:
        kinds = (QuestionKind.ESSAY, QuestionKind.CHECKLIST)
        exam = make_exam(session, cast.tolib, key="prosecutors", module_key="marked", kinds=kinds)
        faulty = add_question(session, exam.edition, QuestionKind.SINGLE, pool="other")
        sound = add_question(session, exam.edition, QuestionKind.SINGLE, pool="other")
        actor = cast.actor(cast.tolib)
        attempt_id = start_attempt(
            session,
            actor=actor,
            enrolment_id=exam.enrolment.id,
            assessment_id=exam.assessment.id,
            attempt_id=new_id(),
            at=NOW,
        )
        session.flush()
        questions = session.get_one(Attempt, attempt_id).paper["questions"]
        place = next(n for n, each in enumerate(questions) if each["kind"] == "essay")
        save_response(
            session,
            actor=actor,
            attempt_id=attempt_id,
            response_id=new_id(),
            question=place,
            answer=RIGHT[QuestionKind.ESSAY],
            at=NOW,
        )
        submit_attempt(session, actor=actor, attempt_id=attempt_id, at=NOW)
        session.execute(update(MarkingTask).values(centre_id=cast.dushanbe_centre.id))
        tasks = {each.kind: each.id for each in session.query(MarkingTask)}
        grade = Grade(
            id=new_id(), attempt_id=attempt_id, points=1, maximum=2, percent=50, passed=False, details=[], graded_at=NOW
        )
        sample = ModerationSample(
            id=new_id(),
            assessment_id=exam.assessment.id,
            centre_id=cast.dushanbe_centre.id,
            seed=1,
            share=1,
            band=1,
            attempts=[],
            drawn_at=NOW,
            drawn_by=cast.dilnoza.id,
        )
        ruling = QuestionRuling(
            id=new_id(),
            question_version_id=faulty.id,
            kind=RulingKind.CREDIT_ALL,
            correction={},
            before={},
            reason="Faulty",
            ruled_at=NOW,
            ruled_by=cast.gulnora.id,
        )
        session.add_all([grade, sample, ruling])
        session.flush()
        appeal = Appeal(
            id=new_id(),
            attempt_id=attempt_id,
            grade_id=grade.id,
            user_id=cast.tolib.id,
            centre_id=cast.dushanbe_centre.id,
            grounds="Look again",
            filed_at=NOW,
        )
        session.add(appeal)
        session.flush()
        steps = (
            (AppealStepKind.ASSIGNED, cast.dilnoza.id, cast.rustam.id, None),
            (AppealStepKind.UPHELD, cast.rustam.id, None, Remedy.REMARK),
        )
        for number, (kind, by, person_id, remedy) in enumerate(steps, start=1):
            session.add(
                AppealStep(
                    id=new_id(),
                    appeal_id=appeal.id,
                    number=number,
                    kind=kind,
                    person_id=person_id,
                    remedy=remedy,
                    reason="So",
                    acted_at=NOW,
                    acted_by=by,
                )
            )
        session.commit()
    near: dict[str, dict[str, Any]] = {
        "": {
            "task_id": tasks[QuestionKind.ESSAY],
            "sample_id": sample.id,
            "ruling_id": ruling.id,
            "appeal_id": appeal.id,
        },
        "marking": {"version_id": sound.id},
    }
    checklist = {"task_id": tasks[QuestionKind.CHECKLIST]}
    return {**near, "marking.show_checklist": checklist, "marking.observe": checklist}
