"""From the files in `content/` to immutable editions: read, check, publish, stamp."""
