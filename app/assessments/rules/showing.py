"""A question in words: its texts in the reader's language, its options in the order of the paper, no right answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from .gap_text import split_at_gaps
from .numbers import exact
from .questions import CHOICE_KINDS, PaperQuestion, QuestionKind, gap_option
from .typed_answers import accepted_in, gap_words

NO_KEY: Mapping[str, Any] = {}


@dataclass(frozen=True, slots=True)
class ShownOption:
    """An option or prompt in words, and the address of its picture."""

    id: str
    text: str
    explanation: str = ""
    picture: str = ""


@dataclass(frozen=True, slots=True)
class ShownGap:
    """A gap: a text or a number is typed into it unless it has options."""

    id: str
    number: int
    kind: str
    options: tuple[ShownOption, ...] = ()

    def text_of(self, option: str) -> str:
        """Return what was chosen or typed in words."""
        return next((each.text for each in self.options if each.id == option), option)


@dataclass(frozen=True, slots=True)
class ShownPiece:
    """Text, and the gap after it (none after the last piece)."""

    text: str
    gap: ShownGap | None = None


@dataclass(frozen=True, slots=True)
class ShownLevel:
    """One level of a criterion of a rubric."""

    id: str
    text: str
    points: float


@dataclass(frozen=True, slots=True)
class ShownCriterion:
    """One criterion of a rubric."""

    id: str
    title: str
    levels: tuple[ShownLevel, ...]

    @property
    def most_points(self) -> float:
        """What the best level earns."""
        return max((level.points for level in self.levels), default=0)


@dataclass(frozen=True, slots=True)
class ShownItem:
    """Something that an assessor observes."""

    id: str
    text: str
    points: float
    critical: bool


@dataclass(frozen=True, slots=True)
class ShownQuestion:
    """A question as a page shows it; `language` differs from the wished one where no translation exists.

    `case_url`, `case_state` ("open", "waiting", "done") and `case_run` are filled in by who knows the attempt.
    """

    place: int
    kind: QuestionKind
    stem: str
    explanation: str
    options: tuple[ShownOption, ...]
    prompts: tuple[ShownOption, ...]
    language: str
    accept: tuple[str, ...] = ()
    points: float = 1
    weighed: bool = False
    pieces: tuple[ShownPiece, ...] = ()
    picture: str = ""
    picture_text: str = ""
    units: tuple[str, ...] = ()
    rubric: tuple[ShownCriterion, ...] = ()
    items: tuple[ShownItem, ...] = ()
    least_words: int | None = None
    most_words: int | None = None
    model_answer: str = ""
    instructions: str = ""
    case_url: str = ""
    case_state: str = ""
    case_run: str = ""
    right_explanations: Mapping[str, str] = field(default_factory=dict)

    @property
    def number(self) -> int:
        """The number that people see, from 1."""
        return self.place + 1

    @property
    def gaps(self) -> tuple[ShownGap, ...]:
        """The gaps in the order of the text."""
        return tuple(piece.gap for piece in self.pieces if piece.gap)

    def text_of(self, option: str) -> str:
        """Return an option in words."""
        return next((each.text for each in self.options if each.id == option), option)


def show_question(
    place: int,
    question: PaperQuestion,
    texts: Mapping[str, Any],
    languages: Sequence[str],
    key: Mapping[str, Any] = NO_KEY,
    media: str = "",
) -> ShownQuestion:
    """Put a question of a paper into words, in the first of the languages that it has.

    `key` is the structure, needed by kinds from `gaps` on; pictures are found under the address `media`.
    """
    language = next((code for code in languages if code in texts), next(iter(texts), ""))
    words = texts.get(language, {})
    stem = words.get("stem", "")
    stem_image = key.get("stem_image") or ""
    return ShownQuestion(
        place=place,
        kind=question.kind,
        stem=stem,
        explanation=words.get("explanation", ""),
        options=tuple(_option(question.kind, each, words, key, media) for each in question.options),
        prompts=tuple(ShownOption(each, words.get("left", {}).get(each, each)) for each in question.prompts),
        language=language,
        accept=tuple(each.text for each in accepted_in(words.get("accept", ()))),
        points=float(exact(key.get("points", "1"), Fraction(1))),
        weighed=bool(key.get("shares")),
        pieces=_pieces(question, stem, words, key),
        picture=media + stem_image if stem_image else "",
        picture_text=words.get("stem_alt", ""),
        units=tuple(names[0] for names in words.get("units", {}).values() if names),
        rubric=tuple(_criterion(each, words) for each in key.get("rubric", ())),
        items=tuple(_item(each, words) for each in _observed(question.kind, key)),
        least_words=key.get("least_words"),
        most_words=key.get("most_words"),
        model_answer=words.get("model_answer", ""),
        instructions=words.get("instructions", ""),
        right_explanations=words.get("answers", {}),
    )


def _option(
    kind: QuestionKind, option: str, words: Mapping[str, Any], key: Mapping[str, Any], media: str
) -> ShownOption:
    if kind in CHOICE_KINDS:
        choice = words.get("choices", {}).get(option, {})
        picture = (key.get("images") or {}).get(option, "")
        return ShownOption(
            option, choice.get("text", option), choice.get("explanation", ""), media + picture if picture else ""
        )
    if kind is QuestionKind.MATCHING:
        return ShownOption(option, words.get("right", {}).get(option, option))
    if kind is QuestionKind.ORDERING:
        return ShownOption(option, words.get("items", {}).get(option, option))
    return ShownOption(option, option)


def _pieces(
    question: PaperQuestion, stem: str, words: Mapping[str, Any], key: Mapping[str, Any]
) -> tuple[ShownPiece, ...]:
    if question.kind is not QuestionKind.GAPS:
        return ()
    kinds = {gap["id"]: gap["kind"] for gap in key.get("gaps", ())}
    pieces = []
    for number, (text, gap) in enumerate(split_at_gaps(stem), start=1):
        known = gap in question.prompts
        pieces.append(ShownPiece(text, _gap(question, gap, number, kinds.get(gap, "text"), words) if known else None))
    return tuple(pieces)


def _gap(question: PaperQuestion, gap: str, number: int, kind: str, words: Mapping[str, Any]) -> ShownGap:
    named = gap_option(gap, "")
    choices = gap_words(words, gap).get("choices", {})
    ids = [option.removeprefix(named) for option in question.options if option.startswith(named)]
    return ShownGap(gap, number, kind, tuple(ShownOption(each, choices.get(each, each)) for each in ids))


def _criterion(criterion: Mapping[str, Any], words: Mapping[str, Any]) -> ShownCriterion:
    own = words.get("rubric", {}).get(criterion["id"], {})
    texts = own.get("levels", {})
    levels = (
        ShownLevel(each["id"], texts.get(each["id"], each["id"]), float(exact(each["points"])))
        for each in criterion["levels"]
    )
    return ShownCriterion(criterion["id"], own.get("title", criterion["id"]), tuple(levels))


def _observed(kind: QuestionKind, key: Mapping[str, Any]) -> Sequence[Mapping[str, Any]]:
    return key.get("items", ()) if kind is QuestionKind.CHECKLIST else ()


def _item(item: Mapping[str, Any], words: Mapping[str, Any]) -> ShownItem:
    text = words.get("items", {}).get(item["id"], item["id"])
    return ShownItem(item["id"], text, float(exact(item.get("points", "1"), Fraction(1))), bool(item.get("critical")))
