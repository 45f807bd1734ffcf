"""What one grouping hides is not given away by another one, not even to a reader who knows who belongs where."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.reports.gain.crossing import hide_together
from app.reports.gain.hiding import FEWEST

pytestmark = pytest.mark.slow

# Agency within region within country, profession, sex: few groups and few people, so that groups coincide and lie in
# each other.
AGENCIES = {"a": ("n", "x"), "b": ("n", "x"), "c": ("s", "x"), "d": ("w", "y"), "e": ("w", "y")}
PERSON = st.tuples(st.sampled_from(sorted(AGENCIES)), st.sampled_from("jpq"), st.sampled_from("fm"))
CROWD = st.lists(PERSON, min_size=FEWEST, max_size=45)


def test_judges_who_all_come_from_one_court_hide_the_prosecutors_office_too() -> None:
    """53 of the police, 19 prosecutors and 4 judges; the police have two agencies, the others one each."""
    people = {("city", "police"): 27, ("valley", "police"): 26, ("office", "prosecutor"): 19, ("court", "judge"): 4}

    agencies, professions = hide_together(people, ())

    assert agencies == {"court", "office"}
    assert professions == {"judge", "prosecutor"}


def test_four_people_of_a_shown_group_are_not_what_another_shown_group_leaves() -> None:
    """Nine of the thirteen judges are the whole city court; the other four sit among prosecutors in one office."""
    people = {("city court", "judge"): 9, ("office", "judge"): 4, ("office", "prosecutor"): 20, ("post", "police"): 30}

    agencies, professions = hide_together(people, ())

    assert "city court" in agencies or "judge" in professions


@given(CROWD)
@settings(max_examples=300)
def test_no_hidden_group_is_a_sum_of_shown_ones(crowd) -> None:
    people = Counter((agency, *AGENCIES[agency], profession, sex) for agency, profession, sex in crowd)
    hidden = hide_together(people, [(0, 1), (0, 2), (1, 2)])
    atoms = list(people)
    cells = {(place, keys[place]) for keys in atoms for place in range(5)}
    # One unknown sum of results for each crossing of groups: the hardest reader knows who belongs where.
    shown = [np.ones(len(atoms))]
    shown += [_members(atoms, *cell) for cell in sorted(cells) if cell[1] not in hidden[cell[0]]]
    rank = np.linalg.matrix_rank(np.array(shown))
    counts = np.array([people[keys] for keys in atoms])

    for place, key in sorted(cells):
        members = _members(atoms, place, key)
        if key in hidden[place]:
            assert np.linalg.matrix_rank(np.vstack([*shown, members])) > rank
        else:
            assert members @ counts >= FEWEST
    for larger in shown:
        for smaller in shown:
            left = larger - smaller
            assert (left < 0).any() or not 0 < left @ counts < FEWEST


def _members(atoms, place: int, key: str) -> np.ndarray:
    return np.array([float(keys[place] == key) for keys in atoms])


def test_single_persons_of_a_nation_are_hidden() -> None:
    """100 agencies, 200 cohorts, seven professions, and here and there a single person."""
    people = Counter(
        (number * 7 % 100 if number % 97 else f"lone {number}", number % 200, number % 7, number % 3 == 0, number % 5)
        for number in range(4000)
    )

    hidden = hide_together(people, ())

    assert all(key in hidden[0] for key in (f"lone {number}" for number in range(0, 4000, 97)))
