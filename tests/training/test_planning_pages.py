"""Cohorts, sessions and rooms: what is planned, what is refused and why."""

from __future__ import annotations

from datetime import date
from threading import Barrier, Thread
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import select

from app.accounts.models import Role
from app.core.audit import AuditEntry
from app.core.policy import allowed
from app.training import queries
from app.training.models import Cohort, CohortTrainer, Room, TrainingSession
from app.training.permissions import TrainingPermission
from tests import factories
from tests.people import person
from tests.training.conftest import School, at


def cohort_form(school: School, **changes: Any) -> dict[str, Any]:
    return {
        "id": str(uuid4()),
        "centre": str(school.centre.agency_id),
        "course": str(school.course.id),
        "title": "Autumn cohort",
        "starts_on": "2026-12-07",
        "ends_on": "2026-12-11",
        "place": "Dushanbe",
        "capacity": "20",
        "language": "tg",
        "trainers": [str(school.cast.rustam.id)],
        **changes,
    }


def session_form(school: School, **changes: Any) -> dict[str, Any]:
    return {
        "id": str(uuid4()),
        "title": "Indicators",
        "kind": "classroom",
        "day": "2026-11-25",
        "starts": "09:00",
        "ends": "10:30",
        "room": str(school.room.id),
        "trainers": [str(school.cast.rustam.id)],
        "modules": ["what-trafficking-is"],
        **changes,
    }


def sessions_of(school: School, cohort_id: Any) -> list[TrainingSession]:
    return school.rows(select(TrainingSession).where(TrainingSession.cohort_id == cohort_id))


def test_a_trainer_opens_a_cohort(school, sign_in):
    browser = sign_in(school.cast.rustam)
    form = cohort_form(school)

    answer = browser.post("/cohorts/new", data=form)
    again = browser.post("/cohorts/new", data=form)

    (made,) = school.rows(select(Cohort).where(Cohort.title == "Autumn cohort"))
    assert answer.status_code == again.status_code == 303
    assert answer.location.endswith(f"/cohorts/{made.id}/sessions")
    assert (made.starts_on, made.capacity, made.language, made.created_by) == (
        date(2026, 12, 7),
        20,
        "tg",
        school.cast.rustam.id,
    )
    assert school.rows(select(CohortTrainer.user_id).where(CohortTrainer.cohort_id == made.id)) == [
        school.cast.rustam.id
    ]
    assert "Autumn cohort" in browser.get("/cohorts").get_data(as_text=True)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"ends_on": "2026-12-01"}, "A cohort ends on the day it starts or later."),
        ({"capacity": "0"}, "Write a whole number from 1 to 500."),
        ({"capacity": "many"}, "Not a valid integer value."),
        ({"title": "  "}, "Fill in this field."),
        ({"starts_on": "soon"}, "Not a valid date value."),
        ({"centre": str(uuid4())}, "Not a valid choice."),
        ({"trainers": [str(uuid4())]}, "not a valid choice"),
    ],
)
def test_a_wrong_cohort_is_refused_beside_the_field_and_keeps_what_was_typed(school, sign_in, changes, sentence):
    answer = sign_in(school.cast.rustam).post("/cohorts/new", data=cohort_form(school, place="<b>Хона</b>", **changes))

    html = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert sentence in html
    assert 'value="&lt;b&gt;Хона&lt;/b&gt;"' in html
    assert school.rows(select(Cohort).where(Cohort.title == "Autumn cohort")) == []


def test_a_cohort_at_a_foreign_centre_is_not_offered(school, sign_in):
    answer = sign_in(school.cast.rustam).post(
        "/cohorts/new", data=cohort_form(school, centre=str(school.foreign_centre.agency_id))
    )

    assert answer.status_code == 422


def test_changing_a_cohort_respects_its_people_and_sessions(school, sign_in):
    browser = sign_in(school.cast.rustam)
    url = f"/cohorts/{school.cohort.id}/edit"
    same = {
        "title": "Cohort 1",
        "starts_on": "2026-11-23",
        "ends_on": "2026-11-27",
        "capacity": "24",
        "language": "ru",
        "trainers": [str(school.cast.rustam.id)],
    }

    with school.changes() as session:
        factories.make_session(session, school.cohort, at(26, 4), at(26, 5), (), school.room, title="Interview")

    def sentence(**changes: str) -> str:
        return browser.post(url, data={**same, **changes}).get_data(as_text=True)

    assert "2 people are in this cohort already." in sentence(capacity="1")
    assert "“Interview” is booked in Room 204 with 24 seats." in sentence(capacity="30")
    assert "“Elements and consent”, Nov 24, 2026, 09:00–10:30 (Dushanbe time), would lie outside" in sentence(
        starts_on="2026-11-25"
    )
    assert browser.post(url, data={**same, "capacity": "12"}).status_code == 303
    assert school.rows(select(Cohort.capacity)) == [12]


def test_a_session_is_planned_in_the_centres_zone(school, sign_in):
    answer = sign_in(school.cast.rustam).post(f"/cohorts/{school.cohort.id}/sessions/new", data=session_form(school))

    planned = next(each for each in sessions_of(school, school.cohort.id) if each.title == "Indicators")
    assert answer.status_code == 303
    assert (planned.starts_at, planned.ends_at) == (at(25, 4), at(25, 5, 30))


def test_sending_a_session_twice_plans_it_once(school, sign_in):
    browser, form = sign_in(school.cast.rustam), session_form(school)

    codes = [browser.post(f"/cohorts/{school.cohort.id}/sessions/new", data=form).status_code for _ in range(2)]

    assert codes == [303, 303]
    assert len(sessions_of(school, school.cohort.id)) == 2


def test_a_taken_room_is_refused_with_the_other_session(school, sign_in):
    with school.changes() as session:
        other = factories.make_cohort(
            session, school.centre, school.course, (school.colleague,), title="Prosecutors", capacity=10
        )
    browser = sign_in(school.colleague)

    answer = browser.post(
        f"/cohorts/{other.id}/sessions/new",
        data=session_form(school, day="2026-11-24", starts="10:00", ends="11:00", trainers=[]),
    )

    assert answer.status_code == 422
    assert (
        "Room 204 is taken: “Elements and consent” of Cohort 1, Nov 24, 2026, 09:00–10:30 (Dushanbe time)."
        in answer.get_data(as_text=True)
    )
    assert sessions_of(school, other.id) == []


def test_trainer_cohort_and_person_can_not_be_in_two_places(school, sign_in):
    with school.changes() as session:
        other = factories.make_cohort(session, school.centre, school.course, (school.cast.rustam,), (), title="Second")
    browser = sign_in(school.cast.rustam)
    clash = {"day": "2026-11-24", "starts": "10:00", "ends": "11:00", "room": ""}

    def sentence(cohort: Any, **changes: Any) -> str:
        return browser.post(
            f"/cohorts/{cohort.id}/sessions/new", data=session_form(school, **clash, **changes)
        ).get_data(as_text=True)

    assert "Рустам Қодиров teaches then: “Elements and consent” of Cohort 1" in sentence(other)
    assert "Cohort 1 has another session then: “Elements and consent”" in sentence(school.cohort, trainers=[])
    with school.changes() as session:
        from app.training.models import CohortPlace
        from tests.conftest import NOW

        enrolment = factories.make_enrolment(session, school.cast.amina, school.course)
        session.add(
            CohortPlace(enrolment_id=enrolment.id, cohort_id=other.id, user_id=school.cast.amina.id, placed_at=NOW)
        )
    assert "Амина Ҷӯраева is in another cohort that meets then: “Elements and consent” of Cohort 1" in sentence(
        other, trainers=[]
    )


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"ends": "09:00"}, "A session ends after it starts."),
        ({"day": "2026-11-28"}, "Cohort 1 runs from November 23, 2026 to November 27, 2026."),
        ({"starts": "25:00"}, "Not a valid time value."),
        ({"online_link": "javascript:alert(1)"}, "Write an address that begins with https://."),
        ({"room": str(uuid4())}, "Not a valid choice."),
    ],
)
def test_a_wrong_session_is_refused_beside_the_field(school, sign_in, changes, sentence):
    answer = sign_in(school.cast.rustam).post(
        f"/cohorts/{school.cohort.id}/sessions/new", data=session_form(school, **changes)
    )

    assert answer.status_code == 422
    assert sentence in answer.get_data(as_text=True)
    assert len(sessions_of(school, school.cohort.id)) == 1


def test_a_room_smaller_than_the_cohort_is_refused(school, sign_in):
    with school.changes() as session:
        small = factories.make_room(session, school.centre, "Cabinet", 6)

    answer = sign_in(school.cast.rustam).post(
        f"/cohorts/{school.cohort.id}/sessions/new", data=session_form(school, room=str(small.id))
    )

    assert "Cabinet has 6 seats and Cohort 1 has 24 places. Choose a larger room." in answer.get_data(as_text=True)


def test_a_time_that_the_clocks_skip_is_refused(school, sign_in):
    with school.changes() as session:
        school.centre.time_zone = "Europe/Berlin"
        session.merge(school.centre)
        cohort = factories.make_cohort(
            session,
            school.centre,
            school.course,
            (school.cast.rustam,),
            starts_on=date(2027, 3, 22),
            ends_on=date(2027, 3, 28),
        )

    answer = sign_in(school.cast.rustam).post(
        f"/cohorts/{cohort.id}/sessions/new", data=session_form(school, day="2027-03-28", starts="02:30", ends="04:00")
    )

    assert answer.status_code == 422
    assert "there is no 02:30" in answer.get_data(as_text=True)


@pytest.mark.parametrize("shared", ["room", "trainer", "person"])
@pytest.mark.parametrize("moving", [False, True], ids=["two new sessions", "one new, one moved"])
def test_of_two_who_schedule_the_same_at_once_one_is_refused(school, sign_in, shared, moving):
    with school.changes() as session:
        people = (school.cast.amina,) if shared == "person" else ()
        other = factories.make_cohort(
            session, school.centre, school.course, (school.colleague,), people, title="Second"
        )
        spare = factories.make_session(session, other, at(26, 4), at(26, 6))
    trainer = str((school.cast.rustam if shared == "trainer" else school.colleague).id)
    second = session_form(school, room=str(school.room.id) if shared == "room" else "", trainers=[trainer])
    first = session_form(school, room=str(school.room.id) if shared == "room" else "")
    requests = [
        (sign_in(school.cast.rustam), f"/cohorts/{school.cohort.id}/sessions/new", first),
        (
            sign_in(school.colleague),
            f"/sessions/{spare.id}/edit" if moving else f"/cohorts/{other.id}/sessions/new",
            second,
        ),
    ]
    barrier, codes = Barrier(2), []

    def send(browser: Any, address: str, form: Any) -> None:
        barrier.wait()
        codes.append(browser.post(address, data=form).status_code)

    threads = [Thread(target=send, args=each) for each in requests]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(codes) == [303, 422]
    assert len(school.rows(select(TrainingSession).where(TrainingSession.title == "Indicators"))) == 1


def test_a_session_moves_unless_people_were_marked(school, sign_in):
    browser = sign_in(school.cast.rustam)
    url = f"/sessions/{school.lesson.id}/edit"
    moved = session_form(school, title="Elements", day="2026-11-24", starts="11:00", ends="12:30")

    assert browser.post(url, data=moved).status_code == 303
    assert sessions_of(school, school.cohort.id)[0].starts_at == at(24, 6)

    key = school.enrolment(school.cast.amina).hex
    browser.post(f"/sessions/{school.lesson.id}/attendance", data={f"status-{key}": "present", f"seen-{key}": ""})
    answer = browser.post(url, data={**moved, "starts": "10:00"})
    assert answer.status_code == 422
    assert "Attendance was marked for this session" in answer.get_data(as_text=True)
    assert browser.post(url, data={**moved, "title": "Elements of the crime"}).status_code == 303


def test_cancelling_needs_a_reason_and_frees_the_room(school, sign_in):
    browser = sign_in(school.cast.rustam)
    url = f"/sessions/{school.lesson.id}/cancel"

    assert browser.get(url).status_code == 200
    assert browser.post(url, data={"reason": "  "}).status_code == 422
    assert browser.post(url, data={"reason": "Trainer is ill"}).status_code == 303
    (cancelled,) = sessions_of(school, school.cohort.id)
    assert cancelled.cancelled_reason == "Trainer is ill"
    assert (
        browser.post(
            f"/cohorts/{school.cohort.id}/sessions/new",
            data=session_form(school, day="2026-11-24", starts="09:00", ends="10:30"),
        ).status_code
        == 303
    )
    assert "Trainer is ill" in browser.get(f"/sessions/{school.lesson.id}").get_data(as_text=True)


def test_only_administrators_add_rooms_of_their_centre(school, sign_in):
    url = f"/centres/{school.centre.agency_id}/rooms/new"
    form = {"name": "Mock court", "capacity": "30", "id": str(uuid4())}

    assert sign_in(school.cast.rustam).post(url, data=form).status_code == 403
    assert sign_in(school.stranger).post(url, data=form).status_code == 404
    browser = sign_in(school.cast.dilnoza)
    assert browser.post(url, data=form).status_code == 303
    again = browser.post(url, data={**form, "id": str(uuid4())})
    assert "This centre already has a room called Mock court." in again.get_data(as_text=True)
    assert sorted(school.rows(select(Room.name))) == ["Mock court", "Room 204"]
    assert "Mock court" in browser.get("/centres").get_data(as_text=True)


def test_visible_cohorts_are_those_that_the_predicate_allows(school):
    with school.changes() as session:
        national = person(
            session,
            "National",
            "national",
            school.cast.tajikistan,
            school.cast.rustam.profession,
            (Role.CENTRE_ADMINISTRATOR, school.cast.tajikistan),
        )
        former = person(session, "Former", "former", school.cast.dushanbe_centre, school.cast.rustam.profession)
        factories.make_cohort(session, school.centre, school.course, (school.colleague,), title="Hers")
        factories.make_cohort(session, school.centre, school.course, (former,), title="Of a former trainer")
        factories.make_cohort(
            session, school.centre, school.course, title="Made by Rustam", created_by=school.cast.rustam.id
        )
        factories.make_cohort(session, school.foreign_centre, school.course, (school.cast.rustam,), title="Abroad")
    people = [
        *(
            getattr(school.cast, name)
            for name in ("amina", "tolib", "rustam", "dilnoza", "farida", "sherzod", "nargis", "bahrom", "gulnora")
        ),
        school.stranger,
        school.colleague,
        national,
        former,
    ]
    every = school.rows(select(Cohort))
    seen_by_rustam = None
    for user in people:
        actor = school.cast.actor(user)
        visible = {cohort.id for cohort in school.session.scalars(queries.visible_cohorts(actor))}
        scopes = {each.id: queries.cohorts.find_cohort_facts(school.session, each.id).scope for each in every}
        assert visible == {
            key for key, scope in scopes.items() if allowed(actor, TrainingPermission.SEE_COHORT, scope)
        }, user.name
        if user is school.cast.rustam:
            seen_by_rustam = {each.title for each in every if each.id in visible}
    assert seen_by_rustam == {"Cohort 1", "Made by Rustam"}


PAGES = [
    "/cohorts/{cohort}",
    "/cohorts/{cohort}/sessions",
    "/cohorts/{cohort}/results",
    "/cohorts/{cohort}/edit",
    "/cohorts/{cohort}/sessions/new",
    "/cohorts/{cohort}/people/{enrolment}",
    "/sessions/{lesson}",
    "/sessions/{lesson}/edit",
    "/sessions/{lesson}/cancel",
    "/sessions/{lesson}/attendance",
    "/sessions/{lesson}/attendance/{enrolment}",
    "/sessions/{lesson}/sign-in-sheet.pdf",
]
ENROLLING = [
    "/cohorts/{cohort}/people/add",
    "/cohorts/{cohort}/people/new",
    "/cohorts/{cohort}/people/import",
    "/cohorts/{cohort}/people/{enrolment}/withdraw",
]


def address(school: School, path: str) -> str:
    return path.format(cohort=school.cohort.id, lesson=school.lesson.id, enrolment=school.enrolment(school.cast.amina))


@pytest.mark.parametrize("path", PAGES + ENROLLING)
def test_each_page_is_there_for_those_it_is_for_and_not_for_others(school, sign_in, path):
    enrolling = path in ENROLLING
    for own, allowed_here in ((school.cast.dilnoza, True), (school.cast.rustam, not enrolling)):
        assert sign_in(own).get(address(school, path)).status_code == (200 if allowed_here else 403), own.name
    for other in (school.stranger, school.colleague):
        assert sign_in(other).get(address(school, path)).status_code in (403, 404), other.name
    for name in ("farida", "sherzod", "nargis", "bahrom", "gulnora"):
        assert sign_in(getattr(school.cast, name)).get(address(school, path)).status_code in (403, 404), name


@pytest.mark.parametrize("path", PAGES + ENROLLING)
def test_a_trainee_sees_the_session_alone(school, sign_in, path):
    expected = {200} if path == "/sessions/{lesson}" else {403, 404}

    assert sign_in(school.cast.amina).get(address(school, path)).status_code in expected


def test_reading_the_people_of_a_cohort_is_on_record(school, sign_in):
    sign_in(school.cast.rustam).get(f"/cohorts/{school.cohort.id}")

    (entry,) = school.rows(select(AuditEntry).where(AuditEntry.action == "training:people:list"))
    assert (entry.actor_id, entry.subject_id) == (school.cast.rustam.id, str(school.cohort.id))


def test_pages_take_a_fixed_number_of_statements(school, sign_in, statements):
    browser = sign_in(school.cast.dilnoza)
    paths = ["/cohorts", "/calendar", "/calendar?view=week", *(address(school, path) for path in PAGES[:3])]
    for path in paths:
        browser.get(path)

    def count() -> dict[str, int]:
        found = {}
        for path in paths:
            with statements() as seen:
                assert browser.get(path).status_code == 200
            found[path] = len(seen)
        return found

    before = count()
    with school.changes() as session:
        from app.training.models import CohortPlace
        from tests.conftest import NOW

        for number in range(5):
            user = factories.make_user(session, school.cast.interior, f"Person {number}")
            enrolment = factories.make_enrolment(session, user, school.course)
            session.add(
                CohortPlace(enrolment_id=enrolment.id, cohort_id=school.cohort.id, user_id=user.id, placed_at=NOW)
            )
            factories.make_session(
                session, school.cohort, at(24, 6 + number), at(24, 7 + number), (school.cast.rustam,)
            )
            factories.make_cohort(session, school.centre, school.course, title=f"Cohort {number + 2}")

    assert count() == before
    assert before["/calendar"] == 6
    assert max(before.values()) <= 9


def test_the_calendar_shows_each_what_is_theirs(school, sign_in):
    with school.changes() as session:
        abroad = factories.make_cohort(session, school.foreign_centre, school.course, title="Abroad")
        factories.make_session(session, abroad, at(25, 5), at(25, 6), title="Session in Tashkent")
        hers = factories.make_cohort(session, school.centre, school.course, (school.colleague,), title="Hers")
        factories.make_session(session, hers, at(26, 5), at(26, 6), title="Session of a colleague")

    own = sign_in(school.cast.amina).get("/calendar").get_data(as_text=True)
    trainer = sign_in(school.cast.rustam).get("/calendar").get_data(as_text=True)
    stranger = sign_in(school.cast.sherzod).get("/calendar").get_data(as_text=True)

    assert "Elements and consent" in own
    assert "Session of a colleague" not in own
    assert "Session of a colleague" in trainer
    assert trainer.count('class="event" href=') == 1
    assert "Session in Tashkent" not in trainer
    assert "Elements and consent" not in stranger


def test_a_session_stands_on_the_day_of_its_centre(school, sign_in):
    with school.changes() as session:
        # 23:30 in Dushanbe on the last day of the month, the next month nowhere but in UTC+14.
        factories.make_session(session, school.cohort, at(30, 18, 30), at(30, 18, 50), title="Late watch")

    month = sign_in(school.cast.amina).get("/calendar?day=2026-11-30").get_data(as_text=True)
    week = sign_in(school.cast.amina).get("/calendar?view=week&day=2026-12-05").get_data(as_text=True)

    assert "23:30–23:50" in month
    assert "Late watch" in week
    assert "Nov 30" in week


@pytest.mark.parametrize("day", ["", "nonsense", "0001-01-01", "9999-12-31", "2026-02-30"])
def test_a_nonsense_day_shows_this_month(school, sign_in, day):
    page = sign_in(school.cast.amina).get(f"/calendar?day={day}")

    assert page.status_code == 200
    assert "November 2026" in page.get_data(as_text=True)


def test_the_home_page_says_what_there_is_to_do(school, sign_in):
    with school.changes() as session:
        factories.make_session(session, school.cohort, at(26, 4), at(26, 5), title="Interview")

    trainer = sign_in(school.cast.rustam).get("/").get_data(as_text=True)
    administrator = sign_in(school.cast.dilnoza).get("/").get_data(as_text=True)
    trainee = sign_in(school.cast.amina).get("/").get_data(as_text=True)

    assert f"/sessions/{school.lesson.id}/attendance" in trainer
    assert "2 of 24 places taken" in administrator
    assert "Next session" in trainee
    assert "Interview" in trainee


def test_a_marked_session_leaves_the_trainers_home_page(school, sign_in):
    with school.changes() as session:
        other = factories.make_session(session, school.cohort, at(23, 4), at(23, 5), (school.cast.rustam,))
    browser = sign_in(school.cast.rustam)
    keys = [school.enrolment(user).hex for user in (school.cast.amina, school.cast.tolib)]
    url = f"/sessions/{school.lesson.id}/attendance"

    browser.post(url, data={f"status-{keys[0]}": "present", f"seen-{keys[0]}": ""})
    assert url in browser.get("/").get_data(as_text=True)
    browser.post(url, data={f"status-{keys[1]}": "absent", f"seen-{keys[1]}": ""})
    html = browser.get("/").get_data(as_text=True)
    assert url not in html
    assert f"/sessions/{other.id}/attendance" in html


def test_the_sign_in_sheet_is_a_pdf_with_every_name_and_on_record(school, sign_in):
    import io

    from pypdf import PdfReader

    answer = sign_in(school.cast.rustam).get(f"/sessions/{school.lesson.id}/sign-in-sheet.pdf")

    reader = PdfReader(io.BytesIO(answer.data))
    words = " ".join(reader.pages[0].extract_text().split())
    assert answer.mimetype == "application/pdf"
    assert float(reader.pages[0].mediabox.width) < float(reader.pages[0].mediabox.height)
    for expected in (
        "Амина Ҷӯраева",
        "Толиб Ғафуров",
        "Room 204",
        "Cohort 1",
        "Elements and consent",
        "09:00–10:30",
        "Рустам Қодиров",
    ):
        assert expected in words
    assert [
        entry.subject_id for entry in school.rows(select(AuditEntry).where(AuditEntry.action == "training:sheet:print"))
    ] == [str(school.lesson.id)]


def test_the_sign_in_sheet_repeats_its_head_on_every_page(school, sign_in):
    import io

    from pypdf import PdfReader

    from app.training.models import CohortPlace
    from tests.conftest import NOW

    with school.changes() as session:
        for number in range(40):
            user = factories.make_user(session, school.cast.interior, f"Иштирокчӣ {number}")
            enrolment = factories.make_enrolment(session, user, school.course)
            session.add(
                CohortPlace(enrolment_id=enrolment.id, cohort_id=school.cohort.id, user_id=user.id, placed_at=NOW)
            )

    answer = sign_in(school.cast.rustam).get(f"/sessions/{school.lesson.id}/sign-in-sheet.pdf")

    pages = [page.extract_text() for page in PdfReader(io.BytesIO(answer.data)).pages]
    assert len(pages) > 1
    for page in pages:
        assert "Elements and consent" in page
        assert "Signature, morning" in page
