"""The door of the reading room: whatever a child does, the parent answers with a dossier or one clear sentence."""

import email
import json
import logging
import os
import subprocess
import sys
import threading
import time
from datetime import UTC, datetime
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path

import pytest

from kallipolis.documents.reading import limits
from kallipolis.documents.reading.door import NamedFile, ReadingFailed, ReadingRequest, ReadingRoom
from kallipolis.documents.writing.form import official_form
from kallipolis.rulebook.dossier import Channel, Kind, Slot, TextFrom, ToldBy, Trouble
from tests.documents.reading import making
from tests.documents.reading.containers import zipped

UNRULY = "tests.documents.reading.unruly_child"


def ask(content, **more):
    return ReadingRequest(source="the dossier", call_folder=making.CALL, content=content, **more)


def files(*named):
    return ask([NamedFile(name, content) for name, content in named])


@pytest.fixture(scope="module")
def unruly():
    with ReadingRoom(1, wall_seconds=5, program=UNRULY) as room:
        yield room


@pytest.fixture(scope="module")
def told(unruly):
    """What a child says of itself."""
    os.environ["KALLIPOLIS_SECRET_KEY"] = "secret"
    try:
        with ReadingRoom(1, program=UNRULY) as room, pytest.raises(ReadingFailed) as failed:
            room.read(files(("tell.txt", b"x")))
    finally:
        del os.environ["KALLIPOLIS_SECRET_KEY"]
    return json.loads(str(failed.value.sentence))


def test_a_message_goes_in_and_a_dossier_comes_out(room):
    content = making.message(
        ("intent.pdf", making.pdf(making.INTENT_EN)), ("photo.jpg", making.photograph()), ("x.bin", b"\x00\x01")
    )
    dossier = room.read(ask(content, received_at=datetime(2021, 6, 30, 20, tzinfo=UTC), told_by=ToldBy.MAILBOX))
    assert (dossier.channel, dossier.wire_bytes, dossier.wire_bytes_measured) == (Channel.EMAIL, len(content), True)
    assert dossier.message.subject == "2021 Application of Marsa"
    assert dossier.arrival.received_at == datetime(2021, 6, 30, 20, tzinfo=UTC)
    assert [(one.slot, one.filename, one.kind) for one in dossier.documents] == [
        (Slot.LETTER_OF_INTENT, "intent.pdf", Kind.PDF),
        (Slot.PHOTOGRAPH, "photo.jpg", Kind.JPEG),
        (Slot.SET_ASIDE, "x.bin", Kind.OTHER),
    ]
    assert dossier.documents[0].excerpt.startswith("City of Marsa Office of the Mayor 12 May 2021")


@pytest.mark.external("tesseract")
def test_a_scan_is_recognised_behind_the_wall(room):
    (document,) = room.read(files(("scan0001.pdf", making.scanned_pdf(making.SUPPORT_EN)))).documents
    assert (document.slot, document.text_from) == (Slot.SUPPORT_LETTER, TextFrom.RECOGNITION)


def test_a_scan_is_not_recognised_where_that_is_not_allowed(room):
    (document,) = room.read(ask([NamedFile("Aval.pdf", making.scanned_pdf("x"))], recognise=False)).documents
    assert (document.slot, document.text_from) == (Slot.ENDORSEMENT, TextFrom.NOWHERE)


def test_a_path_and_its_bytes_give_the_same_dossier(room, tmp_path):
    content = making.message(("intent.pdf", making.pdf(making.INTENT_EN)))
    (tmp_path / "mail.eml").write_bytes(content)
    assert room.read(ask(tmp_path / "mail.eml")) == room.read(ask(content))


def test_files_and_a_folder_of_them_give_the_same_documents(room, tmp_path):
    named = [("intent.pdf", making.pdf(making.INTENT_EN)), ("photo.jpg", making.photograph())]
    for name, content in named:
        (tmp_path / name).write_bytes(content)
    from_folder, from_files = room.read(ask(tmp_path)), room.read(files(*named))
    assert from_folder.documents == from_files.documents
    assert (from_files.channel, from_files.wire_bytes_measured) == (Channel.FILES, False)


def test_a_message_as_the_only_file_is_the_dossier(room):
    dossier = room.read(files(("mail.eml", making.message(("photo.jpg", making.photograph())))))
    assert (dossier.channel, [one.filename for one in dossier.documents]) == (Channel.EMAIL, ["photo.jpg"])


def test_a_call_of_ones_own_folder_is_read_behind_the_wall(room, tmp_path):
    for file in making.CALL.iterdir():
        (tmp_path / file.name).write_bytes(file.read_bytes())
    request = ReadingRequest(source="x", call_folder=tmp_path, content=[NamedFile("photo.jpg", making.photograph())])
    assert room.read(request).documents[0].slot is Slot.PHOTOGRAPH


def test_a_call_that_is_none_is_one_clear_sentence(room, tmp_path):
    request = ReadingRequest(source="x", call_folder=tmp_path / "none", content=[NamedFile("a", b"x")])
    with pytest.raises(ReadingFailed, match=r"^The call cannot be used: call.toml: This file is missing\."):
        room.read(request)


NO_MESSAGE = "“the dossier” is no e-mail message: its beginning has no lines such as From, To or Subject."
TOO_LARGE = "“the dossier” is too large: 1,000,000,000 bytes. At most 67,108,864 bytes are read."


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda folder: folder / "nowhere", "“the dossier” does not exist."),
        (lambda folder: empty(folder / "empty.eml"), "“the dossier” is empty."),
        (lambda folder: b"", "“the dossier” is empty."),
        (lambda folder: [], "“the dossier” holds no file."),
        (lambda folder: folder, "The folder “the dossier” holds no file that could be read."),
        (lambda folder: sparse(folder / "a.eml"), TOO_LARGE),
        (lambda folder: sparse(folder / "b.eml").parent, TOO_LARGE),
        (lambda folder: Path("/dev/zero"), "“the dossier” is neither a file nor a folder."),
        (lambda folder: Path("a\x00b"), "“the dossier” cannot be read: embedded null byte."),
        (lambda folder: b"%PDF-1.4", NO_MESSAGE),
    ],
)
def test_bad_input_is_one_clear_sentence(room, tmp_path, make, said):
    with pytest.raises(ReadingFailed) as failed:
        room.read(ask(make(tmp_path)))
    assert str(failed.value.sentence) == said


def empty(path):
    path.write_bytes(b"")
    return path


def sparse(path):
    """A file of 1 GB that takes no room."""
    with path.open("wb") as file:
        file.truncate(1_000_000_000)
    return path


def test_a_file_of_a_gigabyte_is_refused_before_it_is_read(room, tmp_path):
    path = sparse(tmp_path / "large.eml")
    began = time.process_time()
    with pytest.raises(ReadingFailed):
        room.read(ask(path))
    assert time.process_time() - began < 0.1


@pytest.mark.parametrize("name", ["die.pdf", "exit.pdf", "hang.pdf"])
def test_a_part_that_ends_its_child_is_left_out_and_the_others_are_read(unruly, name):
    dossier = unruly.read(files(("intent.pdf", making.pdf(making.INTENT_EN)), (name, making.pdf("x"))))
    assert [(one.filename, one.trouble) for one in dossier.documents] == [
        ("intent.pdf", None),
        (name, Trouble.TOO_LONG),
    ]


@pytest.mark.parametrize(
    ("name", "trouble"),
    [
        ("form that hangs.docx", Trouble.TOO_LONG),
        ("form that raises.docx", Trouble.DAMAGED),
        ("form that grows.docx", Trouble.TOO_LARGE),
    ],
)
def test_a_form_that_ends_its_reader_is_told_and_the_others_are_read(unruly, call, name, trouble):
    form = (name, official_form(call, "en"))
    dossier = unruly.read(files(form, ("intent.pdf", making.pdf(making.INTENT_EN))))
    assert (dossier.form.filename, dossier.form.trouble) == (name, trouble)
    assert dossier.documents[1].slot is Slot.LETTER_OF_INTENT


def test_a_part_that_needs_too_much_processing_is_left_out(unruly):
    dossier = unruly.read(files(("spin.pdf", making.pdf("x"))))
    assert dossier.documents[0].trouble is Trouble.TOO_LONG


def test_a_dossier_that_ends_its_children_again_and_again_is_given_up_with_a_sentence(unruly):
    with pytest.raises(ReadingFailed) as failed:
        unruly.read(files(("die1", b"1"), ("die2", b"2"), ("die3", b"3")))
    assert str(failed.value.sentence) == "“the dossier” could not be read: its reader came to an unforeseen end."
    assert unruly.read(files(("photo.jpg", making.photograph()))).documents[0].slot is Slot.PHOTOGRAPH


def test_too_much_memory_is_one_sentence_and_the_child_lives_on(unruly):
    with pytest.raises(ReadingFailed, match="needs more memory than a reader may have"):
        unruly.read(files(("grow.pdf", b"x")))


def test_what_nobody_foresaw_is_one_sentence_and_stands_in_the_log(unruly, caplog, monkeypatch):
    # The page that checks a visitor's dossier tells this log to be discreet, for the whole process.
    monkeypatch.setattr(logging.getLogger("kallipolis.documents.reading.children"), "filters", [])
    with pytest.raises(ReadingFailed, match="its reader met something unforeseen"):
        unruly.read(files(("raise.pdf", b"x")))
    assert "LookupError at " in caplog.text
    assert "nobody foresaw this" not in caplog.text  # an error may quote the dossier


def test_a_child_that_never_starts_is_one_sentence():
    with (
        ReadingRoom(1, program="kallipolis.no_such_module") as room,
        pytest.raises(ReadingFailed, match="unforeseen end"),
    ):
        room.read(files(("a", b"x")))


def test_a_child_is_replaced_after_its_share_of_dossiers(monkeypatch):
    with ReadingRoom(1) as room:
        first = room.read(files(("a.txt", b"x")))
        child = next(iter(room._all))
        monkeypatch.setattr(child, "ask", lambda *a, **k: {"failed": {"one": "tired", "facts": {}}, "worn_out": True})
        with pytest.raises(ReadingFailed, match="tired"):
            room.read(files(("a.txt", b"x")))
        assert next(iter(room._all)) is not child
        assert room.read(files(("a.txt", b"x"))) == first


def test_an_answer_that_makes_no_sense_is_one_sentence(monkeypatch):
    with ReadingRoom(1) as room:
        monkeypatch.setattr(next(iter(room._all)), "ask", lambda *a, **k: {"dossier": {"source": 3}, "worn_out": False})
        with pytest.raises(ReadingFailed, match=r"makes no sense: Dossier\.source: a text is expected"):
            room.read(files(("a", b"x")))


def test_several_threads_read_at_once():
    answers = []
    with ReadingRoom(2) as room:
        threads = [
            threading.Thread(target=lambda n=n: answers.append(room.read(files((f"{n}.jpg", making.photograph(n))))))
            for n in range(6)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert sorted(answer.documents[0].filename for answer in answers) == [f"{n}.jpg" for n in range(6)]


def test_a_closed_room_says_so(room):
    with ReadingRoom(1) as closed:
        pass
    with pytest.raises(RuntimeError, match="closed"):
        closed.read(files(("a", b"x")))


def test_nothing_is_left_of_a_room():
    with ReadingRoom(1) as room:
        room.read(files(("a.txt", b"x")))
        child = next(iter(room._all))
        folder, process = Path(child._folder), child._process
        assert folder.is_dir()
    assert not folder.exists()
    assert process.poll() is not None


def test_the_parent_imports_no_document_library():
    # The standard library's `email` it may: the post room reads the head of a message, bounded (letterhead.py).
    script = "import sys, kallipolis.documents.reading.door; print(*sys.modules)"
    ended = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    loaded = {name.partition(".")[0] for name in ended.stdout.split()}
    assert loaded & {"lxml", "PIL", "pikepdf", "pypdfium2", "olefile", "puremagic", "pycld2", "docx", "django"} == set()


def test_the_child_has_no_network(told, unruly):
    if unruly.wall()["network"] != "namespace":
        pytest.skip("this kernel gives no network namespace without privilege; Landlock or nothing stands instead")
    assert told["send"] == "ENETUNREACH"
    assert told["connect"] in ("ENETUNREACH", "EACCES")  # the latter where Landlock speaks first


def test_the_child_opens_no_file_beyond_its_own(told, unruly):
    if unruly.wall()["files"] != "landlock":
        pytest.skip("this kernel has no Landlock: files stay readable for whom the server runs as")
    assert (told["read_project"], told["read_passwd"], told["write_elsewhere"]) == ("EACCES", "EACCES", "EACCES")
    assert told["write_temporary"] == "possible"


def test_the_child_has_no_secret_and_no_descriptor_of_ours(told):
    assert "KALLIPOLIS_SECRET_KEY" not in told["environment"]
    assert set(told["environment"]) <= {
        "PATH", "LANG", "LC_ALL", "LC_CTYPE", "TZ", "TZDIR", "TESSDATA_PREFIX", "LD_LIBRARY_PATH", "HOME", "TMPDIR",
        "PYTHONPATH", "PYTHONDONTWRITEBYTECODE", "PYTHONNOUSERSITE", "OMP_THREAD_LIMIT", "MALLOC_ARENA_MAX",
        "MALLOC_MMAP_THRESHOLD_", "GLIBC_TUNABLES",
    }  # fmt: skip
    kinds = {"/dev/null", "complaints", "socket:", "/memfd:dossier"}
    assert {next((kind for kind in kinds if kind in one), one) for one in told["descriptors"]} == kinds


def test_the_child_has_its_limits(told):
    assert told["core"] == [0, 0]
    assert told["open_files"] == limits.OPEN_FILES
    assert told["address_space"] == limits.ADDRESS_SPACE_BYTES
    assert told["file_size"] == limits.WRITTEN_FILE_BYTES


def test_the_temporary_folder_of_a_child_is_gone_after_it(told):
    assert not Path(told["temporary"]).exists()


def test_a_message_that_only_forwards_the_dossier_is_that_dossier_and_the_arrival_is_ours(room):
    inner = email.message_from_bytes(making.message(("intent.pdf", making.pdf(making.INTENT_EN))), policy=SMTP)
    inner["Received"] = "from laptop by mx.secretariat.example; Mon, 28 Jun 2021 08:00:00 +0200"
    outer = EmailMessage(policy=SMTP)
    outer["Received"] = "from mail.marsa.example by mx.secretariat.example; Wed, 30 Jun 2021 18:42:07 +0200"
    outer["From"], outer["To"], outer["Subject"] = "a@marsa.example", "calls@secretariat.example", "Fwd: our dossier"
    outer.set_content("See attached.")
    outer.add_attachment(inner)
    dossier = room.read(ask(outer.as_bytes(), our_hosts=("mx.secretariat.example",)))
    assert [(one.slot, one.filename, one.inside) for one in dossier.documents] == [
        (Slot.LETTER_OF_INTENT, "intent.pdf", "2021 Application of Marsa")
    ]
    assert dossier.message.subject == "Fwd: our dossier"
    assert dossier.arrival.received_at == datetime(2021, 6, 30, 16, 42, 7, tzinfo=UTC)


def test_a_dossier_that_came_as_one_zip_file_is_read(room, tmp_path):
    content = zipped(("intent.pdf", making.pdf(making.INTENT_EN)), ("photos/1.jpg", making.photograph()))
    (tmp_path / "dossier.zip").write_bytes(content)
    dossier = room.read(ask(tmp_path / "dossier.zip"))
    assert [(one.slot, one.inside) for one in dossier.documents] == [
        (Slot.LETTER_OF_INTENT, "dossier.zip"),
        (Slot.PHOTOGRAPH, "dossier.zip/photos"),
    ]
