"""A question in words: its texts in the reader's language, its options in the order of the paper."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from .questions import CHOICE_KINDS, PaperQuestion, QuestionKind
from .typed_answers import accepted_in


@dataclass(frozen=True, slots=True)
class ShownOption:
    """An option or prompt in words."""

    id: str
    text: str
    explanation: str = ""


@dataclass(frozen=True, slots=True)
class ShownQuestion:
    """A question as a page shows it; `language` differs from the wished one where no translation exists."""

    place: int
    kind: QuestionKind
    stem: str
    explanation: str
    options: tuple[ShownOption, ...]
    prompts: tuple[ShownOption, ...]
    language: str
    accept: tuple[str, ...] = ()

    @property
    def number(self) -> int:
        """The number that people see, from 1."""
        return self.place + 1

    def text_of(self, option: str) -> str:
        """Return an option in words."""
        return next((each.text for each in self.options if each.id == option), option)


def show_question(
    place: int, question: PaperQuestion, texts: Mapping[str, Any], languages: Sequence[str]
) -> ShownQuestion:
    """Put a question of a paper into words, in the first of the languages that it has."""
    language = next((code for code in languages if code in texts), next(iter(texts), ""))
    words = texts.get(language, {})
    return ShownQuestion(
        place=place,
        kind=question.kind,
        stem=words.get("stem", ""),
        explanation=words.get("explanation", ""),
        options=tuple(_option(question.kind, each, words) for each in question.options),
        prompts=tuple(ShownOption(each, words.get("left", {}).get(each, each)) for each in question.prompts),
        language=language,
        accept=tuple(each.text for each in accepted_in(words.get("accept", ()))),
    )


def _option(kind: QuestionKind, option: str, words: Mapping[str, Any]) -> ShownOption:
    if kind in CHOICE_KINDS:
        choice = words.get("choices", {}).get(option, {})
        return ShownOption(option, choice.get("text", option), choice.get("explanation", ""))
    if kind is QuestionKind.MATCHING:
        return ShownOption(option, words.get("right", {}).get(option, option))
    if kind is QuestionKind.ORDERING:
        return ShownOption(option, words.get("items", {}).get(option, option))
    return ShownOption(option, option)
