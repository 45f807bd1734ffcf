"""What an XML format has no place for, kept in a comment of the question that was exported.

On the way back the comment counts only where the rest of the question is what the comment's question would be written
as. Whoever changed the exported file changed the question: then the file is read as anybody's.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import replace

from lxml import etree

from app.assessments.rules.questions import QuestionKind
from app.assessments.rules.writing import WrittenQuestion

from .markup import Element, local
from .pictures import Media

SIGN = "sabaq:1 "
LONGEST = 1_000_000


def remember(element: Element, question: WrittenQuestion) -> None:
    """Keep a question in its element."""
    facts = {
        "name": question.name,
        "kind": str(question.kind),
        "key": question.key,
        "texts": question.texts,
        "objective": question.objective,
        "difficulty": question.difficulty,
        "pool": question.pool,
        "module": question.module,
    }
    # "--" may not stand in a comment.
    written = json.dumps(facts, ensure_ascii=True, separators=(",", ":")).replace("--", "-\\u002d")
    comment = etree.Comment(SIGN + written)
    comment.tail = element[-1].tail if len(element) else None
    element.append(comment)


def remembered(element: Element, write: Callable[[WrittenQuestion], Element]) -> WrittenQuestion | None:
    """Return the question that was exported as this element, if it still is what was exported."""
    comments = [each for each in element if each.tag is etree.Comment and (each.text or "").startswith(SIGN)]
    if len(comments) != 1 or len(comments[0].text) > LONGEST:
        return None
    try:
        facts = json.loads(comments[0].text.removeprefix(SIGN))
        question = WrittenQuestion(**(facts | {"kind": QuestionKind(facts["kind"])}))
        wanted = write(question)
    except (ValueError, TypeError, KeyError, AttributeError, IndexError, RecursionError, StopIteration):
        return None
    return question if _plain(wanted) == _plain(element) else None


def _plain(element: Element) -> list[tuple[str, tuple[tuple[str, str], ...], str]]:
    """Return what an element says, whatever its indentation."""
    found = []
    for each in element.iter():
        if local(each) == "file":  # a picture: its name is in the text already
            continue
        if isinstance(each.tag, str):
            attributes = tuple(
                sorted((key, value) for key, value in each.attrib.items() if "schemaLocation" not in key)
            )
            found.append((each.tag, attributes, (each.text or "").strip()))
        if isinstance(each.tag, str) and each is not element:
            found.append(("", (), (each.tail or "").strip()))
    return found


def with_pictures(question: WrittenQuestion, files: Mapping[str, bytes], media: Media) -> WrittenQuestion:
    """Keep the pictures that came with a question, and name them in it as they are kept."""
    names = {name: kept for name, content in files.items() if (kept := media.keep(content))}
    if not names:
        return question
    key = dict(question.key)
    if key.get("stem_image") in names:
        key["stem_image"] = names[key["stem_image"]]
    if isinstance(key.get("images"), Mapping):
        key["images"] = {choice: names.get(name, name) for choice, name in key["images"].items()}
    return replace(question, key=key)
