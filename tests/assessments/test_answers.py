"""What may be sent as an answer."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.assessments.rules.answers import AnswerTooLong, UnreadableAnswer, is_complete, read_answer
from app.assessments.rules.grading import mark_answer
from app.assessments.rules.questions import PaperQuestion, QuestionKind
from tests.assessments.factories import RIGHT, WRONG, make_question


def placed(kind: QuestionKind) -> PaperQuestion:
    question = make_question(kind)
    return PaperQuestion(question.id, kind, question.options, question.prompts)


@pytest.mark.parametrize("kind", RIGHT)
@pytest.mark.parametrize("answers", [RIGHT, WRONG])
def test_proper_answers_are_stored_as_given(kind, answers):
    assert read_answer(placed(kind), answers[kind]) == answers[kind]
    assert is_complete(placed(kind), answers[kind])


@pytest.mark.parametrize("kind", QuestionKind)
def test_an_empty_answer_clears(kind):
    assert read_answer(placed(kind), {}) == {}
    assert is_complete(placed(kind), {}) == (kind is QuestionKind.CHECKLIST)


@pytest.mark.parametrize(
    ("kind", "given_answer"),
    [
        (QuestionKind.SINGLE, {"choice": "z"}),
        (QuestionKind.SINGLE, {"choice": ["a"]}),
        (QuestionKind.SINGLE, {"choices": ["a"]}),
        (QuestionKind.MULTIPLE, {"choices": "a"}),
        (QuestionKind.MULTIPLE, {"choices": [["a"]]}),
        (QuestionKind.TRUE_FALSE, {"value": "true"}),
        (QuestionKind.TRUE_FALSE, {"value": 1}),
        (QuestionKind.MATCHING, {"pairs": {"d1": "p1"}}),
        (QuestionKind.MATCHING, {"pairs": {"p1": "zz"}}),
        (QuestionKind.MATCHING, {"pairs": ["p1"]}),
        (QuestionKind.ORDERING, {"positions": {"i1": 0}}),
        (QuestionKind.ORDERING, {"positions": {"i1": 5}}),
        (QuestionKind.ORDERING, {"positions": {"i1": True}}),
        (QuestionKind.ORDERING, {"positions": {"zz": 1}}),
        (QuestionKind.SHORT, {"text": 5}),
        (QuestionKind.SHORT, {"text": "a\x00b"}),
        (QuestionKind.SHORT, "means"),
        (QuestionKind.SHORT, None),
    ],
)
def test_what_does_not_fit_is_refused(kind, given_answer):
    with pytest.raises(UnreadableAnswer):
        read_answer(placed(kind), given_answer)


def test_a_long_short_answer_is_refused():
    with pytest.raises(AnswerTooLong):
        read_answer(placed(QuestionKind.SHORT), {"text": "x" * 501})


@pytest.mark.parametrize(
    ("kind", "half"),
    [
        (QuestionKind.MATCHING, {"pairs": {"p1": "p1"}}),
        (QuestionKind.ORDERING, {"positions": {"i1": 1, "i2": 1, "i3": 3, "i4": 4}}),
    ],
)
def test_half_an_answer_is_kept_and_called_incomplete(kind, half):
    assert read_answer(placed(kind), half) == half
    assert not is_complete(placed(kind), half)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-3, 9) | st.sampled_from(["a", "p1", "i1", "", "x"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["choice", "choices", "value", "pairs", "positions", "text", "a", "p1", "i1"]),
            inner,
            max_size=3,
        )
    ),
    max_leaves=8,
)


@given(st.sampled_from(list(QuestionKind)), JSON)
def test_whatever_is_sent_is_either_refused_or_can_be_marked(kind, sent):
    try:
        answer = read_answer(placed(kind), sent)
    except UnreadableAnswer:
        return

    assert 0 <= mark_answer(make_question(kind), answer).points <= 1
