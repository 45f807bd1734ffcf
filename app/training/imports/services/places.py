"""Centres, courses, cohorts and trainers as lists name them: only those of the one who sent the list."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import Role, User
from app.core.errors import N_, RuleViolation
from app.core.policy import Actor
from app.courses.models import CourseEdition
from app.courses.queries import list_current_courses

from ...models import Cohort, CohortTrainer, TrainingCentre
from ...queries.cohorts import list_centres, list_trainers, visible_cohorts
from ...rules.people_words import fold_word
from ..rules.decisions import Problem


class CohortUnknown(RuleViolation):
    """None of one's own centres has it."""

    code = "import-cohort-unknown"
    message = N_("Your centre has no cohort “%(text)s”.")


class CohortDoubtful(RuleViolation):
    """Several have the name."""

    code = "import-cohort-doubtful"
    message = N_("Several cohorts are called “%(text)s”. Rename one, or add the first day of the cohort.")


class CentreUnknown(RuleViolation):
    """Not one's own centre."""

    code = "import-centre-unknown"
    message = N_("You do not administer a centre with the code “%(text)s”.")


class CentreNeeded(RuleViolation):
    """The person administers several."""

    code = "import-centre-needed"
    message = N_("Write the code of the centre: you administer several.")


class CourseUnknown(RuleViolation):
    """No published course has the title."""

    code = "import-course-unknown"
    message = N_("There is no course “%(text)s”.")


class TrainerUnknown(RuleViolation):
    """Not a trainer of the centre."""

    code = "import-trainer-unknown"
    message = N_("“%(text)s” is not the address of a trainer of the centre.")


@dataclass(frozen=True, slots=True)
class OwnCohort:
    """A cohort with what lists need."""

    row: Cohort
    time_zone: str
    centre_code: str
    centre_path: str


class Places:
    """What the person administers, loaded once for a list."""

    def __init__(self, session: Session, actor: Actor) -> None:
        self.session = session
        self.centres: dict[str, TrainingCentre] = {
            fold_word(each.agency.code): each for each in list_centres(session, actor, Role.CENTRE_ADMINISTRATOR)
        }
        self.by_title: dict[str, list[OwnCohort]] = defaultdict(list)
        own = {each.agency_id: each for each in self.centres.values()}
        for cohort in session.scalars(visible_cohorts(actor).where(Cohort.centre_id.in_(own))):
            centre = own[cohort.centre_id]
            found = OwnCohort(cohort, centre.time_zone, centre.agency.code, centre.agency.path)
            self.by_title[fold_word(cohort.title)].append(found)
        self.courses: dict[str, CourseEdition] = {}
        for course in list_current_courses(session):
            for name in (course.course_key, *course.definition["title"].values()):
                self.courses.setdefault(fold_word(name), course)
        self._trainers: dict[str, dict[str, UUID]] = {}

    def centre(self, code: str) -> TrainingCentre | Problem:
        """Return a centre by its code; without a code the only one."""
        if not code:
            only = list(self.centres.values())
            return only[0] if len(only) == 1 else Problem.of(CentreNeeded(), "centre")
        return self.centres.get(fold_word(code)) or Problem.of(CentreUnknown(text=code), "centre")

    def cohorts(self, title: str, starts_on: str = "") -> list[OwnCohort]:
        """Return the cohorts with a title; of several, those that begin on the day."""
        found = self.by_title.get(fold_word(title), [])
        exact = [each for each in found if each.row.title == title] or found
        if len(exact) > 1 and starts_on:
            return [each for each in exact if each.row.starts_on.isoformat() == starts_on]
        return exact

    def cohort(self, title: str, starts_on: str = "") -> OwnCohort | Problem:
        """Return the one cohort that a row means."""
        found = self.cohorts(title, starts_on)
        if len(found) > 1:
            return Problem.of(CohortDoubtful(text=title), "cohort")
        return found[0] if found else Problem.of(CohortUnknown(text=title), "cohort")

    def trainers(self, centre_path: str, emails: Collection[str]) -> list[UUID] | Problem:
        """Return trainers of a centre by their addresses."""
        known = self._trainers.get(centre_path)
        if known is None:
            ids = list(list_trainers(self.session, centre_path))
            rows = self.session.execute(select(User.email, User.id).where(User.id.in_(ids)))
            known = self._trainers[centre_path] = {row.email: row.id for row in rows}
        unknown = [email for email in emails if email not in known]
        if unknown:
            return Problem.of(TrainerUnknown(text=unknown[0]), "trainers")
        return [known[email] for email in emails]


def trainers_of_cohorts(session: Session, cohort_ids: Collection[UUID]) -> Mapping[UUID, list[tuple[str, UUID]]]:
    """Return each cohort's trainers by address."""
    found: dict[UUID, list[tuple[str, UUID]]] = defaultdict(list)
    rows = session.execute(
        select(CohortTrainer.cohort_id, User.email, User.id)
        .join(User, User.id == CohortTrainer.user_id)
        .where(CohortTrainer.cohort_id.in_(cohort_ids))
        .order_by(User.email)
    )
    for cohort_id, email, key in rows:
        found[cohort_id].append((email, key))
    return found
