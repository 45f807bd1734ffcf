"""The command line on an installation of its own: set up, demo data, backup, audit, production's refusals."""

import json
import socket
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from app.cli import commands, main
from app.core.search_index import INDEX
from app.settings import SettingsError

pytestmark = pytest.mark.slow


def run(folder: Path, *arguments: str, **environment: str) -> Result:
    values = {"SABAQ_DATA_FOLDER": str(folder), "SABAQ_ENVIRONMENT": "development", **environment}
    return CliRunner().invoke(commands, list(arguments), env=values, catch_exceptions=True)


def searchable(folder: Path) -> int:
    """Count what the index of an installation holds."""
    with closing(sqlite3.connect(folder / "sabaq.db")) as connection:
        return int(connection.execute(f"SELECT count(*) FROM {INDEX}").fetchone()[0])


def test_demo_accounts_are_listed_for_scripts(tmp_path: Path) -> None:
    listed = json.loads(run(tmp_path, "demo", "accounts", "--json").output)

    assert {each["role"] for each in listed} == {
        "trainee",
        "trainer",
        "centre_administrator",
        "agency_officer",
        "curriculum_editor",
        "auditor",
        "system_administrator",
    }
    assert all(each["email"] and each["password"] for each in listed)


def test_an_installation_is_filled_saved_restored_and_verified(tmp_path: Path) -> None:
    assert run(tmp_path / "one", "demo", "load").exit_code == 0
    loaded = run(tmp_path / "one", "demo", "load", "--people", "60", "--sessions", "12", "--seed", "7")
    again = run(tmp_path / "one", "demo", "load", "--people", "60", "--sessions", "12", "--seed", "7")
    assert run(tmp_path / "one", "audit", "seal").exit_code == 0
    saved = run(tmp_path / "one", "backup", str(tmp_path / "all.zip"))
    restored = run(tmp_path / "two", "restore", str(tmp_path / "all.zip"))
    verified = run(tmp_path / "two", "audit", "verify")

    assert "60 people, 3 cohorts, 12 sessions" in loaded.output
    assert again.exit_code == 1
    assert "loaded already" in again.output
    assert saved.output.split(": ")[1] == restored.output
    assert verified.exit_code == 0, verified.output
    assert searchable(tmp_path / "one") == searchable(tmp_path / "two") > 0
    assert " 0 not chained yet" in verified.output


def test_production_refuses_demo_data_and_demo_passwords(tmp_path: Path) -> None:
    production = {
        "SABAQ_ENVIRONMENT": "production",
        "SABAQ_SECRET_KEY": "k" * 40,
        "SABAQ_PUBLIC_URL": "https://sabaq.example.org",
    }
    run(tmp_path, "demo", "load")

    refused_load = run(tmp_path, "demo", "load", **production)
    refused_start = run(tmp_path, "serve", **production)

    assert "never loaded in production" in refused_load.output
    assert isinstance(refused_start.exception, SettingsError)
    assert "amina@demo.sabaq.example" in str(refused_start.exception)


def test_the_first_person_gets_a_link(tmp_path: Path) -> None:
    run(tmp_path, "migrate")

    added = run(
        tmp_path, "user", "add", "--name", "A", "--email", "a@example.org", "--agency", "TJ", "--role", "auditor"
    )
    taken = run(tmp_path, "user", "add", "--name", "A", "--email", "a@example.org", "--agency", "TJ")
    nowhere = run(tmp_path, "user", "add", "--name", "B", "--email", "b@example.org", "--agency", "XX")

    assert added.output.startswith("http://127.0.0.1:8000/invitations/")
    assert "already belongs" in taken.output
    assert "No agency has the code XX" in nowhere.output


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (("--name", "<b>"), "A name can't contain “<”."),
        (("--email", "nobody"), "“nobody” is not an e-mail address."),
        (("--role", "king"), "king is none of: "),
        (("--language", "xx"), "xx is none of: en, ru, tg."),
    ],
)
def test_the_first_person_is_checked_as_everybody_is(wrong: tuple[str, str], said: str, tmp_path: Path) -> None:
    run(tmp_path, "migrate")
    refused = run(tmp_path, "user", "add", "--name", "Gulnora", "--email", "g@example.org", "--agency", "TJ", *wrong)

    assert refused.exit_code == 1
    assert said in refused.output


def test_a_backup_that_can_not_be_written_is_one_sentence(tmp_path: Path) -> None:
    run(tmp_path, "migrate")
    refused = run(tmp_path, "backup", str(tmp_path / "nowhere" / "all.zip"))

    assert refused.exit_code == 1
    assert refused.output == f"Error: {tmp_path / 'nowhere' / 'all.zip'} can't be written: No such file or directory\n"


def test_a_wrong_setting_is_one_line(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("SABAQ_PORT", "many")
    monkeypatch.setattr("sys.argv", ["sabaq", "migrate"])

    with pytest.raises(SystemExit) as end:
        main()

    assert end.value.code == 2
    assert capsys.readouterr().err == "sabaq: SABAQ_PORT must be a whole number from 1 to 65535; it is 'many'.\n"


@pytest.mark.parametrize(
    "address", ["postgresql://nobody@127.0.0.1:1/none", "sqlite:////dev/null/none.db"], ids=["postgresql", "sqlite"]
)
def test_a_database_that_does_not_answer_is_one_line(
    address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("SABAQ_DATA_FOLDER", str(tmp_path))
    monkeypatch.setenv("SABAQ_DATABASE_URL", address)
    monkeypatch.setattr("sys.argv", ["sabaq", "audit", "verify"])

    with pytest.raises(SystemExit) as stop:
        main()

    assert stop.value.code == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith("sabaq: SABAQ_DATABASE_URL: ")


def test_an_address_that_somebody_else_listens_on_is_named_before_anything_is_built(tmp_path: Path) -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as other:
        done = run(tmp_path, "run", SABAQ_PORT=str(other.getsockname()[1]))

    assert isinstance(done.exception, SettingsError)
    assert "SABAQ_PORT" in str(done.exception)
    assert not (tmp_path / "sabaq.db").exists()
