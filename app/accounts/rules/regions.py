"""Which region an agency may name."""

from __future__ import annotations

from app.core.errors import N_, RuleViolation

from ..regions import regions_of


class RegionElsewhere(RuleViolation):
    """A region of another country, or none at all."""

    code = "region-elsewhere"
    message = N_("Choose a region of the country that the agency belongs to.")


def check_region(region: str | None, country: str) -> None:
    """Refuse a region that is none of the country's.

    Raises:
        RegionElsewhere: as named.

    """
    if region is not None and region not in regions_of(country):
        raise RegionElsewhere
