"""A training plan of this year, and a call for the next cohort with three ministries at different stages."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts import services as accounts
from app.accounts.models import COUNTRY_ZONES, Agency, Profession, Role, RoleAssignment, Sex, User
from app.accounts.queries import get_actor
from app.core.ids import new_id
from app.core.policy import Actor
from app.core.ports import ports
from app.courses.models import CourseEdition
from app.courses.queries import current_course_edition
from app.training.models import Cohort
from app.training.nominations import services as nominations
from app.training.nominations.printing import print_letter
from app.training.nominations.rules.states import Act
from app.training.nominations.services import CallDetails, NewPerson
from app.training.nominations.services.letters import draft_letters
from app.training.services.cohorts import CohortDetails
from app.training.years import services as years
from app.training.years.rules import PlannedGroup, Target
from app.training.years.services import LineDetails

from .agencies import DUSHANBE

COURSE, OTHERS = "police-investigators", ("path-prosecutors", "path-judges")
CALLED = "Гурӯҳи 16 · бо пешниҳоди вазоратҳо"
WEEKS_AHEAD = 4
SEATS = {"TJ-MIA": 3, "TJ-GPO": 2, "TJ-SC": 1}
PEOPLE: dict[str, tuple[tuple[str, Sex, Profession], ...]] = {
    "TJ-MIA": (
        ("Сабоҳат Раҷабова", Sex.FEMALE, Profession.POLICE_INVESTIGATOR),
        ("Фаррух Исмоилов", Sex.MALE, Profession.POLICE_INVESTIGATOR),
        ("Ҳикматулло Бобоев", Sex.MALE, Profession.BORDER_GUARD),
    ),
    "TJ-GPO": (
        ("Мадина Собирова", Sex.FEMALE, Profession.PROSECUTOR),
        ("Умед Шарифзода", Sex.MALE, Profession.PROSECUTOR),
    ),
    "TJ-SC": (("Насиба Қурбонова", Sex.FEMALE, Profession.JUDGE),),
}
RESERVE = {
    "TJ-MIA": ("Ҷасур Тошматов", Sex.MALE, Profession.POLICE_INVESTIGATOR),
    "TJ-GPO": ("Парвина Ҳасанова", Sex.FEMALE, Profession.PROSECUTOR),
}
LATE = ("Зебо Назарова", Sex.FEMALE, Profession.PROSECUTOR)


def tell(session: Session, at: datetime) -> None:
    """Write the plan, open a cohort from it, and let three ministries nominate."""
    agencies = {each.code: each for each in session.scalars(select(Agency).where(Agency.country == "TJ"))}
    course = current_course_edition(session, COURSE)
    centre = agencies.get(DUSHANBE)
    if course is None or centre is None:
        return
    administrator = get_actor(session, _holder(session, Role.CENTRE_ADMINISTRATOR, centre))
    plan_id, line_id = _plan(session, administrator, agencies, at)
    cohort_id = _open(session, administrator, plan_id, line_id, at)
    officers = {code: _officer(session, agencies[code], at) for code in SEATS}
    _call(session, administrator, cohort_id, agencies, at - timedelta(days=9))
    found = {
        code: [_nominate(session, officers[code], agencies[code], cohort_id, person, at) for person in people]
        for code, people in PEOPLE.items()
    }
    waiting = {
        code: _nominate(session, officers[code], agencies[code], cohort_id, person, at, reserve=True)
        for code, person in RESERVE.items()
    }
    _decide(session, administrator, officers, found, waiting, at)
    late = _nominate(session, officers["TJ-GPO"], agencies["TJ-GPO"], cohort_id, LATE, at, reserve=True)
    wait = "Ҳоло ҳама ҷойҳо банданд."
    nominations.take_step(session, actor=administrator, nomination_id=late, act=Act.WAIT, reason=wait, at=at)
    _invite(session, administrator, cohort_id, found["TJ-MIA"][0], at)


def _plan(session: Session, actor: Actor, agencies: dict[str, Agency], at: datetime) -> tuple[UUID, UUID]:
    began = at - timedelta(days=40)
    year = _monday(at).year
    plan_id = years.begin_plan(session, actor=actor, centre_id=agencies[DUSHANBE].id, year=year, at=began)
    first = new_id()
    lines: list[tuple[UUID, str, tuple[int, ...], str]] = [(first, COURSE, (3, 6, 9, 12), "UNODC-TJ-2026-04")]
    lines += [
        (new_id(), key, (5, 10), "OSCE-7712") for key in OTHERS if current_course_edition(session, key) is not None
    ]
    for line_id, key, months, donor in lines:
        targets = [
            Target(40, agencies["TJ-MIA"].id, Profession.POLICE_INVESTIGATOR.value),
            Target(12, agencies["TJ-MIA-SUGHD"].id),
            Target(16, agencies["TJ-GPO"].id, Profession.PROSECUTOR.value),
            Target(8, agencies["TJ-SC"].id),
        ]
        details = LineDetails(
            course_key=key,
            groups=[PlannedGroup(month, 24) for month in months],
            targets=targets if key == COURSE else targets[2:],
            donor=donor,
            in_charge="Дилноза Ҳакимова",
            remark="Тибқи Барномаи миллӣ оид ба муқовимат ба савдои одамон.",
        )
        years.save_line(session, actor=actor, plan_id=plan_id, line_id=line_id, details=details, at=began)
    years.approve_plan(session, actor=actor, plan_id=plan_id, at=began + timedelta(days=3))
    for cohort in _held(session, agencies[DUSHANBE].id, COURSE, year):
        years.link_cohort(session, actor=actor, plan_id=plan_id, line_id=first, cohort_id=cohort, at=at)
    return plan_id, first


def _held(session: Session, centre_id: UUID, course_key: str, year: int) -> list[UUID]:
    chosen = (
        select(Cohort.id)
        .join(CourseEdition, CourseEdition.id == Cohort.course_edition_id)
        .where(
            Cohort.centre_id == centre_id,
            CourseEdition.course_key == course_key,
            Cohort.starts_on.between(date(year, 1, 1), date(year, 12, 31)),
        )
    )
    return list(session.scalars(chosen.order_by(Cohort.starts_on, Cohort.id)))


def _open(session: Session, actor: Actor, plan_id: UUID, line_id: UUID, at: datetime) -> UUID:
    monday = _monday(at)
    details = CohortDetails(
        title=CALLED,
        starts_on=monday,
        ends_on=monday + timedelta(days=4),
        place="Аудитория 201",
        capacity=sum(SEATS.values()),
        language="tg",
    )
    return years.open_planned_cohort(
        session, actor=actor, plan_id=plan_id, line_id=line_id, cohort_id=new_id(), details=details, at=at
    )


def _monday(at: datetime) -> date:
    return at.date() - timedelta(days=at.weekday()) + timedelta(weeks=WEEKS_AHEAD)


def _call(session: Session, actor: Actor, cohort_id: UUID, agencies: dict[str, Agency], at: datetime) -> None:
    cohort = session.get_one(Cohort, cohort_id)
    details = CallDetails(
        closes_on=cohort.starts_on - timedelta(days=21),
        release_on=cohort.starts_on - timedelta(days=14),
        quotas={agencies[code].id: seats for code, seats in SEATS.items()},
        note="Кормандонеро пешниҳод кунед, ки бо чунин парвандаҳо кор мекунанд.",
        bring={
            "tg": "Шиноснома ва як парвандаи омӯзишӣ бе номҳо",
            "ru": "Паспорт и одно учебное дело без имён",
            "en": "A passport and one case for study, without names",
        },
    )
    nominations.open_call(session, actor=actor, cohort_id=cohort_id, details=details, at=at)


def _nominate(
    session: Session,
    officer: Actor,
    home: Agency,
    cohort_id: UUID,
    person: tuple[str, Sex, Profession],
    at: datetime,
    *,
    reserve: bool = False,
) -> UUID:
    name, sex, profession = person
    nomination_id = new_id()
    details = NewPerson(
        name=name,
        email=f"nominee-{nomination_id.hex[-8:]}@example.org",
        agency_id=home.id,
        profession=profession,
        language="tg",
        sex=sex,
    )
    return nominations.nominate(
        session,
        actor=officer,
        nomination_id=nomination_id,
        cohort_id=cohort_id,
        person=details,
        reserve=reserve,
        at=at - timedelta(days=6),
    )


def _decide(
    session: Session,
    administrator: Actor,
    officers: dict[str, Actor],
    found: dict[str, list[UUID]],
    waiting: dict[str, UUID],
    at: datetime,
) -> None:
    interior, prosecution, court = (found[code] for code in SEATS)
    nominations.decide(
        session,
        actor=administrator,
        nomination_ids=[*interior[:2], *prosecution, *court],
        act=Act.ACCEPT,
        at=at - timedelta(days=4),
    )
    step = nominations.take_step
    wait = "Ҳоло ҳама ҷойҳо банданд."
    step(session, actor=administrator, nomination_id=waiting["TJ-GPO"], act=Act.WAIT, reason=wait, at=at)
    unclear = "Нишон диҳед, ки корманд дар кадом гузаргоҳ хизмат мекунад."
    step(session, actor=administrator, nomination_id=interior[2], act=Act.RETURN, reason=unclear, at=at)
    gone = "Ба сафари хизматӣ меравад."
    step(session, actor=officers["TJ-SC"], nomination_id=court[0], act=Act.WITHDRAW, reason=gone, at=at)


def _invite(session: Session, actor: Actor, cohort_id: UUID, nomination_id: UUID, at: datetime) -> None:
    drafted = draft_letters(
        session,
        actor=actor,
        cohort_id=cohort_id,
        nomination_ids=[nomination_id],
        print_letter=print_letter,
        storage=ports().storage,
        at=at,
    )
    nominations.issue_letters(session, actor=actor, cohort_id=cohort_id, drafted=drafted, at=at)


def _officer(session: Session, agency: Agency, at: datetime) -> Actor:
    """Return the agency's officer; one is named where there is none."""
    held = session.scalars(
        select(RoleAssignment.user_id).where(
            RoleAssignment.role == Role.AGENCY_OFFICER,
            RoleAssignment.agency_id == agency.id,
            RoleAssignment.ended_at.is_(None),
        )
    ).first()
    if held is None:
        details = accounts.PersonDetails(
            name={"TJ-GPO": "Зарина Олимова", "TJ-SC": "Ҷамшед Каримов"}.get(agency.code, "Баҳром Юсуфов"),
            email=f"officer-{agency.code.lower()}@example.org",
            agency_id=agency.id,
            profession=Profession.OTHER,
            language="ru",
            time_zone=COUNTRY_ZONES[agency.country],
        )
        held = accounts.add_person(session, actor=None, details=details, at=at - timedelta(days=30)).id
        accounts.grant_role(
            session, actor=None, user_id=held, role=Role.AGENCY_OFFICER, scope=agency, at=at - timedelta(days=30)
        )
    return get_actor(session, held)


def _holder(session: Session, role: Role, agency: Agency) -> UUID:
    return session.scalars(
        select(User.id)
        .join(RoleAssignment, RoleAssignment.user_id == User.id)
        .where(RoleAssignment.role == role, RoleAssignment.agency_id == agency.id)
        .order_by(User.created_at, User.id)
        .limit(1)
    ).one()
