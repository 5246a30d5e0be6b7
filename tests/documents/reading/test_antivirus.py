"""Scanning for viruses, with daemons on real sockets that speak ClamAV's protocol or something worse."""

import contextlib
import socket
import struct
import tempfile
import threading
from pathlib import Path

import pytest

from kallipolis.documents.reading.antivirus import NOT_SCANNED, Scanned, Scanner
from kallipolis.documents.reading.door import NamedFile, ReadingRequest
from kallipolis.rulebook.call.loading import EDITIONS, load
from kallipolis.rulebook.dossier import Channel, Dossier, Kind, Scan, Slot, Trouble
from kallipolis.rulebook.finding import NEEDS_JUDGEMENT
from kallipolis.rulebook.screening.run import screen
from tests.documents.reading import making
from tests.documents.reading.containers import zipped

EVIL = b"X5O!P%@AP-a-test-file-that-does-nothing"
FOUND = b"stream: Eicar-Test-Signature FOUND\0"


def received(connection):
    """What a client sends after INSTREAM, as clamd(8) says."""
    assert exactly(connection, 10) == b"zINSTREAM\0"
    whole = b""
    while length := struct.unpack("!I", exactly(connection, 4))[0]:
        whole += exactly(connection, length)
    return whole


def exactly(connection, count):
    got = b""
    while len(got) < count:
        piece = connection.recv(count - len(got))
        if not piece:
            raise ConnectionError
        got += piece
    return got


def clamd(connection):
    connection.sendall(FOUND if EVIL in received(connection) else b"stream: OK\0")


def limited(connection):
    """Above its StreamMaxLength the daemon says so and hangs up with bytes unread."""
    assert exactly(connection, 10) == b"zINSTREAM\0"
    if struct.unpack("!I", exactly(connection, 4))[0] > 50_000:
        connection.sendall(b"INSTREAM size limit exceeded. ERROR\0")
    else:
        connection.sendall(b"stream: OK\0")


def hanging_up(connection):
    connection.recv(10)


def silent(connection):
    received(connection)
    connection.recv(1)  # until the client gives up


def saying(words):
    def daemon(connection):
        received(connection)
        connection.sendall(words)

    return daemon


@contextlib.contextmanager
def listening(daemon, family=socket.AF_UNIX):
    """The address of a daemon, and how often it was called."""
    called = []
    with tempfile.TemporaryDirectory() as folder, socket.socket(family) as server:
        server.bind(str(Path(folder, "clamd.ctl")) if family == socket.AF_UNIX else ("127.0.0.1", 0))
        server.listen()

        def serve():
            with contextlib.suppress(OSError):
                while True:
                    connection, _ = server.accept()
                    called.append(1)
                    with connection, contextlib.suppress(OSError):
                        daemon(connection)

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        name = server.getsockname()
        yield name if family == socket.AF_UNIX else f"127.0.0.1:{name[1]}", called
        server.shutdown(socket.SHUT_RDWR)
        thread.join(5)


def scan(scanner, content):
    with tempfile.TemporaryFile() as file:
        file.write(content)
        file.flush()
        return scanner.scan(file.fileno(), len(content))


@pytest.mark.parametrize("family", [socket.AF_UNIX, socket.AF_INET])
@pytest.mark.parametrize(
    ("content", "scanned"),
    [
        (b"a letter", Scanned(Scan.CLEAN)),
        (bytes(1_000_000), Scanned(Scan.CLEAN)),
        (bytes(1_000_000) + EVIL, Scanned(Scan.INFECTED, "Eicar-Test-Signature")),
    ],
)
def test_a_daemon_says_clean_or_infected(family, content, scanned):
    with listening(clamd, family) as (address, _):
        assert scan(Scanner(address), content) == scanned


@pytest.mark.parametrize(
    "daemon",
    [
        limited,
        hanging_up,
        saying(b""),
        saying(b"stream: OK"),
        saying(b"OK\0"),
        saying(b"stream: OK\nstream: OK\0"),
        saying(b"UNKNOWN COMMAND\0"),
        saying(b"stream: Can't allocate memory ERROR\0"),
        saying(b"stream: Heuristics.Limits.Exceeded.MaxFileSize FOUND\0"),
        saying(b"stream: Heuristics.Encrypted.Zip FOUND\0"),
        saying(b"\xff" * 10_000),
    ],
)
def test_known_failure_58_no_clear_answer_is_no_scan_and_never_clean(daemon):
    with listening(daemon) as (address, _):
        assert scan(Scanner(address), bytes(5_000_000)) == NOT_SCANNED


def test_known_failure_58_a_silent_daemon_is_waited_for_once(tmp_path):
    with listening(silent) as (address, called):
        scanner = Scanner(address, seconds=0.3)
        assert [scan(scanner, b"x") for _ in range(5)] == [NOT_SCANNED] * 5
        assert len(called) == 1


@pytest.mark.parametrize("address", ["/nowhere/clamd.ctl", "unix:/nowhere/clamd.ctl", "127.0.0.1:1", "nonsense", ""])
def test_known_failure_58_no_daemon_is_no_scan(address):
    assert scan(Scanner(address, seconds=1), b"x") == NOT_SCANNED


def test_a_document_that_is_too_long_for_the_daemon_does_not_stop_the_others():
    with listening(limited) as (address, _):
        scanner = Scanner(address)
        assert [scan(scanner, bytes(size)).scan for size in (5_000_000, 100)] == [Scan.NOT_SCANNED, Scan.CLEAN]


def read(room, address, *files):
    content = [NamedFile(name, content) for name, content in files]
    return room.read(ReadingRequest(source="x", call_folder=making.CALL, content=content, scanner=address))


def test_what_is_infected_is_not_opened_and_the_rest_is_read(room):
    infected = making.pdf(making.ENDORSEMENT_EN) + EVIL
    files = [("intent.pdf", making.pdf(making.INTENT_EN)), ("a.zip", zipped(("endorsement.pdf", infected)))]
    with listening(clamd) as (address, _):
        dossier = read(room, address, *files)
    first, second = dossier.documents
    assert (first.slot, first.scanned, first.trouble) == (Slot.LETTER_OF_INTENT, Scan.CLEAN, None)
    assert (second.kind, second.scanned, second.trouble, second.excerpt) == (
        Kind.PDF,
        Scan.INFECTED,
        Trouble.INFECTED,
        "",
    )
    assert str(second.remarks[-1]) == "The virus scanner found “Eicar-Test-Signature” in it. It was not opened."
    assert dossier.remarks == ()


def test_known_failure_58_a_dossier_that_was_not_scanned_says_so(room):
    files = [("intent.pdf", making.pdf(making.INTENT_EN)), ("photo.jpg", making.photograph())]
    dossier = read(room, "/nowhere/clamd.ctl", *files)
    assert [document.scanned for document in dossier.documents] == [Scan.NOT_SCANNED] * 2
    assert [str(remark) for remark in dossier.remarks] == [
        "Not scanned for viruses, since the scanner gave no clear answer: intent.pdf and photo.jpg."
    ]


def test_without_a_scanner_nothing_is_scanned_and_nothing_said(room):
    dossier = read(room, "", ("photo.jpg", making.photograph()))
    assert (dossier.documents[0].scanned, dossier.remarks) == (Scan.NOT_SCANNED, ())


@pytest.mark.parametrize(
    ("name", "clauses"),
    [("endorsement.pdf", {"P14", "S4"}), ("brochure.bin", {"S8"}), ("photo.jpg", {"S6"}), ("form.docx", {"S4"})],
)
def test_what_is_infected_waits_for_an_officer(room, name, clauses):
    content = {"brochure.bin": b"\x00\x01", "photo.jpg": making.photograph(), "form.docx": making.word("x")}
    with listening(clamd) as (address, _):
        dossier = read(room, address, (name, content.get(name, making.pdf("x")) + EVIL))
    said = {
        finding.clause
        for finding in screen(dossier, load(EDITIONS / "uccn-2021")).findings
        if finding.verdict is NEEDS_JUDGEMENT and "virus scanner" in str(finding.sentence)
    }
    assert said == clauses
    assert isinstance(dossier, Dossier)
    assert dossier.channel is Channel.FILES
