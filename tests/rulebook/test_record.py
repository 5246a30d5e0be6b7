"""What an event's digest covers, what breaks a chain, and what signed heads say; in memory, for any content."""

from __future__ import annotations

import hashlib
from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kallipolis.rulebook.record import (
    Entry,
    Head,
    Secret,
    SignedHeads,
    Witness,
    breaks,
    canonical,
    digest_of,
    heads_in,
    key_id_of,
    plain,
    secret_digest_of,
)

NOON = datetime(2021, 6, 30, 12, tzinfo=UTC)
texts = st.text(st.characters(blacklist_categories=["Cs"], blacklist_characters="\0"), max_size=12)
contents = st.dictionaries(
    texts,
    st.recursive(
        st.none() | st.booleans() | st.integers() | texts,
        lambda held: st.lists(held, max_size=3) | st.dictionaries(texts, held, max_size=3),
        max_leaves=6,
    ),
    max_size=4,
)
instants = st.datetimes(timezones=st.just(UTC), min_value=datetime(2000, 1, 1), max_value=datetime(2100, 1, 1))  # noqa: DTZ001 - hypothesis wants bounds without zone


def entry(**changes):
    whole = Entry("house", 1, NOON, "person:17", "invite", "person:18", {"role": "officer"}, "e" * 64, "", "")
    return replace(whole, **changes)


def chain(*changes, name="house"):
    """Entries bound to each other, one for each change."""
    previous, made = "", []
    for number, change in enumerate(changes, start=1):
        one = entry(chain=name, number=number, change=change, previous=previous).bound()
        made.append(one)
        previous = one.digest
    return made


def found(entries, secrets=None, **told):
    said = {"length": len(entries), "head": entries[-1].digest if entries else "", **told}
    return [
        str(one.sentence)
        for one in breaks("house", [(one, (secrets or {}).get(one.number)) for one in entries], **said)
    ]


@given(st.lists(contents, max_size=6))
def test_a_chain_that_nobody_touched_holds(changes):
    assert found(chain(*changes)) == []


@given(
    st.lists(contents, min_size=1, max_size=5),
    st.data(),
    st.sampled_from([one.name for one in fields(Entry) if one.name not in {"change", "at", "number", "digest"}]),
    texts,
)
def test_whatever_word_of_whatever_event_is_changed_is_found(changes, data, column, word):
    entries = chain(*changes)
    at = data.draw(st.integers(0, len(entries) - 1))
    touched = replace(entries[at], **{column: word})
    told = found([*entries[:at], touched, *entries[at + 1 :]])
    assert bool(told) is (touched != entries[at])


@given(contents, contents)
def test_two_contents_have_one_digest_only_where_they_are_the_same(one, other):
    assert (digest_of(entry(change=one)) == digest_of(entry(change=other))) is (canonical(one) == canonical(other))


@given(st.lists(st.integers(), min_size=2, max_size=6, unique=True), st.data())
def test_whichever_event_is_removed_or_moved_is_found(numbers, data):
    entries = chain(*({"n": number} for number in numbers))
    at = data.draw(st.integers(0, len(entries) - 1))
    assert found([*entries[:at], *entries[at + 1 :]], length=len(entries), head=entries[-1].digest) != []
    moved = [replace(one, number=place) for place, one in enumerate(reversed(entries), start=1)]
    assert found(moved) != []


def test_the_digest_of_an_event_is_that_of_its_canonical_json():
    covered = (
        b'{"about":"person:18","actor":"person:17","at":"2021-06-30T12:00:00.000000+00:00","chain":"house",'
        b'"change":{"role":"officer"},"deed":"invite","edition":"'
        + b"e" * 64
        + b'","number":1,"previous":"","secret":""}'
    )
    assert digest_of(entry()) == hashlib.sha256(covered).hexdigest()


def test_an_instant_has_one_digest_in_every_zone():
    elsewhere = NOON.astimezone(timezone(timedelta(hours=5, minutes=45)))
    assert digest_of(entry(at=elsewhere)) == digest_of(entry(at=NOON))
    assert digest_of(entry(at=NOON + timedelta(microseconds=1))) != digest_of(entry(at=NOON))


def test_an_instant_without_a_zone_has_none():
    with pytest.raises(ValueError, match="needs its zone"):
        digest_of(entry(at=NOON.replace(tzinfo=None)))


@given(contents)
def test_what_is_plain_has_one_spelling_whatever_the_order(content):
    assert plain(content)
    assert canonical(content) == canonical(dict(reversed(content.items())))


@pytest.mark.parametrize(
    "content", [0.5, {"a": 1.0}, {1: "a"}, "\0", "a\ud800", {"a\0": 1}, [object()], {"x": {1, 2}}, b"x"]
)
def test_what_a_database_would_write_otherwise_is_not_plain(content):
    assert not plain(content)


@given(contents)
def test_a_secret_is_covered_by_its_nonce(content):
    first, second = "a" * 64, "b" * 64
    assert secret_digest_of(first, content) != secret_digest_of(second, content)
    one = entry(secret_digest=secret_digest_of(first, content)).bound()
    assert found([one], {1: Secret(first, content)}) == []
    assert found([one]) == []
    assert found([one], {1: Secret(second, content)}) != []


def test_the_first_break_is_told_and_what_follows_is_told_once():
    first, second, third = chain({"n": 1}, {"n": 2}, {"n": 3})
    forged = replace(second, actor="person:99").bound()
    assert found([first, forged, third]) == ["In the chain house, event 3: it does not follow the one before."]


def test_heads_that_know_more_than_there_is_are_told():
    entries = chain({"n": 1}, {"n": 2})
    honest = {2: [Witness(2, entries[1].digest, "a.json")]}
    assert found(entries, witnesses=honest) == []
    assert found(entries, witnesses={2: [Witness(2, "0" * 64, "a.json")]}) == [
        "In the chain house, event 2: the signed heads a.json say another digest."
    ]
    assert found(entries, witnesses={3: [Witness(3, "0" * 64, "a.json")]}) == [
        "The chain house does not hold: it has 2 events, and the signed heads a.json know 3."
    ]


@given(
    instants,
    st.lists(st.builds(Head, texts, st.integers(0, 10**9), texts, texts), max_size=4),
    texts,
    texts,
)
def test_heads_come_back_from_their_file_as_they_were(time, heads, key, signature):
    signed = SignedHeads(time, tuple(heads), key, signature)
    assert heads_in(signed.as_file()) == signed


@given(st.binary(max_size=60))
def test_whatever_a_file_holds_it_is_heads_or_it_is_none(content):
    with pytest.raises(ValueError, match="no signed heads"):
        heads_in(content)


def test_a_file_nested_without_end_is_none():
    with pytest.raises(ValueError, match="no signed heads"):
        heads_in(b"[" * 200_000)


def test_the_signature_stands_on_everything_but_itself():
    heads = SignedHeads(NOON, (Head("house", 3, "d" * 64),), "k", "s")
    assert heads.statement() == replace(heads, signature="").statement()
    for other in (replace(heads, time=NOON + timedelta(1)), replace(heads, key="l"), replace(heads, heads=())):
        assert other.statement() != heads.statement()


def test_a_key_has_a_short_name():
    assert key_id_of(bytes(32)) == "66687aadf862bd77"
