"""Our single choices as Aiken, in one language."""

from __future__ import annotations

from collections.abc import Iterable

from app.assessments.rules.questions import QuestionKind
from app.assessments.rules.writing import WrittenQuestion
from app.core.errors import N_

from ..outcome import Refused, WrittenFile
from ..showing import Sheet, sheet_of
from .reading import ANSWER, CHOICE, MOST_LETTERS


def write(questions: Iterable[WrittenQuestion], language: str) -> WrittenFile:
    """Write single choices; every other question is among the outcomes, by name."""
    blocks, outcomes = [], []
    for question in questions:
        sheet = sheet_of(question, language)
        try:
            blocks.append(_block(sheet))
            outcomes.append(sheet.outcome())
        except Refused as refusal:
            outcomes.append(sheet.outcome(refusal.note))
    content = "\n".join(blocks).encode()
    return WrittenFile("aiken", "questions.aiken.txt", "text/plain; charset=utf-8", content, tuple(outcomes))


def _block(sheet: Sheet) -> str:
    if sheet.kind is not QuestionKind.SINGLE or sheet.key.get("shares") or len(sheet.key["correct"]) != 1:
        raise Refused(N_("Aiken has only questions with one right choice."))
    choices = sheet.choices()
    if len(choices) > MOST_LETTERS:
        raise Refused(N_("Aiken has letters for %(count)s choices only."), count=MOST_LETTERS)
    stem = _line(sheet, sheet.stem)
    if CHOICE.fullmatch(stem) or ANSWER.fullmatch(stem):
        raise Refused(N_("The text begins like a choice or an answer of Aiken."))
    if sheet.explanation or any(explanation for _n, _t, explanation, _s in choices):
        sheet.lose(N_("Aiken has no explanations."))
    if len(sheet.question.texts) > 1:
        others = ", ".join(code for code in sheet.question.texts if code != sheet.language)
        sheet.lose(N_("Aiken has one language; %(others)s are not in the file."), others=others)
    if "points" in sheet.key or sheet.key.get("shuffle") is False:
        sheet.lose(N_("Aiken has neither points nor a fixed order of choices."))
    lines = [f"{chr(65 + at)}) {_line(sheet, text)}" for at, (_name, text, _e, _s) in enumerate(choices)]
    right = [name for name, *_rest in choices].index(sheet.key["correct"][0])
    return "\n".join([stem, *lines, f"ANSWER: {chr(65 + right)}", ""])


def _line(sheet: Sheet, text: str) -> str:
    line = " ".join(text.split())
    if line != text:
        sheet.lose(N_("Aiken has one line for a text; lines and blanks were drawn together."))
    return line
