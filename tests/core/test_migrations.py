from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from sqlalchemy import create_engine, text

from app.core.audit import append_only_tables
from app.core.db import Base
from app.core.search_index import INDEX, belongs_to_index
from app.settings import Environment, Settings
from tests.conftest import ROOT, SECRET


@pytest.fixture
def own_database(database_url: str, tmp_path: Path):
    """Give an empty database beside the one of the other tests."""
    if database_url.startswith("sqlite"):
        yield f"sqlite:///{tmp_path / 'own.db'}"
        return
    name = "migrations"
    engine = create_engine(database_url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    yield database_url.replace("/postgres?", f"/{name}?")
    with engine.connect() as connection:
        connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
    engine.dispose()


def alembic(url: str, folder: Path) -> Config:
    configuration = Config(str(ROOT / "alembic.ini"))
    configuration.attributes["settings"] = Settings(
        environment=Environment.TEST,
        secret_key=SECRET,
        database_url=url,
        data_folder=folder,
        content_folder=ROOT / "content",
        public_url="http://localhost",
    )
    return configuration


@pytest.mark.slow
def test_migrations_up_down_and_up_make_what_the_models_say(own_database: str, tmp_path: Path) -> None:
    configuration = alembic(own_database, tmp_path)

    command.upgrade(configuration, "head")
    command.downgrade(configuration, "base")
    command.upgrade(configuration, "head")

    engine = create_engine(own_database)
    with engine.connect() as connection:
        differences = compare_metadata(
            MigrationContext.configure(connection, opts={"compare_type": True, "include_name": _is_a_models}),
            Base.metadata,
        )
        triggers = _triggered_tables(connection)
        index = connection.execute(text(f"SELECT count(*) FROM {INDEX}")).scalar()
    engine.dispose()
    assert differences == []
    assert triggers == append_only_tables
    assert index == 0


def _is_a_models(name: str | None, kind: str, _parents: object) -> bool:
    return kind != "table" or not belongs_to_index(name)


def _triggered_tables(connection) -> set[str]:
    if connection.dialect.name == "sqlite":
        found = connection.execute(text("SELECT tbl_name FROM sqlite_master WHERE type = 'trigger'"))
    else:
        found = connection.execute(text("SELECT tgrelid::regclass::text FROM pg_trigger WHERE NOT tgisinternal"))
    return {name for (name,) in found}
