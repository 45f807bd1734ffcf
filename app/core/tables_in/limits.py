"""How much is read, and how lists part their columns."""

from __future__ import annotations

MOST_BYTES = 5 * 1024 * 1024
MOST_UNPACKED = 60 * 1024 * 1024
MOST_PARTS = 500
MOST_ROWS = 5_000
# Above the titles there may be the name of the list, of the centre and so on.
MOST_TITLE_ROWS = 20
MOST_COLUMNS = 60
LONGEST_CELL = 2_000
DELIMITERS = (";", "\t", ",")
