"""Files with a question spoilt at random: nothing but a refusal comes of it, soon, and its neighbours come in whole."""

import contextlib
import io
import zipfile

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.core.errors import RuleViolation
from app.interop import formats
from app.interop.formats import Format

pytestmark = pytest.mark.slow

MANY = settings(deadline=None, max_examples=120, suppress_health_check=list(HealthCheck))
SIGNS = st.sampled_from(
    [*"{}=~#%:\\<>&\"'[]().*-+0", "->", "::", "####", "%50%", "%9999%", "\\n", "//", "[html]", "<![CDATA[", "]]>",
     "<!--", "&#233;", "&nope;", "\x0b", "\u00a0", "\u2028", "$CATEGORY:", "{1:MC:", "A) ", "ANSWER: B", "[[1]]",
     "NaN", "1e999"]
)  # fmt: skip
EDITS = st.lists(st.tuples(st.floats(0, 1), st.integers(0, 3), SIGNS), min_size=1, max_size=6)


def spoilt(text, edits):
    for place, dropped, sign in edits:
        at = int(place * len(text))
        text = text[:at] + sign + text[at + dropped :]
    return text


def stems(content, wanted):
    found = formats.read(content, "en", wanted)
    for outcome in found.outcomes:
        assert outcome.question or outcome.refusal.sentence
        assert all(each.sentence for each in outcome.losses)
    return {words["stem"] for question in found.questions for words in question.texts.values()}


@MANY
@given(EDITS, st.sampled_from(["Middle {=a#x ~%50%b ~c####g}", "::M::Middle {#=5:1 =%50%6..7}", "M {=a -> b =c -> d}"]))
def test_neighbours_in_gift(edits, middle):
    between = spoilt(middle, edits).replace("\u2028", "")
    text = f"The first {{=a ~b}}\n\n{between}\n\nThe last one {{F}}\n"
    assert {"The first", "The last one"} <= stems(text.encode(), Format.GIFT)


@MANY
@given(EDITS)
def test_neighbours_in_aiken(edits):
    middle = spoilt("Which one?\nA) this\nB) that\nANSWER: A", edits)
    # The line that ends the spoilt question parts it from the next one, whatever stands before.
    text = f"The first\nA) x\nB) y\nANSWER: A\n\n{middle}\nANSWER: A\n\nThe last one\nA) x\nB) y\nANSWER: B\n"
    assert {"The first", "The last one"} <= stems(text.encode(), Format.AIKEN)


def statement(words):
    return (
        f"<question type='cloze'><questiontext format='html'><text><![CDATA[{words} {{1:MC:=a~b}}]]></text>"
        "</questiontext></question>"
    )


@MANY
@given(EDITS)
def test_neighbours_in_moodle_xml(edits):
    middle = spoilt("Put {1:SA:=a#x~%50%b} and {2:NM:=5:1} <b>there</b>", edits).replace("]", ")")
    text = f"<quiz>{statement('The first')}{statement(middle)}{statement('The last one')}</quiz>"
    assert {"The first [[1]]", "The last one [[1]]"} <= stems(text.encode(), Format.MOODLE_XML)


ITEM = """<assessmentItem identifier="{0}" title="{0}"><responseDeclaration identifier="RESPONSE" cardinality="single"
baseType="identifier"><correctResponse><value>A</value></correctResponse></responseDeclaration><itemBody>
<choiceInteraction responseIdentifier="RESPONSE" maxChoices="1"><prompt>{0}</prompt><simpleChoice identifier="A">x
</simpleChoice><simpleChoice identifier="B">y</simpleChoice></choiceInteraction></itemBody>
<responseProcessing><responseCondition><responseIf><match>
<variable identifier="RESPONSE"/><correct identifier="RESPONSE"/></match><setOutcomeValue identifier="SCORE"><baseValue
baseType="float">1</baseValue></setOutcomeValue></responseIf></responseCondition></responseProcessing></assessmentItem>"""


@MANY
@given(EDITS)
def test_neighbours_in_a_package_of_qti(edits):
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as archive:
        archive.writestr("a.xml", ITEM.format("The first"))
        archive.writestr("b.xml", spoilt(ITEM.format("Middle"), edits))
        archive.writestr("c.xml", ITEM.format("The last one"))
    assert {"The first", "The last one"} <= stems(written.getvalue(), Format.QTI)


@MANY
@given(EDITS, st.sampled_from(list(Format)), st.binary(max_size=40))
def test_bytes_of_no_format_at_all(edits, wanted, tail):
    for start in (ITEM.format("Q"), statement("Q"), "Q {=a ~b}", "Q\nA) x\nB) y\nANSWER: A"):
        with contextlib.suppress(RuleViolation):
            formats.read(spoilt(start, edits).encode() + tail, "en", wanted)
