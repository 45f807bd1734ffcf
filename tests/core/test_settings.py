from pathlib import Path

import pytest

from app.settings import Environment, Settings, SettingsError

PRODUCTION = {
    "SABAQ_ENVIRONMENT": "production",
    "SABAQ_SECRET_KEY": "k" * 32,
    "SABAQ_PUBLIC_URL": "https://sabaq.example.org",
}


def test_nothing_needs_to_be_set_for_trying_out(tmp_path: Path) -> None:
    settings = Settings.from_environ({"SABAQ_DATA_FOLDER": str(tmp_path)})

    assert settings.environment is Environment.DEVELOPMENT
    assert settings.database_url == f"sqlite:///{tmp_path / 'sabaq.db'}"
    assert settings.demo


def test_the_own_secret_stays_the_same(tmp_path: Path) -> None:
    given = {"SABAQ_DATA_FOLDER": str(tmp_path)}

    assert Settings.from_environ(given).secret_key == Settings.from_environ(given).secret_key
    assert (tmp_path / "secret-key").stat().st_mode & 0o077 == 0


def test_production_turns_the_demonstration_off(tmp_path: Path) -> None:
    assert not Settings.from_environ({**PRODUCTION, "SABAQ_DATA_FOLDER": str(tmp_path)}).demo


@pytest.mark.parametrize(
    ("given", "named"),
    [
        ({"SABAQ_PORT": "80x"}, "SABAQ_PORT"),
        ({"PORT": "0"}, "SABAQ_PORT"),
        ({"SABAQ_PORTT": "80"}, "SABAQ_PORTT"),
        ({"SABAQ_DATABASE_URL": "mysql://x"}, "SABAQ_DATABASE_URL"),
        ({"SABAQ_ENVIRONMENT": "staging"}, "SABAQ_ENVIRONMENT"),
        ({"SABAQ_DEMO": "maybe"}, "SABAQ_DEMO"),
        ({"SABAQ_PUBLIC_URL": "example.org"}, "SABAQ_PUBLIC_URL"),
        ({"SABAQ_SMTP_URL": "mail.example.org"}, "SABAQ_SMTP_URL"),
        ({"SABAQ_REDIS_URL": "localhost"}, "SABAQ_REDIS_URL"),
        ({"SABAQ_DATA_FOLDER": "/dev/null/sabaq"}, "SABAQ_DATA_FOLDER"),
        ({"SABAQ_DATA_FOLDER": "/dev/null"}, "SABAQ_DATA_FOLDER"),
        ({"SABAQ_LOG_LEVEL": "LOUD"}, "SABAQ_LOG_LEVEL"),
        ({**PRODUCTION, "SABAQ_SECRET_KEY": ""}, "SABAQ_SECRET_KEY"),
        ({**PRODUCTION, "SABAQ_SECRET_KEY": "short"}, "SABAQ_SECRET_KEY"),
        ({**PRODUCTION, "SABAQ_DEMO": "yes"}, "SABAQ_DEMO"),
        ({**PRODUCTION, "SABAQ_PUBLIC_URL": "http://sabaq.example.org"}, "SABAQ_PUBLIC_URL"),
    ],
)
def test_a_wrong_setting_is_named_in_one_line(given: dict[str, str], named: str, tmp_path: Path) -> None:
    with pytest.raises(SettingsError) as refusal:
        Settings.from_environ({"SABAQ_DATA_FOLDER": str(tmp_path), **given})

    assert named in str(refusal.value)
    assert "\n" not in str(refusal.value)


def test_every_setting_is_in_the_operations_guide() -> None:
    guide = (Path(__file__).parent.parent.parent / "docs" / "operations.md").read_text()

    missing = [name for name in Settings.__dataclass_fields__ if f"`SABAQ_{name.upper()}`" not in guide]
    assert missing == []
