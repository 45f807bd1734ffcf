"""Pictures that come with questions: kept as a bank keeps them, named by their content."""

from __future__ import annotations

import base64
import binascii
import io
import re
import warnings
from dataclasses import dataclass, field

from PIL import Image

from app.assessments.banks.rules.pictures import MOST_PIXELS, NoPicture, PictureTooLarge, read_picture
from app.core.errors import N_

from .limits import LARGEST_MEDIA, LARGEST_PICTURE, MEGABYTE
from .outcome import FileRefused

MEDIA_TYPES = {"png": "image/png", "jpg": "image/jpeg", "webp": "image/webp"}


@dataclass(slots=True)
class Media:
    """The pictures of one file, each once."""

    kept: dict[str, bytes] = field(default_factory=dict)
    size: int = 0

    def keep(self, content: bytes) -> str | None:
        """Keep a picture and return its name, or None where it is none or too large."""
        if not content or len(content) > LARGEST_PICTURE:
            return None
        try:
            picture = read_picture(_from_gif(content))
        except (NoPicture, PictureTooLarge):
            return None
        if picture.name not in self.kept:
            self.size += len(picture.content)
            if self.size > LARGEST_MEDIA:
                raise FileRefused(
                    N_("The pictures in the file are more than %(megabytes)s MB together. Split it."),
                    megabytes=LARGEST_MEDIA // MEGABYTE,
                )
            self.kept[picture.name] = picture.content
        return picture.name


def _from_gif(content: bytes) -> bytes:
    """Write a GIF as PNG; anything else stays."""
    if not content.startswith((b"GIF87a", b"GIF89a")):
        return content
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with Image.open(io.BytesIO(content), formats=("GIF",)) as found:
                if found.width * found.height > MOST_PIXELS:
                    return b""
                written = io.BytesIO()
                found.convert("RGBA").save(written, format="PNG")
                return written.getvalue()
    except (OSError, ValueError, SyntaxError, EOFError, Image.DecompressionBombError):
        return b""


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
