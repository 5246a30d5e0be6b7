"""The heads of the record are signed and put into a file once a day, and no file is ever written over."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta

import pytest

from kallipolis.actions.record import AlreadyDone, export_heads, export_todays_heads
from kallipolis.models import Event
from kallipolis.queries.record_verified import broken
from kallipolis.rulebook.permission import Refused
from kallipolis.rulebook.record import heads_in
from tests.cast import CLOCK, CONSOLE, as_actor, head

pytestmark = pytest.mark.django_db
EVENING = datetime(2021, 6, 30, 23, 30, tzinfo=UTC)


class Clock:
    def __init__(self, at=EVENING):
        self.at = at

    def now(self):
        return self.at


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.KALLIPOLIS_HEADS = tmp_path / "var" / "heads"
    settings.KALLIPOLIS_RECORD_KEY = bytes(range(32))
    return settings.KALLIPOLIS_HEADS


def test_the_export_is_an_event_that_names_the_file_and_its_digest(folder):
    path = export_todays_heads(clock=Clock())
    event = Event.objects.get()
    assert (event.actor, event.deed, event.about) == ("service:clock", "export_heads", "record")
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    assert event.change == {"file": "2021-06-30.json", "digest": digest, "chains": 1}
    assert [one.name for one in folder.iterdir()] == ["2021-06-30.json"]


def test_a_day_has_one_file_however_often_the_clock_asks():
    first = export_todays_heads(clock=Clock())
    content = first.read_bytes()
    assert export_todays_heads(clock=Clock(EVENING + timedelta(minutes=29))) is None
    assert export_todays_heads(actor=CONSOLE, clock=Clock()) is None
    assert first.read_bytes() == content
    assert Event.objects.count() == 1
    second = export_todays_heads(clock=Clock(EVENING + timedelta(hours=1)))
    assert second.name == "2021-07-01.json"
    assert [one.length for one in heads_in(second.read_bytes()).heads] == [1]
    assert list(broken()) == []


def test_a_file_of_an_export_that_was_cut_short_is_taken_as_it_is(folder):
    path = export_todays_heads(clock=Clock())
    content = path.read_bytes()
    again = export_heads(actor=CONSOLE, clock=Clock(EVENING + timedelta(days=1)), once="2021-07-01")
    again.rename(path.with_name("2021-07-02.json"))
    left = path.with_name("2021-07-02.json").read_bytes()
    taken = export_heads(actor=CONSOLE, clock=Clock(EVENING + timedelta(days=2)), once="2021-07-02")
    assert taken.read_bytes() == left != content
    assert Event.objects.get(number=3).change["digest"] == hashlib.sha256(left).hexdigest()


@pytest.mark.parametrize("content", [b"", b"notes of mine", b'{"chains":[],"key":"","signature":"","time":"x"}\n'])
def test_a_file_that_is_not_ours_is_never_written_over(folder, content):
    folder.mkdir(parents=True)
    (folder / "2021-06-30.json").write_bytes(content)
    with pytest.raises(Refused, match=r"^The file 2021-06-30\.json is there already and is not ours; move it away\.$"):
        export_todays_heads(clock=Clock())
    assert (folder / "2021-06-30.json").read_bytes() == content
    assert not Event.objects.exists()


def test_heads_signed_by_another_are_not_ours(folder, settings):
    path = export_todays_heads(clock=Clock())
    path.rename(path.with_name("2021-07-01.json"))
    settings.KALLIPOLIS_RECORD_KEY = bytes(32)
    with pytest.raises(Refused, match="is not ours"):
        export_heads(actor=CLOCK, clock=Clock(), once="2021-07-01")


def test_a_person_exports_no_heads():
    with pytest.raises(Refused, match=r"^This is not among the deeds of your roles\.$"):
        export_heads(actor=as_actor(head()), clock=Clock(), once="2021-06-30")


def test_the_key_of_a_click_is_the_day():
    export_heads(actor=CLOCK, clock=Clock(), once="2021-06-30")
    with pytest.raises(AlreadyDone):
        export_heads(actor=CLOCK, clock=Clock(), once="2021-06-30")
