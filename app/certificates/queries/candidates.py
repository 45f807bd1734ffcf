"""Who of a cohort has reached what: everything that issuing needs, in a fixed number of statements."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Select, select
from sqlalchemy.orm import Session

from app.accounts.models import Agency, Profession, User
from app.assessments.queries.results import Reached, reached_in
from app.assessments.rules.questions import AssessmentKind
from app.assessments.simulations.queries import finished_simulations
from app.core.errors import RuleViolation
from app.courses.models import CourseEdition, CourseModule, Enrolment, ModuleEdition
from app.courses.queries import lesson_progress
from app.training.models import CohortPlace
from app.training.queries.attendance import attendance_percent
from app.training.rules.attendance import Attendance

from ..rules import CertificateRule, Standing, unmet
from .certificates import CertificateFacts, certificates_of

EXAMS = (AssessmentKind.FINAL_EXAM, AssessmentKind.PRACTICAL)


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A person of a cohort, what they reached, and the certificates they were given."""

    enrolment_id: UUID
    user_id: UUID
    name: str
    cohort_id: UUID
    agency_id: UUID
    agency_names: dict[str, str]
    profession: Profession
    language: str
    edition_id: UUID
    edition: dict[str, Any]
    standing: Standing
    rule: CertificateRule
    reasons: tuple[RuleViolation, ...]
    certificates: tuple[CertificateFacts, ...]

    @property
    def in_force(self) -> CertificateFacts | None:
        """The certificate that was neither revoked nor renewed, if there is one."""
        standing = (each for each in self.certificates if not each.revoked and each.superseded_by is None)
        return next(standing, None)

    @property
    def ready(self) -> bool:
        """Whether a certificate can be issued now."""
        return not self.reasons and self.in_force is None


def list_candidates(session: Session, cohort_id: UUID) -> list[Candidate]:
    """Return everybody in a cohort by name (six statements whatever the number)."""
    return _candidates(session, _people().where(CohortPlace.cohort_id == cohort_id, CohortPlace.left_at.is_(None)))


def find_candidate(session: Session, enrolment_id: UUID) -> Candidate | None:
    """Return one enrolment that has a place in a cohort."""
    found = _candidates(session, _people().where(CohortPlace.enrolment_id == enrolment_id))
    return found[0] if found else None


def modules_of(session: Session, edition_ids: Sequence[UUID]) -> dict[UUID, list[dict[str, Any]]]:
    """Return which edition of which modules a course edition consists of, as a snapshot states them."""
    rows = session.execute(
        select(
            CourseModule.course_edition_id,
            ModuleEdition.module_key,
            ModuleEdition.version,
            ModuleEdition.number,
            ModuleEdition.digest,
        )
        .join(ModuleEdition, ModuleEdition.id == CourseModule.edition_id)
        .where(CourseModule.course_edition_id.in_(edition_ids))
        .order_by(CourseModule.position)
    )
    found: dict[UUID, list[dict[str, Any]]] = defaultdict(list)
    for edition_id, key, version, number, digest in rows:
        found[edition_id].append({"key": key, "version": version, "number": number, "digest": digest})
    return found


def _people() -> Any:  # noqa: ANN401 -- a select whose columns mypy need not count
    return (
        select(
            CohortPlace.cohort_id,
            CohortPlace.left_at,
            Enrolment.id.label("enrolment_id"),
            Enrolment.user_id,
            Enrolment.withdrawn_at,
            Enrolment.agency_id,
            Enrolment.profession,
            Enrolment.language,
            User.name,
            Agency.names.label("agency_names"),
            CourseEdition.id.label("edition_id"),
            CourseEdition.course_key,
            CourseEdition.number,
            CourseEdition.digest,
            CourseEdition.hours,
            CourseEdition.definition["title"].label("titles"),
            CourseEdition.definition["certificate"].label("certificate"),
            CourseEdition.definition["simulations"].label("simulations"),
        )
        .select_from(CohortPlace)
        .join(Enrolment, Enrolment.id == CohortPlace.enrolment_id)
        .join(User, User.id == Enrolment.user_id)
        .join(Agency, Agency.id == Enrolment.agency_id)
        .join(CourseEdition, CourseEdition.id == Enrolment.course_edition_id)
        .order_by(User.name, User.id)
    )


def _candidates(session: Session, people: Select[Any]) -> list[Candidate]:
    rows = session.execute(people).all()
    ids = [row.enrolment_id for row in rows]
    lessons = lesson_progress(session, ids)
    exams = reached_in(session, ids, EXAMS)
    attendances = attendance_percent(session, ids)
    simulations = finished_simulations(session, ids)
    certificates = certificates_of(session, ids)
    found = []
    for row in rows:
        key = row.enrolment_id
        reached = tuple(exams[kind].get(key, Reached()) for kind in EXAMS)
        standing = _standing(row, lessons.get(key, (0, 0)), reached, attendances.get(key), simulations.get(key))
        found.append(_candidate(row, standing, tuple(certificates.get(key, ()))))
    return found


def _standing(
    row: Row[Any],
    lessons: tuple[int, int],
    reached: tuple[Reached, ...],
    attendance: Attendance | None,
    simulations: frozenset[str] | None,
) -> Standing:
    (done, total), (exam, practical) = lessons, reached
    asked = frozenset(row.simulations or ())
    return Standing(
        lessons_done=done,
        lessons_total=total,
        exam_percent=exam.percent,
        exam_waiting=exam.waiting,
        practical_percent=practical.percent,
        practical_waiting=practical.waiting,
        attendance_percent=attendance.percent if attendance else None,
        withdrawn=row.withdrawn_at is not None or row.left_at is not None,
        simulations_done=len(asked & (simulations or frozenset())),
        simulations_total=len(asked),
    )


def _candidate(row: Row[Any], standing: Standing, certificates: tuple[CertificateFacts, ...]) -> Candidate:
    rule = CertificateRule.of({"certificate": row.certificate})
    return Candidate(
        enrolment_id=row.enrolment_id,
        user_id=row.user_id,
        name=row.name,
        cohort_id=row.cohort_id,
        agency_id=row.agency_id,
        agency_names=row.agency_names,
        profession=row.profession,
        language=row.language,
        edition_id=row.edition_id,
        edition={
            "key": row.course_key,
            "edition": row.number,
            "digest": row.digest,
            "hours": row.hours,
            "titles": row.titles,
        },
        standing=standing,
        rule=rule,
        reasons=tuple(unmet(standing, rule)),
        certificates=certificates,
    )
