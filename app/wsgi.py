"""The production server: gunicorn with threads, configured from the program's settings."""

from __future__ import annotations

import gc
import socket
import subprocess
import sys
from collections.abc import Callable
from typing import Any

from flask import Flask
from gunicorn.app.base import BaseApplication
from gunicorn.arbiter import Arbiter

from .core.db import db
from .settings import Settings, SettingsError

REQUESTS_BEFORE_RENEWAL = 20_000
GRACE_SECONDS = 20


class Server(BaseApplication):  # type: ignore[misc]  # gunicorn has no types
    """Gunicorn around one application that is built before the workers fork, so that they share its memory."""

    def __init__(self, app: Flask, settings: Settings, announce: Callable[[], None]) -> None:
        self.flask_app = app
        self.settings = settings
        self.announce = announce
        super().__init__()

    def load_config(self) -> None:
        """Translate the program's settings into the server's."""
        options: dict[str, Any] = {
            "bind": f"{self.settings.host}:{self.settings.port}",
            "workers": self.settings.web_workers,
            "threads": self.settings.web_threads,
            "worker_class": "gthread",
            "preload_app": True,
            "keepalive": 15,
            "timeout": 120,
            "graceful_timeout": GRACE_SECONDS,
            "max_requests": REQUESTS_BEFORE_RENEWAL,
            "max_requests_jitter": REQUESTS_BEFORE_RENEWAL // 10,
            "loglevel": "warning",
            "proc_name": "sabaq",
            "post_fork": _forget_connections(self.flask_app),
            "when_ready": self._when_ready,
            "forwarded_allow_ips": "*" if self.settings.trusted_proxies else "127.0.0.1",
            "limit_request_line": 8190,
        }
        for name, value in options.items():
            self.cfg.set(name, value)

    def load(self) -> Flask:
        """Give the application to the workers."""
        return self.flask_app

    def _when_ready(self, _arbiter: Arbiter) -> None:
        """Set aside what was built before the workers fork.

        The garbage collector then never walks through it again, which costs a tenth of a page and more, and its pages
        of memory stay shared.
        """
        gc.collect()
        gc.freeze()
        self.announce()


def _forget_connections(app: Flask) -> Callable[[Arbiter, Any], None]:
    """A worker must not speak through its parent's database connections."""

    def post_fork(_arbiter: Arbiter, _worker: Any) -> None:  # noqa: ANN401 -- gunicorn has no types
        with app.app_context():
            db.engine.dispose(close=False)

    return post_fork


def refuse_taken_address(settings: Settings) -> None:
    """Say in one line that somebody else listens there, before anything is built.

    Raises:
        SettingsError: the address is taken, or is not one of this machine's.

    """
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    with socket.socket(family) as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind((settings.host, settings.port))
        except OSError as fault:
            raise SettingsError(
                f"SABAQ_HOST and SABAQ_PORT: can't listen on {settings.host}:{settings.port} ({fault.strerror})."
            ) from None


def serve(app: Flask, settings: Settings, announce: Callable[[], None]) -> None:
    """Serve until told to stop, with a job worker beside."""
    worker = subprocess.Popen([sys.executable, "-m", "app.cli", "work"])
    try:
        Server(app, settings, announce).run()
    finally:
        worker.terminate()
        worker.wait(timeout=GRACE_SECONDS)
