"""What can be done with lists. Services never commit."""

from .accepting import NothingToDo, ReasonNeeded, accept, take_next_part
from .exporting import export_list
from .kinds import KINDS
from .reading import AcceptedAlready, Layout, choose, fields_of, look_at_file, read_file, send_file
from .undoing import NotFinished, UndoneAlready, take_back_next_part, undo

__all__ = [
    "KINDS",
    "AcceptedAlready",
    "Layout",
    "NotFinished",
    "NothingToDo",
    "ReasonNeeded",
    "UndoneAlready",
    "accept",
    "choose",
    "export_list",
    "fields_of",
    "look_at_file",
    "read_file",
    "send_file",
    "take_back_next_part",
    "take_next_part",
    "undo",
]
