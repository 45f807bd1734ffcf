"""Words for marks in every language that the program knows, and how a cell with one is read."""

from __future__ import annotations

import re
from collections.abc import Mapping

from app.core.errors import N_, RuleViolation

from ..rules.attendance import CHOICES, AttendanceStatus
from ..rules.people_words import fold_word

PRESENT, LATE, EXCUSED, ABSENT = CHOICES
WORDS: dict[str, AttendanceStatus] = {
    fold_word(word): status
    for status, words in {
        PRESENT: (
            "present", "p", "yes", "1", "here", "attended", "П", "присутствовал", "присутствовала", "присутствует",
            "был", "была", "да", "Я", "явка",
            "Ҳ", "ҳозир", "ҳозир буд", "иштирок дошт", "бор", "келди", "ha", "keldi", "qatnashdi",
            "катышты", "қатысты", "gatnaşdy",
        ),
        LATE: (
            "late", "l", "О", "опоздал", "опоздала", "опоздание", "дер", "Д", "дер кард", "дер омад", "kechikdi",
            "кечикти", "кешікті", "gijä galdy",
        ),
        EXCUSED: (
            "excused", "e", "У", "уважительная", "уважительная причина", "по уважительной причине", "бо узр", "узрнок",
            "узр", "sababli", "себептүү", "себепті", "sebäpli",
        ),
        ABSENT: (
            "absent", "a", "no", "0", "Н", "отсутствовал", "отсутствовала", "отсутствует", "не был", "не была", "нет",
            "нб", "н/б", "ғоиб", "Ғ", "ғоиб буд", "йўқ", "yoʻq", "kelmadi", "келген жок", "келмеді", "gelmedi",
        ),
    }.items()
    for word in words
}  # fmt: skip
SIGNS = {"+": PRESENT, "✓": PRESENT, "v": PRESENT, "-": ABSENT, "–": ABSENT, "—": ABSENT}
STATUS_CELL = re.compile(
    r"\s*(?P<word>[^\d]*?|[01])[\s(,:]*(?P<minutes>\d{1,4})?\s*(?:min\w*\.?|мин\w*\.?|дақ\w*\.?|дак\w*\.?|')?\s*\)?\s*"
)


class StatusUnknown(RuleViolation):
    """Not a word for a mark."""

    code = "status-unknown"
    message = N_("“%(text)s” is no mark. Write present, late, excused or absent, or their first letters.")


def read_status(text: str, words: Mapping[str, AttendanceStatus] | None = None) -> tuple[AttendanceStatus | None, int]:
    """Read a cell such as “late 10”, “О (10 мин)”, “ҳозир”, “+”; an empty one says nothing.

    Raises:
        StatusUnknown: it says something else.

    """
    bare = text.strip()
    if not bare:
        return None, 0
    if bare in SIGNS:
        return SIGNS[bare], 0
    known = {**WORDS, **(words or {})}
    if (whole := known.get(fold_word(bare))) is not None:
        return whole, 0
    found = STATUS_CELL.fullmatch(bare)
    status = known.get(fold_word(found["word"])) if found else None
    if found is None or status is None or (found["minutes"] and status is not LATE):
        raise StatusUnknown(text=bare[:60])
    return status, int(found["minutes"] or 0)
