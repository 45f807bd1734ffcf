"""Evaluation forms: read from `content/evaluations/`, checked, and published as editions that stay."""

from __future__ import annotations

import hashlib
import json
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.core import audit
from app.core.content_files import Problem, Table, parse_toml, read_text
from app.core.ids import new_id

from .models import EvaluationForm
from .rules import STEPS, Audience, ItemKind

FOLDER = "evaluations"
LANGUAGES = ("en", "ru", "tg")
Definition = dict[str, Any]


def check(folder: Path) -> list[Problem]:
    """Return everything that is wrong with the evaluation forms."""
    return _read(folder)[1]


def publish(session: Session, folder: Path, at: datetime) -> list[str]:
    """Store each form that changed and has no problems; return their keys. Safe to repeat; earlier editions stay."""
    forms, problems = _read(folder)
    wrong = {problem.path for problem in problems if problem.blocks}
    fresh = []
    for path, definition in forms.items():
        if path not in wrong and _store(session, definition, at):
            fresh.append(str(definition["id"]))
    return fresh


def _store(session: Session, definition: Definition, at: datetime) -> bool:
    digest = hashlib.sha256(json.dumps(definition, ensure_ascii=False, sort_keys=True).encode()).hexdigest()
    key = definition["id"]
    own = EvaluationForm.form_key == key
    latest = session.scalars(
        select(EvaluationForm.digest).where(own).order_by(EvaluationForm.number.desc()).limit(1)
    ).one_or_none()
    if latest == digest:
        return False
    edition = EvaluationForm(
        id=new_id(),
        form_key=key,
        audience=Audience(definition["audience"]),
        number=1 + (session.scalar(select(func.count()).where(own)) or 0),
        digest=digest,
        definition=definition,
        published_at=at,
    )
    session.add(edition)
    session.flush()
    audit.record(
        session,
        actor=None,
        action="training:evaluation-form:publish",
        subject=("evaluation_form", edition.id),
        at=at,
        key=key,
        number=edition.number,
    )
    return True


def _read(folder: Path) -> tuple[dict[str, Definition], list[Problem]]:
    forms: dict[str, Definition] = {}
    problems: list[Problem] = []
    for file in sorted((folder / FOLDER).glob("*.toml")):
        shown = f"{folder.name}/{FOLDER}/{file.name}"
        text = read_text(file, shown, problems)
        root = parse_toml(text, shown, problems) if text is not None else None
        if root is not None:
            forms[shown] = _form(root)
            root.close()
    return forms, sorted(set(problems))


def _form(root: Table) -> Definition:
    definition: Definition = {
        "id": root.slug("id"),
        "audience": root.one_of("audience", [each.value for each in Audience]),
        "title": _texts(root, "title"),
        "intro": _texts(root, "intro"),
        "scale": _scale(root),
        "items": [_item(each) for each in root.tables("items")],
    }
    ids = [item["id"] for item in definition["items"]]
    if not ids:
        root.complain("A form needs at least one item.")
    for doubled in sorted({each for each in ids if ids.count(each) > 1}):
        root.complain(f"The item {doubled} stands there twice.")
    return definition


def _scale(root: Table) -> dict[str, list[str]]:
    table = root.table("scale")
    if table is None:
        return {}
    steps = {language: list(table.words(language)) for language in LANGUAGES}
    for language, words in steps.items():
        if len(words) != STEPS:
            table.complain(f"A scale has {STEPS} words; {language} has {len(words)}.", language)
    table.close()
    return steps


def _item(table: Table) -> dict[str, Any]:
    item: dict[str, Any] = {
        "id": table.slug("id"),
        "kind": table.one_of("kind", [each.value for each in ItemKind]),
        "text": _texts(table, "text"),
    }
    if item["kind"] == ItemKind.CHOICE:
        item["choices"] = [_choice(each) for each in table.tables("choices")]
        if not item["choices"][1:]:
            table.complain("A choice needs at least two answers.")
    table.close()
    return item


def _choice(table: Table) -> dict[str, Any]:
    choice = {"id": table.slug("id"), "text": {language: table.text(language) for language in LANGUAGES}}
    table.close()
    return choice


def _texts(root: Table, key: str) -> dict[str, str]:
    inner = root.table(key)
    if inner is None:
        return {}
    found = {language: inner.text(language) for language in LANGUAGES}
    inner.close()
    return found
