"""Who was there: marks, sheets, hours, and when a sheet can be marked."""

from .facts import Announcement, Claim, Standing, standing, status_of_claim
from .hours import Attendance, HeldSession, count_hours
from .marks import ATTENDED, CHOICES, AttendanceStatus, Mark, MarkSource, fold, history
from .opening import DAYS_BEFORE_LOCK, Lock, SessionCancelled, SessionHeld, SheetLocked, TooEarly, check_open
from .sheets import (
    Entry,
    MarkedMeanwhile,
    NewMark,
    NotOnRoster,
    Participant,
    SheetRefused,
    StatusMissing,
    TooManyMinutes,
    decide_marks,
)

__all__ = [
    "ATTENDED",
    "CHOICES",
    "DAYS_BEFORE_LOCK",
    "Announcement",
    "Attendance",
    "AttendanceStatus",
    "Claim",
    "Entry",
    "HeldSession",
    "Lock",
    "Mark",
    "MarkSource",
    "MarkedMeanwhile",
    "NewMark",
    "NotOnRoster",
    "Participant",
    "SessionCancelled",
    "SessionHeld",
    "SheetLocked",
    "SheetRefused",
    "Standing",
    "StatusMissing",
    "TooEarly",
    "TooManyMinutes",
    "check_open",
    "count_hours",
    "decide_marks",
    "fold",
    "history",
    "standing",
    "status_of_claim",
]
