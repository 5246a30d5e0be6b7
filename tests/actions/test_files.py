"""Filing, scanning, sweeping: each a deed with its event; what was begun and not finished harms nothing."""

import io
import os

import pytest
from django.db import transaction
from django_tasks_db.models import DBTaskResult

from kallipolis.actions.files import UNNAMED_FOR, ScannerSilent, file, keep, note_scan, scan_stored_file, sweep
from kallipolis.actions.record import AlreadyDone
from kallipolis.models import Event, FiledCopy, StoredFile
from kallipolis.models.files import FileScan
from kallipolis.queries.files import unnamed_files, unscanned_files
from kallipolis.rulebook.clock import SYSTEM_CLOCK
from kallipolis.rulebook.dossier import Scan
from kallipolis.rulebook.people import VISITOR
from kallipolis.rulebook.permission import Refused
from tests import cast
from tests.clamd import EVIL, scanner_at

pytestmark = pytest.mark.django_db
LETTER = b"The city endorses its application."


def filed(content=LETTER, **more):
    """The copy that an officer files with herself."""
    facts = {"slot": "letter", "filename": "letter.pdf", "actor": cast.as_actor(cast.officer()), "clock": SYSTEM_CLOCK}
    return FiledCopy.objects.get(public_id=file(cast.officer(), keep(io.BytesIO(content)), **{**facts, **more}))


def told(deed):
    return [(event.actor, event.about, event.change) for event in Event.objects.filter(deed=deed)]


def test_to_file_is_a_deed_and_the_name_is_secret(own_shelf):
    copy = filed(filename="C:\\Users\\ana\\letter.pdf")
    event = Event.objects.get(deed="file")
    assert event.change == {
        "copy": copy.public_id,
        "slot": "letter",
        "sha256": copy.file_id,
        "size": len(LETTER),
    }
    assert (event.about, event.secret.content) == (copy.about, {"filename": "letter.pdf"})


def test_who_may_not_file_leaves_bytes_that_nothing_names(own_shelf):
    with pytest.raises(Refused):
        filed(actor=VISITOR)
    assert (StoredFile.objects.count(), Event.objects.count()) == (0, 0)
    assert len(list(unnamed_files())) == 1


def test_with_a_key_a_file_is_filed_once(own_shelf):
    filed(once="message 12, part 3")
    with pytest.raises(AlreadyDone):
        filed(once="message 12, part 3")
    assert FiledCopy.objects.count() == 1


def test_of_two_who_replace_a_copy_the_second_is_told(own_shelf):
    first = filed()
    filed(b"one", supersedes=first)
    with pytest.raises(Refused, match="Somebody else replaced this file meanwhile"):
        filed(b"another", supersedes=first)
    assert (FiledCopy.objects.count(), len(told("file"))) == (2, 2)


def test_without_a_name_a_file_is_called_after_its_slot(own_shelf):
    assert filed(filename="../").filename == "letter"


def test_a_site_with_a_scanner_shows_it_every_new_file_once(own_shelf, settings, tmp_path):
    with scanner_at(tmp_path / "clamd") as settings.KALLIPOLIS_CLAMD:
        clean, evil = filed(), filed(EVIL)
        filed(filename="again.pdf")
    assert dict(FileScan.objects.values_list("file_id", "verdict")) == {
        clean.file_id: "clean",
        evil.file_id: "infected",
    }
    assert told("note_scan") == [
        ("service:clock", f"file:{clean.file_id}", {"verdict": "clean", "found": ""}),
        ("service:clock", f"file:{evil.file_id}", {"verdict": "infected", "found": "Eicar-Test-Signature"}),
    ]


def test_known_failure_58_a_scanner_without_a_clear_answer_leaves_a_file_without_a_verdict(
    own_shelf, settings, tmp_path
):
    settings.KALLIPOLIS_CLAMD = str(tmp_path / "nobody")
    copy = filed()
    assert list(unscanned_files(before=SYSTEM_CLOCK.now())) == [copy.file_id]
    for answer in (b"stream: Can't allocate memory ERROR\0", b"OK\0", b"\0"):
        with (
            scanner_at(tmp_path / f"clamd{len(answer)}", says=answer) as settings.KALLIPOLIS_CLAMD,
            pytest.raises(ScannerSilent),
        ):
            scan_stored_file.call(copy.file_id)
    assert (FileScan.objects.count(), told("note_scan")) == (0, [])


def test_a_scan_that_is_done_twice_is_noted_once(own_shelf, settings, tmp_path):
    with scanner_at(tmp_path / "clamd") as settings.KALLIPOLIS_CLAMD:
        copy = filed()
        assert scan_stored_file.call(copy.file_id) == "noted before"
    with pytest.raises(AlreadyDone):
        note_scan(copy.file, verdict=Scan.INFECTED, once=copy.file_id, actor=cast.CLOCK, clock=SYSTEM_CLOCK)
    assert FileScan.objects.get().verdict == "clean"


def test_a_task_is_asked_for_in_the_transaction_of_the_deed(own_shelf, settings):
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    settings.KALLIPOLIS_CLAMD = "127.0.0.1:9"
    with transaction.atomic():
        filed()
        assert DBTaskResult.objects.count() == 1
        transaction.set_rollback(rollback=True)
    assert (DBTaskResult.objects.count(), FiledCopy.objects.count(), Event.objects.count()) == (0, 0, 0)
    copy = filed()
    task = DBTaskResult.objects.get()
    assert (task.task_path, task.args_kwargs["args"]) == (
        "kallipolis.actions.files.scan_stored_file",
        [copy.file_id],
    )


def test_the_sweep_removes_what_nothing_names_and_nobody_touched_for_a_day(own_shelf):
    named, old, young = filed().file_id, keep(io.BytesIO(b"old")).sha256, keep(io.BytesIO(b"young")).sha256
    yesterday = SYSTEM_CLOCK.now().timestamp() - UNNAMED_FOR.total_seconds() - 1
    for digest in (named, old):
        os.utime(own_shelf.path(digest), (yesterday, yesterday))
    assert set(unnamed_files()) == {old, young}
    assert sweep([named, old, young], actor=cast.CLOCK, clock=SYSTEM_CLOCK) == (old,)
    assert set(own_shelf.listdir("")[1]) == {named, young}
    assert told("sweep_files") == [("service:clock", "house", {"removed": [old]})]


def test_bytes_that_come_again_before_the_sweep_are_young(own_shelf):
    old = keep(io.BytesIO(b"old"))
    os.utime(own_shelf.path(old.sha256), (0, 0))
    keep(io.BytesIO(b"old"))
    assert sweep([old.sha256], actor=cast.CLOCK, clock=SYSTEM_CLOCK) == ()
