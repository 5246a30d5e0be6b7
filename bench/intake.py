"""Measures the listener: dossiers of 20 MB by SMTP, beside a bare aiosmtpd that writes and fsyncs the same bytes; 200 at once.

Both are processes of their own on this machine, and take turns. Nothing of the site is touched: SQLite in a folder of the run.
"""

import argparse
import os
import re
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SIZE_BYTES, ROUNDS, EACH, SENDERS = 20_000_000, 3, 12, 4
AT_LEAST, AT_MOST_BYTES = 0.70, 1_000_000_000
LINE = b"QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVphYmNkZWZnaGlqa2xtbm9wcXJzdHV2d3h5ejAxMjM0\r\n"
BODY = LINE * (SIZE_BYTES // len(LINE))

BARE = """
import asyncio, os, sys, tempfile
from aiosmtpd.smtp import SMTP
folder = sys.argv[2]
class Handler:
    async def handle_DATA(self, server, session, envelope):
        await asyncio.get_running_loop().run_in_executor(None, self.write, envelope.original_content)
        return "250 OK"
    def write(self, content):
        descriptor, name = tempfile.mkstemp(dir=folder)
        os.write(descriptor, content)
        os.fsync(descriptor)
        os.close(descriptor)
async def main():
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: SMTP(Handler(), data_size_limit=1 << 26, loop=loop), "127.0.0.1", int(sys.argv[1]))
    await server.serve_forever()
asyncio.run(main())
"""


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


@contextmanager
def running(*words: str, environment: dict[str, str], port: int) -> Iterator[subprocess.Popen[bytes]]:
    process = subprocess.Popen([sys.executable, *words], env=environment, cwd=ROOT, stdout=subprocess.DEVNULL)  # noqa: S603 - our own words
    try:
        for _ in range(300):
            try:
                socket.create_connection(("127.0.0.1", port), timeout=5).close()
                break
            except OSError:
                time.sleep(0.1)
        yield process
    finally:
        process.terminate()
        process.wait()


def send(port: int, number: str) -> str:
    """One dossier; the last answer of the server."""
    with socket.create_connection(("127.0.0.1", port), timeout=600) as line:
        said = line.makefile("rb")
        answer = said.readline()
        for command in (
            "HELO city.example",
            "MAIL FROM:<a@city.example>",
            "RCPT TO:<applications@network.example>",
            "DATA",
        ):
            if answer[:1] not in b"23":
                return answer.decode()
            line.sendall(command.encode() + b"\r\n")
            answer = said.readline()
        if not answer.startswith(b"354"):
            return answer.decode()
        line.sendall(f"From: a@city.example\r\nSubject: {number}\r\n\r\n".encode())
        line.sendall(BODY)
        line.sendall(b".\r\n")
        return said.readline().decode()


def rate(port: int, mark: str) -> float:
    """Dossiers accepted in a second."""
    begun = time.perf_counter()
    with ThreadPoolExecutor(SENDERS) as senders:
        answers = list(senders.map(lambda number: send(port, f"{mark}-{number}"), range(EACH)))
    assert all(answer.startswith("250") for answer in answers), answers
    return EACH / (time.perf_counter() - begun)


def at_once(port: int, count: int) -> tuple[float, int]:
    """`count` dossiers at the same moment; who is told 4xx comes again. Seconds, and how often one had to come again."""
    again: list[str] = []

    def one(number: int) -> None:
        while not (answer := send(port, f"once-{number}")).startswith("250"):
            assert answer.startswith("4"), answer
            again.append(answer)
            time.sleep(2)

    begun = time.perf_counter()
    threads = [threading.Thread(target=one, args=(number,)) for number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return time.perf_counter() - begun, len(again)


def peak_bytes(pid: int) -> int:
    found = re.search(r"VmHWM:\s+(\d+) kB", Path(f"/proc/{pid}/status").read_text())
    return int(found[1]) * 1024 if found else 0


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--at-once", type=int, default=200)
    parser.add_argument("--folder", type=Path, help="where to write; the default is the folder for temporary files")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="kallipolis-bench-", dir=asked.folder) as folder:
        environment = {**os.environ, "KALLIPOLIS_VAR": folder, "DJANGO_SETTINGS_MODULE": "config.settings"}
        environment.pop("DATABASE_URL", None)
        subprocess.run([sys.executable, "manage.py", "migrate", "-v0"], env=environment, cwd=ROOT, check=True)
        bare_port, our_port = free_port(), free_port()
        (Path(folder) / "bare").mkdir()
        with (
            running("-c", BARE, str(bare_port), f"{folder}/bare", environment=environment, port=bare_port),
            running("manage.py", "listen", "--smtp", str(our_port), environment=environment, port=our_port) as ours,
        ):
            pairs = [(rate(bare_port, f"bare-{turn}"), rate(our_port, f"ours-{turn}")) for turn in range(ROUNDS)]
            bare, own = (statistics.median(one) for one in zip(*pairs, strict=True))
            share = statistics.median(mine / floor for floor, mine in pairs)
            print(f"bare aiosmtpd that writes and fsyncs: {bare:.2f} dossiers of {SIZE_BYTES:,} bytes a second")
            print(f"kallipolis listen: {own:.2f} a second; share {share:.2f} (at least {AT_LEAST})")
            seconds, again = at_once(our_port, asked.at_once)
            peak = peak_bytes(ours.pid)
        count = subprocess.run(
            [sys.executable, "manage.py", "shell", "-v0", "-c",
             "from kallipolis.models import IncomingMessage as M, Delivery as D; print(M.objects.count(), D.objects.count())"],
            env=environment, cwd=ROOT, check=True, capture_output=True, text=True,
        ).stdout.split()  # fmt: skip
        wanted = ROUNDS * EACH + asked.at_once
        print(
            f"{asked.at_once} at once: {seconds:.1f} s, {again} told to come again, peak of the listener {peak:,} bytes"
        )
        print(f"stored {count[0]} of {wanted}, deliveries {count[1]}")
        assert count == [str(wanted), str(wanted)]
        assert share >= AT_LEAST
        assert peak <= AT_MOST_BYTES


if __name__ == "__main__":
    main()
