"""What the forms of assessments send: the fields of a question differ by its kind, so they are read, not declared."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID, uuid5

from werkzeug.datastructures import MultiDict

from app.core.ids import new_id

from .rules.answers import UnreadableAnswer
from .rules.questions import TRUE, QuestionKind

Fields = MultiDict[str, str]
PAIR, PLACE, GAP = "pair-", "place-", "gap-"
NUMBER = re.compile(r"[0-9]{1,4}")


def read_fields(fields: Fields, prefix: str = "") -> dict[str, Any]:
    """Return the answer that the fields of a question state, not yet checked; {} when nothing was chosen.

    The form names its question's kind, so that saving needs no look at the question; the service holds the answer
    against the paper. Where a form holds several questions, `prefix` says whose fields are meant.

    Raises:
        UnreadableAnswer: the form names no kind.

    """
    if prefix:
        own = [
            (name.removeprefix(prefix), value) for name, value in fields.items(multi=True) if name.startswith(prefix)
        ]
        fields = MultiDict(own)
    reader = _READERS.get(fields.get("kind", ""))
    if reader is None:
        raise UnreadableAnswer
    return reader(fields)


def as_text(answer: Mapping[str, Any] | None, *, flagged: bool) -> str:
    """Write an answer so that a form can carry what the page showed and a change can be told."""
    return json.dumps([answer or {}, flagged], ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def response_id(form_id: str, text: str) -> UUID:
    """Return the id of a response that a form sends.

    Pressing twice sends the same answer of the same page: one response. Going back in the browser and answering
    differently sends another answer of the same page: another response.
    """
    return uuid5(read_id(form_id) or new_id(), text)


def read_id(text: object) -> UUID | None:
    """Return the id in a text, or None where there is none."""
    try:
        return UUID(text) if isinstance(text, str) else None
    except ValueError:
        return None


def _single(fields: Fields) -> dict[str, Any]:
    return {"choice": fields["choice"]} if fields.get("choice") else {}


def _multiple(fields: Fields) -> dict[str, Any]:
    chosen = fields.getlist("choice")
    return {"choices": sorted(set(chosen))} if chosen else {}


def _true_false(fields: Fields) -> dict[str, Any]:
    return {"value": fields["choice"] == TRUE} if fields.get("choice") else {}


def _matching(fields: Fields) -> dict[str, Any]:
    pairs = {name.removeprefix(PAIR): value for name, value in fields.items() if name.startswith(PAIR) and value}
    return {"pairs": pairs} if pairs else {}


def _ordering(fields: Fields) -> dict[str, Any]:
    typed = {name.removeprefix(PLACE): value for name, value in fields.items() if name.startswith(PLACE)}
    positions = {item: int(text) for item, text in typed.items() if NUMBER.fullmatch(text)}
    return {"positions": positions} if positions else {}


def _text(fields: Fields) -> dict[str, Any]:
    """Return what was typed; a browser sends line ends as two characters, a script as one."""
    text = fields.get("text", "").replace("\r\n", "\n")
    return {"text": text} if text.strip() else {}


def _gaps(fields: Fields) -> dict[str, Any]:
    typed = {name.removeprefix(GAP): value for name, value in fields.items() if name.startswith(GAP) and value.strip()}
    return {"gaps": typed} if typed else {}


def _simulation(fields: Fields) -> dict[str, Any]:
    return {"run": fields["run"]} if fields.get("run") else {}


def _nothing(_fields: Fields) -> dict[str, Any]:
    return {}


_READERS: dict[str, Callable[[Fields], dict[str, Any]]] = {
    QuestionKind.SINGLE: _single,
    QuestionKind.MULTIPLE: _multiple,
    QuestionKind.TRUE_FALSE: _true_false,
    QuestionKind.MATCHING: _matching,
    QuestionKind.ORDERING: _ordering,
    QuestionKind.SHORT: _text,
    QuestionKind.NUMERIC: _text,
    QuestionKind.GAPS: _gaps,
    QuestionKind.IMAGE: _single,
    QuestionKind.ESSAY: _text,
    QuestionKind.CHECKLIST: _nothing,
    QuestionKind.SIMULATION: _simulation,
}
