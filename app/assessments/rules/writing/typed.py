"""Checks of questions whose answers are typed: short texts, numbers, gaps."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.assessments.rules.gap_text import gaps_in
from app.assessments.rules.numbers import exact, is_exact
from app.assessments.rules.short_answers import normalise
from app.core.errors import N_

from .choices import check_key
from .faults import Faults, table_of

GAP_KINDS = ("text", "choice", "numeric")


def check_short(faults: Faults) -> None:
    """Check a short answer: every language accepts something, and something earns all points."""
    for code, words in faults.texts.items():
        _check_accept(faults, f"texts.{code}.accept", words.get("accept"))
    _check_spelling(faults, "key", faults.key)


def check_numeric(faults: Faults) -> None:
    """Check a number: answers, units, and their names."""
    _check_answers(faults, "key.answers", faults.key.get("answers"))
    units = faults.key.get("units")
    if "unit_share" in faults.key:
        _check_share(faults, "key.unit_share", faults.key["unit_share"])
    if not units:
        return
    known = faults.tables("key.units", units, least=1)
    for at, unit in enumerate(known):
        faults.decimal(f"key.units.{at}.factor", unit.get("factor", "1"), above_nothing=True)
    if not any(is_exact(unit.get("factor", "1")) and exact(unit.get("factor", "1")) == 1 for unit in known):
        faults.add("key.units", N_("One unit must have the factor 1: the one in which the answers are stated."))
    for code, words in faults.texts.items():
        names = table_of(words.get("units"))
        faults.same_ids(f"texts.{code}.units", names, [unit["id"] for unit in known])
        for unit_id, listed in names.items():
            if not isinstance(listed, list | tuple) or not listed or not all(isinstance(x, str) and x for x in listed):
                faults.add(f"texts.{code}.units.{unit_id}", N_("This must be a list of names."))


def check_gaps(faults: Faults) -> None:
    """Check a text with gaps: each gap stands in it once, in every language, and can be filled rightly."""
    gaps = faults.tables("key.gaps", faults.key.get("gaps"), least=1)
    ids = [gap["id"] for gap in gaps]
    for at, gap in enumerate(gaps):
        faults.one_of(f"key.gaps.{at}.kind", gap.get("kind"), GAP_KINDS)
        if "weight" in gap:
            faults.decimal(f"key.gaps.{at}.weight", gap["weight"], above_nothing=True)
        _check_gap_key(faults, f"key.gaps.{at}", gap)
    for code, words in faults.texts.items():
        stem = words.get("stem")
        if isinstance(stem, str) and sorted(gaps_in(stem)) != sorted(ids):
            faults.add(f"texts.{code}.stem", N_("Each gap must stand in the text once, as [[id]]."))
        table = table_of(words.get("gaps"))
        wanted = [gap["id"] for gap in gaps if gap.get("kind") != "numeric"]
        faults.same_ids(f"texts.{code}.gaps", {k: v for k, v in table.items() if v != {}}, wanted)
        for gap in gaps:
            _check_gap_words(faults, f"texts.{code}.gaps.{gap['id']}", gap, table.get(gap["id"]))


def _check_gap_key(faults: Faults, place: str, gap: Mapping[str, Any]) -> None:
    if gap.get("kind") == "choice":
        check_key(place, faults, gap, one=True)
    elif gap.get("kind") == "numeric":
        _check_answers(faults, f"{place}.answers", gap.get("answers"))
    else:
        _check_spelling(faults, place, gap)


def _check_gap_words(faults: Faults, place: str, gap: Mapping[str, Any], words: object) -> None:
    table = table_of(words)
    if gap.get("kind") == "text":
        _check_accept(faults, f"{place}.accept", table.get("accept"))
    elif gap.get("kind") == "choice":
        choices = table_of(table.get("choices"))
        listed = gap.get("choices")
        faults.same_ids(f"{place}.choices", choices, map(str, listed) if isinstance(listed, list | tuple) else ())
        texts = [faults.text(f"{place}.choices.{each}", value) for each, value in choices.items()]
        if len(set(texts)) != len(texts):
            faults.add(f"{place}.choices", N_("Two of the texts are the same, so nobody can tell them apart."))


def _check_accept(faults: Faults, place: str, accept: object) -> None:
    listed = accept if isinstance(accept, list | tuple) else ()
    if not listed:
        faults.add(place, N_("A short answer needs at least one accepted answer."))
        return
    full = False
    for at, each in enumerate(listed):
        entry = each if isinstance(each, Mapping) else {"text": each}
        text = faults.text(f"{place}.{at}", entry.get("text"))
        if text and not normalise(text):
            faults.add(f"{place}.{at}", N_("Nothing is left of this answer after signs and blanks are taken away."))
        share = entry.get("share", "1")
        if _check_share(faults, f"{place}.{at}.share", share):
            full = full or exact(share) == 1
        if not isinstance(entry.get("explanation", ""), str):
            faults.add(f"{place}.{at}.explanation", N_("This must be text."))
    if not full:
        faults.add(place, N_("No answer earns all points."))


def _check_answers(faults: Faults, place: str, answers: object) -> None:
    known = faults.tables(place, answers, least=1)
    for at, answer in enumerate(known):
        here = f"{place}.{at}"
        if "low" in answer or "high" in answer:
            good = faults.decimal(f"{here}.low", answer.get("low")) & faults.decimal(f"{here}.high", answer.get("high"))
            if good and exact(answer["low"]) > exact(answer["high"]):
                faults.add(here, N_("The range ends before it begins."))
        else:
            faults.decimal(f"{here}.value", answer.get("value"))
            faults.decimal(f"{here}.tolerance", answer.get("tolerance", "0"), least=0)
        _check_share(faults, f"{here}.share", answer.get("share", "1"))
    if known and not any(is_exact(each.get("share", "1")) and exact(each.get("share", "1")) == 1 for each in known):
        faults.add(place, N_("No answer earns all points."))


def _check_share(faults: Faults, place: str, share: object) -> bool:
    if is_exact(share) and 0 <= exact(share) <= 1:
        return True
    faults.add(place, N_("A share is a decimal number from 0 to 1; it is “%(value)s”."), value=share)
    return False


def _check_spelling(faults: Faults, place: str, key: Mapping[str, Any]) -> None:
    for name in ("case", "wildcards"):
        if not isinstance(key.get(name, False), bool):
            faults.add(f"{place}.{name}", N_("This must be true or false."))
