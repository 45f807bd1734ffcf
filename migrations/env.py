"""Run migrations with the application's settings and tables."""

from alembic import context

from app import create_app
from app.core.db import Base, db, intending_to_write
from app.settings import Settings


def run(settings: Settings) -> None:
    """Bring the database to the newest state, in one transaction where the database can."""
    app = create_app(settings)
    with app.app_context(), intending_to_write(), db.engine.connect() as connection:
        context.configure(
            connection=connection,
            target_metadata=Base.metadata,
            render_as_batch=connection.dialect.name == "sqlite",
            compare_type=True,
            transactional_ddl=True,
        )
        with context.begin_transaction():
            context.run_migrations()
    with app.app_context():
        db.engine.dispose()


given = context.config.attributes.get("settings")
if not isinstance(given, Settings):
    import os

    given = Settings.from_environ(os.environ)
run(given)
