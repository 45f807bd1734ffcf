"""The floors F1 and F2: the least that Flask can do, behind the very server that serves the program.

Run as `python -m benchmarks.floor_server f1|f2` with the program's settings in the environment.
"""

from __future__ import annotations

import os
import sys

from flask import Flask, render_template
from flask_compress import Compress
from jinja2 import DictLoader
from sqlalchemy import select

from app.core.db import db, init_database
from app.core.http import COMPRESSION
from app.courses.models import LessonText
from app.settings import Settings
from app.wsgi import Server

ROWS = 32
BASE = """<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>{% block title %}{% endblock %}</title></head><body>
<nav><ul>{% for label, href in links %}<li><a href="{{ href }}">{{ label }}</a></li>{% endfor %}</ul></nav>
<main>{% block content %}{% endblock %}</main></body></html>"""
PAGE = """{% extends "base" %}{% block title %}Lessons{% endblock %}
{% block content %}<h1>Lessons</h1><table><thead><tr><th>Lesson</th><th>Language</th></tr></thead><tbody>
{% for row in rows %}<tr class="lesson">\
<th scope="row" data-label="Lesson">\
<a class="quiet" href="/lessons/{{ row.lesson_key }}">{{ row.title }}</a></th>\
<td data-label="Language"><span class="badge neutral">{{ row.language }}</span></td></tr>
{% endfor %}</tbody></table>{% endblock %}"""


def make_f1() -> Flask:
    """Answer "hello"."""
    app = Flask("f1", static_folder=None)
    app.add_url_rule("/", view_func=lambda: "hello")
    return app


def make_f2(url: str) -> Flask:
    """Read rows with one SELECT and put them into a page of 8 kB; compress it as the program does where it is asked."""
    app = Flask("f2", static_folder=None)
    app.jinja_loader = DictLoader({"base": BASE, "page.html": PAGE})
    init_database(app, url)
    app.config.update(COMPRESSION)
    Compress(app)
    links = [(f"Part {number}", f"/part/{number}") for number in range(6)]
    some = select(LessonText.lesson_key, LessonText.language, LessonText.title).limit(ROWS)

    def page() -> str:
        return render_template("page.html", rows=db.session.execute(some).all(), links=links)

    app.add_url_rule("/", view_func=page)
    return app


class FloorServer(Server):
    """The program's server; F1 has no database whose connections a worker would have to forget."""

    def load_config(self) -> None:
        super().load_config()
        if self.flask_app.name == "f1":
            self.cfg.set("post_fork", lambda _arbiter, _worker: None)


def main() -> None:
    settings = Settings.from_environ(os.environ)
    app = make_f1() if sys.argv[1] == "f1" else make_f2(settings.database_url)
    FloorServer(app, settings, lambda: print("ready", flush=True)).run()


if __name__ == "__main__":
    main()
