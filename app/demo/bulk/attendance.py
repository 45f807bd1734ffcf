"""Writing who was there: mostly present, and a few marks corrected."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from app.training.models import MarkSource
from app.training.rules.attendance import AttendanceStatus

from .inventing import Group, Inventor

CORRECTED = 0.01
STATUSES = (AttendanceStatus.PRESENT, AttendanceStatus.LATE, AttendanceStatus.EXCUSED, AttendanceStatus.ABSENT)
WEIGHTS = (88, 5, 3, 4)
MARK_COLUMNS = (
    "id",
    "session_id",
    "enrolment_id",
    "user_id",
    "agency_id",
    "status",
    "minutes_late",
    "remark",
    "marked_by",
    "marked_at",
    "source",
    "corrects_id",
    "reason",
)


def attendance_marks(inventor: Inventor, groups: list[Group]) -> Iterator[tuple[object, ...]]:
    """Give everybody a mark for each session; a few are corrected later."""
    chance = inventor.chance
    for group in groups:
        by = group.trainer.id
        for session_id, starts_at, _ends_at in group.sessions:
            at = starts_at + timedelta(minutes=15)
            for each in group.people:
                [status] = chance.choices(STATUSES, WEIGHTS)
                late = chance.randrange(5, 45) if status is AttendanceStatus.LATE else 0
                mark_id = inventor.new_id()
                about = (session_id, each.enrolment_id, each.id, each.agency.id)
                yield (mark_id, *about, status, late, "", by, at, MarkSource.TRAINER, None, "")
                if chance.random() < CORRECTED:
                    changed = AttendanceStatus.EXCUSED
                    yield (
                        inventor.new_id(),
                        *about,
                        changed,
                        0,
                        "",
                        by,
                        at + timedelta(days=1),
                        MarkSource.TRAINER,
                        mark_id,
                        "Справка",
                    )
