"""What a person can do in an assessment: start an attempt, save an answer, hand it in."""

from .marking import close_overdue, expire_overdue, submit_attempt
from .responses import GivenAnswer, SavedResponse, save_response, save_responses
from .starting import start_attempt

__all__ = [
    "GivenAnswer",
    "SavedResponse",
    "close_overdue",
    "expire_overdue",
    "save_response",
    "save_responses",
    "start_attempt",
    "submit_attempt",
]
