"""Pictures of the curriculum: kind and size are read from the bytes, and a drawing may hold nothing that acts."""

from __future__ import annotations

import re
from pathlib import Path
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from app.core.content_files import Problem

from .model import MediaFile

LARGEST_PICTURE = 100_000
NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,80}\.(svg|png|jpg)")
SVG, PNG, JPEG = "image/svg+xml", "image/png", "image/jpeg"
_DRAWING_TAGS = frozenset(
    re.findall(
        r"\w+",
        "svg g path rect circle ellipse line polyline polygon text tspan title desc defs use marker symbol "
        "linearGradient radialGradient stop clipPath mask pattern style",
    )
)
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")


def read_media(folder: Path, shown: str, problems: list[Problem]) -> dict[str, MediaFile]:
    """Read the pictures of a module."""
    found: dict[str, MediaFile] = {}
    for file in sorted(folder.iterdir()) if folder.is_dir() else ():
        path = f"{shown}/{file.name}"
        if not NAME.fullmatch(file.name):
            problems.append(Problem(path, 1, "A picture is an .svg, .png or .jpg file with a lower-case Latin name."))
        elif picture := _read(file, path, problems):
            found[file.name] = picture
    return found


def _read(file: Path, path: str, problems: list[Problem]) -> MediaFile | None:
    try:
        content = file.read_bytes()
    except OSError as error:
        problems.append(Problem(path, 1, f"The picture can't be read: {error.strerror}."))
        return None
    if len(content) > LARGEST_PICTURE:
        problems.append(Problem(path, 1, f"The picture has {len(content) // 1000} kB; at most 100 kB are allowed."))
        return None
    kind, size, fault = look_into(content, file.suffix)
    if fault:
        problems.append(Problem(path, 1, fault))
        return None
    return MediaFile(file.name, path, kind, content, *size)


def look_into(content: bytes, suffix: str) -> tuple[str, tuple[int | None, int | None], str]:
    """Return kind, width and height, and what is wrong (empty when nothing is)."""
    if suffix == ".svg":
        return SVG, *_look_into_drawing(content)
    if suffix == ".png" and content.startswith(b"\x89PNG\r\n\x1a\n") and content[12:16] == b"IHDR":
        size = int.from_bytes(content[16:20], "big"), int.from_bytes(content[20:24], "big")
        return PNG, size, ""
    if suffix == ".jpg" and content.startswith(b"\xff\xd8\xff"):
        return JPEG, (None, None), ""
    return "", (None, None), "The content is not what the file's name says."


def _look_into_drawing(content: bytes) -> tuple[tuple[int | None, int | None], str]:
    nothing = (None, None)
    try:
        root = fromstring(content, forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError, LookupError) as error:
        return nothing, f"The drawing is not valid SVG: {error}."
    if root.tag != "{http://www.w3.org/2000/svg}svg":
        return nothing, 'The drawing does not begin with <svg xmlns="http://www.w3.org/2000/svg">.'
    for element in root.iter():
        if fault := _fault(element):
            return nothing, fault
    box = _NUMBER.findall(root.get("viewBox", ""))
    if len(box) != 4:  # noqa: PLR2004 -- left, top, width, height
        return nothing, "The drawing has no viewBox."
    return (max(round(float(box[2])), 1), max(round(float(box[3])), 1)), ""


def _fault(element: Element) -> str:
    tag = str(element.tag).partition("}")[2]
    if tag not in _DRAWING_TAGS:
        return f"The drawing holds <{tag}>, which is not allowed."
    for name, value in element.attrib.items():
        bare = name.rpartition("}")[2].lower()
        if bare.startswith("on") or (bare == "href" and not value.startswith("#")) or _leads_out(value):
            return f"The drawing's attribute {bare} acts or leads outside, which is not allowed."
    if tag == "style" and (_leads_out(element.text or "") or "@import" in (element.text or "")):
        return "The drawing's style leads outside, which is not allowed."
    return ""


def _leads_out(value: str) -> bool:
    return bool(re.search(r"url\(\s*['\"]?(?!#)", value.replace(" ", ""))) or "javascript:" in value.lower()
