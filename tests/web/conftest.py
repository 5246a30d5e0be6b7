"""What the tests of pages may use: a clock to set, a sheet to show, readers that are not needed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime

import pytest

from kallipolis.queries.editions import edition
from kallipolis.rulebook.call.edition import Call
from kallipolis.rulebook.screening.run import screen
from kallipolis.rulebook.screening.sheet import Sheet, sheet_of
from kallipolis.web import check
from tests.factories import a_dossier, as_given


@pytest.fixture
def call() -> Call:
    """The call that is on."""
    return edition("uccn-2021")


@pytest.fixture
def the_time_is(settings) -> Callable[[str], None]:
    """Sets the clock of the site: `the_time_is("2021-06-30T23:59:59+02:00")`."""

    def set_to(instant: str) -> None:
        told = datetime.fromisoformat(instant)
        settings.KALLIPOLIS_CLOCK = lambda: told

    return set_to


@pytest.fixture
def sheet(call) -> Sheet:
    """The sheet of a dossier that has every verdict: a section is empty, a photograph stands between the readings of MB."""
    given = {"empty": [next(field.key for field in call.form.fields if field.kind == "text")]}
    given["photographs"] = [{"bytes": 3_098_412}, {}, {}]
    given["documents"] = [{"slot": "set_aside", "filename": "brochure.pdf"}]
    given["letters"] = {"letter_of_intent": {"pages": 3}}
    dossier = as_given({**given, "arrival_unknown": True}, call)
    return sheet_of(dossier, screen(dossier, call), call)


@pytest.fixture
def good_sheet(call) -> Sheet:
    """The sheet of a dossier in which everything holds."""
    dossier = a_dossier(call)
    return sheet_of(dossier, screen(dossier, call), call)


@pytest.fixture
def reading(monkeypatch, db) -> Callable[[object], list[tuple[str, bytes]]]:
    """`asked = reading(sheet)`: every dossier is answered with that sheet (or that error); `asked` has what was given."""

    class NoRoom:
        @contextmanager
        def lend(self, *, wait_seconds: float) -> Iterator[None]:
            yield None

    def answer(with_what: object) -> list[tuple[str, bytes]]:
        asked: list[tuple[str, bytes]] = []

        def read_and_screen(*, files, **others):
            asked.extend(files)
            if isinstance(with_what, BaseException):
                raise with_what
            return with_what

        monkeypatch.setattr(check, "readers", NoRoom)
        monkeypatch.setattr(check, "read_and_screen", read_and_screen)
        return asked

    return answer
