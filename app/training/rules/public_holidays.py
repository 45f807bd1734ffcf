"""Public holidays of the five countries, from the library `holidays`, which knows all of them.

Days that follow the moon are estimates until the country announces them, and the names say so. They warn; they never
refuse, since a government moves such days by decree.
"""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache

COUNTRIES = ("KZ", "KG", "TJ", "TM", "UZ")
# The reader's language as the library calls it, where it has the country's names in it; otherwise English.
_LANGUAGES = {
    "KZ": {"kk": "kk"},
    "KG": {"ky": "ky", "ru": "ru_KG"},
    "TJ": {"tg": "tg", "ru": "ru"},
    "TM": {"tk": "tk", "ru": "ru"},
    "UZ": {"uz": "uz"},
}
LONGEST = 800


def holiday_on(country: str, day: date, language: str) -> str:
    """Return the name of a public holiday in the reader's language where the library has it, else in English."""
    return _names(country, day.year, language).get(day, "")


def holidays_between(country: str, first: date, last: date, language: str = "en") -> dict[date, str]:
    """Return the holidays from one day to another, both included."""
    last = min(last, first + timedelta(days=LONGEST))
    found: dict[date, str] = {}
    for year in range(first.year, last.year + 1):
        found |= {day: name for day, name in _names(country, year, language).items() if first <= day <= last}
    return found


@lru_cache(maxsize=256)
def _names(country: str, year: int, language: str) -> dict[date, str]:
    if country not in COUNTRIES:
        return {}
    from holidays import country_holidays  # noqa: PLC0415 -- a large library, read when a day is asked about

    return dict(country_holidays(country, years=year, language=_LANGUAGES[country].get(language, "en_US")))
