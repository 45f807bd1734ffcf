"""Faults of a written question, and the reading of its parts without trusting any of them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from app.assessments.rules.numbers import exact, is_exact
from app.assessments.rules.questions import QuestionKind
from app.core.errors import N_, RuleViolation

ID = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,79}")
LONGEST_TEXT = 20_000
KINDS = tuple(kind.value for kind in QuestionKind)


class Problem(RuleViolation):
    """One thing that is wrong with a question, with its place: a sentence to translate and what it names."""

    code = "faulty-question"

    def __init__(self, place: str, message: str, **facts: Any) -> None:  # noqa: ANN401 -- whatever the sentence names
        super().__init__(**facts)
        self.place = place
        vars(self)["message"] = message  # each problem has its own sentence

    @property
    def sentence(self) -> str:
        """The sentence in English, for files and the command line."""
        return self.message % self.facts if self.facts else self.message

    def __repr__(self) -> str:
        return f"Problem({self.place!r}, {self.sentence!r})"


@dataclass(frozen=True, slots=True)
class WrittenQuestion:
    """A question before it is published: `key` is its structure without words, `texts` its words by language."""

    name: str
    kind: QuestionKind | str
    key: Mapping[str, Any]
    texts: Mapping[str, Mapping[str, Any]]
    objective: str = ""
    difficulty: str = "medium"
    pool: str = "exam"
    module: str = ""


@dataclass(slots=True)
class Faults:
    """A question under examination and what was found so far."""

    written: WrittenQuestion
    found: list[Problem] = field(default_factory=list)

    @property
    def key(self) -> Mapping[str, Any]:
        """The structure, empty where it is none."""
        return table_of(self.written.key)

    @property
    def texts(self) -> dict[str, Mapping[str, Any]]:
        """The words by language; what is no table is empty."""
        return {code: table_of(words) for code, words in table_of(self.written.texts).items()}

    def add(self, place: str, message: str, **facts: Any) -> None:  # noqa: ANN401
        """Note a fault."""
        self.found.append(Problem(place, message, **facts))

    def kind(self) -> QuestionKind | None:
        """Return the kind, or note that there is no such kind."""
        try:
            return QuestionKind(self.written.kind)
        except ValueError:
            self.one_of("kind", self.written.kind, KINDS)
            return None

    def one_of(self, place: str, value: object, allowed: Sequence[str]) -> None:
        """Note a word that is not known."""
        if value not in allowed:
            self.add(place, N_("“%(value)s” is not one of %(allowed)s."), value=value, allowed=", ".join(allowed))

    def points(self) -> None:
        """Check what the question is worth."""
        if "points" in self.key:
            self.decimal("key.points", self.key["points"], above_nothing=True)

    def stems(self) -> None:
        """Every language states the question."""
        if not self.texts:
            self.add("texts", N_("The question has no words in any language."))
        for code, words in self.texts.items():
            self.text(f"texts.{code}.stem", words.get("stem"))
            if "explanation" in words and not isinstance(words["explanation"], str):
                self.add(f"texts.{code}.explanation", N_("This must be text."))

    def decimal(self, place: str, value: object, *, above_nothing: bool = False, least: int | None = None) -> bool:
        """Note what is not a decimal number in quotation marks."""
        if not is_exact(value):
            self.add(place, N_("This must be a decimal number such as 0.5; it is “%(value)s”."), value=value)
            return False
        if above_nothing and exact(value) <= 0:
            self.add(place, N_("This must be more than 0; it is “%(value)s”."), value=value)
            return False
        if least is not None and exact(value) < least:
            self.add(place, N_("This must be at least %(least)s; it is “%(value)s”."), least=least, value=value)
            return False
        return True

    def text(self, place: str, value: object) -> str:
        """Return a text; note one that is missing, empty, or holds what no page can show."""
        if not isinstance(value, str) or not value.strip():
            self.add(place, N_("This text is missing."))
            return ""
        if len(value) > LONGEST_TEXT or any(each < " " and each not in "\n\t" for each in value):
            self.add(place, N_("The text holds control characters or is too long."))
            return ""
        return value

    def ids(self, place: str, values: object, *, least: int) -> tuple[str, ...]:
        """Return the ids of a list; note too few, doubled and malformed ones."""
        listed = values if isinstance(values, list | tuple) else ()
        good = tuple(each for each in listed if isinstance(each, str) and ID.fullmatch(each))
        if len(good) != len(listed) or len(set(good)) != len(good):
            self.add(
                place, N_("Each id must be different, and made of Latin letters, digits, points, hyphens, underscores.")
            )
        if len(good) < least:
            self.add(place, N_("At least %(least)s are needed; there are %(count)s."), least=least, count=len(good))
        return tuple(dict.fromkeys(good))

    def tables(self, place: str, values: object, *, least: int) -> list[Mapping[str, Any]]:
        """Return the tables of a list, each with a good id of its own."""
        listed = values if isinstance(values, list | tuple) else ()
        tables = [each for each in listed if isinstance(each, Mapping)]
        if len(tables) != len(listed):
            self.add(place, N_("This must be a list of tables."))
        self.ids(place, [each.get("id") for each in tables], least=least)
        return [each for each in tables if isinstance(each.get("id"), str) and ID.fullmatch(each["id"])]

    def worded(self, part: str, ids: Iterable[str], *, different: bool = True) -> None:
        """Every language has a text for each of the ids, no other, and no two alike."""
        for code, words in self.texts.items():
            place = f"texts.{code}.{part}"
            table = table_of(words.get(part))
            self.same_ids(place, table, ids)
            texts = [
                self.text(f"{place}.{each}", value.get("text") if isinstance(value, Mapping) else value)
                for each, value in table.items()
            ]
            if different and len(set(texts)) != len(texts):
                self.add(place, N_("Two of the texts are the same, so nobody can tell them apart."))

    def same_ids(self, place: str, table: Mapping[str, Any], ids: Iterable[str]) -> None:
        """Note ids that the words lack, or have beyond the structure."""
        odd = sorted(set(map(str, table)) ^ set(ids))
        if odd:
            self.add(
                place, N_("The words do not belong to the same parts as the structure: %(ids)s."), ids=", ".join(odd)
            )


def table_of(value: object) -> Mapping[str, Any]:
    """Return a table, empty where there is none."""
    return value if isinstance(value, Mapping) else {}
