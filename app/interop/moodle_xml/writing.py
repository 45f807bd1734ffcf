"""Our questions as Moodle's XML."""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

from lxml import etree

from app.assessments.rules.questions import QuestionKind
from app.assessments.rules.writing import WrittenQuestion
from app.core.errors import N_

from .. import numbers
from ..keepsake import remember
from ..markup import Element, clean
from ..outcome import WrittenFile
from ..showing import Sheet, accepted, as_html, as_value, sheet_of
from . import cloze_writing

Pictures = Callable[[str], "bytes | None"]
TAGS = ("objective", "difficulty", "pool", "module")


def no_pictures(_name: str) -> None:
    """Have none at hand."""


def write(questions: Iterable[WrittenQuestion], language: str, pictures: Pictures = no_pictures) -> WrittenFile:
    """Write questions; those of kinds that Moodle lacks become descriptions, which only we read back as questions."""
    root = etree.Element("quiz")
    outcomes = []
    for question in questions:
        sheet = sheet_of(question, language)
        element = _element(sheet, pictures)
        etree.indent(element, level=1)
        remember(element, question)
        root.append(element)
        others = ", ".join(code for code in question.texts if code != sheet.language)
        if others:
            sheet.lose(
                N_("Other systems see %(language)s only; %(others)s are kept for us."),
                language=sheet.language,
                others=others,
            )
        outcomes.append(sheet.outcome())
    if len(root):
        root.text = "\n  "
        for each in root:
            each.tail = "\n  "
        root[-1].tail = "\n"
    content = etree.tostring(root, encoding="UTF-8", xml_declaration=True)
    return WrittenFile("moodle_xml", "questions.xml", "application/xml", content, tuple(outcomes))


def write_question(question: WrittenQuestion, language: str) -> Element:
    """Write one question without its pictures' bytes."""
    return _element(sheet_of(question, language), no_pictures)


def language_written(element: Element) -> str:
    """Return the language in which a question was written out."""
    return element.get("{http://www.w3.org/XML/1998/namespace}lang") or ""


def _element(sheet: Sheet, pictures: Pictures) -> Element:
    kind, fill = WRITERS[sheet.kind]
    element = etree.Element("question", type=kind)
    element.set("{http://www.w3.org/XML/1998/namespace}lang", clean(sheet.language))
    _put(_put(element, "name"), "text", sheet.question.name)
    stem = _html(element, "questiontext", cloze_writing.stem(sheet) if kind == "cloze" else as_html(sheet.stem))
    _html(element, "generalfeedback", as_html(sheet.explanation))
    _put(element, "defaultgrade", str(sheet.key.get("points", "1")))
    _put(element, "hidden", "0")
    _put(element, "idnumber", sheet.question.name)
    fill(sheet, element, stem, pictures)
    tags = [f"{name}={value}" for name in TAGS if (value := getattr(sheet.question, name))]
    holder = _put(element, "tags")
    for tag in tags:
        _put(_put(holder, "tag"), "text", tag)
    return element


def _put(parent: Element, name: str, text: str = "", **attributes: str) -> Element:
    child = etree.SubElement(parent, name, attributes)
    if text:
        child.text = clean(text)
    return child


def _html(parent: Element, name: str, source: str, **attributes: str) -> Element:
    child = _put(parent, name, format="html", **attributes)
    _put(child, "text", source)
    return child


def _answer(parent: Element, source: str, share: Fraction, explanation: str = "") -> Element:
    answer = _html(parent, "answer", source, fraction=numbers.as_percent(numbers.share(share)))
    _html(answer, "feedback", as_html(explanation))
    return answer


def _plain_answer(parent: Element, text: str, share: Fraction, explanation: str = "") -> Element:
    answer = _put(parent, "answer", fraction=numbers.as_percent(numbers.share(share)), format="plain_text")
    _put(answer, "text", text)
    _html(answer, "feedback", as_html(explanation))
    return answer


def _choice(sheet: Sheet, element: Element, stem: Element, pictures: Pictures) -> None:
    _put(element, "single", "false" if sheet.kind is QuestionKind.MULTIPLE else "true")
    _put(element, "shuffleanswers", "false" if sheet.key.get("shuffle") is False else "true")
    _put(element, "answernumbering", "abc")
    images: Mapping[str, str] = sheet.key.get("images") or {}
    if sheet.kind is QuestionKind.IMAGE and sheet.key.get("stem_image"):
        _picture(stem, sheet.key["stem_image"], str(sheet.words.get("stem_alt", "")), pictures)
    for name, text, explanation, share in sheet.choices():
        if name in images and sheet.kind is QuestionKind.IMAGE:
            answer = _answer(element, "", share, explanation)
            _picture(answer, images[name], text, pictures)
        else:
            _answer(element, as_html(text), share, explanation)


def _picture(holder: Element, name: str, words: str, pictures: Pictures) -> None:
    text = holder[0]
    alt = as_html(words).replace('"', "&quot;")
    text.text = clean(f'{text.text or ""}<img src="@@PLUGINFILE@@/{as_html(name)}" alt="{alt}">')
    content = pictures(name)
    if content is not None:
        file = _put(holder, "file", base64.b64encode(content).decode("ascii"), encoding="base64")
        file.set("name", clean(name))
        file.set("path", "/")


def _true_false(sheet: Sheet, element: Element, _stem: Element, _pictures: Pictures) -> None:
    for word, value in (("true", True), ("false", False)):
        answer = _put(element, "answer", fraction="100" if sheet.key["answer"] is value else "0", format="plain_text")
        _put(answer, "text", word)
        _html(answer, "feedback", "")


def _matching(sheet: Sheet, element: Element, _stem: Element, _pictures: Pictures) -> None:
    _put(element, "shuffleanswers", "false" if sheet.key.get("shuffle") is False else "true")
    right = sheet.words["right"]
    for pair in sheet.key["pairs"]:
        sub = _html(element, "subquestion", as_html(sheet.words["left"][pair]))
        _put(_put(sub, "answer"), "text", right[pair])
    for extra in sheet.key.get("distractors", ()):
        sub = _html(element, "subquestion", "")
        _put(_put(sub, "answer"), "text", right[extra])


def _ordering(sheet: Sheet, element: Element, _stem: Element, _pictures: Pictures) -> None:
    for name, value in (
        ("layouttype", "VERTICAL"),
        ("selecttype", "ALL"),
        ("selectcount", "0"),
        ("gradingtype", "LONGEST_ORDERED_SUBSET"),
        ("showgrading", "SHOW"),
    ):
        _put(element, name, value)
    for at, item in enumerate(sheet.key["items"], 1):
        answer = _html(element, "answer", as_html(sheet.words["items"][item]), fraction=f"{at}.0000000")
        _html(answer, "feedback", "")


def _short(sheet: Sheet, element: Element, _stem: Element, _pictures: Pictures) -> None:
    _put(element, "usecase", "1" if sheet.key.get("case") is True else "0")
    wild = sheet.key.get("wildcards") is True
    for text, share, explanation in accepted(sheet.words["accept"]):
        _plain_answer(element, text if wild else text.replace("*", "\\*"), share, explanation)


def _numeric(sheet: Sheet, element: Element, _stem: Element, _pictures: Pictures) -> None:
    said = sheet.words.get("answers") or {}
    for each in sheet.key["answers"]:
        value, tolerance = as_value(each)
        share = Fraction(str(each.get("share", "1")))
        answer = _plain_answer(element, numbers.write(value), share, str(said.get(each["id"], "")))
        _put(answer, "tolerance", numbers.write(tolerance))
    units = sheet.key.get("units") or ()
    lost = str(sheet.key.get("unit_share", "1"))
    _put(element, "unitgradingtype", "1" if units and lost != "0" else "0")
    _put(element, "unitpenalty", lost if units else "0.1")
    _put(element, "showunits", "0" if units else "3")
    if units:
        holder = _put(element, "units")
        for unit in units:
            for name in sheet.words["units"][unit["id"]]:
                one = _put(holder, "unit")
                _put(one, "multiplier", numbers.write(round(1 / Decimal(str(unit.get("factor", "1"))), 15)))
                _put(one, "unit_name", name)


def _essay(sheet: Sheet, element: Element, _stem: Element, _pictures: Pictures) -> None:
    for name, value in (("responseformat", "plain"), ("responserequired", "1"), ("responsefieldlines", "15")):
        _put(element, name, value)
    for name, limit in (("minwordlimit", "least_words"), ("maxwordlimit", "most_words")):
        if sheet.key.get(limit):
            _put(element, name, str(sheet.key[limit]))
    lines = [str(sheet.words.get("model_answer", ""))]
    for criterion in sheet.key["rubric"]:
        said = sheet.words["rubric"][criterion["id"]]
        levels = "; ".join(f"{level['points']}: {said['levels'][level['id']]}" for level in criterion["levels"])
        lines.append(f"{said['title']} ({levels})")
    _html(element, "graderinfo", as_html("\n".join(filter(None, lines))))
    sheet.lose(N_("Moodle has no rubric in a file; it stands among the notes for markers."))


def _described(sheet: Sheet, _element: Element, stem: Element, _pictures: Pictures) -> None:
    items: Mapping[str, Any] = sheet.words.get("items") or {}
    stem[0].text = clean("<br>".join([as_html(sheet.stem), *(f"☐ {as_html(str(each))}" for each in items.values())]))
    sheet.lose(N_("Moodle has no such questions: there it is a description."))


def _gaps(sheet: Sheet, _element: Element, _stem: Element, _pictures: Pictures) -> None:
    """The text has it all."""


Writer = Callable[[Sheet, Element, Element, Pictures], None]
WRITERS: dict[QuestionKind, tuple[str, Writer]] = {
    QuestionKind.SINGLE: ("multichoice", _choice),
    QuestionKind.MULTIPLE: ("multichoice", _choice),
    QuestionKind.IMAGE: ("multichoice", _choice),
    QuestionKind.TRUE_FALSE: ("truefalse", _true_false),
    QuestionKind.MATCHING: ("matching", _matching),
    QuestionKind.ORDERING: ("ordering", _ordering),
    QuestionKind.SHORT: ("shortanswer", _short),
    QuestionKind.NUMERIC: ("numerical", _numeric),
    QuestionKind.GAPS: ("cloze", _gaps),
    QuestionKind.ESSAY: ("essay", _essay),
    QuestionKind.CHECKLIST: ("description", _described),
    QuestionKind.SIMULATION: ("description", _described),
}
