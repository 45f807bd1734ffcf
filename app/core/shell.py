"""What the frame of every page needs: who reads, where they can go, in which languages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import Flask, request, url_for

from .access import find_actor
from .contributions import menu
from .i18n import OFFERED, current_language, pick, show_date, show_instant, show_time
from .policy import allowed


@dataclass(frozen=True, slots=True)
class MenuLink:
    """A menu entry as the template shows it."""

    label: str
    url: str
    icon: str
    current: bool


@dataclass(frozen=True, slots=True)
class LanguageChoice:
    """A language as the switch shows it."""

    code: str
    name: str
    current: bool


@dataclass(frozen=True, slots=True)
class PublicSettings:
    """The few settings that a page may show."""

    demo: bool
    development: bool


def init_shell(app: Flask, *, demo: bool, development: bool) -> None:
    """Put the frame's values and the show_… functions into every template."""
    public = PublicSettings(demo=demo, development=development)

    def frame() -> dict[str, Any]:
        actor = find_actor()
        return {
            "actor": actor,
            "menu": _menu(app),
            "languages": _languages(),
            "language": current_language(),
            "settings_public": public,
        }

    app.context_processor(frame)
    app.jinja_env.globals.update(
        show_date=show_date, show_time=show_time, show_instant=show_instant, pick=pick, allowed=allowed
    )


def _menu(app: Flask) -> list[MenuLink]:
    actor = find_actor()
    if actor is None:
        return []
    here = (request.endpoint or "").partition(".")[0]
    return [
        MenuLink(str(entry.label), url_for(entry.endpoint), entry.icon, current=_is_current(entry.endpoint, here))
        for entry in menu.all()
        if entry.endpoint in app.view_functions and entry.visible(actor)
    ]


def _is_current(endpoint: str, blueprint: str) -> bool:
    return endpoint == request.endpoint or endpoint.partition(".")[0] == blueprint


def _languages() -> list[LanguageChoice]:
    current = current_language()
    return [LanguageChoice(each.code, each.name, each.code == current) for each in OFFERED]
