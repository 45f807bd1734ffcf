"""Our questions as GIFT, in one language."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from fractions import Fraction

from app.assessments.rules.questions import QuestionKind
from app.assessments.rules.writing import WrittenQuestion
from app.core.errors import N_

from .. import numbers
from ..outcome import Refused, WrittenFile
from ..showing import Sheet, accepted, as_value, sheet_of

SIGNS = str.maketrans({each: f"\\{each}" for each in "\\#=~{}:"} | {"\n": "\\n", "\r": ""})
# In brackets of a comment these would end the tag.
IN_TAG = str.maketrans({"]": "", "[": "", "<": "", ">": "", "`": "", "\n": " "})


def write(questions: Iterable[WrittenQuestion], language: str) -> WrittenFile:
    """Write all that GIFT can say; what it can't is among the outcomes, by name."""
    blocks, outcomes = [], []
    for question in questions:
        sheet = sheet_of(question, language)
        try:
            blocks.append(_block(sheet))
            outcomes.append(sheet.outcome())
        except Refused as refusal:
            outcomes.append(sheet.outcome(refusal.note))
    content = "\n".join(blocks).encode()
    return WrittenFile("gift", "questions.gift.txt", "text/plain; charset=utf-8", content, tuple(outcomes))


def _block(sheet: Sheet) -> str:
    body = KINDS[sheet.kind](sheet) if sheet.kind in KINDS else None
    if body is None:
        raise Refused(N_("GIFT knows no such questions."))
    others = ", ".join(code for code in sheet.question.texts if code != sheet.language)
    if others:
        sheet.lose(N_("GIFT has one language; %(others)s are not in the file."), others=others)
    general = f"\n\t####{_guarded(sheet.explanation)}" if sheet.explanation else ""
    opening, lines = body
    answers = "".join(f"\n\t{line}" for line in lines)
    end = "\n}" if lines or general else "}"
    title = f"::{_text(sheet.question.name)}::[plain]"
    return f"{_tags(sheet)}\n{title}{_text(sheet.stem)}{{{opening}{answers}{general}{end}\n"


def _tags(sheet: Sheet) -> str:
    question, key = sheet.question, sheet.key
    tags = {name: getattr(question, name) for name in ("objective", "difficulty", "pool", "module")}
    tags["points"] = str(key["points"]) if "points" in key else ""
    tags["shuffle"] = "no" if key.get("shuffle") is False else ""
    tags["case"] = "yes" if key.get("case") is True and sheet.kind is QuestionKind.SHORT else ""
    if tags["points"]:
        sheet.lose(N_("GIFT has no points; they stand in a tag."))
    if tags["case"]:
        sheet.lose(N_("GIFT can't say that capitals count; it stands in a tag."))
    written = " ".join(f"[tag:{name}={value.translate(IN_TAG)}]" for name, value in tags.items() if value)
    return f"// [id:{question.name.translate(IN_TAG)}] {written}".rstrip()


def _text(text: str) -> str:
    return text.translate(SIGNS)


def _said(explanation: str) -> str:
    return f"#{_guarded(explanation)}" if explanation else ""


def _weight(share: Fraction) -> str:
    return f"%{numbers.as_percent(numbers.share(share))}%"


def _guarded(text: str, signs: str = "[") -> str:
    """Write a text that must not be taken for a weight or a format."""
    return f"[plain]{_text(text)}" if text.startswith(("%", *signs)) else _text(text)


Body = tuple[str, list[str]]


def _choice(sheet: Sheet) -> Body:
    single = sheet.kind is not QuestionKind.MULTIPLE
    lines = []
    for _name, text, explanation, share in sheet.choices():
        sign = "=" if single and share == 1 else "~" if share == 0 else f"~{_weight(share)}"
        lines.append(f"{sign}{_guarded(text)}{_said(explanation)}")
    if sheet.kind is QuestionKind.IMAGE:
        raise Refused(N_("GIFT has no pictures."))
    return "", lines


def _true_false(sheet: Sheet) -> Body:
    return "TRUE" if sheet.key["answer"] else "FALSE", []


def _matching(sheet: Sheet) -> Body:
    left, right = sheet.words["left"], sheet.words["right"]
    extra = sheet.key.get("distractors", ())
    if any("->" in text for text in left.values()):
        raise Refused(N_("A line has the arrow ->, which GIFT keeps for itself."))
    lines = [f"={_guarded(left[each])} -> {_text(right[each])}" for each in sheet.key["pairs"]]
    return "", lines + [f"= -> {_text(right[each])}" for each in extra]


def _short(sheet: Sheet) -> Body:
    wild = sheet.key.get("wildcards") is True
    lines = []
    for text, share, explanation in accepted(sheet.words["accept"]):
        written = _guarded(text if wild else text.replace("*", "\\*"))
        lines.append(f"={_weight(share) if share != 1 else ''}{written}{_said(explanation)}")
    joined = sheet.words["accept"]
    first = joined[0] if isinstance(joined[0], str) else joined[0]["text"]
    if len(lines) == 1 and first.strip() in ("T", "TRUE", "F", "FALSE"):
        lines[0] = lines[0].replace("=", "=%100%", 1)
    if any("->" in line for line in lines):
        raise Refused(N_("A line has the arrow ->, which GIFT keeps for itself."))
    return "", lines


def _numeric(sheet: Sheet) -> Body:
    if sheet.key.get("units"):
        raise Refused(N_("GIFT has no units."))
    said = sheet.words.get("answers") or {}
    lines = []
    for each in sheet.key["answers"]:
        share = Fraction(str(each.get("share", "1")))
        if "low" in each:
            stated = f"{each['low']}..{each['high']}"
        else:
            value, tolerance = as_value(each)
            stated = f"{numbers.write(value)}:{numbers.write(tolerance)}"
        weight = _weight(share) if share != 1 else ""
        lines.append(f"={weight}{stated}{_said(str(said.get(each['id'], '')))}")
    return "#", lines


def _essay(sheet: Sheet) -> Body:
    sheet.lose(N_("GIFT has no rubric, model answer or limits of words."))
    return "", []


KINDS: dict[QuestionKind, Callable[[Sheet], Body]] = {
    QuestionKind.SINGLE: _choice,
    QuestionKind.MULTIPLE: _choice,
    QuestionKind.IMAGE: _choice,
    QuestionKind.TRUE_FALSE: _true_false,
    QuestionKind.MATCHING: _matching,
    QuestionKind.SHORT: _short,
    QuestionKind.NUMERIC: _numeric,
    QuestionKind.ESSAY: _essay,
}
