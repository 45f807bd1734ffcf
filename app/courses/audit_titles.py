"""What the audit trail calls the acts of this feature: courses and the curriculum."""

from __future__ import annotations

from app.core.errors import N_

ACT_TITLES = {
    "courses:course:publish": N_("A course published"),
    "courses:enrolment:enrol": N_("Enrolled on a course"),
    "courses:enrolment:withdraw": N_("Withdrawn from a course"),
    "courses:manual:request": N_("A manual asked for"),
    "courses:module:publish": N_("A module published"),
}
