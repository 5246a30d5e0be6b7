"""A child that misbehaves on parts of certain names, behind the same wall as the real one; for the tests of the door."""

import contextlib
import errno
import json
import os
import resource
import signal
import socket
import sys
import tempfile
import time
from pathlib import Path

from kallipolis.documents.reading import child, dossier
from kallipolis.documents.reading.request import ReadingFailed
from kallipolis.rulebook.sentence import sentence

look_at = dossier.look_at
read_form = dossier.read_form


def misbehave(part, **how):
    if part.filename.startswith("hang"):
        while True:
            time.sleep(0.1)
    if part.filename.startswith("spin"):
        resource.setrlimit(resource.RLIMIT_CPU, (1, 100))
        while True:
            pass
    if part.filename.startswith("die"):
        os.kill(os.getpid(), signal.SIGSEGV)
    if part.filename.startswith("exit"):
        sys.exit(3)
    if part.filename.startswith("grow"):
        raise ReadingFailed(sentence("grown", bytes=len(b"x" * 10**11)))
    if part.filename.startswith("tell"):
        raise ReadingFailed(sentence("{facts}", facts=json.dumps(facts())))
    if part.filename.startswith("raise"):
        raise LookupError("nobody foresaw this")
    return look_at(part, **how)


def misread(content, *, filename, **how):
    if filename.startswith("form that hangs"):
        while True:
            time.sleep(0.1)
    if filename.startswith("form that raises"):
        raise LookupError("nobody foresaw this")
    if filename.startswith("form that grows"):
        raise MemoryError
    return read_form(content, filename=filename, **how)


def facts():
    """What this process can still do, and which limits it has."""
    return {
        "environment": sorted(os.environ),
        "connect": attempt(
            lambda: socket.create_connection(("127.0.0.1", int(os.environ.get("PORT", "9"))), timeout=2)
        ),
        "send": attempt(lambda: socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b"x", ("192.0.2.1", 9))),
        "read_project": attempt(lambda: Path(__file__).read_bytes()),
        "read_passwd": attempt(lambda: Path("/etc/passwd").read_bytes()),
        "write_elsewhere": attempt(lambda: Path(__file__).with_name("written-by-a-child").write_text("x")),
        "write_temporary": attempt(lambda: Path(tempfile.gettempdir(), "mine").write_text("x")),
        "signal_parent": attempt(lambda: os.kill(os.getppid(), 0)),
        "descriptors": open_descriptors(),
        "core": resource.getrlimit(resource.RLIMIT_CORE),
        "open_files": resource.getrlimit(resource.RLIMIT_NOFILE)[1],
        "address_space": resource.getrlimit(resource.RLIMIT_AS)[1],
        "file_size": resource.getrlimit(resource.RLIMIT_FSIZE)[1],
        "temporary": tempfile.gettempdir(),
    }


def open_descriptors():
    found = []
    for one in Path("/proc/self/fd").iterdir():
        with contextlib.suppress(OSError):
            found.append(str(one.readlink()))
    return found


def attempt(what):
    try:
        what()
    except OSError as refused:
        return errno.errorcode.get(refused.errno, str(refused)) if refused.errno else type(refused).__name__
    return "possible"


dossier.look_at = misbehave
dossier.read_form = misread

if __name__ == "__main__":
    child.main()
