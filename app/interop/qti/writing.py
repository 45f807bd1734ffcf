"""Our questions as a package of QTI 3.0."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterable

from lxml import etree

from app.assessments.rules.writing import WrittenQuestion
from app.core.errors import N_

from ..keepsake import remember
from ..markup import Element
from ..outcome import WrittenFile
from ..pictures import MEDIA_TYPES
from ..showing import Sheet, sheet_of
from .building import PLACES, QTI, XSI, put
from .item_writing import build_item

CP = "http://www.imsglobal.org/xsd/qti/qtiv3p0/imscp_v1p1"
TEMPLATES = "https://purl.imsglobal.org/spec/qti/v3p0/rptemplates/"

Pictures = Callable[[str], "bytes | None"]


def write(questions: Iterable[WrittenQuestion], language: str, pictures: Pictures = lambda _name: None) -> WrittenFile:
    """Write a package: an item a question, a test that names them in order, their pictures."""
    outcomes = []
    buffer = io.BytesIO()
    items: list[tuple[str, list[str]]] = []
    media: dict[str, bytes] = {}
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for at, question in enumerate(questions, 1):
            sheet = sheet_of(question, language)
            root = build_item(sheet)
            etree.indent(root)
            remember(root, question)
            names = [name for name in pictures_of(question) if (content := pictures(name)) is not None]
            media |= {name: content for name in names if (content := pictures(name)) is not None}
            _store(archive, f"items/item-{at}.xml", _bytes(root))
            items.append((f"item-{at}", names))
            _say_others(sheet)
            outcomes.append(sheet.outcome())
        for name, content in media.items():
            _store(archive, f"media/{name}", content)
        _store(archive, "test.xml", _bytes(_test(items)))
        _store(archive, "imsmanifest.xml", _bytes(_manifest(items)))
    return WrittenFile("qti", "questions.zip", "application/zip", buffer.getvalue(), tuple(outcomes))


def write_item(question: WrittenQuestion, language: str) -> Element:
    """Write one item."""
    return build_item(sheet_of(question, language))


def pictures_of(question: WrittenQuestion) -> list[str]:
    """Return the names of a question's pictures."""
    images = question.key.get("images") or {}
    found = [question.key.get("stem_image"), *(images.values() if isinstance(images, dict) else ())]
    return [name for name in dict.fromkeys(found) if isinstance(name, str) and name.rpartition(".")[2] in MEDIA_TYPES]


def _say_others(sheet: Sheet) -> None:
    others = ", ".join(code for code in sheet.question.texts if code != sheet.language)
    if others:
        sheet.lose(
            N_("Other systems see %(language)s only; %(others)s are kept for us."),
            language=sheet.language,
            others=others,
        )


def _store(archive: zipfile.ZipFile, name: str, content: bytes) -> None:
    # One date, so that the same questions are the same file.
    archive.writestr(zipfile.ZipInfo(name, (2020, 1, 1, 0, 0, 0)), content, zipfile.ZIP_DEFLATED)


def _bytes(root: Element) -> bytes:
    return bytes(etree.tostring(root, encoding="UTF-8", xml_declaration=True))


def _cp(parent: Element, name: str, text: str = "", **attributes: str) -> Element:
    child = etree.SubElement(parent, f"{{{CP}}}{name}", attributes)
    if text:
        child.text = text
    return child


def _test(items: list[tuple[str, list[str]]]) -> Element:
    root = etree.Element(f"{{{QTI}}}qti-assessment-test", nsmap={None: QTI, "xsi": XSI})
    root.set(f"{{{XSI}}}schemaLocation", PLACES)
    root.set("identifier", "test")
    root.set("title", "Questions")
    part = put(root, "qti-test-part", identifier="part", navigation_mode="nonlinear", submission_mode="individual")
    section = put(part, "qti-assessment-section", identifier="section", title="Questions", visible="true")
    for name, _pictures in items:
        put(section, "qti-assessment-item-ref", identifier=name, href=f"items/{name}.xml")
    etree.indent(root)
    return root


def _manifest(items: list[tuple[str, list[str]]]) -> Element:
    root = etree.Element(f"{{{CP}}}manifest", nsmap={None: CP}, identifier="manifest")
    metadata = _cp(root, "metadata")
    _cp(metadata, "schema", "QTI Package")
    _cp(metadata, "schemaversion", "3.0.0")
    _cp(root, "organizations")
    resources = _cp(root, "resources")
    test = _cp(resources, "resource", identifier="test", type="imsqti_test_xmlv3p0", href="test.xml")
    _cp(test, "file", href="test.xml")
    for name, _pictures in items:
        _cp(test, "dependency", identifierref=name)
    for name, pictures in items:
        item = _cp(resources, "resource", identifier=name, type="imsqti_item_xmlv3p0", href=f"items/{name}.xml")
        _cp(item, "file", href=f"items/{name}.xml")
        for picture in pictures:
            _cp(item, "file", href=f"media/{picture}")
    etree.indent(root)
    return root
