"""Names of invented people, the same for the same seed."""

from __future__ import annotations

import random
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from app.accounts.models import Sex

FEMALE_ENDINGS = (("ов", "ова"), ("ев", "ева"), ("ov", "ova"), ("ev", "eva"), ("ow", "owa"), ("ew", "ewa"))


@dataclass(frozen=True, slots=True)
class InventedName:
    """A full name and the sex that it is told by."""

    full: str
    sex: Sex


@dataclass(frozen=True, slots=True)
class NameLists:
    """Family and given names of one country."""

    family: tuple[str, ...]
    female: tuple[str, ...]
    male: tuple[str, ...]

    def draw(self, chance: random.Random) -> InventedName:
        """Invent a person: three men to two women, as courses in the region report."""
        family = chance.choice(self.family)
        if chance.random() < 0.4:  # noqa: PLR2004 -- the share is in the docstring
            return InventedName(f"{_female(family)} {chance.choice(self.female)}", Sex.FEMALE)
        return InventedName(f"{family} {chance.choice(self.male)}", Sex.MALE)

    def distinct(self, chance: random.Random) -> Iterator[InventedName]:
        """Invent people without repeating a name, while there are names."""
        seen: set[str] = set()
        most = len(self.family) * (len(self.female) + len(self.male))
        while len(seen) < most:
            name = self.draw(chance)
            if name.full not in seen:
                seen.add(name.full)
                yield name


def read_names(content_folder: Path) -> dict[str, NameLists]:
    """Read the lists by country code."""
    with (content_folder / "demo" / "names.toml").open("rb") as file:
        tables = tomllib.load(file)
    return {
        code: NameLists(tuple(lists["family"]), tuple(lists["female"]), tuple(lists["male"]))
        for code, lists in tables.items()
    }


def _female(family: str) -> str:
    for male, female in FEMALE_ENDINGS:
        if family.endswith(male):
            return family.removesuffix(male) + female
    return family
