from pathlib import Path

import pytest

from app.core.storage import DamagedFile, FolderStorage


def test_what_was_stored_comes_back(tmp_path: Path) -> None:
    storage = FolderStorage(tmp_path)

    assert storage.get(storage.put("шаҳодатнома".encode())) == "шаҳодатнома".encode()


def test_the_same_bytes_are_one_file(tmp_path: Path) -> None:
    storage = FolderStorage(tmp_path)
    storage.put(b"x")
    storage.put(b"x")

    assert sum(1 for file in tmp_path.rglob("*") if file.is_file()) == 1


def test_a_changed_file_is_noticed(tmp_path: Path) -> None:
    storage = FolderStorage(tmp_path)
    digest = storage.put(b"genuine")
    next(file for file in tmp_path.rglob("*") if file.is_file()).write_bytes(b"forged!")

    with pytest.raises(DamagedFile):
        storage.get(digest)


@pytest.mark.parametrize("name", ["../../etc/passwd", "", "0" * 63, "G" * 64])
def test_nothing_but_a_digest_is_looked_up(name: str, tmp_path: Path) -> None:
    with pytest.raises(DamagedFile):
        FolderStorage(tmp_path).get(name)
