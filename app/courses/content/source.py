"""Read the content folder into plain values; whatever is wrong with a file becomes a problem, never an exception."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

from app.accounts.models import Profession
from app.core.content_files import Problem, Table, parse_toml, read_text

from .course_files import read_course
from .lessons import read_lessons
from .media import read_media
from .model import (
    LANGUAGES,
    REQUIRED_LANGUAGES,
    SOURCE_LANGUAGE,
    Content,
    ModuleSource,
    Objective,
    Reference,
    Review,
)
from .questions import read_questions

AUDIENCES = tuple(profession.value for profession in Profession)
CONFIDENCE = ("high", "medium", "low")
FOLDER_NAME = re.compile(r"\d{2}-([a-z0-9-]+)")
LONGEST_MODULE = 40
_SKIPPED = re.compile(r"^\.|~$")


def read_content(folder: Path) -> Content:
    """Read everything that teaches."""
    folder = Path(folder)
    problems: list[Problem] = []
    modules: dict[str, ModuleSource] = {}
    for each in _entries(folder / "modules"):
        if not each.is_dir() or not (each / "module.toml").exists():
            problems.append(Problem(_shown(folder, each), 1, "A module is a folder that holds module.toml."))
        elif (module := read_module(each, _shown(folder, each))) and module.key in modules:
            problems.append(Problem(f"{module.path}/module.toml", 1, f"The id {module.key} is used by two modules."))
        elif module:
            modules[module.key] = module
        else:
            problems.extend(_head_problems(each, _shown(folder, each)))
    if not modules and not problems:
        problems.append(Problem(f"{folder.name}/modules", 1, "There are no modules here."))
    files = [each for each in _entries(folder / "courses") if each.suffix == ".toml"]
    courses = [course for each in files if (course := read_course(each, _shown(folder, each), problems))]
    return Content(
        folder=folder,
        modules=tuple(modules.values()),
        courses=tuple(courses),
        terms=_read_terms(folder),
        simulations=_read_simulations(folder),
        problems=tuple(problems),
    )


def read_module(folder: Path, shown: str) -> ModuleSource | None:
    """Read one module, or return None when even its id can't be read (`_head_problems` says why)."""
    problems: list[Problem] = []
    head = _head(folder, shown, problems)
    key = head.slug("id") if head else ""
    if head is None or not key:
        return None
    if (named := FOLDER_NAME.fullmatch(folder.name)) is None or named[1] != key:
        head.complain(f"The folder must be named with two digits and the id, such as 01-{key}.", "id")
    languages = tuple(each for each in LANGUAGES if (folder / each).is_dir())
    media = read_media(folder / "media", f"{shown}/media", problems)
    module = ModuleSource(
        key=key,
        folder=folder,
        path=shown,
        version=head.text("version", longest=20),
        hours=head.number("hours", 0.1, LONGEST_MODULE),
        audiences=head.words("audiences", allowed=AUDIENCES),
        prerequisites=head.words("prerequisites", required=False),
        titles=read_texts(head, "title"),
        summaries=read_texts(head, "summary"),
        objectives=_read_objectives(head),
        sources=read_sources(head),
        reviews=_read_reviews(head),
        lessons=read_lessons(folder, shown, languages, problems),
        questions=read_questions(folder / "questions", f"{shown}/questions", languages, media, problems),
        media=media,
        languages=languages,
        lines={name: head.line(name) for name in ("hours", "prerequisites", "objectives", "title")},
        problems=(),
        digest=digest_folder(folder),
    )
    head.close()
    return _with_problems(module, problems)


def _with_problems(module: ModuleSource, problems: list[Problem]) -> ModuleSource:
    values = {name: getattr(module, name) for name in ModuleSource.__slots__}
    return ModuleSource(**{**values, "problems": tuple(problems)})


def _head(folder: Path, shown: str, problems: list[Problem]) -> Table | None:
    text = read_text(folder / "module.toml", f"{shown}/module.toml", problems)
    return None if text is None else parse_toml(text, f"{shown}/module.toml", problems)


def _head_problems(folder: Path, shown: str) -> list[Problem]:
    problems: list[Problem] = []
    head = _head(folder, shown, problems)
    if head:
        head.slug("id")
    return problems


def _shown(folder: Path, file: Path) -> str:
    return f"{folder.name}/{file.relative_to(folder).as_posix()}"


def _entries(folder: Path) -> list[Path]:
    if not folder.is_dir():
        return []
    return sorted(each for each in folder.iterdir() if not _SKIPPED.search(each.name))


def read_texts(head: Table, key: str) -> dict[str, str]:
    """Return a text by language: English is needed, another required language that lacks is a missing translation."""
    table = head.table(key)
    if table is None:
        return {}
    texts = _languages_of(table, key)
    table.close()
    return texts


def _languages_of(table: Table, what: str) -> dict[str, str]:
    texts = {}
    for language in LANGUAGES:
        if language in table or language == SOURCE_LANGUAGE:
            texts[language] = table.text(language)
        elif language in REQUIRED_LANGUAGES:
            table.complain(f"The {what} has no translation into {language}.", blocks=False)
    return texts


def _read_objectives(head: Table) -> tuple[Objective, ...]:
    found = []
    for table in head.tables("objectives"):
        found.append(Objective(table.slug("id"), _languages_of(table, "objective"), table.line()))
        table.close()
    return tuple(found)


def read_sources(head: Table) -> tuple[Reference, ...]:
    """Return the documents that a module or a simulation leans on."""
    found = []
    for table in head.tables("sources"):
        found.append(
            Reference(
                key=table.slug("id"),
                title=table.text("title", longest=1000),
                url=table.web_address("url"),
                checked=table.day("checked", required=False),
                confidence=table.one_of("confidence", CONFIDENCE),
            )
        )
        table.close()
    return tuple(found)


def _read_reviews(head: Table) -> tuple[Review, ...]:
    found = []
    for table in head.tables("reviews", required=False):
        language, name = table.one_of("language", LANGUAGES), table.text("name", longest=200)
        on, version = table.day("on"), table.text("version")
        table.close()
        if language and name and on:
            found.append(Review(language, name, on, version))
    return tuple(found)


def _read_terms(folder: Path) -> frozenset[str]:
    """Return the ids of the glossary; what else is in it, and whether it is right, is the library's affair."""
    file = folder / "library" / "glossary.toml"
    text = read_text(file, file.name, []) if file.exists() else None
    root = None if text is None else parse_toml(text, file.name, [])
    return frozenset(table.slug("id") for table in root.tables("terms", required=False)) if root else frozenset()


def _read_simulations(folder: Path) -> frozenset[str]:
    """Return the ids of the case simulations; what is in them, and whether it is right, is the assessments' affair."""
    return frozenset(each.name for each in _entries(folder / "simulations") if (each / "simulation.toml").exists())


def digest_folder(folder: Path) -> str:
    """Name a folder by its files; line ends don't count, because tools that carry files change them."""
    digest = hashlib.sha256()
    for file in sorted(folder.rglob("*")):
        if file.is_file() and not _SKIPPED.search(file.name):
            content = file.read_bytes()
            if file.suffix in (".md", ".toml"):
                content = content.replace(b"\r\n", b"\n")
            digest.update(f"{file.relative_to(folder).as_posix()}\n{len(content)}\n".encode() + content)
    return digest.hexdigest()
