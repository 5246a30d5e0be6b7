"""One command serves a site: web server, worker and post room begin together, a lost one is replaced, and all end together."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not Path("/proc/self/task").is_dir(), reason="children are found in /proc"),
]


def until(found, seconds=60):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if answer := found():
            return answer
        time.sleep(0.1)
    raise AssertionError("it did not come to pass")


def children(pid):
    try:
        return {int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()}
    except FileNotFoundError:
        return set()


def worker_of(pid):
    """The child that does tasks, once it has become that program."""
    for child in children(pid):
        if b"\0work\0" in Path(f"/proc/{child}/cmdline").read_bytes():
            return child
    return None


def alive(pid):
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(") ")[2][0] != "Z"
    except FileNotFoundError:
        return False


def status_of(address):
    try:
        with urllib.request.urlopen(address) as answer:
            return answer.status
    except OSError:
        return None


@pytest.fixture
def site(tmp_path):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{free.getsockname()[1]}"
    environment = {name: value for name, value in os.environ.items() if not name.startswith("KALLIPOLIS_")} | {
        "DATABASE_URL": f"sqlite:///{tmp_path}/site.sqlite3",
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "KALLIPOLIS_LISTEN": address,
        "KALLIPOLIS_VAR": str(tmp_path),
    }
    for command in ("migrate", "createcachetable"):
        subprocess.run([sys.executable, "-m", "django", command, "-v", "0"], env=environment, check=True)
    with subprocess.Popen(
        [sys.executable, "-m", "config.serve"], env=environment, stderr=subprocess.PIPE, text=True
    ) as server:
        server.address = f"http://{address}/"
        yield server
        server.kill()


def test_all_begin_and_end_together_and_a_lost_worker_is_replaced(site, tmp_path):
    until(lambda: status_of(site.address) == 200)
    until(lambda: list(tmp_path.glob("heads/*.json")))
    lost = worker_of(site.pid)
    os.kill(lost, signal.SIGKILL)
    until(lambda: worker_of(site.pid) not in (None, lost))
    all_of_them = children(site.pid)
    site.send_signal(signal.SIGTERM)
    assert site.wait(60) == 0
    until(lambda: not any(map(alive, all_of_them)))
    assert "the worker ended and is started again" in site.stderr.read()


def test_where_the_parent_is_killed_nobody_goes_on(site):
    until(lambda: status_of(site.address) == 200)
    all_of_them = until(lambda: len(found := children(site.pid)) == 3 and found)
    site.kill()
    until(lambda: not any(map(alive, all_of_them)))
