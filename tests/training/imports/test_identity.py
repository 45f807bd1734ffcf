"""Import, export, import: whatever the texts are, the second time changes nothing."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from app.accounts.models import Agency
from app.core.ids import new_id
from app.training.imports.rules.cells import read_clock, read_day, read_decimal

from .conftest import numbers, table

pytestmark = pytest.mark.slow

# Letters, digits and signs that files are built of; control characters are refused by the reader, surrogates are none.
TEXTS = st.text(
    st.one_of(
        st.sampled_from("абвӣқӯҳҷғЁё ;,\"'=+-@№«»\u00a0\u202f\n\t"),
        st.characters(exclude_categories=("Cs", "Cc", "Cn", "Co")),
    ),
    min_size=1,
    max_size=40,
).filter(lambda text: bool(" ".join(text.split()).strip("'")))
ROUGHLY = settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
AGENCY_TITLES = ("Agency code", "Name in English", "Name in Russian", "Kind", "Part of (agency code)")
PAST_TITLES = ("E-mail address", "Course", "Held by", "First day", "Last day", "Hours", "Evidence")


@ROUGHLY
@given(names=st.lists(st.tuples(TEXTS, TEXTS), min_size=1, max_size=6), extension=st.sampled_from(["csv", "xlsx"]))
def test_agencies(school, desk, names, extension):
    bahrom = desk(school.cast.bahrom)
    rows = [(f"X-{new_id().hex[-12:].upper()}", one, other, "court", "TJ") for one, other in names]
    first = bahrom.take("agencies", table(AGENCY_TITLES, rows))
    stored = school.rows(select(Agency.code).where(Agency.code.in_([row[0] for row in rows])))
    assert len(stored) == len(rows), bahrom.browser.get(first).text
    again = bahrom.preview("agencies", bahrom.export("agencies", extension), f"list.{extension}")
    assert set(numbers(bahrom.browser.get(again).text)) == {"As it is on record"}
    bahrom.undo(first)
    assert school.rows(select(Agency.code).where(Agency.code.in_([row[0] for row in rows]))) == []


@ROUGHLY
@given(
    held=st.lists(
        st.tuples(
            TEXTS,
            TEXTS,
            st.dates(date(2001, 1, 1), date(2025, 12, 31)),
            st.decimals(0, 500, places=2, allow_nan=False, allow_infinity=False),
            TEXTS,
        ),
        min_size=1,
        max_size=6,
        unique_by=lambda row: row[2],
    ),
    extension=st.sampled_from(["csv", "xlsx"]),
)
def test_past_training(school, desk, held, extension):
    dilnoza = desk(school.cast.dilnoza)
    rows = [
        ("amina@example.org", course, provider, day, day, hours, evidence)
        for course, provider, day, hours, evidence in held
    ]
    first = dilnoza.take("past", table(PAST_TITLES, rows))
    again = dilnoza.preview("past", dilnoza.export("past", extension), f"list.{extension}")
    assert numbers(dilnoza.browser.get(again).text) == {"As it is on record": len(rows)}
    dilnoza.undo(first)


@given(st.dates(date(1961, 1, 1), date(2060, 12, 31)))
def test_dates_are_read_as_people_and_programs_write_them(day):
    written = (
        day.isoformat(),
        f"{day:%d.%m.%Y}",
        f"{day:%d/%m/%Y}",
        f"{day.day}.{day.month}.{day.year}",
        f"{day:%d.%m.%y}",
    )
    assert {read_day(text) for text in written} == {day}
    assert read_day(f"{day.isoformat()} 00:00") == day


@given(st.times().map(lambda clock: clock.replace(second=0, microsecond=0, tzinfo=None)))
def test_times_are_read_as_people_and_programs_write_them(clock):
    written = (f"{clock:%H:%M}", f"{clock:%H:%M:%S}", f"{clock.hour}.{clock.minute:02}", f"2026-01-01 {clock:%H:%M}")
    assert {read_clock(text) for text in written} == {clock}


@given(st.decimals(0, 2000, places=2, allow_nan=False, allow_infinity=False))
def test_numbers_are_read_with_comma_and_point(number):
    assert read_decimal(str(number), 0, 2000) == read_decimal(str(number).replace(".", ","), 0, 2000) == number
