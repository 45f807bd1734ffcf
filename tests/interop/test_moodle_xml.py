# ruff: noqa: E501 -- files of others have long lines
"""Moodle's XML, type by type, and what it hides."""

import base64
import io

import pytest
from PIL import Image

from app.interop.moodle_xml.reading import read
from app.interop.outcome import FileRefused, Status


def quiz(*questions):
    return f"<?xml version='1.0' encoding='UTF-8'?>\n<quiz>\n{chr(10).join(questions)}\n</quiz>".encode()


def question(kind, inner, text="Which?", name="q"):
    return (
        f'<question type="{kind}"><name><text>{name}</text></name>'
        f'<questiontext format="html"><text><![CDATA[{text}]]></text></questiontext>{inner}</question>'
    )


def answer(text, fraction, feedback="", extra=""):
    return (
        f'<answer fraction="{fraction}"><text>{text}</text><feedback format="html"><text>{feedback}</text></feedback>'
        f"{extra}</answer>"
    )


def one(kind, inner, text="Which?"):
    [outcome] = read(quiz(question(kind, inner, text)), "en").outcomes
    assert outcome.question is not None, outcome.refusal
    return outcome


def png():
    written = io.BytesIO()
    Image.new("RGB", (4, 3), "red").save(written, "PNG")
    return written.getvalue()


def test_thirds_and_an_order_that_stays():
    found = one(
        "multichoice",
        "<single>false</single><shuffleanswers>0</shuffleanswers><defaultgrade>2.0000000</defaultgrade>"
        + "".join(answer(each, "33.33333") for each in "xyz")
        + answer("w", "-100", "no"),
    )
    assert found.status is Status.COMPLETE
    assert found.question.key == {
        "choices": ["a", "b", "c", "d"],
        "correct": ["a", "b", "c"],
        "points": "2",
        "shuffle": False,
    }


def test_a_picture_in_the_text_makes_a_choice_about_a_picture():
    file = f'<file name="a b.png" encoding="base64">{base64.b64encode(png()).decode()}</file>'
    inner = "<single>true</single>" + answer("x", "100") + answer("y", "0")
    text = question("multichoice", inner, '<p>What? <img src="@@PLUGINFILE@@/a%20b.png" alt="A red flag"></p>')
    found = read(quiz(text.replace("</text></questiontext>", f"</text>{file}</questiontext>")), "en")
    [made] = found.questions
    assert made.kind == "image"
    assert list(found.media) == [made.key["stem_image"]]
    assert made.texts["en"]["stem_alt"] == "A red flag"


def test_numbers_with_units_and_their_penalty():
    units = (
        "<unitgradingtype>1</unitgradingtype><unitpenalty>0.2</unitpenalty><units><unit><multiplier>1</multiplier>"
        "<unit_name>m</unit_name></unit><unit><multiplier>100</multiplier><unit_name>cm</unit_name></unit></units>"
    )
    found = one("numerical", answer("1.5", "100", "ok", "<tolerance>0.1</tolerance>") + answer("*", "0", "no") + units)
    assert found.question.key["units"] == [{"id": "u1", "factor": "1"}, {"id": "u2", "factor": "0.01"}]
    assert found.question.key["unit_share"] == "0.2"
    assert found.question.texts["en"]["explanation"] == "no"
    assert found.status is Status.LOSS


def test_gaps_of_every_kind():
    text = (
        r"<p>A {1:SHORTANSWER:=Rome#Good~%50%Roma} b {2:MCV:=yes~no\~no} c {:NM:=3:0.5~%50%3:1} "
        r"d {1:SAC:=H<sub>2</sub>O} [[x]]</p>"
    )
    found = one("cloze", "", text).question
    assert [gap["kind"] for gap in found.key["gaps"]] == ["text", "choice", "numeric", "text"]
    assert found.key["gaps"][1]["weight"] == "2"
    assert found.key["gaps"][3]["case"] is True
    assert found.key["points"] == "5"
    assert found.texts["en"]["stem"] == "A [[1]] b [[2]] c [[3]] d [[4]] [ [x]]"
    assert found.texts["en"]["gaps"]["2"] == {"choices": {"a": "yes", "b": "no~no"}}
    assert found.texts["en"]["gaps"]["4"] == {"accept": ["H₂O"]}


def test_matching_with_a_shared_answer_becomes_gaps_and_says_so():
    pair = '<subquestion format="html"><text>{}</text><answer><text>{}</text></answer></subquestion>'
    inner = "".join(pair.format(*each) for each in (("frog", "amphibian"), ("cat", "mammal"), ("newt", "amphibian")))
    found = one("matching", inner)
    assert found.question.kind == "gaps"
    assert found.status is Status.LOSS


@pytest.mark.parametrize(
    "kind", ["calculated", "calculatedmulti", "calculatedsimple", "randomsamatch", "ddimageortext", "ddmarker", "random",
             "coderunner", "stack", "description"],
)  # fmt: skip
def test_other_types_are_refused_by_name_and_line(kind):
    found = read(quiz(question("truefalse", answer("true", 100) + answer("false", 0)), question(kind, "")), "en")
    [good, bad] = found.outcomes
    assert good.status is Status.COMPLETE
    assert (bad.status, bad.line, bad.type) == (Status.REFUSED, 4, kind)


def test_names_of_signs_and_bare_ampersands_are_understood():
    text = "<quiz><question type='essay'><name><text>A&nbsp;&amp; B & C</text></name>"
    text += "<questiontext><text>Why&hellip;</text></questiontext></question></quiz>"
    assert read(text.encode(), "en").questions[0].texts["en"]["stem"] == "Why…"


def test_what_is_no_file_of_moodle_is_refused():
    with pytest.raises(FileRefused):
        read(b"<html><body/></html>", "en")
    with pytest.raises(FileRefused):
        read(b"<quiz><question", "en")


def cloze(text, extra=""):
    [outcome] = read(quiz(question("cloze", extra, text)), "en").outcomes
    return outcome


def test_a_gap_with_several_right_choices_alone_is_a_multiple_choice():
    made = cloze("Means are {2:MULTIRESPONSE_H:=Threat#Yes~=Fraud~Transport#An act}").question
    assert (made.kind, made.key["points"], made.key["correct"]) == ("multiple", "2", ["a", "b"])
    assert made.texts["en"]["stem"] == "Means are"
    assert made.texts["en"]["choices"]["c"] == {"text": "Transport", "explanation": "An act"}


def test_beside_other_gaps_each_of_its_choices_is_a_gap():
    found = cloze("<p>Act: {1:SA:=moving}</p><p>Means: {1:MR:=threat~%-50%transport}</p>")
    assert found.question.texts["en"]["stem"] == "Act: [[1]]\nMeans:\nthreat [[2]]\ntransport [[3]]"
    assert [gap.get("weight") for gap in found.question.key["gaps"]] == [None, "0.5", "0.5"]
    assert [gap["correct"] for gap in found.question.key["gaps"][1:]] == [["a"], ["b"]]
    assert found.question.key["points"] == "2"
    assert found.status is Status.LOSS


def test_a_gap_that_is_misspelled_is_named():
    assert "{1:MULTICHOICE}" in cloze("Pick {1:MULTICHOICE}").refusal.sentence
    found = cloze("Pick {1:MULTICHOICE} and {1:SA:=x}")
    assert any("{1:MULTICHOICE}" in each.sentence for each in found.losses)


@pytest.mark.parametrize(
    ("kind", "reason"),
    [
        ("calculatedmulti", "fixed numbers"),
        ("ddmarker", "picture"),
        ("random", "blueprint"),
        ("coderunner", "coderunner"),
    ],
)
def test_types_that_are_not_known_are_refused_with_advice(kind, reason):
    [outcome] = read(quiz(question(kind, "")), "en").outcomes
    assert reason in outcome.refusal.sentence


def test_names_lose_their_markup_and_files_behind_links_are_told():
    text = question("truefalse", answer("true", 100) + answer("false", 0), '<a href="@@PLUGINFILE@@/hi.mp3">Listen</a>')
    [outcome] = read(quiz(text.replace("<name><text>q", "<name><text><![CDATA[<b>x</b> &lt; 2]]>")), "en").outcomes
    assert outcome.name == "x &lt; 2"
    assert "hi.mp3" in outcome.losses[0].sentence


def test_several_answers_of_equal_worth_and_an_order_of_some():
    options = "".join(answer(each, worth) for each, worth in (("a", 100), ("b", 0), ("c", 100)))
    assert one("oumultiresponse", options).question.key["shares"] == {"a": "0.5", "c": "0.5"}
    steps = "".join(answer(each, at) for at, each in enumerate("xyz", 1))
    found = one("ordering", f"<selecttype>RANDOM</selecttype><selectcount>2</selectcount>{steps}")
    assert found.status is Status.LOSS


@pytest.mark.parametrize(
    ("first", "second", "truth"),
    [
        (("Wahr", 100), ("Falsch", 0), True),
        (("Wahr", 0), ("Falsch", 100), False),
        (("Верно", 100), ("Неверно", 0), True),
        (("Неверно", 100), ("Верно", 0), False),
        (("false", 0), ("true", 100), True),
        (("false", 100), ("true", 0), False),
    ],
)
def test_a_statement_in_any_language_and_order(first, second, truth):
    found = one("truefalse", answer(*first) + answer(*second))
    assert found.question.key == {"answer": truth}


def test_the_sign_in_the_number_of_a_letter_parts_nothing_in_a_gap():
    text = "A {1:SA:=caf&#233;#good&#33;~%50%it&amp;#39;s} or {1:MC:~a~=c&#x3A; d#because~%50%R&#D}"
    made = one("cloze", "", text).question.texts["en"]["gaps"]
    assert [each["text"] for each in made["1"]["accept"]] == ["café", "it's"]
    assert made["1"]["accept"][0]["explanation"] == "good!"
    assert list(made["2"]["choices"].values()) == ["a", "c: d", "R&"]


def test_a_gap_in_small_letters_is_no_gap_and_said():
    found = one("cloze", "", "A {1:multichoice:=a~b} and {1:MC:=a~b}")
    assert "multichoice" in found.losses[0].sentence
    assert len(found.question.key["gaps"]) == 1


def test_a_picture_in_a_gap_speaks_by_its_description():
    found = one("cloze", "", 'A {1:MC:=<img src="x.png" alt="a flag">~b}')
    assert found.question.texts["en"]["gaps"]["1"]["choices"] == {"a": "a flag", "b": "b"}


def test_all_or_nothing_sets_become_multiple_choices():
    found = one("multichoiceset", answer("a", 100) + answer("b", 100) + answer("c", 0))
    assert found.question.key["correct"] == ["a", "b"]
    assert found.question.key["shares"] == {"a": "0.5", "b": "0.5"}
    assert "wholly right" in found.losses[0].sentence


def test_a_question_worth_nothing_is_said_to_be_worth_a_point():
    found = one("shortanswer", "<defaultgrade>0.0000000</defaultgrade>" + answer("a", 100))
    assert "worth nothing" in found.losses[0].sentence


@pytest.mark.parametrize(
    ("declared", "written"),
    [
        ("utf-16", "utf-8"),
        ("utf-32", "utf-8"),
        ("iso-8859-1", "utf-8"),
        ("windows-1252", "cp1252"),
        ("utf-16", "utf-16"),
    ],
)
@pytest.mark.parametrize("filling", ["", "x"])
def test_letters_are_right_whatever_the_file_says_of_them(declared, written, filling):
    inner = question("truefalse", answer("true", 100), f"Café à Zoë{filling}?")
    content = f'<?xml version="1.0" encoding="{declared}"?>\n<quiz>{inner}</quiz>'.encode(written)
    assert read(content, "en").questions[0].texts["en"]["stem"] == f"Café à Zoë{filling}?"
