"""Line charts for the figures of a question, drawn on the server; the numbers stand in a table beside them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

WIDTH, HEIGHT = 420, 240
LEFT, RIGHT, TOP, BOTTOM = 44, 34, 12, 34
DASHES = ("", "6 4", "2 3", "10 3 2 3", "1 5", "8 2")


@dataclass(frozen=True, slots=True)
class Curve:
    """A line: its points in the drawing's own units, its name at the end, and how it is drawn."""

    points: tuple[tuple[float, float], ...]
    label: str
    dash: str
    strong: bool

    @property
    def path(self) -> str:
        """The points as SVG writes them."""
        return " ".join(f"{x:g},{y:g}" for x, y in self.points)


@dataclass(frozen=True, slots=True)
class Chart:
    """Lines over an axis from left to right; both axes are shares from 0 to 1."""

    curves: tuple[Curve, ...]
    ticks: tuple[tuple[float, str], ...]
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    bottom: int = HEIGHT - BOTTOM
    right: int = WIDTH - RIGHT

    @property
    def levels(self) -> tuple[tuple[float, str], ...]:
        """The lines across, with their percent."""
        return tuple((_down(level / 100), str(level)) for level in (0, 25, 50, 75, 100))


def curve(points: Sequence[tuple[float, float]], label: str = "", *, place: int = 0, strong: bool = True) -> Curve:
    """Make a line from shares across and shares up."""
    placed = tuple((round(_across(x), 1), round(_down(y), 1)) for x, y in points)
    return Curve(placed, label, "" if strong else DASHES[1 + place % (len(DASHES) - 1)], strong)


def chart(curves: Sequence[Curve], ticks: Sequence[tuple[float, str]]) -> Chart:
    """Put lines on axes."""
    return Chart(tuple(curves), tuple((round(_across(x), 1), label) for x, label in ticks))


def _across(share: float) -> float:
    return LEFT + share * (WIDTH - LEFT - RIGHT)


def _down(share: float) -> float:
    return TOP + (1 - share) * (HEIGHT - TOP - BOTTOM)
