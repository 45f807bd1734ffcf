"""What agencies and centres do with training that an agency held itself. Services never commit."""

from .decisions import decide, submit
from .descriptions import TrainingDetails, save_training
from .evidence import attach, detach
from .rosters import add_listed, remove_person, set_roster

__all__ = [
    "TrainingDetails",
    "add_listed",
    "attach",
    "decide",
    "detach",
    "remove_person",
    "save_training",
    "set_roster",
    "submit",
]
