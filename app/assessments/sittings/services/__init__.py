"""What can be done with sittings."""

from .conducting import end_for, give_minutes, note_incident, release_results, renew_code
from .granting import grant_accommodation
from .planning import SittingDetails, add_people, change_sitting, open_sitting, remove_person

__all__ = [
    "SittingDetails",
    "add_people",
    "change_sitting",
    "end_for",
    "give_minutes",
    "grant_accommodation",
    "note_incident",
    "open_sitting",
    "release_results",
    "remove_person",
    "renew_code",
]
