"""Names and ids: every question of a file gets a name of its own, as near to its title as can be."""

from __future__ import annotations

LONGEST = 80


class Names:
    """Gives every question of a file a name of its own."""

    def __init__(self) -> None:
        self.taken: set[str] = set()
        self.next: dict[str, int] = {}

    def give(self, title: str, fallback: str) -> str:
        """Return a name that no other question of the file has."""
        name = wanted = " ".join(title.split())[:LONGEST].strip() or fallback
        number = self.next.get(wanted, 2)
        while name.casefold() in self.taken:
            name = f"{wanted[: LONGEST - 8]}-{number}"
            number += 1
        self.next[wanted] = number
        self.taken.add(name.casefold())
        return name


def letters(count: int) -> list[str]:
    """Return ids for choices: a, b, … z, c27, c28 and so on."""
    return [chr(97 + at) if at < 26 else f"c{at + 1}" for at in range(count)]  # noqa: PLR2004 -- letters there are
