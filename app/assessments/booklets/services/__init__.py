"""What can be done with paper versions."""

from .deciding import decide_entry
from .entering import SentScan, TypedSheet, enter_sheet, note_absence
from .files import FilePreview, accept_file, preview_file, send_file
from .making import SetDetails, assign_sheets, make_set
from .marking import mark_papers
from .printing import Press, Wanted, print_document, read_printing

__all__ = [
    "FilePreview",
    "Press",
    "SentScan",
    "SetDetails",
    "TypedSheet",
    "Wanted",
    "accept_file",
    "assign_sheets",
    "decide_entry",
    "enter_sheet",
    "make_set",
    "mark_papers",
    "note_absence",
    "preview_file",
    "print_document",
    "read_printing",
    "send_file",
]
