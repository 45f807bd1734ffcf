"""Which questions can be asked, and that marking trusts what passed."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.assessments.rules.answers import AnswerTooLong, UnreadableAnswer, read_answer
from app.assessments.rules.grading import mark_answer
from app.assessments.rules.questions import PaperQuestion, Question, QuestionKind
from app.assessments.rules.writing import WrittenQuestion, check_question
from tests.assessments.factories import KEYS, RIGHT, texts_of


def written(kind: QuestionKind, **changes: Any) -> WrittenQuestion:
    texts = {language: texts_of(kind, "q", language) for language in ("en", "ru")}
    return WrittenQuestion(**{"name": "q", "kind": kind, "key": KEYS[kind], "texts": texts, **changes})


def changed(kind: QuestionKind, path: str, value: Any) -> WrittenQuestion:
    """Change one thing in a good question."""
    whole: Any = {"key": copy.deepcopy(KEYS[kind]), "texts": copy.deepcopy(written(kind).texts)}
    *way, last = path.split(".")
    spot = whole
    for step in way:
        spot = spot[int(step)] if isinstance(spot, list) else spot[step]
    if isinstance(spot, list):
        spot[int(last)] = value
    else:
        spot[last] = value
    return written(kind, **whole)


@pytest.mark.parametrize("kind", QuestionKind)
def test_a_good_question_of_each_kind_has_no_problem(kind):
    assert check_question(written(kind)) == []


@pytest.mark.parametrize(
    ("kind", "path", "value", "place"),
    [
        ("single", "key.correct", [], "key.correct"),
        ("single", "key.correct", ["a", "b"], "key.correct"),
        ("single", "key.correct", ["z"], "key.correct"),
        ("single", "key.choices", ["a"], "key.choices"),
        ("single", "key.choices", ["a", "b", "c", "c"], "key.choices"),
        ("single", "key.choices", ["a", "b", "c", "d/e"], "key.choices"),
        ("single", "key.shares", {"a": "0.5"}, "key.shares"),
        ("multiple", "key.shares", {"a": "2"}, "key.shares"),
        ("single", "key.points", "0", "key.points"),
        ("single", "key.points", 2, "key.points"),
        ("single", "texts.ru.stem", " ", "texts.ru.stem"),
        ("single", "texts.ru.choices", {}, "texts.ru.choices"),
        ("single", "texts.ru.choices.a", {"text": "Choice b of q (ru)"}, "texts.ru.choices"),
        ("true_false", "key.answer", "true", "key.answer"),
        ("matching", "key.pairs", ["p1"], "key.pairs"),
        ("matching", "key.distractors", ["p1"], "key.distractors"),
        ("ordering", "texts.en.items.i1", "", "texts.en.items.i1"),
        ("short", "texts.ru.accept", [], "texts.ru.accept"),
        ("short", "texts.ru.accept", ["…"], "texts.ru.accept.0"),
        ("short", "texts.ru.accept", [{"text": "x", "share": "0.5"}], "texts.ru.accept"),
        ("short", "key.wildcards", "yes", "key.wildcards"),
        ("numeric", "key.answers", [], "key.answers"),
        ("numeric", "key.answers.0.value", "twelve", "key.answers.0.value"),
        ("numeric", "key.answers.0.tolerance", "-1", "key.answers.0.tolerance"),
        ("numeric", "key.answers.1.high", "1", "key.answers.1"),
        ("numeric", "key.units.0.factor", "7", "key.units"),
        ("numeric", "key.unit_share", "2", "key.unit_share"),
        ("numeric", "texts.ru.units", {"km": ["км"]}, "texts.ru.units"),
        ("gaps", "texts.ru.stem", "Only [[1]] and [[2]]", "texts.ru.stem"),
        ("gaps", "texts.ru.stem", "[[1]] [[1]] [[2]] [[3]]", "texts.ru.stem"),
        ("gaps", "texts.ru.gaps.1", {}, "texts.ru.gaps"),
        ("gaps", "key.gaps.1.correct", [], "key.gaps.1.correct"),
        ("gaps", "key.gaps.0.kind", "hotspot", "key.gaps.0.kind"),
        ("gaps", "key.gaps.0.weight", "0", "key.gaps.0.weight"),
        ("image", "key.images", {"a": "square.svg"}, "key.images"),
        ("image", "key.images", {}, "key.images"),
        ("image", "key.stem_image", "scene.svg", "texts.en.stem_alt"),
        ("essay", "key.rubric", [], "key.rubric"),
        ("essay", "key.rubric.0.levels.1.points", "0", "key.rubric.0.levels"),
        ("essay", "key.least_words", 300, "key.most_words"),
        ("essay", "texts.ru.rubric.facts.title", "", "texts.ru.rubric.facts.title"),
        ("checklist", "key.items.1.critical", "yes", "key.items.1.critical"),
        ("checklist", "key.items", [], "key.items"),
        ("simulation", "key.simulation", "", "key.simulation"),
    ],
)
def test_each_fault_is_named_with_its_place(kind, path, value, place):
    problems = check_question(changed(QuestionKind(kind), path, value))

    assert place in [problem.place for problem in problems]
    assert all(problem.sentence.endswith(".") and "%(" not in problem.sentence for problem in problems)


def test_no_words_and_no_such_kind_are_problems():
    assert [each.place for each in check_question(written(QuestionKind.SINGLE, texts={}))] == ["texts"]
    assert [each.place for each in check_question(WrittenQuestion("q", "hotspot", {}, {}))] == ["kind"]


NAMES = st.sampled_from(
    [
        "id",
        "kind",
        "choices",
        "correct",
        "shares",
        "images",
        "stem_image",
        "answer",
        "answers",
        "value",
        "tolerance",
        "low",
        "high",
        "share",
        "units",
        "factor",
        "unit_share",
        "gaps",
        "weight",
        "rubric",
        "levels",
        "points",
        "least_words",
        "items",
        "critical",
        "pairs",
        "distractors",
        "stem",
        "accept",
        "en",
        "ru",
    ]
)
JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-2, 9)
    | st.floats()
    | st.text(max_size=4)
    | st.sampled_from(["a", "1", "0.5"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES | st.text(max_size=3), inner, max_size=4),
    max_leaves=10,
)
TABLES = st.dictionaries(NAMES, JSON, max_size=5)


@given(st.sampled_from(list(QuestionKind)), TABLES, st.dictionaries(st.sampled_from(["en", "ru"]), TABLES | JSON))
def test_checking_never_fails_whatever_was_written(kind, key, texts):
    for problem in check_question(WrittenQuestion("q", kind, key, texts)):
        assert problem.sentence
    for part, value in key.items():
        check_question(written(kind, key={**KEYS[kind], part: value}))


@settings(max_examples=60)
@given(st.sampled_from(list(RIGHT)), st.data())
def test_what_passed_can_be_answered_and_marked(kind, data):
    changes = data.draw(
        st.dictionaries(st.sampled_from([*KEYS[kind], "points", "shares", "shuffle"]), JSON, max_size=1)
    )
    question = written(kind, key={**KEYS[kind], **changes})
    if check_question(question):
        return
    asked = Question("q", kind, question.key, texts=question.texts)
    try:
        answer = read_answer(PaperQuestion("q", kind, asked.options, asked.prompts), RIGHT[kind])
    except (UnreadableAnswer, AnswerTooLong):
        return
    mark = mark_answer(asked, answer)
    assert 0 <= mark.points <= mark.maximum == asked.points
