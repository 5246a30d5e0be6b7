"""What every test of the reading room may use."""

from collections.abc import Iterator

import pytest

from kallipolis.documents.reading.door import ReadingRoom
from kallipolis.rulebook.call.edition import Call
from kallipolis.rulebook.call.loading import EDITIONS, load


@pytest.fixture(scope="session")
def call() -> Call:
    return load(EDITIONS / "uccn-2021")


@pytest.fixture(scope="session")
def room() -> Iterator[ReadingRoom]:
    with ReadingRoom(1) as open_room:
        yield open_room
