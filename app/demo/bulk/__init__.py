"""Any number of invented records, the same for the same seed: for measuring and for trying out large lists."""

from .loading import load_bulk

__all__ = ["load_bulk"]
