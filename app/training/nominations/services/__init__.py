"""What can be done with nominations. Services never commit."""

from .calls import CallDetails, note_seats, open_call, release_seats, set_head
from .deciding import decide, take_step
from .letters import issue_letters
from .nominating import NewPerson, move_in_reserve, nominate

__all__ = [
    "CallDetails",
    "NewPerson",
    "decide",
    "issue_letters",
    "move_in_reserve",
    "nominate",
    "note_seats",
    "open_call",
    "release_seats",
    "set_head",
    "take_step",
]
