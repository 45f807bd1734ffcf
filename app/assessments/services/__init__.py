"""What a person can do in an assessment: start an attempt, save an answer, hand it in."""

from .marking import close_overdue, expire_overdue, submit_attempt
from .responses import SavedResponse, save_response
from .starting import start_attempt

__all__ = ["SavedResponse", "close_overdue", "expire_overdue", "save_response", "start_attempt", "submit_attempt"]
