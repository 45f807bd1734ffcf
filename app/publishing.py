"""The curriculum's way into the database: courses first, then what stands on them, in one transaction."""

from __future__ import annotations

from pathlib import Path

from flask import Flask

from .assessments.content.publish import publish_questions
from .core.db import transaction
from .core.ports import ports
from .courses.content.publish import PublishReport, publish
from .courses.content.source import read_content


def publish_everything(app: Flask, folder: Path) -> str:
    """Store what changed; return a line about it, or nothing when nothing did."""
    content = read_content(folder)
    at = ports().clock.now()
    with app.app_context(), transaction() as session:
        report = publish(session, content, at)
        publish_questions(session, content, at)
    return _said(report)


def _said(report: PublishReport) -> str:
    fresh = [f"{each.key} edition {each.number}" for each in (*report.modules, *report.courses) if each.new]
    lines = [f"published: {', '.join(fresh)}"] if fresh else []
    lines += [f"withheld: {key}" for key in report.withheld]
    lines += [str(problem) for problem in report.problems if problem.blocks]
    return "\n".join(lines)
