"""Saying for each row of a list what accepting would do; what was said is stored and shown."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from app.core.policy import Actor

from ..models import ImportFile
from ..rules.decisions import Action, Problem, ReadRow
from .kinds import KINDS, Run


def decide_all(session: Session, *, actor: Actor, stored: ImportFile, at: datetime) -> None:
    """Decide on every row and store it beside the row."""
    run = Run(
        session=session, actor=actor, at=at, import_id=stored.id, choices=stored.choices, cohort_id=stored.cohort_id
    )
    rows = [dict(each) for each in stored.rows]
    decisions = KINDS[stored.kind].decide(run, [read_again(each, number) for number, each in enumerate(rows)])
    for row, decision in zip(rows, decisions, strict=True):
        row["decision"] = decision.to_json()
    stored.rows = rows
    stored.counts = count([row["decision"]["action"] for row in rows])


def count(actions: list[str]) -> dict[str, int]:
    """Return how many rows each action has."""
    counted = Counter(actions)
    return {action.value: counted[action.value] for action in Action}


def read_again(stored: Mapping[str, Any], number: int) -> ReadRow:
    """Return a stored row as it was read, with its place in the list."""
    problems = tuple(Problem.from_json(each) for each in stored["unread"])
    return ReadRow(
        number=number, line=stored["line"], label=stored["label"], values=stored["values"], problems=problems
    )
