"""Session plans: read from `content/session-plans/`, checked, and published as editions that stay."""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.core import audit
from app.core.content_files import Problem, Table, parse_toml, read_text
from app.core.ids import new_id
from app.core.markdown import DeadLink, Target, render

from .models import SessionKind, SessionPlan

FOLDER = "session-plans"
LANGUAGES = ("en", "ru", "tg")
CLOCK = re.compile(r"([01]\d|2[0-3]):[0-5]\d")
MOST_DAYS = 31


@dataclass(frozen=True, slots=True)
class PlanSource:
    """A plan's file as plain values that JSON knows."""

    key: str
    definition: dict[str, Any]

    @property
    def digest(self) -> str:
        """What makes an edition."""
        text = json.dumps(self.definition, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()


def check(folder: Path) -> list[Problem]:
    """Return everything that is wrong with the session plans."""
    return _read(folder)[1]


def publish(session: Session, folder: Path, at: datetime) -> list[str]:
    """Store each plan that changed and has no problems; return their keys. Safe to repeat; earlier editions stay."""
    plans, problems = _read(folder)
    wrong = {problem.path for problem in problems if problem.blocks}
    fresh = []
    for path, plan in plans.items():
        if path in wrong:
            continue
        latest = session.scalars(
            select(SessionPlan).where(SessionPlan.plan_key == plan.key).order_by(SessionPlan.number.desc()).limit(1)
        ).one_or_none()
        if latest is None or latest.digest != plan.digest:
            _store(session, plan, at)
            fresh.append(plan.key)
    return fresh


def _store(session: Session, plan: PlanSource, at: datetime) -> None:
    count = session.scalar(select(func.count()).where(SessionPlan.plan_key == plan.key)) or 0
    edition = SessionPlan(
        id=new_id(),
        plan_key=plan.key,
        number=count + 1,
        digest=plan.digest,
        definition=plan.definition,
        published_at=at,
    )
    session.add(edition)
    session.flush()
    audit.record(
        session,
        actor=None,
        action="training:plan:publish",
        subject=("session_plan", edition.id),
        at=at,
        key=plan.key,
        number=edition.number,
    )


def _read(folder: Path) -> tuple[dict[str, PlanSource], list[Problem]]:
    plans: dict[str, PlanSource] = {}
    problems: list[Problem] = []
    for file in sorted((folder / FOLDER).glob("*.toml")):
        shown = f"{folder.name}/{FOLDER}/{file.name}"
        text = read_text(file, shown, problems)
        root = parse_toml(text, shown, problems) if text is not None else None
        if root is not None:
            plans[shown] = _plan(root, problems)
            root.close()
    return plans, sorted(set(problems))


def _plan(root: Table, problems: list[Problem]) -> PlanSource:
    key = root.slug("id")
    kind = root.one_of("kind", [each.value for each in SessionKind])
    titles, notes = _texts(root, "title"), _texts(root, "notes")
    sessions = [_session(each) for each in root.tables("sessions")]
    if not sessions:
        root.complain("A plan needs at least one session.")
    definition = {
        "kind": kind,
        "title": titles,
        "notes": {language: _rendered(root, text, problems) for language, text in notes.items()},
        "sessions": sorted(sessions, key=lambda each: (each["day"], each["starts"])),
    }
    return PlanSource(key, definition)


def _session(table: Table) -> dict[str, Any]:
    starts, ends = _clock(table, "starts"), _clock(table, "ends")
    if starts and ends and ends <= starts:
        table.complain("The session ends before it starts.", "ends")
    return {
        "day": table.whole("day", 1, MOST_DAYS),
        "starts": starts,
        "ends": ends,
        "modules": list(table.words("modules", required=False)),
        "title": _texts(table, "title"),
    }


def _clock(table: Table, key: str) -> str:
    value = table.text(key)
    if value and not CLOCK.fullmatch(value):
        table.complain(f"{key} must be a time such as 09:00.", key)
        return ""
    return value


def _texts(table: Table, key: str) -> dict[str, str]:
    inner = table.table(key)
    if inner is None:
        return {}
    found = {language: inner.text(language) for language in LANGUAGES}
    inner.close()
    return found


def _rendered(root: Table, text: str, problems: list[Problem]) -> str:
    rendered = render(text, prefix="notes", resolve=_nowhere, first_line=root.line("notes"))
    problems.extend(Problem(root.path, finding.line, finding.sentence) for finding in rendered.findings)
    return rendered.html


def _nowhere(_address: str) -> Target:
    raise DeadLink("Notes of a plan may link to the web only.")
