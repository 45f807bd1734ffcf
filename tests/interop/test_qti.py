# ruff: noqa: E501 -- files of others have long lines
"""QTI of every version, written as vendors write it."""

import io
import zipfile

import pytest

from app.interop.outcome import FileRefused, Status
from app.interop.qti.reading import read
from tests.interop.test_moodle_xml import png

V21 = 'xmlns="http://www.imsglobal.org/xsd/imsqti_v2p1"'
V22 = 'xmlns="http://www.imsglobal.org/xsd/imsqti_v2p2"'
V30 = 'xmlns="http://www.imsglobal.org/xsd/imsqtiasi_v3p0"'
T21 = "http://www.imsglobal.org/question/qti_v2p1/rptemplates/"


def item(declared, body, processing="match_correct", spelled=V21, extra=""):
    template = f'<responseProcessing template="{T21}{processing}"/>' if processing else ""
    return (
        f'<?xml version="1.0"?>\n<assessmentItem {spelled} identifier="i1" title="An item" adaptive="false" '
        f'timeDependent="false">{declared}{extra}<itemBody>{body}</itemBody>{template}</assessmentItem>'
    )


def declared(*values, cardinality="single", base="identifier", mapping="", name="RESPONSE"):
    correct = "".join(f"<value>{each}</value>" for each in values)
    correct = f"<correctResponse>{correct}</correctResponse>" if values else ""
    return (
        f'<responseDeclaration identifier="{name}" cardinality="{cardinality}" baseType="{base}">{correct}{mapping}'
        "</responseDeclaration>"
    )


def mapping(**entries):
    return "<mapping>" + "".join(
        f'<mapEntry mapKey="{key.replace("_", " ")}" mappedValue="{value}"/>' for key, value in entries.items()
    ) + "</mapping>"  # fmt: skip


def choice(most=1, count=3):
    choices = "".join(f'<simpleChoice identifier="{each}">Choice {each}</simpleChoice>' for each in "ABCDE"[:count])
    return (
        f'<p>Read this.</p><choiceInteraction responseIdentifier="RESPONSE" shuffle="true" maxChoices="{most}">'
        f"<prompt>Which one?</prompt>{choices}</choiceInteraction>"
    )


def one(text):
    [outcome] = read(text.encode(), "en").outcomes
    assert outcome.question is not None, outcome.refusal
    return outcome


@pytest.mark.parametrize("spelled", [V21, V22, ""])
def test_a_single_choice(spelled):
    found = one(item(declared("B"), choice(), spelled=spelled))
    assert found.status is Status.COMPLETE
    assert found.question.key == {"choices": ["a", "b", "c"], "correct": ["b"]}
    assert found.question.texts["en"]["stem"] == "Read this.\nWhich one?"


def test_a_mapping_gives_shares_and_points():
    made = one(item(declared("A", mapping=mapping(A=2, B=1)), choice(), "map_response")).question
    assert made.key["shares"] == {"a": "1", "b": "0.5"}
    assert made.key["points"] == "2"


def test_several_choices_say_that_all_or_nothing_is_lost():
    found = one(item(declared("A", "C", cardinality="multiple"), choice(0)))
    assert found.question.key == {"choices": ["a", "b", "c"], "correct": ["a", "c"]}
    assert found.status is Status.LOSS


def test_version_three_with_prefixes_and_scoring_written_out():
    text = f"""<qti:qti-assessment-item {V30.replace("xmlns", "xmlns:qti")} identifier="te" title="York" xml:lang="en">
    <qti:qti-response-declaration identifier="RESPONSE" cardinality="single" base-type="string"><qti:qti-mapping>
    <qti:qti-map-entry map-key="York" mapped-value="1"/><qti:qti-map-entry map-key="york" mapped-value="0.5"/>
    </qti:qti-mapping></qti:qti-response-declaration><qti:qti-item-body><qti:p>This sun of
    <qti:qti-text-entry-interaction response-identifier="RESPONSE"/>;</qti:p></qti:qti-item-body>
    <qti:qti-response-processing><qti:qti-set-outcome-value identifier="SCORE"><qti:qti-map-response
    identifier="RESPONSE"/></qti:qti-set-outcome-value></qti:qti-response-processing></qti:qti-assessment-item>"""
    made = one(text).question
    assert (made.kind, dict(made.key)) == ("short", {"case": True})
    assert made.texts["en"] == {"stem": "This sun of _____;", "accept": ["York", {"text": "york", "share": "0.5"}]}


def test_conditions_that_name_the_answer():
    processing = """<responseProcessing><responseCondition><responseIf><match><variable identifier="RESPONSE"/>
    <baseValue baseType="identifier">C</baseValue></match><setOutcomeValue identifier="SCORE"><baseValue
    baseType="float">1</baseValue></setOutcomeValue></responseIf></responseCondition></responseProcessing>"""
    made = one(item(declared(), choice(), None).replace("</assessmentItem>", f"{processing}</assessmentItem>")).question
    assert made.key["correct"] == ["c"]


def test_numbers_with_a_tolerance():
    processing = """<responseProcessing><responseCondition><responseIf><equal toleranceMode="absolute" tolerance="0.1 0.1">
    <variable identifier="RESPONSE"/><correct identifier="RESPONSE"/></equal><setOutcomeValue identifier="SCORE">
    <baseValue baseType="float">1</baseValue></setOutcomeValue></responseIf></responseCondition></responseProcessing>"""
    body = '<p>How long? <textEntryInteraction responseIdentifier="RESPONSE"/></p>'
    text = item(declared("1.5", base="float"), body, None).replace(
        "</assessmentItem>", f"{processing}</assessmentItem>"
    )
    assert one(text).question.key["answers"] == [{"id": "1", "value": "1.5", "tolerance": "0.1", "share": "1"}]


def test_order_match_and_gaps():
    order = "".join(f'<simpleChoice identifier="{each}">{each}</simpleChoice>' for each in "ABC")
    body = f'<orderInteraction responseIdentifier="RESPONSE">{order}</orderInteraction>'
    made = one(item(declared("C", "A", "B", cardinality="ordered"), body)).question
    assert list(made.texts["en"]["items"].values()) == ["C", "A", "B"]

    def side(letters):
        choices = (
            f'<simpleAssociableChoice identifier="{e}" matchMax="1">{e}</simpleAssociableChoice>' for e in letters
        )
        return f"<simpleMatchSet>{''.join(choices)}</simpleMatchSet>"

    body = f'<matchInteraction responseIdentifier="RESPONSE">{side("AB")}{side("XYZ")}</matchInteraction>'
    made = one(item(declared("A Y", "B X", cardinality="multiple", base="directedPair"), body)).question
    assert made.texts["en"]["right"] == {"p1": "Y", "p2": "X", "d1": "Z"}

    body = (
        '<gapMatchInteraction responseIdentifier="RESPONSE"><gapText identifier="W" matchMax="1">winter</gapText>'
        '<gapText identifier="S" matchMax="1">summer</gapText><p>Now is the <gap identifier="G1"/>; made <gap '
        'identifier="G2"/></p></gapMatchInteraction>'
    )
    made = one(item(declared("W G1", "S G2", cardinality="multiple", base="directedPair"), body)).question
    assert made.texts["en"]["stem"] == "Now is the [[1]]; made [[2]]"
    assert [gap["correct"] for gap in made.key["gaps"]] == [["a"], ["b"]]


def test_several_gaps_of_several_kinds():
    body = (
        '<p>The <inlineChoiceInteraction responseIdentifier="R1"><inlineChoice identifier="A">act</inlineChoice>'
        '<inlineChoice identifier="B">means</inlineChoice></inlineChoiceInteraction> and <textEntryInteraction '
        'responseIdentifier="R2"/></p>'
    )
    text = item(declared("B", name="R1") + declared("fraud", base="string", name="R2"), body)
    made = one(text).question
    assert [gap["kind"] for gap in made.key["gaps"]] == ["choice", "text"]


@pytest.mark.parametrize(
    "name", ["hotspotInteraction", "graphicOrderInteraction", "uploadInteraction", "drawingInteraction", "positionObjectInteraction", "customInteraction",
             "portableCustomInteraction", "selectPointInteraction", "mediaInteraction", "unheardOfInteraction"],
)  # fmt: skip
def test_other_interactions_are_refused(name):
    [outcome] = read(item(declared("A"), f'<{name} responseIdentifier="RESPONSE"/>').encode(), "en").outcomes
    assert outcome.status is Status.REFUSED
    assert outcome.line == 2


def packed(**parts):
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as archive:
        for name, content in parts.items():
            archive.writestr(
                name.replace("____", "\0")
                .replace("__", "/")
                .replace("\0", "__")
                .replace("_xml", ".xml")
                .replace("_png", ".png"),
                content,
            )
    return written.getvalue()


def test_a_package_in_the_order_of_its_test_with_pictures_and_what_is_missing():
    body = choice().replace("<p>Read this.</p>", '<p>See <img src="../img/flag.png" alt="A flag"/></p>')
    test = (
        f'<assessmentTest {V21} identifier="t" title="Exam"><testPart identifier="p"><assessmentSection title="Law">'
        '<assessmentItemRef identifier="b" href="items/b.xml"/><assessmentItemRef identifier="c" href="items/c.xml"/>'
        '<assessmentItemRef identifier="a" href="items/a.xml"/></assessmentSection></testPart></assessmentTest>'
    )
    manifest = '<manifest><resources><resource href="items/a.xml"/></resources></manifest>'
    found = read(
        packed(imsmanifest_xml=manifest, t_xml=test, items__a_xml=item(declared("A"), choice()),
               items__b_xml=item(declared("B"), body), img__flag_png=png()), "en",
    )  # fmt: skip
    assert [each.status for each in found.outcomes] == [Status.COMPLETE, Status.REFUSED, Status.COMPLETE]
    assert found.outcomes[0].question.kind == "image"
    assert list(found.media) == [found.outcomes[0].question.key["stem_image"]]
    assert found.outcomes[0].category == "Exam / Law"
    assert "items/c.xml" in found.outcomes[1].refusal.sentence


def test_a_shared_text_is_part_of_each_question():
    stimulus = f"<qti-assessment-stimulus {V30}><qti-stimulus-body><p>Once upon a time.</p></qti-stimulus-body></qti-assessment-stimulus>"
    text = f"""<qti-assessment-item {V30} identifier="i" title="x"><qti-response-declaration identifier="RESPONSE"
    cardinality="single" base-type="identifier"><qti-correct-response><qti-value>A</qti-value></qti-correct-response>
    </qti-response-declaration><qti-assessment-stimulus-ref identifier="s" href="s.xml"/><qti-item-body>
    <qti-choice-interaction response-identifier="RESPONSE" max-choices="1"><qti-prompt>When?</qti-prompt>
    <qti-simple-choice identifier="A">Once</qti-simple-choice><qti-simple-choice identifier="B">Twice</qti-simple-choice>
    </qti-choice-interaction></qti-item-body></qti-assessment-item>"""
    found = read(packed(s_xml=stimulus, i_xml=text), "en")
    assert found.questions[0].texts["en"]["stem"] == "Once upon a time.\nWhen?"


def test_older_and_other_files_are_refused_with_a_sentence():
    for content in (b"<foo/>", packed(a_xml="<foo/>")):
        with pytest.raises(FileRefused):
            read(content, "en")


@pytest.mark.parametrize(("texts", "kind"), [(("1", "0"), "single"), (("True", "False"), "true_false")])
def test_two_numbers_are_no_statement(texts, kind):
    text = item(declared("A"), choice(count=2))
    for letter, words in zip("AB", texts, strict=True):
        text = text.replace(f"Choice {letter}", words)
    assert one(text).question.kind == kind


def test_the_weight_that_a_test_gives_is_told():
    reference = '<assessmentItemRef identifier="a" href="a.xml"><weight identifier="W" value="{}"/></assessmentItemRef>'
    for weight, told in (("2.5", True), ("1.0", False)):
        test = f"<assessmentTest {V21} identifier='t' title='t'>{reference.format(weight)}</assessmentTest>"
        [outcome] = read(packed(t_xml=test, a_xml=item(declared("A"), choice())), "en").outcomes
        assert ("weight 2.5" in " ".join(each.sentence for each in outcome.losses)) is told
