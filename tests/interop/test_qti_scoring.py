"""What an item of QTI is worth, however its vendor wrote it down."""

import pytest

from app.interop.outcome import Status
from app.interop.qti.reading import read
from tests.interop.test_qti import choice, declared, item, mapping, one

SCORE = '<setOutcomeValue identifier="{}"><baseValue baseType="float">{}</baseValue></setOutcomeValue>'


def processed(text, inner):
    return text.replace("</assessmentItem>", f"<responseProcessing>{inner}</responseProcessing></assessmentItem>")


def when(comparison, worth, outcome="SCORE"):
    given = SCORE.format(outcome, worth)
    return f"<responseCondition><responseIf>{comparison}{given}</responseIf></responseCondition>"


def equals(value, name="RESPONSE", base="identifier"):
    return f'<match><variable identifier="{name}"/><baseValue baseType="{base}">{value}</baseValue></match>'


def test_only_what_goes_into_the_score_counts():
    text = processed(item(declared(), choice(), None), when(equals("A"), 3.14, "ROUNDED") + when(equals("B"), 1))
    assert one(text).question.key["correct"] == ["b"]
    text = processed(item(declared(), choice(), None), when(equals("A"), 3.14, "ROUNDED"))
    [refused] = read(text.encode(), "en").outcomes
    assert "which answer is right" in refused.refusal.sentence


def test_outcomes_that_are_added_up_count():
    total = '<setOutcomeValue identifier="SCORE"><sum><variable identifier="PART"/></sum></setOutcomeValue>'
    text = processed(item(declared(), choice(), None), when(equals("C"), 2, "PART") + total)
    made = one(text).question
    assert (made.key["correct"], made.key["points"]) == (["c"], "2")


def test_further_answers_beside_the_correct_one_earn_a_part():
    body = '<p>Who? <textEntryInteraction responseIdentifier="RESPONSE"/></p>'
    right = '<match><variable identifier="RESPONSE"/><correct identifier="RESPONSE"/></match>'
    inner = when(right, 2) + when(equals("trafficer", base="string"), 1)
    text = processed(item(declared("trafficker", base="string"), body, None), inner)
    assert one(text).question.texts["en"]["accept"] == ["trafficker", {"text": "trafficer", "share": "0.5"}]


def test_a_set_of_values_is_right_as_a_whole():
    values = "".join(f'<baseValue baseType="identifier">{each}</baseValue>' for each in "AC")
    both = f'<match><variable identifier="RESPONSE"/><multiple>{values}</multiple></match>'
    text = processed(item(declared(cardinality="multiple"), choice(0), None), when(both, 2))
    made = one(text).question
    assert (made.key["correct"], made.key["points"]) == (["a", "c"], "2")


def test_responses_that_must_all_be_right_share_the_points():
    match = '<match><variable identifier="R{0}"/><correct identifier="R{0}"/></match>'
    body = '<p><textEntryInteraction responseIdentifier="R1"/> and <textEntryInteraction responseIdentifier="R2"/></p>'
    declarations = declared("a", base="string", name="R1") + declared("b", base="string", name="R2")
    text = processed(item(declarations, body, None), when(f"<and>{match.format(1)}{match.format(2)}</and>", 1))
    found = one(text)
    assert "points" not in found.question.key
    assert len({gap.get("weight") for gap in found.question.key["gaps"]}) == 1
    assert any("together" in each.sentence for each in found.losses)


@pytest.mark.parametrize(
    ("mode", "figures", "tolerance"), [("decimalPlaces", 2, "0.005"), ("significantFigures", 2, "0.05")]
)
def test_numbers_compared_after_rounding_get_a_tolerance(mode, figures, tolerance):
    rounded = (
        f'<equalRounded roundingMode="{mode}" figures="{figures}"><variable identifier="RESPONSE"/>'
        '<correct identifier="RESPONSE"/></equalRounded>'
    )
    body = '<p>How much? <textEntryInteraction responseIdentifier="RESPONSE"/></p>'
    text = processed(item(declared("7.389", base="float"), body, None), when(rounded, 1))
    [answer] = one(text).question.key["answers"]
    assert (answer["value"], answer["tolerance"]) == ("7.389", tolerance)


def test_an_upper_bound_is_the_most_that_can_be_earned():
    bounded = mapping(A=1, B=1).replace("<mapping>", '<mapping upperBound="1">')
    made = one(item(declared("A", "B", cardinality="multiple", mapping=bounded), choice(0), "map_response")).question
    assert "points" not in made.key
    assert made.key["shares"] == {"a": "1", "b": "1"}


def test_one_choice_is_one_whatever_is_declared():
    assert one(item(declared("A", cardinality="multiple"), choice(1))).question.kind == "single"


def test_wrong_pairs_that_cost_points_and_pairs_of_different_worth_are_told():
    def side(letters):
        inner = "".join(
            f'<simpleAssociableChoice identifier="{e}" matchMax="4">{e}</simpleAssociableChoice>' for e in letters
        )
        return f"<simpleMatchSet>{inner}</simpleMatchSet>"

    body = f'<matchInteraction responseIdentifier="RESPONSE">{side("ABC")}{side("XY")}</matchInteraction>'
    worth = mapping(A_X=1, B_X=1, C_Y=2).replace("<mapping>", '<mapping defaultValue="-1">')
    text = item(
        declared("A X", "B X", "C Y", cardinality="multiple", base="directedPair", mapping=worth), body, "map_response"
    )
    found = one(text)
    assert [gap.get("weight") for gap in found.question.key["gaps"]] == ["1", "1", "2"]
    assert any("cost points" in each.sentence for each in found.losses)


def test_rules_that_are_not_carried_over_are_told():
    part = '<substring caseSensitive="false"><baseValue baseType="string">king</baseValue><variable identifier="RESPONSE"/></substring>'  # noqa: E501
    right = '<match><variable identifier="RESPONSE"/><correct identifier="RESPONSE"/></match>'
    body = '<p>Who? <textEntryInteraction responseIdentifier="RESPONSE"/></p>'
    found = one(processed(item(declared("a king", base="string"), body, None), when(right, 1) + when(part, 1)))
    assert found.status is Status.LOSS
    assert any("patterns" in each.sentence for each in found.losses)


NUMBER = '<p>How much? <textEntryInteraction responseIdentifier="RESPONSE"/></p>'


def compared(operands, kind="equal", **attributes):
    stated = "".join(f' {name}="{value}"' for name, value in attributes.items())
    return f"<{kind}{stated}>{operands}</{kind}>"


def variable(name="RESPONSE"):
    return f'<variable identifier="{name}"/>'


def base(value, kind="float"):
    return f'<baseValue baseType="{kind}">{value}</baseValue>'


def right(name="RESPONSE"):
    return f'<correct identifier="{name}"/>'


def sentences(found):
    return " ".join(each.sentence for each in found.losses)


def number(inner, *correct):
    return one(processed(item(declared(*correct, base="float"), NUMBER, None), inner))


def test_a_tolerance_belongs_to_its_own_comparison():
    exact = when(compared(variable() + base("1822"), toleranceMode="exact"), 1)
    near = when(compared(variable() + base("1822"), toleranceMode="absolute", tolerance="2 2"), 0.5)
    answers = number(exact + near).question.key["answers"]
    assert [(each["value"], each["tolerance"], each["share"]) for each in answers] == [
        ("1822", "0", "1"),
        ("1822", "2", "0.5"),
    ]


@pytest.mark.parametrize(
    ("mode", "tolerance", "low", "high"), [("absolute", "2 4", "298", "304"), ("relative", "1 2", "297", "306")]
)
def test_a_tolerance_may_be_wider_to_one_side(mode, tolerance, low, high):
    inner = when(compared(variable() + right(), toleranceMode=mode, tolerance=tolerance), 1)
    [answer] = number(inner, "300").question.key["answers"]
    assert (answer["low"], answer["high"]) == (low, high)


@pytest.mark.parametrize("correct", [(), ("4.5",)])
def test_limits_are_a_range(correct):
    limits = compared(variable() + base(4), "gte") + compared(variable() + base("5.5"), "lte")
    found = number(when(f"<and>{limits}</and>", 1), *correct)
    assert [(each["low"], each["high"]) for each in found.question.key["answers"]] == [("4", "5.5")]
    assert found.status is Status.COMPLETE


@pytest.mark.parametrize(
    "operands",
    [
        variable() + f"<divide>{base(7)}{base(2)}</divide>",
        f"<divide>{base(7)}{base(2)}</divide>" + variable(),
        f"<sum>{variable()}{base(3)}</sum>" + base(10),
        f"<integerModulus>{variable()}{base(2)}</integerModulus>" + base(0),
    ],
)
def test_what_is_computed_is_no_answer(operands):
    text = processed(item(declared(base="float"), NUMBER, None), when(compared(operands), 1))
    [refused] = read(text.encode(), "en").outcomes
    assert "which answer is right" in refused.refusal.sentence
    kept = number(when(compared(operands), 1), "3.5")
    assert kept.question.key["answers"][0]["value"] == "3.5"
    assert kept.status is Status.LOSS


def test_what_the_rules_name_counts_before_what_is_declared():
    found = one(processed(item(declared("A"), choice(), None), when(equals("B"), 1)))
    assert found.question.key["correct"] == ["b"]
    assert "the rules count" in sentences(found)


def test_choices_that_add_to_the_score_and_take_from_it():
    def member(letter, worth):
        total = f"<sum>{variable('SCORE')}{base(worth)}</sum>"
        test = compared(base(letter, "identifier") + variable(), "member")
        return (
            f"<responseCondition><responseIf>{test}<setOutcomeValue identifier='SCORE'>{total}</setOutcomeValue>"
            "</responseIf></responseCondition>"
        )

    inner = member("A", 1) + member("C", 1) + member("B", -1)
    found = one(processed(item(declared(cardinality="multiple"), choice(0), None), inner))
    assert found.question.key["shares"] == {"a": "0.5", "b": "-0.5", "c": "0.5"}
    assert (found.question.key["points"], found.status) == ("2", Status.COMPLETE)


def test_choices_that_must_come_together_are_right_as_a_whole():
    members = "".join(compared(base(each, "identifier") + variable(), "member") for each in "AC")
    inner = when(f"<and>{members}</and>", 2)
    found = one(processed(item(declared(cardinality="multiple"), choice(0), None), inner))
    assert (found.question.key["correct"], found.question.key["points"]) == (["a", "c"], "2")
    assert "wholly right" in sentences(found)


def test_places_that_are_scored_one_by_one_add_up():
    body = "".join(f'<simpleChoice identifier="{each}">{each}</simpleChoice>' for each in "ABC")
    body = f'<orderInteraction responseIdentifier="RESPONSE">{body}</orderInteraction>'
    places = [
        compared(f'<index n="{n}">{variable()}</index><index n="{n}">{right()}</index>', "match") for n in (1, 2, 3)
    ]
    text = processed(
        item(declared("A", "B", "C", cardinality="ordered"), body, None), "".join(when(each, 0.5) for each in places)
    )
    found = one(text)
    assert (found.question.key["points"], found.status) == ("1.5", Status.COMPLETE)


def gaps(inner, declarations, extra=""):
    body = '<p><textEntryInteraction responseIdentifier="R1"/> and <textEntryInteraction responseIdentifier="R2"/></p>'
    return one(processed(item(declarations, body, None, extra=extra), inner))


def outcome(name, value):
    return (
        f'<outcomeDeclaration identifier="{name}" cardinality="single" baseType="float"><defaultValue><value>{value}'
        "</value></defaultValue></outcomeDeclaration>"
    )


def test_what_a_gap_is_worth_may_be_declared_beforehand():
    def gap(name):
        test = compared(variable(name) + right(name), "match")
        given = f'<setOutcomeValue identifier="SCORE_{name}">{variable(f"MAXSCORE_{name}")}</setOutcomeValue>'
        return f"<responseCondition><responseIf>{test}{given}</responseIf></responseCondition>"

    declarations = declared("a", base="string", name="R1") + declared("b", base="string", name="R2")
    found = gaps(gap("R1") + gap("R2"), declarations, outcome("MAXSCORE_R1", 2) + outcome("MAXSCORE_R2", 3))
    assert [each["weight"] for each in found.question.key["gaps"]] == ["2", "3"]
    assert found.question.key["points"] == "5"


def test_gaps_that_are_scored_by_each_other_are_told():
    def either(word):
        return compared(compared(variable("R1") + base(word, "string"), "stringMatch")
                        + compared(variable("R2") + base(word, "string"), "stringMatch"), "or")  # fmt: skip

    declarations = declared(base="string", name="R1") + declared(base="string", name="R2")
    found = gaps(when(either("act"), 1, "SCORE_1") + when(either("means"), 1, "SCORE_2"), declarations)
    assert "together" in sentences(found)


def test_points_that_are_turned_into_others_are_told():
    total = '<setOutcomeValue identifier="SCORE_ALL"><sum><mapResponse identifier="R1"/><mapResponse identifier="R2"/></sum></setOutcomeValue>'  # noqa: E501
    steps = when(compared(variable("SCORE_ALL") + base(2), "gte"), 1)
    declarations = "".join(declared("a", base="string", name=each, mapping=mapping(a=1)) for each in ("R1", "R2"))
    assert "by steps" in sentences(gaps(total + steps, declarations))


def test_slips_of_the_pen_that_another_system_forgives_are_told():
    body = '<p>Who? <textEntryInteraction responseIdentifier="RESPONSE"/></p>'
    inner = (
        '<setOutcomeValue identifier="SCORE"><mapTolResponse identifier="RESPONSE" tolerance="2"/></setOutcomeValue>'
    )
    found = one(processed(item(declared("act", base="string", mapping=mapping(act=2, acts=1)), body, None), inner))
    assert found.question.texts["en"]["accept"] == ["act", {"text": "acts", "share": "0.5"}]
    assert "slip" in sentences(found)


def test_a_template_of_a_vendor_is_told():
    found = one(item(declared("A"), choice(), "of_our_own"))
    assert "own rules" in sentences(found)
