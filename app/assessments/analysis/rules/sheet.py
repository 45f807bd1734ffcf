"""What people answered, question by question, in columns of plain numbers, so that large exams fit into memory."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

NO_TIME = -1.0


@dataclass(frozen=True, slots=True)
class Option:
    """Something that could be chosen, and whether the key calls it right."""

    id: str
    right: bool


@dataclass(frozen=True, slots=True)
class Answered:
    """One question as one person left it. `chosen` holds the numbers of the options that were chosen."""

    item: str
    points: float
    maximum: float
    omitted: bool = False
    chosen: tuple[int, ...] = ()
    seconds: float | None = None


@dataclass(slots=True)
class Column:
    """All answers to one question version; the arrays run side by side, one place a person."""

    id: str
    options: tuple[Option, ...] = ()
    people: array[int] = field(default_factory=lambda: array("l"))
    points: array[float] = field(default_factory=lambda: array("d"))
    maximum: array[float] = field(default_factory=lambda: array("d"))
    omitted: array[int] = field(default_factory=lambda: array("b"))
    chosen: array[int] = field(default_factory=lambda: array("Q"))
    seconds: array[float] = field(default_factory=lambda: array("d"))

    def __len__(self) -> int:
        return len(self.people)

    def add(self, person: int, points: float, maximum: float, *, omitted: bool) -> int:
        """Add a person's answer and return its place; what was chosen and how long it took may be noted later."""
        self.people.append(person)
        self.points.append(points)
        self.maximum.append(maximum)
        self.omitted.append(omitted)
        self.chosen.append(0)
        self.seconds.append(NO_TIME)
        return len(self.people) - 1


@dataclass(slots=True)
class Sheet:
    """People by questions. Papers that were drawn differ: a person has answers only to what they were shown."""

    options: Mapping[str, tuple[Option, ...]] = field(default_factory=dict)
    columns: dict[str, Column] = field(default_factory=dict)
    points: array[float] = field(default_factory=lambda: array("d"))
    maximum: array[float] = field(default_factory=lambda: array("d"))
    sizes: array[int] = field(default_factory=lambda: array("l"))
    languages: list[str] = field(default_factory=list)
    on_paper: int = 0  # how many of the people sat on paper, where no time is known

    def __len__(self) -> int:
        return len(self.languages)

    def column(self, item: str) -> Column:
        """Return the answers to a question, an empty column for one that is new."""
        found = self.columns.get(item)
        if found is None:
            found = self.columns[item] = Column(item, self.options.get(item, ()))
        return found

    def add_person(self, language: str) -> int:
        """Begin a person's paper and return the person's number."""
        self.points.append(0.0)
        self.maximum.append(0.0)
        self.sizes.append(0)
        self.languages.append(language)
        return len(self.languages) - 1

    def add_answer(self, person: int, item: str, points: float, maximum: float, *, omitted: bool) -> int:
        """Add one answer of a person; return its place in the question's column."""
        self.points[person] += points
        self.maximum[person] += maximum
        self.sizes[person] += 1
        return self.column(item).add(person, points, maximum, omitted=omitted)

    def add(self, language: str, answers: Iterable[Answered]) -> None:
        """Add a whole paper."""
        person = self.add_person(language)
        for each in answers:
            place = self.add_answer(person, each.item, each.points, each.maximum, omitted=each.omitted)
            column = self.columns[each.item]
            column.chosen[place] = mask_of(each.chosen)
            column.seconds[place] = NO_TIME if each.seconds is None else each.seconds

    def share(self, person: int) -> float:
        """Return a person's result as a share of what their paper could give, from 0 to 1."""
        return self.points[person] / self.maximum[person] if self.maximum[person] else 0.0


def mask_of(chosen: Iterable[int]) -> int:
    """Write numbers of options as bits."""
    mask = 0
    for each in chosen:
        mask |= 1 << each
    return mask
