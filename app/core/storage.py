"""Files that must never change: named by their own digest, written whole or not at all."""

from __future__ import annotations

import hashlib
import os
import re
import tempfile
from pathlib import Path
from typing import Protocol

DIGEST = re.compile(r"[0-9a-f]{64}")


class Storage(Protocol):
    """Keeps bytes and gives them back."""

    def put(self, content: bytes) -> str:
        """Store the bytes durably and return their SHA-256 in hexadecimal."""
        ...

    def get(self, digest: str) -> bytes:
        """Return the bytes.

        Raises:
            DamagedFile: they are missing or are not what was stored.

        """
        ...


class DamagedFile(Exception):
    """A stored file is missing or differs from its digest."""


class FolderStorage:
    """Files in a folder, two levels deep."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def put(self, content: bytes) -> str:
        """Store the bytes; storing the same bytes again changes nothing."""
        digest = hashlib.sha256(content).hexdigest()
        target = self._path(digest)
        if target.exists():
            return digest
        target.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=target.parent, delete=False) as draft:
            draft.write(content)
            draft.flush()
            os.fsync(draft.fileno())
        Path(draft.name).replace(target)
        _sync_folder(target.parent)
        return digest

    def get(self, digest: str) -> bytes:
        """Return the bytes after comparing them with their digest."""
        try:
            content = self._path(digest).read_bytes()
        except FileNotFoundError:
            raise DamagedFile(f"{digest} is missing") from None
        if hashlib.sha256(content).hexdigest() != digest:
            raise DamagedFile(f"{digest} was changed")
        return content

    def _path(self, digest: str) -> Path:
        if not DIGEST.fullmatch(digest):
            raise DamagedFile("not a digest")
        return self.folder / digest[:2] / digest[2:4] / digest


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
