"""Tables that people send: CSV and XLSX read with care, or refused with a sentence.

A file is refused rather than read wrongly: letters in a doubtful encoding, a broken quotation, an archive that unpacks
to more than it should. Everything comes back as text; what it means is for the reader's rules.
"""

from .encodings import ENCODINGS, decode
from .limits import DELIMITERS, MOST_BYTES, MOST_COLUMNS
from .reading import Reading, Row, Sheet, Table, read_sheet, read_table
from .refusals import DoubtfulLetters

__all__ = [
    "DELIMITERS",
    "ENCODINGS",
    "MOST_BYTES",
    "MOST_COLUMNS",
    "DoubtfulLetters",
    "Reading",
    "Row",
    "Sheet",
    "Table",
    "decode",
    "read_sheet",
    "read_table",
]
