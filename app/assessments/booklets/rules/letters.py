"""What a typist reads off an answer sheet and types, and the answer that it stands for.

A choice is typed as its letter ("C"), several as letters in any order ("AC"), a matching as one letter for each line
from the first ("CAB"), an order as the letters from the first place to the last ("DBAC"). A dash stands for what was
left empty. Numbers stand for letters too: 1 is A. Text is typed as it was written. A text with gaps has a field for
each gap.

Cyrillic letters are refused, not guessed: on the sheet В looks like the second letter of the Latin alphabet, on the
keyboard it lies where D is.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from app.assessments.rules.answers import Answer, read_answer
from app.assessments.rules.questions import FALSE, TRUE, PaperQuestion, QuestionKind, gap_option
from app.core.errors import N_, RuleViolation

ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
BLANK = "-"
ONE_LETTER = (QuestionKind.SINGLE, QuestionKind.IMAGE, QuestionKind.TRUE_FALSE)
TYPED_OUT = (QuestionKind.SHORT, QuestionKind.NUMERIC, QuestionKind.ESSAY)
MOST_DIGITS = 9
_DASHES = re.compile(r"[\u2010-\u2015\u2212_]")
_BETWEEN = re.compile(r"[\s,.;/]+")


class NothingTyped(RuleViolation):
    """A field was left empty: overlooked, or nothing on the sheet; nobody can tell."""

    code = "nothing-typed"
    message = N_("Nothing was typed. Type - where the sheet is empty.")


class ForeignLetter(RuleViolation):
    """A letter of another script."""

    code = "foreign-letter"
    message = N_("“%(letter)s” is no Latin letter. Switch the keyboard, or type numbers: 1 stands for A.")


class NoSuchOption(RuleViolation):
    """A letter that the question does not have."""

    code = "no-such-option"
    message = N_("There is no option %(letter)s; the last one is %(last)s.")


class WrongCount(RuleViolation):
    """Too many or too few letters."""

    code = "wrong-count"
    message = N_("%(typed)s letters were typed, %(wanted)s are needed. Type - for each place that is empty.")


class LetterTwice(RuleViolation):
    """A letter stands twice where each may stand once."""

    code = "letter-twice"
    message = N_("%(letter)s was typed twice. Type - for a place where the sheet can't be read.")


def fields_of(question: PaperQuestion) -> int:
    """Return how many fields a question is typed into."""
    return len(question.prompts) if question.kind is QuestionKind.GAPS else 1


def read_typed(question: PaperQuestion, typed: Sequence[str]) -> Answer:
    """Return the answer that the fields of a question stand for.

    Raises:
        NothingTyped, ForeignLetter, NoSuchOption, WrongCount, LetterTwice: it stands for none.
        AnswerTooLong: a text is longer than its question allows.

    """
    if question.kind is QuestionKind.CHECKLIST:
        return {}
    texts = [each.replace("\r\n", "\n").strip() for each in typed]
    if len(texts) != fields_of(question) or not all(texts):
        raise NothingTyped
    if question.kind is QuestionKind.GAPS:
        return read_answer(question, _read_gaps(question, texts))
    if question.kind in TYPED_OUT:
        return read_answer(question, {} if _blank(texts[0]) else {"text": texts[0]})
    letters = _letters(texts[0], question.options)
    return read_answer(question, _READERS[question.kind](question, letters)) if any(letters) else {}


def write_typed(question: PaperQuestion, answer: Mapping[str, Any]) -> list[str]:
    """Return what is typed for an answer: the way back from `read_typed`."""
    if question.kind is QuestionKind.CHECKLIST:
        return []
    if question.kind is QuestionKind.GAPS:
        return [_write_gap(question, gap, (answer.get("gaps") or {}).get(gap, "")) for gap in question.prompts]
    if not answer:
        return [BLANK]
    if question.kind in TYPED_OUT:
        return [answer["text"]]
    return [_WRITERS[question.kind](question, answer)]


def letter_of(options: Sequence[str], option: str | None) -> str:
    """Return the letter that an option is printed with."""
    return ALPHABET[options.index(option)] if option in options else BLANK


def choices_of(question: PaperQuestion, gap: str) -> tuple[str, ...]:
    """Return the choices of a gap in the order in which they are printed; none where one writes."""
    named = gap_option(gap, "")
    return tuple(each.removeprefix(named) for each in question.options if each.startswith(named))


def blocks_of(questions: Sequence[PaperQuestion], most: int = 10) -> list[tuple[int, ...]]:
    """Group the places of a paper for typing: neighbours that take one letter each are typed as one line."""
    groups: list[tuple[int, ...]] = []
    open_block = False
    for place, question in enumerate(questions):
        single = question.kind in ONE_LETTER
        if single and open_block and len(groups[-1]) < most:
            groups[-1] = (*groups[-1], place)
        else:
            groups.append((place,))
        open_block = single
    return groups


def split_line(text: str, count: int) -> list[str]:
    """Part a line of single letters.

    Raises:
        NothingTyped, WrongCount: it has none, or another number.

    """
    signs = list(_BETWEEN.sub("", _DASHES.sub(BLANK, text)))
    if not signs:
        raise NothingTyped
    if len(signs) != count:
        raise WrongCount(typed=len(signs), wanted=count)
    return signs


def _letters(text: str, options: Sequence[str]) -> list[str | None]:
    return [_option(sign, options) for sign in _BETWEEN.sub("", _DASHES.sub(BLANK, text)).upper()]


def _option(sign: str, options: Sequence[str]) -> str | None:
    if sign == BLANK:
        return None
    if sign in "123456789" and len(options) <= MOST_DIGITS:
        place = int(sign) - 1
    elif sign in ALPHABET:
        place = ALPHABET.index(sign)
    else:
        raise ForeignLetter(letter=sign)
    if place >= len(options):
        raise NoSuchOption(letter=sign, last=ALPHABET[len(options) - 1])
    return options[place]


def _blank(text: str) -> bool:
    return _DASHES.sub(BLANK, text) == BLANK


def _count(letters: Sequence[str | None], wanted: int) -> None:
    if len(letters) != wanted:
        raise WrongCount(typed=len(letters), wanted=wanted)


def _once(letters: Sequence[str | None], question: PaperQuestion) -> None:
    known = [each for each in letters if each]
    for each in known:
        if known.count(each) > 1:
            raise LetterTwice(letter=letter_of(question.options, each))


def _read_single(_question: PaperQuestion, letters: list[str | None]) -> Answer:
    _count(letters, 1)
    return {"choice": letters[0]}


def _read_true_false(_question: PaperQuestion, letters: list[str | None]) -> Answer:
    _count(letters, 1)
    return {"value": letters[0] == TRUE}


def _read_multiple(question: PaperQuestion, letters: list[str | None]) -> Answer:
    _once(letters, question)
    return {"choices": [each for each in letters if each]}


def _read_matching(question: PaperQuestion, letters: list[str | None]) -> Answer:
    _count(letters, len(question.prompts))
    return {"pairs": {prompt: each for prompt, each in zip(question.prompts, letters, strict=True) if each}}


def _read_ordering(question: PaperQuestion, letters: list[str | None]) -> Answer:
    _count(letters, len(question.options))
    _once(letters, question)
    return {"positions": {each: place for place, each in enumerate(letters, start=1) if each}}


def _read_gaps(question: PaperQuestion, texts: list[str]) -> Answer:
    found: dict[str, str] = {}
    for gap, text in zip(question.prompts, texts, strict=True):
        choices = choices_of(question, gap)
        if not choices:
            found |= {} if _blank(text) else {gap: text}
            continue
        letters = _letters(text, choices)
        _count(letters, 1)
        found |= {gap: letters[0]} if letters[0] else {}
    return {"gaps": found} if found else {}


def _write_gap(question: PaperQuestion, gap: str, value: str) -> str:
    choices = choices_of(question, gap)
    return (letter_of(choices, value) if choices else value) or BLANK


def _write_multiple(question: PaperQuestion, answer: Mapping[str, Any]) -> str:
    return "".join(sorted(letter_of(question.options, each) for each in answer["choices"]))


def _write_matching(question: PaperQuestion, answer: Mapping[str, Any]) -> str:
    return "".join(letter_of(question.options, answer["pairs"].get(prompt)) for prompt in question.prompts)


def _write_ordering(question: PaperQuestion, answer: Mapping[str, Any]) -> str:
    placed = {place: item for item, place in answer["positions"].items()}
    places = range(1, len(question.options) + 1)
    return "".join(letter_of(question.options, placed.get(place)) for place in places)


_READERS: dict[QuestionKind, Callable[[PaperQuestion, list[str | None]], Answer]] = {
    QuestionKind.SINGLE: _read_single,
    QuestionKind.IMAGE: _read_single,
    QuestionKind.TRUE_FALSE: _read_true_false,
    QuestionKind.MULTIPLE: _read_multiple,
    QuestionKind.MATCHING: _read_matching,
    QuestionKind.ORDERING: _read_ordering,
}
_WRITERS: dict[QuestionKind, Callable[[PaperQuestion, Mapping[str, Any]], str]] = {
    QuestionKind.SINGLE: lambda question, answer: letter_of(question.options, answer["choice"]),
    QuestionKind.IMAGE: lambda question, answer: letter_of(question.options, answer["choice"]),
    QuestionKind.TRUE_FALSE: lambda question, answer: letter_of(question.options, TRUE if answer["value"] else FALSE),
    QuestionKind.MULTIPLE: _write_multiple,
    QuestionKind.MATCHING: _write_matching,
    QuestionKind.ORDERING: _write_ordering,
}
