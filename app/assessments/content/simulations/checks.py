"""What is wrong with the simulations, one sentence a fault. A fault that only concerns translation blocks nothing."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from app.assessments.simulations.rules import Decision, Node, heaviest
from app.assessments.simulations.soundness import faults
from app.core.content_files import Problem
from app.core.markdown import Rendered
from app.courses.content.checks import WORDS_PER_MINUTE
from app.courses.content.model import REQUIRED_LANGUAGES, SOURCE_LANGUAGE
from app.courses.content.rendering import Known, render_text
from app.courses.content.source import read_content

from .model import HEAD, Place, SimulationSource
from .reading import read_simulations

TOLERANCE = 0.25
MARKDOWN = ("setting", "text", "consequence", "debrief")


def check(folder: Path) -> list[Problem]:
    """Read the simulations of a content folder and return everything that is wrong with them."""
    simulations, found = read_simulations(folder)
    if simulations:
        known = Known.of(read_content(folder))
        for each in simulations:
            found += problems(each, known)
    return sorted(set(found))


def problems(simulation: SimulationSource, known: Known) -> list[Problem]:
    """Return everything that is wrong with a simulation."""
    found = [*simulation.problems]
    if simulation.plan is not None:
        path = f"{simulation.path}/simulation.toml"
        unsound = faults(simulation.plan)
        found += [Problem(path, _line(simulation, each.place), each.sentence) for each in unsound]
        found += [*_sources(simulation), *_words(simulation)]
        if not unsound and simulation.is_complete(SOURCE_LANGUAGE):
            found += _minutes(simulation, known)
    for language, words in simulation.words.items():
        for _place, _name, rendered in rendered_texts(simulation, language, known):
            found += [Problem(words.path, finding.line, finding.sentence) for finding in rendered.findings]
    return found


def rendered_texts(simulation: SimulationSource, language: str, known: Known) -> Iterator[tuple[Place, str, Rendered]]:
    """Render every long text in a language: its part, its name, and the result."""
    for place, part in simulation.words[language].parts.items():
        for name, text in part.texts.items():
            if name.rpartition(".")[2] in MARKDOWN:
                prefix = "-".join((*place[1:], name.replace(".", "-")))
                first = part.lines[name] + ("\n" in text)
                yield place, name, render_text(text, language=language, prefix=prefix, known=known, first_line=first)


def _line(simulation: SimulationSource, place: Place) -> int:
    while place not in simulation.lines:
        place = place[:-1]
    return simulation.lines[place]


def _sources(simulation: SimulationSource) -> Iterator[Problem]:
    assert simulation.plan is not None
    path, known = f"{simulation.path}/simulation.toml", {each.key for each in simulation.sources}
    for node in simulation.plan.nodes.values():
        for decision in node.decisions:
            line = _line(simulation, ("node", node.key, decision.key))
            if not decision.sources:
                yield Problem(path, line, f"The debrief of {node.key}/{decision.key} names no source.")
            for key in decision.sources:
                if key not in known:
                    yield Problem(path, line, f"The simulation has no source {key}.")


def _words(simulation: SimulationSource) -> Iterator[Problem]:
    needed = simulation.needed()
    for language in dict.fromkeys((*REQUIRED_LANGUAGES, *simulation.words)):
        blocks = language == SOURCE_LANGUAGE
        words = simulation.words.get(language)
        if words is None:
            path = f"{simulation.path}/{language}.toml"
            yield Problem(path, 1, f"The simulation has no texts in {language}.", blocks=blocks)
            continue
        for place, names in needed.items():
            part = words.parts.get(place)
            missing = [name for name in names if part is None or name not in part.texts]
            if part is None:
                yield Problem(words.path, 1, f"The {' '.join(place)} has no texts here.", blocks=blocks)
            elif missing:
                sentence = f"The {' '.join(place)} lacks {', '.join(missing)}."
                yield Problem(words.path, part.line, sentence, blocks=blocks)
        yield from _strangers(simulation, language, needed)
        yield from _stale(simulation, language)


def _strangers(simulation: SimulationSource, language: str, needed: dict[Place, tuple[str, ...]]) -> Iterator[Problem]:
    words = simulation.words[language]
    for place, part in words.parts.items():
        if place not in needed:
            yield Problem(words.path, part.line, f"The simulation has no {' '.join(place)}.")
            continue
        for name in part.texts:
            if name not in needed[place]:
                yield Problem(words.path, part.lines[name], f"The {' '.join(place)} has no {name}.")


def _stale(simulation: SimulationSource, language: str) -> Iterator[Problem]:
    words = simulation.words[language]
    for place in simulation.stale(language):
        part, source = words.parts[place], simulation.words[SOURCE_LANGUAGE].parts[place]
        reason = "translates an earlier text" if part.translates else "was not yet compared with the English text"
        sentence = f"The {' '.join(place)} {reason}; compare the two and stamp it ({source.digest})."
        yield Problem(words.path, part.line, sentence, blocks=False)


def _minutes(simulation: SimulationSource, known: Known) -> Iterator[Problem]:
    """Hold the stated minutes against the longest way through the story: all that is read on it, and the thinking."""
    assert simulation.plan is not None
    counts: dict[tuple[Place, str], int] = {
        (place, name): rendered.words for place, name, rendered in rendered_texts(simulation, SOURCE_LANGUAGE, known)
    }

    def weigh(node: Node, decision: Decision) -> float:
        place = ("node", node.key)
        read = counts[place, "text"] + counts[place, f"{decision.key}.consequence"]
        read += sum(counts[place, f"{each.key}.debrief"] for each in node.decisions)
        labels = simulation.words[SOURCE_LANGUAGE].parts[place].texts
        read += sum(len(labels[f"{each.key}.label"].split()) for each in node.decisions)
        return read / WORDS_PER_MINUTE + simulation.decision_minutes

    needed = heaviest(simulation.plan, weigh) + counts[HEAD, "setting"] / WORDS_PER_MINUTE
    if abs(simulation.minutes - needed) > TOLERANCE * needed:
        sentence = f"{simulation.minutes} minutes are stated, but the longest way through takes {needed:.0f}."
        yield Problem(f"{simulation.path}/simulation.toml", _line(simulation, ("minutes",)), sentence)
