"""Kills the processes of a site at random while files are sent to it: `python -m tests.crash --kills 100`."""

from __future__ import annotations

import argparse
import http.client
import json
import os
import random
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from tests.crash.site import LEASE_SECONDS, Site, running

CLIENTS = 3
# Python needs so long to begin; a process that is killed in its first second has done nothing yet.
_SECONDS_TO_BEGIN = 2.5
_SECONDS_TO_ANSWER = 180


class Clients:
    """They send files under keys of their own, each again and again until the site has said that it has it."""

    def __init__(self, address: str, seed: int) -> None:
        self._host, self._seed = urlsplit(address).netloc, seed
        self._stop = threading.Event()
        self.acknowledged: list[str] = []
        self._threads = [threading.Thread(target=self._send, args=(number,), daemon=True) for number in range(CLIENTS)]

    def start(self) -> None:
        for thread in self._threads:
            thread.start()

    def wait_for_the_first(self) -> None:
        """Until the site answers; one that never does is no site."""
        until = time.monotonic() + _SECONDS_TO_ANSWER
        while len(self.acknowledged) < CLIENTS:
            if time.monotonic() > until:
                raise TimeoutError("The site did not begin to work.")
            time.sleep(0.1)

    def stop(self) -> None:
        self._stop.set()
        for thread in self._threads:
            thread.join()

    def _send(self, client: int) -> None:
        lots, number = random.Random(self._seed + client), 0
        content = b""
        while not self._stop.is_set():
            number += 1
            # Now and then the same bytes as before, under another key.
            content = content if lots.random() < 0.2 and content else lots.randbytes(lots.randint(1, 200_000))
            key = f"file-{client}-{number}"
            while not self._taken(key, content):
                if self._stop.wait(0.1):
                    return
            self.acknowledged.append(key)
            self._stop.wait(lots.uniform(0.1, 0.5))

    def _taken(self, key: str, content: bytes) -> bool:
        connection = http.client.HTTPConnection(self._host, timeout=30)
        try:
            connection.request("POST", f"/{key}/", content)
            return connection.getresponse().status in (200, 201)
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()


def killed(site: Site, count: int, lots: random.Random) -> Counter[str]:
    """So many processes killed, one after the other; how often each kind was."""
    tally: Counter[str] = Counter()
    victims: dict[str, tuple[Any, Callable[[], None]]] = {
        "web process": (site.web, site.web.kill_a_child),
        "web server with its process": (site.web, site.web.kill),
        **{part.name: (part, part.kill) for part in site.workers},
    }
    while tally.total() < count:
        time.sleep(lots.uniform(0.05, 0.8))
        name = lots.choices([*victims], weights=[4, 1, 3, 3])[0]
        part, kill = victims[name]
        begun = time.monotonic() - part.begun > _SECONDS_TO_BEGIN
        if begun or lots.random() < 0.05:
            kill()
            tally[name] += 1
    return tally


def run(kills: int, *, database: str, seed: int) -> dict[str, Any]:
    """What is told of a site that was killed so often: `faults`, and how much it did meanwhile."""
    with tempfile.TemporaryDirectory() as temporary, running(Path(temporary), database) as site:
        clients = Clients(site.address, seed)
        clients.start()
        try:
            clients.wait_for_the_first()
            begun = time.monotonic()
            tally = killed(site, kills, random.Random(seed))
            seconds = time.monotonic() - begun
            time.sleep(2 * LEASE_SECONDS)
        finally:
            clients.stop()
        for part in (*site.workers, site.web):
            part.end()
        acknowledged = Path(temporary, "acknowledged.json")
        acknowledged.write_text(json.dumps(clients.acknowledged), encoding="utf-8")
        told: dict[str, Any] = json.loads(site.run("-m", "tests.crash.verdict", str(acknowledged)))
        return told | {
            "killed": dict(tally),
            "seconds": round(seconds),
            "log": Path(temporary, "log").read_text("utf-8"),
        }


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.crash", description=__doc__)
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--database", default=os.environ.get("DATABASE_URL", ""), help="PostgreSQL; without it, SQLite")
    parser.add_argument("--log", action="store_true", help="also print what the processes wrote")
    options = parser.parse_args()
    told = run(options.kills, database=options.database, seed=options.seed)
    log = told.pop("log")
    sys.stdout.write(json.dumps(told, indent=2) + "\n" + (log if options.log else ""))
    return 1 if told["faults"] else 0


if __name__ == "__main__":
    sys.exit(main())
