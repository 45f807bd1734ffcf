"""One question of ours as an item of QTI 3.0."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

from lxml import etree

from app.assessments.rules.gap_text import split_at_gaps
from app.assessments.rules.questions import QuestionKind
from app.core.errors import N_

from .. import numbers
from ..markup import Element, clean
from ..showing import Sheet, accepted, as_value, choice_shares
from .building import PLACES, QTI, XSI, append, identifier, inline, lines, picture, put
from .normal import XML_LANG
from .score_writing import Scoring


def build_item(sheet: Sheet) -> Element:
    """Write an item in the language of its sheet."""
    root = etree.Element(f"{{{QTI}}}qti-assessment-item", nsmap={None: QTI, "xsi": XSI})
    root.set(f"{{{XSI}}}schemaLocation", PLACES)
    root.set("identifier", identifier(sheet.question.name))
    root.set("title", clean(sheet.question.name))
    root.set("adaptive", "false")
    root.set("time-dependent", "false")
    root.set(XML_LANG, clean(sheet.language))
    _Writer(sheet, root).write()
    return root


class _Writer(Scoring):
    """Writes one item: declarations, body, scoring, what is said afterwards."""

    def __init__(self, sheet: Sheet, root: Element) -> None:
        super().__init__(sheet, root)
        self.body = etree.Element(f"{{{QTI}}}qti-item-body")

    def write(self) -> None:
        KINDS[self.sheet.kind](self)
        score = put(self.root, "qti-outcome-declaration", identifier="SCORE", cardinality="single", base_type="float")
        put(put(score, "qti-default-value"), "qti-value", "0")
        most = put(self.root, "qti-outcome-declaration", identifier="MAXSCORE", cardinality="single", base_type="float")
        put(put(most, "qti-default-value"), "qti-value", numbers.share(self.points))
        if self.sheet.explanation:
            put(
                self.root,
                "qti-outcome-declaration",
                identifier="FEEDBACK",
                cardinality="single",
                base_type="identifier",
            )
        if self.chosen:
            put(
                self.root,
                "qti-outcome-declaration",
                identifier="CHOSEN",
                cardinality=self.chosen,
                base_type="identifier",
            )
        self.root.append(self.body)
        self.scoring()
        if self.sheet.explanation:
            modal = put(
                self.root,
                "qti-modal-feedback",
                outcome_identifier="FEEDBACK",
                identifier="explanation",
                show_hide="show",
            )
            lines(put(modal, "qti-content-body"), self.sheet.explanation)

    def stem(self) -> None:
        lines(self.body, self.sheet.stem)
        shown = self.sheet.key.get("stem_image")
        if shown and self.sheet.kind is QuestionKind.IMAGE:
            picture(put(self.body, "p"), shown, str(self.sheet.words.get("stem_alt", "")))

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
        asked = put(
            self.body,
            "qti-choice-interaction",
            response_identifier="RESPONSE",
            shuffle=self.shuffle(),
            max_choices="0" if multiple else "1",
        )
        images = (self.sheet.key.get("images") or {}) if self.sheet.kind is QuestionKind.IMAGE else {}
        for name, text, explanation, _share in choices:
            one = put(asked, "qti-simple-choice", identifier=identifier(name))
            if name in images:
                picture(one, images[name], text)
            else:
                inline(one, text)
            if explanation:
                self.chosen = "multiple" if multiple else "single"
                said = put(
                    one,
                    "qti-feedback-inline",
                    explanation,
                    outcome_identifier="CHOSEN",
                    identifier=identifier(name),
                    show_hide="show",
                )
                said.tail = None

    def true_false(self) -> None:
        self.declare("RESPONSE", "identifier", ["true" if self.sheet.key["answer"] else "false"])
        self.scores.append(("RESPONSE", "match", self.points))
        self.stem()
        asked = put(
            self.body, "qti-choice-interaction", response_identifier="RESPONSE", shuffle="false", max_choices="1"
        )
        for name, text in (("true", "True"), ("false", "False")):
            put(asked, "qti-simple-choice", text, identifier=name)

    def matching(self) -> None:
        pairs, words = self.sheet.key["pairs"], self.sheet.words
        declared = self.declare(
            "RESPONSE", "directedPair", [f"L_{each} R_{each}" for each in pairs], cardinality="multiple"
        )
        each_worth = self.points / len(pairs)
        self.map(declared, [(f"L_{each} R_{each}", each_worth) for each in pairs], lower_bound="0")
        self.scores.append(("RESPONSE", "map", None))
        self.stem()
        asked = put(
            self.body,
            "qti-match-interaction",
            response_identifier="RESPONSE",
            shuffle=self.shuffle(),
            max_associations=str(len(pairs)),
        )
        left, right = put(asked, "qti-simple-match-set"), put(asked, "qti-simple-match-set")
        for each in pairs:
            inline(
                put(left, "qti-simple-associable-choice", identifier=f"L_{each}", match_max="1"), words["left"][each]
            )
        for each in (*pairs, *self.sheet.key.get("distractors", ())):
            inline(
                put(right, "qti-simple-associable-choice", identifier=f"R_{each}", match_max="1"), words["right"][each]
            )

    def ordering(self) -> None:
        items = self.sheet.key["items"]
        self.declare("RESPONSE", "identifier", map(identifier, items), cardinality="ordered")
        self.scores.append(("RESPONSE", "match", self.points))
        self.sheet.lose(N_("In other systems only the whole right order earns anything."))
        self.stem()
        asked = put(self.body, "qti-order-interaction", response_identifier="RESPONSE", shuffle="true")
        # Readers that do not shuffle must not show the right order.
        for each in sorted(items, key=lambda name: self.sheet.words["items"][name]):
            inline(put(asked, "qti-simple-choice", identifier=identifier(each)), self.sheet.words["items"][each])

    def short(self) -> None:
        self.typed("RESPONSE", self.sheet.key, self.sheet.words["accept"], self.points)
        self.stem()
        put(put(self.body, "p"), "qti-text-entry-interaction", response_identifier="RESPONSE")

    def typed(self, name: str, key: Any, entries: Any, worth: Fraction) -> None:  # noqa: ANN401
        answers = accepted(entries)
        declared = self.declare(name, "string", [text for text, share, _said in answers if share == 1][:1])
        mapping = put(declared, "qti-mapping", default_value="0")
        case = "true" if key.get("case") is True else "false"
        seen = set()
        for text, share, _said in answers:
            if text not in seen:
                seen.add(text)
                put(
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
        put(put(self.body, "p"), "qti-text-entry-interaction", response_identifier="RESPONSE")

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
        paragraph = put(self.body, "p")
        for text, gap in split_at_gaps(self.sheet.stem):
            paragraph = self.run(paragraph, text)
            if gap and gaps[gap]["kind"] == "choice":
                choices = put(
                    paragraph, "qti-inline-choice-interaction", response_identifier=names[gap], shuffle="false"
                )
                for each in gaps[gap]["choices"]:
                    put(choices, "qti-inline-choice", said[gap]["choices"][each], identifier=identifier(each))
            elif gap:
                put(paragraph, "qti-text-entry-interaction", response_identifier=names[gap])

    def run(self, paragraph: Element, text: str) -> Element:
        """Put words at the end of a paragraph; a new line begins a new paragraph."""
        first, *others = text.split("\n")
        append(paragraph, first)
        for line in others:
            paragraph = put(self.body, "p")
            append(paragraph, line)
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
        put(self.body, "qti-extended-text-interaction", response_identifier="RESPONSE", expected_lines="10")
        rubric = put(self.body, "qti-rubric-block", use="scoring", view="scorer")
        holder = put(rubric, "qti-content-body")
        lines(holder, str(self.sheet.words.get("model_answer", "")))
        for criterion in self.sheet.key["rubric"]:
            said = self.sheet.words["rubric"][criterion["id"]]
            levels = "; ".join(f"{level['points']}: {said['levels'][level['id']]}" for level in criterion["levels"])
            put(holder, "p", f"{said['title']} ({levels})")
        self.sheet.lose(N_("QTI has no rubric that counts; it stands among the notes for markers."))

    def described(self) -> None:
        self.stem()
        items = self.sheet.words.get("items") or {}
        if items:
            listed = put(self.body, "ul")
            for each in items.values():
                put(listed, "li", str(each))
        self.sheet.lose(N_("QTI has no such questions: there it is a text to read."))


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
