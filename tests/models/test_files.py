"""Stored files: the same bytes once, whole or not at all, never changed; what a process leaves that dies half-way."""

import hashlib
import io
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.exceptions import SuspiciousFileOperation
from django.core.files.base import ContentFile

from kallipolis.models.files import (
    FiledCopy,
    FilesAreKept,
    Kept,
    LocalShelf,
    StoredFile,
    SupersededBefore,
    keep,
    lies_whole,
    shelf,
)
from kallipolis.rulebook.clock import SYSTEM_CLOCK

LETTER = b"The city endorses its application."


def digest_of(content):
    return hashlib.sha256(content).hexdigest()


def filed(kept, **more):
    facts = {"about": "call:uccn-2021", "slot": "letter", "filename": "letter.pdf", "by": "service:console"}
    return FiledCopy.objects.file(kept, at=SYSTEM_CLOCK.now(), **{**facts, **more})


def test_bytes_lie_under_their_digest_in_two_folders(own_shelf):
    name = own_shelf.save(digest_of(LETTER), ContentFile(LETTER))
    place = Path(own_shelf.path(name))
    assert place.read_bytes() == LETTER
    assert place.parts[-3:] == (name[:2], name[2:4], name)
    assert {one.name for one in place.parents[2].iterdir()} == {"drafts", name[:2]}


def test_the_same_bytes_are_stored_once(own_shelf, db):
    kept = keep(io.BytesIO(LETTER))
    assert kept == keep(io.BytesIO(LETTER)) == Kept(digest_of(LETTER), len(LETTER))
    filed(kept)
    filed(kept, filename="again.pdf")
    assert own_shelf.listdir("")[1] == [kept.sha256]
    assert (StoredFile.objects.count(), FiledCopy.objects.count()) == (1, 2)


def test_what_is_stored_is_not_written_again(own_shelf, db):
    kept = keep(io.BytesIO(LETTER))
    filed(kept)
    before = Path(own_shelf.path(kept.sha256)).stat().st_ino
    keep(io.BytesIO(LETTER))
    assert Path(own_shelf.path(kept.sha256)).stat().st_ino == before


def test_bytes_that_went_missing_come_back_with_the_next_copy(own_shelf, db):
    kept = keep(io.BytesIO(LETTER))
    filed(kept)
    own_shelf.delete(kept.sha256)
    assert not lies_whole(kept)
    keep(io.BytesIO(LETTER))
    assert lies_whole(kept)


@pytest.mark.parametrize("name", ["letter.pdf", "../" * 3 + "etc/passwd", "A" * 64, "a" * 63, ""])
def test_nothing_but_a_digest_is_a_name_on_the_shelf(own_shelf, name):
    with pytest.raises(SuspiciousFileOperation):
        own_shelf.path(name)


def test_a_large_file_passes_in_pieces(own_shelf, db, tmp_path):
    large = tmp_path / "large"
    with large.open("wb") as file:
        file.truncate(300 * 1024 * 1024)
    measure = (
        "import resource, sys, django; django.setup()\n"
        "from kallipolis.models.files import LocalShelf, digested; from django.core.files.base import File\n"
        "before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss\n"
        "with open(sys.argv[1], 'rb') as file:\n"
        "    kept = digested(file); file.seek(0)\n"
        "    LocalShelf(sys.argv[2]).save(kept.sha256, File(file))\n"
        "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)\n"
    )
    told = subprocess.run(
        [sys.executable, "-c", measure, large, tmp_path / "shelf"], capture_output=True, check=True, text=True
    )
    assert int(told.stdout) < 20 * 1024  # KiB


def test_what_stops_half_way_leaves_no_file(own_shelf):
    class Breaking(ContentFile):
        def chunks(self, chunk_size=None):
            yield LETTER[:4]
            raise OSError("the line went down")

    with pytest.raises(OSError, match="the line went down"):
        own_shelf.save(digest_of(LETTER), Breaking(LETTER))
    assert own_shelf.listdir("") == ([], [])
    assert list(own_shelf.drafts()) == []


@pytest.mark.slow
def test_who_is_killed_half_way_leaves_a_draft_and_no_file(tmp_path):
    writing = (
        "import sys, time, django; django.setup()\n"
        "from kallipolis.models.files import LocalShelf; from django.core.files.base import ContentFile\n"
        "class Slow(ContentFile):\n"
        "    def chunks(self, chunk_size=None):\n"
        "        yield b'half'\n"
        "        print('half', flush=True); time.sleep(60)\n"
        "LocalShelf(sys.argv[1]).save('a' * 64, Slow(b'half a file'))\n"
    )
    with subprocess.Popen([sys.executable, "-c", writing, tmp_path], stdout=subprocess.PIPE) as writer:
        assert writer.stdout.readline() == b"half\n"
        writer.send_signal(signal.SIGKILL)
    left = LocalShelf(tmp_path)
    assert left.listdir("") == ([], [])
    assert len(list(left.drafts())) == 1


def test_what_was_filed_is_never_changed(own_shelf, db):
    copy = filed(keep(io.BytesIO(LETTER)))
    copy.filename = "another.pdf"
    for change in (
        copy.save,
        copy.file.save,
        lambda: FiledCopy.objects.update(filename="another.pdf"),
        lambda: StoredFile.objects.update(size=1),
    ):
        with pytest.raises(FilesAreKept):
            change()
    assert FiledCopy.objects.get().filename == "letter.pdf"


def test_a_copy_is_superseded_once_and_stays(own_shelf, db):
    first = filed(keep(io.BytesIO(LETTER)))
    second = filed(keep(io.BytesIO(b"The city endorses it, signed.")), supersedes=first)
    with pytest.raises(SupersededBefore):
        filed(keep(io.BytesIO(b"A third one.")), supersedes=first)
    first.refresh_from_db()
    assert (first.superseded_by, first.filename) == (second, "letter.pdf")
    with shelf().open(first.file_id) as content:
        assert content.read() == LETTER


def test_nothing_is_filed_that_is_not_on_the_shelf(own_shelf, db):
    with pytest.raises(FilesAreKept):
        filed(Kept("a" * 64, 12))
    kept = keep(io.BytesIO(LETTER))
    Path(own_shelf.path(kept.sha256)).write_bytes(LETTER[:5])
    with pytest.raises(FilesAreKept):
        filed(kept)


def test_only_the_owner_of_the_site_reads_the_shelf(own_shelf):
    name = own_shelf.save(digest_of(LETTER), ContentFile(LETTER))
    assert Path(own_shelf.path(name)).stat().st_mode & 0o077 == 0


def test_the_time_of_a_file_is_an_instant(own_shelf):
    name = own_shelf.save(digest_of(LETTER), ContentFile(LETTER))
    os.utime(own_shelf.path(name), (0, 0))
    assert own_shelf.get_modified_time(name).isoformat() == "1970-01-01T00:00:00+00:00"
