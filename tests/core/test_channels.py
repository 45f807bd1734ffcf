"""Channels: mail as it travels, a gateway over HTTP, and the smallest one there is."""

from __future__ import annotations

import email
import json
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from email import policy
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from typing import Any

import pytest

from app.core.channels import Letter, PermanentFailure, Recipient
from app.core.channels.gateway import HttpGateway
from app.core.channels.mail import MailChannel
from app.core.channels.memory import MemoryChannel
from app.core.ids import new_id
from app.core.mail import Message, SmtpMailer
from app.settings import Settings, SettingsError
from tests.conftest import NOW

pytestmark = pytest.mark.slow

CALENDAR = "BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nSUMMARY:Ҷаласаи якум\r\nEND:VCALENDAR\r\n"
LETTER = Letter(subject="Сабақ: ҷаласа", text="Пагоҳ", link="https://x.example/sessions/1", footer="Sabaq")
PERSON = Recipient(
    new_id(), "amina@example.org", "tg", "Asia/Dushanbe", {"memory": "Амина", "gateway": "+992 900 00 00"}
)


@contextmanager
def mail_server(answers: dict[str, str]) -> Iterator[tuple[str, list[str]]]:
    """Speak as much SMTP as a sender needs; `answers` replaces what is said to a command."""
    listener = socket.create_server(("127.0.0.1", 0))
    taken: list[str] = []

    def serve() -> None:
        connection, _address = listener.accept()
        with connection, connection.makefile("rwb") as line:

            def say(text: str) -> None:
                line.write(text.encode() + b"\r\n")
                line.flush()

            say("220 sink")
            while True:
                command = line.readline().decode().strip()
                verb = command[:4].upper()
                if verb == "DATA" and "DATA" not in answers:
                    say("354 go on")
                    content = b""
                    while not content.endswith(b"\r\n.\r\n"):
                        content += line.readline()
                    taken.append(content[:-5].decode())
                    say(answers.get("END", "250 taken"))
                elif verb == "QUIT" or not command:
                    say("221 bye")
                    return
                else:
                    say(answers.get(verb, "250 well"))

    thread = Thread(target=serve, daemon=True)
    thread.start()
    yield f"smtp://127.0.0.1:{listener.getsockname()[1]}", taken
    thread.join(5)
    listener.close()


def test_mail_travels_in_any_script_with_its_calendar_and_can_be_unsubscribed() -> None:
    sent = Message(
        to="amina@example.org",
        subject="Сабақ: ҷаласа кӯчонида шуд",
        text="Ҷаласа\nдар толор",
        calendar=CALENDAR,
        calendar_method="REQUEST",
        unsubscribe="https://x.example/notices/unsubscribe/t",
        id="01a20d1c-d65b-7624-9b1d-69a1df8a3103",
    )
    with mail_server({}) as (url, taken):
        SmtpMailer(url, "Sabaq <sabaq@example.org>").send(Message.from_payload(sent.to_payload()))

    (raw,) = taken
    assert raw.isascii()
    assert max(len(line) for line in raw.splitlines()) <= 998
    received = email.message_from_string(raw, policy=policy.default)
    assert received["Subject"] == sent.subject
    assert received["Message-ID"] == f"<{sent.id}@example.org>"
    assert received["List-Unsubscribe"] == f"<{sent.unsubscribe}>"
    assert received["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert received["Auto-Submitted"] == "auto-generated"
    assert received.get_content_type() == "multipart/alternative"
    plain, calendar = received.iter_parts()
    assert plain.get_content().replace("\r\n", "\n").strip() == sent.text
    assert calendar.get_content_type() == "text/calendar"
    assert calendar.get_param("method") == "REQUEST"
    assert calendar.get_content_charset() == "utf-8"
    assert calendar.get_payload(decode=True).decode() == CALENDAR


def test_a_mail_without_a_calendar_is_plain_text() -> None:
    written = Message("a@example.org", "S", "Т").to_mime("s@example.org", NOW)

    assert written.get_content_type() == "text/plain"
    assert "List-Unsubscribe" not in written
    assert Message("a@example.org", "S", "Т").to_payload() == {"to": "a@example.org", "subject": "S", "text": "Т"}


def test_a_subject_can_not_smuggle_headers() -> None:
    written = Message("a@example.org", "Hello\r\nBcc: all@example.org", "x").to_mime("s@example.org", NOW)

    assert written["Bcc"] is None
    assert written["Subject"] == "Hello Bcc: all@example.org"


@pytest.mark.parametrize(
    ("answers", "final"),
    [
        ({"RCPT": "550 no such person"}, True),
        ({"RCPT": "450 mailbox busy"}, False),
        ({"END": "552 too large"}, True),
        ({"END": "451 try later"}, False),
        ({"MAIL": "421 closing"}, False),
    ],
)
def test_never_is_told_from_not_now(answers: dict[str, str], final: bool) -> None:
    with mail_server(answers) as (url, _taken), pytest.raises(Exception) as fault:  # noqa: PT011 -- which one, is asked
        SmtpMailer(url, "s@example.org").send(Message("a@example.org", "S", "T"))

    assert isinstance(fault.value, PermanentFailure) is final


def test_an_address_that_no_mail_can_have_is_final() -> None:
    with pytest.raises(PermanentFailure):
        SmtpMailer("smtp://127.0.0.1:1", "s@example.org").send(Message("a@b\r\nBcc: c", "S", "T"))


@contextmanager
def gateway_server(code: int) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """Answer each message with a code."""
    taken: list[dict[str, Any]] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            content = self.rfile.read(int(self.headers["Content-Length"]))
            taken.append({"token": self.headers["Authorization"], **json.loads(content)})
            self.send_response(code)
            self.send_header("Location", "http://127.0.0.1:1/")
            self.end_headers()

        def log_message(self, *_arguments: object) -> None:
            """Say nothing."""

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/send", taken
        server.shutdown()
        thread.join(5)


def test_a_gateway_gets_one_post_a_message() -> None:
    with gateway_server(202) as (url, taken):
        gateway = HttpGateway(url, "geheim", "SMS")
        payload = gateway.compose(gateway.address_of(PERSON), LETTER)
        gateway.deliver({**payload, "id": "7"})

    assert taken == [
        {
            "token": "Bearer geheim",
            "id": "7",
            "to": "+992 900 00 00",
            "subject": "Сабақ: ҷаласа",
            "text": "Пагоҳ",
            "link": "https://x.example/sessions/1",
        }
    ]


@pytest.mark.parametrize(
    ("code", "final"), [(400, True), (404, True), (422, True), (401, False), (429, False), (503, False), (302, False)]
)
def test_a_gateway_says_never_or_not_now(code: int, final: bool) -> None:
    with gateway_server(code) as (url, taken), pytest.raises(Exception) as fault:  # noqa: PT011 -- which one, is asked
        HttpGateway(url, "t", "SMS").deliver({"to": "x"})

    assert isinstance(fault.value, PermanentFailure) is final
    assert str(code) in str(fault.value)
    assert len(taken) == 1


def test_a_gateway_reaches_nobody_who_gave_no_address() -> None:
    nobody = Recipient(new_id(), "x@example.org", "en", "UTC")

    assert HttpGateway("https://x.example", "t", "SMS").address_of(nobody) == ""
    assert MailChannel().address_of(nobody) == "x@example.org"


def test_the_smallest_channel_remembers() -> None:
    way = MemoryChannel()
    way.deliver(way.compose(way.address_of(PERSON), LETTER))

    assert way.sent == [{"to": "Амина", "subject": LETTER.subject, "text": LETTER.text, "link": LETTER.link}]


@pytest.mark.parametrize("url", ["http://sms.example.org", "ftp://localhost/x", "sms.example.org"])
def test_a_token_does_not_travel_in_clear(url: str, tmp_path: Any) -> None:
    with pytest.raises(SettingsError, match="SABAQ_GATEWAY_URL"):
        Settings.from_environ({"SABAQ_GATEWAY_URL": url, "SABAQ_DATA_FOLDER": str(tmp_path)})
