"""Store simulations that changed as immutable editions; what did not change, or has a blocking fault, is left alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from app.assessments.simulations.models import SimulationEdition, SimulationText
from app.assessments.simulations.rules import heaviest
from app.assessments.simulations.stored_plans import to_json
from app.core import audit
from app.core.content_files import Problem
from app.core.ids import new_id
from app.courses.content.model import Content, digest_of
from app.courses.content.publish import next_edition
from app.courses.content.rendering import Known

from .checks import problems, rendered_texts
from .model import HEAD, SimulationSource
from .reading import read_simulations


@dataclass(frozen=True, slots=True)
class SimulationReport:
    """What a run published, what it held back, and why."""

    new: tuple[tuple[str, int], ...]
    withheld: tuple[str, ...]
    problems: tuple[Problem, ...]


def publish_simulations(session: Session, content: Content, at: datetime) -> SimulationReport:
    """Publish every simulation that changed and passes the checks, in each language that is complete. Safe to repeat.

    Called in the transaction in which the courses published, which hold the lock of publishing.
    """
    simulations, found = read_simulations(Path(content.folder))
    new, withheld = [], []
    for simulation in simulations:
        digest = digest_of("simulation", simulation.digest)
        column = SimulationEdition.simulation_key
        latest, number, digest = next_edition(session, SimulationEdition, column, simulation.key, digest)
        if latest is not None:
            continue
        known = Known.of(content)
        faults = problems(simulation, known)
        found += faults
        if simulation.plan is None or any(each.blocks for each in faults):
            withheld.append(simulation.key)
            continue
        _publish(session, simulation, known, number, digest, at)
        new.append((simulation.key, number))
    return SimulationReport(tuple(new), tuple(withheld), tuple(sorted(set(found))))


def _publish(
    session: Session, simulation: SimulationSource, known: Known, number: int, digest: str, at: datetime
) -> None:
    assert simulation.plan is not None
    best = heaviest(simulation.plan, lambda _node, decision: decision.points)
    edition = SimulationEdition(
        id=new_id(),
        simulation_key=simulation.key,
        number=number,
        version=simulation.version,
        digest=digest,
        minutes=simulation.minutes,
        plan=to_json(replace(simulation.plan, best=int(best))),
        facts=_facts(simulation),
        published_at=at,
    )
    session.add(edition)
    session.flush()
    for language in simulation.words:
        if simulation.is_complete(language):
            texts, words = _texts(simulation, language, known)
            stale = bool(simulation.stale(language))
            session.add(SimulationText(edition_id=edition.id, language=language, texts=texts, words=words, stale=stale))
    audit.record(
        session,
        actor=None,
        action="assessments:simulation:publish",
        subject=("simulation", simulation.key),
        at=at,
        edition=str(edition.id),
        number=number,
    )


def _facts(simulation: SimulationSource) -> dict[str, Any]:
    heads = {
        language: words.parts[HEAD].texts
        for language, words in simulation.words.items()
        if simulation.is_complete(language)
    }
    return {
        "titles": {language: head["title"] for language, head in heads.items()},
        "summaries": {language: head["summary"] for language, head in heads.items()},
        "sources": {
            each.key: {"title": each.title, "url": each.url, "confidence": each.confidence}
            for each in simulation.sources
        },
    }


def _texts(simulation: SimulationSource, language: str, known: Known) -> tuple[dict[str, Any], int]:
    """Return the words as pages read them, long ones as HTML: nested by part, decision and name."""
    parts = simulation.words[language].parts
    said = {place: dict(part.texts) for place, part in parts.items()}
    words = 0
    for place, name, rendered in rendered_texts(simulation, language, known):
        said[place][name] = rendered.html
        words += rendered.words
    texts: dict[str, Any] = {"head": _nested(said[HEAD]), "nodes": {}, "endings": {}}
    for place, part in said.items():
        if place != HEAD:
            texts[f"{place[0]}s"][place[1]] = _nested(part)
    return texts, words


def _nested(texts: Mapping[str, str]) -> dict[str, Any]:
    """Part `a.label` into the texts of decision (or meter) a."""
    nested: dict[str, Any] = {"parts": {}}
    for name, text in texts.items():
        owner, _dot, own = name.rpartition(".")
        if owner:
            nested["parts"].setdefault(owner, {})[own] = text
        else:
            nested[name] = text
    return nested
