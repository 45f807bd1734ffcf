"""Our questions as a package of QTI 3.0."""

from __future__ import annotations

import hashlib
import io
import re
import zipfile
from collections.abc import Callable, Iterable
from decimal import Decimal
from fractions import Fraction
from typing import Any

from lxml import etree

from app.assessments.rules.gap_text import split_at_gaps
from app.assessments.rules.questions import QuestionKind
from app.assessments.rules.writing import WrittenQuestion
from app.core.errors import N_

from .. import numbers
from ..keepsake import remember
from ..markup import Element, clean
from ..outcome import WrittenFile
from ..pictures import MEDIA_TYPES
from ..showing import Sheet, accepted, as_value, choice_shares, sheet_of
from .normal import XML_LANG

QTI = "http://www.imsglobal.org/xsd/imsqtiasi_v3p0"
CP = "http://www.imsglobal.org/xsd/qti/qtiv3p0/imscp_v1p1"
XSI = "http://www.w3.org/2001/XMLSchema-instance"
PLACES = f"{QTI} https://purl.imsglobal.org/spec/qti/v3p0/schema/xsd/imsqti_asiv3p0_v1p0.xsd"
TEMPLATES = "https://purl.imsglobal.org/spec/qti/v3p0/rptemplates/"

Pictures = Callable[[str], "bytes | None"]


def write(questions: Iterable[WrittenQuestion], language: str, pictures: Pictures = lambda _name: None) -> WrittenFile:
    """Write a package: an item a question, a test that names them in order, their pictures."""
    outcomes = []
    buffer = io.BytesIO()
    items: list[tuple[str, list[str]]] = []
    media: dict[str, bytes] = {}
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for at, question in enumerate(questions, 1):
            sheet = sheet_of(question, language)
            root = _item(sheet)
            etree.indent(root)
            remember(root, question)
            names = [name for name in pictures_of(question) if (content := pictures(name)) is not None]
            media |= {name: content for name in names if (content := pictures(name)) is not None}
            _store(archive, f"items/item-{at}.xml", _bytes(root))
            items.append((f"item-{at}", names))
            _say_others(sheet)
            outcomes.append(sheet.outcome())
        for name, content in media.items():
            _store(archive, f"media/{name}", content)
        _store(archive, "test.xml", _bytes(_test(items)))
        _store(archive, "imsmanifest.xml", _bytes(_manifest(items)))
    return WrittenFile("qti", "questions.zip", "application/zip", buffer.getvalue(), tuple(outcomes))


def write_item(question: WrittenQuestion, language: str) -> Element:
    """Write one item."""
    return _item(sheet_of(question, language))


def pictures_of(question: WrittenQuestion) -> list[str]:
    """Return the names of a question's pictures."""
    images = question.key.get("images") or {}
    found = [question.key.get("stem_image"), *(images.values() if isinstance(images, dict) else ())]
    return [name for name in dict.fromkeys(found) if isinstance(name, str) and name.rpartition(".")[2] in MEDIA_TYPES]


def _say_others(sheet: Sheet) -> None:
    others = ", ".join(code for code in sheet.question.texts if code != sheet.language)
    if others:
        sheet.lose(
            N_("Other systems see %(language)s only; %(others)s are kept for us."),
            language=sheet.language,
            others=others,
        )


def _store(archive: zipfile.ZipFile, name: str, content: bytes) -> None:
    # One date, so that the same questions are the same file.
    archive.writestr(zipfile.ZipInfo(name, (2020, 1, 1, 0, 0, 0)), content, zipfile.ZIP_DEFLATED)


def _bytes(root: Element) -> bytes:
    return bytes(etree.tostring(root, encoding="UTF-8", xml_declaration=True))


def _put(parent: Element, name: str, text: str = "", **attributes: str) -> Element:
    named = {key.replace("_", "-"): clean(value) for key, value in attributes.items()}
    child = etree.SubElement(parent, f"{{{QTI}}}{name}", named)
    if text:
        child.text = clean(text)
    return child


def _lines(parent: Element, text: str, tag: str = "p") -> None:
    """Write a text as paragraphs: a line is one."""
    for line in text.split("\n"):
        if line.strip():
            _put(parent, tag, line)


def identifier(name: str) -> str:
    """Return an id as QTI allows it: it begins with a letter."""
    plain = re.sub(r"[^A-Za-z0-9_.-]", "_", name)
    if plain != name:
        plain = f"{plain[:60]}-{hashlib.sha256(name.encode('utf-8', 'replace')).hexdigest()[:8]}"
    return plain if plain[:1].isalpha() or plain[:1] == "_" else f"_{plain}"


def _item(sheet: Sheet) -> Element:
    root = etree.Element(f"{{{QTI}}}qti-assessment-item", nsmap={None: QTI, "xsi": XSI})
    root.set(f"{{{XSI}}}schemaLocation", PLACES)
    root.set("identifier", identifier(sheet.question.name))
    root.set("title", clean(sheet.question.name))
    root.set("adaptive", "false")
    root.set("time-dependent", "false")
    root.set(XML_LANG, clean(sheet.language))
    _Writer(sheet, root).write()
    return root


class _Writer:
    """Writes one item: declarations, body, scoring, what is said afterwards."""

    def __init__(self, sheet: Sheet, root: Element) -> None:
        self.sheet = sheet
        self.root = root
        self.scores: list[tuple[str, str, Any]] = []
        self.points = Fraction(str(sheet.key.get("points", "1")))
        self.body = etree.Element(f"{{{QTI}}}qti-item-body")

    def write(self) -> None:
        KINDS[self.sheet.kind](self)
        score = _put(self.root, "qti-outcome-declaration", identifier="SCORE", cardinality="single", base_type="float")
        _put(_put(score, "qti-default-value"), "qti-value", "0")
        most = _put(
            self.root, "qti-outcome-declaration", identifier="MAXSCORE", cardinality="single", base_type="float"
        )
        _put(_put(most, "qti-default-value"), "qti-value", numbers.share(self.points))
        if self.sheet.explanation:
            _put(
                self.root,
                "qti-outcome-declaration",
                identifier="FEEDBACK",
                cardinality="single",
                base_type="identifier",
            )
        self.root.append(self.body)
        self.scoring()
        if self.sheet.explanation:
            modal = _put(
                self.root,
                "qti-modal-feedback",
                outcome_identifier="FEEDBACK",
                identifier="explanation",
                show_hide="show",
            )
            _lines(_put(modal, "qti-content-body"), self.sheet.explanation)

    def scoring(self) -> None:
        if not self.scores:
            return
        processing = _put(self.root, "qti-response-processing")
        for name, how, answers in self.scores:
            if how == "map":
                total = _put(_put(processing, "qti-set-outcome-value", identifier="SCORE"), "qti-sum")
                _put(total, "qti-variable", identifier="SCORE")
                _put(total, "qti-map-response", identifier=name)
            elif how == "match":
                condition = _put(_put(processing, "qti-response-condition"), "qti-response-if")
                match = _put(condition, "qti-match")
                _put(match, "qti-variable", identifier=name)
                _put(match, "qti-correct", identifier=name)
                self.add(condition, answers)
            else:
                self.numbers(processing, name, answers)
        if self.sheet.explanation:
            outcome = _put(processing, "qti-set-outcome-value", identifier="FEEDBACK")
            _put(outcome, "qti-base-value", "explanation", base_type="identifier")

    def add(self, branch: Element, worth: Fraction) -> None:
        total = _put(_put(branch, "qti-set-outcome-value", identifier="SCORE"), "qti-sum")
        _put(total, "qti-variable", identifier="SCORE")
        _put(total, "qti-base-value", numbers.share(worth), base_type="float")

    def numbers(self, processing: Element, name: str, answers: list[tuple[Decimal, Decimal, Fraction]]) -> None:
        condition = _put(processing, "qti-response-condition")
        for at, (value, tolerance, worth) in enumerate(answers):
            branch = _put(condition, "qti-response-else-if" if at else "qti-response-if")
            if tolerance:
                equal = _put(
                    branch,
                    "qti-equal",
                    tolerance_mode="absolute",
                    tolerance=f"{numbers.write(tolerance)} {numbers.write(tolerance)}",
                )
            else:
                equal = _put(branch, "qti-equal", tolerance_mode="exact")
            _put(equal, "qti-variable", identifier=name)
            _put(equal, "qti-base-value", numbers.write(value), base_type="float")
            self.add(branch, worth)

    def declare(self, name: str, base: str, correct: Iterable[str], *, cardinality: str = "single") -> Element:
        declared = _put(self.root, "qti-response-declaration", identifier=name, cardinality=cardinality, base_type=base)
        right = list(correct)
        if right:
            holder = _put(declared, "qti-correct-response")
            for each in right:
                _put(holder, "qti-value", each)
        return declared

    def map(self, declared: Element, entries: Iterable[tuple[str, Fraction]], **limits: str) -> None:
        mapping = _put(declared, "qti-mapping", default_value="0", **limits)
        done = set()
        for key, worth in entries:
            if key not in done:
                done.add(key)
                _put(mapping, "qti-map-entry", map_key=key, mapped_value=numbers.share(worth))

    def stem(self) -> None:
        _lines(self.body, self.sheet.stem)
        picture = self.sheet.key.get("stem_image")
        if picture and self.sheet.kind is QuestionKind.IMAGE:
            _picture(_put(self.body, "p"), picture, str(self.sheet.words.get("stem_alt", "")))

    def shuffle(self) -> str:
        return "false" if self.sheet.key.get("shuffle") is False else "true"

    def choice(self) -> None:
        multiple = self.sheet.kind is QuestionKind.MULTIPLE
        choices = self.sheet.choices()
        declared = self.declare(
            "RESPONSE",
            "identifier",
            map(identifier, self.sheet.key["correct"]),
            cardinality="multiple" if multiple else "single",
        )
        if multiple or self.sheet.key.get("shares"):
            limits = {"lower_bound": "0", "upper_bound": numbers.share(self.points)} if multiple else {}
            self.map(declared, [(identifier(each), share * self.points) for each, _t, _e, share in choices], **limits)
            self.scores.append(("RESPONSE", "map", None))
        else:
            self.scores.append(("RESPONSE", "match", self.points))
        self.stem()
        asked = _put(
            self.body,
            "qti-choice-interaction",
            response_identifier="RESPONSE",
            shuffle=self.shuffle(),
            max_choices="0" if multiple else "1",
        )
        images = (self.sheet.key.get("images") or {}) if self.sheet.kind is QuestionKind.IMAGE else {}
        for name, text, explanation, _share in choices:
            one = _put(asked, "qti-simple-choice", identifier=identifier(name))
            if name in images:
                _picture(one, images[name], text)
            else:
                _inline(one, text)
            if explanation:
                said = _put(
                    one,
                    "qti-feedback-inline",
                    explanation,
                    outcome_identifier="RESPONSE",
                    identifier=identifier(name),
                    show_hide="show",
                )
                said.tail = None

    def true_false(self) -> None:
        self.declare("RESPONSE", "identifier", ["true" if self.sheet.key["answer"] else "false"])
        self.scores.append(("RESPONSE", "match", self.points))
        self.stem()
        asked = _put(
            self.body, "qti-choice-interaction", response_identifier="RESPONSE", shuffle="false", max_choices="1"
        )
        for name, text in (("true", "True"), ("false", "False")):
            _put(asked, "qti-simple-choice", text, identifier=name)

    def matching(self) -> None:
        pairs, words = self.sheet.key["pairs"], self.sheet.words
        declared = self.declare(
            "RESPONSE", "directedPair", [f"L_{each} R_{each}" for each in pairs], cardinality="multiple"
        )
        each_worth = self.points / len(pairs)
        self.map(declared, [(f"L_{each} R_{each}", each_worth) for each in pairs], lower_bound="0")
        self.scores.append(("RESPONSE", "map", None))
        self.stem()
        asked = _put(
            self.body,
            "qti-match-interaction",
            response_identifier="RESPONSE",
            shuffle=self.shuffle(),
            max_associations=str(len(pairs)),
        )
        left, right = _put(asked, "qti-simple-match-set"), _put(asked, "qti-simple-match-set")
        for each in pairs:
            _inline(
                _put(left, "qti-simple-associable-choice", identifier=f"L_{each}", match_max="1"), words["left"][each]
            )
        for each in (*pairs, *self.sheet.key.get("distractors", ())):
            _inline(
                _put(right, "qti-simple-associable-choice", identifier=f"R_{each}", match_max="1"), words["right"][each]
            )

    def ordering(self) -> None:
        items = self.sheet.key["items"]
        self.declare("RESPONSE", "identifier", map(identifier, items), cardinality="ordered")
        self.scores.append(("RESPONSE", "match", self.points))
        self.sheet.lose(N_("In other systems only the whole right order earns anything."))
        self.stem()
        asked = _put(self.body, "qti-order-interaction", response_identifier="RESPONSE", shuffle="true")
        # Readers that do not shuffle must not show the right order.
        for each in sorted(items, key=lambda name: self.sheet.words["items"][name]):
            _inline(_put(asked, "qti-simple-choice", identifier=identifier(each)), self.sheet.words["items"][each])

    def short(self) -> None:
        self.typed("RESPONSE", self.sheet.key, self.sheet.words["accept"], self.points)
        self.stem()
        _put(_put(self.body, "p"), "qti-text-entry-interaction", response_identifier="RESPONSE")

    def typed(self, name: str, key: Any, entries: Any, worth: Fraction) -> None:  # noqa: ANN401
        answers = accepted(entries)
        declared = self.declare(name, "string", [text for text, share, _said in answers if share == 1][:1])
        mapping = _put(declared, "qti-mapping", default_value="0")
        case = "true" if key.get("case") is True else "false"
        seen = set()
        for text, share, _said in answers:
            if text not in seen:
                seen.add(text)
                _put(
                    mapping,
                    "qti-map-entry",
                    map_key=text,
                    mapped_value=numbers.share(share * worth),
                    case_sensitive=case,
                )
        if key.get("wildcards") is True:
            self.sheet.lose(N_("QTI knows no * for any signs; others take it as a sign."))
        self.scores.append((name, "map", None))

    def numeric(self) -> None:
        self.numbered("RESPONSE", self.sheet.key["answers"], self.points)
        if self.sheet.key.get("units"):
            self.sheet.lose(N_("QTI has no units in a number; others expect the number alone."))
        self.stem()
        _put(_put(self.body, "p"), "qti-text-entry-interaction", response_identifier="RESPONSE")

    def numbered(self, name: str, answers: Any, worth: Fraction) -> None:  # noqa: ANN401
        listed = [(*as_value(each), Fraction(str(each.get("share", "1")))) for each in answers]
        best = max(listed, key=lambda each: each[2])
        self.declare(name, "float", [numbers.write(best[0])])
        self.scores.append((name, "numbers", [(value, margin, share * worth) for value, margin, share in listed]))

    def gaps(self) -> None:
        gaps = {gap["id"]: gap for gap in self.sheet.key["gaps"]}
        said = self.sheet.words.get("gaps") or {}
        names = {gap: f"RESPONSE_{at}" for at, gap in enumerate(gaps, 1)}
        total = sum((Fraction(str(gap.get("weight", "1"))) for gap in gaps.values()), Fraction(0))
        for gap, stated in gaps.items():
            worth = self.points * Fraction(str(stated.get("weight", "1"))) / total
            self.gap(names[gap], stated, said.get(gap) or {}, worth)
        paragraph = _put(self.body, "p")
        for text, gap in split_at_gaps(self.sheet.stem):
            paragraph = self.run(paragraph, text)
            if gap and gaps[gap]["kind"] == "choice":
                choices = _put(
                    paragraph, "qti-inline-choice-interaction", response_identifier=names[gap], shuffle="false"
                )
                for each in gaps[gap]["choices"]:
                    _put(choices, "qti-inline-choice", said[gap]["choices"][each], identifier=identifier(each))
            elif gap:
                _put(paragraph, "qti-text-entry-interaction", response_identifier=names[gap])

    def run(self, paragraph: Element, text: str) -> Element:
        """Put words at the end of a paragraph; a new line begins a new paragraph."""
        first, *others = text.split("\n")
        _append(paragraph, first)
        for line in others:
            paragraph = _put(self.body, "p")
            _append(paragraph, line)
        return paragraph

    def gap(self, name: str, gap: Any, words: Any, worth: Fraction) -> None:  # noqa: ANN401
        if gap["kind"] == "text":
            self.typed(name, gap, words["accept"], worth)
        elif gap["kind"] == "numeric":
            self.numbered(name, gap["answers"], worth)
        else:
            declared = self.declare(name, "identifier", map(identifier, gap["correct"][:1]))
            shares = choice_shares(gap, multiple=False)
            self.map(declared, [(identifier(each), share * worth) for each, share in shares.items()])
            self.scores.append((name, "map", None))

    def essay(self) -> None:
        self.declare("RESPONSE", "string", ())
        self.stem()
        _put(self.body, "qti-extended-text-interaction", response_identifier="RESPONSE", expected_lines="10")
        rubric = _put(self.body, "qti-rubric-block", use="scoring", view="scorer")
        holder = _put(rubric, "qti-content-body")
        _lines(holder, str(self.sheet.words.get("model_answer", "")))
        for criterion in self.sheet.key["rubric"]:
            said = self.sheet.words["rubric"][criterion["id"]]
            levels = "; ".join(f"{level['points']}: {said['levels'][level['id']]}" for level in criterion["levels"])
            _put(holder, "p", f"{said['title']} ({levels})")
        self.sheet.lose(N_("QTI has no rubric that counts; it stands among the notes for markers."))

    def described(self) -> None:
        self.stem()
        items = self.sheet.words.get("items") or {}
        if items:
            listed = _put(self.body, "ul")
            for each in items.values():
                _put(listed, "li", str(each))
        self.sheet.lose(N_("QTI has no such questions: there it is a text to read."))


def _inline(parent: Element, text: str) -> None:
    """Write a text whose lines are parted by breaks."""
    first, *others = text.split("\n")
    _append(parent, first)
    for line in others:
        _put(parent, "br")
        _append(parent, line)


def _append(parent: Element, text: str) -> None:
    if len(parent):
        parent[-1].tail = (parent[-1].tail or "") + clean(text)
    else:
        parent.text = (parent.text or "") + clean(text)


def _picture(parent: Element, name: str, words: str) -> None:
    _put(parent, "img", src=f"../media/{name}", alt=words)


KINDS: dict[QuestionKind, Callable[[_Writer], None]] = {
    QuestionKind.SINGLE: _Writer.choice,
    QuestionKind.MULTIPLE: _Writer.choice,
    QuestionKind.IMAGE: _Writer.choice,
    QuestionKind.TRUE_FALSE: _Writer.true_false,
    QuestionKind.MATCHING: _Writer.matching,
    QuestionKind.ORDERING: _Writer.ordering,
    QuestionKind.SHORT: _Writer.short,
    QuestionKind.NUMERIC: _Writer.numeric,
    QuestionKind.GAPS: _Writer.gaps,
    QuestionKind.ESSAY: _Writer.essay,
    QuestionKind.CHECKLIST: _Writer.described,
    QuestionKind.SIMULATION: _Writer.described,
}


def _cp(parent: Element, name: str, text: str = "", **attributes: str) -> Element:
    child = etree.SubElement(parent, f"{{{CP}}}{name}", attributes)
    if text:
        child.text = text
    return child


def _test(items: list[tuple[str, list[str]]]) -> Element:
    root = etree.Element(f"{{{QTI}}}qti-assessment-test", nsmap={None: QTI, "xsi": XSI})
    root.set(f"{{{XSI}}}schemaLocation", PLACES)
    root.set("identifier", "test")
    root.set("title", "Questions")
    part = _put(root, "qti-test-part", identifier="part", navigation_mode="nonlinear", submission_mode="individual")
    section = _put(part, "qti-assessment-section", identifier="section", title="Questions", visible="true")
    for name, _pictures in items:
        _put(section, "qti-assessment-item-ref", identifier=name, href=f"items/{name}.xml")
    etree.indent(root)
    return root


def _manifest(items: list[tuple[str, list[str]]]) -> Element:
    root = etree.Element(f"{{{CP}}}manifest", nsmap={None: CP}, identifier="manifest")
    metadata = _cp(root, "metadata")
    _cp(metadata, "schema", "QTI Package")
    _cp(metadata, "schemaversion", "3.0.0")
    _cp(root, "organizations")
    resources = _cp(root, "resources")
    test = _cp(resources, "resource", identifier="test", type="imsqti_test_xmlv3p0", href="test.xml")
    _cp(test, "file", href="test.xml")
    for name, _pictures in items:
        _cp(test, "dependency", identifierref=name)
    for name, pictures in items:
        item = _cp(resources, "resource", identifier=name, type="imsqti_item_xmlv3p0", href=f"items/{name}.xml")
        _cp(item, "file", href=f"items/{name}.xml")
        for picture in pictures:
            _cp(item, "file", href=f"media/{picture}")
    etree.indent(root)
    return root
