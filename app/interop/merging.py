"""A second language: the words of a question that was read join the question of the same name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from app.assessments.rules.writing import WrittenQuestion, check_question
from app.core.errors import N_

from .outcome import Note, Refused, note

STRUCTURE = ("choices", "correct", "answer", "pairs", "distractors", "items", "answers", "units", "gaps", "rubric")


def merge(known: WrittenQuestion, read: WrittenQuestion) -> WrittenQuestion:
    """Return the known question with the languages of the one that was read, part by part in their order.

    Raises:
        Refused: the two are not the same question, or the language is there already.

    """
    if known.kind != read.kind:
        raise Refused(N_("The question of this name in the bank is of another kind."))
    again = sorted(set(known.texts) & set(read.texts))
    if again:
        raise Refused(N_("The question of this name has texts in %(language)s already."), language=", ".join(again))
    ids = _same(known.key, read.key)
    texts = {code: _renamed(words, ids) for code, words in read.texts.items()}
    merged = replace(known, texts={**known.texts, **texts})
    problems = check_question(merged)
    if problems:
        raise Refused(problems[0].message, **problems[0].facts)
    return merged


def _same(known: Mapping[str, Any], read: Mapping[str, Any]) -> dict[str, str]:
    """Return which id of the known structure each id of the one read is, by their places."""
    ids: dict[str, str] = {}
    for name in STRUCTURE:
        ours, theirs = known.get(name) or (), read.get(name) or ()
        if isinstance(ours, bool) or isinstance(theirs, bool):
            if ours != theirs:
                raise Refused(N_("The right answer is another than that of the question in the bank."))
            continue
        if len(ours) != len(theirs):
            raise Refused(N_("The question of this name in the bank has other parts than this one."))
        if name == "correct":
            if {ids.get(each) for each in theirs} != set(ours):
                raise Refused(N_("The right answer is another than that of the question in the bank."))
            continue
        for mine, its in zip(ours, theirs, strict=True):
            _pair(ids, mine, its)
    return ids


def _pair(ids: dict[str, str], mine: Any, its: Any) -> None:  # noqa: ANN401 -- an id, or a table with one
    if isinstance(mine, str) and isinstance(its, str):
        ids[its] = mine
        return
    ids[its["id"]] = mine["id"]
    for name in ("value", "low", "high", "kind", "correct"):
        if mine.get(name) != its.get(name) and name != "correct":
            raise Refused(N_("The right answer is another than that of the question in the bank."))
    for inner in ("choices", "levels"):
        ours, theirs = mine.get(inner) or (), its.get(inner) or ()
        if len(ours) != len(theirs):
            raise Refused(N_("The question of this name in the bank has other parts than this one."))
        if (
            inner == "choices"
            and [theirs.index(each) for each in its["correct"]] != [ours.index(each) for each in mine["correct"]]
            if ours
            else False
        ):
            raise Refused(N_("The right answer is another than that of the question in the bank."))
        for one, other in zip(ours, theirs, strict=True):
            _pair(ids, one, other)


def _renamed(words: Any, ids: Mapping[str, str]) -> Any:  # noqa: ANN401 -- words at any depth
    """Return words with the ids of the known structure; the marks of gaps too."""
    if not isinstance(words, Mapping):
        return words
    found = {
        name: value if name in ("stem", "explanation") else _renamed_parts(name, value, ids)
        for name, value in words.items()
    }
    if "gaps" in found:
        stem = str(found["stem"])
        for its, mine in ids.items():
            stem = stem.replace(f"[[{its}]]", f"[\ue012{mine}]]")
        found["stem"] = stem.replace("[\ue012", "[[")
    return found


def _renamed_parts(name: str, value: Any, ids: Mapping[str, str]) -> Any:  # noqa: ANN401
    if not isinstance(value, Mapping):
        return value
    if name == "gaps":
        return {
            ids.get(gap, gap): {
                part: {ids.get(each, each): text for each, text in inner.items()}
                if isinstance(inner, Mapping)
                else inner
                for part, inner in said.items()
            }
            for gap, said in value.items()
        }
    return {ids.get(each, each): _levels(inner, ids) for each, inner in value.items()}


def _levels(inner: Any, ids: Mapping[str, str]) -> Any:  # noqa: ANN401
    if isinstance(inner, Mapping) and isinstance(inner.get("levels"), Mapping):
        return {**inner, "levels": {ids.get(each, each): text for each, text in inner["levels"].items()}}
    return inner


def unknown_name(name: str) -> Note:
    """Say that no question has this name."""
    return note(N_("The bank has no question called “%(name)s”."), name=name)
