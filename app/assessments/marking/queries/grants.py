"""Attempts that people may make beyond what an assessment allows."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ScalarSelect, func, select
from sqlalchemy.orm import InstrumentedAttribute

from ..models import GrantedAttempt


def granted_to(
    enrolment_id: InstrumentedAttribute[Any], assessment_id: InstrumentedAttribute[Any]
) -> ScalarSelect[int]:
    """Return, as a column of a statement that has both, how many attempts were granted on top."""
    return (
        select(func.count())
        .select_from(GrantedAttempt)
        .where(GrantedAttempt.enrolment_id == enrolment_id, GrantedAttempt.assessment_id == assessment_id)
        .scalar_subquery()
    )
