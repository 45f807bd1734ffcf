"""Which pictures questions may show: small ones of well-known kinds, without what cameras write into them."""

from __future__ import annotations

import hashlib
import io
import warnings
from dataclasses import dataclass

from PIL import Image, ImageOps, UnidentifiedImageError

from app.core.errors import N_, RuleViolation

LARGEST_FILE = 3 * 1024 * 1024
LONGEST_SIDE = 1600
MOST_PIXELS = 40_000_000
KINDS = {"PNG": ("image/png", "png"), "JPEG": ("image/jpeg", "jpg"), "WEBP": ("image/webp", "webp")}
# What a decoder tells of a picture that says nothing of the person, the place or the camera.
HARMLESS = {"jfif", "jfif_version", "jfif_unit", "jfif_density", "dpi", "gamma", "transparency", "background", "loop"}
HARMLESS |= {"duration", "timestamp", "interlace", "progressive", "progression", "aspect", "srgb", "chromaticity"}


class PictureTooLarge(RuleViolation):
    """More bytes or pixels than a page should load."""

    code = "picture-too-large"
    message = N_("The picture is larger than %(most)s MB, or has too many pixels. Make it smaller and send it again.")


class NoPicture(RuleViolation):
    """Not a picture that browsers and this program know."""

    code = "no-picture"
    message = N_("This is no PNG, JPEG or WebP picture, or it is damaged.")


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture ready to be stored."""

    content: bytes
    kind: str
    extension: str
    width: int
    height: int

    @property
    def name(self) -> str:
        """A name that is the same for the same picture and for no other."""
        return f"{hashlib.sha256(self.content).hexdigest()[:40]}.{self.extension}"


def read_picture(content: bytes) -> Picture:
    """Check a picture and return it without remarks of cameras and editors, in a size that pages can show.

    What is plain and small already stays byte for byte, so that a picture that was read once reads the same again.

    Raises:
        PictureTooLarge: more bytes or pixels than are accepted.
        NoPicture: another kind of file, or damaged.

    """
    if len(content) > LARGEST_FILE:
        raise PictureTooLarge(most=LARGEST_FILE // (1024 * 1024))
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with Image.open(io.BytesIO(content), formats=tuple(KINDS)) as found:
                if found.width * found.height > MOST_PIXELS:
                    raise PictureTooLarge(most=LARGEST_FILE // (1024 * 1024))
                found.load()
                return _ready(found, content)
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, MemoryError, Image.DecompressionBombError):
        raise NoPicture from None


def _ready(found: Image.Image, content: bytes) -> Picture:
    kind, extension = KINDS[str(found.format)]
    talkative = bool(found.getexif()) or bool({str(each) for each in found.info} - HARMLESS)
    moving = getattr(found, "n_frames", 1) > 1
    if talkative or moving or max(found.size) > LONGEST_SIDE:
        plain = ImageOps.exif_transpose(found).copy()
        plain.info = {name: value for name, value in plain.info.items() if name == "transparency"}
        plain.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
        written = io.BytesIO()
        options = {"quality": 85} if extension != "png" else {"optimize": True}
        plain.save(written, format=found.format, **options)
        return Picture(written.getvalue(), kind, extension, plain.width, plain.height)
    return Picture(content, kind, extension, found.width, found.height)
