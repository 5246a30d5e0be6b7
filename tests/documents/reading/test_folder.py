"""A folder of files: what counts, what is left out, and how large its e-mail would be."""

import os

import pytest

from kallipolis.documents.reading import limits
from kallipolis.documents.reading.folder import bytes_as_message, files_in
from kallipolis.documents.reading.request import ReadingFailed
from tests.documents.reading.making import message


def test_files_come_in_the_order_of_their_names_with_their_folder(tmp_path):
    (tmp_path / "photos").mkdir()
    for name in ("b.pdf", "a.pdf", "photos/1.jpg"):
        (tmp_path / name).write_bytes(b"x")
    found = files_in(tmp_path, source="x").files
    assert [(one.folder, one.path.name) for one in found] == [("", "a.pdf"), ("", "b.pdf"), ("photos", "1.jpg")]


def test_hidden_files_and_links_are_left_out_and_told(tmp_path):
    for name in ("a.pdf", "Thumbs.db", ".DS_Store", "desktop.ini", "~$form.docx"):
        (tmp_path / name).write_bytes(b"x")
    (tmp_path / "secret").symlink_to("/etc/passwd")
    (tmp_path / "etc").symlink_to("/etc", target_is_directory=True)
    found = files_in(tmp_path, source="x")
    assert [one.path.name for one in found.files] == ["a.pdf"]
    assert [str(remark) for remark in found.remarks] == [
        "Left out, since they are hidden or of the operating system: .DS_Store, Thumbs.db, desktop.ini and ~$form.docx.",
        "Left out, since links are not followed: etc and secret.",
    ]


def test_a_pipe_is_no_file(tmp_path):
    (tmp_path / "a.pdf").write_bytes(b"x")
    os.mkfifo(tmp_path / "pipe")
    assert [one.path.name for one in files_in(tmp_path, source="x").files] == ["a.pdf"]


def test_too_many_files_are_refused(tmp_path):
    for number in range(limits.PARTS + 1):
        (tmp_path / str(number)).touch()
    with pytest.raises(ReadingFailed, match="“x” has more than 200 files"):
        files_in(tmp_path, source="x")


def test_a_folder_nested_too_deep_is_refused(tmp_path):
    (tmp_path / "/".join("a" * (limits.DEPTH + 1))).mkdir(parents=True)
    with pytest.raises(ReadingFailed, match="nested too deep"):
        files_in(tmp_path, source="x")


@pytest.mark.parametrize(
    "files",
    [
        [("form.docx", 120_000)],
        [("Lettre d’intention du maire.pdf", 400_000), ("照片一.jpg", 2_900_000)],
        [(f"file {number}.pdf", 57 * number) for number in range(12)],
    ],
)
def test_the_size_of_the_message_that_they_would_make_is_near_that_of_one_built(files):
    built = len(message(*((name, bytes(size)) for name, size in files)))
    assert bytes_as_message(files) == pytest.approx(built, abs=1_500 + 60 * len(files))
