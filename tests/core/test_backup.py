import zipfile
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from app.accounts.models import User
from app.core import backup
from app.core.db import Base, db, intending_to_write
from tests.conftest import NOW, empty_tables
from tests.factories import make_course
from tests.people import Cast


def rows(session: Session) -> dict[str, list[tuple[object, ...]]]:
    return {
        table.name: sorted(tuple(map(str, row)) for row in session.execute(table.select()))
        for table in Base.metadata.sorted_tables
    }


def write(app: Flask, target: Path, files: Path) -> backup.BackupReport:
    with app.app_context(), db.engine.connect() as connection:
        backup.one_state(connection)
        return backup.write_backup(connection, target=target, files=files, revision="r1", at=NOW)


def read(app: Flask, source: Path, files: Path, revision: str = "r1") -> backup.BackupReport:
    with app.app_context(), intending_to_write(), db.engine.begin() as connection:
        return backup.read_backup(connection, source=source, files=files, revision=revision)


def test_everything_comes_back(app: Flask, session: Session, cast: Cast, tmp_path: Path) -> None:
    make_course(session)
    session.commit()
    before = rows(session)
    session.rollback()
    stored = tmp_path / "files" / "ab" / "cd"
    stored.mkdir(parents=True)
    (stored / ("ab" + "cd" * 31)).write_bytes(b"a certificate")

    written = write(app, tmp_path / "all.zip", tmp_path / "files")
    with app.app_context():
        empty_tables()
    restored = read(app, tmp_path / "all.zip", tmp_path / "new")

    assert rows(session) == before
    assert restored == written
    assert (tmp_path / "new" / "ab" / "cd" / ("ab" + "cd" * 31)).read_bytes() == b"a certificate"


def test_a_database_with_records_is_not_overwritten(app: Flask, session: Session, cast: Cast, tmp_path: Path) -> None:
    write(app, tmp_path / "all.zip", tmp_path / "files")

    with pytest.raises(backup.BackupFault, match="not empty"):
        read(app, tmp_path / "all.zip", tmp_path / "new")

    assert session.query(User).count() > 0


def test_a_damaged_archive_changes_nothing(app: Flask, session: Session, cast: Cast, tmp_path: Path) -> None:
    write(app, tmp_path / "all.zip", tmp_path / "files")
    session.rollback()
    with app.app_context():
        empty_tables()
    with zipfile.ZipFile(tmp_path / "all.zip") as good, zipfile.ZipFile(tmp_path / "bad.zip", "w") as bad:
        for name in good.namelist():
            content = good.read(name)
            bad.writestr(name, content.replace(b"amina", b"anima") if name.endswith("users.jsonl") else content)

    with pytest.raises(backup.BackupFault, match="accounts_users"):
        read(app, tmp_path / "bad.zip", tmp_path / "new")

    assert session.query(User).count() == 0


def test_an_archive_of_another_schema_is_refused(app: Flask, session: Session, cast: Cast, tmp_path: Path) -> None:
    write(app, tmp_path / "all.zip", tmp_path / "files")

    with pytest.raises(backup.BackupFault, match="schema"):
        read(app, tmp_path / "all.zip", tmp_path / "new", revision="r2")


def test_a_file_that_is_no_archive_is_refused(app: Flask, session: Session, tmp_path: Path) -> None:
    (tmp_path / "x.zip").write_bytes(b"hello")

    with pytest.raises(backup.BackupFault):
        read(app, tmp_path / "x.zip", tmp_path / "new")
