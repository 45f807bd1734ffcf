"""Aiken, good and bad questions interleaved."""

import time

import pytest

from app.interop.aiken.reading import read
from app.interop.outcome import Status

TEXT = """What is recruitment?
A) An act
B) A means
ANSWER: A

A text without choices

Too few
A) Only one
ANSWER: A

B. A choice without a question

No answer follows
A) x
B) y
Which is a means?
a. Transport
b. Deceit
c. Harbouring
ANSWER: b

Кто потерпевший?
А) Тот, кого обманули
В) Тот, кто обманул
ANSWER: А

Wrong letter
A) x
B) y
ANSWER: F

ANSWER: A
Several
A) x
B)y
C) z
ANSWER: A, C
"""


def test_good_and_bad_questions_are_told_apart():
    found = read(TEXT.encode(), "en").outcomes
    assert [(each.line, each.status) for each in found] == [
        (1, Status.COMPLETE),
        (6, Status.REFUSED),
        (8, Status.REFUSED),
        (12, Status.REFUSED),
        (14, Status.REFUSED),
        (17, Status.COMPLETE),
        (23, Status.LOSS),
        (28, Status.REFUSED),
        (33, Status.REFUSED),
        (34, Status.LOSS),
    ]
    assert found[5].question.key["correct"] == ["b"]
    assert found[9].question.kind == "multiple"


def test_signs_of_markup_are_words():
    [outcome] = read(b"Which is <b>?\nA) <p>\nB) </p>\nANSWER: B\n", "en").outcomes
    assert outcome.question.texts["en"]["stem"] == "Which is <b>?"


def test_a_choice_over_several_lines_is_told_from_the_next_question():
    text = "Long\nA) it goes on\nover two lines\nB) short\nANSWER:A\n"
    text += "No end\nA) x\nB) y\nNext\nA) yes\nB) no\nANSWER : B.\n"
    long, no_end, following = read(text.encode(), "en").outcomes
    assert long.question.texts["en"]["choices"]["a"]["text"] == "it goes on over two lines"
    assert long.status is Status.LOSS
    assert (no_end.status, no_end.line) == (Status.REFUSED, 6)
    assert (following.line, following.question.key["correct"]) == (9, ["b"])


def only(text):
    [outcome] = read(text.encode(), "en").outcomes
    return outcome


def test_the_letter_of_a_choice_counts_and_not_its_place():
    found = only("How long?\nA) a day\nC) a week\nD) a month\nANSWER: C\n")
    assert (found.status, found.question.key["correct"]) == (Status.LOSS, ["b"])
    assert only("How long?\nA) a day\nB) a week\nB) a month\nANSWER: B\n").status is Status.REFUSED
    assert only("How long?\nA) a day\nC) a week\nANSWER: B\n").status is Status.REFUSED


def test_a_choice_that_is_a_number_is_one_without_a_blank_too():
    found = only("How much?\nA. 5.5\nB.7\nC. 9\nANSWER: B\n")
    assert found.question.key["correct"] == ["b"]
    assert [each["text"] for each in found.question.texts["en"]["choices"].values()] == ["5.5", "7", "9"]


def test_a_text_over_several_lines_is_kept_and_said():
    found = only("Notes of the author\nWhich is a means?\nA) Deceit\nB) Transport\nANSWER: A\n")
    assert found.question.texts["en"]["stem"] == "Notes of the author\nWhich is a means?"
    assert "several lines" in found.losses[0].sentence


def test_a_text_that_begins_with_an_abbreviation_is_no_choice():
    assert only("U.S. law says?\nA) yes\nB) no\nANSWER: A\n").status is Status.COMPLETE


@pytest.mark.parametrize(
    ("answer", "right"),
    [("A, C", "ac"), ("A and C", "ac"), ("AC", "ac"), ("А и С", "ac"), ("B) a means", "b"), ("(B)", ""), ("B.", "b"),
     ("b", "b"), ("A/C.", "ac"), ("none", ""), ("A or C", "a")],
)  # fmt: skip
def test_answers_in_many_spellings(answer, right):
    found = only(f"Which?\nA) an act\nB) a means\nC) an end\nANSWER: {answer}\n")
    assert list(right) == (found.question.key["correct"] if found.question else [])


@pytest.mark.parametrize("filling", [" ", "A and ", "A,", "A", "& "])
def test_a_monstrous_answer_is_refused_at_once(filling):
    began = time.monotonic()
    only(f"Which?\nA) x\nB) y\nANSWER: A{filling * 20_000}?\n")
    assert time.monotonic() - began < 2
