"""What a lesson page weighs on the wire: cold with everything that it loads, and warm."""

from __future__ import annotations

import re
from collections.abc import Iterator

from sqlalchemy import select

from app.core.db import db
from app.courses.models import LessonText, ModuleEdition

from .client import fetch
from .installation import Installation, Run, Server
from .pages import BROWSER, Readers
from .report import Row

LOADS = re.compile(rb'<(?:link|script|img)[^>]+?(?:href|src)="(/[^"]+)"')
WORDS = 600


def measure(run: Run) -> Iterator[Row]:
    """Read the lesson whose length is nearest to the one that the target speaks of."""
    installation = run.installation("weights", people=25, sessions=0)
    readers = Readers(installation)
    path = min(readers.lesson_pages[0], key=lambda page: abs(_words(installation, page) - WORDS))
    with installation.serving() as server:
        body, page = _weigh(server, path, readers.cookies[0])
        parts = list(dict.fromkeys(each.decode() for each in LOADS.findall(body)))
        loaded = [_weigh(server, part, readers.cookies[0])[1] for part in parts]
    words = _words(installation, path)
    installation.close()
    cold = page + sum(loaded)
    yield Row(
        f"lesson page of {words} words on the wire",
        f"cold {cold / 1000:.1f} kB in {1 + len(parts)} requests, warm {page / 1000:.1f} kB",
        target="cold ≤ 20 kB in ≤ 4 requests, warm ≤ 8 kB",
        reached=cold <= 20_000 and page <= 8_000 and len(parts) < 4,
    )


def _weigh(server: Server, path: str, cookie: str) -> tuple[bytes, int]:
    """Return the page as it reads, and what its answer weighs as a browser gets it."""
    plain = fetch(server.port, path, cookie=cookie).read()
    answer = fetch(server.port, path, cookie=cookie, encoding=BROWSER)
    head = sum(len(name) + len(value) + 4 for name, value in answer.headers.items()) + 17
    return plain, head + len(answer.read())


def _words(installation: Installation, page: str) -> int:
    module_key, lesson_key = page.split("/")[-2:]
    with installation.app.app_context():
        html = db.session.scalars(
            select(LessonText.html)
            .join(ModuleEdition, ModuleEdition.id == LessonText.edition_id)
            .where(
                ModuleEdition.module_key == module_key, LessonText.lesson_key == lesson_key, LessonText.language == "ru"
            )
        ).first()
    return len(re.sub(r"<[^>]+>", " ", html or "").split())
