"""The curriculum's way into the database: courses first, then what stands on them, in one transaction."""

from __future__ import annotations

from pathlib import Path

from flask import Flask

from .assessments.content.publish import publish_questions
from .core.db import transaction
from .core.ports import ports
from .courses.content.publish import PublishReport, publish
from .courses.content.source import read_content
from .library.content import LibraryReport
from .library.content import publish as publish_library


def publish_everything(app: Flask, folder: Path) -> str:
    """Store what changed; return a line about it, or nothing when nothing did."""
    content = read_content(folder)
    with app.app_context(), transaction() as session:
        at = ports().clock.now()
        report = publish(session, content, at)
        publish_questions(session, content, at)
        library = publish_library(session, folder, at)
    return _said(report, library)


def _said(report: PublishReport, library: LibraryReport) -> str:
    fresh = [f"{each.key} edition {each.number}" for each in (*report.modules, *report.courses) if each.new]
    fresh += [f"library edition {library.number}"] if library.new else []
    lines = [f"published: {', '.join(fresh)}"] if fresh else []
    lines += [f"withheld: {key}" for key in report.withheld]
    lines += [str(problem) for problem in (*report.problems, *library.problems) if problem.blocks]
    return "\n".join(lines)
