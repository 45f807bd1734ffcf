from datetime import UTC, datetime, timedelta

import pytest

from app.accounts import rules

AT = datetime(2026, 11, 24, tzinfo=UTC)


@pytest.mark.parametrize(
    ("password", "reason"),
    [
        ("short", rules.PasswordTooShort),
        ("fourteen chars", rules.PasswordTooShort),
        ("passwordpassword", rules.PasswordCommon),
        ("aaaaaaaaaaaaaaaaaaaa", rules.PasswordCommon),
        ("123456789012345678", rules.PasswordCommon),
        ("saidova gulnora1", rules.PasswordCommon),
        ("x" * 129, rules.PasswordTooLong),
    ],
)
def test_a_password_that_is_guessed_early_is_refused(password: str, reason: type[Exception]) -> None:
    with pytest.raises(reason):
        rules.check_password(password, own_words=("Gulnora Saidova", "gulnora@example.org"))


@pytest.mark.parametrize("password", ["тирамоҳи зард бо борон", "correct lamp mountain tea", "дарахт ва санги кабуд"])
def test_words_in_a_row_are_accepted_in_any_script_and_without_rules_of_composition(password: str) -> None:
    rules.check_password(password, own_words=("Гулнора Саидова", "gulnora@example.org"))


def test_a_session_ends_when_idle_and_when_old() -> None:
    fresh = rules.sign_in_valid(started_at=AT - timedelta(days=29), last_seen_at=AT - timedelta(hours=1), at=AT)
    idle = rules.sign_in_valid(started_at=AT - timedelta(days=8), last_seen_at=AT - timedelta(days=7), at=AT)
    old = rules.sign_in_valid(started_at=AT - timedelta(days=30), last_seen_at=AT, at=AT)

    assert (fresh, idle, old) == (True, False, False)


@pytest.mark.parametrize(
    ("sent", "shown"),
    [
        ("Mozilla/5.0 (X11; Linux x86_64) (KHTML, like Gecko) Chrome/140.0 Safari/537.36", "Chrome · Linux"),
        ("(Linux; Android 9) SamsungBrowser/21.0 Chrome/110.0 Safari/537.36", "Samsung Internet · Android"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) Safari/604.1", "Safari · iPhone"),
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox · Windows"),
        ("Werkzeug/3.1", "Werkzeug/3.1"),
        ("", ""),
    ],
)
def test_a_browser_is_named_in_words_that_a_person_recognises(sent: str, shown: str) -> None:
    assert rules.name_browser(sent) == shown
