"""Mail arrives while the listener and the post room are killed at random; then every message must be there exactly once.

`python -m tests.crash.mail --kills 200` kills more than the test does.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import random
import smtplib
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import Any

from tests.crash.site import ROOT, Part
from tests.documents.reading.making import pdf
from tests.mail.corpus import mixed, part
from tests.mailbox.peers import free_port

TO = "applications@network.example"
SENDERS = 3
# The post room shall keep up with what arrives, on a slow machine too.
PAUSE_SECONDS = 1.0
LETTER = part(pdf("Dear Director-General,\nI intend to apply."))


def a_message(number: int) -> bytes:
    return mixed(
        LETTER, subject=f"2021 Application of City {number}", more=(f"Message-ID: <{number}@city.example>",)
    ).replace(b"\r\n.", b"\r\n..")


class Senders:
    """Each sends one message after the other, the same one again until it is told 250, as a mail server does."""

    def __init__(self, port: int) -> None:
        self._port, self._stop, self._lock = port, threading.Event(), threading.Lock()
        self._next, self.told, self.repeated = 0, set[str](), 0
        self._threads = [threading.Thread(target=self._send) for _ in range(SENDERS)]

    def start(self) -> None:
        for one in self._threads:
            one.start()

    def stop(self) -> None:
        self._stop.set()
        for one in self._threads:
            one.join()

    def _send(self) -> None:
        while not self._stop.is_set():
            with self._lock:
                self._next += 1
                number = self._next
            message = a_message(number)
            while not self._sent(message):
                with self._lock:
                    self.repeated += 1
                time.sleep(0.2)
            time.sleep(PAUSE_SECONDS)
            with self._lock:
                self.told.add(hashlib.sha256(message).hexdigest())

    def _sent(self, message: bytes) -> bool:
        try:
            with smtplib.SMTP("127.0.0.1", self._port, timeout=30) as client:
                client.sendmail("culture@city.example", [TO], message)
        except (OSError, smtplib.SMTPException):
            return False
        return True


def run(kills: int, *, seed: int) -> dict[str, Any]:
    """What was found after so many kills: faults, and how much was done."""
    chance = random.Random(seed)
    with tempfile.TemporaryDirectory(prefix="kallipolis-crash-") as folder:
        port, var = free_port(), Path(folder)
        environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith("KALLIPOLIS_")},
            "KALLIPOLIS_VAR": folder,
            "KALLIPOLIS_LEASE_SECONDS": "1",
            "DJANGO_SETTINGS_MODULE": "config.settings",
        }
        environment.pop("DATABASE_URL", None)
        for words in (("migrate", "-v0"), ("call", "open", "uccn-2021")):
            subprocess.run(
                [sys.executable, "manage.py", *words], cwd=ROOT, env=environment, check=True, capture_output=True
            )
        parts = [
            Part("listen", ("manage.py", "listen", "--smtp", str(port)), environment, var / "listen.log"),
            Part("post", ("manage.py", "post"), environment, var / "post.log"),
        ]
        senders, killed = Senders(port), 0
        try:
            senders.start()
            while killed < kills:
                # From the middle of a start to long after it.
                time.sleep(chance.uniform(0.5, 6))
                chance.choice(parts).kill()
                killed += 1
            senders.stop()
            faults = _faults(var, senders.told, patience_seconds=60)
        finally:
            senders.stop()
            for one in parts:
                one.end()
        verified = subprocess.run(
            [sys.executable, "manage.py", "verify"], cwd=ROOT, env=environment, capture_output=True, text=True
        )
        if verified.returncode:
            faults.append(verified.stdout + verified.stderr)
    return {"faults": faults, "told": len(senders.told), "repeated": senders.repeated, "killed": killed}


def _faults(var: Path, told: set[str], *, patience_seconds: float) -> list[str]:
    """What is wrong once nothing changes any more: what waits is given time as long as it becomes less."""
    found = _looked(var, told)
    until = time.monotonic() + patience_seconds
    while found and time.monotonic() < until:
        time.sleep(1)
        before, found = found, _looked(var, told)
        if len(found) < len(before):
            until = time.monotonic() + patience_seconds
    return found


def _looked(var: Path, told: set[str]) -> list[str]:
    with sqlite3.connect(f"file:{var / 'kallipolis.sqlite3'}?mode=ro", uri=True, timeout=30) as base:
        rows = base.execute("SELECT id, file_id, became, acknowledged_with FROM kallipolis_incomingmessage").fetchall()
        letters = base.execute(
            "SELECT about, message_id, state FROM kallipolis_letter WHERE deed = 'enter_message'"
        ).fetchall()
        entered = base.execute(
            "SELECT about, COUNT(*) FROM kallipolis_event WHERE deed = 'enter_message' GROUP BY about"
        ).fetchall()
    faults = [f"{len(told - {row[1] for row in rows})} messages were told 250 and are not there"] * bool(
        told - {row[1] for row in rows}
    )
    if len({row[1] for row in rows}) != len(rows):
        faults.append("a message is there twice")
    faults += [f"message {row[0]} still waits" for row in rows if row[2] == "waiting"]
    if sorted(about for about, _, _ in letters) != sorted(f"message:{row[0]}" for row in rows):
        faults.append(f"{len(letters)} acknowledgements for {len(rows)} messages")
    faults += [f"{about} was entered {count} times" for about, count in entered if count != 1]
    faults += [f"{name} is {state}" for _, name, state in letters if state != "sent"]
    left = {f"{''.join(c for c in name if c.isalnum())[:80]}.eml" for _, name, _ in letters}
    there = {one.name for one in (var / "outbox").glob("*.eml")}
    if left != there:
        faults.append(f"{len(there)} letters lie in the outbox, {len(left)} are noted as sent")
    return faults


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    print(run(asked.kills, seed=asked.seed))  # noqa: T201 - a command prints
