"""Letters and variants without a database."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.assessments.booklets.drawing.grid import LARGE, grid_pages, rows_of
from app.assessments.booklets.drawing.keys import key_line
from app.assessments.booklets.rules.entries import Entry, EntryKind, EntryState, decide, stand
from app.assessments.booklets.rules.letters import (
    ForeignLetter,
    LetterTwice,
    NoSuchOption,
    NothingTyped,
    WrongCount,
    blocks_of,
    fields_of,
    read_typed,
    split_line,
    write_typed,
)
from app.assessments.booklets.rules.scans import ScanEmpty, ScanTooLarge, ScanUnknown, kind_of_scan
from app.assessments.booklets.rules.variants import (
    Arrangement,
    NotForPaper,
    PracticalAmongWritten,
    TooManyVariants,
    VariantsAlike,
    make_variants,
)
from app.assessments.rules.answers import read_answer
from app.assessments.rules.blueprints import Blueprint
from app.assessments.rules.drawing import draw_paper
from app.assessments.rules.grading import mark_paper
from app.assessments.rules.questions import Paper, PaperQuestion, QuestionKind
from tests.assessments.factories import RIGHT, make_question
from tests.conftest import NOW

K = QuestionKind
PRINTED = [each for each in QuestionKind if each not in (K.CHECKLIST, K.SIMULATION)]
EXAM = Blueprint(pool="exam")
TEXTS = st.text(st.characters(categories=("L", "N", "P", "Zs")), min_size=1, max_size=30).filter(
    lambda text: text.strip() == text and text.strip("-‐‑‒–—―−_ ")
)


def paper_question(kind: QuestionKind, seed: int = 1) -> PaperQuestion:
    return draw_paper([make_question(kind)], EXAM, seed).questions[0]


@st.composite
def answered(draw):
    """A question of a paper, and an answer to it that has everything in its place."""
    question = paper_question(draw(st.sampled_from(PRINTED)), draw(st.integers(0, 50)))
    return question, draw(_ANSWERS[question.kind](question))


def _some(options):
    return st.sampled_from(list(options))


def _gaps(question):
    choices = [each.removeprefix("2/") for each in question.options]
    return st.fixed_dictionaries({}, optional={"1": TEXTS, "2": _some(choices), "3": TEXTS}).map(
        lambda gaps: {"gaps": gaps} if gaps else {}
    )


_TYPED = lambda _question: TEXTS.map(lambda text: {"text": text})  # noqa: E731
_ANSWERS = {
    K.SINGLE: lambda each: _some(each.options).map(lambda one: {"choice": one}),
    K.IMAGE: lambda each: _some(each.options).map(lambda one: {"choice": one}),
    K.TRUE_FALSE: lambda _each: st.booleans().map(lambda value: {"value": value}),
    K.MULTIPLE: lambda each: st.sets(_some(each.options), min_size=1).map(lambda some: {"choices": sorted(some)}),
    K.MATCHING: lambda each: st.dictionaries(_some(each.prompts), _some(each.options), min_size=1).map(
        lambda pairs: {"pairs": pairs}
    ),
    K.ORDERING: lambda each: st.permutations(each.options).map(
        lambda order: {"positions": {item: at for at, item in enumerate(order, start=1)}}
    ),
    K.SHORT: _TYPED,
    K.NUMERIC: _TYPED,
    K.ESSAY: _TYPED,
    K.GAPS: _gaps,
}


@given(answered())
def test_letters_and_answers_stand_for_one_another(pair):
    question, answer = pair
    typed = write_typed(question, answer)
    assert len(typed) == fields_of(question)
    assert read_typed(question, typed) == answer
    assert write_typed(question, read_typed(question, typed)) == typed


@given(st.sampled_from(PRINTED), st.integers(0, 200), st.data())
def test_different_letters_are_different_answers(kind, seed, data):
    question = paper_question(kind, seed)
    one, other = (data.draw(_ANSWERS[kind](question)) for _time in range(2))
    assert (one == other) == (write_typed(question, one) == write_typed(question, other))


@given(st.integers(0, 1000), st.sampled_from(list(Arrangement)))
def test_a_paper_entry_is_worth_what_the_same_answers_are_on_a_computer(seed, arrangement):
    bank = [make_question(kind) for kind in PRINTED if kind is not K.ESSAY]
    known = {each.id: each for each in bank}
    for variant in make_variants(bank, EXAM, seed, 3, arrangement):
        questions = [known[each.id] for each in variant.paper.questions]
        online = {at: RIGHT[each.kind] for at, each in enumerate(questions) if at % 3}
        typed = {at: write_typed(variant.paper.questions[at], online.get(at, {})) for at in range(len(questions))}
        paper = {at: read_typed(variant.paper.questions[at], each) for at, each in typed.items()}
        online = {at: read_answer(variant.paper.questions[at], each) for at, each in online.items()}
        assert mark_paper(questions, paper, 50) == mark_paper(questions, online, 50)


@given(st.integers(0, 1000))
def test_the_key_typed_as_an_answer_earns_everything(seed):
    kinds = (K.SINGLE, K.MULTIPLE, K.TRUE_FALSE, K.MATCHING, K.ORDERING, K.IMAGE)
    for question in map(make_question, kinds):
        printed = draw_paper([question], EXAM, seed).questions[0]
        line = key_line(0, printed, question, "")
        marks = mark_paper([question], {0: read_typed(printed, line.right)}, 50)
        assert marks.percent == 100


def test_nothing_is_guessed():
    single, order = paper_question(K.SINGLE), paper_question(K.ORDERING)
    for text, refusal in (("", NothingTyped), ("В", ForeignLetter), ("E", NoSuchOption), ("AB", WrongCount)):
        with pytest.raises(refusal):
            read_typed(single, [text])
    with pytest.raises(LetterTwice):
        read_typed(order, ["AABC"])
    with pytest.raises(WrongCount):
        read_typed(order, ["ABC"])
    assert read_typed(single, ["–"]) == {}
    assert read_typed(single, [" b "]) == read_typed(single, ["2"]) == {"choice": single.options[1]}
    assert read_typed(order, ["A-C, D"]) == {
        "positions": {order.options[0]: 1, order.options[2]: 3, order.options[3]: 4}
    }


def test_neighbours_of_one_letter_are_typed_as_one_line():
    kinds = [K.SINGLE, K.TRUE_FALSE, K.SHORT, K.IMAGE, K.MULTIPLE, *[K.SINGLE] * 12]
    blocks = blocks_of([paper_question(kind) for kind in kinds])
    assert blocks == [(0, 1), (2,), (3,), (4,), tuple(range(5, 15)), (15, 16)]
    assert split_line("bd-a c", 5) == ["b", "d", "-", "a", "c"]
    with pytest.raises(WrongCount):
        split_line("BDAC", 5)


@given(st.integers(0, 10_000), st.integers(1, 8), st.sampled_from(list(Arrangement)))
def test_variants_follow_from_one_number_and_differ(seed, count, arrangement):
    bank = [make_question(kind, id=f"q{number}") for number, kind in enumerate([*PRINTED, *PRINTED])]
    blueprint = Blueprint(pool="exam", questions=8)
    variants = make_variants(bank, blueprint, seed, count, arrangement)
    assert variants == make_variants(list(reversed(bank)), blueprint, seed, count, arrangement)
    assert [each.letter for each in variants] == list("ABCDEFGH"[:count])
    assert len({each.paper for each in variants}) == count
    if arrangement is Arrangement.ORDER:
        assert len({frozenset(each.id for each in one.paper.questions) for one in variants}) == 1


def test_what_paper_can_not_do_is_refused():
    for kinds, refusal in (([K.SINGLE, K.SIMULATION], NotForPaper), ([K.SHORT, K.CHECKLIST], PracticalAmongWritten)):
        with pytest.raises(refusal):
            make_variants([make_question(kind) for kind in kinds], EXAM, 1, 1, Arrangement.ORDER)
    with pytest.raises(VariantsAlike):
        make_variants([make_question(K.SHORT)], EXAM, 1, 2, Arrangement.ORDER)
    with pytest.raises(TooManyVariants):
        make_variants([make_question(K.SINGLE)], EXAM, 1, 9, Arrangement.ORDER)
    assert make_variants([make_question(K.CHECKLIST)], EXAM, 1, 1, Arrangement.ORDER)


def test_scans_are_told_by_their_first_bytes():
    assert kind_of_scan(b"%PDF-1.7") == "application/pdf"
    assert kind_of_scan(b"\xff\xd8\xff\xe0") == "image/jpeg"
    assert kind_of_scan(b"\x89PNG\r\n\x1a\n") == "image/png"
    for content, refusal in ((b"", ScanEmpty), (b"MZ", ScanUnknown), (b"%PDF-" + b"0" * 6_000_000, ScanTooLarge)):
        with pytest.raises(refusal):
            kind_of_scan(content)


def entry(kind, by=1, minute=0, **changes) -> Entry:
    values = {
        "id": uuid4(),
        "kind": kind,
        "variant_id": UUID(int=9),
        "answers": {0: {"choice": "a"}, 1: {"text": "x"}},
        "started_at": NOW,
        "submitted_at": NOW + timedelta(hours=1),
        "note": "",
        "scan_digest": "",
        "entered_at": NOW + timedelta(minutes=minute),
        "entered_by": UUID(int=by),
        **changes,
    }
    return Entry(**values)


PAPERS = {UUID(int=9): Paper((paper_question(K.SINGLE), paper_question(K.ESSAY)))}


def standing(*entries, double=True, marked=False):
    return stand(entries, PAPERS, double=double, marked=marked)


def test_entries_are_folded():
    first, second = entry(EntryKind.FIRST), entry(EntryKind.SECOND, 2, 1)
    other = entry(EntryKind.SECOND, 2, 1, answers={0: {"choice": "b"}})
    decided = entry(EntryKind.DECIDED, 3, 2, answers={0: {"choice": "b"}})
    assert standing().state is EntryState.OPEN
    assert standing(first).state is EntryState.ONCE
    assert standing(first, double=False).final is first
    assert standing(second, first).final is first
    assert [each.place for each in standing(first, other).differences] == [0]  # essays are typed once
    assert standing(first, other).state is EntryState.DIFFERS
    assert standing(first, other, decided).final is decided
    again = entry(EntryKind.FIRST, 1, 3, answers={0: {"choice": "c"}})
    assert standing(first, other, decided, again).state is EntryState.DIFFERS
    assert standing(first, entry(EntryKind.ABSENT, 1, 2)).state is EntryState.ABSENT
    assert standing(entry(EntryKind.ABSENT), entry(EntryKind.FIRST, 1, 1), double=False).state is EntryState.READY
    assert standing(first, second, marked=True).state is EntryState.MARKED


def test_a_decision_takes_each_difference_from_whom_it_says():
    first = entry(EntryKind.FIRST)
    second = entry(EntryKind.SECOND, 2, 1, answers={0: {"choice": "b"}}, submitted_at=NOW + timedelta(hours=2))
    found = standing(first, second).differences
    base, answers = decide(first, second, found, {"0": "second", "times": "first"})
    assert (base, answers) == (first, {0: {"choice": "b"}, 1: {"text": "x"}})
    other = entry(EntryKind.SECOND, 2, 1, variant_id=UUID(int=8))
    found = standing(first, other).differences
    assert [each.what for each in found] == ["variant"]
    assert decide(first, other, found, {"variant": "second"})[0] is other


def test_the_grid_has_a_place_for_every_answer():
    marks = {kind: rows_of(0, paper_question(kind), "in the booklet") for kind in PRINTED}
    assert [row.marks for row in marks[K.SINGLE]] == [["A", "B", "C", "D"]]
    assert [row.boxes for row in marks[K.ORDERING]] == [["1", "2", "3", "4"]]
    assert [row.label for row in marks[K.GAPS]] == ["1.1", "1.2", "1.3"]
    assert marks[K.ESSAY][0].note
    wide = PaperQuestion("q", K.SINGLE, tuple("abcdefghijklmnopqrstuvwxyz"))
    assert [each for row in rows_of(0, wide, "") for each in row.marks] == list("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    assert len(grid_pages([wide] * 40, "")) == 3
    assert len(grid_pages([paper_question(K.SINGLE)] * 40, "")) == 1
    assert rows_of(0, wide, "", LARGE) != rows_of(0, wide, "")
