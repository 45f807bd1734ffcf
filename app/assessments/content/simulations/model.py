"""A simulation as its files state it. Everything knows the file and line it came from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from app.assessments.simulations.rules import Plan
from app.core.content_files import Problem
from app.courses.content.model import SOURCE_LANGUAGE, Reference, digest_of

Place = tuple[str, ...]
HEAD: Place = ("head",)


@dataclass(frozen=True, slots=True)
class Part:
    """The words of one part in one language: the head (title, setting, meters), a node, or an ending.

    `texts` are by name; a decision's are called `<decision>.label`, `.consequence` and `.debrief`, a meter's
    `<meter>.name` and `.about`. `lines` says where each stands.
    """

    texts: Mapping[str, str]
    lines: Mapping[str, int]
    line: int
    translates: str = ""

    @property
    def digest(self) -> str:
        """What a translation of this part must name."""
        return digest_of(dict(self.texts))[:16]


@dataclass(frozen=True, slots=True)
class WordsSource:
    """A simulation in one language."""

    language: str
    path: str
    parts: Mapping[Place, Part]


@dataclass(frozen=True, slots=True)
class SimulationSource:
    """A simulation as its folder states it; `plan` is None where the structure can't be read."""

    key: str
    path: str
    version: str
    minutes: int
    decision_minutes: float
    plan: Plan | None
    sources: tuple[Reference, ...]
    lines: Mapping[Place, int]
    words: Mapping[str, WordsSource]
    digest: str
    problems: tuple[Problem, ...] = field(default=())

    def needed(self) -> dict[Place, tuple[str, ...]]:
        """Return which texts each part must have."""
        if self.plan is None:
            return {}
        meters = [f"{meter.key}.{name}" for meter in self.plan.meters for name in ("name", "about")]
        parts: dict[Place, tuple[str, ...]] = {HEAD: ("title", "summary", "setting", *meters)}
        for node in self.plan.nodes.values():
            own = [f"{each.key}.{name}" for each in node.decisions for name in ("label", "consequence", "debrief")]
            parts["node", node.key] = ("title", "text", *own)
        return {**parts, **{("ending", each.key): ("title", "text") for each in self.plan.endings}}

    def is_complete(self, language: str) -> bool:
        """Whether every part has all its texts in a language."""
        parts = self.words[language].parts if language in self.words else {}
        return all(place in parts and parts[place].texts.keys() >= set(names) for place, names in self.needed().items())

    def stale(self, language: str) -> list[Place]:
        """Return the parts whose words in a language were not compared with the source as it is now."""
        if language == SOURCE_LANGUAGE or SOURCE_LANGUAGE not in self.words:
            return []
        source, own = self.words[SOURCE_LANGUAGE].parts, self.words[language].parts
        return [place for place, part in own.items() if place in source and part.translates != source[place].digest]
