"""One question of GIFT, taken apart as Moodle's importer does."""

from __future__ import annotations

import re
from collections.abc import Callable
from fractions import Fraction

from app.assessments.rules.writing import WrittenQuestion
from app.core.errors import N_

from .. import numbers
from ..drafts import Draft
from ..naming import Names
from ..options import FULL, NOTHING, Number, Option
from ..outcome import Refused
from ..words import Words, plain_html, plain_markdown, plain_moodle, plain_text

ESCAPES = {":": "\uf03a", "#": "\uf023", "=": "\uf03d", "{": "\uf07b", "}": "\uf07d", "~": "\uf07e", "n": "\uf00a"}
PLAIN = {ord(mark): ("\n" if sign == "n" else sign) for sign, mark in ESCAPES.items()}
BACKSLASH = "\uf05c"
ESCAPED = re.compile(r"\\([\\:#={}~n])")
FORMATS: dict[str, Callable[[str], Words]] = {
    "html": plain_html,
    "markdown": plain_markdown,
    "plain": plain_text,
    "moodle": plain_moodle,
}
WEIGHT = re.compile(r"%(-*[0-9]{1,2}\.?[0-9]*)%")
# What authors write where they mean a weight, and Moodle takes for words of the answer.
MEANT_WEIGHT = re.compile(r"%\s*([-+\u2212]?\s*[0-9]{1,3}(?:[.,][0-9]*)?)\s*%(?=\s*\S)")
REMARK = re.compile(r"(?:^|[\s}])//\s")
TRUE_WORDS, FALSE_WORDS = ("T", "TRUE"), ("F", "FALSE")
OPTION = r"(?:[A-Z0-9_]+|none|abc|iii)"
ORDERING = re.compile(rf">[ \t]*({OPTION}(?:[ \t]+{OPTION})*[ \t]*(?=\n))?")
SOME = re.compile(r"\b(?:\d+|RANDOM|REL|CONTIG|CONTIGUOUS)\b")


def escape(text: str) -> str:
    """Put marks in place of escaped signs, so that they mean nothing while the text is taken apart."""
    return ESCAPED.sub(lambda found: BACKSLASH if found[1] == "\\" else ESCAPES[found[1]], text).replace(
        BACKSLASH, "\\"
    )


def plain(text: str) -> str:
    """Put the signs back in place of their marks."""
    return text.translate(PLAIN)


class Question:
    """Takes one question apart."""

    def __init__(self, draft: Draft, names: Names) -> None:
        self.draft = draft
        self.names = names
        self.format = "moodle"

    def read(self, source: str) -> WrittenQuestion:
        """Read a question; its draft collects what is lost."""
        draft = self.draft
        text = self._title(escape(source.strip()))
        start, end = text.find("{"), text.find("}")
        if start < 0 and end < 0:
            draft.type = "description"
            self._name(text)
            raise Refused(N_("This text has no answer in braces: it is a description, not a question."))
        if start < 0 or end < start:
            self._name(text)
            raise Refused(N_("A brace is missing, or the closing one stands before the opening one."))
        if REMARK.search(text):
            draft.lose(N_("“//” within a line begins no remark in GIFT; what follows it was kept as words."))
        answers = text[start + 1 : end].strip()
        at_end = text.endswith("}") and text.count("}") == 1
        stem = text[:start] + ("" if text.endswith("}") else "_____") + text[end + 1 :]
        if not at_end and "{" in text[end + 1 :]:
            draft.lose(N_("The text has a second pair of braces; GIFT has one, so the second was left as it stands."))
        answers, sign, general = _general(answers)
        self.format, stem = _format(stem, "moodle")
        draft.stem = self._words(stem, self.format)
        if sign:
            draft.explanation = self.text(general)
        self._name(draft.stem)
        return self._kind(answers)

    def _title(self, text: str) -> str:
        if not text.startswith("::"):
            return text
        title, sign, rest = text[2:].partition("::")
        if not sign:
            return text[2:]
        self.draft.title = " ".join(plain(title).split())
        return rest.strip()

    def _name(self, stem: str) -> None:
        draft = self.draft
        draft.title = draft.title or " ".join(plain(stem).split())[:60]
        draft.name = self.names.give(draft.title or draft.tags.get("id", ""), f"question-{draft.line}")

    def text(self, source: str) -> str:
        """Return a text in the format that it states, else in that of the question."""
        stated, rest = _format(source.strip(), self.format)
        return self._words(rest, stated)

    def _words(self, source: str, stated: str) -> str:
        words = FORMATS[stated](plain(source).strip())
        self.draft.add_losses(words.losses)
        for picture in words.pictures:
            self.draft.lose(N_("The picture %(name)s is not in the file."), name=picture.address[:80] or "?")
        return words.text

    def _kind(self, answers: str) -> WrittenQuestion:
        draft = self.draft
        ordering = ORDERING.match(answers)
        if not answers:
            draft.type, question = "essay", draft.essay()
        elif answers.startswith("#"):
            draft.type = "numerical"
            question = self._numeric(answers[1:])
        elif ordering:
            draft.type = "ordering"
            if SOME.search(ordering[1] or ""):
                draft.lose(N_("Moodle shows only some of the items; here all of them are put in order."))
            items = [self.text(each) for each in answers[ordering.end() :].split("\n") if each.strip()]
            question = draft.ordering(items)
        elif "~" in answers:
            draft.type = "multichoice"
            question = self._choice(answers)
        elif "=" in answers and "->" in answers:
            draft.type = "match"
            question = self._matching(answers)
        else:
            question = self._word(answers)
        return question

    def _word(self, answers: str) -> WrittenQuestion:
        draft = self.draft
        word = answers.partition("#")[0].strip()
        if word in (*TRUE_WORDS, *FALSE_WORDS):
            draft.type = "truefalse"
            _answer, wrong, right = [*(self.text(each) for each in answers.split("#", 2)), "", ""][:3]
            return draft.true_false(answer=word in TRUE_WORDS, right=right, wrong=wrong)
        draft.type = "shortanswer"
        if word.casefold() in ("t", "true", "f", "false"):
            draft.lose(N_("GIFT writes TRUE and FALSE in capitals; as it stands this is a short answer."))
        return self._short(answers)

    def _choice(self, answers: str) -> WrittenQuestion:
        single = "=" in answers
        options = []
        for each in _parts(answers.replace("=", "~="), "~"):
            if each.startswith("="):
                share, rest = FULL, each[1:].lstrip()
                weight = WEIGHT.match(rest)
                if weight is not None:
                    rest = rest[weight.end() :]
                    if _weight(weight[1]) != FULL:
                        self.draft.lose(N_("After “=” Moodle knows no weight: the answer earns everything."))
            else:
                share, rest = self._weighted(each, NOTHING)
            text, explanation = self._said(rest)
            options.append(Option(text, share, explanation))
        return self.draft.choice(options, single=single)

    def _matching(self, answers: str) -> WrittenQuestion:
        pairs: list[tuple[str, str]] = []
        distractors = []
        for each in _parts(answers, "="):
            left, sign, right = each.partition("->")
            if not sign:
                raise Refused(N_("A line of a matching question lacks the arrow ->: %(text)s"), text=plain(each)[:60])
            # Moodle shows what stands on the right without markup.
            left, right = self.text(left), self._words(right, "plain" if self.format == "plain" else "moodle")
            if left:
                pairs.append((left, right))
            else:
                distractors.append(right)
        return self.draft.matching(pairs, distractors)

    def _short(self, answers: str) -> WrittenQuestion:
        options = []
        for each in _parts(answers, "="):
            share, rest = self._weighted(each, FULL)
            answer, _sign, explanation = rest.partition("#")
            stated, answer = _format(answer.strip(), self.format)
            options.append(
                Option(self._words(answer, "plain" if stated == "moodle" else stated), share, self.text(explanation))
            )
        case = self.draft.tags.get("case") == "yes"
        return self.draft.short([each for each in options if each.text], case=case)

    def _numeric(self, answers: str) -> WrittenQuestion:
        answers, sign, wrong = answers.partition("~")
        found = [self._number(each) for each in _parts(answers, "=")]
        numbers_found = [each for each in found if each is not None]
        if sign:
            _text, _hash, said = wrong.partition("#")
            self._said_to_others(self.text(said))
        return self.draft.numeric(numbers_found)

    def _said_to_others(self, text: str) -> None:
        if text:
            self.draft.add_explanation(text)
            self.draft.lose(N_("What was said to any other answer stands in the explanation."))

    def _number(self, source: str) -> Number | None:
        share, rest = self._weighted(source, FULL)
        text, explanation = self._said(rest)
        if text == "*":
            self._said_to_others(explanation)
            return None
        high = None
        if ".." in text[1:]:
            low, _sign, last = text.partition("..")
            value, high = numbers.read(low), numbers.read(last)
            good = value is not None and high is not None
            tolerance = numbers.read("0")
        else:
            stated, _sign, margin = text.partition(":")
            value, tolerance = numbers.read(stated), numbers.read(margin.strip() or "0")
            good = value is not None and tolerance is not None
        if not good or value is None or tolerance is None:
            raise Refused(N_("“%(text)s” is not a number with its tolerance."), text=text[:60])
        return Number(value, tolerance, share, explanation, high)

    def _weighted(self, text: str, default: Fraction) -> tuple[Fraction, str]:
        found = WEIGHT.match(text)
        if found is None and (found := MEANT_WEIGHT.match(text)):
            self.draft.lose(
                N_("“%(text)s” was read as a weight, though Moodle would take it for words."), text=found[0]
            )
        return (_weight(found[1]), text[found.end() :]) if found else (default, text)

    def _said(self, source: str) -> tuple[str, str]:
        text, _sign, explanation = source.partition("#")
        return self.text(text), self.text(explanation)


def _general(answers: str) -> tuple[str, str, str]:
    before, sign, general = answers.rpartition("####")
    return (before.strip(), sign, general) if sign else (answers, "", "")


def _format(text: str, default: str) -> tuple[str, str]:
    found = re.match(r"\[(html|markdown|plain|moodle)\]", text)
    return (found[1], text[found.end() :]) if found else (default, text)


def _parts(text: str, sign: str) -> list[str]:
    return [each.strip() for each in text.split(sign) if each.strip()]


def _weight(text: str) -> Fraction:
    text = re.sub(r"\s", "", text).replace("\u2212", "-")
    return numbers.percent("-" * text.startswith("-") + text.lstrip("-+").rstrip(".,")) or NOTHING
