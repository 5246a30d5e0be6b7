"""A file is written whole or not at all."""

import pytest

from kallipolis.documents.writing.whole_file import write_whole


def test_what_was_there_is_replaced(tmp_path):
    path = tmp_path / "form.docx"
    path.write_bytes(b"old")
    write_whole(path, b"new")
    assert path.read_bytes() == b"new"
    assert list(tmp_path.iterdir()) == [path]


def test_a_failure_leaves_what_was_there_and_nothing_beside_it(tmp_path, monkeypatch):
    path = tmp_path / "form.docx"
    path.write_bytes(b"old")

    def full(handle):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(OSError, match="No space"):
        write_whole(path, b"new")
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


def test_others_may_read_what_the_folder_lets_them(tmp_path):
    write_whole(tmp_path / "form.docx", b"new")
    assert (tmp_path / "form.docx").stat().st_mode & 0o600 == 0o600
    assert not (tmp_path / "form.docx").stat().st_mode & 0o111
