"""Parts of our questions as every writer of files needs them."""

from __future__ import annotations

import html
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import Any

from app.assessments.rules.numbers import exact
from app.assessments.rules.questions import QuestionKind
from app.assessments.rules.writing import WrittenQuestion
from app.core.errors import N_

from .outcome import Note, Outcome, note


@dataclass(slots=True)
class Sheet:
    """A question in one language on its way out, and what others will not see of it."""

    question: WrittenQuestion
    language: str
    losses: list[Note] = field(default_factory=list)

    @property
    def kind(self) -> QuestionKind:
        """The kind."""
        return QuestionKind(self.question.kind)

    @property
    def key(self) -> Mapping[str, Any]:
        """The structure."""
        return self.question.key

    @property
    def words(self) -> Mapping[str, Any]:
        """The words in the language chosen."""
        return self.question.texts[self.language]

    @property
    def stem(self) -> str:
        """The text of the question."""
        return str(self.words.get("stem", ""))

    @property
    def explanation(self) -> str:
        """What is said afterwards."""
        return str(self.words.get("explanation", ""))

    def lose(self, message: str, **facts: Any) -> None:  # noqa: ANN401
        """Note a loss, once."""
        lost = note(message, **facts)
        if lost not in self.losses:
            self.losses.append(lost)

    def choices(self) -> list[tuple[str, str, str, Fraction]]:
        """Return the choices of a single, multiple or picture choice: id, text, explanation, share."""
        shares = choice_shares(self.key, multiple=self.kind is QuestionKind.MULTIPLE)
        texts = self.words["choices"]
        return [
            (each, texts[each]["text"], texts[each].get("explanation", ""), shares[each])
            for each in self.key["choices"]
        ]

    def outcome(self, refusal: Note | None = None) -> Outcome:
        """Return what became of the question."""
        return Outcome(
            0, self.question.name, self.kind.value, self.question, losses=tuple(self.losses), refusal=refusal
        )


def sheet_of(question: WrittenQuestion, language: str) -> Sheet:
    """Return a question in a language, else in its first one."""
    chosen = language if language in question.texts else next(iter(question.texts))
    sheet = Sheet(question, chosen)
    if language and chosen != language:
        sheet.lose(
            N_("The question has no text in %(language)s; it was written in %(other)s."),
            language=language,
            other=chosen,
        )
    return sheet


def choice_shares(key: Mapping[str, Any], *, multiple: bool) -> dict[str, Fraction]:
    """Return what each choice earns, by the standard rule where the key states no shares."""
    choices, right = list(key["choices"]), set(key["correct"])
    if key.get("shares"):
        return {each: exact(key["shares"].get(each, "0")) for each in choices}
    if not multiple:
        return {each: Fraction(each in right) for each in choices}
    wrong = len(choices) - len(right)
    return {each: Fraction(1, len(right)) if each in right else Fraction(-1, wrong) for each in choices}


def accepted(entries: Any) -> list[tuple[str, Fraction, str]]:  # noqa: ANN401 -- as questions keep them
    """Return accepted answers: text, share, explanation."""
    found = []
    for each in entries:
        entry = each if isinstance(each, Mapping) else {"text": each}
        found.append((entry["text"], exact(entry.get("share", "1")), entry.get("explanation", "")))
    return found


def as_value(answer: Mapping[str, Any]) -> tuple[Decimal, Decimal]:
    """Return a number with its tolerance; a range is its middle with half its width."""
    if "low" in answer:
        low, high = Decimal(answer["low"]), Decimal(answer["high"])
        return (low + high) / 2, (high - low) / 2
    return Decimal(answer["value"]), Decimal(answer.get("tolerance", "0"))


def as_html(text: str) -> str:
    """Write a plain text as HTML: lines stay lines."""
    return html.escape(text, quote=False).replace("\n", "<br>")
