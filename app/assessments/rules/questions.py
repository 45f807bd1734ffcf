"""What a question is, as drawing and marking see it, and a paper as it was drawn."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any


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


class AssessmentKind(StrEnum):
    """What an assessment is for."""

    PRE_TEST = "pre_test"
    QUIZ = "quiz"
    FINAL_EXAM = "final_exam"


TRUE, FALSE = "true", "false"


@dataclass(frozen=True, slots=True)
class Question:
    """One version of a question: where it belongs, and its structure with the right answers, without words.

    `key` by kind: single and multiple {"choices": [ids], "correct": [ids]}, true_false {"answer": bool},
    matching {"pairs": [ids], "distractors": [ids]}, ordering {"items": [ids in the right order]}, short {}.
    """

    id: str
    kind: QuestionKind
    key: Mapping[str, Any]
    module: str = ""
    name: str = ""
    objective: str = ""
    difficulty: str = ""
    pool: str = ""
    accept: tuple[str, ...] = ()

    @property
    def options(self) -> tuple[str, ...]:
        """What can be chosen, in the order in which the author wrote it."""
        if self.kind in (QuestionKind.SINGLE, QuestionKind.MULTIPLE):
            return tuple(self.key["choices"])
        if self.kind is QuestionKind.TRUE_FALSE:
            return (TRUE, FALSE)
        if self.kind is QuestionKind.MATCHING:
            return (*self.key["pairs"], *self.key.get("distractors", ()))
        if self.kind is QuestionKind.ORDERING:
            return tuple(self.key["items"])
        return ()

    @property
    def prompts(self) -> tuple[str, ...]:
        """What an option is to be found for: the left sides of a matching question."""
        return tuple(self.key["pairs"]) if self.kind is QuestionKind.MATCHING else ()


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
