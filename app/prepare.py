"""Before the first start: compile the catalogues and compress the static files, each only when its source changed."""

from __future__ import annotations

import gzip
from pathlib import Path

import brotli
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

HERE = Path(__file__).parent
COMPRESSED = frozenset({".css", ".js", ".svg"})


def main() -> None:
    """Make what is missing or older than its source."""
    for source in HERE.glob("translations/*/LC_MESSAGES/*.po"):
        _compile(source)
    for source in (HERE / "static").rglob("*"):
        if source.suffix in COMPRESSED:
            _compress(source)


def _compile(source: Path) -> None:
    target = source.with_suffix(".mo")
    if _is_fresh(target, source):
        return
    with source.open("rb") as po, target.open("wb") as mo:
        write_mo(mo, read_po(po, locale=source.parent.parent.name))


def _compress(source: Path) -> None:
    content = source.read_bytes()
    for suffix, compress in ((".gz", lambda data: gzip.compress(data, 9, mtime=0)), (".br", brotli.compress)):
        target = source.with_name(source.name + suffix)
        if not _is_fresh(target, source):
            target.write_bytes(compress(content))


def _is_fresh(target: Path, source: Path) -> bool:
    return target.exists() and target.stat().st_mtime >= source.stat().st_mtime


if __name__ == "__main__":
    main()
