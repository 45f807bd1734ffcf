"""Where a list comes from: the pages above it, and where another file is chosen."""

from __future__ import annotations

from dataclasses import dataclass

from flask import url_for
from flask_babel import gettext as _

from app.core.access import current_actor
from app.core.db import db

from ...queries.cohorts import get_cohort
from ..models import ImportFile
from ..rules.decisions import ImportKind


@dataclass(frozen=True, slots=True)
class Origin:
    """The pages above a list, where one begins again, and the cohort that it is about, if it is about one."""

    pages: list[tuple[str, str]]
    again: str
    cohort: str = ""
    cohort_page: str = ""


def origin_of(stored: ImportFile) -> Origin:
    """Return where a list comes from."""
    if stored.cohort_id is None:
        again = url_for("lists.send_file", kind=stored.kind.value)
        return Origin([(_("Imports and exports"), url_for("lists.list_imports")), (_("Import a list"), again)], again)
    cohort = get_cohort(db.session(), current_actor(), stored.cohort_id)
    page = url_for("training.show_cohort", cohort_id=cohort.id)
    again = url_for("lists.send_for_cohort", cohort_id=cohort.id, kind=stored.kind.value)
    return Origin([(cohort.title, page), (title_of(stored.kind), again)], again, cohort.title, page)


def title_of(kind: ImportKind) -> str:
    """Return how taking a list of a cohort is called."""
    return str(_("Marks from a file") if kind is ImportKind.MARKS else _("Enrol people from a file"))
