"""Pictures that come with questions: named by their content, kept when they are what browsers show."""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from dataclasses import dataclass, field

from app.core.errors import N_

from .limits import LARGEST_MEDIA, LARGEST_PICTURE, MEGABYTE
from .outcome import FileRefused

SIGNS = ((b"\x89PNG\r\n\x1a\n", "png"), (b"\xff\xd8\xff", "jpg"), (b"GIF87a", "gif"), (b"GIF89a", "gif"))
MEDIA_TYPES = {"png": "image/png", "jpg": "image/jpeg", "gif": "image/gif", "webp": "image/webp"}


def picture_kind(content: bytes) -> str | None:
    """Return the ending of a picture's name by what the file holds, or None where it is no picture that is kept."""
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "webp"
    return next((ending for sign, ending in SIGNS if content.startswith(sign)), None)


@dataclass(slots=True)
class Media:
    """The pictures of one file, each once."""

    kept: dict[str, bytes] = field(default_factory=dict)
    size: int = 0

    def keep(self, content: bytes) -> str | None:
        """Keep a picture and return its name, or None where it is none or too large."""
        kind = picture_kind(content)
        if kind is None or len(content) > LARGEST_PICTURE:
            return None
        name = f"{hashlib.sha256(content).hexdigest()[:32]}.{kind}"
        if name not in self.kept:
            self.size += len(content)
            if self.size > LARGEST_MEDIA:
                raise FileRefused(
                    N_("The pictures in the file are more than %(megabytes)s MB together. Split it."),
                    megabytes=LARGEST_MEDIA // MEGABYTE,
                )
            self.kept[name] = content
        return name


def unbase64(text: str) -> bytes:
    """Return decoded bytes, empty where they are damaged or too large."""
    text = re.sub(r"\s+", "", text)
    if len(text) > LARGEST_PICTURE * 4 // 3 + 8:
        return b""
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return b""


def from_data_address(address: str) -> bytes:
    """Return the bytes that a data: address holds, empty where it holds none."""
    found = re.match(r"data:image/[a-z.+-]+;base64,", address, re.IGNORECASE)
    return unbase64(address[found.end() :]) if found else b""
