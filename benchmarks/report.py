"""The table: one row a figure, beside its floor and what it must reach."""

from __future__ import annotations

import os
import platform
import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Row:
    """A figure as the table shows it; `reached` is None where nothing was asked."""

    figure: str
    measured: str
    floor: str = ""
    ratio: str = ""
    target: str = ""
    reached: bool | None = None


def spread(values: Sequence[float], unit: str = "", digits: int = 1) -> str:
    """Write the median and, where there are several, the lowest and the highest."""
    middle = f"{statistics.median(values):,.{digits}f}"
    around = f" ({min(values):,.{digits}f} to {max(values):,.{digits}f})" if len(values) > 1 else ""
    return f"{middle}{' ' + unit if unit else ''}{around}"


def ratios(figures: Sequence[float], floors: Sequence[float]) -> list[float]:
    """Divide round by round, so that what disturbed a round disturbed both."""
    return [figure / floor for figure, floor in zip(figures, floors, strict=True)]


def percent(parts: Sequence[float]) -> str:
    """Write ratios as per cent."""
    return spread([100 * part for part in parts], "%", 0)


def write(rows: Sequence[Row], heading: str) -> str:
    """Write the report in Markdown."""
    lines = [
        f"# {heading}",
        "",
        f"{_processor()}, {platform.system()} {platform.release()}, Python {platform.python_version()}.",
        "",
        "| figure | measured: median (lowest to highest) | floor in the same run | ratio | must reach | reached |",
        "| --- | --- | --- | --- | --- | --- |",
    ]
    verdict = {True: "yes", False: "**no**", None: ""}
    lines += [
        f"| {row.figure} | {row.measured} | {row.floor} | {row.ratio} | {row.target} | {verdict[row.reached]} |"
        for row in rows
    ]
    return "\n".join(lines) + "\n"


def _processor() -> str:
    named = [line for line in Path("/proc/cpuinfo").read_text().splitlines() if line.startswith("model name")]
    name = named[0].partition(":")[2].strip() if named else platform.processor()
    return f"{os.cpu_count()} × {name}"
