"""Scheduling in the demo story: two venues, equipment, qualifications, a study tour, an online session, beds."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import Role, RoleAssignment
from app.accounts.queries import get_actor
from app.core.errors import RuleViolation
from app.core.ids import new_id
from app.core.policy import Actor
from app.training.models import Cohort, CohortPlace, Room, SessionKind, TrainingCentre
from app.training.queries.cohorts import list_trainers
from app.training.services.sessions import SessionDetails, plan_session
from app.training.tours.services import PARTS, add_visit, save_report, save_tour, set_travellers
from app.training.trainers.services import Grant, grant_qualification, note_absence, set_profile
from app.training.venues.rules import Feature, Stay
from app.training.venues.services import RoomDetails, VenueDetails, book_beds, change_room, save_item, save_venue

CENTRE_ZONE = ZoneInfo("Asia/Dushanbe")
TOUR_ZONE = ZoneInfo("Europe/Vienna")


def tell(session: Session, at: datetime) -> None:
    """Add what the planning of the centre in Dushanbe rests on."""
    found = session.execute(
        select(TrainingCentre, RoleAssignment.user_id)
        .join(RoleAssignment, RoleAssignment.agency_id == TrainingCentre.agency_id)
        .where(RoleAssignment.role == Role.CENTRE_ADMINISTRATOR, TrainingCentre.time_zone == "Asia/Dushanbe")
    ).first()
    if found is None:
        return
    centre, user_id = found
    administrator, today = get_actor(session, user_id), at.astimezone(CENTRE_ZONE).date()
    hostel = _tell_of_places(session, administrator, centre, at)
    _tell_of_trainers(session, administrator, centre, today, at)
    cohorts = list(
        session.scalars(
            select(Cohort)
            .where(Cohort.centre_id == centre.agency_id, Cohort.ends_on >= today)
            .order_by(Cohort.starts_on, Cohort.id)
        )
    )
    if cohorts:
        stay = Stay(max(today, cohorts[0].starts_on), cohorts[0].ends_on, 12)
        book_beds(
            session,
            actor=administrator,
            booking_id=new_id(),
            venue_id=hostel,
            cohort_id=cohorts[0].id,
            user_id=None,
            stay=stay,
            at=at,
        )
        _tell_of_online(session, administrator, cohorts[-1], at)
        _tell_of_tour(session, administrator, cohorts[0], at)


def _tell_of_places(session: Session, actor: Actor, centre: TrainingCentre, at: datetime) -> UUID:
    main, hostel = new_id(), new_id()
    for key, name, address, beds in (
        (main, "Бинои асосӣ", "хиёбони Бунёдкор, 12", 0),
        (hostel, "Хобгоҳи марказ", "кӯчаи Навбаҳор, 3", 40),
    ):
        details = VenueDetails(
            name=name, address=address, city="Душанбе", country="TJ", time_zone="Asia/Dushanbe", beds=beds
        )
        save_venue(session, actor=actor, venue_id=key, centre_id=centre.agency_id, details=details, at=at)
    session.flush()
    features = (
        (Feature.PROJECTOR, Feature.INTERPRETERS_BOOTH, Feature.WHEELCHAIR),
        (Feature.COMPUTERS, Feature.PROJECTOR, Feature.VIDEO_CALLS),
    )
    rooms = session.scalars(select(Room).where(Room.centre_id == centre.agency_id).order_by(Room.name)).all()
    for room, has in zip(rooms, features, strict=False):
        change_room(
            session,
            actor=actor,
            room_id=room.id,
            details=RoomDetails(
                name=room.name,
                capacity=room.capacity,
                venue_id=main,
                features=tuple(sorted(each.value for each in has)),
                computers=30 if Feature.COMPUTERS in has else 0,
                closed_from=None,
                closed_to=None,
                closed_reason="",
            ),
            at=at,
        )
    for name, count in (("Камераи видео", 3), ("Таҷҳизоти тарҷумаи ҳамзамон", 2)):
        save_item(session, actor=actor, item_id=new_id(), centre_id=centre.agency_id, name=name, count=count, at=at)
    session.flush()
    return hostel


def _tell_of_trainers(session: Session, actor: Actor, centre: TrainingCentre, today: date, at: datetime) -> None:
    for number, user_id in enumerate(list_trainers(session, centre.agency.path)):
        expired = number == 1
        grant = Grant(
            awarded_by="Академияи миллӣ",
            evidence=f"Шаҳодатномаи № {104 + number}",
            valid_from=today - timedelta(days=1100),
            valid_to=today - timedelta(days=20) if expired else None,
        )
        place = {"centre_id": centre.agency_id, "user_id": user_id}
        grant_qualification(session, actor=actor, qualification_id=new_id(), grant=grant, at=at, **place)
        set_profile(session, actor=actor, languages=["tg", "ru"], hours={}, at=at, **place)
        if number == 0:
            away = today + timedelta(days=200)
            note_absence(
                session,
                actor=actor,
                absence_id=new_id(),
                first_day=away,
                last_day=away + timedelta(days=9),
                reason="Рухсатӣ",
                at=at,
                **place,
            )
    session.flush()


def _tell_of_online(session: Session, actor: Actor, cohort: Cohort, at: datetime) -> None:
    starts_at = datetime.combine(cohort.ends_on, time(19), CENTRE_ZONE)
    _plan(
        session,
        actor,
        cohort,
        SessionDetails(
            title="Саволу ҷавоб бо прокурор",
            kind=SessionKind.ONLINE,
            starts_at=starts_at,
            ends_at=starts_at + timedelta(hours=1),
            online_link="https://meet.example.org/gurukh",
        ),
        at,
    )


def _tell_of_tour(session: Session, actor: Actor, cohort: Cohort, at: datetime) -> None:
    day = cohort.ends_on
    starts_at = datetime.combine(day, time(16), TOUR_ZONE)
    details = SessionDetails(
        title="Сафари омӯзишӣ ба Вена",
        kind=SessionKind.STUDY_TOUR,
        starts_at=starts_at,
        ends_at=starts_at + timedelta(hours=3),
        place="Вена",
        time_zone="Europe/Vienna",
    )
    tour = _plan(session, actor, cohort, details, at)
    if tour is None:
        return
    texts = {
        "host": "Идораи федералии полиси ҷиноӣ",
        "contact": "Anna Gruber, +43 000 000",
        "languages": "олмонӣ, русӣ; тарҷумон",
        "questions": "Чӣ гуна дархостҳо дар як рӯз ҷавоб меёбанд?",
    }
    save_tour(session, actor=actor, session_id=tour, texts=texts, at=at)
    people = session.scalars(
        select(CohortPlace.user_id)
        .where(CohortPlace.cohort_id == cohort.id, CohortPlace.left_at.is_(None))
        .order_by(CohortPlace.user_id)
        .limit(4)
    ).all()
    set_travellers(session, actor=actor, session_id=tour, user_ids=people, at=at)
    add_visit(
        session,
        actor=actor,
        visit_id=new_id(),
        session_id=tour,
        starts_at=starts_at,
        ends_at=starts_at + timedelta(hours=2),
        body="Шӯъбаи мубориза бо савдои одамон",
        address="Josef-Holaubek-Platz 1",
        contact="Anna Gruber",
        at=at,
    )
    session.flush()
    for user_id in people[:1]:
        save_report(
            session,
            actor=get_actor(session, user_id),
            report_id=new_id(),
            session_id=tour,
            texts=dict.fromkeys(PARTS, "Гурӯҳ тартиби мубодилаи маълумотро дид."),
            hand_in=at >= starts_at,
            at=at,
        )


def _plan(session: Session, actor: Actor, cohort: Cohort, details: SessionDetails, at: datetime) -> UUID | None:
    key = new_id()
    try:
        plan_session(session, actor=actor, session_id=key, cohort_id=cohort.id, details=details, at=at)
    except RuleViolation:  # the day is taken already
        return None
    session.flush()
    return key
