"""Items of QTI 1.2, as Canvas, Blackboard and text2qti write them: the kinds that all of them share."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import Any

from app.assessments.rules.writing import WrittenQuestion
from app.core.errors import N_

from .. import numbers
from ..drafts import Draft, without_gaps
from ..gaps import choice_gap, text_gap
from ..markup import Element, child, children, descendants, local, text_of
from ..options import FULL, NOTHING, Number, Option
from ..outcome import Refused
from ..words import plain_html, plain_text
from .choosing import standard, truth
from .conditions import OTHER_RULES

TYPED = ("response_str", "response_num")
# How Canvas compares what is typed, beyond being one of the answers.
LOOSE = frozenset({"TextContainsAnswer", "TextCloseEnough"})
LIMITS = {"vargte": "low", "vargt": "low", "varlte": "high", "varlt": "high"}
UNKNOWN = ("calculated_question", "file_upload_question", "hot_spot_question", "formula_question")
PLACE = re.compile(r"\[([^\[\]\s]{1,80})\]")


@dataclass(slots=True)
class _Rule:
    """A condition with what it brings to the score: values that must be given and such that must not."""

    score: Fraction
    given: list[tuple[str, str]]
    several: bool
    case: bool = False
    low: Decimal | None = None
    high: Decimal | None = None
    feedback: list[str] = field(default_factory=list)


class OldItem:
    """Reads one item."""

    def __init__(self, root: Element, draft: Draft) -> None:
        self.root = root
        self.draft = draft
        facts = [(text_of(child(each, "fieldlabel")).strip(), text_of(child(each, "fieldentry")).strip())
                 for each in descendants(root, "qtimetadatafield")]  # fmt: skip
        self.facts = dict(facts)
        self.rules = [_rule(each) for each in descendants(root, "respcondition")]
        self.marks: list[str] = []
        self.said = {each.get("ident") or "": self.words(each) for each in children(root, "itemfeedback")}

    def read(self) -> WrittenQuestion:
        """Make a question of ours of it."""
        shown = child(self.root, "presentation")
        kind = self.facts.get("question_type") or self.facts.get("bbmd_questiontype") or ""
        self.draft.type = kind or "item"
        if kind in UNKNOWN:
            raise Refused(N_("Questions of the type “%(type)s” are not known here."), type=kind)
        lists = [] if shown is None else list(descendants(shown, "response_lid"))
        typed = [] if shown is None else list(descendants(shown, *TYPED))
        others = [] if shown is None else list(descendants(shown, "response_xy", "response_grp"))
        if others:
            raise Refused(N_("Questions of the type “%(type)s” are not known here."), type=local(others[0]))
        if not lists and not typed:
            raise Refused(N_("The item asks nothing: it is text to read."))
        self.marks = [each.get("ident") or "" for each in typed] if len(typed) > 1 else []
        self.draft.stem = self.words(shown, skip=("response_lid", *(() if self.marks else TYPED)))
        points = numbers.read(self.facts.get("points_possible", ""))
        if points is not None and points > 0 and points != 1:
            self.draft.key["points"] = numbers.write(points)
        if len(lists) == 1 and not typed:
            return self.choice(lists[0])
        self.explain(set(self.said))
        if typed and not lists:
            return self.typed(typed)
        if lists and not typed:
            return self.matched(lists, several_texts=kind.startswith("fill_in"))
        raise Refused(N_("The item joins several kinds of questions: %(kinds)s."), kinds="response_lid, response_str")

    def words(self, element: Element, skip: tuple[str, ...] = ()) -> str:
        """Return the words of an element's material."""
        parts = []
        for each in children(element):
            if local(each) in ("mattext", "mat_formattedtext"):
                html = "html" in (each.get("texttype") or each.get("type") or "").casefold()
                words = (plain_html if html else plain_text)(text_of(each))
                self.draft.add_losses(words.losses)
                for picture in words.pictures:
                    name = picture.address.rpartition("/")[2][:80] or "?"
                    self.draft.lose(N_("The picture %(name)s can't be shown here."), name=name)
                    words.text += f" [{picture.words}]" if picture.words else ""
                parts.append(words.text.strip())
            elif local(each) == "matimage":
                name = (each.get("uri") or "?").rpartition("/")[2][:80]
                self.draft.lose(N_("The picture %(name)s can't be shown here."), name=name)
            elif each.get("ident") in self.marks and local(each) in TYPED:
                parts.append(f"\ue010{self.marks.index(each.get('ident')) + 1}\ue011")
            elif local(each) not in skip:
                parts.append(self.words(each, skip))
        return (" " if self.marks else "\n").join(filter(None, parts))

    def explain(self, names: set[str]) -> None:
        """Keep what is said afterwards."""
        said = [text for name, text in self.said.items() if name in names and text]
        for text in said:
            self.draft.add_explanation(text)
        if len(set(said)) > 1:
            self.draft.lose(N_("What was said to right and to wrong answers stands together in the explanation."))

    def choice(self, response: Element) -> WrittenQuestion:
        """One or several choices."""
        name = response.get("ident") or ""
        cardinality = (response.get("rcardinality") or "Single").casefold()
        single = cardinality == "single"
        wholes = [rule for rule in self.rules if rule.score > NOTHING and (rule.several or len(rule.given) > 1)]
        if cardinality == "ordered":
            return self.order(response, wholes)
        earned = self.earned(name, whole=not single)
        if not single and wholes:
            self.draft.lose(
                N_("In the file only a wholly right answer earns anything; here a part of it earns a part.")
            )
            right = [value for _name, value in max(wholes, key=lambda rule: rule.score).given]
            earned = {value: FULL / len(right) for value in right}
        told = [(rule.given[0][1], link) for rule in self.rules for link in rule.feedback
                if len(rule.given) == 1 and rule.score <= NOTHING and self.said.get(link)]  # fmt: skip
        said = {value: self.said[link] for value, link in told}
        self.explain(set(self.said) - {link for _value, link in told})
        options = []
        best = max(earned.values(), default=NOTHING) if single else sum((v for v in earned.values() if v > 0), NOTHING)
        for label in descendants(response, "response_label"):
            value = label.get("ident") or ""
            share = earned.get(value, NOTHING) / best if best > NOTHING else NOTHING
            options.append(Option(self.words(label), share, said.get(value, "")))
        answer = truth(options) if single else None
        if answer is not None:
            best_one, other = (options if options[0].share == FULL else options[::-1])[:2]
            return self.draft.true_false(answer=answer, right=best_one.explanation, wrong=other.explanation)
        return standard(self.draft, options) if not single and wholes else self.draft.choice(options, single=single)

    def order(self, response: Element, wholes: list[_Rule]) -> WrittenQuestion:
        """Things to put in order."""
        self.explain(set(self.said))
        texts = {each.get("ident") or "": self.words(each) for each in descendants(response, "response_label")}
        right = [value for _name, value in wholes[0].given] if wholes else []
        if set(right) != set(texts) or len(right) != len(texts):
            raise Refused(N_("The item does not say which answer is right."))
        self.draft.lose(N_("In the file only a wholly right answer earns anything; here a part of it earns a part."))
        return self.draft.ordering([texts[each] for each in right])

    def earned(self, name: str, *, whole: bool = False) -> dict[str, Fraction]:
        """Return what single values of a response bring; those that must come together bring nothing alone."""
        found: dict[str, Fraction] = {}
        for rule in self.rules:
            together = rule.several or (whole and len(rule.given) > 1)
            for response, value in rule.given:
                if rule.score and not together and response == name:
                    found[value] = max(rule.score, found.get(value, rule.score))
        return found

    def typed(self, responses: list[Element]) -> WrittenQuestion:
        """Words or numbers to type."""
        if len(responses) == 1 and not any(
            rule.score > NOTHING and (rule.given or _ranged(rule)) for rule in self.rules
        ):
            return self.draft.essay()
        if len(responses) > 1:
            return self.typed_gaps(responses)
        kind = {each.get("fibtype") or "" for each in descendants(responses[0], "render_fib")}
        if "numerical" in self.draft.type or kind & {"Decimal", "Integer"} or any(_ranged(each) for each in self.rules):
            return self.draft.numeric(self.numbers())
        earned = self.earned(responses[0].get("ident") or "")
        best = max(earned.values(), default=FULL)
        options = [Option(text.replace("*", "\\*"), worth / best) for text, worth in earned.items()]
        return self.draft.short(options, case=any(rule.case for rule in self.rules))

    def typed_gaps(self, responses: list[Element]) -> WrittenQuestion:
        """A text with gaps to type in, each where its field stands."""
        keys: list[dict[str, Any]] = []
        said: dict[str, Any] = {}
        scored = [rule for rule in self.rules if rule.score > NOTHING]
        if any(len({name for name, _value in rule.given}) > 1 for rule in scored):
            self.draft.lose(N_("The item scores some of its parts together; here each counts by itself."))
        for at, each in enumerate(responses, 1):
            values = [value for rule in scored for name, value in rule.given if name == each.get("ident")]
            options = [Option(text.replace("*", "\\*"), FULL) for text in dict.fromkeys(values)]
            if not options:
                raise Refused(N_("The item does not say which answer is right."))
            case = any(rule.case for rule in scored)
            key, said[str(at)] = text_gap(self.draft, str(at), options, case=case)
            keys.append(key)
        self.draft.stem = re.sub("\ue010(\\d+)\ue011", r"[[\1]]", without_gaps(self.draft.stem))
        return self.draft.gaps(keys, said)

    def numbers(self) -> list[Number]:
        """Return the numbers that are right: a range counts before the number in its middle."""
        found = []
        for rule in (each for each in self.rules if each.score > NOTHING):
            if rule.low is not None and rule.high is not None:
                found.append(_number(rule.given, rule.low, rule.high))
                continue
            for _name, text in rule.given:
                value = numbers.read(text)
                if value is None:
                    raise Refused(N_("“%(text)s” is not a number with its tolerance."), text=text[:60])
                found.append(Number(value))
        return found

    def matched(self, responses: list[Element], *, several_texts: bool) -> WrittenQuestion:
        """Pairs, or places in a text that have lists of their own."""
        names = [(each.get("ident") or "").removeprefix("response_") for each in responses]
        places = set(PLACE.findall(self.draft.stem))
        if set(names) <= places:
            return self.gaps(dict(zip(names, responses, strict=True)), several_texts=several_texts)
        pairs: list[tuple[str, str]] = []
        offered: list[str] = []
        for each in responses:
            earned = self.earned(each.get("ident") or "", whole=True)
            texts = {label.get("ident") or "": self.words(label) for label in descendants(each, "response_label")}
            right = next((texts[value] for value, worth in earned.items() if worth > 0 and value in texts), None)
            if right is None:
                raise Refused(N_("The item does not say which answer is right."))
            pairs.append((self.words(each, skip=("render_choice",)), right))
            offered += texts.values()
        return self.draft.matching(pairs, offered)

    def typed_at(self, response: Element) -> bool:
        """Whether a gap is typed in; say where its answers are compared in a way of Canvas."""
        labels = list(descendants(response, "response_label"))
        ways = {each.get("scoring_algorithm") or "" for each in labels}
        if "TextRegex" in ways:
            raise Refused(N_("Questions of the type “%(type)s” are not known here."), type="TextRegex")
        if ways & LOOSE:
            self.draft.lose(OTHER_RULES)
        return all((each.get("answer_type") or "openEntry") == "openEntry" for each in labels)

    def gaps(self, responses: dict[str, Element], *, several_texts: bool) -> WrittenQuestion:
        """A text with gaps."""
        keys: list[dict[str, Any]] = []
        said: dict[str, Any] = {}
        for at, (name, each) in enumerate(responses.items(), 1):
            earned = self.earned(each.get("ident") or "")
            best = max(earned.values(), default=NOTHING)
            labels = {label.get("ident") or "": self.words(label) for label in descendants(each, "response_label")}
            typed = several_texts and self.typed_at(each)
            options = [
                Option(text, FULL if typed else earned.get(value, NOTHING) / best if best > 0 else NOTHING)
                for value, text in labels.items()
            ]
            key, said[str(at)] = (text_gap if typed else choice_gap)(self.draft, str(at), options)
            keys.append(key)
            self.draft.stem = self.draft.stem.replace(f"[{name}]", f"\ue010{at}\ue011")
        self.draft.stem = re.sub("\ue010(\\d+)\ue011", r"[[\1]]", without_gaps(self.draft.stem))
        return self.draft.gaps(keys, said)


def _number(given: list[tuple[str, str]], low: Decimal, high: Decimal) -> Number:
    middle = (low + high) / 2
    stated = numbers.read(given[0][1]) if given else middle
    return Number(middle, high - middle) if stated == middle else Number(low, high=high)


def _ranged(rule: _Rule) -> bool:
    return rule.low is not None and rule.high is not None


def _rule(condition: Element) -> _Rule:
    score = NOTHING
    for setting in descendants(condition, "setvar"):
        number = numbers.read(text_of(setting))
        if number is not None and "SCORE" in (setting.get("varname") or "SCORE").upper():
            score = Fraction(number)
    rule = _Rule(score, [], several=False)
    for each in descendants(condition, "varequal", "varsubstring", *LIMITS):
        around = [local(up) for up in each.iterancestors()][: _depth(each, condition)]
        if "not" in around:
            rule.several = True
        elif local(each) in LIMITS:
            setattr(rule, LIMITS[local(each)], numbers.read(text_of(each)))
        else:
            rule.case = rule.case or each.get("case") == "Yes"
            rule.given.append((each.get("respident") or "", text_of(each).strip()))
            rule.several = rule.several or ("and" in around and "or" not in around)
    rule.feedback = [each.get("linkrefid") or "" for each in descendants(condition, "displayfeedback")]
    return rule


def _depth(element: Element, top: Element) -> int:
    return next(at for at, up in enumerate(element.iterancestors()) if up is top)
