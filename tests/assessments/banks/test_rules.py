"""The way of a question, sheets, accepted answers as lines, and the likeness of stems: no database, no pages."""

from __future__ import annotations

import random
import time
from uuid import uuid4

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from app.assessments.banks.rules.accept_lines import read_lines, write_lines
from app.assessments.banks.rules.anchors import anchor_of
from app.assessments.banks.rules.converting import new_sheet, sheet_of, written_of
from app.assessments.banks.rules.likeness import Stem, compared, find_like, find_pairs, likeness
from app.assessments.banks.rules.sheets import MOST_ROWS, Part, act
from app.assessments.banks.rules.workflow import (
    Act,
    ChangedMeanwhile,
    NeverPublished,
    NoteMissing,
    OwnQuestion,
    QuestionState,
    Standing,
    WasPublished,
    WrongState,
    check_revision,
    check_step,
    free_name,
    possible_acts,
)
from app.assessments.rules.questions import QuestionKind
from app.assessments.rules.writing import WrittenQuestion, check_question
from tests.assessments.banks.scene import write

AUTHOR, OTHER = uuid4(), uuid4()
S = QuestionState


def standing(state: QuestionState, version: int = 0) -> Standing:
    return Standing("q", state, version, frozenset({AUTHOR}))


def test_the_way_to_the_papers():
    assert check_step(standing(S.DRAFT), Act.SENT, AUTHOR) is S.IN_REVIEW
    assert check_step(standing(S.IN_REVIEW), Act.RETURNED, OTHER, note="why") is S.RETURNED
    assert check_step(standing(S.IN_REVIEW), Act.APPROVED, OTHER) is S.APPROVED
    assert check_step(standing(S.APPROVED), Act.PUBLISHED, AUTHOR) is S.PUBLISHED
    assert check_step(standing(S.PUBLISHED, 1), Act.RETIRED, AUTHOR, note="old law") is S.RETIRED
    assert check_step(standing(S.PUBLISHED, 1), Act.REOPENED, AUTHOR) is S.DRAFT


def test_nobody_approves_their_own_question():
    with pytest.raises(OwnQuestion):
        check_step(standing(S.IN_REVIEW), Act.APPROVED, AUTHOR)
    assert Act.APPROVED not in possible_acts(standing(S.IN_REVIEW), AUTHOR)
    assert Act.APPROVED in possible_acts(standing(S.IN_REVIEW), OTHER)


def test_nothing_is_published_without_an_approval():
    for state in set(S) - {S.APPROVED}:
        with pytest.raises(WrongState):
            check_step(standing(state, 1), Act.PUBLISHED, OTHER)


def test_what_was_published_is_retired_and_never_deleted():
    with pytest.raises(WasPublished):
        check_step(standing(S.DRAFT, 1), Act.DELETED, AUTHOR)
    with pytest.raises(NeverPublished):
        check_step(standing(S.DRAFT), Act.RETIRED, AUTHOR, note="x")
    check_step(standing(S.DRAFT), Act.DELETED, AUTHOR)


def test_going_back_and_going_out_of_use_need_a_reason():
    for state, step in ((S.IN_REVIEW, Act.RETURNED), (S.PUBLISHED, Act.RETIRED)):
        with pytest.raises(NoteMissing):
            check_step(standing(state, 1), step, OTHER, note="  ")


def test_nothing_is_written_over_unseen():
    check_revision(3, 3, "Dilnoza")
    with pytest.raises(ChangedMeanwhile):
        check_revision(2, 3, "Dilnoza")


def test_names_are_made_different():
    assert free_name("debt", []) == "debt"
    assert free_name("Debt", ["debt", "debt-2"]) == "Debt-3"
    assert len(free_name("x" * 90, ["x" * 80])) <= 80


@pytest.mark.parametrize("kind", QuestionKind)
def test_a_question_survives_its_sheet(kind):
    written = write(kind)
    again = written_of(sheet_of(written), written)
    assert dict(again.key) == dict(written.key)
    assert again.texts == written.texts
    assert check_question(again) == []


@pytest.mark.parametrize("kind", QuestionKind)
def test_what_a_sheet_does_not_show_survives(kind):
    written = write(kind)
    strange = WrittenQuestion(
        "q",
        kind,
        {**written.key, "origin": {"format": "other"}},
        {code: {**words, "remark": "kept"} for code, words in written.texts.items()},
    )
    again = written_of(sheet_of(strange), strange)
    assert again.key["origin"] == {"format": "other"}
    assert all(words["remark"] == "kept" for words in again.texts.values())


@pytest.mark.parametrize("kind", QuestionKind)
def test_an_empty_sheet_is_a_draft_with_problems(kind):
    empty = WrittenQuestion("q", kind, {}, {})
    written = written_of(new_sheet(kind), empty)
    assert check_question(written)
    assert written_of(sheet_of(written), written) == written


@pytest.mark.parametrize("kind", QuestionKind)
def test_every_problem_has_a_place_in_the_form(kind):
    sheet = new_sheet(kind)
    sheet.words["stem"] = {"ru": "Вопрос?"}
    written = written_of(sheet, WrittenQuestion("q", kind, {}, {}))
    shown = sheet_of(written)
    for problem in check_question(written):
        anchor = anchor_of(problem.place, shown)
        assert _exists(anchor.field, shown), (problem.place, anchor)


def _exists(field: str, part: Part) -> bool:
    if field in ("", *part.values, *part.words, *part.rows):
        return True
    name, _hyphen, rest = field.partition("-")
    place, _hyphen, inner = rest.partition("-")
    rows = part.rows.get(name, [])
    return place.isdigit() and int(place) < len(rows) and (inner == "id" or _exists(inner, rows[int(place)]))


def test_problems_are_shown_at_their_fields():
    sheet = sheet_of(write(QuestionKind.GAPS))
    assert anchor_of("texts.ru.gaps.1.accept", sheet).field == "gaps-0-accept"
    assert anchor_of("texts.ru.gaps.2.choices.y", sheet).field == "gaps-1-choices-1-text"
    assert anchor_of("key.gaps.2.answers.0.value", sheet).field == "gaps-2-answers-0-value"
    assert anchor_of("texts.ru.right.d1", sheet_of(write(QuestionKind.MATCHING))).field == "distractors-0-right"
    assert anchor_of("texts.ru.choices.b", sheet_of(write())) == anchor_of("texts.ru.choices.b.text", sheet_of(write()))
    assert anchor_of("key.correct", sheet_of(write())).field == "choices"
    essay = sheet_of(write(QuestionKind.ESSAY))
    assert anchor_of("texts.en.rubric.law.levels.all", essay).field == "rubric-1-levels-1-text"


def test_rows_are_added_moved_and_removed():
    sheet = sheet_of(write())
    assert act(sheet, "add:choices")
    assert [row.id for row in sheet.rows["choices"]] == ["a", "b", "c", "d", "e"]
    assert act(sheet, "up:choices-1")
    assert act(sheet, "remove:choices-4")
    assert [row.id for row in sheet.rows["choices"]] == ["b", "a", "c", "d"]
    gaps = sheet_of(write(QuestionKind.GAPS))
    assert act(gaps, "add:gaps-1-choices")
    assert len(gaps.rows["gaps"][1].rows["choices"]) == 4
    assert act(gaps, "add:gaps")
    assert gaps.rows["gaps"][-1].id == "4"


@given(st.text(max_size=40))
@example(":_")
@example("up:-0")
def test_nonsense_does_nothing(action):
    sheet = sheet_of(write())
    before = sheet_of(write())
    if not act(sheet, action):
        assert sheet.rows == before.rows


def test_rows_have_an_end():
    sheet = Part(rows={"choices": []})
    for _each in range(MOST_ROWS + 5):
        act(sheet, "add:choices")
    assert len(sheet.rows["choices"]) == MOST_ROWS
    assert len({row.id for row in sheet.rows["choices"]}) == MOST_ROWS


answers = st.text(st.characters(exclude_categories=("Cc", "Cs", "Zl", "Zp", "Zs")), min_size=1, max_size=12)


@given(
    st.lists(
        st.one_of(
            answers,
            st.builds(
                lambda text, share, why: {"text": text, "share": share} | ({"explanation": why} if why else {}),
                answers,
                st.sampled_from(["0", "0.5", "0.333", "0.99999"]),
                st.one_of(st.just(""), answers),
            ),
        ),
        max_size=4,
    )
)
def test_accepted_answers_survive_being_written_as_lines(accept):
    tidy = [each for each in accept if "\\" not in str(each)]
    assert read_lines(write_lines(tidy)) == tidy


def test_accepted_answers_as_people_type_them():
    assert read_lines("means\n 50% | mean \n\nmeasures | not the word of the law") == [
        "means",
        {"text": "mean", "share": "0.5"},
        {"text": "measures", "share": "1", "explanation": "not the word of the law"},
    ]
    assert read_lines("50%") == ["50%"]
    assert write_lines([{"text": "50%", "share": "1", "explanation": "half"}]) == "100% | 50% | half"


def stems(*texts: str, language: str = "en") -> list[Stem]:
    return [Stem(f"q:{place}", language, compared(text)) for place, text in enumerate(texts)]


def test_same_and_near_same_stems_are_found():
    found = find_pairs(
        stems(
            "Which element does the kept passport help to prove?",
            "WHICH element does the kept passport help to prove",
            "Which element do the kept passports help to prove?",
            "Who may end the reflection period?",
        )
    )
    assert {each.pair for each in found} == {("q:0", "q:1"), ("q:0", "q:2"), ("q:1", "q:2")}
    assert found[0].percent == 100


def test_accents_and_yo_do_not_hide_a_likeness():
    assert compared("Ещё раз: кто́ потерпевший?") == compared("еще раз кто потерпевший")


def test_other_numbers_make_another_question():
    assert likeness(compared("What is 5 km and 3 km?"), compared("What is 5 km and 4 km?")) == 0


def test_languages_of_one_question_are_not_compared():
    both = [Stem("q:1", "ru", compared("Виза")), Stem("q:1", "tg", compared("Виза"))]
    assert find_pairs(both) == []


def test_a_new_question_is_told_of_those_like_it():
    own = {"en": compared("Who decides on the reflection period?")}
    found = find_like(own, stems("Who decides about the reflection period?", "What is an act?"))
    assert [each.second for each in found] == ["q:0"]


@pytest.mark.slow
def test_thousands_of_questions_take_seconds():
    chance = random.Random(7)
    letters = "абвгдежзиклмнопрстуфхцчшэюя"
    vocabulary = ["".join(chance.choices(letters, k=chance.randint(2, 11))) for _each in range(2_500)]
    weights = [1 / place for place in range(1, len(vocabulary) + 1)]
    texts = [" ".join(chance.choices(vocabulary, weights, k=chance.randint(8, 22))) for _each in range(5_000)]
    begun = time.process_time()
    found = find_pairs(stems(*texts, texts[7] + "а", language="ru"))
    assert ("q:5000", "q:7") in {each.pair for each in found}
    assert time.process_time() - begun < 15
