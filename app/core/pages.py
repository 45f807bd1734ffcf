"""Long lists, a page at a time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session
from werkzeug.wrappers import Request

PER_PAGE = 50


@dataclass(frozen=True, slots=True)
class Paging:
    """Which page of how many; addresses keep the filters of the page."""

    number: int
    total: int
    path: str
    arguments: tuple[tuple[str, str], ...]
    per_page: int = PER_PAGE

    @classmethod
    def of(cls, session: Session, chosen: Select[Any], request: Request, per_page: int = PER_PAGE) -> Paging:
        """Count what was chosen and read the page's number from the address; nonsense is page one."""
        total = session.scalar(select(func.count()).select_from(chosen.order_by(None).subquery())) or 0
        return cls.counted(total, request, per_page)

    @classmethod
    def counted(cls, total: int, request: Request, per_page: int = PER_PAGE) -> Paging:
        """Read the page's number from the address, where the rows are counted already."""
        text = request.args.get("page", "1")
        number = int(text) if text.isascii() and text.isdigit() and len(text) < 9 else 1  # noqa: PLR2004
        last = max(1, -(-total // per_page))
        arguments = tuple((key, value) for key, value in request.args.items(multi=True) if key != "page")
        return cls(min(max(number, 1), last), total, request.path, arguments, per_page)

    def apply(self, chosen: Select[Any]) -> Select[Any]:
        """Cut the page out of what was chosen."""
        return chosen.limit(self.per_page).offset(self.offset)

    @property
    def offset(self) -> int:
        """How many rows stand on the pages before."""
        return (self.number - 1) * self.per_page

    @property
    def pages(self) -> int:
        """How many pages there are."""
        return max(1, -(-self.total // self.per_page))

    @property
    def previous_url(self) -> str | None:
        """The page before."""
        return self._url(self.number - 1) if self.number > 1 else None

    @property
    def next_url(self) -> str | None:
        """The page after."""
        return self._url(self.number + 1) if self.number < self.pages else None

    def _url(self, number: int) -> str:
        return f"{self.path}?{urlencode([*self.arguments, ('page', str(number))])}"
