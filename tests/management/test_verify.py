"""`kallipolis verify` names the first break in a sentence; `kallipolis heads` exports once a day and prints its key."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from kallipolis.actions.files import file, keep
from kallipolis.actions.record import Done, deed
from kallipolis.models import Event
from kallipolis.queries.record_verified import own_public_key
from kallipolis.rulebook.clock import SYSTEM_CLOCK
from kallipolis.rulebook.permission import Deed
from tests.cast import CONSOLE, officer
from tests.tampering import tamper

pytestmark = pytest.mark.django_db


@deed(Deed.IMPORT_REGISTER)
def note(number, *, actor, clock):
    return Done(number, f"state:{number}", {"number": number})


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.KALLIPOLIS_HEADS = tmp_path / "heads"
    settings.KALLIPOLIS_RECORD_KEY = bytes(range(32))
    return settings.KALLIPOLIS_HEADS


@pytest.fixture
def verified(capsys):
    def run(*arguments):
        with pytest.raises(SystemExit) as left:
            call_command("verify", *arguments)
        return left.value.code, capsys.readouterr().out.splitlines()

    return run


def test_a_record_that_holds_says_how_much_was_looked_at(verified):
    for number in range(3):
        note(number, actor=CONSOLE, clock=SYSTEM_CLOCK)
    call_command("heads", "export", verbosity=0)
    status, lines = verified()
    assert (status, lines[-1]) == (0, "The record holds: chains 1, events 4, signed heads 1, stored files 0.")


def test_an_empty_record_holds(verified):
    assert verified() == (0, ["The record holds: chains 0, events 0, signed heads 0, stored files 0."])


def test_a_stored_file_that_was_changed_is_a_break(verified, own_shelf):
    kept = keep(io.BytesIO(b"The city endorses its application."))
    facts = {"slot": "letter", "filename": "letter.pdf", "actor": CONSOLE, "clock": SYSTEM_CLOCK}
    file(officer(), kept, **facts)
    assert verified() == (0, ["The record holds: chains 1, events 1, signed heads 0, stored files 1."])
    Path(own_shelf.path(kept.sha256)).write_bytes(b"The city regrets its application..")
    assert verified() == (
        1,
        [f"The stored file {kept.sha256} was changed after it was stored.", "Breaks found: 1."],
    )


def test_the_first_break_is_named_and_the_others_are_counted(verified):
    for number in range(5):
        note(number, actor=CONSOLE, clock=SYSTEM_CLOCK)
    tamper("UPDATE kallipolis_event SET actor = 'person:9' WHERE number IN (2, 4)")
    first = "In the chain house, event 2: it was changed after it was written; its digest says otherwise."
    assert verified() == (1, [first, "Breaks found: 2."])
    assert verified("--all") == (1, [first, first.replace("event 2", "event 4"), "Breaks found: 2."])


def test_a_key_that_is_none_is_refused():
    with pytest.raises(CommandError, match="“abc” is no public key: 64 hexadecimal figures are expected"):
        call_command("verify", "--public-key", "abc")


def test_an_auditor_verifies_with_the_public_key_alone(verified, settings, capsys):
    call_command("heads", "export")
    call_command("heads", "key")
    printed = capsys.readouterr().out.splitlines()
    key = own_public_key().hex()
    assert printed[-1] == key
    settings.KALLIPOLIS_RECORD_KEY = None
    assert verified("--public-key", key)[0] == 0
    assert verified("--public-key", "ab" * 32)[0] == 1


def test_the_heads_are_exported_by_the_console_once_a_day(capsys):
    call_command("heads", "export")
    call_command("heads", "export")
    first, second = capsys.readouterr().out.splitlines()
    assert first.startswith("written: ")
    assert second == "The heads of this day were exported before."
    assert list(Event.objects.values_list("actor", "deed")) == [("service:console", "export_heads")]


def test_a_file_that_is_in_the_way_is_named(folder):
    folder.mkdir()
    (folder / f"{SYSTEM_CLOCK.now().date()}.json").write_text("notes", encoding="utf-8")
    with pytest.raises(CommandError, match="is there already and is not ours; move it away"):
        call_command("heads", "export")


def test_a_folder_that_cannot_be_made_is_a_sentence(folder):
    folder.write_text("a file", encoding="utf-8")
    with pytest.raises(CommandError, match="the heads cannot be written: "):
        call_command("heads", "export")
