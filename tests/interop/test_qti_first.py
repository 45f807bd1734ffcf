"""QTI 1.2 as Canvas, Blackboard and others write it."""

import io
import zipfile

import pytest

from app.interop.formats import Format, detect
from app.interop.outcome import Status
from app.interop.qti.reading import read


def text(words, kind="text/plain"):
    return f'<material><mattext texttype="{kind}">{words}</mattext></material>'


def labels(**choices):
    made = "".join(f'<response_label ident="{name}">{text(words)}</response_label>' for name, words in choices.items())
    return f"<render_choice>{made}</render_choice>"


def listed(ident="r", cardinality="Single", before="", **choices):
    return f'<response_lid ident="{ident}" rcardinality="{cardinality}">{before}{labels(**choices)}</response_lid>'


def typed(ident="r", kind=""):
    return f'<response_str ident="{ident}" rcardinality="Single"><render_fib {kind}><response_label ident="a"/></render_fib></response_str>'  # noqa: E501


def equal(value, ident="r", extra=""):
    return f'<varequal respident="{ident}" {extra}>{value}</varequal>'


def when(condition, score=100, action="Set", feedback=""):
    shown = f'<displayfeedback feedbacktype="Response" linkrefid="{feedback}"/>' if feedback else ""
    given = f'<setvar action="{action}" varname="SCORE">{score}</setvar>' if score is not None else ""
    return f"<respcondition continue='No'><conditionvar>{condition}</conditionvar>{given}{shown}</respcondition>"


def item(body, rules="", kind="", points="", stem="Which?", feedback=""):
    facts = {"question_type": kind, "points_possible": points}
    fields = "".join(
        f"<qtimetadatafield><fieldlabel>{name}</fieldlabel><fieldentry>{value}</fieldentry></qtimetadatafield>"
        for name, value in facts.items()
        if value
    )
    return (
        f'<item ident="i" title="Question"><itemmetadata><qtimetadata>{fields}</qtimetadata></itemmetadata>'
        f"<presentation>{text(stem, 'text/html')}{body}</presentation><resprocessing><outcomes>"
        f'<decvar maxvalue="100" minvalue="0" varname="SCORE"/></outcomes>{rules}</resprocessing>{feedback}</item>'
    )


def found(*items):
    namespace = 'xmlns="http://www.imsglobal.org/xsd/ims_qtiasiv1p2"'
    content = (
        f'<?xml version="1.0"?>\n<questestinterop {namespace}><assessment ident="a" title="Quiz"><section ident="s">'
        f"{''.join(items)}</section></assessment></questestinterop>"
    ).encode()
    assert detect(content) is Format.QTI
    return read(content, "en").outcomes


def one(*arguments, **more):
    [outcome] = found(item(*arguments, **more))
    assert outcome.question is not None, outcome.refusal
    return outcome


def test_a_single_choice_with_points_and_what_is_said():
    said = f'<itemfeedback ident="b_fb"><flow_mat>{text("It is an act.")}</flow_mat></itemfeedback>'
    said += f'<itemfeedback ident="general_fb"><flow_mat>{text("See the protocol.")}</flow_mat></itemfeedback>'
    rules = when(equal("b"), None, feedback="b_fb") + when("<other/>", None, feedback="general_fb") + when(equal("a"))
    said += f'<itemfeedback ident="correct_fb"><flow_mat>{text("Right.")}</flow_mat></itemfeedback>'
    rules = rules.replace("</setvar>", '</setvar><displayfeedback linkrefid="correct_fb"/>')
    made = one(listed(a="Deceit", b="Transport"), rules, points="2.0", feedback=said, stem="&lt;p&gt;Which?&lt;/p&gt;")
    assert made.question.key == {"choices": ["a", "b"], "correct": ["a"], "points": "2"}
    words = made.question.texts["en"]
    assert (words["stem"], words["explanation"]) == ("Which?", "See the protocol.\nRight.")
    assert words["choices"]["b"] == {"text": "Transport", "explanation": "It is an act."}
    assert made.category == "Quiz"


def test_points_by_answer_are_shares():
    made = one(listed(a="x", b="y", c="z"), when(equal("a"), 10) + when(equal("b"), 5))
    assert made.question.key["shares"] == {"a": "1", "b": "0.5"}


def test_several_choices():
    both = f"<and>{equal('a')}<not>{equal('b')}</not>{equal('c')}</and>"
    made = one(listed(cardinality="Multiple", a="x", b="y", c="z"), when(both))
    assert made.question.key == {"choices": ["a", "b", "c"], "correct": ["a", "c"]}
    assert "wholly right" in made.losses[0].sentence
    each = when(equal("a"), 50, "Add") + when(equal("c"), 50, "Add") + when(equal("b"), -50, "Add")
    made = one(listed(cardinality="Multiple", a="x", b="y", c="z"), each)
    assert made.question.key["shares"] == {"a": "0.5", "b": "-0.5", "c": "0.5"}


def test_a_statement():
    assert one(listed(t="True", f="False"), when(equal("f"))).question.key == {"answer": False}


@pytest.mark.parametrize(
    ("condition", "answer"),
    [
        (equal("3"), {"value": "3", "tolerance": "0"}),
        (f"<or>{equal('3.1')}<and><vargte respident='r'>3.0</vargte><varlte respident='r'>3.2</varlte></and></or>",
         {"value": "3.1", "tolerance": "0.1"}),
        ("<vargte respident='r'>2</vargte><varlte respident='r'>5</varlte>", {"value": "3.5", "tolerance": "1.5"}),
        (f"<or>{equal('3')}<and><vargte respident='r'>2</vargte><varlte respident='r'>5</varlte></and></or>",
         {"low": "2", "high": "5"}),
    ],
)  # fmt: skip
def test_numbers(condition, answer):
    made = one(typed(), when(condition), kind="numerical_question")
    assert made.question.key["answers"] == [{"id": "1", "share": "1"} | answer]


def test_words_and_essays():
    made = one(typed(), when(equal("fraud") + equal("deceit")), kind="short_answer_question")
    assert made.question.texts["en"]["accept"] == ["fraud", "deceit"]
    assert "case" not in made.question.key
    assert one(typed(), when(equal("Palermo", extra='case="Yes"'))).question.key["case"] is True
    assert one(typed(), when("<other/>", None)).question.kind == "essay"


def test_pairs_and_places():
    offered = {"x": "one", "y": "two", "z": "three"}
    body = listed("r1", before=text("A"), **offered) + listed("r2", before=text("B"), **offered)
    rules = when(equal("x", "r1"), 50, "Add") + when(equal("y", "r2"), 50, "Add")
    made = one(body, rules, kind="matching_question").question
    assert made.texts["en"]["right"] == {"p1": "one", "p2": "two", "d1": "three"}

    stem = "An [act] by a [means]"
    body = listed("response_act", x="one", y="two") + listed("response_means", v="fraud", w="deceit")
    rules = when(equal("x", "response_act"), 50, "Add") + when(equal("v", "response_means"), 50, "Add")
    made = one(body, rules, kind="multiple_dropdowns_question", stem=stem).question
    assert made.texts["en"]["stem"] == "An [[1]] by a [[2]]"
    assert [gap["correct"] for gap in made.key["gaps"]] == [["a"], ["a"]]
    made = one(body, rules, kind="fill_in_multiple_blanks_question", stem=stem).question
    assert made.texts["en"]["gaps"]["2"]["accept"] == ["fraud", "deceit"]


def test_gaps_to_type_in_stand_where_their_fields_stand():
    body = typed("r1") + text("of") + typed("r2")
    made = one(body, when(equal("an act", "r1") + equal("crime", "r2")), stem="It is")
    assert made.question.texts["en"]["stem"] == "It is [[1]] of [[2]]"
    assert "together" in made.losses[0].sentence


def test_an_order():
    made = one(listed(cardinality="Ordered", a="one", b="two"), when(equal("b") + equal("a")))
    assert list(made.question.texts["en"]["items"].values()) == ["two", "one"]


def test_what_is_not_known_is_refused_and_its_neighbours_come_in():
    good = item(listed(a="x", b="y"), when(equal("a")))
    several = listed("r1", "Multiple", text("A"), x="one", y="two") + listed("r2", "Multiple", text("B"), x="one")
    outcomes = found(
        item(typed(), kind="calculated_question"), item("", kind="text_only_question"), good,
        item(listed(a="x", b="y")), item('<response_xy ident="r"/>'),
        item(several, when(equal("x", "r1") + equal("y", "r1"))),
    )  # fmt: skip
    assert [each.status for each in outcomes] == [Status.REFUSED] * 2 + [Status.COMPLETE] + [Status.REFUSED] * 3
    assert all(each.refusal.sentence for each in outcomes if each.refusal)


def test_a_quiz_that_canvas_wrote_twice_comes_in_once():
    content = f"<questestinterop>{item(listed(a='x', b='y'), when(equal('a')))}</questestinterop>"
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as archive:
        for name in ("g1/assessment_qti.xml", "non_cc_assessments/g1.xml.qti"):
            archive.writestr(name, content)
    [outcome] = read(written.getvalue(), "en").outcomes
    assert outcome.part == "non_cc_assessments/g1.xml.qti"
