"""Whose sessions a cohort's are: its places, and the stays of those who went on in another cohort."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import ColumnElement, Subquery, and_, null, or_, select, union_all

from ..models import CohortPlace, TrainingSession
from ..moves.models import CohortStay


def seats_where(chosen: Callable[[Any], ColumnElement[bool]]) -> Subquery:
    """Return the chosen places with the stays in earlier cohorts: each with the time in which its sessions count.

    A place that ended without a change of cohort keeps all its sessions: who was withdrawn missed the rest.
    """
    places = select(
        CohortPlace.enrolment_id,
        CohortPlace.cohort_id,
        CohortPlace.user_id,
        CohortPlace.counts_from.label("since"),
        null().label("until"),
        CohortPlace.left_at,
    ).where(chosen(CohortPlace))
    stays = select(
        CohortStay.enrolment_id,
        CohortStay.cohort_id,
        CohortStay.user_id,
        CohortStay.since,
        CohortStay.until,
        null().label("left_at"),
    ).where(chosen(CohortStay))
    return union_all(places, stays).subquery("seats")


def within(seats: Any) -> ColumnElement[bool]:  # noqa: ANN401 -- a subquery of `seats_where`
    """Whether the query's session lies in the time in which a seat counts."""
    return and_(
        or_(seats.c.since.is_(None), TrainingSession.starts_at >= seats.c.since),
        or_(seats.c.until.is_(None), TrainingSession.starts_at < seats.c.until),
    )
