"""Where features above training add to a cohort's page: a tab that leads to a page of their own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import url_for

from app.core.contributions import Registry
from app.core.policy import Actor

from .permissions import CohortScope
from .queries import CohortFacts


@dataclass(frozen=True, slots=True)
class CohortTab:
    """A page about a cohort; its endpoint takes `cohort_id`."""

    label: Any
    endpoint: str
    visible: Callable[[Actor, CohortScope], bool]


cohort_tabs: Registry[CohortTab] = Registry()


def tab_links(actor: Actor, cohort: CohortFacts, current: str) -> list[tuple[str, str, bool]]:
    """Return a cohort's tabs as `ui.tabs` shows them; `current` is the endpoint of the page."""
    return [
        (str(tab.label), url_for(tab.endpoint, cohort_id=cohort.id), tab.endpoint == current)
        for tab in cohort_tabs.all()
        if tab.visible(actor, cohort.scope)
    ]
