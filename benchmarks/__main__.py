"""Measure and report: `python -m benchmarks [--quick] [--only NAME …]`."""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

from tests.servers import postgresql_server

from . import answers, attendance, certificates, examinees, exports, pages, weights
from .installation import Run
from .report import Row, write

FIGURES = {
    "pages": pages.measure,
    "answers": answers.measure,
    "attendance": attendance.measure,
    "certificates": certificates.measure,
    "weights": weights.measure,
    "exports": exports.measure,
    "examinees": examinees.measure,
}
ON_POSTGRESQL = ("answers", "exports", "examinees")
REPORT = Path(__file__).parent / "report.md"


def main() -> None:
    """Run what was asked for, print the table and write it to the report."""
    given = _arguments()
    began = time.monotonic()
    rows: list[Row] = []
    with tempfile.TemporaryDirectory(prefix="sabaq-bench-") as folder:
        run = _run(Path(folder), quick=given.quick, full=given.full)
        for name in given.only or FIGURES:
            rows += _measured(name, run) if name != "examinees" else []
        wanted = [name for name in ON_POSTGRESQL if not given.only or name in given.only or "postgresql" in given.only]
        if wanted:
            with postgresql_server() as url:
                run.database_url = url
                for name in wanted:
                    rows += _measured(name, run)
    when = f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC, {time.monotonic() - began:.0f} s"
    heading = f"Benchmark report{', quick: too short to judge by' if given.quick else ''}"
    text = write(rows, heading) + f"\n{when}; load of the machine at the end {os.getloadavg()[0]:.1f}.\n"
    REPORT.write_text(text)
    print(f"\n{text}")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a minute: shows that everything runs")
    parser.add_argument("--full", action="store_true", help="let the examinees sit for three minutes instead of one")
    parser.add_argument("--only", nargs="+", choices=[*FIGURES, "postgresql"], help="some figures")
    return parser.parse_args()


def _run(folder: Path, *, quick: bool, full: bool) -> Run:
    if quick:
        return Run(folder, quick=True, rounds=1, seconds=1.0, rows=(5_000, 0))
    return Run(folder, full=full)


def _measured(name: str, run: Run) -> list[Row]:
    if name == "postgresql":
        return []
    print(f"measuring {name} …", file=sys.stderr, flush=True)
    rows = []
    for row in FIGURES[name](run):
        print(f"  {row.figure}: {row.measured} {row.ratio}", file=sys.stderr, flush=True)
        rows.append(row)
    return rows


if __name__ == "__main__":
    main()
