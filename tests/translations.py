"""Keep the catalogues true to the program: gather texts, and refuse gaps and mismatched placeholders."""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po

BIN = Path(sys.executable).parent
ROOT = Path(__file__).parent.parent
FOLDER = ROOT / "app" / "translations"
TEMPLATE = FOLDER / "messages.pot"
COMPLETE = ("ru", "tg")
READY = ("ky", "kk", "uz", "tk")
PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]|%%")
MARKUP = re.compile(r"</?[a-z]+[^>]*>")
KEYWORDS = ["-k", "N_", "-k", "_l", "-k", "lazy_gettext", "-k", "lazy_ngettext:1,2"]


def main() -> None:
    """Check, or gather first with --update."""
    with tempfile.TemporaryDirectory() as folder:
        fresh = Path(folder) / "messages.pot"
        _babel(
            "extract",
            "-F",
            "babel.cfg",
            *KEYWORDS,
            "-c",
            "Translators:",
            "--no-location",
            "--sort-output",
            "--omit-header",
            "-o",
            str(fresh),
            "app",
        )
        if "--update" in sys.argv:
            TEMPLATE.write_text(fresh.read_text())
            _update()
        problems = [*_missing_from_template(fresh), *(fault for code in COMPLETE for fault in _faults(code))]
    for problem in problems:
        print(problem)
    sys.exit(1 if problems else 0)


def _update() -> None:
    for code in (*COMPLETE, *READY):
        verb = "update" if (FOLDER / code / "LC_MESSAGES" / "messages.po").exists() else "init"
        options = ["--no-fuzzy-matching", "--ignore-obsolete"] if verb == "update" else []
        _babel(verb, "-i", str(TEMPLATE), "-d", str(FOLDER), "-l", code, *options)


def _missing_from_template(fresh: Path) -> list[str]:
    known = {message.id for message in _read(TEMPLATE)} if TEMPLATE.exists() else set()
    texts = {message.id for message in _read(fresh)}
    return [f"{TEMPLATE.name}: not gathered: {text!r}" for text in sorted(map(str, texts - known))]


def _faults(code: str) -> list[str]:
    file = FOLDER / code / "LC_MESSAGES" / "messages.po"
    if not file.exists():
        return [f"{code}: there is no catalogue"]
    present = {message.id: message for message in _read(file)}
    faults = []
    for wanted in _read(TEMPLATE):
        found = present.get(wanted.id)
        if found is None or found.fuzzy or not _filled(found):
            faults.append(f"{code}: not translated: {wanted.id!r}")
        elif not _same_parts(found):
            faults.append(f"{code}: placeholders or markup differ: {wanted.id!r}")
    return faults


def _filled(message: Message) -> bool:
    return all(message.string) if isinstance(message.string, (list, tuple)) else bool(message.string)


def _same_parts(message: Message) -> bool:
    sources = message.id if isinstance(message.id, (list, tuple)) else (message.id,)
    strings = message.string if isinstance(message.string, (list, tuple)) else (message.string,)
    wanted = set().union(*(_parts(text) for text in sources))
    return all(_parts(text) <= wanted for text in strings) and _parts(strings[-1]) == _parts(sources[-1])


def _parts(text: str) -> set[str]:
    return set(PLACEHOLDER.findall(text)) | set(MARKUP.findall(text))


def _read(file: Path) -> list[Message]:
    with file.open("rb") as source:
        catalog: Catalog = read_po(source)
    return [message for message in catalog if message.id]


def _babel(*arguments: str) -> None:
    subprocess.run([BIN / "pybabel", "-q", *arguments], cwd=ROOT, check=True)


if __name__ == "__main__":
    main()
