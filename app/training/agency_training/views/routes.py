"""The blueprint, and what its pages have in common."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from flask import Blueprint

from app.core.access import current_actor
from app.core.db import db
from app.core.i18n import current_language, explain, pick
from app.core.policy import require
from app.courses.queries import list_current_modules

from .. import queries
from ..permissions import AgencyTrainingPermission
from ..queries import Dossiers
from ..rules import hours, states
from ..rules.states import State

blueprint = Blueprint("agency_training", __name__, template_folder="../../templates")
BADGES = {
    State.SUBMITTED: "info",
    State.RETURNED: "warning",
    State.ACCEPTED: "good",
    State.REFUSED: "bad",
    State.ANNULLED: "bad",
}
TEMPLATES = "training/agency_training"


def own_training(training_id: UUID) -> Dossiers:
    """Return a training of the own agency that can still be changed."""
    actor = current_actor()
    found = queries.get_training(db.session(), actor, training_id)
    require(actor, AgencyTrainingPermission.SUBMIT, found.agency.path)
    if found.state not in states.EDITABLE:
        raise states.NotEditable
    return found


def module_names() -> dict[str, str]:
    """Return the titles of the modules by their keys."""
    language = current_language()
    return {each.key: pick(dict(each.titles), language) for each in list_current_modules(db.session())}


def hours_of(minutes: int) -> float:
    """Return minutes as hours."""
    return minutes / hours.MINUTES


def read_minutes(sent: Mapping[str, str], names: Mapping[UUID, str], whole: int) -> tuple[dict[UUID, int], list[str]]:
    """Read hours typed beside people; an empty field means the whole training, or nothing where `whole` is 0."""
    found: dict[UUID, int] = {}
    problems = []
    for key, name in names.items():
        text = sent.get(f"hours-{key.hex}", "").strip()
        try:
            found[key] = hours.read_hours(text) if text else whole
        except hours.HoursUnreadable as violation:
            problems.append(f"{name}: {explain(violation)}" if name else explain(violation))
    return found, problems
