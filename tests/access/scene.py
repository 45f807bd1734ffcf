"""Things of every feature that the addresses of the table name."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.accounts.models import User
from app.assessments.booklets.models import (
    BookletPrinting,
    BookletSet,
    BookletSheet,
    BookletVariant,
    PaperEntry,
    PaperFile,
)
from app.assessments.booklets.rules.entries import EntryKind
from app.assessments.booklets.rules.printing import PrintKind
from app.assessments.booklets.rules.variants import Arrangement
from app.assessments.marking.services.waiting import new_code
from app.certificates.obligations.models import Exemption
from app.core.ids import new_id
from app.interop.services import Upload
from app.interop.services import send_file as send_questions
from app.training.absences.models import Absence, AbsenceSession
from app.training.checkins.models import CheckIn
from app.training.evaluations.content import publish as publish_forms
from app.training.evaluations.models import Evaluation, EvaluationAsked, EvaluationForm
from app.training.evaluations.rules import Audience, EvaluationKind
from app.training.evaluations.services import digest_of as evaluation_digest
from app.training.imports.models import ImportFile
from app.training.imports.rules.decisions import Action, ImportKind
from app.training.models import (
    AttendanceStatus,
    Room,
    SessionKind,
    TrainingSession,
)
from app.training.papers.models import Paper
from app.training.sheets.models import SheetScan
from app.training.tours.models import TourReport, TourTraveller, TourVisit
from app.training.trainers.models import Qualification, TrainerAbsence
from app.training.venues.models import BedBooking, EquipmentItem, Venue
from app.training.walk_ins.models import WalkIn
from tests.conftest import NOW, ROOT
from tests.training.agency_training.factories import make_handed_in

SUPERVISOR = "the secret of a supervisor's link"
FEED = "the secret of a feed"


def make_paper_version(
    session: Session, app: Flask, sitting_id: UUID, enrolment_id: UUID, user_id: UUID
) -> dict[str, Any]:
    """Add a paper version of a sitting with a printed booklet, a sheet, its scan and a table of answers."""
    keys = ("set_id", "printing_id", "paper_entry_id", "paper_file_id")
    facts: dict[str, Any] = {**{name: new_id() for name in keys}, "sheet_code": new_code()}
    storage, variant_id = app.extensions["sabaq_ports"].storage, new_id()
    own = {"set_id": facts["set_id"]}
    paper = {"questions": [{"id": str(new_id()), "kind": "single", "options": ["a", "b"], "prompts": []}]}
    table = storage.put(b"Code;Name;Variant;Absent;Begun;Handed in;1\nX;;;;;;A")
    session.add(
        BookletSet(
            id=facts["set_id"],
            sitting_id=sitting_id,
            number=1,
            arrangement=Arrangement.ORDER,
            seed=1,
            languages=["en"],
            double_entry=False,
            conditions={},
            made_at=NOW,
            made_by=user_id,
        )
    )
    session.flush()
    session.add(BookletVariant(id=variant_id, letter="A", seed=1, paper=paper, **own))
    session.flush()
    session.add_all(
        [
            BookletSheet(
                id=new_id(),
                enrolment_id=enrolment_id,
                variant_id=variant_id,
                code=facts["sheet_code"],
                language="en",
                made_at=NOW,
                **own,
            ),
            BookletPrinting(
                id=facts["printing_id"],
                kind=PrintKind.BOOKLET,
                copies=1,
                digest=storage.put(b"%PDF-1.4"),
                pages=1,
                printed_at=NOW,
                printed_by=user_id,
                **own,
            ),
            PaperEntry(
                id=facts["paper_entry_id"],
                enrolment_id=enrolment_id,
                kind=EntryKind.ABSENT,
                answers={},
                scan_digest=storage.put(b"%PDF-1.4"),
                scan_kind="application/pdf",
                entered_at=NOW,
                entered_by=user_id,
                **own,
            ),
            PaperFile(id=facts["paper_file_id"], name="a.csv", digest=table, sent_at=NOW, sent_by=user_id, **own),
        ]
    )
    session.flush()
    return facts


def send_question_file(app: Flask, session: Session, cast: Any, bank_id: UUID) -> UUID:
    """Send a file of questions to a bank."""
    return send_questions(
        session,
        actor=cast.actor(cast.gulnora),
        file_id=new_id(),
        bank_id=bank_id,
        upload=Upload("q.txt", b"Q {T}", "en"),
        storage=app.extensions["sabaq_ports"].storage,
        at=NOW,
    )


def make_list(session: Session, scope_path: str, who: Any) -> UUID:
    """Add a list that was checked and not accepted yet."""
    key = new_id()
    session.add(
        ImportFile(
            id=key,
            kind=ImportKind.PEOPLE,
            scope_path=scope_path,
            file_name="people.csv",
            file_digest="0" * 64,
            content=b"Name,Email\nA,a@example.org\n",
            reading={},
            titles=["Name", "Email"],
            columns={},
            rows=[],
            choices={},
            counts={each.value: 0 for each in Action},
            created_at=NOW,
            created_by=who.id,
            checked_at=NOW,
        )
    )
    return key


def make_evaluation(session: Session, cohort_id: UUID, user_id: UUID) -> dict[str, UUID]:
    """Put a form to one person of a cohort, and to the supervisor of the first who is asked."""
    publish_forms(session, ROOT / "content", NOW)
    forms = {each.audience: each.id for each in session.scalars(select(EvaluationForm))}
    shared = {"cohort_id": cohort_id, "opens_on": NOW.date(), "closes_on": NOW.date(), "box": {}}
    own, other = (
        Evaluation(id=new_id(), form_id=forms[audience], audience=audience, kind=kind, **shared)
        for audience, kind in (
            (Audience.PARTICIPANT, EvaluationKind.END_OF_COURSE),
            (Audience.SUPERVISOR, EvaluationKind.AFTER_THREE_MONTHS),
        )
    )
    session.add_all([own, other])
    session.flush()
    session.add(EvaluationAsked(evaluation_id=own.id, user_id=user_id))
    first = session.scalar(select(func.count()).where(EvaluationAsked.link_digest.is_not(None))) == 0
    digest = evaluation_digest(SUPERVISOR if first else "another")
    session.add(EvaluationAsked(evaluation_id=other.id, user_id=user_id, link_digest=digest))
    session.flush()
    return {"evaluation_id": own.id, "follow_up_id": other.id}


def make_places(session: Session, centre: Any, cohort: Any, traveller: Any, trainer: Any, who: Any) -> dict[str, Any]:
    """Add a venue with a room, equipment and beds, a trainer's records, and a study tour with a draft report."""
    keys = ("venue_id", "room_id", "item_id", "booking_id", "qualification_id", "away_id", "tour_id", "visit_id")
    facts: dict[str, Any] = {name: new_id() for name in (*keys, "report_id")}
    place, days = centre.agency_id, {"first_day": NOW.date(), "last_day": NOW.date()}
    session.add(Venue(id=facts["venue_id"], centre_id=place, name="V", country="TJ", time_zone="Asia/Dushanbe", beds=2))
    session.flush()
    tour = TrainingSession(
        id=facts["tour_id"],
        cohort_id=cohort.id,
        title="Tour",
        kind=SessionKind.STUDY_TOUR,
        starts_at=NOW + timedelta(hours=6),
        ends_at=NOW + timedelta(hours=10),
    )
    session.add_all(
        [
            Room(id=facts["room_id"], centre_id=place, name="R", capacity=24, venue_id=facts["venue_id"]),
            EquipmentItem(id=facts["item_id"], centre_id=place, name="I", count=1),
            BedBooking(
                id=facts["booking_id"],
                venue_id=facts["venue_id"],
                cohort_id=cohort.id,
                beds=1,
                first_night=NOW.date(),
                last_night=NOW.date(),
                booked_by=who.id,
                booked_at=NOW,
            ),
            Qualification(
                id=facts["qualification_id"],
                centre_id=place,
                user_id=trainer.id,
                awarded_by="A",
                valid_from=NOW.date(),
                granted_by=who.id,
                granted_at=NOW,
            ),
            TrainerAbsence(id=facts["away_id"], user_id=trainer.id, noted_by=who.id, noted_at=NOW, **days),
            tour,
        ]
    )
    session.flush()
    session.add_all(
        [
            TourTraveller(session_id=tour.id, user_id=traveller.id),
            TourVisit(
                id=facts["visit_id"], session_id=tour.id, body="B", starts_at=tour.starts_at, ends_at=tour.ends_at
            ),
            TourReport(id=facts["report_id"], session_id=tour.id, user_id=traveller.id, saved_at=NOW),
        ]
    )
    session.flush()
    return {**facts, "trainer_id": trainer.id}


def make_attendance(session: Session, app: Flask, cast: Any, held: Any, cohort: Any, enrolment: Any, who: Any) -> dict:
    """Add an open check-in, a scan, a walk-in and an announced absence of a session."""
    paper = Paper(
        id=new_id(),
        digest=app.extensions["sabaq_ports"].storage.put(b"%PDF-1.4"),
        name="x.pdf",
        kind="application/pdf",
        size=8,
        uploaded_by=who.id,
        uploaded_at=NOW,
    )
    session.add(paper)
    session.flush()
    facts = {name: new_id() for name in ("scan_id", "walk_in_id", "absence_id")}
    session.add_all(
        [
            CheckIn(
                session_id=held.id,
                secret="0f" * 32,
                opened_at=NOW,
                opened_by=who.id,
                open_until=NOW + timedelta(hours=1),
            ),
            SheetScan(id=facts["scan_id"], session_id=held.id, paper_id=paper.id, entered_at=NOW, entered_by=who.id),
            WalkIn(
                id=facts["walk_in_id"],
                session_id=held.id,
                name="Nobody",
                status=AttendanceStatus.PRESENT,
                recorded_by=who.id,
                recorded_at=NOW,
            ),
            Absence(
                id=facts["absence_id"],
                enrolment_id=enrolment.id,
                user_id=enrolment.user_id,
                reason="x",
                paper_id=paper.id,
                announced_by=who.id,
                announced_at=NOW,
            ),
        ]
    )
    session.flush()
    session.add(AbsenceSession(session_id=held.id, absence_id=facts["absence_id"]))
    return {**facts, "code": "ABCDEF"}


def make_owed(session: Session, *, person: User, by: UUID, **others: Any) -> dict[str, UUID]:
    """Hand in a training of an agency, and exempt somebody from hours."""
    exemption = Exemption(
        id=new_id(), user_id=person.id, first=NOW.date(), last=NOW.date(), reason="R", made_at=NOW, made_by=by
    )
    session.add(exemption)
    session.flush()
    return {**make_handed_in(session, person=person, by=by, **others), "exemption_id": exemption.id}
