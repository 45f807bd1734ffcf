"""A small shelf in memory for what never changes once it is published; the least used goes first."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Generic, TypeVar

Value = TypeVar("Value")


class Shelf(Generic[Value]):
    """Keeps the most recently used values, up to a number of places; safe for threads."""

    def __init__(self, places: int) -> None:
        self.places = places
        self._values: OrderedDict[Hashable, Value] = OrderedDict()
        self._lock = Lock()

    def take(self, key: Hashable, fetch: Callable[[], Value | None]) -> Value | None:
        """Return the value of a key, fetched the first time; what does not exist is not remembered."""
        with self._lock:
            if key in self._values:
                self._values.move_to_end(key)
                return self._values[key]
        value = fetch()
        if value is not None:
            self.put(key, value)
        return value

    def find(self, key: Hashable) -> Value | None:
        """Return the value of a key if it is here."""
        with self._lock:
            return self._values.get(key)

    def put(self, key: Hashable, value: Value) -> None:
        """Keep a value."""
        with self._lock:
            self._values[key] = value
            self._values.move_to_end(key)
            while len(self._values) > self.places:
                self._values.popitem(last=False)
