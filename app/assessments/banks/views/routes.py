"""The blueprint of banks and what its pages share."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from app.core.errors import RuleViolation
from app.core.i18n import LANGUAGE_NAMES, chain, current_language, explain, pick
from app.courses.outlines import ModuleOutline
from app.courses.queries import list_current_modules

from ..models import STATE_TITLES
from ..rules.workflow import QuestionState

blueprint = Blueprint("banks", __name__, template_folder="../../templates", url_prefix="/banks")
Page = str | tuple[str, int] | Response
STATE_SIGNS = {
    QuestionState.DRAFT: "neutral",
    QuestionState.IN_REVIEW: "info",
    QuestionState.RETURNED: "warning",
    QuestionState.APPROVED: "info",
    QuestionState.PUBLISHED: "good",
    QuestionState.RETIRED: "neutral",
}


def media_address() -> str:
    """Return what the name of a bank's picture is added to."""
    return url_for("banks.show_picture", name="-")[:-1]


def say(violation: RuleViolation) -> str:
    """Say a refusal with states in the reader's language."""
    facts = violation.facts
    if isinstance(facts.get("state"), QuestionState):
        violation.facts = {**facts, "state": _(STATE_TITLES[facts["state"]]).lower()}
    return explain(violation)


def stem_of(texts: Mapping[str, Any], language: str) -> tuple[str, str]:
    """Return a question's stem in the reader's language, or the nearest, and which one that is."""
    for code in (*chain(language), *texts):
        stem = (texts.get(code) or {}).get("stem")
        if stem:
            return str(stem), code
    return "", language


@dataclass(frozen=True, slots=True)
class Tags:
    """Modules and objectives in words."""

    modules: dict[str, ModuleOutline]

    @classmethod
    def of(cls, session: Session) -> Tags:
        """Read the current modules; one statement."""
        return cls({module.key: module for module in list_current_modules(session)})

    def module(self, key: str) -> str:
        """Name a module; one that is not there any more by its key."""
        module = self.modules.get(key)
        return pick(dict(module.titles), current_language()) if module else key

    def objective(self, module_key: str, key: str) -> str:
        """Name an objective, by its key where nobody says it in words."""
        module = self.modules.get(module_key)
        texts = module.objectives.get(key) if module else None
        return pick(dict(texts), current_language()) if texts else key

    def choices(self, module_key: str, objective: str) -> list[tuple[str, list[tuple[str, str]]]]:
        """Return modules with their objectives to choose from, and what is chosen where it is none of these."""
        found = [
            (
                self.module(key),
                [
                    (key, self.module(key)),
                    *((f"{key}/{each}", self.objective(key, each)) for each in module.objectives),
                ],
            )
            for key, module in self.modules.items()
        ]
        chosen = f"{module_key}/{objective}" if objective else module_key
        if chosen and chosen not in {value for _title, values in found for value, _text in values}:
            found.append((_("As it is now"), [(chosen, chosen)]))
        return found


def languages_in_words(codes: Iterable[str]) -> list[tuple[str, str]]:
    """Return languages with their names."""
    return [(code, LANGUAGE_NAMES.get(code, code)) for code in codes]


def wished(name: str) -> str:
    """Return a word of the address."""
    return request.args.get(name, "").strip()[:200]
