"""The words that lists use for professions, kinds, marks and so on, in every language of the program."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Words:
    """Folded words to what they mean."""

    professions: Mapping[str, str]
    sexes: Mapping[str, str]
    languages: Mapping[str, str]
    agency_kinds: Mapping[str, str]
    regions: Mapping[str, str]
    session_kinds: Mapping[str, str]
    statuses: Mapping[str, str]
