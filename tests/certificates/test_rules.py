"""Eligibility, validity and serial numbers: pure decisions."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.certificates.rules import (
    ALPHABET,
    CertificateRule,
    ReasonMissing,
    Standing,
    Status,
    check_reason,
    expiry,
    make_serial,
    read_serial,
    status_on,
    unmet,
)

RULE = CertificateRule(lessons=100, exam=80, attendance=80, validity_years=3)
FULL = Standing(lessons_done=6, lessons_total=6, exam_percent=80.0, attendance_percent=80.0)


def serial(seed: int = 1, prefix: str = "NTC") -> str:
    return make_serial(prefix, 2026, random.Random(seed).choice)


def codes(standing: Standing, rule: CertificateRule = RULE) -> list[str]:
    return [reason.code for reason in unmet(standing, rule)]


def test_exactly_the_marks_of_the_rule_are_enough():
    assert codes(FULL) == []


@pytest.mark.parametrize(
    ("standing", "expected"),
    [
        (Standing(5, 6, 80, 80), ["lessons-incomplete"]),
        (Standing(6, 6, None, 80), ["exam-not-taken"]),
        (Standing(6, 6, 79.99, 80), ["exam-below-mark"]),
        (Standing(6, 6, 80, None), ["attendance-unknown"]),
        (Standing(6, 6, 80, 79.9), ["attendance-below"]),
        (Standing(0, 6, None, None), ["lessons-incomplete", "attendance-unknown", "exam-not-taken"]),
        (Standing(6, 6, 100, 100, withdrawn=True), ["withdrawn"]),
    ],
)
def test_each_unmet_condition_is_named(standing: Standing, expected: list[str]):
    assert codes(standing) == expected


def test_simulations_count_only_where_the_rule_asks_for_them():
    asking = CertificateRule(lessons=100, exam=80, attendance=80, simulations=True)
    half = Standing(6, 6, 80, 80, simulations_done=1, simulations_total=2)
    whole = Standing(6, 6, 80, 80, simulations_done=2, simulations_total=2)

    assert codes(half, asking) == ["simulations-incomplete"]
    assert codes(half) == codes(whole, asking) == codes(FULL, asking) == []


def test_a_result_is_never_rounded_up_to_the_mark_it_missed():
    [reason] = unmet(Standing(6, 6, 79.99, 80), RULE)
    assert reason.facts == {"reached": 79.9, "needed": 80.0}


def test_a_condition_of_zero_asks_for_nothing():
    rule = CertificateRule(lessons=100, exam=0, attendance=0)
    assert codes(Standing(2, 2, None, None), rule) == []


def test_the_rule_is_read_from_the_course():
    rule = CertificateRule.of({"certificate": {"lessons": 90, "exam": 70, "validity_years": 2, "unknown": 1}})
    assert rule == CertificateRule(lessons=90, exam=70, attendance=80, validity_years=2)
    assert CertificateRule.of({}) == CertificateRule()


def test_part_of_the_lessons_is_rounded_up():
    rule = CertificateRule(lessons=90, exam=0, attendance=0)
    assert codes(Standing(6, 7, None, None), rule) == ["lessons-incomplete"]
    assert codes(Standing(7, 7, None, None), rule) == []


def test_a_certificate_is_valid_on_its_last_day_and_revoked_for_good():
    last = date(2029, 5, 8)
    assert status_on(last, expires_on=last, revoked=False) is Status.VALID
    assert status_on(date(2029, 5, 9), expires_on=last, revoked=False) is Status.EXPIRED
    assert status_on(date(2029, 5, 9), expires_on=last, revoked=True) is Status.REVOKED
    assert status_on(date(2099, 1, 1), expires_on=None, revoked=False) is Status.VALID


def test_a_leap_day_expires_on_the_28th():
    assert expiry(date(2028, 2, 29), 3) == date(2031, 2, 28)
    assert expiry(date(2026, 5, 8), 3) == date(2029, 5, 8)
    assert expiry(date(2026, 5, 8), None) is None


def test_revoking_needs_words():
    assert check_reason("  issued twice ") == "issued twice"
    with pytest.raises(ReasonMissing):
        check_reason(" \n ")


def test_a_serial_says_centre_and_year_and_reads_back():
    made = serial()
    assert made.startswith("NTC-2026-")
    assert len(made) == len("NTC-2026-7K3QX-9M2DP")
    assert read_serial(made) == made


def test_a_prefix_with_signs_is_reduced_to_letters_and_digits():
    made = make_serial("tj-ntc 1", 2026, random.Random(3).choice)
    assert made.startswith("TJNTC1-2026-")
    assert read_serial(made) == made


def test_what_people_type_is_understood():
    made = serial(5)
    assert read_serial(made.lower().replace("-", " ")) == made
    assert read_serial(f"  {made.replace('-', '–')} ") == made
    cyrillic = made.translate(str.maketrans("ABEKMHPCTXY", "АВЕКМНРСТХУ"))
    assert read_serial(cyrillic) == made


@pytest.mark.parametrize("typed", ["", "NTC", "NTC-2026", "<script>", "NTC-2026-00000-00000", "я" * 300, "-" * 80])
def test_what_is_no_serial_is_told_apart(typed: str):
    assert read_serial(typed) is None


@given(st.integers(0, 10**6), st.integers(0, 13), st.sampled_from(ALPHABET))
def test_one_wrong_character_is_always_found(seed: int, place: int, wrong: str):
    made = serial(seed)
    kept = [index for index, character in enumerate(made) if index > 3 and character != "-"]
    index = kept[place]
    if made[index] == wrong:
        return
    assert read_serial(made[:index] + wrong + made[index + 1 :]) is None


@given(st.integers(0, 10**6), st.integers(0, 8))
def test_two_exchanged_neighbours_are_always_found(seed: int, place: int):
    made = serial(seed).replace("-", "")
    index = len(made) - 10 + place
    swapped = made[:index] + made[index + 1] + made[index] + made[index + 2 :]
    if swapped != made:
        assert read_serial(swapped) is None


def test_serials_do_not_follow_one_another():
    made = {serial(seed) for seed in range(2000)}
    assert len(made) == 2000
    assert len({each[9:14] for each in made}) > 1900


def test_an_exam_that_people_still_mark_is_said_to_be_marked_not_missing():
    reached = {"lessons_done": 1, "lessons_total": 1, "attendance_percent": 100}
    waiting = Standing(**reached, exam_percent=None, exam_waiting=True)
    assert [each.code for each in unmet(waiting, CertificateRule())] == ["exam-being-marked"]
    passed = Standing(**reached, exam_percent=85, exam_waiting=True)
    assert unmet(passed, CertificateRule()) == []


def test_a_practical_examination_counts_only_where_the_rule_asks_for_it():
    standing = Standing(lessons_done=1, lessons_total=1, exam_percent=90, attendance_percent=100)
    assert unmet(standing, CertificateRule()) == []
    asked = CertificateRule(practical=60)
    assert [each.code for each in unmet(standing, asked)] == ["practical-not-taken"]
    for percent, waiting, codes in (
        (None, True, ["practical-being-marked"]),
        (50, False, ["practical-below-mark"]),
        (60, False, []),
    ):
        sat = replace(standing, practical_percent=percent, practical_waiting=waiting)
        assert [each.code for each in unmet(sat, asked)] == codes
