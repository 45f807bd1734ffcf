"""The curriculum's way into the database: courses first, then what stands on them, in one transaction."""

from __future__ import annotations

from pathlib import Path

from flask import Flask

from .assessments.content.publish import publish_questions
from .assessments.content.simulations import SimulationReport, publish_simulations
from .core.db import transaction
from .core.ports import ports
from .core.search import rebuild_when_empty
from .courses.content.publish import PublishReport, publish
from .courses.content.source import read_content
from .library.content import LibraryReport
from .library.content import publish as publish_library
from .training.content import publish as publish_plans
from .training.evaluations.content import publish as publish_evaluation_forms


def publish_everything(app: Flask, folder: Path) -> str:
    """Store what changed; return a line about it, or nothing when nothing did."""
    content = read_content(folder)
    with app.app_context(), transaction() as session:
        at = ports().clock.now()
        report = publish(session, content, at)
        publish_questions(session, content, at)
        simulations = publish_simulations(session, content, at)
        library = publish_library(session, folder, at)
        rebuild_when_empty(session)
        plans = publish_plans(session, folder, at)
        forms = publish_evaluation_forms(session, folder, at)
    return _said(
        report, simulations, library, [f"session plan {key}" for key in plans] + [f"form {key}" for key in forms]
    )


def _said(report: PublishReport, simulations: SimulationReport, library: LibraryReport, others: list[str]) -> str:
    fresh = [f"{each.key} edition {each.number}" for each in (*report.modules, *report.courses) if each.new]
    fresh += [f"{key} edition {number}" for key, number in simulations.new]
    fresh += [f"library edition {library.number}"] if library.new else []
    fresh += others
    lines = [f"published: {', '.join(fresh)}"] if fresh else []
    lines += [f"withheld: {key}" for key in (*report.withheld, *simulations.withheld)]
    found = (*report.problems, *simulations.problems, *library.problems)
    lines += [str(problem) for problem in found if problem.blocks]
    return "\n".join(lines)
