"""Which groups are too small to be shown, and which more must be hidden so that nobody can work the small ones out.

Cells of a table whose total is shown: hiding one small cell alone hides nothing, since the total less the others is it
(Willenborg & de Waal 2001, Elements of Statistical Disclosure Control, chapter 4: primary and complementary
suppression). Here a total is shown for all, and where groups lie within larger ones (agencies within a country,
cohorts within a course), for each larger group as well.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Hashable, Mapping
from typing import TypeVar

FEWEST = 5
AT_LEAST_TOGETHER = 2
Key = TypeVar("Key", bound=Hashable)


def is_hopeless(sizes: Mapping[Key, int]) -> bool:
    """Whether even hiding every group hides nothing: fewer than five people, or one person in each group."""
    peopled = [size for size in sizes.values() if size > 0]
    return sum(peopled) < FEWEST or (len(peopled) > 1 and sum(peopled) == len(peopled))


def hidden_groups(sizes: Mapping[Key, int], unsafe: Collection[Key] = ()) -> frozenset[Key]:
    """Return the groups to hide in a table with a total; `unsafe` ones are hidden whatever their size.

    Every group of 1 to 4 is hidden. Hidden groups are at least two, at least five people together, and more people than
    groups: then the total less what is shown leaves several possibilities for each. Groups are added from the smallest.
    An empty group is never hidden: it has no results. Where that can't be reached every group is hidden, and the page
    shows no total either.
    """
    peopled = {key: size for key, size in sizes.items() if size > 0}
    hidden = {key for key, size in peopled.items() if size < FEWEST or key in unsafe}
    if not hidden:
        return frozenset()
    for key in sorted(peopled, key=lambda each: (peopled[each], str(each))):
        together = sum(peopled[each] for each in hidden)
        if len(hidden) >= AT_LEAST_TOGETHER and together >= FEWEST and together > len(hidden):
            break
        hidden.add(key)
    return frozenset(hidden)


def hidden_parents(sizes: Mapping[Key, int], parents: Mapping[Key, Hashable]) -> frozenset[Hashable]:
    """Return the larger groups to hide: the small ones, and those of which only single persons are known below."""
    families = _families(sizes, parents)
    unsafe = {
        parent
        for parent, family in families.items()
        if len(family) > 1 and is_hopeless(family) and any(family.values())
    }
    return hidden_groups({parent: sum(family.values()) for parent, family in families.items()}, unsafe)


def _families(sizes: Mapping[Key, int], parents: Mapping[Key, Hashable]) -> dict[Hashable, dict[Key, int]]:
    families: dict[Hashable, dict[Key, int]] = defaultdict(dict)
    for key, size in sizes.items():
        families[parents[key]][key] = size
    return families
