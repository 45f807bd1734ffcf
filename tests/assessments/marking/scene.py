"""An exam at the Dushanbe centre with an essay, and people to mark it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from app.accounts.models import Profession, Role
from app.assessments.marking.models import MarkingTask
from app.assessments.marking.services.judging import Opined, give_mark
from app.assessments.models import Attempt, Grade
from app.assessments.rules.questions import QuestionKind
from app.assessments.services import save_response, start_attempt, submit_attempt
from app.core.ids import new_id
from app.training.models import Cohort, CohortPlace, TrainingCentre
from tests.assessments.factories import RIGHT, make_exam
from tests.conftest import NOW
from tests.people import Cast, person

KINDS = (QuestionKind.SINGLE, QuestionKind.ESSAY)
ALL, HALF, NOTHING = {"facts": "all", "law": "all"}, {"facts": "all", "law": "none"}, {"facts": "none", "law": "none"}
LATER = NOW + timedelta(hours=1)


class Scene:
    """Amina on a course at the Dushanbe centre; Rustam, Shahlo and Zafar mark there, Dilnoza administers it."""

    def __init__(self, session: Session, cast: Cast, kinds: tuple[QuestionKind, ...] = KINDS, **blueprint: Any) -> None:
        self.session, self.cast = session, cast
        self.exam = make_exam(session, cast.amina, kinds=kinds, **blueprint)
        centre = cast.dushanbe_centre
        trainer = (Role.TRAINER, centre)
        self.shahlo = person(session, "Шаҳло Раҷабова", "shahlo", centre, Profession.TRAINER, trainer)
        self.zafar = person(session, "Зафар Ниёзов", "zafar", centre, Profession.TRAINER, trainer)
        session.add(
            TrainingCentre(
                agency_id=centre.id,
                time_zone="Asia/Dushanbe",
                language="tg",
                city={"en": "Dushanbe"},
                signatory_title={},
                serial_prefix="NTC",
            )
        )
        session.flush()
        cohort = Cohort(
            id=new_id(),
            centre_id=centre.id,
            course_edition_id=self.exam.course.id,
            title="Cohort",
            starts_on=NOW.date(),
            ends_on=NOW.date(),
            capacity=10,
            language="en",
            created_at=NOW,
        )
        session.add(cohort)
        session.flush()
        session.add(
            CohortPlace(
                cohort_id=cohort.id,
                enrolment_id=self.exam.enrolment.id,
                user_id=cast.amina.id,
                placed_at=NOW,
            )
        )
        session.flush()

    def sit(self, at: datetime = NOW, *, hand_in: bool = True) -> UUID:
        """Answer everything rightly and hand it in."""
        actor = self.cast.actor(self.cast.amina)
        attempt_id = start_attempt(
            self.session,
            actor=actor,
            enrolment_id=self.exam.enrolment.id,
            assessment_id=self.exam.assessment.id,
            attempt_id=new_id(),
            at=at,
            seed=1,
        )
        self.session.flush()
        for place, question in enumerate(self.session.get_one(Attempt, attempt_id).paper["questions"]):
            kind = QuestionKind(question["kind"])
            if kind is QuestionKind.CHECKLIST:
                continue
            save_response(
                self.session,
                actor=actor,
                attempt_id=attempt_id,
                response_id=new_id(),
                question=place,
                answer=RIGHT[kind],
                at=at,
            )
        if hand_in:
            submit_attempt(self.session, actor=actor, attempt_id=attempt_id, at=at)
        return attempt_id

    def task(self, attempt_id: UUID) -> MarkingTask:
        """Return the one task of an attempt."""
        return self.session.query(MarkingTask).filter_by(attempt_id=attempt_id).one()

    def mark(self, task: MarkingTask, who: Any, levels: dict[str, str], at: datetime = LATER, comment: str = "") -> Any:
        """Mark an essay."""
        return give_mark(
            self.session,
            actor=self.cast.actor(who),
            task_id=task.id,
            judgement_id=new_id(),
            opinion=Opined({"levels": levels}, comment),
            at=at,
        )

    def grades(self, attempt_id: UUID) -> list[Grade]:
        """Return the grades of an attempt, first to last."""
        found = self.session.query(Grade).filter_by(attempt_id=attempt_id)
        return found.order_by(Grade.graded_at, Grade.id).all()
