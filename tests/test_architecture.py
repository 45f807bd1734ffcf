"""What keeps the house in order, beside what the linters say."""

from __future__ import annotations

import ast
import importlib
import pkgutil
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path

import pytest

import app as program
from app.core.db import Base
from app.core.policy import permissions
from tests.permissions import PAGE, write_page

ROOT = Path(__file__).parent.parent
# From the top of the house to its floor: what stands in one line knows nothing of its neighbours.
FLOORS = [
    ("home",),
    ("interop", "reports"),
    ("certificates",),
    ("training",),
    ("assessments",),
    ("courses", "library"),
    ("accounts",),
    ("core",),
]
TEXTS = {".py", ".html", ".js", ".css", ".md", ".toml", ".ini", ".cfg", ".txt", ".yml", ".yaml", ".sh", ""}
# Of this machine or of somebody's workplace; written so that this line does not name them.
LOCAL = re.compile(
    r"/(?:work|root|home)/[a-z]|/opt/(?:pypi|wheels)|registry\.(?:npmjs|yarnpkg)|(?:files\.pythonhosted|pypi)\.org|index[-]url"
)
UNFINISHED = re.compile(r"\b(?:TO" + r"DO|FIX" + r"ME|X" + r"XX)\b")
INLINE = re.compile(r"<script(?![^>]*\bsrc=)|<style\b|\sstyle\s*=|\son[a-z]+\s*=|javascript:", re.IGNORECASE)


def tracked() -> Iterator[Path]:
    """Return the files that belong to the project."""
    if (ROOT / ".git").exists():
        listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
        found = [ROOT / name for name in listed.split("\0") if name]
    else:
        found = [
            file
            for folder in ("app", "tests", "docs", "content", "migrations", "benchmarks")
            for file in (ROOT / folder).rglob("*")
        ]
    return (file for file in found if file.is_file())


def texts() -> list[tuple[str, str]]:
    return [
        (file.relative_to(ROOT).as_posix(), file.read_text(encoding="utf-8"))
        for file in tracked()
        if file.suffix in TEXTS
    ]


def modules() -> list[str]:
    return [each.name for each in pkgutil.walk_packages(program.__path__, "app.") if not each.name.endswith(".wsgi")]


def feature_of(module: str) -> str:
    return module.split(".")[1]


def test_imports_run_downwards_only():
    done = subprocess.run(
        [Path(sys.executable).parent / "lint-imports"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout[-2000:]


def test_the_contracts_name_every_feature():
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    named = {name for line in contracts[0]["layers"] for name in re.findall(r"\w+", line)}
    assert {feature.__name__.split(".")[1] for feature in program.FEATURES} <= named
    assert {name for floor in FLOORS for name in floor} <= named


def test_every_table_belongs_to_the_feature_that_it_is_named_after():
    wrong = []
    for mapper in Base.registry.mappers:
        feature = feature_of(mapper.class_.__module__)
        if not mapper.local_table.name.startswith(f"{feature}_"):
            wrong.append((mapper.local_table.name, feature))
    assert wrong == []


def test_tables_refer_to_their_own_feature_or_to_one_below():
    height = {name: len(FLOORS) - place for place, floor in enumerate(FLOORS) for name in floor}
    wrong = []
    for table in Base.metadata.tables.values():
        owner = table.name.split("_")[0]
        for key in table.foreign_keys:
            other = key.column.table.name.split("_")[0]
            if other != owner and height[other] >= height[owner]:
                wrong.append(f"{table.name} refers to {key.column.table.name}")
    assert wrong == []


def test_every_permission_has_a_predicate():
    declared = set()
    for name in modules():
        if name.endswith(".permissions"):
            for each in vars(importlib.import_module(name)).values():
                if isinstance(each, type) and issubclass(each, StrEnum) and each.__module__ == name:
                    declared |= set(each)
    assert declared == set(permissions())
    assert len({str(each) for each in declared}) == len(declared)


def test_the_page_of_permissions_says_what_the_program_does(app_and_parts):
    assert PAGE.read_text() == write_page(), "python -m tests.permissions --update"


def test_nothing_is_printed_past_the_command_line():
    sources = {file: file.read_text() for file in (ROOT / "app").rglob("*.py")}
    wrong = [
        f"{file.relative_to(ROOT)}:{node.lineno}"
        for file, source in sources.items()
        if "print(" in source or "breakpoint(" in source
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("print", "breakpoint")
    ]
    assert wrong == []


def test_nothing_is_left_for_later():
    code = [(name, text) for name, text in texts() if not name.startswith(("content/", "requirements/"))]
    assert [name for name, text in code if UNFINISHED.search(text)] == []


@pytest.mark.parametrize(("folder", "most"), [("app", 500), ("benchmarks", 500), ("tests", 600)])
def test_files_stay_short(folder, most):
    long = [
        (name, text.count("\n"))
        for name, text in texts()
        if name.startswith(f"{folder}/") and name.endswith((".py", ".html", ".js")) and text.count("\n") > most
    ]
    assert long == []


def test_pages_hold_no_script_and_no_style():
    """The security policy would refuse them; documents for print alone bring their own style."""
    wrong = []
    for file in (ROOT / "app").rglob("*.html"):
        name = file.relative_to(ROOT).as_posix()
        if "/pdf/" in name or name.endswith("sign_in_sheet.html"):
            continue
        markup = re.sub(r"\{#.*?#\}", "", file.read_text(), flags=re.DOTALL)
        wrong += [
            f"{name}: {found}"
            for found in INLINE.findall(re.sub(r"\{\{.*?\}\}|\{%.*?%\}", "", markup, flags=re.DOTALL))
        ]
    assert wrong == []


def test_no_file_speaks_of_a_machine_or_a_registry():
    wrong = []
    for name, text in texts():
        for number, line in enumerate(text.splitlines(), start=1):
            if LOCAL.search(line) and "--no-emit-index-url" not in line:
                wrong.append(f"{name}:{number}: {line.strip()[:100]}")
    assert wrong == []
