"""Everything that differs between installations, read once from the environment.

A wrong value stops the start with one line that names the variable; nothing else in the program reads the environment.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from enum import StrEnum
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

PREFIX = "SABAQ_"
SHORTEST_SECRET = 32


class SettingsError(Exception):
    """A setting is missing or wrong; the message is one line for the person who starts the program."""


class Environment(StrEnum):
    """Where the program runs: it decides what may be switched on."""

    DEVELOPMENT = "development"
    PRODUCTION = "production"
    TEST = "test"


def explained(explanation: str, **options: Any) -> Any:  # noqa: ANN401 -- dataclasses.field is typed so
    """Declare a setting with the sentence that documentation and errors show."""
    return field(metadata={"explanation": explanation}, **options)


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """One field a setting; `docs/operations.md` lists them and a test compares the two."""

    environment: Environment = explained("development, production or test", default=Environment.DEVELOPMENT)
    secret_key: str = explained("signs cookies and links; at least 32 characters; required in production")
    database_url: str = explained("SQLAlchemy address; SQLite in the data folder unless given")
    data_folder: Path = explained("database, stored files and job queue of an embedded installation")
    content_folder: Path = explained("the curriculum's source files")
    public_url: str = explained("address that people and QR codes use, without a path")
    host: str = explained("address that the server listens on", default="127.0.0.1")
    port: int = explained("port that the server listens on (also PORT)", default=8000)
    web_workers: int = explained("web processes", default=2)
    web_threads: int = explained("threads in each web process", default=4)
    redis_url: str = explained("queue and rate limits of several servers; empty for one server", default="")
    smtp_url: str = explained("smtp://user:password@host:port or smtps://…; empty keeps mail in the outbox", default="")
    mail_from: str = explained("sender of mail", default="sabaq@localhost")
    keep_message_days: int = explained("days after which the texts of settled messages are emptied", default=30)
    gateway_url: str = explained("address of a gateway (SMS, Telegram) that takes messages by HTTP", default="")
    gateway_token: str = explained("bearer token for the gateway", default="")
    gateway_name: str = explained("what people call the gateway", default="SMS")
    demo: bool = explained("demo data, its accounts and one-press sign-in; never in production", default=True)
    trusted_proxies: int = explained("reverse proxies in front, whose forwarded headers count", default=0)
    log_level: str = explained("DEBUG, INFO, WARNING or ERROR", default="INFO")

    @property
    def secure_cookies(self) -> bool:
        """Cookies travel over TLS only where people reach the program over TLS."""
        return self.public_url.startswith("https://")

    @property
    def production(self) -> bool:
        """Whether real people's records are held here."""
        return self.environment is Environment.PRODUCTION

    @classmethod
    def from_environ(cls, environ: Mapping[str, str]) -> Settings:
        """Read and check all settings.

        Raises:
            SettingsError: a value is missing, unknown or out of range.

        """
        given = {name.removeprefix(PREFIX).lower(): value for name, value in environ.items() if name.startswith(PREFIX)}
        if "port" not in given and environ.get("PORT"):
            given["port"] = environ["PORT"]
        _refuse_unknown(given)
        environment = _environment(given.get("environment", "development"))
        production = environment is Environment.PRODUCTION
        data_folder = _data_folder(given.get("data_folder", "var"))
        port = _whole(given, "port", 8000, 1, 65535)
        settings = cls(
            environment=environment,
            secret_key=given.get("secret_key") or _own_secret(data_folder, required=production),
            database_url=_database_url(given.get("database_url") or f"sqlite:///{data_folder / 'sabaq.db'}"),
            data_folder=data_folder,
            content_folder=Path(given.get("content_folder", "content")).resolve(),
            public_url=_public_url(given.get("public_url") or f"http://127.0.0.1:{port}"),
            host=given.get("host", "127.0.0.1"),
            port=port,
            web_workers=_whole(given, "web_workers", 2, 1, 64),
            web_threads=_whole(given, "web_threads", 4, 1, 64),
            redis_url=_redis_url(given.get("redis_url", "")),
            smtp_url=_smtp_url(given.get("smtp_url", "")),
            mail_from=given.get("mail_from", "sabaq@localhost"),
            keep_message_days=_whole(given, "keep_message_days", 30, 1, 3650),
            gateway_url=_gateway_url(given.get("gateway_url", "")),
            gateway_token=given.get("gateway_token", ""),
            gateway_name=given.get("gateway_name", "SMS"),
            demo=_truth(given, "demo", default=not production),
            trusted_proxies=_whole(given, "trusted_proxies", 0, 0, 8),
            log_level=_one_of(given, "log_level", "INFO", ("DEBUG", "INFO", "WARNING", "ERROR")),
        )
        _refuse_unsafe(settings)
        return settings


def _refuse_unknown(given: Mapping[str, str]) -> None:
    known = {each.name for each in fields(Settings)}
    for name in given:
        if name not in known:
            raise SettingsError(f"{PREFIX}{name.upper()} is not a setting of this program.")


def _environment(value: str) -> Environment:
    try:
        return Environment(value)
    except ValueError:
        raise SettingsError(f"SABAQ_ENVIRONMENT must be development, production or test; it is {value!r}.") from None


def _own_secret(data_folder: Path, *, required: bool) -> str:
    """Make a secret for this folder once, so that sign-ins outlive a restart."""
    if required:
        raise SettingsError("SABAQ_SECRET_KEY is required in production (at least 32 characters).")
    file = data_folder / "secret-key"
    if not file.exists():
        file.touch(mode=0o600)
        file.write_text(secrets.token_urlsafe(48))
    return file.read_text().strip()


def _data_folder(value: str) -> Path:
    folder = Path(value).resolve()
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as fault:
        raise SettingsError(f"SABAQ_DATA_FOLDER can't be made at {folder}: {fault.strerror}.") from None
    if not os.access(folder, os.W_OK | os.X_OK):
        raise SettingsError(f"SABAQ_DATA_FOLDER at {folder} can't be written to.")
    return folder


def _redis_url(value: str) -> str:
    if value and urlsplit(value).scheme not in ("redis", "rediss"):
        raise SettingsError("SABAQ_REDIS_URL must begin with redis:// or rediss://.")
    if value and find_spec("redis") is None:
        raise SettingsError("SABAQ_REDIS_URL needs the package redis, which is not installed beside this program.")
    return value


def _database_url(value: str) -> str:
    if value.startswith(("postgresql://", "postgres://")):
        return "postgresql+psycopg://" + value.split("://", 1)[1]
    if value.startswith(("postgresql+psycopg://", "sqlite:///")):
        return value
    raise SettingsError("SABAQ_DATABASE_URL must begin with sqlite:/// or postgresql://.")


def _public_url(value: str) -> str:
    parts = urlsplit(value)
    if parts.scheme not in ("http", "https") or not parts.netloc or parts.path.strip("/"):
        raise SettingsError(f"SABAQ_PUBLIC_URL must look like https://example.org; it is {value!r}.")
    return value.rstrip("/")


def _smtp_url(value: str) -> str:
    if value and urlsplit(value).scheme not in ("smtp", "smtps"):
        raise SettingsError("SABAQ_SMTP_URL must begin with smtp:// or smtps://.")
    return value


def _gateway_url(value: str) -> str:
    parts = urlsplit(value)
    near = parts.scheme == "http" and parts.hostname in ("localhost", "127.0.0.1", "::1")
    if value and not near and parts.scheme != "https":
        raise SettingsError("SABAQ_GATEWAY_URL must begin with https:// (http:// only for this machine).")
    return value


def _whole(given: Mapping[str, str], name: str, default: int, least: int, most: int) -> int:
    text = given.get(name, str(default))
    if not text.isascii() or not text.isdigit() or not least <= int(text) <= most:
        raise SettingsError(f"{PREFIX}{name.upper()} must be a whole number from {least} to {most}; it is {text!r}.")
    return int(text)


def _truth(given: Mapping[str, str], name: str, *, default: bool) -> bool:
    text = given.get(name, "yes" if default else "no").lower()
    if text in ("1", "yes", "true", "on"):
        return True
    if text in ("0", "no", "false", "off"):
        return False
    raise SettingsError(f"{PREFIX}{name.upper()} must be yes or no; it is {text!r}.")


def _one_of(given: Mapping[str, str], name: str, default: str, allowed: tuple[str, ...]) -> str:
    text = given.get(name, default)
    if text not in allowed:
        raise SettingsError(f"{PREFIX}{name.upper()} must be one of {', '.join(allowed)}; it is {text!r}.")
    return text


def _refuse_unsafe(settings: Settings) -> None:
    if not settings.production:
        return
    if len(settings.secret_key) < SHORTEST_SECRET:
        raise SettingsError(f"SABAQ_SECRET_KEY must have at least {SHORTEST_SECRET} characters in production.")
    if settings.demo:
        raise SettingsError("SABAQ_DEMO must be no in production: demo accounts have public passwords.")
    if not settings.secure_cookies:
        raise SettingsError(
            "SABAQ_PUBLIC_URL must begin with https:// in production: sessions must not travel in clear."
        )
