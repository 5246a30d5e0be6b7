"""An edition's folder as bytes: one digest for what it says, one archive that is the same everywhere."""

import shutil

import pytest

from kallipolis.rulebook.call.folder import archived, digest_of, digest_of_folder, files_of, unarchived
from kallipolis.rulebook.call.loading import folder_of
from tests.factories import a_call


@pytest.fixture
def folder(tmp_path):
    return shutil.copytree(folder_of("uccn-2021"), tmp_path / "elsewhere")


def test_the_digest_is_that_of_the_call_wherever_the_folder_lies(folder):
    assert digest_of_folder(folder) == a_call().digest


def test_what_is_no_part_of_the_edition_does_not_count(folder):
    (folder / "SOURCES.md").write_text("something else", "utf-8")
    assert digest_of_folder(folder) == a_call().digest


def test_one_byte_in_any_file_makes_another_digest(folder):
    digests = {digest_of_folder(folder)}
    for name in files_of(folder):
        with (folder / name).open("ab") as file:
            file.write(b"\n")
        digests.add(digest_of_folder(folder))
    assert len(digests) == 8


def test_two_files_that_changed_names_make_another_digest(folder):
    files = files_of(folder)
    swapped = files | {"faq.toml": files["call.toml"], "call.toml": files["faq.toml"]}
    assert digest_of(swapped) != digest_of(files)


def test_a_folder_that_lacks_a_file_has_no_digest(folder):
    (folder / "faq.toml").unlink()
    assert digest_of_folder(folder) == ""


def test_an_archive_holds_the_files_and_is_the_same_every_time(folder):
    files = files_of(folder)
    archive = archived(dict(reversed(files.items())))
    assert archive == archived(files)
    assert unarchived(archive) == files
