"""Aiken, good and bad questions interleaved."""

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
