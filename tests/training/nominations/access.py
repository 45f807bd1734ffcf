"""What the table of who may call what needs: a call with an accepted person and a letter, and a training plan."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from app.accounts.models import Agency, User
from app.core.ids import new_id
from app.core.storage import Storage
from app.courses.models import Enrolment
from app.training.models import Cohort
from app.training.nominations.models import InvitationLetter, Nomination, NominationAct, NominationCall, Quota
from app.training.nominations.rules.references import reference_of
from app.training.nominations.rules.states import Act
from app.training.years.models import PlanApproval, PlanLine, PlanRevision, YearPlan
from tests.conftest import NOW


def make_call(
    session: Session, storage: Storage, *, cohort: Cohort, agency: Agency, enrolment: Enrolment, by: User
) -> dict[str, Any]:
    """Record the rows and return what stands in the addresses."""
    keys: dict[str, UUID] = {name: new_id() for name in ("nomination_id", "letter_id", "year_plan_id", "line_id")}
    user = session.get_one(User, enrolment.user_id)
    quota, revision = new_id(), new_id()
    session.add(
        NominationCall(
            cohort_id=cohort.id, closes_on=NOW.date(), release_on=NOW.date(), bring={}, opened_at=NOW, opened_by=by.id
        )
    )
    session.flush()
    session.add(Quota(id=quota, cohort_id=cohort.id, agency_id=agency.id, seats=5))
    session.flush()
    session.add(
        Nomination(
            id=keys["nomination_id"],
            cohort_id=cohort.id,
            quota_id=quota,
            agency_id=user.agency_id,
            user_id=user.id,
            enrolment_id=enrolment.id,
            name=user.name,
            email=user.email,
            profession=user.profession,
            language="tg",
            nominated_at=NOW,
            nominated_by=by.id,
        )
    )
    session.flush()
    for number, act in enumerate((Act.NOMINATE, Act.ACCEPT), start=1):
        session.add(
            NominationAct(
                id=new_id(),
                nomination_id=keys["nomination_id"],
                number=number,
                act=act,
                head_confirms=False,
                by=by.id,
                at=NOW,
            )
        )
    session.add(
        InvitationLetter(
            id=keys["letter_id"],
            nomination_id=keys["nomination_id"],
            reference=reference_of("NTC", NOW.year, keys["letter_id"]),
            language="tg",
            snapshot={
                "course": {"en": "Course"},
                "centre": {"en": "Centre"},
                "issued_on": NOW.date().isoformat(),
                "starts_on": cohort.starts_on.isoformat(),
                "ends_on": cohort.ends_on.isoformat(),
            },
            file_digest=storage.put(b"%PDF-1.4"),
            issued_at=NOW,
            issued_by=by.id,
        )
    )
    session.add(
        YearPlan(id=keys["year_plan_id"], centre_id=cohort.centre_id, year=2026, created_at=NOW, created_by=by.id)
    )
    session.flush()
    earlier = PlanRevision(id=new_id(), plan_id=keys["year_plan_id"], number=1, created_at=NOW, created_by=by.id)
    draft = PlanRevision(id=revision, plan_id=keys["year_plan_id"], number=2, created_at=NOW, created_by=by.id)
    session.add_all([earlier, draft])
    session.flush()
    session.add(PlanApproval(revision_id=earlier.id, approved_at=NOW, approved_by=by.id))
    session.add(
        PlanLine(
            id=keys["line_id"],
            revision_id=revision,
            key=new_id(),
            position=1,
            course_key="police-investigators",
            groups=[],
            targets=[],
        )
    )
    session.flush()
    return {**keys, "reference": reference_of("NTC", NOW.year, keys["letter_id"])}
