"""The PDF: letters can be read back, page numbers are true, and what can't be printed is refused."""

import io
import re

import pypdf
import pytest
from flask import Flask

from app.courses.manuals.press import print_manual
from app.courses.manuals.rules import NothingToPrint, Unprintable
from tests.conftest import NOW
from tests.courses.manuals.samples import (
    DRAWING,
    RUSSIAN,
    TAJIK,
    lesson_html,
    manuscript,
    source_lesson,
    source_module,
)

pytestmark = pytest.mark.slow

MEDIA = "/media/00000000-0000-0000-0000-000000000000/circles.svg"


@pytest.fixture(scope="module")
def context(app_and_parts):
    app: Flask = app_and_parts[0]
    with app.app_context():
        yield


def pages_of(content: bytes) -> list[str]:
    return [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(content)).pages]


def squeezed(text: str) -> str:
    return re.sub(r"\s", "", text)


@pytest.mark.parametrize(("language", "text"), [("ru", RUSSIAN), ("tg", TAJIK)])
def test_every_letter_of_a_lesson_reads_back(context, language: str, text: str) -> None:
    lesson = source_lesson(html=lesson_html(f"{text}\n\n## {text}\n\n- **{text}**"), language=language)
    printed = print_manual(manuscript(source_module(lessons=(lesson,)), language=language), {}, made_at=NOW)

    read = squeezed("".join(pages_of(printed.content)))
    assert read.count(squeezed(text)) == 3


def long_manuscript(lessons: int):
    text = "\n\n".join(f"## Part {part}\n\n" + "Words that fill a page. " * 120 for part in range(4))
    many = tuple(source_lesson(f"lesson-{at}", lesson_html(text), title=f"Section title {at}") for at in range(lessons))
    return manuscript(source_module("basics", 4, many), source_module("hearing", 8, many[:2]))


def test_contents_and_index_name_the_page_where_things_stand(context) -> None:
    pages = pages_of(print_manual(long_manuscript(4), {}, made_at=NOW).content)

    contents = pages[1]
    for label, title, heading in (
        ("§1", "Section title 0", "M4 §1. Section title 0"),
        ("§4", "Section title 3", "M4 §4. Section title 3"),
        ("M8", "Module hearing", "M8. Module hearing"),
    ):
        found = re.search(rf"{label}\s+{title}\s+(\d+)", contents)
        assert found, contents
        assert heading in pages[int(found[1]) - 1]


def test_the_index_of_checklists_names_pages(context) -> None:
    pages = pages_of(print_manual(manuscript(), {}, made_at=NOW).content)

    index = next(page for page in pages if "Index of checklists" in page and "Contents" not in page)
    number = re.search(r"M4 §1\s+Before you go in\s+(\d+)", index)
    assert number
    assert "Call the interpreter" in pages[int(number[1]) - 1]


def test_every_page_but_the_cover_says_edition_standing_and_page(context) -> None:
    printed = print_manual(long_manuscript(2), {}, made_at=NOW)
    pages = pages_of(printed.content)

    assert printed.pages == len(pages)
    assert "page" not in pages[0]
    for number, page in enumerate(pages[1:], start=2):
        assert f"page {number} of {len(pages)}" in page
        assert "Edition 3 of 24 November 2026" in page
        assert "Draft: not yet signed by a reviewer" in page


def test_a_contents_of_several_pages_still_counts_right(context) -> None:
    short = tuple(source_lesson(f"lesson-{at}", "<p>Short.</p>", title=f"Title {at}") for at in range(120))
    pages = pages_of(print_manual(manuscript(source_module("basics", 4, short)), {}, made_at=NOW).content)

    contents = "".join(pages[1:5])
    for at in (0, 60, 119):
        number = re.search(rf"§{at + 1}\s+Title {at}\s+(\d+)", contents)
        assert number
        assert f"M4 §{at + 1}. Title {at}" in pages[int(number[1]) - 1]


def test_links_of_the_contents_lead_to_the_page_that_they_name(context) -> None:
    reader = pypdf.PdfReader(io.BytesIO(print_manual(long_manuscript(3), {}, made_at=NOW).content))

    targets = {
        reader.get_page_number(link.get_object()["/Dest"][0].get_object()) + 1 for link in reader.pages[1]["/Annots"]
    }
    headings = [f"M4 §{at + 1}. Section title {at}" for at in range(3)]
    stand = {
        number for number, page in enumerate(reader.pages, start=1) for each in headings if each in page.extract_text()
    }
    assert len(stand) == len(headings)
    assert stand <= targets


def test_the_same_manuscript_gives_the_same_bytes(context) -> None:
    first, second = (print_manual(manuscript(), {MEDIA: ("image/svg+xml", DRAWING)}, made_at=NOW) for _ in range(2))

    assert first.content == second.content


def test_a_drawing_is_drawn_and_a_broken_picture_is_described(context) -> None:
    drawn = print_manual(manuscript(), {MEDIA: ("image/svg+xml", DRAWING)}, made_at=NOW)
    described = print_manual(manuscript(), {MEDIA: ("image/png", b"not a picture")}, made_at=NOW)

    assert "Figure 4.1. Two circles joined by a line" in "".join(pages_of(drawn.content))
    text = squeezed("".join(pages_of(described.content)))
    assert squeezed("can’t be printed here. What it shows: Two circles") in text


def test_a_character_that_fonts_lack_is_refused_with_its_section(context) -> None:
    lesson = source_lesson(html="<p>Smile 😀</p>")

    with pytest.raises(Unprintable) as refusal:
        print_manual(manuscript(source_module(lessons=(source_lesson("a", "<p>x</p>"), lesson))), {}, made_at=NOW)
    assert refusal.value.facts == {"character": "😀", "place": "M4 §2"}


def test_a_course_without_lessons_has_no_manual(context) -> None:
    with pytest.raises(NothingToPrint):
        print_manual(manuscript(source_module(lessons=())), {}, made_at=NOW)


def test_steps_are_told_in_order(context) -> None:
    steps: list[int] = []
    print_manual(manuscript(), {}, made_at=NOW, tell=steps.append)

    assert steps[:2] == [2, 3]
    assert steps == sorted(steps)
