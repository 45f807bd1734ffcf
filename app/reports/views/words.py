"""The words of the attendance file in the reader's language."""

from __future__ import annotations

from flask_babel import gettext as _

from app.accounts.models import PROFESSION_TITLES
from app.core.i18n import current_language
from app.training.models import ATTENDANCE_TITLES, SOURCE_TITLES

from ..attendance_file import Words


def file_words() -> Words:
    """Translate once what stands in many rows."""
    return Words(
        language=current_language(),
        titles=(
            _("Person"),
            _("Agency"),
            _("Profession"),
            _("Course"),
            _("Cohort"),
            _("Session"),
            _("Date"),
            _("Start"),
            _("End"),
            _("Hours"),
            _("Place"),
            _("Trainers"),
            _("Status"),
            _("Minutes late"),
            _("Marked by"),
            _("Marked at"),
            _("Corrected"),
            _("From what"),
        ),
        professions={profession.value: _(title) for profession, title in PROFESSION_TITLES.items()},
        statuses={status.value: _(title) for status, title in ATTENDANCE_TITLES.items()},
        sources={source.value: _(title) for source, title in SOURCE_TITLES.items()},
        online=_("Online"),
        yes=_("Yes"),
        no=_("No"),
    )
