"""Static files, compressed once before the first start."""

from __future__ import annotations

import os

from whitenoise import WhiteNoise
from whitenoise.responders import StaticFile

ENCODINGS = (".gz", ".br")


class FreshFiles(WhiteNoise):  # type: ignore[misc]  # whitenoise has no types
    """Files in their compressed form, unless they were edited since: then as they are now."""

    def get_static_file(self, path: str, url: str, stat_cache: dict[str, os.stat_result] | None = None) -> StaticFile:
        """Leave out what was compressed before the last edit."""
        if stat_cache is not None:
            edited = stat_cache[path].st_mtime
            older = {path + each for each in ENCODINGS if path + each in stat_cache}
            older = {each for each in older if stat_cache[each].st_mtime < edited}
            stat_cache = {name: stat for name, stat in stat_cache.items() if name not in older}
        return super().get_static_file(path, url, stat_cache)
