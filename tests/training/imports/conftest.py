"""Sending lists and looking at what comes of them, as a person does it: by its pages."""

from __future__ import annotations

import csv
import io
import random
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import pytest
from flask.testing import FlaskClient

from app.accounts.models import User
from app.training.rules.likeness import find_alike
from tests.training.conftest import School


@dataclass
class Desk:
    """A browser that imports."""

    browser: FlaskClient

    def send(self, kind: str, content: bytes, name: str = "list.csv") -> str:
        """Send a file; return the address of its columns page, or the refusal."""
        answer = self.browser.post(
            "/lists/new", data={"kind": kind, "file": (io.BytesIO(content), name)}, content_type="multipart/form-data"
        )
        assert answer.status_code == 303, answer.text
        return str(answer.location)

    def send_for(self, cohort_id: UUID, kind: str, content: bytes, name: str = "list.csv", **data: str) -> str:
        """Send a file about one cohort; return the address of its preview, or of its columns."""
        answer = self.browser.post(
            f"/cohorts/{cohort_id}/{kind}/import",
            data={"file": (io.BytesIO(content), name), **data},
            content_type="multipart/form-data",
        )
        assert answer.status_code == 303, answer.text
        return str(answer.location)

    def check(self, columns: str, **changes: Any) -> str:
        """Confirm the columns as they were guessed; return the address of the import."""
        page = self.browser.get(columns).text
        data = {name: value for name, value in selected(page) if value} | {"check": "1"} | changes
        answer = self.browser.post(columns, data=data)
        assert answer.status_code == 303, answer.text
        return str(answer.location)

    def preview(self, kind: str, content: bytes, name: str = "list.csv") -> str:
        """Send a file and confirm its columns."""
        return self.check(self.send(kind, content, name))

    def accept(self, address: str, **data: str) -> str:
        """Accept; return the receipt."""
        answer = self.browser.post(f"{address}/accept", data=data)
        assert answer.status_code == 303, answer.text
        return self.browser.get(address).text

    def take(self, kind: str, content: bytes, **data: str) -> str:
        """Import a list in one go; return its address."""
        address = self.preview(kind, content)
        self.accept(address, **data)
        return address

    def undo(self, address: str, reason: str = "Wrong file") -> str:
        """Take an import back; return the receipt."""
        answer = self.browser.post(f"{address}/undo", data={"reason": reason})
        assert answer.status_code == 303, answer.text
        return self.browser.get(address).text

    def export(self, kind: str, extension: str = "csv") -> bytes:
        """Export a list."""
        answer = self.browser.get(f"/lists/export/{kind}.{extension}")
        assert answer.status_code == 200
        return answer.data


@pytest.fixture
def desk(sign_in: Callable[[User], FlaskClient], school: School) -> Callable[[User], Desk]:
    """Return a function that gives a person's desk."""

    def open_desk(person: User) -> Desk:
        return Desk(sign_in(person))

    return open_desk


SYLLABLES = ("ба", "ве", "гу", "до", "жа", "за", "ки", "лу", "мо", "на", "пе", "ри", "са", "ту", "фа", "ху", "ша", "яд")


def unlike_names(count: int, chance: random.Random) -> list[str]:
    """Invent names that nobody would take for one person's."""
    names: set[str] = set()
    while len(names) < count + count // 50 + 5:
        names.add(" ".join("".join(chance.sample(SYLLABLES, 5)).capitalize() for _each in range(2)))
    alike = find_alike(enumerate(sorted(names)), {})
    return [name for number, name in enumerate(sorted(names)) if number not in alike][:count]


def table(titles: Iterable[str], rows: Iterable[Iterable[object]], delimiter: str = ",") -> bytes:
    """Write a CSV file."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=delimiter)
    writer.writerow(titles)
    writer.writerows(rows)
    return text.getvalue().encode()


def selected(page: str) -> list[tuple[str, str]]:
    """Return what each choice of a page stands on."""
    found = []
    for name, body in re.findall(r'<select[^>]*name="([^"]+)"[^>]*>(.*?)</select>', page, re.DOTALL):
        chosen = re.search(r'<option value="([^"]*)" selected', body)
        found.append((name, chosen[1] if chosen else ""))
    return found


def numbers(page: str) -> dict[str, int]:
    """Return how many rows the tabs of a preview tell of."""
    return {name: int(number) for name, number in re.findall(r">([^<>(]+) \((\d+)\)</a>", page)}


def import_id(address: str) -> UUID:
    """Return the id in an address."""
    return UUID(address.rsplit("/", 1)[-1])
