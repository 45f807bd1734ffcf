"""Sabaq: training records, learning and certification. This file alone knows every feature."""

from __future__ import annotations

import logging
from pathlib import Path

from flask import Flask
from jinja2 import StrictUndefined

from . import accounts, assessments, certificates, courses, home, interop, library, reports, training
from .core import audit, delivery, jobs, shell
from .core.channels import init_channels
from .core.channels.gateway import HttpGateway
from .core.channels.mail import MailChannel
from .core.clock import SystemClock
from .core.db import init_database, transaction
from .core.http import Program, init_http
from .core.i18n import init_languages
from .core.mail import NoMailer, SmtpMailer
from .core.ports import Ports
from .core.storage import FolderStorage
from .settings import Environment, Settings

FEATURES = (accounts, library, courses, assessments, training, certificates, reports, interop, home)
HERE = Path(__file__).parent


def create_app(settings: Settings, given: Ports | None = None) -> Flask:
    """Build the application.

    Args:
        settings: what differs between installations.
        given: clock, mail and files; tests hand in their own.

    """
    logging.basicConfig(level=settings.log_level, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    for chatty in ("alembic", "huey", "fontTools", "reportlab", "xhtml2pdf"):
        logging.getLogger(chatty).setLevel(logging.WARNING)
    app = Program(__name__, static_folder=None)
    app.config.update(SECRET_KEY=settings.secret_key, TESTING=settings.environment is Environment.TEST)
    app.extensions["sabaq_settings"] = settings
    app.extensions["sabaq_ports"] = given or _ports(settings)
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    init_database(app, settings.database_url)
    init_languages(app)
    init_http(
        app,
        static_folder=HERE / "static",
        secure=settings.secure_cookies,
        trusted_proxies=settings.trusted_proxies,
    )
    shell.init_shell(app, demo=settings.demo, development=settings.environment is Environment.DEVELOPMENT)
    gateways = [HttpGateway(settings.gateway_url, settings.gateway_token, settings.gateway_name)]
    init_channels(app, MailChannel(), *(gateways if settings.gateway_url else []))
    _register_core_work(settings)
    for feature in FEATURES:
        feature.register(app)
    jobs.init_jobs(
        app,
        data_folder=settings.data_folder,
        redis_url=settings.redis_url,
        immediate=settings.environment is Environment.TEST,
    )
    return app


def _ports(settings: Settings) -> Ports:
    mailer = SmtpMailer(settings.smtp_url, settings.mail_from) if settings.smtp_url else NoMailer()
    return Ports(clock=SystemClock(), mailer=mailer, storage=FolderStorage(settings.data_folder / "files"))


def _register_core_work(settings: Settings) -> None:
    def forget() -> None:
        delivery.forget_old_texts(settings.keep_message_days)

    jobs.jobs.register("outbox", send_outbox)
    jobs.periodic.register("outbox", jobs.Periodic(1, send_outbox))
    jobs.periodic.register("outbox-forget", jobs.Periodic(30, forget))
    jobs.periodic.register("audit-seal", jobs.Periodic(5, seal_audit_trail))


def send_outbox() -> None:
    """Send what is due."""
    delivery.deliver_outbox()


def seal_audit_trail() -> None:
    """Chain the audit entries that are not chained yet."""
    with transaction() as session:
        while audit.seal(session) == audit.BATCH:
            session.flush()
