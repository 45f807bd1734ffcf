"""Dates as official documents write them.

The general tables are wrong or foreign there: "08 Май 2026", "May 8, 2026".
"""

from __future__ import annotations

from datetime import date

from babel.dates import format_date

MONTHS = {
    "en": (
        "January February March April May June July August September October November December".split()  # noqa: SIM905
    ),
    "ru": (
        "января февраля марта апреля мая июня июля августа сентября октября ноября декабря".split()  # noqa: SIM905
    ),
    "tg": (
        "январи феврали марти апрели майи июни июли августи сентябри октябри ноябри декабри".split()  # noqa: SIM905
    ),
}
DAY_MONTH_YEAR = {"en": "{day} {month} {year}", "ru": "{day} {month} {year} г.", "tg": "{day} {month} соли {year}"}


def write_date(day: date, language: str) -> str:
    """Write a date in full, as an official document in that language does."""
    months = MONTHS.get(language)
    if months is None:
        return str(format_date(day, "long", locale=language))
    return DAY_MONTH_YEAR[language].format(day=day.day, month=months[day.month - 1], year=day.year)


def write_period(first: date, last: date, language: str) -> str:
    """Write from when to when; the month and the year are said once where they are the same."""
    if first == last:
        return write_date(first, language)
    if language in MONTHS and (first.year, first.month) == (last.year, last.month):
        return f"{first.day}–{write_date(last, language)}"
    return f"{write_date(first, language)} – {write_date(last, language)}"
