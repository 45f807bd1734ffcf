"""The kinds of lists."""

from __future__ import annotations

from ...rules.decisions import ImportKind
from .agencies import Agencies
from .base import Done, Kind, Run
from .cohorts import Cohorts
from .enrolments import Enrolments
from .marks import Marks
from .past import PastTrainings
from .people import People
from .sessions import Sessions

__all__ = ["KINDS", "Done", "Kind", "Run"]
KINDS: dict[ImportKind, Kind] = {
    each.key: each for each in (Agencies(), People(), Enrolments(), Cohorts(), Sessions(), Marks(), PastTrainings())
}
