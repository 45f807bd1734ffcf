"""What the program writes as the reason where it acts itself. Stored in English, said in the reader's language."""

from __future__ import annotations

from app.core.errors import N_

UNUSED = N_("Released because it was not used in time.")
SEAT_GIVEN_ON = N_("The seat went to the waiting list.")
SEAT_FREE = N_("A seat became free.")
MORE_PLACES = N_("The cohort has more places.")
NEW_QUOTA = N_("The centre changed the quota.")
NEW_RESERVATION = N_("An agency said anew how many seats it uses.")
RELEASED = N_("Seats that nobody used were released.")
OTHER_COHORT = N_("Goes on in another cohort.")

OF_THE_PROGRAM = frozenset(
    {UNUSED, SEAT_GIVEN_ON, SEAT_FREE, MORE_PLACES, NEW_QUOTA, NEW_RESERVATION, RELEASED, OTHER_COHORT}
)
