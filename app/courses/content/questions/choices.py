"""Questions whose answers are chosen, paired or put in order."""

from __future__ import annotations

from typing import Any

from app.core.content_files import Table

from .parts import Reading, Words, complain_of_alike, decimal, each_once

FEWEST_PARTS = 2
FEWEST_PAIRS = 3
Key = dict[str, Any]


def read_choices(reading: Reading) -> Key:
    """Read a single or multiple choice."""
    key = choices_of(reading.table, reading.words, is_source=reading.is_source)
    if reading.is_source:
        complain_of_choices(reading.table, key, one=reading.table.values.get("kind") != "multiple")
    return key


def read_image(reading: Reading) -> Key:
    """Read a choice among pictures, or about a picture."""
    table = reading.table
    key = read_choices(reading)
    if not reading.is_source:
        if reading.source and reading.source.get("stem_image"):
            reading.words["stem_alt"] = table.text("stem_alt")
        return {}
    if "stem_image" in table:
        key["stem_image"] = table.text("stem_image")
        reading.words["stem_alt"] = table.text("stem_alt")
    if not key.get("images") and not key.get("stem_image"):
        table.complain("An image question needs a picture: stem_image, or an image for every choice.")
    if key.get("images") and len(key["images"]) != len(key["choices"]):
        table.complain("Either every choice has an image, or none.")
    return key


def choices_of(table: Table, words: Words, *, is_source: bool, explained: bool = True) -> Key:
    """Read choices with their texts; in the source also which are right, their shares and pictures."""
    key: Key = {"choices": [], "correct": []}
    shares, images = {}, {}
    words["choices"] = {}
    for name, choice in each_once(table, "choices"):
        key["choices"].append(name)
        words["choices"][name] = {"text": choice.text("text")}
        if explained:
            words["choices"][name]["explanation"] = choice.text("explanation")
        if not is_source:
            continue
        if choice.truth("correct", default=False):
            key["correct"].append(name)
        if "share" in choice:
            shares[name] = decimal(choice, "share")
        if "image" in choice:
            images[name] = choice.text("image")
    return key | ({"shares": shares} if shares else {}) | ({"images": images} if images else {})


def complain_of_choices(table: Table, key: Key, *, one: bool) -> None:
    """Complain of too few choices, and of none or too many right ones."""
    if len(key["choices"]) < FEWEST_PARTS:
        table.complain("A question needs at least two choices.")
    if not key["correct"]:
        table.complain("No choice is marked as correct.")
    elif one and len(key["correct"]) > 1 and "shares" not in key:
        table.complain("A question with a single answer has more than one correct choice.")


def read_true_false(reading: Reading) -> Key:
    """Read a statement that is true or false."""
    return {"answer": reading.table.truth("answer")} if reading.is_source else {}


def read_matching(reading: Reading) -> Key:
    """Read pairs and what belongs to nothing."""
    table, words = reading.table, reading.words
    pairs, distractors = [], []
    words["left"], words["right"] = {}, {}
    for name, pair in each_once(table, "pairs"):
        pairs.append(name)
        words["left"][name], words["right"][name] = pair.text("left"), pair.text("right")
    for name, extra in each_once(table, "distractors", required=False):
        distractors.append(name)
        words["right"][name] = extra.text("text")
    if set(pairs) & set(distractors):
        table.complain("An id stands twice in pairs.", "pairs")
    complain_of_alike(table, "pairs", list(words["right"].values()))
    if reading.is_source and len(pairs) < FEWEST_PAIRS:
        table.complain("A matching question needs at least three pairs.", "pairs")
    return {"pairs": pairs, "distractors": distractors}


def read_ordering(reading: Reading) -> Key:
    """Read steps in their right order."""
    table, words = reading.table, reading.words
    words["items"] = {name: item.text("text") for name, item in each_once(table, "items")}
    complain_of_alike(table, "items", list(words["items"].values()))
    if reading.is_source and len(words["items"]) < FEWEST_PAIRS:
        table.complain("An ordering question needs at least three items.", "items")
    return {"items": list(words["items"])}
