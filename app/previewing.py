"""The curriculum's files as trainees would see them, before anything is published: for writers, on their own machine.

It is the real application over a database of its own that is thrown away afterwards. Whatever the files say is put
into it, faults included, and again whenever a file changes; each page says what is wrong with what it shows.
"""

from __future__ import annotations

import logging
import secrets
import signal
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock
from typing import Any

from flask import Flask, Response, jsonify, redirect, request, url_for
from flask_login import LoginManager
from markupsafe import Markup
from werkzeug.serving import run_simple
from werkzeug.wrappers import Response as WerkzeugResponse

from . import create_app
from .accounts.first_steps import add_first_person
from .accounts.models import Role, User
from .accounts.queries import get_actor
from .accounts.sessions import LIMITS, SignedInUser
from .core.access import public
from .core.content_files import Problem
from .core.db import Base, db, transaction
from .core.http import asset
from .core.ports import Ports, ports
from .courses.content.checks import course_problems, module_problems
from .courses.content.model import Content, ModuleSource
from .courses.content.publish import publish
from .courses.content.rendering import Known
from .courses.content.source import read_content
from .library.content import publish as publish_library
from .settings import Environment, Settings

HOST = "127.0.0.1"
HOSTS = ["127.0.0.1", "localhost"]
WRITER = "writer@preview.invalid"


class CannotPreview(Exception):
    """The preview is refused; the message is one line."""


def serve_preview(settings: Settings, module: str, port: int, *, say: Callable[[str], None]) -> None:
    """Show the content folder on this machine alone until interrupted.

    Raises:
        CannotPreview: this is a production installation, or there is no such module.

    """
    if settings.production:
        raise CannotPreview("The preview shows unpublished files without sign-in; it is never run in production.")
    say(f"reading {settings.content_folder} …")
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    with tempfile.TemporaryDirectory(prefix="sabaq-preview-") as folder:
        app, draft = make_preview(settings.content_folder, Path(folder))
        if module and draft.content.module(module) is None:
            raise CannotPreview(f"There is no readable module {module} in {settings.content_folder}.")
        say(f"http://{HOST}:{port}/modules{'/' if module else ''}{module}")
        say(f"{len(draft.problems)} problems" if draft.problems else "content is in order")
        say("Pages reload when a file changes. Stop with Ctrl+C.")
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))  # so that the folder goes too
        run_simple(HOST, port, app, threaded=True)


def make_preview(content_folder: Path, data_folder: Path, given: Ports | None = None) -> tuple[Flask, Draft]:
    """Build the application that shows a content folder; `data_folder` is its own and empty."""
    settings = Settings(
        environment=Environment.DEVELOPMENT,
        secret_key=secrets.token_urlsafe(48),
        database_url=f"sqlite:///{data_folder / 'preview.db'}",
        data_folder=data_folder,
        content_folder=content_folder,
        public_url=f"http://{HOST}",
        demo=False,
    )
    app = create_app(settings, given)
    app.extensions[LIMITS] = False  # nobody signs in here
    draft = Draft(app, content_folder)
    with app.app_context():
        Base.metadata.create_all(db.engine)
        add_first_person(name="Preview", email=WRITER, agency_code="TJ", roles=(Role.CURRICULUM_EDITOR,), language="en")
    draft.follow()
    _let_everybody_in(app)
    _show_what_is_wrong(app, draft)
    return app, draft


@dataclass
class Draft:
    """The files as they were last read, what is wrong with them, and a mark that changes when they do."""

    app: Flask
    folder: Path
    mark: str = ""
    content: Content = field(init=False)
    problems: list[Problem] = field(default_factory=list)
    _known: Known | None = None
    _checked: dict[str, tuple[str, list[Problem]]] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    def follow(self) -> None:
        """Read the files again if any of them changed."""
        with self._lock:
            if (mark := self._look()) != self.mark:
                self._read()
                self.mark = mark

    def _look(self) -> str:
        seen = []
        for file in sorted(self.folder.rglob("*")):
            if file.is_file():
                facts = file.stat()
                seen.append(f"{file}:{facts.st_mtime_ns}:{facts.st_size}")
        return str(hash("\n".join(seen)))

    def _read(self) -> None:
        self.content = read_content(self.folder)
        known = Known.of(self.content)
        if known != self._known:
            self._known, self._checked = known, {}
        with self.app.app_context(), transaction() as session:
            at = ports().clock.now()
            publish(session, self.content, at, strictly=False)
            library = publish_library(session, self.folder, at)
        found = [*self.content.problems, *library.problems]
        for module in self.content.modules:
            found += self._problems_of(module, known)
        for course in self.content.courses:
            found += course_problems(course, self.content)
        self.problems = sorted(set(found), key=lambda each: (not each.blocks, each))

    def _problems_of(self, module: ModuleSource, known: Known) -> list[Problem]:
        """Return what is wrong with a module; what did not change is not looked at again."""
        digest, problems = self._checked.get(module.key, ("", []))
        if digest != module.digest:
            problems = module_problems(module, known)
            self._checked[module.key] = (module.digest, problems)
        return problems

    def problems_at(self, module_key: str, lesson_key: str) -> tuple[list[Problem], list[Problem]]:
        """Return what is wrong with what a page shows, and what is wrong elsewhere."""
        module = self.content.module(module_key)
        if module is None:
            return self.problems, []
        lesson = next((each for each in module.lessons if each.key == lesson_key), None)
        ending = f"/{lesson.name}" if lesson else ""
        here = [
            each for each in self.problems if each.path.startswith(f"{module.path}/") and each.path.endswith(ending)
        ]
        return here, [each for each in self.problems if each not in here]


def _let_everybody_in(app: Flask) -> None:
    """Nobody signs in to a preview: whoever opens it is the writer."""
    with app.app_context():
        writer_id = db.session.execute(db.select(User.id).where(User.email == WRITER)).scalar_one()
    manager = LoginManager()
    manager.request_loader(lambda _request: SignedInUser(get_actor(db.session(), writer_id)))
    manager.user_loader(lambda _key: None)
    manager.init_app(app)


def _show_what_is_wrong(app: Flask, draft: Draft) -> None:
    def follow() -> Response | None:
        if request.host.partition(":")[0] not in HOSTS:
            return Response("The preview answers on this machine alone.\n", 400, mimetype="text/plain")
        if request.method == "GET" and not request.path.startswith("/media/"):
            draft.follow()
        return None

    # Before anything else looks into the database, so that the request sees what was just put into it.
    app.before_request_funcs.setdefault(None, []).insert(0, follow)

    @app.context_processor
    def wrong() -> dict[str, Any]:
        place = request.view_args or {}
        here, elsewhere = draft.problems_at(place.get("module_key", ""), place.get("lesson_key", ""))
        snippet = Markup('<script type="module" src="{}" data-mark="{}" defer></script>')
        return {
            "head_snippets": [snippet.format(asset("content-preview.js"), draft.mark)],
            "content_problems": here,
            "other_problems": elsewhere,
        }

    @public
    def mark() -> Response:
        return jsonify(mark=draft.mark)

    @public
    def start() -> WerkzeugResponse:
        return redirect(url_for("modules.list_modules"))

    app.add_url_rule("/preview/mark", "preview_mark", mark)
    app.view_functions["home.index"] = start
