"""An exam on a real server that is killed in the middle, over connections that break, on two devices at once.

Every acknowledged answer must be there, and the result must equal that of an undisturbed run of the same paper.
"""

from __future__ import annotations

import json
import random
import socket
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy import select

from app.accounts.models import User
from app.accounts.queries import get_actor
from app.assessments.models import Assessment, Attempt, Grade, Response
from app.assessments.queries.banks import questions_of
from app.assessments.rules.questions import AssessmentKind, Paper
from app.assessments.services import start_attempt
from app.core.ids import new_id
from app.courses.models import Enrolment
from app.demo.learning import answer
from tests.journeys.site import Group, Server, Site
from tests.servers import postgresql_server
from tests.test_crash import PASSWORD, Client

pytestmark = pytest.mark.slow
SEED = 20_261_124
STEPS = 80
KILLS = 3
# What can happen to a request on its way: the connection breaks before it is whole, or before the answer is heard;
# it is sent twice; an old one comes once more.
FAULTS = ("none", "none", "unsent", "unheard", "twice", "old", "old")


@pytest.fixture
def site(request, tmp_path) -> Iterator[Site]:
    """Start a server of the test's own, on the database that this run is about."""
    if request.config.getoption("--database") == "sqlite":
        yield from _serve(Server(tmp_path), None)
        return
    with postgresql_server(durable=True) as url:
        yield from _serve(Server(tmp_path, {"SABAQ_DATABASE_URL": url}), url)


def _serve(server: Server, url: str | None) -> Iterator[Site]:
    try:
        server.start()
        found = Site(server, url)
        yield found
        found.close()
    finally:
        server.stop()


def enter(site: Site, group: Group, place: int, devices: int) -> list[Client]:
    """Let a person in on so many devices."""
    first = Client(site.server.port)
    invitation = site.let_in(group.people[place])
    first.look(invitation)
    first.post(invitation, password=PASSWORD)
    first.look("/account")
    with site.reading() as session:
        email = session.get_one(User, group.people[place]).email
    further = []
    for _device in range(devices - 1):
        client = Client(site.server.port)
        client.look("/sign-in")
        client.post("/sign-in", email=email, password=PASSWORD)
        client.look("/account")
        further.append(client)
    return [first, *further]


def begin(site: Site, group: Group, place: int) -> UUID:
    """Begin the final exam of a person with the seed that both share."""
    with site.changes() as session:
        enrolment = session.get_one(Enrolment, group.enrolments[place])
        assessment_id = session.scalars(
            select(Assessment.id).where(
                Assessment.course_edition_id == enrolment.course_edition_id,
                Assessment.kind == AssessmentKind.FINAL_EXAM,
            )
        ).one()
        return start_attempt(
            session,
            actor=get_actor(session, group.people[place]),
            enrolment_id=enrolment.id,
            assessment_id=assessment_id,
            attempt_id=new_id(),
            at=datetime.now(UTC) - timedelta(minutes=1),
            seed=SEED,
        )


class Line:
    """The connection of one device, on which everything goes wrong that can."""

    def __init__(self, site: Site, attempt_id: UUID, devices: list[Client], chance: random.Random) -> None:
        self.site, self.attempt_id, self.devices, self.chance = site, attempt_id, devices, chance
        self.sent: list[str] = []
        self.acknowledged: list[str] = []

    @property
    def path(self) -> str:
        return f"/attempts/{self.attempt_id}/responses"

    def deliver(self, device: int, body: str, *, faults: bool) -> None:
        """Send until it is acknowledged, as the script of the page does."""
        client = self.devices[device]
        for _time in range(self.chance.randrange(3) if faults else 0):
            self.fail(client, body, self.chance.choice(FAULTS))
        for _time in range(5):
            try:
                status, content, _location = client.send("POST", self.path, body, "application/json")
            except OSError:
                continue
            assert status == 200, content
            break
        else:
            raise AssertionError("the server does not answer")
        self.acknowledged.append(json.loads(body)["id"])
        self.sent.append(body)

    def fail(self, client: Client, body: str, fault: str) -> None:
        if fault == "twice":
            assert client.send("POST", self.path, body, "application/json")[0] == 200
        elif fault == "old" and self.sent:
            status, content, _location = client.send(
                "POST", self.path, self.chance.choice(self.sent), "application/json"
            )
            assert (status, json.loads(content)["repeated"]) == (200, True)
        elif fault in ("unsent", "unheard"):
            self.hang_up(client, body.encode(), whole=fault == "unheard")

    def hang_up(self, client: Client, body: bytes, *, whole: bool) -> None:
        """Break the connection in the middle of the request, or after it and before the answer."""
        head = (
            f"POST {self.path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
            f"Accept: application/json\r\nX-CSRFToken: {client.token}\r\nCookie: {client.cookie}\r\n"
            f"Content-Length: {len(body)}\r\n\r\n"
        )
        with socket.create_connection(("127.0.0.1", client.port), timeout=10) as line:
            line.sendall(head.encode() + (body if whole else body[: len(body) // 2]))

    def cut_the_power(self, body: str) -> None:
        """Kill the server while a request is under way, and start it again."""
        self.hang_up(self.devices[0], body.encode(), whole=True)
        self.site.server.kill()
        self.site.server.start("serve")


def plan(site: Site, attempt_id: UUID, chance: random.Random) -> list[tuple[int, dict]]:
    """Make up what is answered and changed again, in order, on which device."""
    with site.reading() as session:
        paper = Paper.from_json(session.get_one(Attempt, attempt_id).paper)
        questions = questions_of(session, paper)
        steps = []
        for step in range(STEPS):
            place = chance.randrange(len(questions)) if step >= len(questions) else step
            said = answer(questions[place], right=chance.random() < 0.7, chance=chance)
            given = {} if chance.random() < 0.1 else said
            steps.append((chance.randrange(2), {"question": place, "answer": given, "flagged": chance.random() < 0.2}))
        return steps


def outcome(site: Site, attempt_id: UUID) -> tuple:
    with site.reading() as session:
        grade = session.scalars(select(Grade).where(Grade.attempt_id == attempt_id)).one()
        return grade.points, grade.percent, grade.passed, grade.details


@pytest.mark.parametrize("seed", [1, 2])
def test_kill_hang_up_repeat_and_reorder_change_nothing(site, seed):
    chance = random.Random(seed)
    group = site.make_group("TJ-MIA-SUGHD", "TJ-MIA-SUGHD")
    calm = Line(site, begin(site, group, 0), enter(site, group, 0, 1) * 2, chance)
    rough = Line(site, begin(site, group, 1), enter(site, group, 1, 2), chance)
    steps = plan(site, calm.attempt_id, chance)
    cuts = set(chance.sample(range(5, STEPS), KILLS))
    for device, said in steps:
        calm.deliver(device, json.dumps({"id": str(new_id()), **said}), faults=False)
    for number, (device, said) in enumerate(steps):
        body = json.dumps({"id": str(new_id()), **said})
        if number in cuts:
            rough.cut_the_power(body)
        rough.deliver(device, body, faults=True)
    for line in (calm, rough):
        line.devices[0].post(f"/attempts/{line.attempt_id}/submit")

    with site.reading() as session:
        rows = session.execute(
            select(Response.id, Response.sequence, Response.late).where(Response.attempt_id == rough.attempt_id)
        ).all()
    assert {str(row.id) for row in rows} == set(rough.acknowledged)
    assert sorted(row.sequence for row in rows) == list(range(1, STEPS + 1))
    assert not any(row.late for row in rows)
    assert outcome(site, rough.attempt_id) == outcome(site, calm.attempt_id)
