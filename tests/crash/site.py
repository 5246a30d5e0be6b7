"""The processes of a site under test: a web server and two workers, each of which can be killed and started again."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
from psycopg import sql

from tests.clamd import scanner_at

ROOT = Path(__file__).resolve().parents[2]
WEB = ("-m", "gunicorn", "--config", str(ROOT / "config" / "server.py"), "--log-level", "critical")
WORKER = ("-m", "django", "work")
LEASE_SECONDS = 2


@dataclass
class Part:
    """One process of the site, with those that it starts itself."""

    name: str
    words: tuple[str, ...]
    environment: Mapping[str, str]
    log: Path
    process: subprocess.Popen[bytes] = field(init=False)
    begun: float = field(init=False)

    def __post_init__(self) -> None:
        self.start()

    def start(self) -> None:
        self.begun = time.monotonic()
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, *self.words],
                env=self.environment,
                cwd=ROOT,
                start_new_session=True,
                stdout=log,
                stderr=log,
            )

    def kill(self) -> None:
        """All of it, at once, and start it again."""
        self.end(signal.SIGKILL)
        self.start()

    def kill_a_child(self) -> None:
        """One of the processes that it started, which it has to replace by itself."""
        listed = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        for child in listed.read_text().split()[:1]:
            os.kill(int(child), signal.SIGKILL)

    def end(self, how: signal.Signals = signal.SIGTERM) -> None:
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, how)
        self.process.wait()


@dataclass
class Site:
    """The site: its address, its parts, and how to run one more program of it."""

    address: str
    web: Part
    workers: tuple[Part, ...]
    environment: Mapping[str, str]

    def run(self, *words: str) -> str:
        """The output of another program of the site."""
        ran = subprocess.run(
            [sys.executable, *words], env=self.environment, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True
        )
        return ran.stdout


@contextmanager
def running(folder: Path, database: str) -> Iterator[Site]:
    """A site in this folder, on SQLite where `database` is empty, else on a database of its own beside the one named."""
    with _own_database(database) as url, scanner_at(folder / "clamd", takes_seconds=0.3) as scanner:
        address = f"127.0.0.1:{_free_port()}"
        environment = {name: value for name, value in os.environ.items() if not name.startswith("KALLIPOLIS_")} | {
            "DATABASE_URL": url or f"sqlite:///{folder}/site.sqlite3",
            "DJANGO_SETTINGS_MODULE": "tests.crash.settings",
            "KALLIPOLIS_CLAMD": scanner,
            "KALLIPOLIS_LEASE_SECONDS": str(LEASE_SECONDS),
            "KALLIPOLIS_LISTEN": address,
            "KALLIPOLIS_LOG_LEVEL": "error",
            "KALLIPOLIS_VAR": str(folder),
            "PYTHONPATH": str(ROOT),
        }
        for command in ("migrate", "createcachetable"):
            subprocess.run([sys.executable, "-m", "django", command, "-v", "0"], env=environment, cwd=ROOT, check=True)
        log = folder / "log"
        site = Site(
            f"http://{address}/",
            Part("web", WEB, environment, log),
            (Part("worker", WORKER, environment, log), Part("clock", (*WORKER, "--clock"), environment, log)),
            environment,
        )
        try:
            yield site
        finally:
            for part in (site.web, *site.workers):
                part.end(signal.SIGKILL)


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@contextmanager
def _own_database(url: str) -> Iterator[str]:
    if not url:
        yield ""
        return
    name = f"kallipolis_crash_{os.getpid()}"
    quoted = sql.Identifier(name)
    with psycopg.connect(url, autocommit=True) as server:
        server.execute(sql.SQL("CREATE DATABASE {}").format(quoted))
        try:
            yield urlunsplit(urlsplit(url)._replace(path=f"/{name}"))
        finally:
            server.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(quoted))
