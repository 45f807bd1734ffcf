"""How much is read in one go. Whoever needs more splits the file."""

from __future__ import annotations

MEGABYTE = 1024 * 1024
MOST_BYTES = 20 * MEGABYTE
MOST_UNPACKED = 60 * MEGABYTE
MOST_PARTS = 6_000
MOST_QUESTIONS = 5_000
MOST_CHARACTERS = 10 * MEGABYTE  # of one text or XML file, decoded
MOST_ELEMENTS = 400_000
DEEPEST = 120
LARGEST_PICTURE = 5 * MEGABYTE
LARGEST_MEDIA = 40 * MEGABYTE
MOST_CHOICES = 200
