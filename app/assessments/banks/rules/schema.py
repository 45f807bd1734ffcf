"""What the sheet of each kind of question holds: the editor's form, its reading and its saving all follow from here."""

from __future__ import annotations

from dataclasses import dataclass

from app.assessments.rules.questions import QuestionKind
from app.core.errors import N_


@dataclass(frozen=True, slots=True)
class Cell:
    """One thing to fill in. `look`: line, long, tick, decimal, whole, picture, answer, gap_kind, case."""

    name: str
    label: str
    look: str = "line"
    words: bool = False
    hint: str = ""
    only: str = ""  # of a gap: the kind that it is for


@dataclass(frozen=True, slots=True)
class Rows:
    """A list of parts that can be added, removed and moved."""

    name: str
    title: str
    one: str
    add: str
    cells: tuple[Cell, ...]
    rows: tuple[Rows, ...] = ()
    first: int = 0  # how many a new question begins with
    named: bool = False  # whether people see the ids, because a text refers to them
    ordered: bool = False  # whether the order matters
    hint: str = ""
    only: str = ""


@dataclass(frozen=True, slots=True)
class Form:
    """The cells and rows of a kind, below what every question has."""

    cells: tuple[Cell, ...] = ()
    rows: tuple[Rows, ...] = ()
    shuffles: bool = False
    stem_hint: str = ""


ACCEPT_HINT = N_(
    "One accepted answer a line. “50%% | answer” earns half of the points; “answer | explanation” tells the reader why."
)
STEM = Cell("stem", N_("Question"), "long", words=True)
EXPLANATION = Cell("explanation", N_("Explanation, shown after the exam"), "long", words=True)
_TEXT = Cell("text", N_("Text"), words=True)
_WHY = Cell("explanation", N_("Why it is right or wrong"), words=True)
_CORRECT = Cell("correct", N_("Right"), "tick")
_SHARE = Cell(
    "share", N_("Share of the points"), "decimal", hint=N_("Empty: the usual rule. From -1 to 1, such as 0.5 or -0.25.")
)
_PICTURE = Cell("image", N_("Picture"), "picture")
_NUMBERS = (
    Cell("value", N_("Value"), "decimal"),
    Cell("tolerance", N_("Tolerance"), "decimal", hint=N_("0: exactly this value")),
    Cell("low", N_("or from"), "decimal"),
    Cell("high", N_("to"), "decimal"),
    Cell("share", N_("Share of the points"), "decimal", hint=N_("1 earns all of them")),
)
_CHOICES = Rows(
    "choices", N_("Choices"), N_("Choice"), N_("Add a choice"), (_CORRECT, _TEXT, _WHY, _SHARE), first=4, ordered=True
)
_SPELLING = (
    Cell("case", N_("Capital letters count"), "tick"),
    Cell("wildcards", N_("* in an accepted answer stands for any letters"), "tick"),
)

FORMS: dict[QuestionKind, Form] = {
    QuestionKind.SINGLE: Form(rows=(_CHOICES,), shuffles=True),
    QuestionKind.MULTIPLE: Form(rows=(_CHOICES,), shuffles=True),
    QuestionKind.TRUE_FALSE: Form(cells=(Cell("answer", N_("The statement is"), "answer"),)),
    QuestionKind.MATCHING: Form(
        rows=(
            Rows(
                "pairs",
                N_("Pairs"),
                N_("Pair"),
                N_("Add a pair"),
                (Cell("left", N_("Left"), words=True), Cell("right", N_("belongs to"), words=True)),
                first=3,
            ),
            Rows(
                "distractors",
                N_("Answers that belong to nothing"),
                N_("Extra answer"),
                N_("Add an answer that belongs to nothing"),
                (Cell("right", N_("Text"), words=True),),
            ),
        )
    ),
    QuestionKind.ORDERING: Form(
        rows=(
            Rows(
                "items",
                N_("Steps in their right order"),
                N_("Step"),
                N_("Add a step"),
                (_TEXT,),
                first=3,
                ordered=True,
            ),
        )
    ),
    QuestionKind.SHORT: Form(
        cells=(Cell("accept", N_("Accepted answers"), "long", words=True, hint=ACCEPT_HINT), *_SPELLING)
    ),
    QuestionKind.NUMERIC: Form(
        rows=(
            Rows(
                "answers",
                N_("Right numbers"),
                N_("Number"),
                N_("Add a number"),
                (*_NUMBERS, Cell("explanation", N_("Explanation"), words=True)),
                first=1,
            ),
            Rows(
                "units",
                N_("Units"),
                N_("Unit"),
                N_("Add a unit"),
                (
                    Cell("factor", N_("Factor"), "decimal", hint=N_("1 for the unit of the numbers above")),
                    Cell("names", N_("Ways to write it, with commas between"), words=True),
                ),
                hint=N_("Leave out where the answer has no unit."),
            ),
        ),
        cells=(
            Cell(
                "unit_share",
                N_("Share lost when the unit is missing"),
                "decimal",
                hint=N_("From 0 to 1; only where there are units."),
            ),
        ),
    ),
    QuestionKind.GAPS: Form(
        rows=(
            Rows(
                "gaps",
                N_("Gaps"),
                N_("Gap"),
                N_("Add a gap"),
                (
                    Cell("kind", N_("Filled by"), "gap_kind"),
                    Cell("weight", N_("Weight"), "decimal", hint=N_("1 unless it counts more or less than the others")),
                    Cell("accept", N_("Accepted answers"), "long", words=True, hint=ACCEPT_HINT, only="text"),
                    Cell("case", N_("Capital letters count"), "tick", only="text"),
                    Cell("wildcards", N_("* in an accepted answer stands for any letters"), "tick", only="text"),
                ),
                rows=(
                    Rows(
                        "choices",
                        N_("Choices"),
                        N_("Choice"),
                        N_("Add a choice"),
                        (_CORRECT, _TEXT, _SHARE),
                        only="choice",
                    ),
                    Rows("answers", N_("Right numbers"), N_("Number"), N_("Add a number"), _NUMBERS, only="numeric"),
                ),
                first=2,
                named=True,
            ),
        ),
        stem_hint=N_("Write each gap with its name in double brackets: The victim must be told about [[1]]."),
    ),
    QuestionKind.IMAGE: Form(
        cells=(
            Cell("stem_image", N_("Picture above the choices"), "picture"),
            Cell("stem_alt", N_("What the picture shows, for those who can't see it"), words=True),
        ),
        rows=(
            Rows(
                "choices",
                N_("Choices"),
                N_("Choice"),
                N_("Add a choice"),
                (
                    _CORRECT,
                    _PICTURE,
                    Cell("text", N_("Text, or what the picture shows"), words=True),
                    _WHY,
                    _SHARE,
                ),
                first=3,
                ordered=True,
            ),
        ),
        shuffles=True,
    ),
    QuestionKind.ESSAY: Form(
        rows=(
            Rows(
                "rubric",
                N_("Rubric: what the marker looks for"),
                N_("Criterion"),
                N_("Add a criterion"),
                (Cell("title", N_("Criterion"), words=True),),
                rows=(
                    Rows(
                        "levels",
                        N_("Levels"),
                        N_("Level"),
                        N_("Add a level"),
                        (
                            Cell("points", N_("Points"), "decimal"),
                            Cell("text", N_("What an answer of this level does"), words=True),
                        ),
                        first=2,
                        ordered=True,
                    ),
                ),
                first=2,
                ordered=True,
            ),
        ),
        cells=(
            Cell("least_words", N_("At least so many words"), "whole"),
            Cell("most_words", N_("At most so many words"), "whole"),
            Cell("model_answer", N_("Model answer, for markers and for after the exam"), "long", words=True),
        ),
    ),
    QuestionKind.CHECKLIST: Form(
        cells=(Cell("instructions", N_("Instructions for the assessor"), "long", words=True),),
        rows=(
            Rows(
                "items",
                N_("What the assessor looks for"),
                N_("Behaviour"),
                N_("Add a behaviour"),
                (
                    _TEXT,
                    Cell("points", N_("Points"), "decimal"),
                    Cell("critical", N_("Critical: without it the task is worth nothing"), "tick"),
                ),
                first=3,
                ordered=True,
            ),
        ),
        stem_hint=N_("Describe the task as the examinee is given it."),
    ),
    QuestionKind.SIMULATION: Form(cells=(Cell("simulation", N_("Case simulation"), "case"),)),
}
