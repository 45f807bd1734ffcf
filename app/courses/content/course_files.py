"""Course files: which modules, which examinations, which rule for the certificate."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from app.accounts.models import Profession
from app.core.content_files import Problem, Table, parse_toml, read_text

from .model import DIFFICULTIES, LANGUAGES, POOLS, REQUIRED_LANGUAGES, SOURCE_LANGUAGE, CourseSource

AUDIENCES = tuple(profession.value for profession in Profession)
SHOWING = ("after_submit", "after_close", "after_last_attempt", "on_release", "never")
COUNTING = ("best", "last", "first", "average")
LAYOUTS = ("one", "all")
MISSING_LANGUAGE = ("leave_out", "refuse", "fall_back")
LONGEST_COURSE = 400
MOST_QUESTIONS = 200
LONGEST_EXAM = 480
MARKING = ("single", "double")
MOST_POINTS = 100
LONGEST_APPEAL = 365
LONGEST_SPACING = 24 * 90


def read_course(file: Path, shown: str, problems: list[Problem]) -> CourseSource | None:
    """Read a course, or return None and problems when even its id can't be read."""
    own: list[Problem] = []
    text = read_text(file, shown, own)
    root = None if text is None else parse_toml(text, shown, own)
    key = root.slug("id") if root else ""
    if root is None or not key:
        problems.extend(own)
        return None
    if key != file.stem:
        root.complain(f"The file must be named {key}.toml.", "id")
    modules, hours = root.words("modules"), root.number("hours", 0.1, LONGEST_COURSE)
    definition: dict[str, Any] = {
        "title": _texts(root, "title"),
        "summary": _texts(root, "summary"),
        "audience": list(root.words("audience", allowed=AUDIENCES)),
        "hours": hours,
        "modules": list(modules),
        "pre_test": _blueprint(root, "pre_test", pool="practice", attempts=1, explanations="after_submit"),
        "quiz": _blueprint(root, "quiz", pool="practice", attempts=0, explanations="after_submit"),
        "final_exam": _blueprint(root, "final_exam", pool="exam", attempts=2, explanations="after_last_attempt"),
        "certificate": _certificate(root),
    }
    if "simulations" in root:
        definition["simulations"] = list(root.words("simulations"))
    if "prerequisites" in root:
        definition["prerequisites"] = list(root.words("prerequisites"))
    if "practical" in root:
        definition["practical"] = _blueprint(
            root, "practical", pool="practical", attempts=2, explanations="after_last_attempt"
        )
    root.close()
    named = ("hours", "modules", "pre_test", "quiz", "final_exam", "practical", "simulations", "prerequisites")
    lines = {name: root.line(name) for name in named}
    return CourseSource(key, shown, hours, modules, definition, lines, tuple(own))


def _texts(root: Table, key: str) -> dict[str, str]:
    table = root.table(key)
    if table is None:
        return {}
    texts = {
        language: table.text(language) for language in LANGUAGES if language in table or language == SOURCE_LANGUAGE
    }
    for language in REQUIRED_LANGUAGES:
        if language not in texts:
            table.complain(f"The {key} has no translation into {language}.", blocks=False)
    table.close()
    return texts


def _blueprint(root: Table, key: str, *, pool: str, attempts: int, explanations: str) -> dict[str, Any] | None:
    """Read how an assessment is drawn; attempts = 0 means as many as one likes, minutes = 0 without a limit."""
    table = root.table(key, required=False)
    if table is None:
        return None
    blueprint: dict[str, Any] = {
        "questions": table.whole("questions", 1, MOST_QUESTIONS),
        "minutes": table.whole("minutes", 0, LONGEST_EXAM, default=0),
        "pass_mark": table.whole("pass_mark", 0, 100, default=0),
        "attempts": table.whole("attempts", 0, 20, default=attempts),
        "spacing_hours": table.whole("spacing_hours", 0, LONGEST_SPACING, default=0),
        "pool": _pools(table) or pool,
        "show_explanations": table.one_of("show_explanations", SHOWING)
        if "show_explanations" in table
        else explanations,
    }
    if quotas := _quotas(table):
        blueprint["quotas"] = quotas
    blueprint |= _conditions(table)
    table.close()
    return blueprint


def _pools(table: Table) -> str | list[str]:
    """Read one pool, written as a word, or several, written as a list."""
    if "pools" not in table:
        return table.one_of("pool", POOLS) if "pool" in table else ""
    if "pool" in table:
        table.complain("Name either one pool or several pools, not both.", "pools")
        table.one_of("pool", POOLS)
    return list(table.words("pools", allowed=POOLS))


def _conditions(table: Table) -> dict[str, Any]:
    """Read what few assessments state: what is absent here is as usual."""
    found: dict[str, Any] = {}
    words = {
        "show_result": SHOWING,
        "counting": COUNTING,
        "layout": LAYOUTS,
        "missing_language": MISSING_LANGUAGE,
        "marking": MARKING,
    }
    for name, allowed in words.items():
        if name in table:
            found[name] = table.one_of(name, allowed)
    for name in ("shuffle_questions", "shuffle_options"):
        if name in table:
            found[name] = table.truth(name)
    if "marking_tolerance" in table:
        found["marking_tolerance"] = table.number("marking_tolerance", 0, MOST_POINTS)
    if "appeal_days" in table:
        found["appeal_days"] = table.whole("appeal_days", 0, LONGEST_APPEAL)
    if "banks" in table:
        found["banks"] = list(table.words("banks"))
    if "honour" in table:
        found["honour"] = _texts(table, "honour")
    if sections := _sections(table):
        found["sections"] = sections
    return found


def _sections(table: Table) -> list[dict[str, Any]]:
    """Read what must be reached in a module, or in an objective of it: who misses it fails the whole."""
    found = []
    for each in table.tables("sections", required=False):
        section: dict[str, Any] = {"pass_mark": each.whole("pass_mark", 1, 100)}
        section |= {word: each.slug(word) for word in ("module", "objective") if word in each}
        if len(section) == 1:
            each.complain("A section names a module, an objective or both.", "pass_mark")
        each.close()
        found.append(section)
    return found


def _quotas(table: Table) -> list[dict[str, Any]]:
    """Read how many questions must come from a module, an objective of it, a difficulty, or any of these together."""
    found = []
    for each in table.tables("quotas", required=False):
        quota: dict[str, Any] = {"count": each.whole("count", 1, MOST_QUESTIONS)}
        quota |= {word: each.slug(word) for word in ("module", "objective") if word in each}
        if "difficulty" in each:
            quota["difficulty"] = each.one_of("difficulty", DIFFICULTIES)
        if "pool" in each:
            quota["pool"] = each.one_of("pool", POOLS)
        each.close()
        found.append(quota)
    return found


def _certificate(root: Table) -> dict[str, int | bool]:
    table = root.table("certificate")
    if table is None:
        return {}
    rule: dict[str, int | bool] = {
        "lessons": table.whole("lessons", 0, 100),
        "exam": table.whole("exam", 0, 100),
        "attendance": table.whole("attendance", 0, 100),
        "validity_years": table.whole("validity_years", 0, 20, default=0),
    }
    if "simulations" in table:
        rule["simulations"] = table.truth("simulations")
        if rule["simulations"] and not root.words("simulations", required=False):
            table.complain("The rule asks for the simulations, but the course names none.", "simulations")
    if "practical" in table:
        rule["practical"] = table.whole("practical", 0, 100)
        if rule["practical"] and "practical" not in root:
            table.complain("The rule asks for a practical examination, but the course has none.", "practical")
    table.close()
    if rule["exam"] and "final_exam" not in root:
        table.complain("The rule asks for an exam, but the course has no final_exam.", "exam")
    return rule
