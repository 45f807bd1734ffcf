"""Days as people write them in the three languages."""

from __future__ import annotations

from datetime import date

import pytest

from app.core.i18n import show_date, show_day, show_days, speaking


@pytest.mark.parametrize(
    ("language", "style", "month", "two_months", "two_years"),
    [
        (
            "en",
            "medium",
            "Nov 23–27, 2026",
            "Nov 23 – Dec 4, 2026",
            "Nov 23, 2026 – Jan 4, 2027",
        ),
        (
            "ru",
            "long",
            "23–27 ноября 2026",
            "23 ноября – 4 декабря 2026",
            "23 ноября 2026 – 4 января 2027",
        ),
        (
            "tg",
            "long",
            "23–27 ноябри соли 2026",
            "23 ноябри – 4 декабри соли 2026",
            "23 ноябри соли 2026 – 4 январи соли 2027",
        ),
        ("tg", "medium", "23–27 ноябри 2026", "23 ноябри – 4 декабри 2026", "23 ноябри 2026 – 4 январи 2027"),
        ("ru", "short", "23.11.2026 – 27.11.2026", "23.11.2026 – 04.12.2026", "23.11.2026 – 04.01.2027"),
    ],
)
def test_what_two_days_share_is_said_once(app, language, style, month, two_months, two_years):
    first = date(2026, 11, 23)
    with app.app_context(), speaking(language):
        assert show_days(first, date(2026, 11, 27), style) == month
        assert show_days(first, date(2026, 12, 4), style) == two_months
        assert show_days(first, date(2027, 1, 4), style) == two_years
        assert show_days(first, first, style) == show_date(first, style=style)


@pytest.mark.parametrize("style", ["medium", "long", "full"])
def test_a_russian_date_may_end_a_sentence(app, style):
    with app.app_context(), speaking("ru"):
        assert show_date(date(2026, 11, 23), style=style).endswith(" 2026")


@pytest.mark.parametrize(("language", "day"), [("en", "Nov 23"), ("ru", "23 нояб."), ("tg", "23 ноябри")])
def test_the_year_may_be_left_out(app, language, day):
    with app.app_context(), speaking(language):
        assert show_day(date(2026, 11, 23)) == day
