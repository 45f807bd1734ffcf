"""What is printed of a paper version."""

from __future__ import annotations

from enum import StrEnum

from app.core.errors import N_, RuleViolation

MOST_COPIES = 500


class PrintKind(StrEnum):
    """A kind of document."""

    BOOKLET = "booklet"
    SHEETS = "sheets"
    BLANK_SHEET = "blank_sheet"
    KEY = "key"
    CHECKLIST = "checklist"


PRINT_TITLES = {
    PrintKind.BOOKLET: N_("Booklet"),
    PrintKind.SHEETS: N_("Answer sheets with names"),
    PrintKind.BLANK_SHEET: N_("Blank answer sheet"),
    PrintKind.KEY: N_("Key for markers"),
    PrintKind.CHECKLIST: N_("Assessor's sheets"),
}
WRITTEN = (PrintKind.BOOKLET, PrintKind.SHEETS, PrintKind.BLANK_SHEET)


class WrongDocument(RuleViolation):
    """Such a document is not made of this paper version."""

    code = "wrong-document"
    message = N_("Practical questions have assessor's sheets and no booklet; written ones have booklets.")


class WrongCopies(RuleViolation):
    """So many copies can't be printed."""

    code = "wrong-copies"
    message = N_("Write how many copies: a whole number from 1 to %(most)s.")


class LanguageNotInSet(RuleViolation):
    """The variants were not drawn for this language."""

    code = "language-not-in-set"
    message = N_("This paper version was not made in that language. Make another one.")


class NobodyToPrintFor(RuleViolation):
    """Nobody's sheet is in this language and size."""

    code = "nobody-to-print-for"
    message = N_("Nobody in this sitting has a sheet in that language and size.")


def check_document(kind: PrintKind, *, practical: bool, copies: int) -> None:
    """Refuse documents that this paper version does not have.

    Raises:
        WrongDocument: a booklet of practical questions, or an assessor's sheet of written ones.
        WrongCopies: too many, or none.

    """
    if kind is not PrintKind.KEY and practical != (kind is PrintKind.CHECKLIST):
        raise WrongDocument
    if not 1 <= copies <= MOST_COPIES:
        raise WrongCopies(most=MOST_COPIES)
