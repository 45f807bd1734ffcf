"""Calendar feeds and invitations, read by two parsers that did not write them."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
import vobject

from app.training.feeds.ics import CalendarEvent, CalendarPerson, Method, calendar_of, invitation
from tests.conftest import NOW
from tests.training.conftest import at

COUNTRIES = {
    "KZ": "Asia/Almaty",
    "KG": "Asia/Bishkek",
    "TJ": "Asia/Dushanbe",
    "TM": "Asia/Ashgabat",
    "UZ": "Asia/Tashkent",
}
TAJIK = "Шаҳодати ғайримустақим; қурбонӣ, ҷабрдида: «ҳӯҷҷат» \\ сатри нав\nсатри дуюм" + " ӯ" * 60


def event(**changes) -> CalendarEvent:
    values = {
        "id": UUID(int=7),
        "title": TAJIK,
        "starts": datetime(2026, 11, 24, 4, tzinfo=UTC),
        "ends": datetime(2026, 11, 24, 5, 30, tzinfo=UTC),
        "changed_at": NOW,
        **changes,
    }
    return CalendarEvent(**values)


def strictly(content: bytes) -> list[dict[str, tuple[dict[str, str], str]]]:
    """Read a calendar by the letter of RFC 5545, section 3.1: CRLF, at most 75 octets a line, folding, escaping."""
    assert content.endswith(b"\r\n")
    assert b"\n" not in content.replace(b"\r\n", b"")
    lines = content[:-2].split(b"\r\n")
    assert all(len(line) <= 75 for line in lines)
    for line in lines:
        line.decode("utf-8")  # no letter is cut in two
    events, current = [], None
    for line in content.decode().replace("\r\n ", "").replace("\r\n\t", "").split("\r\n"):
        if line == "BEGIN:VEVENT":
            current = {}
        elif line == "END:VEVENT":
            events.append(current)
            current = None
        elif current is not None:
            match = re.fullmatch(r'([A-Z-]+)((?:;[A-Z-]+=(?:"[^"]*"|[^";:,]*))*):(.*)', line)
            assert match, line
            parameters = dict(part.split("=", 1) for part in re.findall(r';([A-Z-]+=(?:"[^"]*"|[^";:,]*))', match[2]))
            value = re.sub(r"\\(.)", lambda found: "\n" if found[1] in "nN" else found[1], match[3])
            current[match[1]] = (parameters, value)
    return events


@pytest.mark.parametrize("zone", COUNTRIES.values(), ids=COUNTRIES)
@pytest.mark.parametrize("day", [date(2024, 2, 29), date(2024, 3, 2), date(2026, 7, 1), date(2026, 12, 1)])
def test_nine_oclock_is_nine_oclock_in_all_five_countries(zone, day):
    starts = datetime.combine(day, time(9), ZoneInfo(zone))
    content = calendar_of([event(starts=starts, ends=starts + timedelta(hours=1))], title="A", at=NOW, time_zone=zone)

    (mine,) = strictly(content)
    theirs = vobject.readOne(content.decode()).vevent.dtstart.value
    own = datetime.strptime(mine["DTSTART"][1], "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
    # By hand: Almaty was six hours ahead until the end of February 2024, and five since, as the others but Bishkek.
    ahead = 6 if zone == "Asia/Bishkek" or (zone == "Asia/Almaty" and day < date(2024, 3, 1)) else 5
    assert own == theirs == datetime.combine(day, time(9 - ahead), UTC)
    assert own.astimezone(ZoneInfo(zone)).time() == time(9)


def test_tajik_text_long_lines_and_signs_survive_both_parsers():
    content = calendar_of([event(place="Хонаи 204, Душанбе", description=TAJIK)], title=TAJIK, at=NOW, language="tg")

    (mine,) = strictly(content)
    theirs = vobject.readOne(content.decode()).vevent
    assert mine["SUMMARY"] == ({"LANGUAGE": "tg"}, TAJIK)
    assert theirs.summary.value == theirs.description.value == mine["DESCRIPTION"][1] == TAJIK
    assert mine["LOCATION"][1] == theirs.location.value == "Хонаи 204, Душанбе"


def test_whole_days_end_on_the_day_after_the_last():
    content = calendar_of([event(starts=date(2026, 12, 7), ends=date(2026, 12, 11))], title="A", at=NOW)

    (mine,) = strictly(content)
    theirs = vobject.readOne(content.decode()).vevent
    assert mine["DTSTART"] == ({"VALUE": "DATE"}, "20261207")
    assert mine["DTEND"] == ({"VALUE": "DATE"}, "20261212")
    assert (theirs.dtstart.value, theirs.dtend.value) == (date(2026, 12, 7), date(2026, 12, 12))


@pytest.mark.parametrize(("method", "status"), [(Method.REQUEST, "CONFIRMED"), (Method.CANCEL, "CANCELLED")])
def test_an_invitation_its_update_and_its_cancellation_are_about_the_same_event(method, status):
    content = invitation(
        event(sequence=3),
        method=method,
        attendee=CalendarPerson('Амина "Ҷӯраева"; X', "amina@example.org"),
        organizer=CalendarPerson("Маркази миллӣ", "centre@example.org"),
        at=NOW,
    )

    (mine,) = strictly(content)
    theirs = vobject.readOne(content.decode())
    assert theirs.method.value == method.value
    assert mine["UID"][1] == theirs.vevent.uid.value == f"{UUID(int=7)}@sabaq"
    assert mine["SEQUENCE"][1] == theirs.vevent.sequence.value == "3"
    assert mine["STATUS"][1] == theirs.vevent.status.value == status
    assert mine["ATTENDEE"][1] == theirs.vevent.attendee.value == "mailto:amina@example.org"
    assert mine["ORGANIZER"][1] == "mailto:centre@example.org"
    assert mine["ATTENDEE"][0]["CN"].strip('"') == "Амина Ҷӯраева; X"


def addresses(browser) -> list[str]:
    html = browser.post("/calendar/feeds").get_data(as_text=True)
    return [found.removeprefix("http://localhost") for found in re.findall(r"http://localhost/feeds/[^<]+", html)]


def test_a_trainee_follows_their_own_sessions_and_nobody_elses(school, sign_in, client, session):
    found = addresses(sign_in(school.cast.amina))
    assert len(found) == 1

    answer = client.get(found[0])

    (mine,) = strictly(answer.data)
    assert answer.content_type == "text/calendar; charset=utf-8"
    assert mine["SUMMARY"][1] == "Elements and consent"
    assert mine["DTSTART"][1] == "20261124T040000Z"
    secret = found[0].split("/")[2]
    for path in (f"cohorts/{school.cohort.id}", f"rooms/{school.room.id}", f"centres/{school.centre.agency_id}"):
        assert client.get(f"/feeds/{secret}/{path}.ics").status_code == 404
    assert secret not in str(session.connection().exec_driver_sql("SELECT digest FROM training_feed_keys").all())


def test_a_new_address_ends_the_old_one_and_a_wrong_one_is_nothing(school, sign_in, client):
    browser = sign_in(school.cast.rustam)
    first = addresses(browser)
    second = addresses(browser)

    # Of the trainer's own sessions, the cohort, the centre and the room.
    assert len(first) == len(second) == 4
    assert [client.get(path).status_code for path in first] == [404] * 4
    assert [client.get(path).status_code for path in second] == [200] * 4
    assert client.get("/feeds/nothing/own.ics").status_code == 404
    browser.post("/calendar/feeds", data={"end": "1"})
    assert [client.get(path).status_code for path in second] == [404] * 4


def test_a_moved_and_a_cancelled_session_are_told_with_a_higher_sequence(school, sign_in, client):
    browser = sign_in(school.cast.rustam)
    (path, *_others) = addresses(browser)
    moved = {
        "title": "Elements and consent",
        "kind": "classroom",
        "day": "2026-11-24",
        "starts": "14:00",
        "ends": "15:00",
        "room": str(school.room.id),
        "trainers": [str(school.cast.rustam.id)],
    }

    assert browser.post(f"/sessions/{school.lesson.id}/edit", data=moved).status_code == 303
    (told,) = strictly(client.get(path).data)
    assert (told["SEQUENCE"][1], told["DTSTART"][1], told["STATUS"][1]) == ("1", "20261124T090000Z", "CONFIRMED")
    assert browser.post(f"/sessions/{school.lesson.id}/cancel", data={"reason": "Ill"}).status_code == 303
    (told,) = strictly(client.get(path).data)
    assert (told["SEQUENCE"][1], told["STATUS"][1]) == ("2", "CANCELLED")
    assert told["UID"][1] == f"{school.lesson.id}@sabaq"
    assert at(24, 9).strftime("%Y%m%dT%H%M%SZ") == told["DTSTART"][1]
