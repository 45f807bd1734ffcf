"""What is done with evaluations."""

from .answering import answer
from .opening import ask_joined, ask_moved, open_due, open_evaluation
from .supervisors import answer_about, answer_by_link, ask_supervisor, digest_of, send_on

__all__ = [
    "answer",
    "answer_about",
    "answer_by_link",
    "ask_joined",
    "ask_moved",
    "ask_supervisor",
    "digest_of",
    "open_due",
    "open_evaluation",
    "send_on",
]
