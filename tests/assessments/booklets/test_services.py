"""Paper versions with a database: made, printed, typed, decided, marked."""

from __future__ import annotations

import io
from dataclasses import replace

import pytest
from pypdf import PdfReader
from sqlalchemy import delete, select, update
from sqlalchemy.exc import DBAPIError

from app.accounts.models import Role, RoleAssignment
from app.assessments import services as assessments
from app.assessments.analysis.queries.answers import read_exam
from app.assessments.analysis.queries.choices import Wanted as Chosen
from app.assessments.analysis.queries.figures import analyse
from app.assessments.booklets import services
from app.assessments.booklets.drawing.content import printed_questions
from app.assessments.booklets.drawing.documents import Order, draw_booklet
from app.assessments.booklets.models import BookletSheet, BookletVariant, PaperAttempt, PaperEntry
from app.assessments.booklets.queries.people import people_of, person_of
from app.assessments.booklets.queries.sets import find_printing
from app.assessments.booklets.rules.entries import (
    AlreadyMarked,
    EntryKind,
    EntryState,
    NoReasonForChange,
    NothingToDecide,
    SameTypist,
    SatOnline,
    TimesWrong,
)
from app.assessments.booklets.rules.printing import (
    LanguageNotInSet,
    NobodyToPrintFor,
    PrintKind,
    WrongCopies,
    WrongDocument,
)
from app.assessments.booklets.rules.variants import Arrangement, NotInTheLanguages, make_variants
from app.assessments.booklets.services import SentScan, TypedSheet
from app.assessments.events import AttemptGraded
from app.assessments.marking.models import MarkingTask
from app.assessments.models import Attempt, AttemptSource, Grade, Response
from app.assessments.queries.banks import questions_of
from app.assessments.rules.drawing import TooFewQuestions
from app.assessments.rules.questions import Paper, QuestionKind
from app.assessments.rules.timing import AttemptsExhausted, TooSoon
from app.assessments.sittings.rules.doors import Admission
from app.core.audit import AuditEntry
from app.core.errors import Missing, NotAllowed
from app.core.events import subscribe
from app.core.ids import new_id
from app.core.pdf import MissingGlyph
from tests.assessments.booklets.scene import AFTER, make_paper_scene
from tests.assessments.factories import RIGHT, WRONG
from tests.assessments.sittings.scene import HOUR, MINUTE
from tests.conftest import NOW


@pytest.fixture
def storage(app):
    return app.extensions["sabaq_ports"].storage


@pytest.fixture
def scene(session, cast, storage):
    return make_paper_scene(session, cast, storage)


@pytest.fixture
def speaking(app):
    with app.test_request_context():
        yield


def bytes_of(scene, printing_id):
    return scene.storage.get(find_printing(scene.session, printing_id).digest)


def text_of(scene, printing_id):
    pages = PdfReader(io.BytesIO(bytes_of(scene, printing_id))).pages
    return "\n".join(page.extract_text() for page in pages)


def person(scene, set_id, who="amina"):
    scene.session.commit()
    return person_of(scene.session, scene.facts(set_id), getattr(scene.scene, who).id)


def test_a_set_is_drawn_once_and_never_changes(scene, session):
    key = new_id()
    assert scene.make(set_id=key) == scene.make(set_id=key, seed=9, variants=3)
    paper = scene.facts(key)
    assert [each.letter for each in paper.variants] == ["A", "B"]
    sheets = session.scalars(select(BookletSheet)).all()
    assert {each.variant_id for each in sheets} == {each.id for each in paper.variants}
    assert len({each.code for each in sheets}) == 2
    scene.enter(key)
    changes = (update(BookletVariant).values(seed=1), update(PaperEntry).values(note="x"), delete(BookletSheet))
    for change in changes:
        with pytest.raises(DBAPIError, match="append-only"):
            session.execute(change)
        session.rollback()


def test_the_variants_can_be_drawn_again_from_the_stored_number(scene, session):
    for arrangement in Arrangement:
        paper = scene.facts(scene.make(arrangement=arrangement, variants=3))
        bank = questions_of(session, paper.variants[0].paper)
        again = make_variants(bank, paper.blueprint, paper.seed, 3, arrangement)
        assert [(each.letter, each.seed, each.paper) for each in again] == [
            (each.letter, each.seed, each.paper) for each in paper.variants
        ]


def test_who_may_make_one(scene, cast):
    for who in ("farida", "sherzod", "amina"):
        with pytest.raises((Missing, NotAllowed)):
            scene.make(who)
        scene.session.rollback()


def test_languages_that_a_question_lacks(scene, session, cast, storage):
    with pytest.raises(TooFewQuestions):  # an exam leaves out what is not translated
        scene.make(languages=("tg",))
    session.rollback()
    strict = scene.scene.assessment
    strict.blueprint = {**strict.blueprint, "missing_language": "refuse"}
    session.commit()
    with pytest.raises(NotInTheLanguages):
        scene.make(languages=("en", "tg"))


def test_a_booklet_shows_every_kind_and_no_right_answer(scene, speaking):
    set_id = scene.make()
    variant = scene.facts(set_id).variants[0]
    text = text_of(scene, scene.print(set_id, PrintKind.BOOKLET, variant_id=variant.id))
    for said in ("I work alone.", "40 minutes", "Candidate code", "variant A", "page 1 of", "Left p1 (en)", "Step i1"):
        assert said in text
    assert "Because of" not in text


def test_letters_of_the_region_are_printed_and_others_refused(scene, speaking, session):
    letters = "ғ ӣ қ ӯ ҳ ҷ Ғ Ӣ Қ Ӯ Ҳ Ҷ"
    paper = scene.facts(scene.make(languages=("ru",)))
    variant = paper.variants[0]
    questions = printed_questions(session, scene.storage, variant.paper, "ru")
    place = next(at for at, each in enumerate(questions) if each.kind == "short")

    def printed(stem):
        questions[place] = replace(questions[place], shown=replace(questions[place].shown, stem=stem))
        return draw_booklet(paper, Order(PrintKind.BOOKLET, "ru", variant=variant), questions).content

    text = "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(printed(letters))).pages)
    assert set(letters) <= set(text)
    with pytest.raises(MissingGlyph):
        printed("\U00012000")


def test_the_same_document_is_the_same_bytes_and_each_printing_is_on_record(scene, speaking, session):
    set_id = scene.make()
    variant = scene.facts(set_id).variants[1]
    first = scene.print(set_id, PrintKind.BOOKLET, variant_id=variant.id, copies=12)
    again = scene.print(set_id, PrintKind.BOOKLET, who="dilnoza", variant_id=variant.id, copies=1, at=NOW + HOUR)
    assert bytes_of(scene, first) == bytes_of(scene, again)
    large = scene.print(set_id, PrintKind.BOOKLET, variant_id=variant.id, large_print=True)
    assert bytes_of(scene, large) != bytes_of(scene, first)
    facts = session.scalars(select(AuditEntry).where(AuditEntry.action == "assessments:booklet:print")).all()
    assert [each.facts["copies"] for each in facts] == [12, 1, 1]
    assert facts[0].facts["sha256"] == find_printing(session, first).digest


def test_sheets_with_names_are_for_who_reads_that_language(scene, speaking, session):
    set_id = scene.make()
    text = text_of(scene, scene.print(set_id, PrintKind.SHEETS, language="ru"))
    for each in people_of(session, scene.facts(set_id)):
        assert each.watched.name in text
        assert each.sheet.code in text
    with pytest.raises(NobodyToPrintFor):
        scene.print(set_id, PrintKind.SHEETS, language="en")
    session.rollback()
    for changes, refusal in (
        ({"language": "tg"}, LanguageNotInSet),
        ({"copies": 0}, WrongCopies),
    ):
        variant = scene.facts(set_id).variants[0]
        with pytest.raises(refusal):
            scene.print(set_id, PrintKind.BOOKLET, variant_id=variant.id, **changes)
        session.rollback()
    with pytest.raises(WrongDocument):
        scene.print(set_id, PrintKind.CHECKLIST)


def test_a_key_is_for_those_who_do_not_sit(scene, speaking, session, cast):
    set_id = scene.make()
    variant = scene.facts(set_id).variants[0]
    printed = scene.print(set_id, PrintKind.KEY, variant_id=variant.id)
    text = text_of(scene, printed)
    assert "means" in text
    assert "For markers only" in text
    services.read_printing(session, actor=scene.actor("dilnoza"), printing_id=printed, at=NOW)
    session.commit()
    actions = [each.action for each in session.scalars(select(AuditEntry)) if "key" in each.action]
    assert actions == ["assessments:key:print", "assessments:key:read"]
    with pytest.raises(Missing):
        services.read_printing(session, actor=scene.actor("sherzod"), printing_id=printed, at=NOW)


def test_a_sheet_becomes_an_attempt_like_any_other(scene, session):
    graded = []
    subscribe(AttemptGraded, lambda event, _session: graded.append(event))
    set_id = scene.make()
    scene.enter(set_id)
    assert person(scene, set_id).state is EntryState.READY
    assert scene.mark(set_id) == (1, {})
    assert scene.mark(set_id) == (0, {})
    attempt = session.scalars(select(Attempt)).one()
    assert attempt.source is AttemptSource.PAPER
    assert (attempt.started_at, attempt.submitted_at) == (NOW + MINUTE, NOW + 31 * MINUTE)
    assert attempt.sitting_id == scene.sitting_id
    assert Paper.from_json(attempt.paper) == scene.facts(set_id).variants[0].paper
    grade = session.scalars(select(Grade)).one()
    assert (grade.percent, grade.graded_at) == (100, AFTER)
    responses = session.scalars(select(Response)).all()
    assert len(responses) == 8
    assert not any(each.late for each in responses)
    assert graded[-1].attempt_id == attempt.id
    assert person(scene, set_id).result.percent == 100
    with pytest.raises(AlreadyMarked):
        scene.enter(set_id, note="again")


def test_paper_and_computer_are_worth_the_same(scene, session, cast):
    scene.scene.assessment.blueprint = {**scene.scene.assessment.blueprint, "attempts": 5}
    session.commit()
    set_id = scene.make(variants=1)
    variant = scene.facts(set_id).variants[0]
    questions = questions_of(session, variant.paper)
    given = {at: (RIGHT if at % 2 else WRONG)[each.kind] for at, each in enumerate(questions)}
    scene.enter(set_id, answers=given)
    scene.mark(set_id)
    actor = scene.actor("tolib")
    attempt_id = new_id()
    assessments.start_attempt(
        session,
        actor=actor,
        enrolment_id=scene.scene.tolib.id,
        assessment_id=scene.scene.assessment.id,
        attempt_id=attempt_id,
        at=NOW + MINUTE,
        seed=3,
        brought=Admission(affirmed=True),
    )
    session.flush()
    online = questions_of(session, Paper.from_json(session.get_one(Attempt, attempt_id).paper))
    by_id = {each.id: given[at] for at, each in enumerate(questions)}
    for at, each in enumerate(online):
        about = {"attempt_id": attempt_id, "response_id": new_id(), "question": at}
        assessments.save_response(session, actor=actor, answer=by_id[each.id], at=NOW + 2 * MINUTE, **about)
    assessments.submit_attempt(session, actor=actor, attempt_id=attempt_id, at=NOW + 3 * MINUTE)
    session.commit()
    grades = session.scalars(select(Grade)).all()
    assert len({(each.points, each.maximum, each.percent) for each in grades}) == 1
    assert len(grades) == 2


def test_typed_twice_by_two_people(scene, session):
    set_id = scene.make(double_entry=True)
    right = scene.right(scene.facts(set_id).variants[0].paper)
    scene.enter(set_id, "rustam")
    assert person(scene, set_id).state is EntryState.ONCE
    assert scene.mark(set_id) == (0, {})
    with pytest.raises(SameTypist):
        scene.enter(set_id, "rustam", kind=EntryKind.SECOND)
    session.rollback()
    single = next(
        at for at, each in enumerate(scene.facts(set_id).variants[0].paper.questions) if each.kind == "single"
    )
    scene.enter(set_id, "dilnoza", kind=EntryKind.SECOND, answers={**right, single: {"choice": "d"}})
    found = person(scene, set_id)
    assert (found.state, [each.place for each in found.standing.differences]) == (EntryState.DIFFERS, [single])
    services.decide_entry(
        session,
        actor=scene.actor("dilnoza"),
        set_id=set_id,
        enrolment_id=scene.scene.amina.id,
        entry_id=new_id(),
        takes={str(single): "second"},
        corrected={},
        at=AFTER + MINUTE,
    )
    session.commit()
    assert person(scene, set_id).state is EntryState.READY
    scene.mark(set_id, at=AFTER + HOUR)
    assert session.scalars(select(Grade)).one().percent == 87.5
    assert [each.kind for each in person(scene, set_id).entries] == ["first", "second", "decided"]


def test_corrections_before_marking_are_added_with_their_reason(scene, session):
    set_id = scene.make()
    scene.enter(set_id, answers={})
    with pytest.raises(NoReasonForChange):
        scene.enter(set_id)
    session.rollback()
    scene.enter(set_id, note="a page was overlooked", at=AFTER + MINUTE)
    scene.mark(set_id, at=AFTER + HOUR)
    assert session.scalars(select(Grade)).one().percent == 100
    assert len(session.scalars(select(PaperEntry)).all()) == 2


def test_absent_people_and_impossible_times(scene, session):
    set_id = scene.make()
    about = {"actor": scene.actor("rustam"), "set_id": set_id, "enrolment_id": scene.scene.tolib.id, "at": AFTER}
    for _time in range(2):
        services.note_absence(session, entry_id=new_id(), **about)
    session.commit()
    assert person(scene, set_id, "tolib").state is EntryState.ABSENT
    assert len(session.scalars(select(PaperEntry)).all()) == 1
    typed = TypedSheet(scene.facts(set_id).variants[0].id, {}, NOW + HOUR, NOW)
    with pytest.raises(TimesWrong):
        services.enter_sheet(session, entry_id=new_id(), typed=typed, storage=scene.storage, **about)
    with pytest.raises(NothingToDecide):
        services.decide_entry(session, entry_id=new_id(), takes={}, corrected={}, **about)
    scene.enter(set_id, person="tolib", letter="B", at=AFTER + MINUTE)
    assert person(scene, set_id, "tolib").state is EntryState.READY


def test_a_person_has_one_sheet_in_a_sitting(scene, session):
    one, other = scene.make(), scene.make(seed=8)
    scene.enter(one)
    scene.enter(other)
    assert scene.mark(one) == (1, {})
    assert scene.mark(other) == (0, {})
    assert person(scene, other).state is EntryState.MARKED
    assert len(session.scalars(select(PaperAttempt)).all()) == 1
    assert len(session.scalars(select(PaperEntry)).all()) == 2  # nothing is lost


def test_who_began_on_a_computer_has_no_sheet(scene):
    set_id = scene.make()
    scene.scene.start(affirmed=True)
    with pytest.raises(SatOnline):
        scene.enter(set_id)


def test_a_sheet_counts_as_an_attempt(session, cast, storage):
    scene = make_paper_scene(session, cast, storage, attempts=1, spacing_hours=24)
    first = scene.make()
    scene.enter(first)
    scene.mark(first)
    scene.sitting_id = scene.scene.open(title="Again", overrides={})
    second = scene.make()
    scene.enter(second, at=AFTER + MINUTE)
    done, refused = scene.mark(second, at=AFTER + HOUR)
    assert (done, type(refused[scene.scene.amina.id])) == (0, AttemptsExhausted)
    scene.scene.assessment.blueprint = {**scene.scene.assessment.blueprint, "attempts": 2}
    session.commit()
    third = scene.make(seed=5)
    scene.enter(third, at=AFTER + MINUTE)
    _done, refused = scene.mark(third, at=AFTER + HOUR)
    assert type(refused[scene.scene.amina.id]) is TooSoon


def test_an_essay_waits_for_a_marker(session, cast, storage):
    scene = make_paper_scene(session, cast, storage, more=(QuestionKind.ESSAY,))
    set_id = scene.make(variants=1)
    scene.enter(set_id)
    scene.mark(set_id)
    assert session.scalars(select(Grade)).all() == []
    assert session.scalars(select(MarkingTask)).one().kind is QuestionKind.ESSAY
    assert person(scene, set_id).result.percent is None


def test_a_scan_is_kept_with_the_entry(scene, session):
    set_id = scene.make()
    entry_id = scene.enter(set_id, scan=SentScan(b"%PDF-1.7 sheet"))
    entry = session.get_one(PaperEntry, entry_id)
    assert (entry.scan_kind, scene.storage.get(entry.scan_digest)) == ("application/pdf", b"%PDF-1.7 sheet")


def test_nobody_enters_their_own_sheet(scene, session, cast):
    session.add(
        RoleAssignment(
            id=new_id(),
            user_id=cast.amina.id,
            role=Role.TRAINER,
            agency_id=cast.dushanbe_centre.id,
            scope_path=cast.dushanbe_centre.path,
            granted_at=NOW,
        )
    )
    session.commit()
    set_id = scene.make()
    with pytest.raises(NotAllowed):
        scene.enter(set_id, "amina")
    session.rollback()
    scene.enter(set_id, "rustam")
    scene.enter(set_id, "amina", person="tolib", letter="B")
    with pytest.raises(NotAllowed):
        scene.make("amina")
    session.rollback()


def test_analysis_counts_sheets_without_time(scene, session):
    set_id = scene.make()
    scene.enter(set_id)
    scene.enter(set_id, person="tolib", letter="B")
    scene.mark(set_id)
    actor, chosen = scene.actor("dilnoza"), Chosen(assessments=(scene.scene.assessment.id,))
    sheet = read_exam(session, actor, chosen).sheet
    assert (sheet.on_paper, len(sheet)) == (2, 2)
    assert all(each < 0 for column in sheet.columns.values() for each in column.seconds)
    assert any(any(column.chosen) for column in sheet.columns.values())
    assert analyse(session, actor, chosen).whole.on_paper == 2
