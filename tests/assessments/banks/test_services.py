"""Writing, review, publication, drawing and the counting of use, with a database."""

from __future__ import annotations

import io
import time
from datetime import timedelta

import pytest
from PIL import Image
from sqlalchemy import delete, select, text
from sqlalchemy.exc import DatabaseError

from app.assessments.banks import services
from app.assessments.banks.events import QuestionPublished, QuestionReturned, QuestionSentToReview
from app.assessments.banks.models import BankQuestion, QuestionAct, VersionMedia
from app.assessments.banks.queries import bank_questions, get_bank, list_banks, media_of
from app.assessments.banks.queries.duplicates import duplicates
from app.assessments.banks.queries.media import get_picture
from app.assessments.banks.queries.questions import versions_of
from app.assessments.banks.rules.pictures import LARGEST_FILE, NoPicture, PictureTooLarge, read_picture
from app.assessments.banks.rules.workflow import (
    Act,
    ChangedMeanwhile,
    OwnQuestion,
    StillWrong,
    WasPublished,
    WrongState,
)
from app.assessments.banks.services.drafts import NameTaken
from app.assessments.models import Attempt, QuestionVersion
from app.assessments.queries.attempts import get_own_assessment
from app.assessments.queries.banks import bank_of
from app.assessments.rules.questions import QuestionKind
from app.assessments.services.starting import start_attempt
from app.core.errors import Missing
from app.core.ids import new_id
from tests.assessments.banks.scene import begin, open_bank, publish, step, write
from tests.assessments.factories import make_exam
from tests.conftest import NOW


@pytest.fixture
def bank(session, cast):
    return open_bank(session, cast)


@pytest.fixture
def heard(monkeypatch):
    found = []
    monkeypatch.setattr("app.assessments.banks.services.reviewing.publish", lambda event, _session: found.append(event))
    return found


def test_a_question_reaches_the_papers_through_two_people(session, cast, bank, heard):
    question_id = begin(session, cast, bank, write())
    step(session, cast, question_id, Act.SENT, cast.rustam)
    with pytest.raises(OwnQuestion):
        step(session, cast, question_id, Act.APPROVED, cast.rustam)
    step(session, cast, question_id, Act.RETURNED, cast.dilnoza, "The second choice is right too.")
    better = write(texts={**write().texts, "tg": write().texts["ru"]})
    services.save_draft(
        session, actor=cast.actor(cast.rustam), question_id=question_id, written=better, revision=1, at=NOW
    )
    published = publish(session, cast, question_id)
    [(version, drawn, _last)] = versions_of(session, question_id)
    assert (version.number, version.languages, drawn) == (1, "en ru tg", 0)
    assert (published.version_number, published.authors) == (1, [])
    assert [type(each) for each in heard][:2] == [QuestionSentToReview, QuestionReturned]
    assert isinstance(heard[-1], QuestionPublished)
    acts = session.scalars(select(QuestionAct.act).where(QuestionAct.question_id == question_id)).all()
    assert [each.value for each in acts] == [
        "created",
        "sent",
        "returned",
        "changed",
        "sent",
        "approved",
        "published",
    ]


def test_a_second_writer_is_an_author_too(session, cast, bank):
    question_id = begin(session, cast, bank, write())
    services.save_draft(
        session,
        actor=cast.actor(cast.dilnoza),
        question_id=question_id,
        written=write(difficulty="hard"),
        revision=1,
        at=NOW,
    )
    step(session, cast, question_id, Act.SENT, cast.rustam)
    with pytest.raises(OwnQuestion):
        step(session, cast, question_id, Act.APPROVED, cast.dilnoza)
    step(session, cast, question_id, Act.APPROVED, cast.gulnora)


def test_a_question_with_problems_stays_a_draft(session, cast, bank):
    question_id = begin(session, cast, bank, write(key={"choices": ["a"], "correct": []}))
    with pytest.raises(StillWrong):
        step(session, cast, question_id, Act.SENT, cast.rustam)


def test_two_writers_notice_one_another(session, cast, bank):
    question_id = begin(session, cast, bank, write())
    for who, difficulty in ((cast.rustam, "hard"), (cast.dilnoza, "easy")):

        def save(who=who, difficulty=difficulty):
            return services.save_draft(
                session,
                actor=cast.actor(who),
                question_id=question_id,
                written=write(difficulty=difficulty),
                revision=1,
                at=NOW,
            )

        if who is cast.rustam:
            assert save() == 2
            assert save() == 2, "sent twice, saved once"
        else:
            with pytest.raises(ChangedMeanwhile):
                save()
    assert session.get_one(BankQuestion, question_id).difficulty == "hard"


def test_a_new_version_takes_the_place_of_the_old_one_which_stays(session, cast, bank):
    question_id = begin(session, cast, bank, write())
    publish(session, cast, question_id)
    first = session.scalars(select(QuestionVersion)).one()
    with pytest.raises(WrongState):
        services.save_draft(
            session,
            actor=cast.actor(cast.rustam),
            question_id=question_id,
            written=write(pool="practice"),
            revision=1,
            at=NOW,
        )
    step(session, cast, question_id, Act.REOPENED, cast.rustam)
    services.save_draft(
        session,
        actor=cast.actor(cast.rustam),
        question_id=question_id,
        written=write(difficulty="hard"),
        revision=1,
        at=NOW,
    )
    publish(session, cast, question_id)
    assert [version.number for version, _d, _l in versions_of(session, question_id)] == [2, 1]
    assert first.difficulty == "medium"


def test_a_discarded_draft_gives_back_what_was_published(session, cast, bank):
    question_id = begin(session, cast, bank, write())
    publish(session, cast, question_id)
    step(session, cast, question_id, Act.REOPENED, cast.rustam)
    services.save_draft(
        session,
        actor=cast.actor(cast.rustam),
        question_id=question_id,
        written=write(difficulty="hard"),
        revision=1,
        at=NOW,
    )
    question = step(session, cast, question_id, Act.DISCARDED, cast.rustam)
    assert (question.state.value, question.difficulty) == ("published", "medium")


def test_drafts_are_deleted_and_published_questions_never(session, cast, bank):
    draft, used = begin(session, cast, bank, write()), begin(session, cast, bank, write(name="q-2"))
    publish(session, cast, used)
    services.delete_question(session, actor=cast.actor(cast.rustam), question_id=draft, at=NOW)
    assert session.get(BankQuestion, draft) is None
    assert session.scalar(select(QuestionAct.act).where(QuestionAct.act == Act.DELETED)) is Act.DELETED
    with pytest.raises(WasPublished):
        services.delete_question(session, actor=cast.actor(cast.rustam), question_id=used, at=NOW)
    with pytest.raises(DatabaseError), session.begin_nested():
        session.execute(delete(BankQuestion).where(BankQuestion.id == used))
    with pytest.raises(DatabaseError), session.begin_nested():
        session.execute(delete(QuestionVersion))
    with pytest.raises(DatabaseError), session.begin_nested():
        session.execute(text("UPDATE assessments_question_acts SET note = 'x'"))


def test_names_are_different_within_a_bank(session, cast, bank):
    begin(session, cast, bank, write())
    with pytest.raises(NameTaken):
        begin(session, cast, bank, write(name="Q-1"))


def test_banks_of_other_centres_are_not_there(session, cast, bank):
    far = open_bank(session, cast, cast.gulnora, cast.tashkent_centre.id)
    assert [each.id for each in list_banks(session, cast.actor(cast.rustam))] == [bank]
    assert {each.id for each in list_banks(session, cast.actor(cast.gulnora))} == {bank, far}
    for who in (cast.rustam, cast.dilnoza, cast.sherzod, cast.amina):
        with pytest.raises(Missing):
            get_bank(session, cast.actor(who), far)
    for who in (cast.sherzod, cast.farida, cast.amina, cast.nargis):
        with pytest.raises(Missing):
            begin(session, cast, bank, write(), by=who)


def test_many_questions_are_added_with_names_of_their_own(session, cast, bank):
    begin(session, cast, bank, write())
    added = services.add_questions(
        session,
        actor=cast.actor(cast.rustam),
        bank_id=bank,
        questions=[write(), write(name=""), write(QuestionKind.GAPS, "q-1")],
        source="GIFT: file.txt",
        at=NOW,
    )
    assert len(added) == 3
    assert [each.name for each in bank_questions(session, cast.actor(cast.rustam), bank)] == [
        "q-1",
        "q-1-2",
        "q-1-3",
        "question",
    ]
    [gaps] = bank_questions(session, cast.actor(cast.rustam), bank, ids=added[2:])
    assert (gaps.key, gaps.texts) == (write(QuestionKind.GAPS).key, write(QuestionKind.GAPS, "q-1").texts)


def picture(kind="PNG", size=(40, 30), **options):
    file = io.BytesIO()
    Image.new("RGB", size, "teal").save(file, kind, **options)
    return file.getvalue()


def test_pictures_are_checked_and_say_nothing_of_the_camera():
    exif = Image.Exif()
    exif[0x010E] = "seen at 38.5, 68.7"
    stripped = read_picture(picture("JPEG", exif=exif.tobytes()))
    assert b"38.5" not in stripped.content
    assert read_picture(stripped.content).content == stripped.content
    assert max(read_picture(picture(size=(4000, 20))).width, 0) == 1600
    for content in (b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"GIF89a", b"", picture()[:60]):
        with pytest.raises(NoPicture):
            read_picture(content)
    with pytest.raises(PictureTooLarge):
        read_picture(bytes(LARGEST_FILE + 1))


def test_who_sits_a_paper_sees_its_pictures_and_nobody_else(app, session, cast, bank):
    exam = make_exam(session, cast.amina, banks=[str(bank)])
    with app.app_context():
        name = services.store_image(
            session, actor=cast.actor(cast.rustam), bank_id=bank, content=picture(), file_name="map.png", at=NOW
        )
        assert media_of(session, cast.actor(cast.rustam), bank, [name, "none.png"]) == {name: picture()}
    written = write(QuestionKind.IMAGE)
    pictured = write(
        QuestionKind.IMAGE,
        key={"choices": ["a", "b", "c"], "correct": ["c"], "stem_image": name},
        texts={code: {**words, "stem_alt": "A map"} for code, words in written.texts.items()},
    )
    publish(session, cast, begin(session, cast, bank, pictured))
    assert session.scalars(select(VersionMedia.name)).all() == [name]
    with pytest.raises(Missing):
        get_picture(session, cast.actor(cast.amina), name)
    start_attempt(
        session,
        actor=cast.actor(cast.amina),
        enrolment_id=exam.enrolment.id,
        assessment_id=exam.assessment.id,
        attempt_id=new_id(),
        at=NOW,
    )
    session.flush()
    assert get_picture(session, cast.actor(cast.amina), name)[0] == "image/png"
    for who in (cast.tolib, cast.sherzod):
        with pytest.raises(Missing):
            get_picture(session, cast.actor(who), name)


def offered(session, cast, exam):
    return get_own_assessment(session, cast.actor(cast.amina), exam.enrolment.id, exam.assessment.id)


def test_papers_draw_what_is_published_and_not_retired(session, cast, bank):
    exam = make_exam(session, cast.amina, banks=[str(bank), "nonsense"], languages=("en", "ru"))
    other = open_bank(session, cast)
    live, gone, _draft = (begin(session, cast, bank, write(name=name)) for name in ("live", "gone", "draft"))
    publish(session, cast, live)
    publish(session, cast, gone)
    publish(session, cast, begin(session, cast, other, write(name="elsewhere")))
    assert {"live", "gone"} <= {each.name for each in bank_of(session, offered(session, cast, exam))}
    step(session, cast, gone, Act.RETIRED, cast.dilnoza, "The law has changed.")
    step(session, cast, live, Act.REOPENED, cast.rustam)
    found = {each.name: each for each in bank_of(session, offered(session, cast, exam))}
    assert "live" in found
    assert not {"gone", "draft", "elsewhere"} & set(found)
    assert found["live"].languages == frozenset({"en", "ru"})


@pytest.mark.slow
def test_a_pool_of_two_thousand_is_read_quickly(session, cast, bank, statements):
    exam = make_exam(session, cast.amina, banks=[str(bank)])
    ids = services.add_questions(
        session,
        actor=cast.actor(cast.rustam),
        bank_id=bank,
        questions=[write(name=f"q-{number}") for number in range(2_000)],
        source="test",
        at=NOW,
    )
    for question in session.scalars(select(BankQuestion).where(BankQuestion.id.in_(ids))):
        question.version_number = 1
        session.add(
            QuestionVersion(
                id=new_id(),
                module_key="",
                question_key=question.name,
                number=1,
                digest=question.id.hex,
                kind=question.kind,
                objective="",
                difficulty="medium",
                pool="exam",
                key=question.key,
                texts=question.texts,
                bank_question_id=question.id,
                published_at=NOW,
            )
        )
    session.commit()
    assessment = offered(session, cast, exam)
    begun = time.process_time()
    with statements() as seen:
        pool = bank_of(session, assessment)
    print(f"{len(pool)} questions read in {time.process_time() - begun:.3f} s")
    assert len(pool) == 2_006
    assert len(seen) == 1
    assert time.process_time() - begun < 0.5


def test_use_is_counted_once(session, cast, bank):
    exam = make_exam(session, cast.amina, banks=[str(bank)])
    question_id = begin(session, cast, bank, write())
    publish(session, cast, question_id)
    start_attempt(
        session,
        actor=cast.actor(cast.amina),
        enrolment_id=exam.enrolment.id,
        assessment_id=exam.assessment.id,
        attempt_id=new_id(),
        at=NOW,
    )
    session.flush()
    assert services.count_uses(session, at=NOW) == 0, "what has just begun is counted later"
    assert services.count_uses(session, at=NOW + timedelta(minutes=5)) == 1
    assert services.count_uses(session, at=NOW + timedelta(minutes=6)) == 0
    [(_version, drawn, last)] = versions_of(session, question_id)
    assert (drawn, last) == (1, session.scalars(select(Attempt.started_at)).one())


def test_pairs_found_distinct_are_remembered(session, cast, bank):
    first, second = (begin(session, cast, bank, write(name=name, texts=write().texts)) for name in ("a", "b"))
    far = open_bank(session, cast, cast.gulnora, cast.tashkent_centre.id)
    begin(session, cast, far, write(texts=write().texts), by=cast.gulnora)
    [pair] = duplicates(session, cast.actor(cast.rustam))
    assert set(pair.pair) == {f"q:{first}", f"q:{second}"}
    assert len(duplicates(session, cast.actor(cast.gulnora))) == 3
    for _each in range(2):
        services.mark_distinct(session, actor=cast.actor(cast.rustam), first=pair.second, second=pair.first, at=NOW)
        session.flush()
    assert duplicates(session, cast.actor(cast.rustam)) == []
    with pytest.raises(Missing):
        services.mark_distinct(session, actor=cast.actor(cast.rustam), first=pair.first, second="q:none", at=NOW)
