"""Decisions about manuals: which languages, when to build, and why a build failed."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from app.core.errors import N_, RuleViolation
from app.courses.outlines import CourseOutline

# Raised by one whenever the template changes what is printed: manuals are then made again when somebody asks.
TEMPLATE = 1
SILENCE = timedelta(minutes=3)


class ManualState(StrEnum):
    """Where the making of a manual stands."""

    WAITING = "waiting"
    BUILDING = "building"
    READY = "ready"
    FAILED = "failed"


STEPS = (
    N_("Waiting for its turn"),
    N_("Reading the lessons"),
    N_("Laying out the pages"),
    N_("Filling in the page numbers"),
    N_("Storing the file"),
)


class Unprintable(RuleViolation):
    """A section holds a character that can't be printed."""

    code = "manual-unprintable"
    message = N_("The character “%(character)s” in %(place)s can't be printed. No manual was made.")


class NothingToPrint(RuleViolation):
    """The course has no lesson."""

    code = "manual-empty"
    message = N_("This course has no lessons yet. No manual was made.")


class BuildFault(RuleViolation):
    """The program itself failed."""

    code = "manual-fault"
    message = N_("The program failed while making the manual. The fault was recorded; try again.")


class FileLost(RuleViolation):
    """The stored file is missing or damaged."""

    code = "manual-lost"
    message = N_("The stored file is missing or damaged. Make the manual again.")


class BuildSilent(RuleViolation):
    """The build began and was not heard of again."""

    code = "manual-silent"
    message = N_("The work stopped without a result. Make the manual again.")


class StillBuilding(RuleViolation):
    """Somebody else is at it."""

    code = "manual-building"
    message = N_("This manual is being made at this moment. Ask again in a minute.")


REASONS: dict[str, type[RuleViolation]] = {
    each.code: each for each in (Unprintable, NothingToPrint, BuildFault, FileLost, BuildSilent)
}


def reason_of(stored: Mapping[str, Any]) -> RuleViolation:
    """Return the refusal that a failed build left behind."""
    found = REASONS.get(stored.get("code", ""), BuildFault)
    return found(**stored.get("facts", {}))


def fingerprint(glossary_edition: int) -> str:
    """Name what a manual depends on besides the course edition and the language, neither of which changes."""
    return hashlib.sha256(f"{TEMPLATE}/{glossary_edition}".encode()).hexdigest()


def is_silent(state: ManualState, heard_at: datetime, now: datetime) -> bool:
    """Tell whether nobody works on it any more, although it is neither ready nor failed."""
    return state in (ManualState.WAITING, ManualState.BUILDING) and now - heard_at > SILENCE


def may_build(state: ManualState, heard_at: datetime, now: datetime) -> bool:
    """Tell whether asking again starts the work again."""
    return state is ManualState.FAILED or is_silent(state, heard_at, now)


def languages_of(course: CourseOutline) -> dict[str, int]:
    """Return the languages that a course's lessons exist in, with how many do; the fullest first."""
    counts: dict[str, int] = {}
    for _module, lesson in course.steps:
        for language in lesson.titles:
            counts[language] = counts.get(language, 0) + 1
    return dict(sorted(counts.items(), key=lambda pair: -pair[1]))


def choose_language(course: CourseOutline, chain: tuple[str, ...]) -> str:
    """Return the first language of a chain that the course has."""
    found = languages_of(course)
    return next((language for language in chain if language in found), next(iter(found), ""))
