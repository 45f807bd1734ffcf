"""Run every check in the order in which they are quickest to fail; `--fast` leaves out what takes long.

What needs one processor alone runs two at once, since even small machines have two.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

BIN = Path(sys.executable).parent
ROOT = Path(__file__).parent.parent

FAST = [
    ("format", ["ruff", "format", "--check", "."]),
    ("lint", ["ruff", "check", "."]),
    ("import order", ["lint-imports"]),
    ("types", ["mypy"]),
    ("content", ["sabaq", "content", "check", "content"]),
    ("translations", ["python", "-m", "tests.translations"]),
]
QUICK_TESTS = ["pytest", "-n", "2", "-m", "not slow and not browser"]
# Everything runs in one order and with the same examples each time, so that a change is judged by what it changed; the
# quick tests run in another order each time, and so find what depends on it.
IN_ORDER = ["pytest", "-n", "2", "-p", "no:randomly"]
ALL_TESTS = [
    ("tests on SQLite", [*IN_ORDER, "-m", "not browser"]),
    ("tests on PostgreSQL", [*IN_ORDER, "-m", "not browser", "--database", "postgresql"]),
    ("journeys in Chromium", [*IN_ORDER, "-m", "browser"]),
]


def main() -> None:
    """Run the steps; stop at the first that fails."""
    tests = [("quick tests on SQLite", QUICK_TESTS)] if "--fast" in sys.argv else ALL_TESTS
    with ThreadPoolExecutor(2) as two_at_once:
        for outcome in two_at_once.map(_run_quietly, FAST):
            if not _tell(*outcome):
                two_at_once.shutdown(cancel_futures=True)
                sys.exit(1)
    if tests is ALL_TESTS:
        os.environ["CI"] = "true"  # the tests' way of knowing that they judge a change
    for title, command in tests:
        print(f"== {title}", flush=True)
        if not _tell(*_run(title, command, capture=False)):
            sys.exit(1)


def _run_quietly(step: tuple[str, list[str]]) -> tuple[str, int, float, str]:
    return _run(*step, capture=True)


def _run(title: str, command: list[str], *, capture: bool) -> tuple[str, int, float, str]:
    begun = time.monotonic()
    said = subprocess.PIPE if capture else None
    ended = subprocess.run(
        [BIN / command[0], *command[1:]],
        cwd=ROOT,
        check=False,
        stdout=said,
        stderr=subprocess.STDOUT if capture else None,
        text=True,
    )
    return title, ended.returncode, time.monotonic() - begun, ended.stdout or ""


def _tell(title: str, code: int, seconds: float, said: str) -> bool:
    print(f"{said}== {title}: {'ok' if code == 0 else 'FAILED'} in {seconds:.0f} s", flush=True)
    return code == 0


if __name__ == "__main__":
    main()
