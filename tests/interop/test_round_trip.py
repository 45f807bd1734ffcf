"""What we write out is what we read in."""

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from app.assessments.rules.questions import QuestionKind
from app.assessments.rules.writing import WrittenQuestion
from app.interop.formats import Format, read, write
from app.interop.outcome import Status

from . import examples

pytestmark = pytest.mark.slow

MANY = settings(deadline=None, max_examples=150, suppress_health_check=list(HealthCheck))


def back(questions, wanted, language=""):
    written = write(questions, wanted, language)
    assert all(each.refusal is None for each in written.outcomes), [each.refusal for each in written.outcomes]
    found = read(written.content, "en", wanted)
    return [each.question for each in found.outcomes], found


def named_apart(questions):
    assume(all(examples.sound(each) for each in questions))
    assume(len({each.name.casefold() for each in questions}) == len(questions))


@MANY
@given(st.lists(examples.questions(), min_size=1, max_size=3))
def test_moodle_xml_keeps_every_kind_language_and_tag(questions):
    named_apart(questions)
    assert back(questions, Format.MOODLE_XML)[0] == questions


@MANY
@given(st.lists(examples.questions(), min_size=1, max_size=3))
def test_a_package_of_qti_keeps_every_kind_language_and_tag(questions):
    named_apart(questions)
    assert back(questions, Format.QTI)[0] == questions


GIFT_KINDS = (
    QuestionKind.SINGLE,
    QuestionKind.MULTIPLE,
    QuestionKind.TRUE_FALSE,
    QuestionKind.MATCHING,
    QuestionKind.SHORT,
    QuestionKind.NUMERIC,
)


@MANY
@given(st.lists(examples.questions(kinds=GIFT_KINDS), min_size=1, max_size=3))
def test_gift_keeps_the_kinds_that_it_has_in_one_language(questions):
    """In GIFT ids and the blanks around words do not count: compared is what does, by `examples.simple`."""
    assume(not any("units" in each.key for each in questions))
    questions = [examples.simple(each) for each in questions]
    named_apart(questions)
    for each in questions:
        words = each.texts["en"]
        lines = [*words.get("left", {}).values(), *map(examples.text_of, words.get("accept", ()))]
        assume(not any("->" in line for line in lines))
    assert back(questions, Format.GIFT)[0] == questions


@MANY
@given(examples.questions(kinds=(QuestionKind.SINGLE,)))
def test_aiken_keeps_single_choices(question):
    question = examples.simple(question, one_line=True)
    key = {"choices": question.key["choices"], "correct": question.key["correct"]}
    words = question.texts["en"]
    texts = {
        "stem": words["stem"],
        "choices": {name: {"text": each["text"]} for name, each in words["choices"].items()},
    }
    question = WrittenQuestion(question.name, question.kind, key, {"en": texts})
    assume(examples.sound(question))
    written = write([question], Format.AIKEN, "")
    assume(written.outcomes[0].refusal is None)
    found = read(written.content, "en", Format.AIKEN).questions
    assert [(each.kind, each.key, each.texts) for each in found] == [(question.kind, key, {"en": texts})]


def test_a_kind_that_a_format_lacks_is_named_and_not_dropped_in_silence():
    question = WrittenQuestion(
        "steps", QuestionKind.ORDERING, {"items": ["a", "b"]}, {"en": {"stem": "?", "items": {"a": "1", "b": "2"}}}
    )
    for wanted in (Format.GIFT, Format.AIKEN):
        outcome = write([question], wanted, "en").outcomes[0]
        assert (outcome.name, outcome.status) == ("steps", Status.REFUSED)


def test_what_somebody_changed_in_our_export_is_read_as_they_wrote_it():
    question = WrittenQuestion(
        "q", QuestionKind.TRUE_FALSE, {"answer": True}, {"en": {"stem": "Water is wet"}, "ru": {"stem": "Вода мокрая"}}
    )
    for wanted in (Format.MOODLE_XML, Format.QTI):
        [same] = read(write([question], wanted, "en").content, "en").questions
        assert same == question
    changed = write([question], Format.MOODLE_XML, "en").content.replace(b"Water is wet", b"Fire is cold", 1)
    [other] = read(changed, "en").questions
    assert other.texts == {"en": {"stem": "Fire is cold"}}


def test_an_unfinished_draft_is_named_and_harms_nothing():
    broken = WrittenQuestion("draft", QuestionKind.GAPS, {"gaps": [{"id": "1"}]}, {"en": {"stem": ""}})
    whole = WrittenQuestion("q", QuestionKind.TRUE_FALSE, {"answer": True}, {"en": {"stem": "Water is wet"}})
    for wanted in Format:
        outcomes = {each.name: each.status for each in write([broken, whole], wanted, "en").outcomes}
        assert outcomes["draft"] is Status.REFUSED
