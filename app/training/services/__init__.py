"""What can be done with training. Services never commit."""

from .attendance import mark_attendance
from .cohorts import CohortDetails, change_cohort, create_cohort
from .rooms import add_room
from .sessions import SessionDetails, cancel_session, change_session, plan_session

__all__ = [
    "CohortDetails",
    "SessionDetails",
    "add_room",
    "cancel_session",
    "change_cohort",
    "change_session",
    "create_cohort",
    "mark_attendance",
    "plan_session",
]
