"""A power cut in the middle of the work: what was acknowledged is there afterwards."""

from __future__ import annotations

import http.client
import json
import re
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import urlencode
from uuid import UUID

import pytest
from sqlalchemy import func, select, text

from app.assessments.models import Response
from app.core.ids import new_id
from app.training.models import AttendanceMark
from tests.journeys.site import Group, Server, Site
from tests.servers import postgresql_server

pytestmark = pytest.mark.slow
LEARNERS = 4
ENOUGH = 60
WITHIN = 60
TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')
PASSWORD = "чор калима пайи ҳам"


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


@dataclass
class Client:
    """A person at a browser, as far as HTTP goes; it notes what the server acknowledged."""

    port: int
    cookie: str = ""
    token: str = ""
    acknowledged: list[str] = field(default_factory=list)

    def send(self, method: str, path: str, body: str = "", kind: str = "application/x-www-form-urlencoded"):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        try:
            headers = {"Content-Type": kind, "X-CSRFToken": self.token, "Accept": "text/html"}
            if self.cookie:
                headers["Cookie"] = self.cookie
            if "json" in kind:
                headers["Accept"] = "application/json"
            connection.request(method, path, body.encode(), headers)
            answer = connection.getresponse()
            content = answer.read().decode(errors="replace")
            for name, value in answer.getheaders():
                if name.lower() == "set-cookie":
                    self.cookie = value.partition(";")[0]
            return answer.status, content, answer.getheader("Location", "")
        finally:
            connection.close()

    def look(self, path: str) -> str:
        status, content, _location = self.send("GET", path)
        assert status == 200, (path, status)
        found = TOKEN.search(content)
        self.token = found[1] if found else self.token
        return content

    def post(self, path: str, **fields: str) -> str:
        status, content, location = self.send("POST", path, urlencode({"csrf_token": self.token, **fields}))
        assert status in {302, 303}, (path, status, content[:500])
        return location


def learner(site: Site, group: Group, place: int) -> tuple[Client, UUID]:
    """Let a person in and begin the final exam."""
    client = Client(site.server.port)
    invitation = site.let_in(group.people[place])
    client.look(invitation)
    client.post(invitation, password=PASSWORD)
    page = client.look(f"/courses/{group.enrolments[place]}")
    addresses = dict.fromkeys(re.findall(rf"/enrolments/{group.enrolments[place]}/assessments/[0-9a-f-]+", page))
    for address in addresses:
        if "Final exam" in client.look(address):
            break
    location = client.post(f"{address}/attempts")
    client.look(location)
    return client, UUID(re.search(r"/attempts/([0-9a-f-]+)/", location)[1])


def answering(client: Client, attempt: UUID, stop: threading.Event) -> None:
    number = 0
    while not stop.is_set():
        number += 1
        key = new_id()
        # No answer yet, flagged or not: that every kind of question understands.
        said = {"id": str(key), "question": number % 20, "answer": {}, "flagged": number // 20 % 2 == 0}
        try:
            status, content, _location = client.send(
                "POST", f"/attempts/{attempt}/responses", json.dumps(said), "application/json"
            )
        except (OSError, http.client.HTTPException):
            return
        assert status == 200, content
        client.acknowledged.append(key.hex)


def marking(client: Client, group: Group, stop: threading.Event) -> None:
    """Mark everybody again and again; each acknowledged sheet changed one mark of each person."""
    number = 0
    path = f"/sessions/{group.session_id}/attendance"
    while not stop.is_set():
        number += 1
        try:
            page = client.look(path)
            seen = dict(re.findall(r'name="seen-([0-9a-f]{32})" value="([0-9a-f]*)"', page))
            fields = {"reason": f"sheet {number}"}
            for key, mark in seen.items():
                fields |= {
                    f"seen-{key}": mark,
                    f"status-{key}": ("present", "absent")[number % 2],
                    f"remark-{key}": f"{number}",
                }
            client.post(path, **fields)
        except (OSError, http.client.HTTPException):
            return
        client.acknowledged.append(str(number))


def test_every_acknowledged_save_outlives_a_killed_server(site):
    group = site.make_group(*["TJ-MIA-SUGHD"] * LEARNERS)
    people = [learner(site, group, place) for place in range(LEARNERS)]
    trainer = Client(site.server.port)
    trainer.look("/sign-in")
    trainer.post("/sign-in/demo", email="rustam@demo.sabaq.example")
    stop = threading.Event()
    threads = [threading.Thread(target=answering, args=(client, attempt, stop)) for client, attempt in people]
    threads.append(threading.Thread(target=marking, args=(trainer, group, stop)))
    for thread in threads:
        thread.start()
    deadline = time.monotonic() + WITHIN
    while not (
        all(len(client.acknowledged) >= ENOUGH for client, _attempt in people) and len(trainer.acknowledged) > 5
    ):
        assert time.monotonic() < deadline, [len(client.acknowledged) for client, _attempt in people]
        assert all(thread.is_alive() for thread in threads)
        time.sleep(0.01)
    site.server.kill()
    stop.set()
    for thread in threads:
        thread.join(timeout=30)

    site.server.start("serve")
    with site.reading() as session:
        stored = {key.hex for key in session.scalars(select(Response.id))}
        remarks = set(
            session.scalars(select(AttendanceMark.remark).where(AttendanceMark.session_id == group.session_id))
        )
        sheets = session.execute(
            select(AttendanceMark.remark, func.count())
            .where(AttendanceMark.session_id == group.session_id)
            .group_by(AttendanceMark.remark)
        ).all()
        broken = _check_integrity(session)
    for client, _attempt in people:
        assert set(client.acknowledged) <= stored
    assert set(trainer.acknowledged) <= remarks
    assert {count for _remark, count in sheets} == {LEARNERS}, "a sheet is stored whole or not at all"
    assert broken == []
    client, attempt = people[0]
    client.look(f"/attempts/{attempt}/questions/1")


def _check_integrity(session) -> list[str]:
    if session.get_bind().dialect.name != "sqlite":
        return []
    return [row[0] for row in session.execute(text("PRAGMA integrity_check")) if row[0] != "ok"]
