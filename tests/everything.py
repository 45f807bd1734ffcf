"""Run every check in the order in which they are quickest to fail; `--fast` leaves out what takes long."""

from __future__ import annotations

import os
import subprocess
import sys
import time
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
    fast = "--fast" in sys.argv
    tests = [("quick tests on SQLite", QUICK_TESTS)] if fast else ALL_TESTS
    environment = os.environ if fast else {**os.environ, "CI": "true"}
    for title, command in [*FAST, *tests]:
        print(f"== {title}", flush=True)
        begun = time.monotonic()
        code = subprocess.run([BIN / command[0], *command[1:]], cwd=ROOT, env=environment, check=False).returncode
        print(f"== {title}: {'ok' if code == 0 else 'FAILED'} in {time.monotonic() - begun:.0f} s", flush=True)
        if code:
            sys.exit(code)


if __name__ == "__main__":
    main()
