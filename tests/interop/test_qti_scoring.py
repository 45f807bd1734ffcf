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
    made = one(text).question
    assert "points" not in made.key
    assert [gap["weight"] for gap in made.key["gaps"]] == ["0.5", "0.5"]


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
