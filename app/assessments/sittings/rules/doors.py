"""Who is let into a sitting: when it is open, from which networks, with which code."""

from __future__ import annotations

import hashlib
import hmac
import ipaddress
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from app.core.errors import N_, RuleViolation

from .acts import WrongNetwork

# No letter or digit that looks like another, in either alphabet.
CODE_LETTERS = "2346789CDFGHJKLMNPQRTVWXZ"
CODE_LENGTH = 6


class NotOpenYet(RuleViolation):
    """The sitting has not opened."""

    code = "not-open-yet"
    message = N_("This exam opens at %(time)s.")


class Closed(RuleViolation):
    """The sitting is over."""

    code = "sitting-closed"
    message = N_("This exam closed at %(time)s. Speak to your training centre.")


class WrongCode(RuleViolation):
    """The access code is missing or wrong."""

    code = "wrong-code"
    message = N_("This is not the access code of this exam. Your invigilator has it.")


class OutsideNetwork(RuleViolation):
    """The exam may be sat in certain rooms only."""

    code = "outside-network"
    message = N_("This exam can be sat only from the networks of the training centre. Answers saved before are kept.")


class NotAffirmed(RuleViolation):
    """The honour statement was not affirmed."""

    code = "not-affirmed"
    message = N_("Affirm the statement first: tick the box below it.")


@dataclass(frozen=True, slots=True)
class Door:
    """What a sitting asks of whoever comes in; `closes_at` has the minutes given to all in it."""

    id: UUID
    opens_at: datetime
    closes_at: datetime
    networks: tuple[str, ...] = ()
    code_number: int = 0

    @property
    def window(self) -> tuple[datetime, datetime]:
        """From when until when."""
        return (self.opens_at, self.closes_at)


@dataclass(frozen=True, slots=True)
class Admission:
    """What somebody brings to the door: where they are, the code that they typed, and what they affirmed.

    `secret` is the installation's: codes are computed from it.
    """

    address: str = ""
    code: str = ""
    affirmed: bool = False
    secret: str = ""


NOTHING_BROUGHT = Admission()


def access_code(secret: str, sitting_id: UUID, number: int) -> str:
    """Compute the access code that is in force.

    It is not stored: who copies the database does not have it, and the invigilator can read it again at any time.
    A hash in the database would allow only the first; the clear text only the second.
    """
    digest = hmac.digest(secret.encode(), b"access code of a sitting\x1f" + sitting_id.bytes + b"%d" % number, "sha256")
    value = int.from_bytes(digest[:16])
    letters = []
    for _place in range(CODE_LENGTH):
        value, place = divmod(value, len(CODE_LETTERS))
        letters.append(CODE_LETTERS[place])
    return "".join(letters)


def check_code(door: Door, brought: Admission) -> None:
    """Refuse whoever does not have the code; the comparison takes the same time for every wrong code.

    Raises:
        WrongCode: it is another one, or none.

    """
    if not door.code_number:
        return
    typed = "".join(each for each in brought.code.upper() if each.isalnum())
    right = access_code(brought.secret, door.id, door.code_number)
    if not hmac.compare_digest(hashlib.sha256(typed.encode()).digest(), hashlib.sha256(right.encode()).digest()):
        raise WrongCode


def read_networks(lines: Iterable[str]) -> list[str]:
    """Return networks as they are written properly; a single address is a network of one.

    Raises:
        WrongNetwork: a line is not an address or network of either family.

    """
    found = []
    for line in filter(None, map(str.strip, lines)):
        try:
            found.append(str(ipaddress.ip_network(line, strict=False)))
        except ValueError:
            raise WrongNetwork(network=line) from None
    return list(dict.fromkeys(found))


def check_network(networks: Sequence[str], address: str) -> None:
    """Refuse whoever comes from elsewhere, where a sitting names its networks.

    Raises:
        OutsideNetwork: the address lies in none of them.

    """
    if networks and not is_within(networks, address):
        raise OutsideNetwork


def is_within(networks: Sequence[str], address: str) -> bool:
    """Whether an address lies in one of the networks; IPv4 written as IPv6 is the IPv4 address that it stands for."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return False
    if isinstance(found, ipaddress.IPv6Address) and found.ipv4_mapped is not None:
        found = found.ipv4_mapped
    return any(found in ipaddress.ip_network(each) for each in networks)


def check_open(door: Door, at: datetime) -> None:
    """Refuse whoever comes too early or too late; the window ends just before it closes.

    Raises:
        NotOpenYet: too early.
        Closed: too late.

    """
    if at < door.opens_at:
        raise NotOpenYet(time=door.opens_at)
    if at >= door.closes_at:
        raise Closed(time=door.closes_at)


def choose_door(doors: Sequence[Door], at: datetime) -> Door | None:
    """Of the sittings in which somebody has a place, return the open one, else the next to open, else the last."""
    open_now = [each for each in doors if each.opens_at <= at < each.closes_at]
    coming = [each for each in doors if at < each.opens_at]
    if open_now:
        return min(open_now, key=lambda each: (each.closes_at, each.id))
    if coming:
        return min(coming, key=lambda each: (each.opens_at, each.id))
    return max(doors, key=lambda each: (each.closes_at, each.id), default=None)


def closing(closes_at: datetime, extra_minutes: int) -> datetime:
    """Return when a sitting closes with the minutes that were given to all."""
    return closes_at + timedelta(minutes=extra_minutes)
