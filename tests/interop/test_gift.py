"""GIFT as Moodle reads it."""

import time

import pytest

from app.interop.gift.reading import read
from app.interop.outcome import Status


def outcomes(text, encoding="utf-8"):
    return read(text.encode(encoding), "en").outcomes


def one(text):
    [outcome] = outcomes(text)
    assert outcome.question is not None, outcome.refusal
    return outcome.question


def test_weights_names_feedback_and_escapes():
    question = one(
        "// [id:x1] [tag:difficulty=hard]\n::Borders\\: a \\~ test::[html]<p>What is <b>a</b>\\=b&nbsp;\\{c\\}?</p>{\n"
        "=right \\#1#Yes\n~%50%half#Nearly\n~wrong\n~%-25%bad\n####See the <i>code</i>}"
    )
    assert question.name == "Borders: a ~ test"
    assert question.difficulty == "hard"
    assert question.kind == "single"
    assert question.key == {
        "choices": ["a", "b", "c", "d"],
        "correct": ["a"],
        "shares": {"a": "1", "b": "0.5", "d": "-0.25"},
    }
    words = question.texts["en"]
    assert words["stem"] == "What is a=b {c}?"
    assert words["explanation"] == "See the code"
    assert words["choices"]["a"] == {"text": "right #1", "explanation": "Yes"}


def test_a_missing_word_leaves_its_place():
    assert (
        one("Coercion is {=a means ~an act} of trafficking.").texts["en"]["stem"] == "Coercion is _____ of trafficking."
    )


@pytest.mark.parametrize(
    ("text", "kind", "key"),
    [
        ("Q {T}", "true_false", {"answer": True}),
        ("Q {FALSE#no#yes}", "true_false", {"answer": False}),
        ("Q {=a =b}", "short", {}),
        ("Q {=a* =%50%b}", "short", {"wildcards": True}),
        ("Q {#3:2}", "numeric", {"answers": [{"id": "1", "value": "3", "tolerance": "2", "share": "1"}]}),
        ("Q {#1..5}", "numeric", {"answers": [{"id": "1", "low": "1", "high": "5", "share": "1"}]}),
        (
            "Q {#=1822:0 =%50%1822:2 ~#wrong}",
            "numeric",
            {
                "answers": [
                    {"id": "1", "value": "1822", "tolerance": "0", "share": "1"},
                    {"id": "2", "value": "1822", "tolerance": "2", "share": "0.5"},
                ]
            },
        ),
        ("Q {=a -> b =c -> d = -> e}", "matching", {"pairs": ["p1", "p2"], "distractors": ["d1"]}),
        ("Q {~%50%a ~%50%b ~%-50%c ~%-50%d}", "multiple", {"choices": ["a", "b", "c", "d"], "correct": ["a", "b"]}),
        (
            "Q {~%50%a ~%50%b ~c}",
            "multiple",
            {"choices": ["a", "b", "c"], "correct": ["a", "b"], "shares": {"a": "0.5", "b": "0.5"}},
        ),
        ("Q {>ALL VERTICAL ABSOLUTE\none\ntwo\nthree}", "ordering", {"items": ["i1", "i2", "i3"]}),
    ],
)
def test_each_kind(text, kind, key):
    question = one(text)
    assert (question.kind, dict(question.key)) == (kind, key)


def test_thirds_are_a_whole():
    question = one("Q {~%33.33333%a ~%33.33333%b ~%33.33333%c ~%-100%d}")
    assert "shares" not in question.key


@pytest.mark.parametrize(
    ("text", "line", "code"),
    [
        ("\n\nJust a text to read", 3, "description"),
        ("Q {=a", 1, "brace"),
        ("Q {#many}", 1, "number"),
        ("Q {~a ~b}", 1, "right"),
        ("Q {=a -> b =c}", 1, "arrow"),
        ("Q {#}", 1, "right"),
    ],
)
def test_refusals_say_line_and_reason(text, line, code):
    [outcome] = outcomes(text)
    assert (outcome.status, outcome.line) == (Status.REFUSED, line)
    assert code in outcome.refusal.sentence


def test_good_questions_survive_bad_neighbours():
    found = outcomes("$CATEGORY: $course$/top/Law/Means\n\nQ1 {T}\n\nA note\n\nQ2 {\n\n=a\n~b}\n\nQ3 {F}\nQ4 {T}\n")
    assert [each.status for each in found] == [Status.COMPLETE, Status.REFUSED, *[Status.LOSS] * 3]
    assert {each.category for each in found} == {"Law/Means"}
    assert [each.line for each in found] == [3, 5, 7, 12, 13]


def test_what_is_lost_is_named():
    [outcome] = outcomes('::q::[html]<p>See <img src="x.png"> and <b>this</b></p>{=a ~b}')
    sentences = " ".join(each.sentence for each in outcome.losses)
    assert "x.png" in sentences
    assert "Bold" in sentences


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "cp1251"])
def test_letters_of_any_encoding(encoding):
    text = "Что такое вербовка людей?{=действие ~средство ~цель преступления}\r\n\r\nВерно ли это утверждение?{T}"
    found = outcomes(text, encoding)
    assert [each.question.texts["en"]["stem"] for each in found] == [
        "Что такое вербовка людей?",
        "Верно ли это утверждение?",
    ]


def test_windows_1252_with_curly_quotes():
    found = read("Who’s buried in the “tomb” of Zoë?{=no one ~Zoë}".encode("cp1252"), "en")
    assert found.questions[0].texts["en"]["stem"] == "Who’s buried in the “tomb” of Zoë?"
    assert "Windows-1252" in found.notes[0].sentence


def test_line_ends_of_an_old_macintosh():
    assert len(outcomes("Q1 {T}\r\rQ2 {F}\r")) == 2


def test_a_question_without_text_is_called_by_its_name():
    [outcome] = outcomes("::How old is the law?::{#15}")
    assert outcome.question.texts["en"]["stem"] == "How old is the law?"
    assert outcome.status is Status.LOSS


def losses(text):
    [outcome] = outcomes(text)
    return " ".join(each.sentence for each in outcome.losses)


def test_foreign_tags_are_said_to_be_dropped():
    assert "geography, easy one" in losses("// [id:7] [tag:geography] [tag:easy one] [tag:difficulty=hard]\nQ {T}")


@pytest.mark.parametrize("weight", ["%33,333%", "% 50 %", "%+50%", "%\u221250%"])
def test_a_careless_weight_is_read_and_said(weight):
    [outcome] = outcomes(f"Q {{=a ~{weight}b ~50% of c}}")
    texts = [each["text"] for each in outcome.question.texts["en"]["choices"].values()]
    assert texts == ["a", "b", "50% of c"]
    assert "weight" in outcome.losses[0].sentence


def test_weights_beyond_the_whole_are_said():
    assert "more than all" in losses("Q {=a ~%-250%b}")
    assert "some of them are enough" in losses("Q {~%100%a ~%100%b ~c}")
    assert not losses("Q {~%33.4%a ~%33.4%b ~%33.4%c ~d}".replace("33.4", "33.33334"))


def test_what_looks_like_a_remark_within_a_line_is_said():
    assert "remark" in losses("Q {=a ~b} // see the book")
    assert not losses("See http\\://example.org/ // and more\n// a remark\n{T}".replace(" // and more", ""))


def test_a_line_with_a_hard_blank_parts_no_text():
    [outcome] = outcomes("First line\n\u00a0\nsecond line {T}")
    assert outcome.question.texts["en"]["stem"] == "First line\n\nsecond line"


def test_partners_lose_their_markup():
    made = one("[html]Match {=<b>a</b> -> <i>one</i> =b -> two &amp; three}")
    assert list(made.texts["en"]["right"].values()) == ["one", "two & three"]
    assert list(one("[plain]Match {=a -> <i> =b -> <b>}").texts["en"]["right"].values()) == ["<i>", "<b>"]


def test_an_order_takes_its_options_from_its_own_line():
    made = one("Q {>\nONE\nTwo\nTHREE\n}")
    assert list(made.texts["en"]["items"].values()) == ["ONE", "Two", "THREE"]
    made = one("Q {> first\nsecond}")
    assert list(made.texts["en"]["items"].values()) == ["first", "second"]
    assert "only some" in losses("Q {>3 RANDOM VERTICAL\none\ntwo\nthree\nfour}")
    assert not losses("Q {>ALL HORIZONTAL ABSOLUTE_POSITION SHOW none\none\ntwo}")


def test_an_order_with_monstrous_options_is_read_at_once():
    began = time.monotonic()
    outcomes("Q {>" + "A" * 50_000 + "!\nx\ny}")
    assert time.monotonic() - began < 2
