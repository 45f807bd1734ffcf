"""Where in the editor's form a problem belongs: from a place in a question to the name of a field."""

from __future__ import annotations

from dataclasses import dataclass

from .sheets import Part

SIDES = {"left": ("pairs",), "right": ("pairs", "distractors")}
IN_CHOICES = ("correct", "shares", "images")


@dataclass(frozen=True, slots=True)
class Anchor:
    """A field of the form, or a list of rows, and the language where it is words. "" is the whole form."""

    field: str
    language: str = ""


def anchor_of(place: str, sheet: Part) -> Anchor:
    """Return where to show a problem: at the nearest field that the form has."""
    head, *rest = place.split(".")
    if head == "key":
        return Anchor(_in_key(rest, sheet, ""))
    if head == "texts" and rest:
        return Anchor(_in_words(rest[1:], sheet, ""), rest[0])
    return Anchor(head if head in ("module", "objective", "difficulty", "pool") else "")


def _in_key(path: list[str], part: Part, prefix: str) -> str:
    if not path:
        return prefix.rstrip("-")
    name, *rest = path
    if name in IN_CHOICES and "choices" in part.rows:
        return f"{prefix}choices"
    rows = part.rows.get(name)
    if rows is None:
        return f"{prefix}{name}"
    if rest and rest[0].isdigit() and int(rest[0]) < len(rows):
        return _in_key(rest[1:], rows[int(rest[0])], f"{prefix}{name}-{rest[0]}-")
    return f"{prefix}{name}"


def _in_words(path: list[str], part: Part, prefix: str) -> str:
    if not path:
        return prefix.rstrip("-") or "stem"
    name, *rest = path
    for listed in SIDES.get(name, (name,)):
        rows = part.rows.get(listed)
        if rows is None:
            continue
        at = next((place for place, row in enumerate(rows) if rest and row.id == rest[0]), None)
        if at is not None:
            own = f"{prefix}{listed}-{at}-"
            if name in SIDES:
                return f"{own}{name}"
            return _in_words(rest[1:], rows[at], own) if rest[1:] else f"{own}{_first_words(rows[at])}"
    if name in part.words:
        return f"{prefix}{name}"
    return f"{prefix}{SIDES.get(name, (name,))[0]}"


def _first_words(part: Part) -> str:
    return next((name for name in ("text", "title", "names", "accept", "explanation") if name in part.words), "id")
