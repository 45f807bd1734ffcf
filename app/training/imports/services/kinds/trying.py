"""Trying rows by the rules that bind whoever types, without leaving a trace."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from uuid import UUID

from app.core.errors import RuleViolation

from ...rules.decisions import Action, Decision, Problem
from .base import Run


def attempts(run: Run, decisions: Sequence[Decision], act: Callable[[Run, Decision], UUID]) -> list[Decision]:
    """Carry out rows one after the other, then undo them all; what the rules refuse becomes a refusal of its row."""
    savepoint = run.session.begin_nested()
    try:
        return [_attempt(run, each, act) for each in decisions]
    finally:
        savepoint.rollback()


def _attempt(run: Run, decision: Decision, act: Callable[[Run, Decision], UUID]) -> Decision:
    if decision.action not in (Action.CREATE, Action.CHANGE):
        return decision
    try:
        with run.session.begin_nested():
            act(run, decision)
    except RuleViolation as violation:
        return replace(
            decision, action=Action.REFUSE, thing="", changes={}, problems=(*decision.problems, Problem.of(violation))
        )
    return decision
