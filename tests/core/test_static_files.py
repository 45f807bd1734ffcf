import gzip
import os
from pathlib import Path

import pytest
from flask import Flask
from werkzeug.test import Client

from app.core.static_files import FreshFiles

COMPRESSED, EDITED = b"as compressed;" * 50, b"as edited;" * 50


@pytest.mark.parametrize(
    ("edited_after", "encoding", "text"),
    [(-5, "gzip", COMPRESSED), (0, "gzip", COMPRESSED), (5, None, EDITED)],
)
def test_what_was_compressed_before_an_edit_is_not_served(
    edited_after: int, encoding: str | None, text: bytes, tmp_path: Path
) -> None:
    source, compressed = tmp_path / "app.css", tmp_path / "app.css.gz"
    source.write_bytes(EDITED)
    compressed.write_bytes(gzip.compress(COMPRESSED))
    made_at = compressed.stat().st_mtime
    os.utime(source, (made_at + edited_after, made_at + edited_after))
    files = FreshFiles(Flask(__name__).wsgi_app)
    files.add_files(str(tmp_path), prefix="static/")

    with Client(files).get("/static/app.css", headers={"Accept-Encoding": "gzip"}) as answer:
        body = answer.data

    assert answer.headers.get("Content-Encoding") == encoding
    assert (gzip.decompress(body) if encoding else body) == text
