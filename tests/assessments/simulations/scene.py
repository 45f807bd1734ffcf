"""A small story with two nodes, and a course that names it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from app.accounts.models import User
from app.assessments.content.simulations.publish import publish_simulations
from app.assessments.simulations.rules import Plan
from app.assessments.simulations.stored_plans import from_json
from app.core.ids import new_id
from app.courses.content.source import read_content
from app.courses.models import CourseEdition, CourseModule, Enrolment, ModuleEdition
from tests.conftest import NOW
from tests.factories import make_enrolment, make_module

KEY = "night-shift"
# Ways through the simulations of the curriculum, by the end that they lead to.
PATHS = {
    ("brick-by-brick", "good"): ["discreet", "joint-visit", "separate", "peace", "freeze", "channels", "trafficking"],
    ("brick-by-brick", "bad"): ["siren", "close"],
    ("blue-courtyard", "good"): [
        "age-assessment",
        "measured",
        "facts-only",
        "alternatives",
        "compare",
        "non-punishment",
        "full-judgment",
    ],
    ("blue-courtyard", "bad"): [
        "passport",
        "no-measure",
        "allow-all",
        "decisive",
        "reject",
        "prosecute",
        "pimping",
    ],
}
STRUCTURE = """
id = "night-shift"
version = "1.0"
minutes = 5
decision_minutes = 2
start = "call"

[[meters]]
id = "safety"
start = 60

[[meters]]
id = "evidence"
start = 90

[[sources]]
id = "protocol"
title = "The Protocol, article 6"
url = "https://example.org/protocol"
confidence = "high"

[[nodes]]
id = "call"
sources = ["protocol"]
[[nodes.decisions]]
id = "listen"
points = 3
next = "scene"
changes = { safety = 10, evidence = 30 }
[[nodes.decisions]]
id = "siren"
points = 0
ends = true
changes = { safety = -70 }

[[nodes]]
id = "scene"
sources = ["protocol"]
[[nodes.decisions]]
id = "separate"
points = 2
ends = true
changes = { evidence = 5 }
[[nodes.decisions]]
id = "yard"
points = 1
ends = true
changes = { evidence = -50 }

[[endings]]
id = "strong"
kind = "good"
least = { safety = 60, evidence = 60 }
decided = ["call/listen"]

[[endings]]
id = "thin"
kind = "mixed"
least = { safety = 60 }

[[endings]]
id = "lost"
kind = "bad"
"""
WORDS = """
title = "{night}"
summary = "A call at night."
setting = "Somebody calls the hotline."

[meters.safety]
name = "Safety"
about = "How safe people are."
[meters.evidence]
name = "Evidence"
about = "What can be proved."

[[nodes]]
id = "call"
title = "The call"
text = '''
First line.

Second line.
'''
[[nodes.decisions]]
id = "listen"
label = "Listen"
consequence = "He tells you where he is."
debrief = "Listening comes first."
[[nodes.decisions]]
id = "siren"
label = "Send a car"
consequence = "Nobody is there any more."
debrief = "A siren warns those who hold people."

[[nodes]]
id = "scene"
title = "The scene"
text = "You are there."
[[nodes.decisions]]
id = "separate"
label = "Separate everybody"
consequence = "Each tells his own story."
debrief = "Apart, people can speak."
[[nodes.decisions]]
id = "yard"
label = "Ask all in the yard"
consequence = "All tell the same story."
debrief = "Before the foreman nobody speaks."

[[endings]]
id = "strong"
title = "A strong case"
text = "It holds."
[[endings]]
id = "thin"
title = "A thin case"
text = "It hangs on one witness."
[[endings]]
id = "lost"
title = "A lost case"
text = "Nobody is found."
"""


def write_content(folder: Path, structure: str = STRUCTURE, **words: str) -> Path:
    """Write a content folder with the small story; `words` are texts by language."""
    home = folder / "content" / "simulations" / KEY
    home.mkdir(parents=True, exist_ok=True)
    (home / "simulation.toml").write_text(structure, encoding="utf-8")
    for language, text in (words or {"en": english(), "ru": russian()}).items():
        (home / f"{language}.toml").write_text(text, encoding="utf-8")
    return folder / "content"


def english() -> str:
    """Return the story in English."""
    return WORDS.replace("{night}", "Night shift")


def russian() -> str:
    """Return the story with a Russian title."""
    return WORDS.replace("{night}", "Ночная смена")


def publish(session: Session, content: Path):
    """Publish the folder's simulations."""
    return publish_simulations(session, read_content(content), NOW)


def small_plan(**changes: Any) -> Plan:
    """Return the small story's plan."""
    stored: dict[str, Any] = {
        "start": "call",
        "clock": None,
        "best": 5,
        "meters": [
            {"key": "safety", "start": 60, "least": 0, "most": 100},
            {"key": "evidence", "start": 90, "least": 0, "most": 100},
        ],
        "nodes": [
            {
                "key": "call",
                "decisions": [
                    decision("listen", 3, "scene", {"safety": 10, "evidence": 30}),
                    decision("siren", 0, None, {"safety": -70}),
                ],
            },
            {
                "key": "scene",
                "decisions": [
                    decision("separate", 2, None, {"evidence": 5}),
                    decision("yard", 1, None, {"evidence": -50}),
                ],
            },
        ],
        "endings": [
            {"key": "strong", "kind": "good", "least": {"safety": 60, "evidence": 60}, "most": {}, "decided": []},
            {"key": "lost", "kind": "bad", "least": {}, "most": {}, "decided": []},
        ],
    }
    return from_json({**stored, **changes})


def decision(key: str, points: int, following: str | None, changes: dict[str, int]) -> dict[str, Any]:
    """Write a decision as plans store it."""
    return {"key": key, "points": points, "next": following, "changes": changes, "sources": []}


def make_case_course(session: Session, *keys: str, module: ModuleEdition | None = None, **rule: Any) -> CourseEdition:
    """Publish a course of one small module that names simulations."""
    module = module or make_module(session)
    course = CourseEdition(
        id=new_id(),
        course_key="with-cases",
        number=1,
        digest="with-cases".ljust(64, "0"),
        hours=2.0,
        definition={
            "title": {"en": "Course with cases"},
            "summary": {"en": "Summary"},
            "hours": 2.0,
            "modules": [module.module_key],
            "simulations": list(keys),
            "certificate": {"lessons": 0, "exam": 0, "attendance": 0, **rule},
        },
        published_at=NOW,
    )
    session.add(course)
    session.flush()
    session.add(
        CourseModule(course_edition_id=course.id, position=1, edition_id=module.id, module_key=module.module_key)
    )
    session.flush()
    return course


def enrol(session: Session, user: User, *keys: str, module: ModuleEdition | None = None) -> Enrolment:
    """Enrol a person on a course that names simulations."""
    return make_enrolment(session, user, make_case_course(session, *keys, module=module))
