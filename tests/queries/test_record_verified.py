"""Whoever touches the record is found out: every column, removed, inserted and reordered events, heads, secrets."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from kallipolis.actions.record import Done, deed, export_todays_heads
from kallipolis.models import Chain, Event, EventSecret
from kallipolis.queries.record_verified import broken, extent, own_public_key
from kallipolis.rulebook.permission import Deed
from kallipolis.rulebook.record import Entry, Head, SignedHeads, digest_of, heads_in, key_id_of
from tests.cast import CONSOLE
from tests.tampering import tamper

pytestmark = pytest.mark.django_db
NOON = datetime(2021, 6, 30, 12, tzinfo=UTC)


class Clock:
    def __init__(self, at=NOON):
        self.at = at

    def now(self):
        return self.at


@deed(Deed.IMPORT_REGISTER)
def note(number, *, actor, clock):
    return Done(number, f"state:{number}", {"number": number}, {"name": f"name {number}"})


@deed(Deed.OPEN_CALL, chain=lambda call, **_: f"call:{call}")
def open_call(call, *, actor, clock):
    return Done(call, f"call:{call}", edition="e" * 64)


@pytest.fixture(autouse=True)
def heads_folder(settings, tmp_path):
    settings.KALLIPOLIS_HEADS = tmp_path / "heads"
    settings.KALLIPOLIS_RECORD_KEY = bytes(range(32))
    return settings.KALLIPOLIS_HEADS


@pytest.fixture
def five():
    for number in range(1, 6):
        note(number, actor=CONSOLE, clock=Clock(NOON + timedelta(minutes=number)))
    assert said() == []


def said():
    return [str(one.sentence) for one in broken()]


CHANGED = "In the chain house, event 3: it was changed after it was written; its digest says otherwise."
UNLINKED = "In the chain house, event 3: it does not follow the one before."
SECRET = "In the chain house, event 3: its secret content is not what was written; its digest says otherwise."


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ("at = '2021-07-01 12:00:00+00:00'", [CHANGED]),
        ("actor = 'person:9'", [CHANGED]),
        ("deed = 'invite'", [CHANGED]),
        ("about = 'state:9'", [CHANGED]),
        ("change = '{\"number\": 4}'", [CHANGED]),
        ("change = '{\"number\": 3.0}'", [CHANGED]),
        ("edition = 'f'", [CHANGED]),
        ("secret_digest = 'f'", [CHANGED, SECRET]),
        ("previous = 'f'", [UNLINKED, CHANGED]),
        ("digest = 'f'", [CHANGED, "In the chain house, event 4: it does not follow the one before."]),
    ],
)
def test_a_change_of_any_column_is_found(five, change, expected):
    tamper(f"UPDATE kallipolis_event SET {change} WHERE number = 3")
    assert said() == expected


def test_every_column_of_an_event_is_tried_above_or_below():
    tried = {"at", "actor", "deed", "about", "change", "edition", "secret_digest", "previous", "digest"}
    assert {field.name for field in Event._meta.fields} == tried | {"id", "chain", "number"}


def test_a_changed_number_is_found(five):
    tamper("UPDATE kallipolis_event SET number = 9 WHERE number = 5")
    assert said() == [
        "The chain house does not hold: it has 4 events, and its head says 5.",
        "The chain house goes on to event 9; its head says that it ends with event 5.",
    ]


def test_an_event_moved_to_another_chain_is_found(five):
    open_call("uccn-2021", actor=CONSOLE, clock=Clock())
    call = Chain.objects.get(name="call:uccn-2021")
    tamper(f"UPDATE kallipolis_event SET chain_id = {call.pk}, number = 2 WHERE about = 'state:3'")
    assert said() == [
        "In the chain house, event 3: it is missing.",
        "The chain call:uccn-2021 goes on to event 2; its head says that it ends with event 1.",
    ]


def test_a_changed_event_with_a_digest_made_to_fit_is_found_by_the_next(five):
    event = Event.objects.get(number=3)
    forged = digest_of(
        Entry(
            "house",
            3,
            event.at,
            "person:9",
            event.deed,
            event.about,
            event.change,
            "",
            event.secret_digest,
            event.previous,
        )
    )
    tamper(f"UPDATE kallipolis_event SET actor = 'person:9', digest = '{forged}' WHERE number = 3")
    assert said() == ["In the chain house, event 4: it does not follow the one before."]


def test_a_removed_event_is_found(five):
    EventSecret.objects.filter(event__number=3).delete()
    tamper("DELETE FROM kallipolis_event WHERE number = 3")
    assert said() == ["In the chain house, event 3: it is missing."]


def test_a_removed_event_with_the_others_moved_up_is_found(five):
    EventSecret.objects.all().delete()
    tamper(
        "DELETE FROM kallipolis_event WHERE number = 3",
        "UPDATE kallipolis_event SET number = 3 WHERE number = 4",
        "UPDATE kallipolis_event SET number = 4 WHERE number = 5",
        "UPDATE kallipolis_chain SET length = 4",
    )
    assert said()[0] == "In the chain house, event 3: it does not follow the one before."


def test_a_removed_last_event_is_found(five):
    EventSecret.objects.all().delete()
    tamper("DELETE FROM kallipolis_event WHERE number = 5")
    assert said() == ["The chain house does not hold: it has 4 events, and its head says 5."]


def test_an_inserted_event_is_found(five):
    copied = "chain_id, at, actor, deed, about, change, edition, secret_digest, previous, digest"
    tamper(
        "UPDATE kallipolis_event SET number = number + 10 WHERE number > 3",
        "UPDATE kallipolis_event SET number = number - 9 WHERE number > 10",
        f"INSERT INTO kallipolis_event (number, {copied}) SELECT 4, {copied} FROM kallipolis_event WHERE number = 3",
        "UPDATE kallipolis_chain SET length = 6",
    )
    assert said()[:2] == [
        "In the chain house, event 4: it does not follow the one before.",
        "In the chain house, event 4: it was changed after it was written; its digest says otherwise.",
    ]


def test_an_event_added_behind_the_head_is_found(five):
    copied = "chain_id, at, actor, deed, about, change, edition, secret_digest, previous, digest"
    tamper(f"INSERT INTO kallipolis_event (number, {copied}) SELECT 6, {copied} FROM kallipolis_event WHERE number = 5")
    assert said() == ["The chain house goes on to event 6; its head says that it ends with event 5."]


def test_reordered_events_are_found(five):
    tamper(
        "UPDATE kallipolis_event SET number = 99 WHERE number = 3",
        "UPDATE kallipolis_event SET number = 3 WHERE number = 4",
        "UPDATE kallipolis_event SET number = 4 WHERE number = 99",
    )
    assert said()[:2] == [UNLINKED, CHANGED]


@pytest.mark.parametrize("change", ['content = \'{"name": "other"}\'', f"nonce = '{'0' * 64}'", "nonce = 'no hex'"])
def test_a_changed_secret_is_found(five, change):
    event = Event.objects.get(number=3)
    tamper(f"UPDATE kallipolis_eventsecret SET {change} WHERE event_id = {event.pk}")
    assert said() == [SECRET]


def test_a_secret_given_to_an_event_that_had_none_is_found():
    open_call("uccn-2021", actor=CONSOLE, clock=Clock())
    EventSecret.objects.create(event=Event.objects.get(), nonce="0" * 64, content={"name": "Ana"})
    assert said() == [
        "In the chain call:uccn-2021, event 1: its secret content is not what was written; its digest says otherwise."
    ]


def test_an_erased_secret_is_fine(five):
    EventSecret.objects.all().delete()
    assert said() == []


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ("head = 'f'", "The chain house does not hold: its head is not the digest of its last event."),
        ("length = 6", "The chain house does not hold: it has 5 events, and its head says 6."),
        (
            "name = 'yard'",
            "In the chain yard, event 1: it was changed after it was written; its digest says otherwise.",
        ),
    ],
)
def test_a_changed_head_is_found(five, change, expected):
    tamper(f"UPDATE kallipolis_chain SET {change}")
    assert said()[0] == expected


def test_what_cannot_even_be_read_is_a_break_and_no_failure(five):
    tamper("UPDATE kallipolis_event SET change = '\"a word\"' WHERE number = 3")
    assert said() == [CHANGED]


# --- Signed heads


def rewritten():
    """The whole record written anew, consistent in itself, as only somebody with the database could."""
    previous = ""
    statements = []
    for event in Event.objects.order_by("number"):
        entry = Entry("house", event.number, event.at, "person:9", event.deed, event.about, event.change, "",
                      event.secret_digest, previous)  # fmt: skip
        previous = digest_of(entry)
        statements.append(
            f"UPDATE kallipolis_event SET actor = 'person:9', previous = '{entry.previous}', digest = '{previous}' "
            f"WHERE number = {event.number}"
        )
    tamper(*statements, f"UPDATE kallipolis_chain SET head = '{previous}'")


def test_a_record_written_anew_holds_in_itself(five):
    """That is what the signed heads are for."""
    rewritten()
    assert said() == []


def test_a_record_written_anew_is_found_by_heads_that_were_signed_before(five):
    path = export_todays_heads(clock=Clock())
    rewritten()
    assert said() == [f"In the chain house, event 5: the signed heads {path.name} say another digest."]


def test_a_record_set_back_is_found_by_the_signed_heads(five):
    export_todays_heads(clock=Clock())
    export_todays_heads(clock=Clock(NOON + timedelta(days=1)))
    fourth = Event.objects.get(number=4)
    EventSecret.objects.all().delete()
    tamper(
        "DELETE FROM kallipolis_doneonce",
        "DELETE FROM kallipolis_event WHERE number > 4",
        f"UPDATE kallipolis_chain SET length = 4, head = '{fourth.digest}'",
    )
    assert said() == [
        "The chain house does not hold: it has 4 events, and the signed heads 2021-06-30.json know 5.",
        "The chain house does not hold: it has 4 events, and the signed heads 2021-07-01.json know 6.",
    ]


def test_a_chain_that_is_gone_is_found_by_the_signed_heads(five):
    open_call("uccn-2021", actor=CONSOLE, clock=Clock())
    export_todays_heads(clock=Clock())
    tamper(
        "DELETE FROM kallipolis_event WHERE about = 'call:uccn-2021'",
        "DELETE FROM kallipolis_chain WHERE name = 'call:uccn-2021'",
    )
    assert said() == ["The chain call:uccn-2021 is gone; the signed heads 2021-06-30.json know it."]


def test_heads_say_what_they_know_of_each_chain_and_are_signed(five, heads_folder):
    open_call("uccn-2021", actor=CONSOLE, clock=Clock())
    path = export_todays_heads(clock=Clock())
    assert path == heads_folder / "2021-06-30.json"
    heads = heads_in(path.read_bytes())
    last = dict(Chain.objects.values_list("name", "head"))
    house = Event.objects.get(chain__name="house", number=5)
    assert heads.time == NOON
    assert heads.heads == (
        Head("call:uccn-2021", 1, last["call:uccn-2021"], "e" * 64),
        Head("house", 5, house.digest, ""),
    )
    assert heads.key == key_id_of(own_public_key())
    key = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
    key.public_key().verify(bytes.fromhex(heads.signature), heads.statement())
    assert json.loads(path.read_bytes())["time"] == "2021-06-30T12:00:00.000000+00:00"
    assert list(heads_folder.iterdir()) == [path]


@pytest.mark.parametrize(
    ("touched", "expected"),
    [
        (lambda heads: replace(heads, signature="00" * 64), "The signature of the heads 2021-06-30.json is false."),
        (lambda heads: replace(heads, signature="no"), "The signature of the heads 2021-06-30.json is false."),
        (
            lambda heads: replace(heads, heads=(replace(heads.heads[0], head="f" * 64),)),
            "The signature of the heads 2021-06-30.json is false.",
        ),
        (
            lambda heads: replace(heads, time=NOON + timedelta(seconds=1)),
            "The signature of the heads 2021-06-30.json is false.",
        ),
        (
            lambda heads: replace(heads, key="a" * 16),
            "The heads 2021-06-30.json are signed with a key that is not known here: aaaaaaaaaaaaaaaa.",
        ),
    ],
)
def test_heads_that_were_touched_are_found(five, touched, expected):
    path = export_todays_heads(clock=Clock())
    path.write_bytes(touched(heads_in(path.read_bytes())).as_file())
    assert said() == [expected]


@pytest.mark.parametrize("content", [b"", b"{}", b"[]", b'"x"', b'{"chains": 1}', b"\xff", b'{"chains":[{"a":1}]}'])
def test_heads_that_cannot_be_read_are_named(heads_folder, content):
    heads_folder.mkdir()
    (heads_folder / "2021-06-30.json").write_bytes(content)
    assert said() == ["The file of heads 2021-06-30.json cannot be read."]


def test_heads_in_another_spelling_are_not_taken(five):
    path = export_todays_heads(clock=Clock())
    path.write_bytes(json.dumps(json.loads(path.read_bytes()), indent=1).encode())
    assert said() == ["The file of heads 2021-06-30.json cannot be read."]


def test_an_auditor_believes_the_key_that_she_holds_and_no_other(five):
    export_todays_heads(clock=Clock())
    other = Ed25519PrivateKey.from_private_bytes(bytes(32)).public_key().public_bytes_raw()
    assert list(broken([own_public_key()])) == []
    assert [str(one.sentence).partition(":")[0] for one in broken([other])] == [
        "The heads 2021-06-30.json are signed with a key that is not known here"
    ]


def test_without_heads_no_key_is_asked_for(five, settings):
    settings.KALLIPOLIS_RECORD_KEY = None
    assert said() == []


def test_a_chain_is_read_in_few_queries_however_long_it_is(five, django_assert_num_queries):
    with django_assert_num_queries(4):
        assert said() == []
    for number in range(6, 12):
        note(number, actor=CONSOLE, clock=Clock())
    with django_assert_num_queries(4):
        assert said() == []


def test_the_extent_counts_what_was_looked_at(five):
    export_todays_heads(clock=Clock())
    assert (extent().chains, extent().events, extent().heads) == (1, 6, 1)


@pytest.mark.parametrize("time", [NOON, NOON.astimezone(), datetime(2021, 6, 30, 23, 59, 59, 999999, tzinfo=UTC)])
def test_heads_come_back_from_their_file_as_they_were(time):
    heads = SignedHeads(time, (Head("house", 3, "d"),), "k", "s")
    assert heads_in(heads.as_file()) == heads
