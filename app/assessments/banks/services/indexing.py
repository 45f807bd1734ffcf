"""What a question keeps beside its content so that it can be found: languages, words, stems."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from app.core.search_words import folded_words, loosen

from ..models import BankQuestion
from ..rules.likeness import stems_of

LONGEST_INDEX = 50_000


def put_content(question: BankQuestion, key: Mapping[str, Any], texts: Mapping[str, Mapping[str, Any]]) -> None:
    """Give a question its structure and words, and what is computed from them."""
    question.key = dict(key)
    question.texts = {language: dict(words) for language, words in texts.items()}
    index(question)


def index(question: BankQuestion) -> None:
    """Compute what a question is found by."""
    question.languages = f" {' '.join(sorted(question.texts))} " if question.texts else " "
    question.stems = dict(stems_of(question.texts))
    words = {loosen(word) for text in (question.name, *_texts(question.texts)) for word in folded_words(text)}
    question.search_text = "".join(f" {word}" for word in sorted(words))[:LONGEST_INDEX]


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for each in value.values():
            yield from _texts(each)
    elif isinstance(value, list | tuple):
        for each in value:
            yield from _texts(each)
