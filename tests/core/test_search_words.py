"""How words are compared, what a query means, and what of a text is shown."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.search_words import (
    LONGEST_QUERY,
    MOST_TERMS,
    fold,
    folded_words,
    is_special,
    loosen,
    mark,
    plain,
    read_query,
    snippet,
    tidy,
)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Учёт", "учет"),
        ("ЁЛКА", "елка"),
        ("Қонун", "қонун"),
        ("victim’s", "victims"),
        ("oʻzbek", "ozbek"),
        ("о\u0301рган", "орган"),
        ("точикӣ", "точики\u0304"),
        ("й", "и\u0306"),
        ("STRASSE", "straße"),
    ],
)
def test_words_that_are_the_same(typed, kept):
    assert fold(typed) == fold(kept)


@pytest.mark.parametrize("letters", ["ғг", "ӣи", "қк", "ӯу", "ҳх", "ҷч"])
def test_tajik_letters_are_letters_of_their_own_with_a_neighbour(letters):
    own, neighbour = letters

    assert fold(own) != fold(neighbour)
    assert loosen(own) == neighbour
    assert is_special(own)
    assert not is_special(neighbour)


def test_hyphens_part_words_and_apostrophes_do_not():
    assert folded_words("anti-trafficking, victim's\u2014d’accord") == ["anti", "trafficking", "victims", "daccord"]


def test_the_words_of_markup_are_its_text():
    assert plain("<h2>Act</h2><p>A <em>con</em>sent&nbsp;&lt;b&gt; word<sup><a href='#1'>1</a></sup></p>") == (
        "Act A consent <b> word 1"
    )


def test_words_are_beginnings_and_quotation_marks_make_phrases():
    query = read_query('дело «Савдои одамон» "к')

    assert [(term.exact.words, term.exact.prefix) for term in query.terms] == [
        (("дело",), True),
        (("савдои", "одамон"), False),
        (("к",), False),
    ]


def test_who_types_a_tajik_letter_means_it():
    (own,) = read_query("қонун").terms
    (neighbour,) = read_query("конун").terms

    assert not any(form.loose for form in own.forms)
    assert any(form.loose for form in neighbour.forms)


@pytest.mark.parametrize("typed", ["", "   ", '"', '""', "-", "* ^ () : ~", "'", "\x00", "_", "«»"])
def test_what_holds_no_word_asks_for_nothing(typed):
    assert read_query(typed).terms == ()


@given(st.text(max_size=400))
def test_any_text_is_a_query_of_plain_words(typed):
    query = read_query(typed)

    assert len(query.terms) <= MOST_TERMS
    for term in query.terms:
        for form in term.forms:
            assert form.words
            for word in form.words:
                assert word == tidy(word)
                assert not set(word) & set("\"'*^(){}:-+&|!<>\\\x00 ")


@given(st.text(max_size=300), st.text(max_size=LONGEST_QUERY))
def test_what_is_shown_is_the_text_itself_escaped(text, typed):
    query = read_query(typed)

    for shown in (mark(text, query), snippet(text, query)):
        bare = shown.replace("<mark>", "").replace("</mark>", "")
        assert "<" not in bare
        assert ">" not in bare
    unmarked = mark(text, query).replace("<mark>", "").replace("</mark>", "")
    assert type(unmarked)(unmarked).unescape() == text.rstrip()


@given(
    st.lists(st.sampled_from(["қонун", "жертвы", "Ёлка", "consent", "D’Arc", "<b>", "дело"]), min_size=1, max_size=60)
)
def test_every_word_finds_the_text_that_holds_it(words):
    text = " ".join(words)

    for word in words:
        assert "<mark>" in snippet(text, read_query(word))


def test_the_snippet_is_where_most_of_the_query_is():
    text = tidy("consent " + "word " * 200 + "the consent of a victim is no excuse " + "word " * 200)

    shown = snippet(text, read_query("consent victim"))

    assert "<mark>consent</mark> of a <mark>victim</mark> is no excuse" in shown
    assert shown.startswith("… word")
    assert shown.endswith("word …")
    assert shown.count(" ") < 40


def test_a_phrase_is_marked_only_where_it_stands_whole():
    assert mark("в суд и суд и дело", read_query('"суд и дело"')) == (
        "в суд и <mark>суд</mark> <mark>и</mark> <mark>дело</mark>"
    )


def test_russian_endings_and_english_plurals_do_not_matter():
    assert "<mark>жертвам</mark>" in mark("жертвам", read_query("жертва"))
    assert "<mark>victim</mark>" in mark("a victim", read_query("victims"))
