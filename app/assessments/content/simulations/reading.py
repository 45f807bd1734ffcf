"""Read the folders in `content/simulations/`: structure from simulation.toml, words from one file for each language."""

from __future__ import annotations

from pathlib import Path

from app.assessments.simulations.rules import Decision, Ending, EndingKind, Meter, Node, Plan
from app.core.content_files import Problem, Table, parse_toml, read_text
from app.courses.content.model import LANGUAGES
from app.courses.content.source import digest_folder, read_sources

from .model import HEAD, Part, Place, SimulationSource, WordsSource

LONGEST_RUN = 240
MOST_POINTS = 10
LONGEST_TEXT = 12_000
LOWEST, HIGHEST = -1000, 1000


def read_simulations(content: Path) -> tuple[list[SimulationSource], list[Problem]]:
    """Return the simulations that can be read, and problems of folders that can't."""
    found, problems = [], list[Problem]()
    folder = content / "simulations"
    for each in sorted(folder.iterdir()) if folder.is_dir() else ():
        shown = f"{content.name}/simulations/{each.name}"
        if each.name.startswith("."):
            continue
        if not (each / "simulation.toml").is_file():
            problems.append(Problem(shown, 1, "A simulation is a folder that holds simulation.toml."))
        elif simulation := _read(each, shown, problems):
            found.append(simulation)
    return found, problems


def _read(folder: Path, shown: str, problems: list[Problem]) -> SimulationSource | None:
    own: list[Problem] = []
    path = f"{shown}/simulation.toml"
    text = read_text(folder / "simulation.toml", path, own)
    root = None if text is None else parse_toml(text, path, own)
    key = root.slug("id") if root else ""
    if root is None or not key:
        problems.extend(own)
        return None
    if key != folder.name:
        root.complain(f"The folder must be named {key}.", "id")
    lines: dict[Place, int] = {(): root.line("id")}
    version, minutes = root.text("version", longest=20), root.whole("minutes", 1, LONGEST_RUN)
    pause = root.number("decision_minutes", 0, 30)
    lines["minutes",] = root.line("minutes")
    read, sources = _plan(root, lines), read_sources(root)
    root.close()
    plan = None if own else read
    words = {
        language: found
        for language in LANGUAGES
        if (folder / f"{language}.toml").exists()
        and (found := _words(folder / f"{language}.toml", f"{shown}/{language}.toml", language, own))
    }
    return SimulationSource(
        key, shown, version, minutes, pause, plan, sources, lines, words, digest_folder(folder), tuple(own)
    )


def _plan(root: Table, lines: dict[Place, int]) -> Plan:
    meters, nodes, endings = [], dict[str, Node](), []
    for table in root.tables("meters"):
        meters.append(_meter(table))
        lines["meter", meters[-1].key] = table.line()
    for table in root.tables("nodes"):
        node = _node(table, lines)
        if node.key in nodes:
            table.complain(f"The node {node.key} stands there twice.", "id")
        nodes[node.key] = node
    known = [meter.key for meter in meters]
    for table in root.tables("endings"):
        endings.append(_ending(table, known))
        lines["ending", endings[-1].key] = table.line()
    _check_meters(root, known)
    clock = root.slug("clock") if "clock" in root else None
    return Plan(root.slug("start"), tuple(meters), nodes, tuple(endings), clock)


def _check_meters(root: Table, known: list[str]) -> None:
    for node in root.tables("nodes"):
        for decision in node.tables("decisions", required=False):
            changes = decision.table("changes", required=False)
            for key in changes.values if changes else ():
                if key not in known:
                    decision.complain(f"{key} is not a meter.", "changes")


def _meter(table: Table) -> Meter:
    least = table.whole("least", LOWEST, HIGHEST, default=0)
    most = table.whole("most", LOWEST, HIGHEST, default=100)
    meter = Meter(table.slug("id"), table.whole("start", LOWEST, HIGHEST), least, most)
    if not least < most or not least <= meter.start <= most:
        table.complain("The start lies between least and most.", "start")
    table.close()
    return meter


def _node(table: Table, lines: dict[Place, int]) -> Node:
    key = table.slug("id")
    sources = table.words("sources", required=False)
    lines["node", key] = table.line()
    decisions = []
    for each in table.tables("decisions", required=False):
        decisions.append(_decision(each, sources))
        lines["node", key, decisions[-1].key] = each.line()
    table.close()
    if len({each.key for each in decisions}) != len(decisions):
        table.complain(f"The node {key} has two decisions of the same id.")
    return Node(key, tuple(decisions))


def _decision(table: Table, sources: tuple[str, ...]) -> Decision:
    """Read a decision; it leads to a node or says that the story ends, and has the node's sources unless it has own."""
    ends = table.truth("ends", default=False)
    following = table.slug("next") if "next" in table else None
    if ends == (following is not None):
        table.complain('A decision has either next = "a node" or ends = true.')
    decision = Decision(
        key=table.slug("id"),
        points=table.whole("points", 0, MOST_POINTS),
        next=following,
        changes=_levels(table, "changes"),
        sources=table.words("sources", required=False) or sources,
    )
    table.close()
    return decision


def _ending(table: Table, meters: list[str]) -> Ending:
    key, kind = table.slug("id"), table.one_of("kind", [each.value for each in EndingKind])
    ending = Ending(
        key=key,
        kind=EndingKind(kind) if kind else EndingKind.BAD,
        least=_levels(table, "least"),
        most=_levels(table, "most"),
        decided=table.words("decided", required=False),
    )
    for name in (*ending.least, *ending.most):
        if name not in meters:
            table.complain(f"{name} is not a meter.")
    table.close()
    return ending


def _levels(table: Table, key: str) -> dict[str, int]:
    inner = table.table(key, required=False)
    return {name: inner.whole(name, LOWEST, HIGHEST) for name in inner.values} if inner else {}


def _words(file: Path, shown: str, language: str, problems: list[Problem]) -> WordsSource | None:
    text = read_text(file, shown, problems)
    root = None if text is None else parse_toml(text, shown, problems)
    if root is None:
        return None
    parts: dict[Place, Part] = {HEAD: _head(root)}
    for kind in ("node", "ending"):
        for table in root.tables(f"{kind}s"):
            key = table.slug("id")
            if (kind, key) in parts:
                table.complain(f"The {kind} {key} stands there twice.", "id")
            parts[kind, key] = _part(table, ("title", "text"))
    root.close()
    return WordsSource(language, shown, parts)


def _head(root: Table) -> Part:
    meters = root.table("meters", required=False)
    head = _part(root, ("title", "summary", "setting"), closed=False)
    texts, lines = dict(head.texts), dict(head.lines)
    for key in meters.values if meters else ():
        table = meters.table(key) if meters else None
        if table is not None:
            _take(table, ("name", "about"), key, texts, lines)
            table.close()
    return Part(texts, lines, head.line, head.translates)


def _part(table: Table, names: tuple[str, ...], *, closed: bool = True) -> Part:
    texts, lines = dict[str, str](), dict[str, int]()
    translates = table.text("translates", required=False, longest=64)
    _take(table, names, "", texts, lines)
    for each in table.tables("decisions", required=False) if closed else ():
        _take(each, ("label", "consequence", "debrief"), each.slug("id"), texts, lines)
        each.close()
    if closed:
        table.close()
    return Part(texts, lines, table.line("id" if closed else "title"), translates)


def _take(table: Table, names: tuple[str, ...], prefix: str, texts: dict[str, str], lines: dict[str, int]) -> None:
    """Read texts; one that is not there is the checker's affair, which knows what must be."""
    for name in names:
        full = f"{prefix}.{name}" if prefix else name
        if said := table.text(name, required=False, longest=LONGEST_TEXT):
            texts[full] = said
        lines[full] = table.line(name)
