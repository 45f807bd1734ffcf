"""What an item of QTI says around its question: pages, feedback, formulas, pictures, marked words."""

from app.interop.outcome import Status
from app.interop.qti.reading import read
from tests.interop.test_qti import choice, declared, item, one, packed

MATH = 'xmlns="http://www.w3.org/1998/Math/MathML"'


def test_a_formula_becomes_a_line_once():
    formula = (
        f"<math {MATH}><semantics><mrow><mfrac><mrow><mi>a</mi><mo>+</mo><mn>1</mn></mrow><mi>b</mi></mfrac><mo>=</mo>"
        "<msup><mi>c</mi><mn>2</mn></msup><mo>+</mo><msqrt><mn>3</mn></msqrt><mi>sin</mi><mi>x</mi></mrow>"
        '<annotation encoding="LaTeX">\\frac{a+1}{b}</annotation></semantics></math>'
    )
    found = one(item(declared("A"), choice().replace("Read this.", f"See {formula}.")))
    assert found.question.texts["en"]["stem"].startswith("See (a + 1)/b = c² + √(3)sin x.")
    assert "(MathML)" in found.losses[0].sentence


def test_words_to_mark_become_choices_and_a_slider_a_number():
    body = (
        '<hottextInteraction responseIdentifier="RESPONSE" maxChoices="1"><p>The victim <hottext identifier="A">were'
        '</hottext> paid <hottext identifier="B"><b>nothing</b></hottext>.</p></hottextInteraction>'
    )
    made = one(item(declared("A"), body)).question
    assert (made.kind, made.key["correct"]) == ("single", ["a"])
    assert made.texts["en"]["stem"] == "The victim [were] paid [nothing]."
    assert made.texts["en"]["choices"]["b"] == {"text": "nothing"}

    body = (
        '<sliderInteraction responseIdentifier="RESPONSE" lowerBound="0" upperBound="50"><prompt>How many?</prompt>'
        "</sliderInteraction>"
    )
    made = one(item(declared("16", base="integer"), body)).question
    assert (made.kind, made.key["answers"][0]["value"]) == ("numeric", "16")


def test_a_question_within_a_feedback_block_is_part_of_the_text():
    body = f'<feedbackBlock outcomeIdentifier="F" identifier="x" showHide="show">{choice()}</feedbackBlock>'
    assert one(item(declared("B"), body)).question.texts["en"]["stem"] == "Read this.\nWhich one?"


def test_an_item_that_asks_on_is_refused_by_name():
    body = (
        '<feedbackBlock outcomeIdentifier="F" identifier="x" showHide="show"><p>First.</p>'
        + choice()
        + "</feedbackBlock>"
    )
    text = item(declared("B"), body).replace('adaptive="false"', 'adaptive="true"')
    [outcome] = read(text.encode(), "en").outcomes
    assert "(adaptive)" in outcome.refusal.sentence
    tried_again = item(declared("B"), choice()).replace('adaptive="false"', 'adaptive="true"')
    assert one(tried_again).status is Status.LOSS


def test_what_is_said_below_a_question_is_kept():
    said = '<p><feedbackInline outcomeIdentifier="F" identifier="OK" showHide="show">Well done</feedbackInline></p>'
    words = one(item(declared("B"), choice() + said)).question.texts["en"]
    assert words["explanation"] == "Well done"
    assert "Well done" not in words["stem"]


def test_a_picture_that_is_missing_speaks_by_its_description():
    body = choice().replace("<p>Read this.</p>", '<p>Look:<img src="sign.png" alt="NO ENTRY"/></p>')
    found = one(item(declared("B"), body))
    assert found.question.texts["en"]["stem"] == "Look:\nWhich one?\n[NO ENTRY]"


def test_a_page_that_an_item_shows_is_part_of_its_text():
    body = choice().replace("<p>Read this.</p>", '<object type="text/html" data="shared/a%20page.html"/>')
    page = "<!DOCTYPE html><html><head><title>T</title></head><body><p>Long ago &amp; far away.</p></body></html>"
    found = read(packed(**{"top__i_xml": item(declared("B"), body), "top__shared__a page.html": page}), "en")
    assert found.outcomes[0].status is Status.COMPLETE
    assert found.questions[0].texts["en"]["stem"] == "Long ago & far away.\nWhich one?"


def test_a_choice_with_a_fixed_place_keeps_the_order():
    body = choice().replace('identifier="C"', 'identifier="C" fixed="true"')
    found = one(item(declared("B"), body))
    assert found.question.key["shuffle"] is False
    assert found.status is Status.LOSS


def test_what_a_mac_adds_to_a_package_is_no_question():
    found = read(packed(**{"a_xml": item(declared("B"), choice()), "____MACOSX__._a.xml": "\x00\x05\x16\x07"}), "en")
    assert len(found.outcomes) == 1


def test_names_in_small_letters_and_markup_escaped_twice_are_read():
    body = '<p><textentryinteraction responseidentifier="R1"/>, <textentryinteraction responseidentifier="R2"/></p>'
    text = item(declared("a", "b", base="string", name="R1") + declared("c", base="string", name="R2"), body)
    found = one(text)
    assert [gap["kind"] for gap in found.question.key["gaps"]] == ["text", "text"]
    assert found.question.texts["en"]["gaps"]["1"] == {"accept": ["a", "b"]}

    body = choice().replace("Which one?", "&lt;p&gt;Read this.&lt;/p&gt;")
    assert one(item(declared("B"), body)).question.texts["en"]["stem"] == "Read this."
