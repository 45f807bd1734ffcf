"""What can be done with training. Services never commit."""

from .attendance import confirm_waiting, mark_attendance, mark_sheet
from .cohorts import CohortDetails, change_cohort, create_cohort
from .people import Invited, enrol_person, invite_and_enrol, leave_cohort, withdraw_person
from .rooms import add_room
from .sessions import SessionDetails, cancel_session, change_session, plan_session

__all__ = [
    "CohortDetails",
    "Invited",
    "SessionDetails",
    "add_room",
    "cancel_session",
    "change_cohort",
    "change_session",
    "confirm_waiting",
    "create_cohort",
    "enrol_person",
    "invite_and_enrol",
    "leave_cohort",
    "mark_attendance",
    "mark_sheet",
    "plan_session",
    "withdraw_person",
]
