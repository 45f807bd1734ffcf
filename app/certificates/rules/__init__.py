"""Who may have a certificate, how long it is valid, and how it is numbered. Pure decisions."""

from .serials import ALPHABET, make_serial, read_serial
from .standing import (
    AttendanceBelow,
    AttendanceUnknown,
    CertificateRule,
    ExamBeingMarked,
    ExamBelowMark,
    ExamNotTaken,
    LessonsIncomplete,
    NotEligible,
    PracticalBeingMarked,
    PracticalBelowMark,
    PracticalNotTaken,
    SimulationsIncomplete,
    Standing,
    Withdrawn,
    unmet,
)
from .validity import STATUS_TITLES, AlreadyRevoked, ReasonMissing, Status, check_reason, expiry, status_on

TEMPLATE = "classic-1"

__all__ = [
    "ALPHABET",
    "STATUS_TITLES",
    "TEMPLATE",
    "AlreadyRevoked",
    "AttendanceBelow",
    "AttendanceUnknown",
    "CertificateRule",
    "ExamBeingMarked",
    "ExamBelowMark",
    "ExamNotTaken",
    "LessonsIncomplete",
    "NotEligible",
    "PracticalBeingMarked",
    "PracticalBelowMark",
    "PracticalNotTaken",
    "ReasonMissing",
    "SimulationsIncomplete",
    "Standing",
    "Status",
    "Withdrawn",
    "check_reason",
    "expiry",
    "make_serial",
    "read_serial",
    "status_on",
    "unmet",
]
