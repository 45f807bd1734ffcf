"""Which events of training people are told about, and the jobs that remind them."""

from __future__ import annotations

from app.core.events import subscribe
from app.core.jobs import Periodic, periodic
from app.core.notices import offer_kinds

from .. import events
from ..agency_training.events import AgencyTrainingDecided, AgencyTrainingSubmitted
from ..evaluations.events import AgenciesAsked, EvaluationOpened, SupervisorAsked
from ..nominations.events import (
    InvitationLetterIssued,
    NominationDecided,
    NominationPromoted,
    NominationsOpened,
    PersonNominated,
)
from . import attendance, evaluations, nominations, planning, reminders, sessions
from .kinds import KINDS


def register() -> None:
    """Listen, and remind every quarter of an hour."""
    offer_kinds(*KINDS)
    subscribe(events.SessionPlanned, planning.session_planned)
    subscribe(events.TrainerAssigned, planning.trainer_assigned)
    subscribe(events.TrainerReleased, planning.trainer_released)
    subscribe(events.SessionMoved, sessions.session_moved)
    subscribe(events.SessionRenamed, sessions.session_renamed)
    subscribe(events.SessionCancelled, sessions.session_cancelled)
    subscribe(events.CohortChanged, sessions.cohort_changed)
    subscribe(events.PersonJoinedCohort, sessions.person_joined)
    subscribe(events.PersonLeftCohort, sessions.person_left)
    subscribe(events.PersonChangedCohort, sessions.person_changed_cohort)
    subscribe(events.AbsenceAnnounced, attendance.absence_announced)
    subscribe(events.AbsenceThresholdReached, attendance.attendance_at_risk)
    subscribe(EvaluationOpened, evaluations.evaluation_opened)
    subscribe(AgenciesAsked, evaluations.agencies_asked)
    subscribe(SupervisorAsked, evaluations.supervisor_asked)
    subscribe(NominationsOpened, nominations.nominations_opened)
    subscribe(PersonNominated, nominations.person_nominated)
    subscribe(NominationDecided, nominations.nomination_decided)
    subscribe(NominationPromoted, nominations.nomination_promoted)
    subscribe(InvitationLetterIssued, nominations.letter_issued)
    subscribe(AgencyTrainingSubmitted, nominations.agency_training_submitted)
    subscribe(AgencyTrainingDecided, nominations.agency_training_decided)
    periodic.register("training-reminders", Periodic(15, reminders.run))
    periodic.register("training-planned", Periodic(5, planning.run))
    periodic.register("training-absences", Periodic(5, attendance.watch))
