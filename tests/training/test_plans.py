"""A plan of sessions: what its file may say, where its days fall, and applying it: all of it or nothing."""

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.ids import new_id
from app.courses.models import CourseEdition
from app.training import content
from app.training.models import Cohort, SessionPlan, TrainingCentre, TrainingSession
from app.training.queries.plans import list_session_plans
from app.training.rules.plans import PlanRefused, last_day, place_on_days
from app.training.services.plans import PlanApplication, apply_session_plan
from tests.conftest import NOW, ROOT
from tests.factories import make_centre, make_cohort, make_course, make_room, make_session
from tests.people import Cast

MONDAY = date(2026, 11, 23)
DUSHANBE = ZoneInfo("Asia/Dushanbe")
PLAN = """
id = "two-days"
kind = "classroom"
[title]
en = "Two days"
ru = "Два дня"
tg = "Ду рӯз"
[notes]
en = "Bring cards."
ru = "Возьмите карточки."
tg = "Варақаҳоро гиред."
[[sessions]]
day = 1
starts = "09:00"
ends = "10:30"
modules = ["what-trafficking-is", "trial"]
title = { en = "Elements", ru = "Элементы", tg = "Унсурҳо" }
[[sessions]]
day = 2
starts = "14:00"
ends = "15:30"
title = { en = "Review", ru = "Итоги", tg = "Ҷамъбаст" }
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "content" / "session-plans").mkdir(parents=True)
    (tmp_path / "content" / "session-plans" / "two-days.toml").write_text(PLAN)
    return tmp_path / "content"


@pytest.fixture
def cohort(session: Session, cast: Cast) -> Cohort:
    centre = make_centre(session, cast.dushanbe_centre)
    return make_cohort(session, centre, make_course(session), trainers=(cast.rustam,))


def rewrite(folder: Path, old: str, new: str) -> None:
    file = folder / "session-plans" / "two-days.toml"
    file.write_text(file.read_text().replace(old, new))


def test_the_agenda_of_the_national_centre_has_twenty_hours() -> None:
    assert content.check(ROOT / "content") == []
    plans, _problems = content._read(ROOT / "content")
    agenda = next(plan for plan in plans.values() if plan.key == "national-centre-20-hours")

    placed = place_on_days(
        agenda.definition, first_day=MONDAY, time_zone="Asia/Dushanbe", course_modules={"national-law"}
    )

    assert sum((each.ends_at - each.starts_at for each in placed), timedelta()) == timedelta(hours=20)
    assert last_day(agenda.definition, MONDAY) == MONDAY + timedelta(days=2)
    assert {key for each in placed for key in each.module_keys} == {"national-law"}


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ('starts = "09:00"', 'starts = "9 o\'clock"', "starts must be a time such as 09:00"),
        ('ends = "10:30"', 'ends = "08:30"', "ends before it starts"),
        ('kind = "classroom"', 'kind = "party"', "kind must be one of"),
        ('tg = "Ду рӯз"', "", "tg is missing"),
        ("day = 2", "day = 0", "day must be a whole number"),
        ("[notes]", "[note]", "notes is missing"),
    ],
)
def test_a_fault_in_the_file_is_named_with_its_line_and_not_published(
    session: Session, folder: Path, old: str, new: str, sentence: str
) -> None:
    rewrite(folder, old, new)

    problems = content.check(folder)
    published = content.publish(session, folder, NOW)

    assert any(sentence in str(problem) for problem in problems), problems
    assert all(problem.line >= 1 for problem in problems)
    assert published == []


def test_a_changed_plan_is_a_further_edition_and_an_unchanged_one_is_not(session: Session, folder: Path) -> None:
    assert content.publish(session, folder, NOW) == ["two-days"]
    assert content.publish(session, folder, NOW) == []
    rewrite(folder, "Review", "Review of the day")
    assert content.publish(session, folder, NOW) == ["two-days"]

    [current] = list_session_plans(session)
    assert current.number == 2
    assert session.query(SessionPlan).count() == 2


@given(first=st.dates(date(2026, 1, 1), date(2030, 12, 31)), days=st.integers(1, 20))
def test_later_days_never_fall_on_a_weekend_and_keep_their_order(first: date, days: int) -> None:
    sessions = [
        {"day": day, "starts": "09:00", "ends": "10:00", "modules": [], "title": {"en": str(day)}}
        for day in range(1, days + 1)
    ]

    placed = place_on_days({"sessions": sessions}, first_day=first, time_zone="Asia/Tashkent", course_modules=())

    held = [each.starts_at.astimezone(ZoneInfo("Asia/Tashkent")).date() for each in placed]
    assert held[0] == first
    assert held == sorted(set(held))
    assert all(day.weekday() < 5 for day in held[1:])


def test_a_plan_becomes_sessions_once(session: Session, cast: Cast, cohort: Cohort, folder: Path) -> None:
    content.publish(session, folder, NOW)
    [plan] = list_session_plans(session)
    application = PlanApplication(plan_id=plan.id, first_day=MONDAY, trainer_ids=[cast.rustam.id])
    key = new_id()

    for _repeat in range(2):
        count = apply_session_plan(
            session,
            actor=cast.actor(cast.rustam),
            cohort_id=cohort.id,
            application_id=key,
            application=application,
            at=NOW,
        )
        session.flush()

    held = list(session.scalars(select(TrainingSession).order_by(TrainingSession.starts_at)))
    assert count == 2
    assert [each.title for each in held] == ["Элементы", "Итоги"]
    assert [each.starts_at.astimezone(DUSHANBE).hour for each in held] == [9, 14]


def test_a_clash_refuses_the_whole_plan_and_names_the_session(
    session: Session, cast: Cast, cohort: Cohort, folder: Path
) -> None:
    content.publish(session, folder, NOW)
    [plan] = list_session_plans(session)
    centre = session.get_one(TrainingCentre, cohort.centre_id)
    room = make_room(session, centre)
    course = session.get_one(CourseEdition, cohort.course_edition_id)
    other = make_cohort(session, centre, course, title="Cohort 2")
    make_session(session, other, NOW.replace(day=23, hour=4), NOW.replace(day=23, hour=6), room=room)

    with pytest.raises(PlanRefused) as refusal:
        apply_session_plan(
            session,
            actor=cast.actor(cast.rustam),
            cohort_id=cohort.id,
            application_id=new_id(),
            application=PlanApplication(plan_id=plan.id, first_day=MONDAY, room_id=room.id),
            at=NOW,
        )

    [(each, reason)] = refusal.value.refusals
    assert each.titles["en"] == "Elements"
    assert reason.code == "room-taken"


def test_the_page_plans_everything_and_says_how_much(
    session: Session, cast: Cast, cohort: Cohort, folder: Path, sign_in: Callable[..., FlaskClient]
) -> None:
    content.publish(session, folder, NOW)
    [plan] = list_session_plans(session)
    session.commit()
    browser = sign_in(cast.rustam)
    address = f"/cohorts/{cohort.id}/session-plan"
    form = {"id": str(new_id()), "plan": str(plan.id), "first_day": "2026-11-23", "room": ""}

    shown = browser.get(address)
    planned = browser.post(address, data=form, follow_redirects=True)
    outside = browser.post(address, data={**form, "id": str(new_id()), "first_day": "2026-11-27"})

    assert "Two days" in shown.text
    assert "2 sessions are planned." in planned.text
    assert outside.status_code == 422
    assert "Review" in outside.text
    assert session.query(TrainingSession).count() == 2


def test_a_strangers_cohort_is_not_there(
    session: Session, cast: Cast, cohort: Cohort, sign_in: Callable[..., FlaskClient]
) -> None:
    session.commit()

    assert sign_in(cast.sherzod).get(f"/cohorts/{cohort.id}/session-plan").status_code == 403
    assert sign_in(cast.amina).get(f"/cohorts/{cohort.id}/session-plan").status_code == 403
