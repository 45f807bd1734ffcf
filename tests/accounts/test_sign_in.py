import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.accounts import queries, services
from app.accounts.demo import DEMO_DOMAIN
from app.accounts.models import User
from app.accounts.sessions import LIMITS
from app.core import outbox
from app.core.audit import AuditEntry
from app.core.clock import FixedClock
from tests.conftest import NOW
from tests.people import Cast

PASSWORD = "тирамоҳи зард бо борон"


def invite(session: Session, cast: Cast) -> str:
    secret = services.invite(session, actor=cast.actor(cast.dilnoza), user=cast.amina, at=NOW)
    session.commit()
    return secret


def test_an_invited_person_sets_a_password_and_is_inside(session: Session, cast: Cast, client: FlaskClient) -> None:
    link = f"/invitations/{invite(session, cast)}"

    shown = client.get(link)
    answer = client.post(link, data={"password": PASSWORD})

    assert cast.amina.name in shown.text
    assert answer.status_code == 303
    assert cast.amina.name in client.get("/").text


def test_a_link_works_once(session: Session, cast: Cast, client: FlaskClient) -> None:
    link = f"/invitations/{invite(session, cast)}"
    client.post(link, data={"password": PASSWORD})

    again = client.post(link, data={"password": "дигар парол барои душман"})

    assert again.status_code == 410
    assert "has expired" in again.text


def test_an_expired_link_is_refused(session: Session, cast: Cast, client: FlaskClient, clock: FixedClock) -> None:
    link = f"/invitations/{invite(session, cast)}"
    clock.advance(timedelta(days=14))

    assert client.get(link).status_code == 410


def test_a_newer_link_ends_the_earlier_one(session: Session, cast: Cast, client: FlaskClient) -> None:
    first, second = invite(session, cast), invite(session, cast)

    assert client.get(f"/invitations/{first}").status_code == 410
    assert client.get(f"/invitations/{second}").status_code == 200


def test_a_weak_password_is_explained_beside_the_field(session: Session, cast: Cast, client: FlaskClient) -> None:
    answer = client.post(f"/invitations/{invite(session, cast)}", data={"password": "passwordpassword"})

    assert answer.status_code == 422
    assert "easy to guess" in answer.text


def test_wrong_password_and_unknown_address_read_the_same(session: Session, cast: Cast, client: FlaskClient) -> None:
    services.accept_invitation(session, secret=invite(session, cast), password=PASSWORD, at=NOW)
    session.commit()

    wrong = client.post("/sign-in", data={"email": "amina@example.org", "password": "something else"})
    unknown = client.post("/sign-in", data={"email": "nobody@example.org", "password": "something else"})

    assert wrong.status_code == unknown.status_code == 422
    assert "E-mail address or password is wrong." in wrong.text
    assert _without_tokens(wrong.text).replace("amina@", "") == _without_tokens(unknown.text).replace("nobody@", "")


def test_signing_in_leads_back_to_the_page_that_was_asked_for(
    session: Session, cast: Cast, client: FlaskClient
) -> None:
    services.accept_invitation(session, secret=invite(session, cast), password=PASSWORD, at=NOW)
    session.commit()

    asked = client.get("/account")
    answer = client.post(asked.headers["Location"], data={"email": " Amina@Example.org ", "password": PASSWORD})

    assert answer.headers["Location"] == "/account"


def test_no_address_leads_to_another_site(session: Session, cast: Cast, client: FlaskClient) -> None:
    services.accept_invitation(session, secret=invite(session, cast), password=PASSWORD, at=NOW)
    session.commit()

    for hostile in ("https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)"):
        answer = client.post(
            "/sign-in", query_string={"next": hostile}, data={"email": "amina@example.org", "password": PASSWORD}
        )
        assert answer.headers["Location"] == "/", hostile
        client.post("/sign-out")


def test_the_account_lists_only_sessions_that_still_count(session: Session, cast: Cast) -> None:
    begun = [NOW - timedelta(days=days) for days in (30, 7, 6)]
    for at in begun:
        services.begin_sign_in(session, user=cast.amina, address="", browser="", at=at)

    assert [each.started_at for each in queries.open_sign_ins(session, cast.amina.id, NOW)] == begun[-1:]


def test_a_session_that_was_ended_elsewhere_counts_no_more(
    session: Session, cast: Cast, sign_in: Callable[..., FlaskClient]
) -> None:
    telephone, library_computer = sign_in(cast.amina), sign_in(cast.amina)
    forgotten = queries.open_sign_ins(session, cast.amina.id, NOW)[0]
    here, there = (
        (telephone, library_computer)
        if _sign_in_of(library_computer) == str(forgotten.id)
        else (library_computer, telephone)
    )

    here.post(f"/account/sign-ins/{forgotten.id}/end")

    assert there.get("/account").status_code == 302
    assert here.get("/account").status_code == 200


def test_nobody_ends_the_session_of_somebody_else(
    session: Session, cast: Cast, sign_in: Callable[..., FlaskClient]
) -> None:
    victim = sign_in(cast.amina)
    target = queries.open_sign_ins(session, cast.amina.id, NOW)[0]

    answer = sign_in(cast.bahrom).post(f"/account/sign-ins/{target.id}/end")

    assert answer.status_code == 404
    assert victim.get("/account").status_code == 200


def test_sign_out_everywhere(session: Session, cast: Cast, sign_in: Callable[..., FlaskClient]) -> None:
    one, two = sign_in(cast.amina), sign_in(cast.amina)

    one.post("/account/sign-ins/end-all")

    assert one.get("/account").status_code == two.get("/account").status_code == 302


def test_a_closed_account_is_out_at_once(session: Session, cast: Cast, sign_in: Callable[..., FlaskClient]) -> None:
    browser = sign_in(cast.amina)

    sign_in(cast.dilnoza).post(f"/people/{cast.amina.id}/close")

    assert browser.get("/account").status_code == 302


def test_the_language_is_remembered_for_the_person(
    session: Session, cast: Cast, sign_in: Callable[..., FlaskClient]
) -> None:
    sign_in(cast.amina).post("/language", data={"language": "tg"})

    assert '<html lang="tg"' in sign_in(cast.amina).get("/account").text


def test_the_invitation_goes_to_the_outbox_and_the_act_on_record(
    session: Session, cast: Cast, sign_in: Callable[..., FlaskClient]
) -> None:
    answer = sign_in(cast.dilnoza).post(
        "/people/new",
        data={
            "name": "  Зафар   Ҷалолов ",
            "email": "Zafar@Example.org",
            "agency": str(cast.interior.id),
            "profession": "judge",
            "sex": "",
            "language": "tg",
            "time_zone": "Asia/Dushanbe",
        },
    )

    recorded = queries.find_user_by_email(session, "zafar@example.org")
    entry = session.query(outbox.OutboxEntry).one()
    assert recorded is not None
    assert recorded.name == "Зафар Ҷалолов"
    assert entry.payload["to"] == "zafar@example.org"
    assert entry.payload["text"].split("/invitations/")[1].split()[0] in answer.text
    assert session.query(AuditEntry).filter_by(action="accounts:person:invite").count() == 1


def test_markup_in_a_name_is_shown_as_text(session: Session, cast: Cast, sign_in: Callable[..., FlaskClient]) -> None:
    browser = sign_in(cast.dilnoza)
    cast.amina.name = "<script>alert(1)</script>"
    session.commit()

    page = browser.get("/people").text

    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "<script>alert" not in page


def test_a_taken_address_keeps_what_was_typed(
    session: Session, cast: Cast, sign_in: Callable[..., FlaskClient]
) -> None:
    answer = sign_in(cast.dilnoza).post(
        "/people/new",
        data={
            "name": "Зафар",
            "email": "amina@example.org",
            "agency": str(cast.interior.id),
            "profession": "judge",
            "sex": "",
            "language": "tg",
            "time_zone": "Asia/Dushanbe",
        },
    )

    assert answer.status_code == 422
    assert "amina@example.org already belongs to a person" in answer.text
    assert 'value="Зафар"' in answer.text


def _without_tokens(page: str) -> str:
    return re.sub(r'name="csrf_token"[^>]*>', "", page)


def _sign_in_of(browser: FlaskClient) -> str:
    with browser.session_transaction() as cookie:
        return str(cookie["_user_id"])


@pytest.fixture
def rate_limits(app: Flask) -> Iterator[None]:
    """Switch the limits on, which the other tests would trip over."""
    app.extensions[LIMITS] = True
    yield
    app.extensions[LIMITS] = False


@pytest.mark.usefixtures("rate_limits")
def test_guessing_a_password_is_stopped_for_that_account(session: Session, cast: Cast, client: FlaskClient) -> None:
    session.commit()

    answers = [
        client.post("/sign-in", data={"email": "amina@example.org", "password": f"guess {number}"}).status_code
        for number in range(9)
    ]
    other = client.post("/sign-in", data={"email": "tolib@example.org", "password": "guess"})

    assert answers == [422] * 8 + [429]
    assert other.status_code == 422


@pytest.mark.usefixtures("rate_limits")
def test_pages_without_a_limit_are_not_slowed(session: Session, cast: Cast, client: FlaskClient) -> None:
    assert {client.get("/health").status_code for _each in range(200)} == {200}


def test_entering_the_demonstration_leads_to_the_page_that_was_asked_for(
    session: Session, cast: Cast, app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = app.extensions["sabaq_settings"]
    monkeypatch.setitem(app.extensions, "sabaq_settings", replace(settings, demo=True))
    session.get_one(User, cast.amina.id).email = f"amina@{DEMO_DOMAIN}"
    session.commit()

    asked = client.get("/check-in", follow_redirects=True).text
    (action,) = set(re.findall(r'action="(/sign-in/demo[^"]*)"', asked))
    answer = client.post(action, data={"email": f"amina@{DEMO_DOMAIN}"})

    assert answer.location == "/check-in"
