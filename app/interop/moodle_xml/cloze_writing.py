"""Texts with gaps as Moodle's embedded answers."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from math import lcm
from typing import Any

from app.assessments.rules.gap_text import split_at_gaps
from app.core.errors import N_

from .. import numbers
from ..showing import Sheet, accepted, as_html, as_value, choice_shares

SIGNS = str.maketrans({each: f"\\{each}" for each in '}~#"'})
GREATEST_WEIGHT = 1_000


def stem(sheet: Sheet) -> str:
    """Return the text with its gaps written out."""
    gaps = {gap["id"]: gap for gap in sheet.key["gaps"]}
    words = sheet.words.get("gaps") or {}
    weights = _weights(sheet, gaps)
    parts = []
    for text, gap in split_at_gaps(sheet.stem):
        # What looks like the beginning of a gap is none.
        parts.append(as_html(text).replace("{", "&#123;"))
        if gap:
            parts.append(_gap(gaps[gap], words.get(gap) or {}, weights[gap]))
    return "".join(parts)


def _weights(sheet: Sheet, gaps: Mapping[str, Mapping[str, Any]]) -> dict[str, int]:
    """Moodle's weights are whole numbers: ours keep their proportion."""
    stated = {name: Fraction(Decimal(str(gap.get("weight", "1")))) for name, gap in gaps.items()}
    common = lcm(*(each.denominator for each in stated.values()))
    whole = {name: int(each * common) for name, each in stated.items()}
    if max(whole.values()) > GREATEST_WEIGHT:
        sheet.lose(N_("The weights of the gaps can't be written as whole numbers; in Moodle all gaps weigh the same."))
        return dict.fromkeys(whole, 1)
    return whole


def _gap(gap: Mapping[str, Any], words: Mapping[str, Any], weight: int) -> str:
    if gap["kind"] == "choice":
        shares = choice_shares(gap, multiple=False)
        parts = [_part(words["choices"][each], shares[each], "") for each in gap["choices"]]
        return f"{{{weight}:MULTICHOICE:{'~'.join(parts)}}}"
    if gap["kind"] == "numeric":
        parts = []
        for each in gap["answers"]:
            value, tolerance = as_value(each)
            text = f"{numbers.write(value)}:{numbers.write(tolerance)}"
            parts.append(_part(text, Fraction(str(each.get("share", "1"))), ""))
        return f"{{{weight}:NUMERICAL:{'~'.join(parts)}}}"
    kind = "SHORTANSWER_C" if gap.get("case") is True else "SHORTANSWER"
    wild = gap.get("wildcards") is True
    parts = [
        _part(text if wild else text.replace("*", "\\*"), share, said)
        for text, share, said in accepted(words["accept"])
    ]
    return f"{{{weight}:{kind}:{'~'.join(parts)}}}"


def _part(text: str, share: Fraction, explanation: str) -> str:
    weight = f"%{numbers.as_percent(numbers.share(share))}%" if share else ""
    sign = "=" if share == 1 else weight
    said = f"#{as_html(explanation).translate(SIGNS)}" if explanation else ""
    return f"{sign}{as_html(text).translate(SIGNS)}{said}"
