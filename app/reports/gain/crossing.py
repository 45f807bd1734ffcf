"""Which groups to hide in all groupings together, so that no page gives away what another one hides.

One table can be safe and two together not: all judges may come from two courts, so that the judges less the one court
are the other. What is hidden must therefore bear comparison with every shown group of every grouping, by a reader who
knows who belongs where. A hidden group is safe when somebody in it has a twin outside it: a person who stands in the
same shown groups everywhere and where they differ, both are hidden. Results could move from one to the other without
any shown figure changing, so no arithmetic on the shown figures finds the hidden one (the data swap of Willenborg & de
Waal 2001, Elements of Statistical Disclosure Control, chapter 8, taken as the proof of safety).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Hashable, Iterator, Mapping
from itertools import combinations

from .hiding import FEWEST, hidden_groups, hidden_parents

Keys = tuple[Hashable, ...]
"""The groups of a person, one in each grouping."""
Pairs = Collection[tuple[int, int]]
"""The places of two groupings, of which the groups of the first lie in those of the second."""


def hide_together(people: Mapping[Keys, int], larger: Pairs) -> tuple[frozenset[Hashable], ...]:
    """Return the groups to hide, for each grouping; `people` counts those with both results by all their groups.

    `larger` says which groupings lie in which: an agency lies in one region, and in one country. Hidden are all groups
    of 1 to 4, what would leave 1 to 4 when it is taken from a larger group, and for each of these as few people more as
    give it a twin and its table a safe rest. Hiding only grows, so this ends.
    """
    if not people:
        return ()
    tables = _Tables(people, larger)
    tables.hide_small()
    tables.hide_all_but_few()
    while tables.hide_for_twins() or tables.hide_for_totals():
        pass
    return tuple(frozenset(each) for each in tables.hidden)


class _Tables:
    """All groupings of the same people, and what is hidden so far."""

    def __init__(self, people: Mapping[Keys, int], larger: Pairs) -> None:
        self.people, self.larger = people, larger
        self.places = range(len(next(iter(people))))
        self.sizes: list[Counter[Hashable]] = [Counter() for _place in self.places]
        for keys, count in people.items():
            for place in self.places:
                self.sizes[place][keys[place]] += count
        self.hidden: list[set[Hashable]] = [set() for _place in self.places]
        self.parents = {
            (child, parent): {keys[child]: keys[parent] for keys in people} for child, parent in self.larger
        }

    def hide_small(self) -> None:
        for place in self.places:
            self.hidden[place] |= {key for key, size in self.sizes[place].items() if size < FEWEST}

    def hide_all_but_few(self) -> None:
        """Hide a group that makes up all of a group of another grouping but 1 to 4 people."""
        for first, second in combinations(self.places, 2):
            common: Counter[tuple[Hashable, Hashable]] = Counter()
            for keys, count in self.people.items():
                common[keys[first], keys[second]] += count
            for pair, both in common.items():
                for place, key, other, around in ((first, pair[0], second, pair[1]), (second, pair[1], first, pair[0])):
                    inside = self.sizes[place][key]
                    if both == inside and 0 < self.sizes[other][around] - inside < FEWEST:
                        self.hidden[place].add(key)

    def hide_for_twins(self) -> bool:
        """Give each hidden group a twin, the smallest first; tell whether anything more was hidden."""
        changed = False
        cells = [(self.sizes[place][key], place, key) for place in self.places for key in self.hidden[place]]
        for _size, place, key in sorted(cells, key=lambda cell: (cell[0], cell[1], str(cell[2]))):
            if self._has_twin(place, key):
                continue
            for other, each in self._cheapest_twin(place, key):
                self.hidden[other].add(each)
                changed = True
        return changed

    def hide_for_totals(self) -> bool:
        """Leave a safe rest in each table, and within each larger group that is shown; tell whether more was hidden."""
        before = sum(map(len, self.hidden))
        for place in self.places:
            self.hidden[place] |= hidden_groups(self.sizes[place], self.hidden[place])
        for child, parent in self.larger:
            self.hidden[parent] |= hidden_parents(self.sizes[child], self.parents[child, parent])
            for family, around in self._families(child, parent):
                closed = around in self.hidden[parent]
                self.hidden[child] |= family.keys() if closed else hidden_groups(family, self.hidden[child])
        return sum(map(len, self.hidden)) > before

    def _families(self, child: int, parent: int) -> Iterator[tuple[dict[Hashable, int], Hashable]]:
        families: dict[Hashable, dict[Hashable, int]] = defaultdict(dict)
        for key, size in self.sizes[child].items():
            families[self.parents[child, parent][key]][key] = size
        return ((family, around) for around, family in families.items())

    def _seen(self, keys: Keys) -> Keys:
        """Return what the pages show of somebody: the groups that are not hidden."""
        return tuple(None if keys[place] in self.hidden[place] else (keys[place],) for place in self.places)

    def _has_twin(self, place: int, key: Hashable) -> bool:
        inside = {self._seen(keys) for keys in self.people if keys[place] == key}
        return any(keys[place] != key and self._seen(keys) in inside for keys in self.people)

    def _cheapest_twin(self, place: int, key: Hashable) -> set[tuple[int, Hashable]]:
        """Return the groups to hide so that somebody of a group has a twin: those with the fewest people together."""
        best: set[tuple[int, Hashable]] = set()
        fewest: tuple[int, str] | None = None
        inside = [keys for keys in self.people if keys[place] == key]
        for twin in self.people:
            if twin[place] == key:
                continue
            for keys in inside:
                cells = self._telling_apart(keys, twin)
                price = sum(self.sizes[other][each] for other, each in cells)
                if fewest is None or price <= fewest[0]:
                    rank = (price, str(sorted(map(str, cells))))
                    if fewest is None or rank < fewest:
                        fewest, best = rank, cells
        return best

    def _telling_apart(self, one: Keys, other: Keys) -> set[tuple[int, Hashable]]:
        """Return the shown groups in which two people differ."""
        return {
            (place, keys[place])
            for place in self.places
            if one[place] != other[place]
            for keys in (one, other)
            if keys[place] not in self.hidden[place]
        }
