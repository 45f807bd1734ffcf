"""Where features offer something that a page below them, or beside them, shows without knowing them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Generic, TypeVar

from sqlalchemy.orm import Session

from .policy import Actor

Thing = TypeVar("Thing")


class Registry(Generic[Thing]):
    """Named contributions in a stated order; registering a name again replaces it."""

    def __init__(self) -> None:
        self._things: dict[str, tuple[int, Thing]] = {}
        self._ordered: tuple[Thing, ...] = ()

    def register(self, name: str, thing: Thing, *, order: int = 100) -> None:
        """Offer something."""
        self._things[name] = (order, thing)
        self._ordered = tuple(each for _order, each in sorted(self._things.values(), key=lambda pair: pair[0]))

    def all(self) -> tuple[Thing, ...]:
        """Return what was offered, in order."""
        return self._ordered

    def find(self, name: str) -> Thing | None:
        """Return one contribution by its name."""
        found = self._things.get(name)
        return found[1] if found else None


@dataclass(frozen=True, slots=True)
class HubTab:
    """One page of several that belong together under one menu entry; `visible` decides for whom, as for the menu."""

    label: Any
    endpoint: str
    visible: Callable[[Actor], bool]


@dataclass(frozen=True, slots=True)
class MenuEntry:
    """A place in the navigation; `visible` decides for whom, without touching the database.

    An entry that leads to several pages names their hub, so that it is shown as the place of each of them. Every page
    of its feature is at its place too, unless the feature has other pages than those below its addresses.
    """

    label: Any
    endpoint: str
    icon: str
    visible: Callable[[Actor], bool]
    hub: Registry[HubTab] | None = None
    whole_feature: bool = True


@dataclass(frozen=True, slots=True)
class Tile:
    """Something to do or to know next, on the home page. Texts are already translated."""

    title: str
    text: str
    url: str
    action: str = ""
    urgent: bool = False
    progress: tuple[int, int, str] | None = None


@dataclass(frozen=True, slots=True)
class HomeSection:
    """A heading and its tiles on the home page; `empty` is said when there are none (hidden when empty itself)."""

    title: str
    tiles: tuple[Tile, ...]
    empty: str = ""


@dataclass(frozen=True, slots=True)
class Panel:
    """A part of the course page that belongs to a feature above courses: rendered HTML and its place."""

    html: str
    key: str = ""


@dataclass(frozen=True, slots=True)
class ActionLink:
    """A link or button that a feature adds beside a lesson, a module or a course."""

    label: str
    url: str
    note: str = ""
    state: str = "open"  # open, done, waiting: the page shows a sign beside the words


@dataclass(frozen=True, slots=True)
class EnrolmentPlace:
    """What a contributor to a course page gets to know about whose page it is."""

    actor: Actor
    enrolment: Any
    at: datetime
    facts: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SearchText:
    """Something that can be found, in one language; `context` is said beside its title.

    What shares a `scope` is written together: publishing it again replaces all of it.
    """

    key: str
    language: str
    title: str
    body: str
    scope: str = ""
    context: str = ""


@dataclass(frozen=True, slots=True)
class SearchReach:
    """What of one kind a reader may find (None: everything), and where the reader finds it: by key and language."""

    keys: frozenset[str] | None
    address: Callable[[str, str], str]


@dataclass(frozen=True, slots=True)
class SearchSource:
    """A kind of thing that can be found: its name, all its texts as published, and what of it a reader reaches."""

    kind: str
    label: Any
    texts: Callable[[Session], Iterable[SearchText]]
    reach: Callable[[Session, Actor], SearchReach]


@dataclass(frozen=True, slots=True)
class GlossaryTerm:
    """A term by its id, with names and meanings by language."""

    id: str
    names: dict[str, str]
    meanings: dict[str, str]


@dataclass(frozen=True, slots=True)
class Glossary:
    """The terms as last published; `edition` changes when they may have."""

    edition: int
    terms: tuple[GlossaryTerm, ...]


menu: Registry[MenuEntry] = Registry()
# The pages beside each other under "Exams", those under "Cohorts", those under "Reports", those under "People", and
# those of officers who answer for an agency's people: features add theirs.
exam_tabs: Registry[HubTab] = Registry()
planning_tabs: Registry[HubTab] = Registry()
report_tabs: Registry[HubTab] = Registry()
people_tabs: Registry[HubTab] = Registry()
# What else can be done with the people and the agencies of a list; shown below it.
people_links: Registry[HubTab] = Registry()
agency_links: Registry[HubTab] = Registry()
officer_tabs: Registry[HubTab] = Registry()
home_sections: Registry[Callable[[Actor, datetime], HomeSection | None]] = Registry()
# Called once a course page: by module id ("" for the course itself), the links to show there.
module_actions: Registry[Callable[[EnrolmentPlace], dict[str, list[ActionLink]]]] = Registry()
course_panels: Registry[Callable[[EnrolmentPlace], Panel | None]] = Registry()
search_sources: Registry[SearchSource] = Registry()
# Whoever keeps a glossary offers it to features that do not know them.
glossaries: Registry[Callable[[Session], Glossary]] = Registry()
