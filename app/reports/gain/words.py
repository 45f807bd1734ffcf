"""The groups of learners in the reader's language, and their figures as they are written."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from uuid import UUID

from flask_babel import gettext as _

from app.accounts.models import PROFESSION_TITLES, SEX_TITLES, Profession, Sex
from app.accounts.regions import REGION_NAMES
from app.core.i18n import LANGUAGE_NAMES, current_language, pick, show_number
from app.reports.queries.reach import Places

from .grouping import Dimension, Keys
from .queries import Learner
from .rules import Interval


def keys_of(places: Places) -> Keys:
    """Return for each dimension how a learner is put into a group."""
    countries = {key: UUID(path.split("/", 1)[0]) for key, path in places.paths.items()}
    return {
        Dimension.COHORT: lambda learner: (
            places.courses[learner.course_edition_id][0],
            learner.cohort_id,
            learner.cohort,
        ),
        Dimension.COURSE: lambda learner: places.courses[learner.course_edition_id][0],
        Dimension.AGENCY: lambda learner: learner.agency_id,
        Dimension.REGION: lambda learner: (countries[learner.agency_id], places.regions[learner.agency_id]),
        Dimension.COUNTRY: lambda learner: countries[learner.agency_id],
        Dimension.PROFESSION: lambda learner: learner.profession,
        Dimension.SEX: lambda learner: learner.sex,
        Dimension.LANGUAGE: lambda learner: learner.language,
        Dimension.YEAR: _year,
    }


def _year(learner: Learner) -> int:
    return learner.enrolled_at.year


def names_of(by: Dimension, places: Places) -> Callable[[Hashable], str]:
    """Return how the groups of a dimension are called."""
    language = current_language()
    titles = dict(places.courses.values())

    def name(key: Hashable) -> str:  # noqa: PLR0911 -- one a dimension
        match by:
            case Dimension.COHORT:
                assert isinstance(key, tuple)
                return str(key[2]) if key[1] else _without_cohort(pick(titles[key[0]], language))
            case Dimension.COURSE:
                return pick(titles[str(key)], language)
            case Dimension.AGENCY | Dimension.COUNTRY:
                assert isinstance(key, UUID)
                return pick(places.agencies[key], language)
            case Dimension.REGION:
                assert isinstance(key, tuple)
                country, region = key
                return (
                    pick(REGION_NAMES[region], language)
                    if region
                    else _unstated(pick(places.agencies[country], language))
                )
            case Dimension.PROFESSION:
                assert isinstance(key, Profession)
                return str(_(PROFESSION_TITLES[key]))
            case Dimension.SEX:
                return str(_(SEX_TITLES[key])) if isinstance(key, Sex) else str(_("Not recorded"))
            case Dimension.LANGUAGE:
                return str(LANGUAGE_NAMES.get(str(key), key))
            case Dimension.YEAR:
                return str(key)

    return name


def _unstated(country: str) -> str:
    return str(_("%(country)s, region not stated", country=country))


def _without_cohort(course: str) -> str:
    return str(_("%(course)s, without a cohort", course=course))


def number(value: float | None, digits: int = 1) -> str:
    """Write a number; nothing is a dash."""
    return "–" if value is None else show_number(round(value, digits))


def between(interval: Interval | None, digits: int = 1) -> str:
    """Write an interval."""
    if interval is None:
        return ""
    return str(_("%(low)s to %(high)s", low=number(interval.low, digits), high=number(interval.high, digits)))
