"""Hours owed in the demo story: the rules, a training that a ministry held itself, another that waits, an exemption."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.demo import DEMO_DOMAIN
from app.accounts.models import Agency, Profession, User
from app.accounts.queries import get_actor
from app.certificates.obligations import services as obligations
from app.certificates.obligations.services import HoursDetails, RenewalDetails
from app.core.ids import new_id
from app.core.policy import Actor
from app.core.ports import ports
from app.training.agency_training import services as trainings
from app.training.agency_training.queries import get_training, own_people
from app.training.agency_training.rules.dossiers import EvidenceKind
from app.training.agency_training.rules.states import Act
from app.training.agency_training.services import TrainingDetails

from .agencies import DUSHANBE
from .attending import PAPER

COURSE = "police-investigators"
MINISTRY = "TJ-MIA"
HOUR = 60
PROGRAMME = (
    "1. Нишондиҳандаҳои савдои одамон дар сарҳад: 2 соат, кор бо ҳолатҳо.\n"
    "2. Мусоҳибаи аввал бо қурбонии эҳтимолӣ: 3 соат, бозии нақшҳо.\n"
    "3. 24 соати аввал: 3 соат, машқ."
)


def tell(session: Session, at: datetime) -> None:
    """Set the rules, and let the ministry hand in three trainings."""
    agencies = {each.code: each for each in session.scalars(select(Agency).where(Agency.country == "TJ"))}
    if MINISTRY not in agencies or DUSHANBE not in agencies:
        return
    officer, centre = _actor(session, "farida"), _actor(session, "dilnoza")
    _rules(session, agencies, at)
    ministry = agencies[MINISTRY]
    people = [each for each in own_people(session, ministry.path) if each.profession is Profession.POLICE_INVESTIGATOR]
    stages = (
        ("Нишондиҳандаҳо дар сарҳад", 30, people[:8], "accept"),
        ("Мусоҳиба дар шуъбаи ноҳиявӣ", 12, people[3:9], "submit"),
        ("Кор бо тарҷумон", 8, people[:4], ""),
    )
    for title, days, chosen, stage in stages:
        day = at.date() - timedelta(days=days)
        key = _describe(session, officer, agencies, title, day, at)
        trainings.set_roster(
            session, actor=officer, training_id=key, minutes={each.id: 8 * HOUR for each in chosen}, at=at
        )
        if not stage:
            continue
        _attach(session, officer, key, at)
        trainings.submit(session, actor=officer, training_id=key, at=at - timedelta(days=3))
        if stage == "accept":
            _accept(session, centre, key, at)
    if people:
        first = date(at.year, 1, 1)
        obligations.exempt(
            session,
            actor=officer,
            exemption_id=new_id(),
            user_id=people[-1].id,
            first=first,
            last=first + timedelta(days=180),
            reason="Рухсатии таваллуд, фармоиши № 14",
            at=at,
        )


def _rules(session: Session, agencies: dict[str, Agency], at: datetime) -> None:
    system, editor = _actor(session, "bahrom"), _actor(session, "gulnora")
    first = date(at.year, 1, 1)
    everywhere = [(each, None, 16) for each in Profession if each not in (Profession.TRAINER, Profession.OTHER)]
    for profession, agency, hours in (*everywhere, (Profession.POLICE_INVESTIGATOR, MINISTRY, 24)):
        details = HoursDetails(
            profession=profession,
            agency_id=agencies[agency].id if agency else None,
            valid_from=first,
            minutes=hours * HOUR,
            face_to_face=50,
            carry_over=6 * HOUR,
            reason="Фармоиши вазорат № 7",
        )
        obligations.set_hours_rule(session, actor=system, rule_id=new_id(), details=details, at=at)
    renewal = RenewalDetails(course_key=COURSE, valid_from=first, years=3, window=90, grace=60)
    obligations.set_renewal_rule(session, actor=editor, rule_id=new_id(), details=renewal, at=at)


def _describe(
    session: Session, officer: Actor, agencies: dict[str, Agency], title: str, day: date, at: datetime
) -> UUID:
    key = new_id()
    details = TrainingDetails(
        agency_id=agencies[MINISTRY].id,
        centre_id=agencies[DUSHANBE].id,
        title=title,
        programme=PROGRAMME,
        modules=["indicators-and-first-response"],
        trainers=[{"name": "Ҷамшед Одинаев", "qualification": "сармуфаттиш, 12 соли таҷриба", "user_id": None}],
        starts_on=day,
        ends_on=day,
        place="Хуҷанд",
        language="tg",
        minutes=8 * HOUR,
        face_to_face=True,
    )
    trainings.save_training(session, actor=officer, training_id=key, details=details, at=at - timedelta(days=4))
    return key


def _attach(session: Session, officer: Actor, key: UUID, at: datetime) -> None:
    trainings.attach(
        session,
        actor=officer,
        training_id=key,
        evidence_id=new_id(),
        kind=EvidenceKind.SIGNED_SHEET,
        name="varaqa.png",
        content=PAPER,
        storage=ports().storage,
        at=at - timedelta(days=3),
    )


def _accept(session: Session, centre: Actor, key: UUID, at: datetime) -> None:
    people = get_training(session, centre, key).people
    trainings.decide(
        session,
        actor=centre,
        training_id=key,
        act=Act.ACCEPT,
        reason="Дар варақа танҳо имзои нисфирӯзӣ ҳаст.",
        accepted={people[0].id: 4 * HOUR},
        at=at - timedelta(days=1),
    )


def _actor(session: Session, name: str) -> Actor:
    return get_actor(session, session.scalars(select(User.id).where(User.email == f"{name}@{DEMO_DOMAIN}")).one())
