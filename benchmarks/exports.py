"""The attendance export over HTTP, beside a bare driver loop, COPY, and the bare XLSX writer."""

from __future__ import annotations

import csv
import sqlite3
import statistics
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import psycopg
import xlsxwriter

from app.accounts.demo import DEMO_ACCOUNTS
from app.accounts.models import Role

from .client import fetch
from .installation import Installation, Run, Server, forget_peak, memory
from .joined import joined_rows
from .report import Row, percent, ratios, spread

PEOPLE = 10_000
PEOPLE_IN_A_SESSION = 25
COLUMNS = 17
PIECE = 1 << 18
MOST_GROWTH = {"csv": 60, "xlsx": 150}


@dataclass(frozen=True, slots=True)
class Sent:
    """A file that was sent: its rows a second, and how far the worker grew."""

    rate: float
    seconds: float
    grown: float


def measure(run: Run) -> Iterator[Row]:
    """Export the smaller table in turn with its floors, then the larger one."""
    small, large = run.rows
    where = "PostgreSQL" if run.database_url else "SQLite"
    rates: dict[str, float] = {}
    installation = _sized(run, "small", small)
    with installation.serving(workers=1) as server:
        cookie = _officer(installation)
        _download(server, cookie, "csv", small)
        for extension, floors in (("csv", _csv_floors(installation)), ("xlsx", {"bare writer": _write_xlsx})):
            found: list[Sent] = []
            floor_rates: dict[str, list[float]] = {name: [] for name in floors}
            for _ in range(min(run.rounds, 3)):
                for name, floor in floors.items():
                    if extension == "xlsx":
                        _csv_rows(installation.folder)
                    begun = time.perf_counter()
                    floor_rates[name].append(floor(installation) / (time.perf_counter() - begun))
                found.append(_download(server, cookie, extension, small))
            _kept.clear()
            rates[extension] = statistics.median(each.rate for each in found)
            yield _row(f"attendance export, {small:,} rows, {extension.upper()}, {where}", found, floor_rates)
    installation.close()
    if large:
        yield from _large(run, large, where, rates)


def _large(run: Run, large: int, where: str, rates: dict[str, float]) -> Iterator[Row]:
    installation = _sized(run, "large", large)
    with installation.serving(workers=1) as server:
        cookie = _officer(installation)
        _download(server, cookie, "csv", 1)
        for extension, before in rates.items():
            found = [_download(server, cookie, extension, large) for _ in range(min(run.rounds, 3))]
            change = statistics.median(each.rate for each in found) / before
            most = MOST_GROWTH[extension]
            yield Row(
                f"attendance export, {large:,} rows, {extension.upper()}, {where}",
                f"{spread([each.seconds for each in found], 's')}; "
                f"{spread([each.rate for each in found], 'rows/s', 0)}; "
                f"{max(each.grown for each in found):.0f} MB over the idle process",
                floor=f"the smaller export: {before:,.0f} rows/s",
                ratio=f"{100 * change:.0f} %",
                target=f"same rows/s ± 15 %; < {most} MB",
                reached=change >= 0.85 and max(each.grown for each in found) < most,
            )
    installation.close()


def _row(figure: str, found: list[Sent], floors: dict[str, list[float]]) -> Row:
    parts = {name: ratios([each.rate for each in found], rates) for name, rates in floors.items()}
    return Row(
        figure,
        f"{spread([each.seconds for each in found], 's', 2)}; {spread([each.rate for each in found], 'rows/s', 0)}; "
        f"{max(each.grown for each in found):.0f} MB over the idle process",
        floor="; ".join(f"{name}: {spread(rates, 'rows/s', 0)}" for name, rates in floors.items()),
        ratio="; ".join(f"{percent(each)} of the {name}" for name, each in parts.items()),
        target=f"≥ 50 % of the {next(iter(floors))}",
        reached=statistics.median(next(iter(parts.values()))) >= 0.5,
    )


def _sized(run: Run, name: str, rows: int) -> Installation:
    """Make the same people attend more or fewer sessions, so that only the number of rows differs."""
    people = 500 if run.quick else PEOPLE
    return run.installation(f"export_{name}", people=people, sessions=rows // PEOPLE_IN_A_SESSION)


def _officer(installation: Installation) -> str:
    account = next(each for each in DEMO_ACCOUNTS if each.role is Role.AUDITOR)
    return installation.sign_in(installation.person(account.email))


def _download(server: Server, cookie: str, extension: str, rows: int) -> Sent:
    [worker] = server.workers()
    forget_peak(worker)
    idle = memory(worker)["resident"]
    begun = time.perf_counter()
    answer = fetch(server.port, f"/reports/attendance.{extension}?first=2000-01-01&last=2100-01-01", cookie=cookie)
    assert answer.status == 200
    lines = 0
    while piece := answer.read(PIECE):
        lines += piece.count(b"\n")
    seconds = time.perf_counter() - begun
    assert extension != "csv" or lines > 0.9 * rows
    return Sent(rows / seconds, seconds, memory(worker)["peak"] - idle)


def _csv_floors(installation: Installation) -> dict[str, Callable[[Installation], int]]:
    if installation.database_url:
        return {"COPY": _copy, "bare driver loop": _loop_postgresql}
    return {"bare driver loop": _loop_sqlite}


def _loop_sqlite(installation: Installation) -> int:
    connection = sqlite3.connect(installation.folder / "sabaq.db")
    return _write_csv(installation, connection.execute(joined_rows("sqlite")))


def _loop_postgresql(installation: Installation) -> int:
    with psycopg.connect(_plain(installation)) as connection, connection.cursor("floor") as cursor:
        cursor.itersize = 2000
        return _write_csv(installation, cursor.execute(joined_rows("postgresql")))


def _copy(installation: Installation) -> int:
    rows = 0
    copied = f"COPY ({joined_rows('postgresql')}) TO STDOUT WITH (FORMAT csv)"
    with (
        (installation.folder / "copy.csv").open("wb") as file,
        psycopg.connect(_plain(installation)) as connection,
        connection.cursor().copy(copied) as copy,
    ):
        for piece in copy:
            rows += bytes(piece).count(b"\n")
            file.write(piece)
    return rows


def _write_csv(installation: Installation, rows: Iterator[tuple[object, ...]]) -> int:
    with (installation.folder / "loop.csv").open("w", newline="") as file:
        writer, count = csv.writer(file), 0
        for row in rows:
            writer.writerow(row)
            count += 1
    return count


def _write_xlsx(installation: Installation) -> int:
    """Write rows that are at hand already: the writer alone, with its temporary file and bounded memory."""
    rows = _csv_rows(installation.folder)
    book = xlsxwriter.Workbook(installation.folder / "bare.xlsx", {"constant_memory": True, "strings_to_urls": False})
    sheet = book.add_worksheet()
    for number, row in enumerate(rows):
        for column in range(COLUMNS):
            sheet.write_string(number, column, row[column])
    book.close()
    return len(rows)


_kept: dict[Path, list[list[str]]] = {}


def _csv_rows(folder: Path) -> list[list[str]]:
    if folder not in _kept:
        _kept.clear()
        with (folder / "loop.csv").open(newline="") as file:
            _kept[folder] = list(csv.reader(file))
    return _kept[folder]


def _plain(installation: Installation) -> str:
    return installation.database_url.replace("postgresql+psycopg://", "postgresql://")
