"""Why a file is not read."""

from __future__ import annotations

from ..errors import N_, RuleViolation


class FileTooLarge(RuleViolation):
    """More than is read in one go."""

    code = "file-too-large"
    message = N_("The file is larger than %(megabytes)s MB. Split it.")


class FileEmpty(RuleViolation):
    """There is nothing in it."""

    code = "file-empty"
    message = N_("The file has no rows below the titles.")


class UnknownFileKind(RuleViolation):
    """Neither CSV nor XLSX."""

    code = "unknown-file-kind"
    message = N_("This is neither a CSV nor an XLSX file. Save the sheet as .xlsx and try again.")


class OldExcelFile(RuleViolation):
    """The binary format before 2007, or a file locked with a password."""

    code = "old-excel-file"
    message = N_("This is an old Excel file (.xls) or one with a password. Save it as .xlsx without a password.")


class BrokenFile(RuleViolation):
    """It claims to be XLSX and can't be read."""

    code = "broken-file"
    message = N_("This XLSX file is damaged or has parts that are not accepted. Save it again as .xlsx.")


class BrokenLine(RuleViolation):
    """The quotation marks of a CSV file do not add up."""

    code = "broken-line"
    message = N_("Line %(line)s can't be read: its quotation marks do not match. Nothing was read.")


class DoubtfulLetters(RuleViolation):
    """No encoding gives plausible letters; guessing would put wrong names on record."""

    code = "doubtful-letters"
    message = N_("The letters of this file can't be told with certainty. Save it as .xlsx or as CSV in UTF-8.")


class TooManyRows(RuleViolation):
    """More than is read in one go."""

    code = "too-many-rows"
    message = N_("The file has more than %(rows)s rows. Split it.")


class TooManyColumns(RuleViolation):
    """More than a list of people has."""

    code = "too-many-columns"
    message = N_("Line %(line)s has more than %(columns)s columns.")


class CellTooLong(RuleViolation):
    """More text than a cell of a list holds."""

    code = "cell-too-long"
    message = N_("A cell in line %(line)s has more than %(length)s characters.")
