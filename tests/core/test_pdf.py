"""Printed documents: every letter of the region, nothing from outside, and no empty boxes."""

from __future__ import annotations

import io
from datetime import UTC, datetime

import pypdf
import pytest

from app.core.pdf import FONTS, MissingGlyph, letters, render_pdf

ALPHABETS = {
    "tg": "АаБбВвГгҒғДдЕеЁёЖжЗзИиӢӣЙйКкҚқЛлМмНнОоПпРрСсТтУуӮӯФфХхҲҳЧчҶҷШшЪъЭэЮюЯя",
    "kk": "АаӘәБбВвГгҒғДдЕеЁёЖжЗзИиЙйКкҚқЛлМмНнҢңОоӨөПпРрСсТтУуҰұҮүФфХхҺһЦцЧчШшЩщЪъЫыІіЬьЭэЮюЯя",
    "ky": "АаБбВвГгДдЕеЁёЖжЗзИиЙйКкЛлМмНнҢңОоӨөПпРрСсТтУуҮүФфХхЦцЧчШшЩщЪъЫыЬьЭэЮюЯя",
    "uz": "AaBbDdEeFfGgHhIiJjKkLlMmNnOoPpQqRrSsTtUuVvXxYyZzOʻoʻGʻgʻShshChchʼ",
    "tk": "AaBbÇçDdEeÄäFfGgHhIiJjŽžKkLlMmNnŇňOoÖöPpRrSsŞşTtUuÜüWwYyÝýZz",
    "ru": "АаБбВвГгДдЕеЁёЖжЗзИиЙйКкЛлМмНнОоПпРрСсТтУуФфХхЦцЧчШшЩщЪъЫыЬьЭэЮюЯя",
    "signs": "0123456789 №«»“”„–—·…%&@/()§€₸°×→−≤≥≈≠✓☐",
}


def page(body: str, style: str = "") -> str:
    return f"<html><head><title>T</title><style>{style}</style></head><body>{body}</body></html>"


def text_of(document: bytes) -> str:
    return "".join(each.extract_text() for each in pypdf.PdfReader(io.BytesIO(document)).pages)


@pytest.mark.parametrize("language", ALPHABETS)
@pytest.mark.parametrize("family", ["Sabaq Sans", "Sabaq Serif"])
@pytest.mark.parametrize("weight", ["normal", "bold"])
def test_every_letter_is_printed_and_reads_back(language: str, family: str, weight: str):
    alphabet = ALPHABETS[language]
    escaped = alphabet.replace("&", "&amp;")
    document = render_pdf(page(f"<p>{escaped}</p>", f'p {{ font-family: "{family}"; font-weight: {weight} }}'))
    assert text_of(document).replace("\n", "").replace(" ", "") == alphabet.replace(" ", "")


@pytest.mark.parametrize("family", ["Helvetica", "serif", "Times New Roman", "Unheard Of", "monospace"])
def test_no_style_leads_to_a_font_without_cyrillic(family: str):
    document = render_pdf(page("<p>Ҷӯраева Ң Ұ</p>", f'p {{ font-family: "{family}" }}'))
    assert "Ҷӯраева" in text_of(document)
    fonts = {str(font.get("/BaseFont")) for font in _fonts(document)}
    assert any("Sabaq" in font for font in fonts)


def _fonts(document: bytes):
    found = pypdf.PdfReader(io.BytesIO(document)).pages[0]["/Resources"]["/Font"]
    return [font.get_object() for font in found.values()]


@pytest.mark.parametrize(
    ("text", "character"), [("明", "明"), ("a&#x1F600;", "😀"), ("ა", "ა"), ("x\u200fy", "\u200f")]
)
def test_what_cannot_be_printed_is_refused_by_name(text: str, character: str):
    with pytest.raises(MissingGlyph) as refusal:
        render_pdf(page(f"<p>{text}</p>"))
    assert refusal.value.facts["character"] == character
    assert f"U+{ord(character):04X}" in refusal.value.facts["name"]


def test_characters_in_the_style_are_not_text():
    assert render_pdf(page("<p>text</p>", "/* 明 */ p { color: #000 }")).startswith(b"%PDF")


def test_a_letter_with_a_separate_accent_is_printed():
    assert render_pdf(page("<p>и\u0304 у\u0304 О\u0300</p>")).startswith(b"%PDF")


@pytest.mark.parametrize(
    "address",
    [
        "/etc/hostname",
        "file:///etc/hostname",
        "../../etc/passwd",
        "http://127.0.0.1:9/x.png",
        "https://example.org/x.png",
    ],
)
def test_neither_files_nor_the_network_are_reached(address: str, monkeypatch):
    import socket

    def refuse(*_arguments, **_options):
        raise AssertionError("the network was asked")

    monkeypatch.setattr(socket, "create_connection", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    body = f'<p>before</p><img src="{address}" width="10" height="10"><p>after</p>'
    document = render_pdf(page(body, f'@page {{ background-image: url("{address}") }}'))
    assert "after" in text_of(document)
    assert b"/Subtype /Image" not in document


def test_the_same_page_gives_the_same_bytes_and_states_its_date():
    made_at = datetime(2026, 5, 8, 9, 30, tzinfo=UTC)
    html = page("<p>Шаҳодатнома</p>")
    first, second = render_pdf(html, made_at=made_at), render_pdf(html, made_at=made_at)
    assert first == second
    assert pypdf.PdfReader(io.BytesIO(first)).metadata.creation_date == made_at


def test_title_and_author_are_set():
    html = '<html><head><title>Ҷ title</title><meta name="author" content="Марказ"></head><body><p>x</p></body></html>'
    metadata = pypdf.PdfReader(io.BytesIO(render_pdf(html))).metadata
    assert (metadata.title, metadata.author) == ("Ҷ title", "Марказ")


def test_fonts_are_small_and_carry_their_licence():
    files = sorted(FONTS.glob("*.ttf"))
    assert [file.stem for file in files] == [
        "SabaqSans-Bold",
        "SabaqSans-Regular",
        "SabaqSerif-Bold",
        "SabaqSerif-Regular",
    ]
    assert all(file.stat().st_size < 250_000 for file in files)
    assert "SIL OPEN FONT LICENSE" in (FONTS / "OFL.txt").read_text()
    assert {ord(letter) for letter in "".join(ALPHABETS.values())} <= letters()
