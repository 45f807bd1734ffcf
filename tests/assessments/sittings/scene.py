"""A cohort of the Dushanbe centre with an exam of six questions and a sitting for it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from app.assessments import services
from app.assessments.models import Assessment
from app.assessments.sittings.rules.doors import Admission
from app.assessments.sittings.services import SittingDetails
from app.core.ids import new_id
from app.courses.models import CourseEdition, Enrolment, ModuleEdition
from app.training.exams.services import open_cohort_sitting
from app.training.models import Cohort
from tests.assessments.factories import EXAM_KINDS, add_question, make_assessment
from tests.certificates.scene import enrolment_of
from tests.conftest import NOW, SECRET
from tests.factories import make_centre, make_cohort, make_course, make_module
from tests.people import Cast

HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)


@dataclass
class Scene:
    """What the tests speak about; `open` makes a sitting."""

    session: Session
    cast: Cast
    course: CourseEdition
    module: ModuleEdition
    cohort: Cohort
    assessment: Assessment
    amina: Enrolment
    tolib: Enrolment

    def open(self, **changes: Any) -> UUID:
        """Open a sitting from NOW for an hour, without a code unless told otherwise."""
        values = {"title": "Autumn exam", "opens_at": NOW, "closes_at": NOW + HOUR, **changes}
        sitting_id = open_cohort_sitting(
            self.session,
            actor=self.cast.actor(self.cast.dilnoza),
            cohort_id=self.cohort.id,
            sitting_id=new_id(),
            assessment_id=self.assessment.id,
            details=SittingDetails(**values),
            at=NOW - HOUR,
        )
        self.session.commit()
        return sitting_id

    def start(self, person: str = "amina", at: Any = NOW + MINUTE, **brought: Any) -> UUID:
        """Let somebody begin."""
        enrolment = getattr(self, person)
        attempt_id = services.start_attempt(
            self.session,
            actor=self.cast.actor(getattr(self.cast, person)),
            enrolment_id=enrolment.id,
            assessment_id=self.assessment.id,
            attempt_id=new_id(),
            at=at,
            seed=1,
            brought=Admission(**{"secret": SECRET, **brought}),
        )
        self.session.commit()
        return attempt_id


def make_scene(session: Session, cast: Cast, **blueprint: Any) -> Scene:
    """Make the cohort of Amina and Tolib, whom Rustam teaches."""
    centre = make_centre(session, cast.dushanbe_centre)
    module = make_module(session)
    for kind in EXAM_KINDS:
        add_question(session, module, kind)
    course = make_course(session, (module,))
    cohort = make_cohort(session, centre, course, (cast.rustam,), (cast.amina, cast.tolib))
    scene = Scene(
        session,
        cast,
        course,
        module,
        cohort,
        make_assessment(session, course, **blueprint),
        enrolment_of(session, cohort, cast.amina),
        enrolment_of(session, cohort, cast.tolib),
    )
    session.commit()
    return scene
