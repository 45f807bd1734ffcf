"""How lessons become a numbered book: no database, no web."""

import re
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from app.courses.manuals.compose import compose
from app.courses.manuals.markup import read_html, text_of, write_html
from app.courses.manuals.paper import fit_for_paper
from app.courses.manuals.wording import WORDINGS, sort_key, wording_for
from tests.courses.manuals.samples import (
    MARKDOWN,
    lesson_html,
    manuscript,
    screen,
    source_lesson,
    source_module,
)


def first_section(**changes):
    return compose(manuscript(**changes), screen()).chapters[0].sections[0]


def test_sections_are_numbered_within_the_modules_place_in_the_curriculum() -> None:
    book = compose(manuscript(), screen())

    assert [chapter.label for chapter in book.chapters] == ["M4", "M8"]
    assert [section.cite for section in book.sections] == ["M4 §1", "M8 §1", "M8 §2"]
    assert [section.anchor for section in book.sections] == ["m4-1", "m8-1", "m8-2"]


def test_a_module_without_a_place_takes_its_place_in_the_book_and_no_number_comes_twice() -> None:
    book = compose(manuscript(source_module("a", 2), source_module("b", 0), source_module("c", 2)), screen())

    numbers = [chapter.number for chapter in book.chapters]
    assert numbers[0] == 2
    assert len(set(numbers)) == 3


def test_a_link_to_another_lesson_is_cited_and_leads_there() -> None:
    html = first_section().html

    assert '<a href="/hearing#2">the other lesson (M8 §2)</a>' in html


def test_a_link_to_a_module_outside_of_the_manual_is_cited_without_a_link() -> None:
    html = first_section().html

    assert "<span>a lesson elsewhere</span> (M10 §2, “Money”, not in this manual)" in html
    assert "../" not in html


def test_a_link_to_an_unknown_module_stays_as_words() -> None:
    html = first_section(elsewhere={}).html

    assert "<span>a lesson elsewhere</span> and" in html


def test_footnotes_and_web_addresses_share_one_numbering_in_the_order_of_reading() -> None:
    section = first_section()
    calls = re.findall(r'class="note-ref"[^>]*>(\d+)<', section.html)

    assert calls == ["1", "2", "3", "2"]
    assert [note.number for note in section.notes] == [1, 2, 3]
    assert "First note" in section.notes[0].html
    assert "https://example.org/law" in section.notes[1].html
    assert "Second note" in section.notes[2].html


def test_notes_lead_back_and_nothing_of_the_old_footnotes_is_left() -> None:
    section = first_section()

    ids = set(re.findall(r'id="([^"]+)"', section.html))
    assert {note.back for note in section.notes} <= ids
    assert "↩" not in section.html + "".join(note.html for note in section.notes)
    assert 'class="footnote"' not in section.html


def test_an_address_inside_a_note_is_written_out_there() -> None:
    assert "(https://example.org/page)" in first_section().notes[2].html


def test_a_term_is_marked_once_in_a_section_and_leads_to_the_glossary() -> None:
    html = first_section().html

    assert html.count("victim°") == 1
    assert html.count('href="/end#term-victim"') == 2


def test_the_glossary_holds_the_terms_that_are_linked_with_their_places() -> None:
    book = compose(manuscript(), screen())

    assert [(entry.name, [cite for cite, _href in entry.places]) for entry in book.glossary] == [
        ("means", ["M4 §1"]),
        ("victim", ["M4 §1"]),
    ]


def test_a_term_that_the_glossary_lost_stays_as_a_word() -> None:
    section = first_section(terms={})

    assert section.terms == ()
    assert "<span>victim</span>" in section.html


def test_pictures_become_numbered_figures_with_their_description() -> None:
    two = lesson_html("![One](media/a.svg)\n\n![Two](media/b.svg)")
    book = compose(manuscript(source_module(lessons=(source_lesson(), source_lesson("second", two)))), screen())

    captions = [re.findall(r"<b>(Figure [\d.]+?)\.</b> ([^<]+)", section.html) for section in book.sections]
    assert captions == [
        [("Figure 4.1", "Two circles joined by a line")],
        [("Figure 4.2", "One"), ("Figure 4.3", "Two")],
    ]
    assert "<p></p>" not in book.sections[1].html


def test_a_picture_that_cant_be_shown_is_described() -> None:
    html = compose(manuscript(), screen(picture=lambda _source: "")).sections[0].html

    assert "<img" not in html
    assert "can’t be printed here. What it shows: Two circles" in html


def test_checklists_are_listed_with_section_and_anchor() -> None:
    book = compose(manuscript(), screen())

    [checklist] = book.checklists
    assert (checklist.title, checklist.cite, checklist.module_key) == ("Before you go in", "M4 §1", "basics")
    assert f'id="{checklist.anchor}"' in book.sections[0].html


def test_sources_say_which_sections_lean_on_them() -> None:
    [cited] = compose(manuscript(), screen()).chapters[1].sources

    assert cited.sections == (1, 2)


def test_headings_of_lessons_stand_below_those_of_sections() -> None:
    assert "<h3" in first_section().html
    assert "<h2" not in first_section().html


def test_the_manual_is_a_draft_until_every_section_is_signed() -> None:
    signed = source_lesson("b", "<p>x</p>", reviewed_by="N. N.", reviewed_on=date(2026, 11, 1))
    drafts = source_lesson("a", "<p>x</p>")

    standing = [
        compose(manuscript(source_module(lessons=lessons)), screen()).standing
        for lessons in ((drafts,), (drafts, signed), (signed,))
    ]
    assert standing == ["draft", "part", "reviewed"]


def test_paper_gives_columns_widths_and_loses_what_only_screens_use() -> None:
    root = read_html(lesson_html(MARKDOWN))
    fit_for_paper(root)
    html = write_html(root)

    widths = [int(width) for width in re.findall(r'<th width="(\d+)%"', html)]
    assert len(widths) == 2
    assert sum(widths) in (99, 100, 101)
    assert "tabindex" not in html
    assert "data-label" not in html


def test_every_language_says_every_word() -> None:
    for code, words in WORDINGS.items():
        for name in words.__dataclass_fields__:
            assert getattr(words, name), f"{code}: {name}"
        assert set(words.standing) == {"draft", "part", "reviewed"}
        assert set(words.confidence) == {"high", "medium", "low"}
    assert wording_for("uz") is WORDINGS["en"]


def test_words_are_sorted_by_the_languages_own_alphabet() -> None:
    assert sorted(["Ғазаб", "Гувоҳ", "Давлат"], key=lambda word: sort_key(word, "tg")) == ["Гувоҳ", "Ғазаб", "Давлат"]
    assert sorted(["жертва", "ёлка", "ещё"], key=lambda word: sort_key(word, "ru")) == ["ещё", "ёлка", "жертва"]


def test_dates_are_written_as_documents_write_them() -> None:
    day = date(2026, 11, 24)

    assert [WORDINGS[code].write_date(day, code) for code in ("en", "ru", "tg")] == [
        "24 November 2026",
        "24 ноября 2026 г.",
        "24 ноябри соли 2026",
    ]


BLOCKS = st.sampled_from(
    [
        "A [victim](glossary:victim).",
        "Text[^1] here[^1].",
        "![Alt](media/circles.svg)",
        "Text ![Alt](media/circles.svg) after [web](https://example.org).",
        '!!! checklist "List"\n    - one [means](glossary:means)\n    - two',
        "See [it](lesson:hearing/first-contact) and [that](lesson:gone/away).",
        "| a | b |\n| --- | --- |\n| [x](https://example.org/x) | y[^1] |",
        "## Heading\n\nWords < & > “quoted”.",
    ]
)


@given(st.lists(BLOCKS, min_size=1, max_size=8))
def test_whatever_lessons_hold_no_word_is_lost_and_every_inner_link_has_a_target(blocks: list[str]) -> None:
    note = "\n\n[^1]: The note." if any("[^1]" in block for block in blocks) else ""
    html = lesson_html("\n\n".join(blocks) + note)
    hearing = source_module(
        "hearing", 8, (source_lesson("preparing", "<p>1</p>"), source_lesson("first-contact", "<p>2</p>"))
    )
    book = compose(manuscript(source_module(lessons=(source_lesson(html=html),)), hearing), screen())

    section = book.sections[0]
    whole = section.html + "".join(f'<p id="{note.anchor}">{note.html}</p>' for note in section.notes)
    ids = re.findall(r'id="([^"]+)"', whole)
    assert set(re.findall(r'href="#([^"]+)"', whole)) <= set(ids)
    assert len(ids) == len(set(ids))
    after = text_of(read_html(whole))
    for piece in read_html(html).itertext():
        for word in re.findall(r"\w{3,}", piece):
            assert word in after
