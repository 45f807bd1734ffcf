"""Which spellings are the same answer."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.assessments.rules.short_answers import Match, compare, normalise


@pytest.mark.parametrize(
    ("typed", "accepted"),
    [
        ("  Debt   bondage. ", "debt bondage"),
        ("ЗАЁМ", "заем"),
        ("заем", "заём"),
        ("Озодӣ", unicodedata.normalize("NFD", "озодӣ")),
        ("oʻzbek", "o'zbek"),
        ("o’zbek", "oʻzbek"),
        ("«средства»", "средства"),
        ("non–punishment", "non-punishment"),
        ("означает\tцель", "означает цель"),
    ],
)
def test_the_same_answer_in_another_spelling(typed, accepted):
    assert compare(typed, [accepted]) is Match.SAME


@pytest.mark.parametrize(("typed", "accepted"), [("cyд", "суд"), ("Aкт", "акт"), ("мeans", "means")])
def test_letters_of_the_other_alphabet_that_look_the_same(typed, accepted):
    assert compare(typed, [accepted]) is Match.LOOK_ALIKE


@pytest.mark.parametrize(
    ("typed", "accepted"), [("хона", "хонаҳо"), ("чавоб", "ҷавоб"), ("кул", "қул"), ("", "means"), ("...", "means")]
)
def test_another_answer(typed, accepted):
    assert compare(typed, [accepted]) is Match.DIFFERENT


def test_nothing_accepted_accepts_nothing():
    assert compare("", [""]) is Match.DIFFERENT


@given(st.text())
def test_normalising_twice_is_normalising_once(text):
    assert normalise(normalise(text)) == normalise(text)


@given(st.text(min_size=1))
def test_every_answer_equals_itself_however_it_is_composed(text):
    composed, decomposed = unicodedata.normalize("NFC", text), unicodedata.normalize("NFD", text)

    assert normalise(composed) == normalise(decomposed)
