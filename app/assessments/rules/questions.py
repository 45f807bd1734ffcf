"""What a question is, as drawing and marking see it, and a paper as it was drawn."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction
from typing import Any

from .numbers import exact


class QuestionKind(StrEnum):
    """How a question is answered."""

    SINGLE = "single"
    MULTIPLE = "multiple"
    TRUE_FALSE = "true_false"
    MATCHING = "matching"
    ORDERING = "ordering"
    SHORT = "short"
    NUMERIC = "numeric"
    GAPS = "gaps"
    IMAGE = "image"
    ESSAY = "essay"
    CHECKLIST = "checklist"
    SIMULATION = "simulation"


class AttemptSource(StrEnum):
    """Where the answers of an attempt were given."""

    ONLINE = "online"
    PAPER = "paper"


class AssessmentKind(StrEnum):
    """What an assessment is for."""

    PRE_TEST = "pre_test"
    QUIZ = "quiz"
    FINAL_EXAM = "final_exam"
    PRACTICAL = "practical"


TRUE, FALSE = "true", "false"
CHOICE_KINDS = (QuestionKind.SINGLE, QuestionKind.MULTIPLE, QuestionKind.IMAGE)
# A person must look before these are worth anything.
JUDGED_KINDS = (QuestionKind.ESSAY, QuestionKind.CHECKLIST)
# What is right in these stands in their words, so marking needs the texts.
TYPED_KINDS = (QuestionKind.SHORT, QuestionKind.NUMERIC, QuestionKind.GAPS)
ONE = Fraction(1)


@dataclass(frozen=True, slots=True)
class Question:
    """One version of a question: where it belongs, and its structure with the right answers, without words.

    `key` by kind:
    single, multiple, image {"choices": [ids], "correct": [ids], "shares"?: {id: "0.5"}}, image with {"images"?: {choice
    id: picture}, "stem_image"?: picture}; true_false {"answer": bool}; matching {"pairs": [ids], "distractors": [ids]};
    ordering {"items": [ids in the right order]}; short {"case"?, "wildcards"?: bool};
    numeric {"answers": [{"id", "value", "tolerance", "share"} or {"id", "low", "high", "share"}], "units"?: [{"id",
    "factor"}], "unit_share"?}; gaps {"gaps": [{"id", "kind": "text", "choice" or "numeric", "weight", …}]};
    essay {"rubric": [{"id", "levels": [{"id", "points"}]}], "least_words"?, "most_words"?};
    checklist {"items": [{"id", "points", "critical"}]}; simulation {"simulation": key of a case}.
    Any may hold "points" (what it is worth in a paper, 1 unless stated) and "shuffle": false. Decimals are texts.
    `texts` are the words by language; only marking of typed answers (`TYPED_KINDS`) needs them.
    `languages` are those in which it can be shown.
    """

    id: str
    kind: QuestionKind
    key: Mapping[str, Any]
    module: str = ""
    name: str = ""
    objective: str = ""
    difficulty: str = ""
    pool: str = ""
    texts: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    languages: frozenset[str] = frozenset()

    @property
    def points(self) -> Fraction:
        """What it is worth in a paper."""
        stated = exact(self.key.get("points", "1"), ONE)
        return stated if stated > 0 else ONE

    @property
    def options(self) -> tuple[str, ...]:
        """What can be chosen, in the order in which the author wrote it."""
        if self.kind in CHOICE_KINDS:
            return tuple(self.key["choices"])
        if self.kind is QuestionKind.TRUE_FALSE:
            return (TRUE, FALSE)
        if self.kind is QuestionKind.MATCHING:
            return (*self.key["pairs"], *self.key.get("distractors", ()))
        if self.kind is QuestionKind.ORDERING:
            return tuple(self.key["items"])
        if self.kind is QuestionKind.GAPS:
            return tuple(gap_option(gap["id"], each) for gap in self.key["gaps"] for each in gap.get("choices") or ())
        return ()

    @property
    def prompts(self) -> tuple[str, ...]:
        """What an option is to be found for: the left sides of a matching question, the gaps of a text."""
        if self.kind is QuestionKind.GAPS:
            return tuple(gap["id"] for gap in self.key["gaps"])
        return tuple(self.key["pairs"]) if self.kind is QuestionKind.MATCHING else ()


def gap_option(gap: str, choice: str) -> str:
    """Name a choice of a gap among all options of the question; ids hold no slash."""
    return f"{gap}/{choice}"


@dataclass(frozen=True, slots=True)
class PaperQuestion:
    """A question's place in a paper: which version, and the order in which its options are shown."""

    id: str
    kind: QuestionKind
    options: tuple[str, ...] = ()
    prompts: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Return the form in which an attempt keeps it."""
        return {"id": self.id, "kind": self.kind.value, "options": list(self.options), "prompts": list(self.prompts)}


@dataclass(frozen=True, slots=True)
class Paper:
    """The questions of one attempt, frozen as they were drawn."""

    questions: tuple[PaperQuestion, ...]

    def __len__(self) -> int:
        return len(self.questions)

    def to_json(self) -> dict[str, Any]:
        """Return the form in which an attempt keeps it."""
        return {"questions": [question.to_json() for question in self.questions]}

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Paper:
        """Read a paper back from an attempt."""
        return cls(
            tuple(
                PaperQuestion(each["id"], QuestionKind(each["kind"]), tuple(each["options"]), tuple(each["prompts"]))
                for each in stored["questions"]
            )
        )
