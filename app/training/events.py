"""What happened in training, for those who tell people about it. Ids name those concerned."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID


@dataclass(frozen=True, slots=True)
class PersonMarkedAbsent:
    """A participant was marked absent, for the first time or by a correction."""

    session_id: UUID
    cohort_id: UUID
    enrolment_id: UUID
    user_id: UUID
    marked_by: UUID
    at: datetime


@dataclass(frozen=True, slots=True)
class AbsenceThresholdReached:
    """A participant can no longer reach the attendance that the course requires; published once an enrolment."""

    enrolment_id: UUID
    user_id: UUID
    cohort_id: UUID
    possible_percent: float
    required_percent: float
    at: datetime


@dataclass(frozen=True, slots=True)
class PresenceClaimed:
    """A participant said that they are here; the trainer has not confirmed it."""

    claim_id: UUID
    session_id: UUID
    enrolment_id: UUID
    user_id: UUID
    at: datetime


@dataclass(frozen=True, slots=True)
class AbsenceAnnounced:
    """Somebody will not come to some sessions."""

    absence_id: UUID
    enrolment_id: UUID
    user_id: UUID
    cohort_id: UUID
    session_ids: tuple[UUID, ...]
    announced_by: UUID
    at: datetime


@dataclass(frozen=True, slots=True)
class AbsenceTakenBack:
    """An announced absence was taken back."""

    absence_id: UUID
    enrolment_id: UUID
    user_id: UUID
    withdrawn_by: UUID
    at: datetime


@dataclass(frozen=True, slots=True)
class PersonChangedCohort:
    """A participant goes on in another cohort of the course."""

    enrolment_id: UUID
    user_id: UUID
    from_cohort_id: UUID
    to_cohort_id: UUID
    at: datetime


@dataclass(frozen=True, slots=True)
class CohortChanged:
    """A cohort has another title, place or time."""

    cohort_id: UUID
    was_title: str
    was_place: str
    was_starts_on: date
    was_ends_on: date
    changed_by: UUID
    at: datetime


@dataclass(frozen=True, slots=True)
class CohortEnlarged:
    """A cohort takes more people than before."""

    cohort_id: UUID
    places_before: int
    places: int
    enlarged_by: UUID
    at: datetime


@dataclass(frozen=True, slots=True)
class PersonJoinedCohort:
    """Somebody was given a place in a cohort."""

    enrolment_id: UUID
    user_id: UUID
    cohort_id: UUID
    placed_by: UUID
    at: datetime


@dataclass(frozen=True, slots=True)
class PersonLeftCohort:
    """Somebody's place in a cohort ended before the cohort did."""

    enrolment_id: UUID
    user_id: UUID
    cohort_id: UUID
    at: datetime


@dataclass(frozen=True, slots=True)
class SheetUnlocked:
    """A locked sheet may be corrected for a while."""

    session_id: UUID
    unlocked_by: UUID
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class WalkInMerged:
    """It was said on record who a walk-in is; the enrolment is the one whose mark it became."""

    walk_in_id: UUID
    session_id: UUID
    user_id: UUID
    enrolment_id: UUID | None
    at: datetime


@dataclass(frozen=True, slots=True)
class WalkInMergeTakenBack:
    """A walk-in is not who it was said to be."""

    walk_in_id: UUID
    session_id: UUID
    user_id: UUID
    enrolment_id: UUID | None
    at: datetime


@dataclass(frozen=True, slots=True)
class SessionPlanned:
    """A session was added to a cohort."""

    session_id: UUID
    cohort_id: UUID
    trainer_ids: tuple[UUID, ...]
    participant_ids: tuple[UUID, ...]
    planned_by: UUID
    at: datetime


@dataclass(frozen=True, slots=True)
class SessionMoved:
    """A session is held at another time or elsewhere; `was_…` say where people would have gone."""

    session_id: UUID
    cohort_id: UUID
    trainer_ids: tuple[UUID, ...]
    participant_ids: tuple[UUID, ...]
    was_starts_at: datetime
    was_ends_at: datetime
    was_where: str
    moved_by: UUID
    at: datetime


@dataclass(frozen=True, slots=True)
class SessionRenamed:
    """A session has another title; its time and place are as they were."""

    session_id: UUID
    cohort_id: UUID
    trainer_ids: tuple[UUID, ...]
    participant_ids: tuple[UUID, ...]
    was_title: str
    renamed_by: UUID
    at: datetime


@dataclass(frozen=True, slots=True)
class SessionCancelled:
    """A session will not be held."""

    session_id: UUID
    cohort_id: UUID
    trainer_ids: tuple[UUID, ...]
    participant_ids: tuple[UUID, ...]
    reason: str
    cancelled_by: UUID
    at: datetime


@dataclass(frozen=True, slots=True)
class TrainerAssigned:
    """Somebody teaches a session which they did not teach before."""

    session_id: UUID
    cohort_id: UUID
    user_id: UUID
    assigned_by: UUID
    at: datetime


@dataclass(frozen=True, slots=True)
class TrainerReleased:
    """Somebody no longer teaches a session."""

    session_id: UUID
    cohort_id: UUID
    user_id: UUID
    released_by: UUID
    at: datetime


@dataclass(frozen=True, slots=True)
class TourReportHandedIn:
    """A traveller of a study tour handed in the report."""

    report_id: UUID
    session_id: UUID
    user_id: UUID
    at: datetime
