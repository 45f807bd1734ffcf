"""An exam on paper, in a room without computers: two variants, sheets typed twice, one difference left to decide."""

from __future__ import annotations

import random
from datetime import datetime, timedelta
from uuid import UUID

from flask import current_app
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.demo import DEMO_DOMAIN
from app.accounts.models import User
from app.accounts.queries import get_actor
from app.assessments.booklets import services
from app.assessments.booklets.queries.people import PaperPerson, people_of
from app.assessments.booklets.queries.sets import SetFacts, get_set
from app.assessments.booklets.rules.entries import EntryKind
from app.assessments.booklets.rules.printing import PrintKind
from app.assessments.booklets.rules.variants import Arrangement
from app.assessments.queries.banks import questions_of
from app.assessments.rules.answers import read_answer
from app.assessments.sittings.services import SittingDetails, open_sitting
from app.core.ids import new_id
from app.core.policy import Actor
from app.core.ports import ports
from app.training.exams.models import CohortSitting
from app.training.models import Cohort, CohortPlace, TrainingCentre

from .learning import answer
from .sittings import COHORT, PLACES, exam_of

TITLE = "Имтиҳон дар варақа, толори бе компютер"
HONOUR = {
    "tg": "Ман мустақилона ва бе кӯмаки дигарон кор мекунам.",
    "ru": "Я работаю самостоятельно и без посторонней помощи.",
    "en": "I work alone and without help.",
}
SEATED, SEED, ABILITY = 6, 11, 0.75


def tell(session: Session, at: datetime) -> None:
    """Hold the exam yesterday; four sheets are marked, one waits for a decision, one person did not come."""
    cohort = session.scalars(select(Cohort).where(Cohort.title == COHORT)).one()
    first, second = (get_actor(session, _demo(session, each)) for each in ("rustam", "dilnoza"))
    sitting_id = _open(session, cohort, first, at)
    set_id = services.make_set(
        session,
        actor=first,
        sitting_id=sitting_id,
        set_id=new_id(),
        details=services.SetDetails(2, Arrangement.ORDER, ("tg", "ru"), double_entry=True),
        seed=SEED,
        at=at - timedelta(days=2),
    )
    paper = get_set(session, first, set_id)
    _print(session, first, paper, at - timedelta(days=2))
    people = people_of(session, paper)
    for number, person in enumerate(people):
        _type(session, (first, second), paper, person, number, last=number == len(people) - 1, at=at)
    services.mark_papers(session, actor=second, set_id=set_id, at=at - timedelta(hours=2))


def _open(session: Session, cohort: Cohort, actor: Actor, at: datetime) -> UUID:
    chosen = (
        select(CohortPlace.enrolment_id)
        .join(User, User.id == CohortPlace.user_id)
        .where(
            CohortPlace.cohort_id == cohort.id, CohortPlace.left_at.is_(None), User.email.not_like(f"%@{DEMO_DOMAIN}")
        )
        .order_by(User.email)
        .offset(PLACES)
        .limit(SEATED)
    )
    sitting_id = new_id()
    open_sitting(
        session,
        actor=actor,
        sitting_id=sitting_id,
        centre_id=cohort.centre_id,
        time_zone=session.get_one(TrainingCentre, cohort.centre_id).time_zone,
        assessment_id=exam_of(session, cohort),
        details=SittingDetails(
            title=TITLE,
            opens_at=at - timedelta(days=1, hours=3),
            closes_at=at - timedelta(days=1, hours=1),
            overrides={"honour": HONOUR, "attempts": 1},
        ),
        enrolment_ids=list(session.scalars(chosen)),
        at=at - timedelta(days=3),
    )
    session.add(CohortSitting(sitting_id=sitting_id, cohort_id=cohort.id))
    session.flush()
    return sitting_id


def _print(session: Session, actor: Actor, paper: SetFacts, at: datetime) -> None:
    """Print one booklet: making it is what takes long, and one is enough to look at."""
    services.print_document(
        session,
        actor=actor,
        set_id=paper.id,
        wanted=services.Wanted(PrintKind.BOOKLET, "tg", paper.variants[0].id, copies=3),
        printing_id=new_id(),
        press=services.Press(ports().storage, current_app.extensions["sabaq_settings"].public_url),
        at=at,
    )


def _type(
    session: Session,
    typists: tuple[Actor, Actor],
    paper: SetFacts,
    person: PaperPerson,
    number: int,
    *,
    last: bool,
    at: datetime,
) -> None:
    """Let two people type a sheet; of the last but one they read a letter differently, the last did not come."""
    when = at - timedelta(hours=20 - number)
    about = {"set_id": paper.id, "enrolment_id": person.enrolment_id}
    if last or person.sheet is None:
        services.note_absence(session, actor=typists[0], entry_id=new_id(), at=when, **about)
        return
    chance = random.Random(number)  # noqa: S311 -- invented people, not secrets
    variant = paper.variant(person.sheet.variant_id)
    questions = questions_of(session, variant.paper)
    answers = {
        place: read_answer(variant.paper.questions[place], answer(each, right=chance.random() < ABILITY, chance=chance))
        for place, each in enumerate(questions)
    }
    sitting = paper.sitting
    for typist, kind in zip(typists, (EntryKind.FIRST, EntryKind.SECOND), strict=True):
        typed = services.TypedSheet(
            variant.id, answers, sitting.opens_at, sitting.closes_at - timedelta(minutes=12 + number), kind
        )
        services.enter_sheet(
            session, actor=typist, entry_id=new_id(), typed=typed, storage=ports().storage, at=when, **about
        )
        when += timedelta(minutes=30)
        if number == SEATED - 2:
            place = next(at for at, each in answers.items() if each)
            answers = {**answers, place: {}}


def _demo(session: Session, local_part: str) -> UUID:
    return session.scalars(select(User.id).where(User.email == f"{local_part}@{DEMO_DOMAIN}")).one()
