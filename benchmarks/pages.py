"""The lesson page and the course page beside F1 and F2, sixteen readers at once; one worker's memory meanwhile."""

from __future__ import annotations

import itertools
import math
import statistics
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial

from app.core.db import db
from app.courses import queries

from .client import Load, press, request
from .installation import Installation, Run, Server, count, memory
from .report import Row, percent, ratios, spread

READERS = 16
BROWSER = "gzip, deflate, br, zstd"  # what browsers of today send
MOST_MEMORY = 120
Streams = Sequence[Iterator[bytes]]


@dataclass(slots=True)
class Series:
    """What the rounds gave for one page."""

    rates: list[float] = field(default_factory=list)
    work: list[float] = field(default_factory=list)
    loads: list[Load] = field(default_factory=list)


def measure(run: Run) -> Iterator[Row]:
    """Measure with and without compression, the floors and the pages in turn."""
    installation = run.installation("pages", people=400, sessions=160)
    readers = Readers(installation)
    with (
        installation.serving() as program,
        installation.serving(floor="f1") as f1,
        installation.serving(floor="f2") as f2,
    ):
        for encoding in (BROWSER, ""):
            pages = {
                "F1": (f1, partial(readers.front, encoding)),
                "F2": (f2, partial(readers.front, encoding)),
                "lesson page": (program, partial(readers.lessons, encoding)),
                "course page": (program, partial(readers.courses, encoding)),
            }
            yield from _rows(_rounds(run, pages), encoding, readers)
        yield _memory([memory(worker) for worker in program.workers()])
    installation.close()


class Readers:
    """Sixteen people, signed in, each with the lessons of the own course."""

    def __init__(self, installation: Installation) -> None:
        self.installation = installation
        self.cookies: list[str] = []
        self.course_pages: list[str] = []
        self.lesson_pages: list[list[str]] = []
        for user_id, enrolment_id, edition_id in installation.learners(READERS):
            with installation.app.app_context():
                steps = queries.course_outline(db.session(), edition_id).steps
            course = f"/courses/{enrolment_id}"
            self.cookies.append(installation.sign_in(user_id))
            self.course_pages.append(course)
            self.lesson_pages.append([f"{course}/{module.key}/{lesson.key}" for module, lesson in steps])

    def front(self, encoding: str) -> Streams:
        return [itertools.repeat(request("/", encoding=encoding)) for _ in range(READERS)]

    def lessons(self, encoding: str) -> Streams:
        """Everybody reads through all lessons, each beginning elsewhere."""
        streams = []
        for place, (cookie, pages) in enumerate(zip(self.cookies, self.lesson_pages, strict=True)):
            written = [request(page, cookie=cookie, encoding=encoding) for page in pages]
            start = place * len(written) // READERS
            streams.append(itertools.cycle(written[start:] + written[:start]))
        return streams

    def courses(self, encoding: str) -> Streams:
        return [
            itertools.repeat(request(page, cookie=cookie, encoding=encoding))
            for cookie, page in zip(self.cookies, self.course_pages, strict=True)
        ]

    def statements(self, page: str) -> int:
        """Count for one page what a warm program asks of its database."""
        count(self.installation, self.cookies[0], page)
        return count(self.installation, self.cookies[0], page).statements


def _rounds(run: Run, pages: dict[str, tuple[Server, Callable[[], Streams]]]) -> dict[str, Series]:
    found = {name: Series() for name in pages}
    for server, streams in pages.values():
        press(server.port, streams(), seconds=run.seconds / 4)
    for _ in range(run.rounds):
        for name, (server, streams) in pages.items():
            before = server.processor()
            load = press(server.port, streams(), seconds=run.seconds)
            after = server.processor()
            # Where a worker was renewed meanwhile, nobody knows what the old one took.
            same = after.keys() == before.keys()
            taken = sum(after.values()) - sum(before.values()) if same else math.nan
            found[name].work.append(1000 * taken / len(load.latencies))
            found[name].rates.append(load.rate)
            found[name].loads.append(load)
    return found


def _rows(found: dict[str, Series], encoding: str, readers: Readers) -> Iterator[Row]:
    how = "compressed" if encoding else "uncompressed"
    floor = found["F2"]
    for name in ("F1", "F2"):
        yield Row(f"{name}, {how}", spread(found[name].rates, "requests/s", 0), floor=_work(found[name]))
    for name, least, most in (("lesson page", 0.5, 5), ("course page", 0.3, 8)):
        parts = ratios(found[name].rates, floor.rates)
        statements = readers.statements(readers.lesson_pages[0][0] if least > 0.4 else readers.course_pages[0])
        work = _known(ratios(floor.work, found[name].work))
        yield Row(
            f"{name}, 16 at once, {how}",
            f"{spread(found[name].rates, 'requests/s', 0)}; {_work(found[name])}; {statements} statements",
            floor=f"F2: {spread(floor.rates, 'requests/s', 0)}",
            ratio=f"{percent(parts)}; by processor time {100 * work:.0f} %",
            target=f"≥ {100 * least:.0f} % of F2; ≤ {most} statements",
            reached=statistics.median(parts) >= least and statements <= most,
        )


def _work(series: Series) -> str:
    return f"{_known(series.work):.2f} ms of processor each"


def _known(values: Sequence[float]) -> float:
    known = [value for value in values if not math.isnan(value)]
    return statistics.median(known) if known else math.nan


def _memory(workers: list[dict[str, float]]) -> Row:
    resident = max(each["peak"] for each in workers)
    return Row(
        "one worker's memory under load",
        f"{resident:.0f} MB resident at most, {max(each['proportional'] for each in workers):.0f} MB proportional",
        target=f"≤ {MOST_MEMORY} MB",
        reached=resident <= MOST_MEMORY,
    )
