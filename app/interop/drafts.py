"""From what a file says of a question to a question of ours, whatever the format."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import Any

from app.assessments.rules.questions import QuestionKind
from app.assessments.rules.writing import WrittenQuestion, check_question
from app.core.errors import N_

from . import numbers
from .limits import MOST_CHOICES
from .naming import letters
from .options import FULL, NEARLY, NOTHING, Number, Option, choice_words, plain_multiple, plain_single
from .outcome import Note, Outcome, Refused, note

STAR = re.compile(r"(?<!\\)\*")
Key = dict[str, Any]


@dataclass(slots=True)
class Draft:
    """A question on its way in."""

    line: int
    title: str
    type: str
    language: str
    name: str = ""
    category: str = ""
    part: str = ""
    stem: str = ""
    explanation: str = ""
    picture: str = ""
    picture_words: str = ""
    tags: dict[str, str] = field(default_factory=dict)
    key: Key = field(default_factory=dict)
    losses: list[Note] = field(default_factory=list)

    def lose(self, message: str, **facts: Any) -> None:  # noqa: ANN401
        """Note a loss, once."""
        self.add_losses([note(message, **facts)])

    def add_losses(self, losses: Iterable[Note]) -> None:
        """Note losses, each once."""
        self.losses += [each for each in losses if each not in self.losses]

    def add_explanation(self, text: str) -> None:
        """Say something more in the explanation."""
        if text.strip() and text.strip() not in self.explanation.split("\n"):
            self.explanation = f"{self.explanation}\n{text.strip()}".strip()

    def describe(self, words: str) -> None:
        """Say in the stem what a picture showed that can't be shown here, where somebody described it."""
        if words.strip() and words.strip() not in self.stem:
            self.stem = f"{self.stem}\n[{words.strip()}]".strip()

    def refused(self, why: Note) -> Outcome:
        """Return the outcome of a question that can't be taken in."""
        return Outcome(self.line, self.title, self.type, category=self.category, refusal=why, part=self.part)

    def finished(self, question: WrittenQuestion) -> Outcome:
        """Return the outcome: refused where the question could not be asked or marked."""
        problems = check_question(question)
        if problems:
            return self.refused(Note(problems[0].message, problems[0].facts))
        return Outcome(self.line, self.title, self.type, question, self.category, tuple(self.losses), part=self.part)

    def written(self, kind: QuestionKind, key: Mapping[str, Any], words: Mapping[str, Any]) -> WrittenQuestion:
        """Make the question."""
        if not self.stem.strip() and self.title.strip():
            self.stem = self.title
            self.lose(N_("The question had no text; its name stands in place of it."))
        texts: dict[str, Any] = {"stem": self.stem}
        if self.explanation:
            texts["explanation"] = self.explanation
        return WrittenQuestion(
            self.name,
            kind,
            {**key, **self.key},
            {self.language: texts | dict(words)},
            objective=self.tags.get("objective", ""),
            difficulty=self.tags.get("difficulty", "medium"),
            pool=self.tags.get("pool", "exam"),
            module=self.tags.get("module", ""),
        )

    def choice(self, options: Sequence[Option], *, single: bool) -> WrittenQuestion:
        """Make a single or multiple choice, among pictures or about one where there are any."""
        if len(options) > MOST_CHOICES:
            raise Refused(N_("The question has more than %(count)s choices."), count=MOST_CHOICES)
        options = self.distinct(options)
        ids = letters(len(options))
        shares = dict(zip(ids, self.raised(options, one=single), strict=True))
        right = [each for each in ids if (shares[each] > NOTHING if not single else shares[each] >= FULL - NEARLY)]
        key: Key = {"choices": ids, "correct": right}
        if not (plain_single(shares) if single else plain_multiple(shares)):
            key["shares"] = {each: numbers.share(share) for each, share in shares.items() if share}
        texts = {each: choice_words(option) for each, option in zip(ids, options, strict=True)}
        pictures = {each: option.picture for each, option in zip(ids, options, strict=True) if option.picture}
        words: Key = {"choices": texts}
        if not pictures and not self.picture:
            return self.written(QuestionKind.SINGLE if single else QuestionKind.MULTIPLE, key, words)
        if not single:
            self.lose(N_("Pictures are shown only where one answer is chosen; here their descriptions are kept."))
            return self.written(QuestionKind.MULTIPLE, key, words)
        if pictures and len(pictures) == len(ids):
            key["images"] = pictures
        elif pictures:
            self.lose(N_("Only some of the choices had pictures; their descriptions are kept."))
        if self.picture:
            key["stem_image"] = self.picture
            words["stem_alt"] = self.picture_words or self.stem[:200]
        kind = QuestionKind.IMAGE if "images" in key or self.picture else QuestionKind.SINGLE
        return self.written(kind, key, words)

    def distinct(self, options: Sequence[Option]) -> list[Option]:
        """Drop blank choices, and one that says and earns what another does."""
        kept: list[Option] = []
        for each in options:
            same = next((other for other in kept if other.text == each.text), None)
            if not each.text.strip() or (same is not None and same.share == each.share):
                self.lose(N_("A choice without words of its own was left out."))
            else:
                kept.append(each)
        return kept

    def raised(self, options: Sequence[Option], *, one: bool) -> list[Fraction]:
        """Return the shares, raised so that the right answer earns everything."""
        shares = [max(-FULL, min(FULL, each.share)) for each in options]
        if any(abs(each.share) > FULL + NEARLY for each in options):
            self.lose(N_("An answer earned or cost more than all of the points; here at most all of them."))
        gains = [each for each in shares if each > NOTHING]
        if not gains:
            raise Refused(N_("No answer is marked as right."))
        best = max(gains) if one else sum(gains, NOTHING)
        if best >= FULL - NEARLY:
            if best > FULL + len(shares) * NEARLY and not one:
                self.lose(N_("The right answers together earn more than all of the points; some of them are enough."))
            return shares
        self.lose(
            N_("The right answer earned only %(percent)s %% of the points; the shares were raised to 100 %%."),
            percent=numbers.write(Decimal(round(best * 10_000)) / 100),
        )
        return [each / best if each > NOTHING else each for each in shares]

    def true_false(self, *, answer: bool, right: str = "", wrong: str = "") -> WrittenQuestion:
        """Make a statement that is true or false."""
        if right and wrong and right != wrong:
            self.lose(N_("What was said to right and to wrong answers stands together in the explanation."))
        self.add_explanation(wrong)
        self.add_explanation(right)
        return self.written(QuestionKind.TRUE_FALSE, {"answer": answer}, {})

    def matching(
        self, pairs: Sequence[tuple[str, str]], distractors: Sequence[str] = (), weights: Sequence[Fraction] = ()
    ) -> WrittenQuestion:
        """Make a matching question; where several lines share an answer, a text with gaps to choose for."""
        if len({right for _left, right in pairs}) < len(pairs):
            return self._lines_with_choices(pairs, distractors, weights)
        if len(set(weights)) > 1:
            self.lose(N_("The pairs earned different points; here each earns the same."))
        rights = {right for _left, right in pairs}
        more = [each for each in dict.fromkeys(distractors) if each and each not in rights]
        left = {f"p{at}": pair[0] for at, pair in enumerate(pairs, 1)}
        right = {f"p{at}": pair[1] for at, pair in enumerate(pairs, 1)}
        extra = {f"d{at}": text for at, text in enumerate(more, 1)}
        key = {"pairs": list(left), "distractors": list(extra)}
        return self.written(QuestionKind.MATCHING, key, {"left": left, "right": right | extra})

    def _lines_with_choices(
        self, pairs: Sequence[tuple[str, str]], distractors: Sequence[str], weights: Sequence[Fraction]
    ) -> WrittenQuestion:
        self.lose(N_("Several lines share an answer, so they became lines with a gap to choose for."))
        texts = list(dict.fromkeys([*(right for _left, right in pairs), *filter(None, distractors)]))
        ids = letters(len(texts))
        by_text = dict(zip(texts, ids, strict=True))
        lines = [f"{left} — [[{at}]]" for at, (left, _right) in enumerate(pairs, 1)]
        self.stem = "\n".join([without_gaps(self.stem), *lines])
        gaps: list[Key] = [
            {"id": str(at), "kind": "choice", "choices": ids, "correct": [by_text[right]]}
            for at, (_left, right) in enumerate(pairs, 1)
        ]
        for gap, weight in zip(gaps, weights if len(set(weights)) > 1 else (), strict=False):
            gap["weight"] = numbers.share(weight)
        words = {str(at): {"choices": dict(zip(ids, texts, strict=True))} for at in range(1, len(pairs) + 1)}
        return self.gaps(gaps, words)

    def ordering(self, items: Sequence[str]) -> WrittenQuestion:
        """Make steps to be put in order."""
        texts = {f"i{at}": text for at, text in enumerate(items, 1)}
        return self.written(QuestionKind.ORDERING, {"items": list(texts)}, {"items": texts})

    def accepted(self, options: Sequence[Option]) -> tuple[Key, list[Any]]:
        """Return what a typed answer may be, with what must be known of it."""
        if any(each.share < NOTHING for each in options):
            self.lose(N_("A typed answer can't cost points; a negative share became 0."))
        wild = any(STAR.search(each.text) for each in options)
        shares = self.raised([Option(each.text, max(NOTHING, each.share)) for each in options], one=True)
        entries: list[Any] = []
        for each, share in zip(options, shares, strict=True):
            text = each.text if wild else each.text.replace("\\*", "*")
            entry: Key = {"text": text, "share": numbers.share(share)}
            if each.explanation:
                entry["explanation"] = each.explanation
            entries.append(text if share >= FULL - NEARLY and not each.explanation else entry)
        return ({"wildcards": True} if wild else {}), entries

    def short(self, options: Sequence[Option], *, case: bool = False) -> WrittenQuestion:
        """Make a short answer."""
        if not options:
            raise Refused(N_("No answer is marked as right."))
        key, accept = self.accepted(options)
        return self.written(QuestionKind.SHORT, key | ({"case": True} if case else {}), {"accept": accept})

    def numbered(self, answers: Sequence[Number]) -> tuple[list[Key], dict[str, str]]:
        """Return the answers of a number, with what is said to who gave them."""
        if not answers:
            raise Refused(N_("No answer is marked as right."))
        shares = self.raised([Option(str(at), max(NOTHING, each.share)) for at, each in enumerate(answers)], one=True)
        listed: list[Key] = []
        explanations: dict[str, str] = {}
        for at, (each, share) in enumerate(zip(answers, shares, strict=True), 1):
            entry: Key = {"id": str(at)}
            if each.high is not None:
                low, high = sorted((each.value, each.high))
                entry |= {"low": numbers.write(low), "high": numbers.write(high)}
            else:
                entry |= {"value": numbers.write(each.value), "tolerance": numbers.write(abs(each.tolerance))}
            listed.append(entry | {"share": numbers.share(share)})
            if each.explanation:
                explanations[str(at)] = each.explanation
        return listed, explanations

    def numeric(self, answers: Sequence[Number], units: Key | None = None, names: Key | None = None) -> WrittenQuestion:
        """Make a question for a number; `units` is what the key says of them, `names` their names by id."""
        listed, explanations = self.numbered(answers)
        words: Key = ({"answers": explanations} if explanations else {}) | ({"units": names} if names else {})
        return self.written(QuestionKind.NUMERIC, {"answers": listed} | (units or {}), words)

    def gaps(self, gaps: Sequence[Key], words: Key) -> WrittenQuestion:
        """Make a text with gaps; the stem has their marks already."""
        if not gaps:
            raise Refused(N_("The text has no gap that can be filled."))
        return self.written(QuestionKind.GAPS, {"gaps": list(gaps)}, {"gaps": words})

    def essay(self, notes: str = "", *, least: int = 0, most: int = 0) -> WrittenQuestion:
        """Make an essay; other systems have no rubric, so it gets a plain one."""
        self.lose(N_("The file has no rubric; the essay got a plain one of four levels. Change it before publishing."))
        levels = {"none": "Not answered", "weak": "In part", "good": "For the most part", "full": "In full"}
        points = dict(zip(levels, ("0", "1", "2", "3"), strict=True))
        rubric = [{"id": "answer", "levels": [{"id": each, "points": points[each]} for each in levels]}]
        key: Key = {"rubric": rubric}
        if least:
            key["least_words"] = least
        if most:
            key["most_words"] = most
        words: Key = {"rubric": {"answer": {"title": "The question is answered", "levels": levels}}}
        return self.written(QuestionKind.ESSAY, key, words | ({"model_answer": notes} if notes else {}))


def without_gaps(text: str) -> str:
    """Return a text in which nothing looks like the mark of a gap."""
    return text.replace("[[", "[ [")
