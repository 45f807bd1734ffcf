"""Work outside a request: a queue that is a file for one server and Redis for several.

Every job is safe to run twice: a worker may die after the work and before it says so.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flask import Flask
from huey import MemoryHuey, RedisHuey, SqliteHuey, crontab
from huey.api import Huey

from .contributions import Registry

Work = Callable[..., None]


@dataclass(frozen=True, slots=True)
class Periodic:
    """Something to do every so many minutes, in an application context."""

    every_minutes: int
    work: Callable[[], None]


jobs: Registry[Work] = Registry()
periodic: Registry[Periodic] = Registry()


def init_jobs(app: Flask, *, data_folder: Path, redis_url: str, immediate: bool) -> None:
    """Give the application its queue."""
    queue = make_queue(data_folder=data_folder, redis_url=redis_url, immediate=immediate)
    app.extensions["sabaq_queue"] = queue
    app.extensions["sabaq_run_job"] = _bind(app, queue)


def make_queue(*, data_folder: Path, redis_url: str, immediate: bool) -> Huey:
    """Choose where the queue lives; tests run jobs at once."""
    if immediate:
        return MemoryHuey("sabaq", immediate=True)
    if redis_url:
        return RedisHuey("sabaq", url=redis_url)
    data_folder.mkdir(parents=True, exist_ok=True)
    return SqliteHuey("sabaq", filename=str(data_folder / "jobs.db"), fsync=True)


def enqueue(app: Flask, name: str, **arguments: Any) -> None:  # noqa: ANN401 -- the job's own arguments
    """Ask a worker to do something soon; arguments are plain values."""
    app.extensions["sabaq_run_job"](name, arguments)


def _bind(app: Flask, queue: Huey) -> Callable[[str, dict[str, Any]], Any]:
    def run_job(name: str, arguments: dict[str, Any]) -> None:
        work = jobs.find(name)
        if work is None:
            raise LookupError(f"no job is called {name}")
        with app.app_context():
            work(**arguments)

    def run_periodic(each: Periodic) -> Callable[[], None]:
        def run() -> None:
            with app.app_context():
                each.work()

        return run

    for number, each in enumerate(periodic.all()):
        queue.periodic_task(crontab(minute=f"*/{each.every_minutes}"), name=f"periodic_{number}")(run_periodic(each))
    task: Callable[[str, dict[str, Any]], Any] = queue.task(name="run_job")(run_job)
    return task


def consume(app: Flask) -> None:
    """Work through the queue until told to stop."""
    queue: Huey = app.extensions["sabaq_queue"]
    queue.create_consumer(workers=1, periodic=True, initial_delay=0.2, max_delay=2.0).run()
