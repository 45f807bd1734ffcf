"""Which marked work a moderator looks at: everything close to the pass mark, and some of the rest by chance."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from app.core.errors import N_, RuleViolation


class WrongSample(RuleViolation):
    """A sample was asked for that can't be drawn."""

    code = "wrong-sample"
    message = N_("The share and the band are whole numbers from 0 to 100.")


@dataclass(frozen=True, slots=True)
class Marked:
    """An attempt whose marking is complete."""

    id: UUID
    percent: float
    pass_mark: int


def sample(marked: Iterable[Marked], *, seed: int, share: int, band: int) -> tuple[UUID, ...]:
    """Return all attempts within `band` points of the pass mark, and `share` per cent of the others (rounded up).

    Who comes by chance is decided by a hash of seed and attempt: whoever has the seed draws the same sample again, in
    whatever order the database returns the attempts.

    Raises:
        WrongSample: share or band is out of range.

    """
    if not (0 <= share <= 100 and 0 <= band <= 100):  # noqa: PLR2004 -- per cent
        raise WrongSample
    everything = sorted(marked, key=lambda each: (_rank(seed, each.id), each.id))
    close = [each.id for each in everything if abs(each.percent - each.pass_mark) <= band]
    others = [each.id for each in everything if abs(each.percent - each.pass_mark) > band]
    return (*close, *others[: -(-len(others) * share // 100)])


def _rank(seed: int, key: UUID) -> bytes:
    return hashlib.sha256(f"{seed}\x1f{key}".encode()).digest()
