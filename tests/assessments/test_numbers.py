"""Numbers in whatever style people type them."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.assessments.rules.grading.typed import numeric
from app.assessments.rules.numbers import Unit, exact, is_exact, read_number, read_typed

UNITS = (
    Unit("km", Fraction(1), ("km", "км", "километр", "километров")),
    Unit("m", Fraction(1, 1000), ("m", "м")),
    Unit("usd", Fraction(1), ("$", "USD")),
    Unit("som", Fraction(1), ("сом.", "сомонӣ")),
    Unit("area", Fraction(1), ("м²",)),
    Unit("percent", Fraction(1), ("%",)),
)


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("12,5", "12.5"),
        ("12.5", "12.5"),
        ("1 234,5", "1234.5"),
        ("1\u00a0234,5", "1234.5"),
        ("1\u202f234,5", "1234.5"),
        ("1'234.5", "1234.5"),
        ("1.234,5", "1234.5"),
        ("1,234.5", "1234.5"),
        ("1,234,567", "1234567"),
        ("−3", "-3"),
        ("–3", "-3"),
        ("- 3", "-3"),
        ("+3", "3"),
        ("1.2e3", "1200"),
        ("1,2Е3", "1200"),
        ("1.2·10^3", "1200"),
        ("1.2 x 10^-3", "0.0012"),
        ("1,2 × 10³", "1200"),
        ("٣", "3"),
        ("１２", "12"),
        (".5", "0.5"),
        ("5.", "5"),
        ("007", "7"),
    ],
)
def test_styles_of_numbers(typed, value):
    assert read_number(typed) == Fraction(value)


@pytest.mark.parametrize("typed", ["", " ", "twelve", "1/2", "12 13 км 4", "--3", "e3", "1e999", "9" * 70, "12abc"])
def test_what_is_no_number(typed):
    assert read_number(typed) is None


@pytest.mark.parametrize(
    ("typed", "value", "unit"),
    [
        ("12,5 км", "12.5", "km"),
        ("12,5км", "12.5", "km"),
        ("12.5 KM", "12.5", "km"),
        ("12,5 километров", "12.5", "km"),
        ("12500 м", "12500", "m"),
        ("12 kм", "12", "km"),  # one letter of the other alphabet
        ("$ 12", "12", "usd"),
        ("$12", "12", "usd"),
        ("12 USD", "12", "usd"),
        ("1 200 сом", "1200", "som"),
        ("1 200 СОМОНӢ", "1200", "som"),
        ("3 м²", "3", "area"),
        ("3 м2", "3", "area"),
        ("80%", "80", "percent"),
        ("80", "80", None),
    ],
)
def test_units_before_and_after(typed, value, unit):
    found = read_typed(typed, UNITS)

    assert found.value == Fraction(value)
    assert (found.unit.id if found.unit else None) == unit


def test_a_unit_that_the_question_does_not_know_is_kept_beside_the_number():
    found = read_typed("12,5 вёрст", UNITS)

    assert (found.value, found.unit, found.unknown) == (Fraction("12.5"), None, "вёрст")
    assert read_typed("between 12 and 13", UNITS) is None


@given(st.text(max_size=60))
def test_reading_never_fails_whatever_was_typed(text):
    read_number(text)
    read_typed(text, UNITS)


@given(st.text(alphabet="0123456789.,'eE+-−· ^x()км$ \u00a0", max_size=40))
def test_reading_never_fails_on_what_looks_like_numbers(text):
    found = read_typed(text, UNITS)
    assert found is None or isinstance(found.value, Fraction)


@given(
    st.decimals(min_value=-(10**9), max_value=10**9, places=3),
    st.sampled_from([".", ","]),
    st.sampled_from(["", " ", "\u00a0", "\u202f"]),
    st.sampled_from(["-", "−", "–"]),
    st.sampled_from(["{} км", "{}км", "км {}", "{}"]),
)
def test_one_number_in_many_styles_is_one_number(number, mark, blank, minus, pattern):
    plain = f"{abs(number):,.3f}"
    typed = plain.replace(",", blank).replace(".", mark)
    typed = (minus if number < 0 else "") + typed

    found = read_typed(pattern.format(typed), UNITS)

    assert found.value == Fraction(str(number))
    assert (found.unit is None) == ("км" not in pattern)


@given(st.integers(-(10**6), 10**6), st.integers(0, 10**4), st.integers(-(10**6), 10**6))
def test_a_tolerance_includes_its_ends_and_nothing_beyond(value, tolerance, typed):
    key = {"answers": [{"id": "a", "value": f"{value}", "tolerance": f"{tolerance}", "share": "1"}]}

    assert numeric(key, {}, str(typed)).share == (abs(typed - value) <= tolerance)


@given(st.floats() | st.text() | st.none() | st.booleans() | st.integers() | st.lists(st.integers()))
def test_decimals_of_questions_are_read_or_replaced(stated):
    assert isinstance(exact(stated), Fraction)
    if is_exact(stated):
        assert exact(stated) == Fraction(stated)
