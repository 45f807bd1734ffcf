"""What can be done with venues, rooms, equipment and beds. Services never commit."""

from .beds import book_beds, give_beds_back
from .centres import NameTaken, own_centre
from .equipment import save_item
from .rooms import RoomBookedThen, RoomDetails, change_room
from .venues import VenueDetails, save_venue

__all__ = [
    "NameTaken",
    "RoomBookedThen",
    "RoomDetails",
    "VenueDetails",
    "book_beds",
    "change_room",
    "give_beds_back",
    "own_centre",
    "save_item",
    "save_venue",
]
