"""The figures of tests and questions in the reader's language."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from flask_babel import gettext as _

from app.core.errors import N_
from app.core.i18n import LANGUAGE_NAMES, chain, current_language, show_number

from .queries.choices import QuestionFacts
from .queries.figures import Line
from .rules.items import OptionFigures
from .rules.warnings import EASIER, HARDER, SENTENCES, TITLES, Finding, Worry
from .rules.whole import FEWEST_TO_JUDGE, Method, WholeFigures

LONGEST_STEM, LONGEST_OPTION = 120, 60
METHODS = {
    Method.KR20: N_("Reliability (KR-20)"),
    Method.ALPHA: N_("Reliability (Cronbach's alpha)"),
    Method.DRAWN: N_("Reliability (alpha from the average covariance)"),
}
EXPLAINED = {
    Method.KR20: N_("All had the same questions, each right or wrong: formula 20 of Kuder and Richardson."),
    Method.ALPHA: N_("All had the same questions, some marked in parts: Cronbach's alpha."),
    Method.DRAWN: N_(
        "Papers were drawn, so people had different questions. Alpha is found from the mean variance of the questions "
        "and the mean covariance of those that stood together in a paper. It tells how well people are compared who "
        "had the same paper; the dependability (phi) also counts that one paper was easier than another."
    ),
}
KIND_NOTE = N_("No reliability: nothing varies, or no two questions stood together in a paper.")
TOO_FEW = N_("No reliability yet: it needs %(least)s people.")
QUIET = {Worry.TOO_FEW: "neutral"}
KINDS_OF_OPTION = {"true": N_("True"), "false": N_("False")}


def percent(share: float | None, digits: int = 0) -> str:
    """Write a share as a number of percent; nothing is a dash."""
    return "–" if share is None else show_number(round(100 * share, digits))


def number(value: float | None, digits: int = 2) -> str:
    """Write a number; nothing is a dash."""
    return "–" if value is None else show_number(round(value, digits))


def minutes(seconds: float | None) -> str:
    """Write how long a question took."""
    if seconds is None:
        return "–"
    whole = round(seconds)
    return f"{whole // 60}:{whole % 60:02}"


def language_name(code: str) -> str:
    """Call a language by its own name."""
    return str(LANGUAGE_NAMES.get(code, code))


def words_of(question: QuestionFacts) -> tuple[str, dict[str, Any]]:
    """Return the language in which a question is shown to the reader, and its words."""
    language = next((each for each in chain(current_language()) if each in question.texts), None)
    language = language or next(iter(question.texts), "")
    return language, question.texts.get(language, {})


def stem_of(question: QuestionFacts) -> str:
    """Return the beginning of a question."""
    return shorten(str(words_of(question)[1].get("stem", question.question_key)), LONGEST_STEM)


def option_text(question: QuestionFacts, option: str) -> str:
    """Return an option in words."""
    if option in KINDS_OF_OPTION:
        return str(_(KINDS_OF_OPTION[option]))
    choices = words_of(question)[1].get("choices", {})
    return str(choices.get(option, {}).get("text", option))


def shorten(text: str, longest: int) -> str:
    """Cut a text at a word."""
    if len(text) <= longest:
        return text
    return text[:longest].rsplit(" ", 1)[0].rstrip(",;:") + "…"


def title(finding: Finding) -> str:
    """Name a finding."""
    return str(_(TITLES[finding.worry]))


def badges_of(findings: Sequence[Finding]) -> list[tuple[str, str]]:
    """Name the findings, each kind once with how often it was found, and with the colour of its gravity."""
    found = Counter(title(each) for each in findings)
    tones = {title(each): "bad" if each.grave else QUIET.get(each.worry, "warning") for each in findings}
    return [(f"{name} × {often}" if often > 1 else name, tones[name]) for name, often in found.items()]


def sentence(finding: Finding, question: QuestionFacts) -> str:
    """Say a finding with its reason."""
    return str(_(SENTENCES[finding.worry], **_facts(finding, question)))


def _facts(finding: Finding, question: QuestionFacts) -> dict[str, Any]:
    option = shorten(option_text(question, finding.option), LONGEST_OPTION) if finding.option else ""
    worry, value = finding.worry, finding.value or 0.0
    if worry is Worry.TOO_FEW:
        return {"people": finding.people, "least": FEWEST_TO_JUDGE}
    if worry is Worry.WRONG_KEY:
        return {"share": percent(value), "option": option, "key": percent(finding.other)}
    if worry is Worry.LANGUAGE:
        return {
            "language": language_name(finding.language),
            "points": percent(abs(value)),
            "direction": _(EASIER) if value > 0 else _(HARDER),
            "people": finding.people,
        }
    if worry in (Worry.NEGATIVE, Worry.POOR):
        return {"value": number(value)}
    return {"value": percent(value), "option": option}


def explain_reliability(whole: WholeFigures) -> str:
    """Say how the reliability was found, or why there is none."""
    if whole.reliability is not None:
        return str(_(EXPLAINED[whole.reliability.method]))
    return str(_(TOO_FEW, least=FEWEST_TO_JUDGE)) if whole.people < FEWEST_TO_JUDGE else str(_(KIND_NOTE))


def facts_of(whole: WholeFigures) -> list[tuple[str, str]]:
    """Return the summary of a test as pairs of label and value."""
    found = [
        (_("People"), str(whole.people)),
        (_("Questions that were shown"), str(whole.questions)),
        (_("Mean"), _("%(value)s %%", value=number(whole.mean, 1))),
        (_("Median"), _("%(value)s %%", value=number(whole.median, 1))),
        (_("Standard deviation"), _("%(value)s points of 100", value=number(whole.deviation, 1))),
        (
            _("Lowest and highest"),
            _("%(low)s %% and %(high)s %%", low=number(whole.lowest, 1), high=number(whole.highest, 1)),
        ),
    ]
    reliable = whole.reliability
    if reliable is None:
        return found
    found.append((_(METHODS[reliable.method]), number(reliable.alpha)))
    if reliable.phi is not None:
        found.append((_("Dependability of drawn papers (phi)"), number(reliable.phi)))
    found.append((_("Standard error of measurement"), _("%(value)s points of 100", value=number(reliable.error, 1))))
    return found


def bars_of(whole: WholeFigures) -> list[tuple[str, int]]:
    """Return the distribution, ten percent a bar."""
    step = 100 // len(whole.bars)
    ends = [step * place + step - 1 if place < len(whole.bars) - 1 else 100 for place in range(len(whole.bars))]
    return [
        (_("%(low)s–%(high)s %%", low=step * place, high=end), count)
        for place, (end, count) in enumerate(zip(ends, whole.bars, strict=True))
    ]


def option_rows(line: Line) -> list[tuple[str, str, OptionFigures]]:
    """Return the options of a question as the page lists them: letter, words, figures."""
    return [
        (chr(ord("A") + place), option_text(line.question, each.id), each)
        for place, each in enumerate(line.figures.options)
    ]


def third_names() -> Sequence[str]:
    """Name the thirds, the weakest first."""
    return (_("Lower third"), _("Middle third"), _("Upper third"))
