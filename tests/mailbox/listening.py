"""A listener in a thread of its own for the tests, with a house that keeps what it takes in a list."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from kallipolis.mailbox.arrived import Arrived, TurnedAway
from kallipolis.mailbox.listener import House, opened

NOON = datetime(2021, 6, 30, 12, 0, tzinfo=UTC)


@dataclass
class Shelf:
    """What a listener took and turned away; `taking` may raise in the place of storing."""

    took: list[tuple[Arrived, bytes]] = field(default_factory=list)
    turned_away: list[TurnedAway] = field(default_factory=list)
    fails: bool = False

    def take(self, arrived: Arrived) -> None:
        if self.fails:
            raise OSError("no space left")
        self.took.append((arrived, arrived.path.read_bytes()))

    @property
    def raw(self) -> list[bytes]:
        return [content for _, content in self.took]


@contextmanager
def listening(
    shelf: Shelf, spool: Path, *, local: bool = False, at: Path | None = None, **changes: Any
) -> Iterator[int]:
    """The port of a listener that runs until the block ends; 0 where it listens at a socket of this machine."""
    loop = asyncio.new_event_loop()
    ready, ports = threading.Event(), []
    with ThreadPoolExecutor(2) as executor:
        house = House(
            take=shelf.take,
            note=shelf.turned_away.append,
            now=lambda: NOON,
            executor=executor,
            spool=spool,
            hostname="mx.network.example",
            most_bytes=1_000_000,
        )
        house = replace(house, **changes)

        async def begin() -> asyncio.AbstractServer:
            server = await opened(house, local=local, socket=at)
            ports.append(0 if at else server.sockets[0].getsockname()[1])
            return server

        def run() -> None:
            asyncio.set_event_loop(loop)
            server = loop.run_until_complete(begin())
            ready.set()
            loop.run_forever()
            server.close()
            for task in asyncio.all_tasks(loop):
                task.cancel()
            loop.run_until_complete(asyncio.sleep(0.05))
            loop.close()

        thread = threading.Thread(target=run, daemon=True)
        thread.start()
        assert ready.wait(10)
        try:
            yield ports[0]
        finally:
            loop.call_soon_threadsafe(loop.stop)
            thread.join(10)
