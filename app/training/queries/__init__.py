"""Reads of training: cohorts, the timetable, attendance, people to enrol."""

from .attendance import Sheet, attendance_percent, get_sheet
from .cohorts import (
    CohortFacts,
    PersonInCohort,
    cohort_of,
    count_taken,
    get_cohort,
    list_cohorts,
    list_people,
    visible_cohorts,
)
from .records import RecordedSession, person_record
from .sessions import SessionFacts, get_session, list_sessions, session_trainers

__all__ = [
    "CohortFacts",
    "PersonInCohort",
    "RecordedSession",
    "SessionFacts",
    "Sheet",
    "attendance_percent",
    "cohort_of",
    "count_taken",
    "get_cohort",
    "get_session",
    "get_sheet",
    "list_cohorts",
    "list_people",
    "list_sessions",
    "person_record",
    "session_trainers",
    "visible_cohorts",
]
