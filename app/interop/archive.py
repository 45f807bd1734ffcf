"""Zip packages that strangers send: listed and unpacked within limits, in memory, never to a path of theirs."""

from __future__ import annotations

import io
import posixpath
import zipfile
import zlib
from urllib.parse import unquote

from app.core.errors import N_

from .limits import MEGABYTE, MOST_PARTS, MOST_UNPACKED
from .outcome import FileRefused


def unpack(content: bytes) -> dict[str, bytes]:
    """Return the files of a package by their place in it.

    Raises:
        FileRefused: it is damaged, locked, leads out of itself, or unpacks to more than is read.

    """
    parts: dict[str, bytes] = {}
    unpacked = 0
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            listed = archive.infolist()
            if len(listed) > MOST_PARTS:
                raise FileRefused(N_("The package has more than %(count)s files."), count=MOST_PARTS)
            for part in listed:
                if part.is_dir():
                    continue
                if part.flag_bits & 1:
                    raise FileRefused(N_("The package is locked with a password."))
                place = _place(part.filename)
                with archive.open(part) as opened:
                    parts[place] = opened.read(MOST_UNPACKED - unpacked + 1)
                unpacked += len(parts[place])
                if unpacked > MOST_UNPACKED:
                    raise FileRefused(
                        N_("The package unpacks to more than %(megabytes)s MB."), megabytes=MOST_UNPACKED // MEGABYTE
                    )
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, OSError, ValueError, RuntimeError):
        raise FileRefused(N_("The package is damaged or packed in a way that is not read.")) from None
    return parts


def _place(name: str) -> str:
    name = name.replace("\\", "/")
    plain = posixpath.normpath(name)
    if name.startswith("/") or plain.startswith("../") or plain == ".." or ":" in name.split("/", 1)[0]:
        raise FileRefused(N_("The package has a file that leads out of it: %(name)s"), name=name[:80])
    return plain


def resolve(parts: dict[str, bytes], base: str, address: str) -> str | None:
    """Return the place of a file that another file of the package names, or None where the package lacks it."""
    address = unquote(address.split("#", 1)[0].split("?", 1)[0]).strip().replace("\\", "/")
    if not address or "://" in address or address.startswith("data:"):
        return None
    for start in (posixpath.dirname(base), ""):
        place = posixpath.normpath(posixpath.join(start, address.lstrip("/")))
        if place in parts:
            return place
    lowered = posixpath.normpath(posixpath.join(posixpath.dirname(base), address)).casefold()
    return next((place for place in parts if place.casefold() == lowered), None)
