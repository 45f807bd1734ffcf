from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.core.markdown import ATTRIBUTES, CLASSES, TAGS, DeadLink, Rendered, Target, Words, render

pytestmark = pytest.mark.slow

HOSTILE = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt&#58;alert(1))",
    "![x](data:text/html;base64,PHNjcmlwdD4=)",
    '[x](https://a.b "onmouseover=alert(1)"){: onclick="alert(1)" style="color:red" }',
    "<https://a.b/><svg/onload=alert(1)>",
    "[x]: javascript:alert(1)\n\n[x]",
    "<style>body{display:none}</style>",
    "## Heading {: #main class=skip onclick=x }",
    "<a href='vbscript:x'>y</a>",
    "<!--><img src=x onerror=alert(1)>-->",
    "`<script>` <scr<script>ipt>",
]


def resolve(address: str) -> Target:
    if address == "glossary:consent":
        return Target("/library/glossary#consent")
    if address == "media/shape.svg":
        return Target("/media/1/shape.svg", 640, 260)
    raise DeadLink(f"Nothing is called {address}.")


def shown(source: str, **options: object) -> Rendered:
    return render(source, prefix="lesson", resolve=resolve, **options)  # type: ignore[arg-type]


class Inspector(HTMLParser):
    """Collects what the allow-list does not have."""

    def __init__(self) -> None:
        super().__init__()
        self.wrong: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in TAGS:
            self.wrong.append(tag)
        for name, value in attrs:
            if name == "class":
                self.wrong += [f"{tag}.{each}" for each in (value or "").split() if each not in CLASSES.get(tag, ())]
            elif name not in ATTRIBUTES.get(tag, set()) | ATTRIBUTES["*"]:
                self.wrong.append(f"{tag}[{name}]")
            if name in ("href", "src") and not (value or "").startswith(("/", "#", "https://", "http://")):
                self.wrong.append(f"{name}={value}")
            if name == "id" and not (value or "").startswith("lesson-"):
                self.wrong.append(f"id={value}")


def faults(html: str) -> list[str]:
    inspector = Inspector()
    inspector.feed(html)
    return inspector.wrong


def test_a_table_scrolls_by_itself_and_numbers_stand_right() -> None:
    html = shown("| Name | Years |\n| --- | --: |\n| a | 5 |").html

    assert '<div aria-label="Name · Years" class="table-wrap" role="group" tabindex="0"><table>' in html
    assert '<td class="numeric" data-label="Years">5</td>' in html
    assert '<th scope="col">Name</th>' in html


def test_definitions_and_footnotes_with_ids_of_their_own() -> None:
    html = shown("Term\n:   meaning[^1]\n\n[^1]: The note.").html

    assert "<dt>Term</dt>" in html
    assert 'href="#lesson-fn:1"' in html
    assert 'id="lesson-fn:1"' in html
    assert faults(html) == []


def test_call_outs_have_a_title_in_the_language_of_the_text() -> None:
    words = Words("Назад", {"law": "Закон"})

    html = shown('!!! law\n    Text\n\n!!! caution "Own title"\n    Text', words=words).html

    assert '<div class="admonition law">\n<p class="admonition-title">Закон</p>' in html
    assert '<p class="admonition-title">Own title</p>' in html


def test_pictures_keep_their_place_while_they_load() -> None:
    html = shown("![A shape](media/shape.svg)").html

    assert 'width="640"' in html
    assert 'height="260"' in html
    assert 'loading="lazy"' in html


def test_links_lead_where_the_resolver_says() -> None:
    html = shown("[consent](glossary:consent) and [web](https://example.org/?a=1&b=2)").html

    assert '<a href="/library/glossary#consent">consent</a>' in html
    assert '<a href="https://example.org/?a=1&amp;b=2">web</a>' in html


@pytest.mark.parametrize(
    ("source", "line", "part"),
    [
        ("text\n\n# Title", 3, "begin at ##"),
        ("## A\n\n#### B", 3, "skips a level"),
        ("a\n\n!!! warning\n    b", 3, "is not a call-out"),
        ("!!! law Title\n    b", 1, "written !!! law"),
        ("a\nb [c](glossary:nothing)", 2, "glossary:nothing"),
        ("![](media/shape.svg)", 1, "no words"),
        ("a[^7]", 1, "[^7] has no text"),
        ("a <b>x</b>", 1, "shown as text"),
        ("[a](#nowhere)", 1, "#nowhere"),
        ("[a](javascript:alert)", 1, "javascript:alert"),
        ("x" * 130_000, 1, "longer than"),
    ],
)
def test_what_is_wrong_is_named_with_its_line(source: str, line: int, part: str) -> None:
    found = shown(source).findings

    assert any(each.line == line and part in each.sentence for each in found), found


def test_lines_are_those_of_the_file() -> None:
    assert shown("a\n\n# Title", first_line=10).findings[0].line == 12


def test_headings_begin_at_the_second_level() -> None:
    assert "<h1" not in shown("# Title").html


def test_words_are_those_that_a_reader_sees() -> None:
    assert shown("One [two](https://example.org/three-four) **five** don’t").words == 4


@pytest.mark.parametrize("source", HOSTILE)
def test_hostile_text_does_nothing(source: str) -> None:
    assert faults(shown(source).html) == []


pieces = st.sampled_from(
    [*HOSTILE, "## ", "!!! law\n    ", "[^1]", "[^1]: x\n", "| a | b |\n| - | - |\n", ": ", "> ", "* ", "    ", "\n\n"]
)


@given(st.lists(st.one_of(pieces, st.text(max_size=12)), max_size=14).map("".join))
@settings(max_examples=250, deadline=None)
def test_any_text_becomes_harmless_html(source: str) -> None:
    assert faults(shown(source).html) == []


@pytest.mark.parametrize("source", ["> " * 2000 + "x", "[" * 3000, "*" * 5000, "- " * 1500 + "x", "![" * 2000])
def test_absurd_nesting_ends_in_html_or_a_finding(source: str) -> None:
    found = shown(source)

    assert found.html or found.findings
