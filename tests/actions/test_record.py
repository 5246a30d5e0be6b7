"""A deed is whole or it is nothing: permission, change, event and letters are one commit, and the chain has no gap."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection, transaction

from kallipolis.actions import record
from kallipolis.actions.record import AlreadyDone, DeedOutOfOrder, Done, NotPlain, deed, erase_secrets_of
from kallipolis.models import Chain, DoneOnce, Event, EventSecret, Letter, State
from kallipolis.queries.record_verified import broken
from kallipolis.rulebook.people import VISITOR
from kallipolis.rulebook.permission import Case, Deed, Refused, refuse
from kallipolis.rulebook.sentence import sentence
from tests.cast import CONSOLE, auditor, head, nobody_in_particular

pytestmark = pytest.mark.django_db
NOON = datetime(2021, 6, 30, 12, tzinfo=UTC)


@dataclass
class FixedClock:
    at: datetime = NOON

    def now(self) -> datetime:
        return self.at


CLOCK = FixedClock()


class Failed(Exception):
    """Something breaks in the middle."""


def a_letter(to="ana@people.example"):
    number = Letter.objects.count()
    return Letter(to=to, subject="Hello", text="Hello.", message_id=f"<{to}.{number}@x>", created_at=NOON, due_at=NOON)


def a_state(code="MR"):
    return State.objects.create(iso2=code, name=code, region="", status="")


@deed(Deed.IMPORT_REGISTER)
def add_state(*, actor, clock, code="MR", once="", letters=(), fail=False, change=None, secret=None, secret_of=None):
    a_state(code)
    if fail:
        raise Failed
    told = {"state": code} if change is None else change
    return Done(code, f"state:{code}", told, secret or {}, secret_of, letters)


@deed(Deed.OPEN_CALL, chain=lambda call_id, **_: f"call:{call_id}")
def open_call(call_id, *, actor, clock, once="", then=(), edition=""):
    for one in then:
        one()
    return Done(call_id, f"call:{call_id}", {"call": call_id}, edition=edition)


def events():
    return list(Event.objects.order_by("id").values_list("chain__name", "number", "deed", "about"))


def nothing_is_there():
    return not (Event.objects.exists() or State.objects.exists() or Letter.objects.exists() or Chain.objects.exists())


def test_a_deed_leaves_its_change_its_event_and_its_letter():
    assert add_state(actor=CONSOLE, clock=CLOCK, letters=[a_letter()]) == "MR"
    event = Event.objects.get()
    assert (event.chain.name, event.number, event.at) == ("house", 1, NOON)
    assert (event.actor, event.deed, event.about) == ("service:console", "import_register", "state:MR")
    assert (event.change, event.previous, event.secret_digest) == ({"state": "MR"}, "", "")
    assert State.objects.get().pk == "MR"
    assert [(one.deed, one.about, one.state) for one in Letter.objects.all()] == [
        ("import_register", "state:MR", "queued")
    ]
    assert list(Chain.objects.values_list("name", "length", "head")) == [("house", 1, event.digest)]
    assert list(broken()) == []


def test_a_deed_that_is_refused_writes_nothing_and_never_begins():
    for actor in (VISITOR,):
        with pytest.raises(Refused, match=r"^Sign in to go on\.$"):
            add_state(actor=actor, clock=CLOCK, letters=[a_letter()])
    assert nothing_is_there()


def test_a_person_without_the_role_is_refused():
    actor = record.Actor(person=auditor().pk)
    with pytest.raises(Refused, match=r"^This is not among the deeds of your roles\.$"):
        add_state(actor=actor, clock=CLOCK)
    assert not Event.objects.exists()


@pytest.mark.parametrize("step", ["_refresh", "may", "_write", "_post", "secret_digest_of"])
def test_whatever_fails_on_the_way_leaves_nothing(monkeypatch, step):
    def fail(*args, **kwargs):
        raise Failed

    monkeypatch.setattr(record, step, fail)
    with pytest.raises(Failed):
        add_state(actor=CONSOLE, clock=CLOCK, letters=[a_letter()], secret={"name": "Ana"})
    assert nothing_is_there()


def test_a_failure_of_the_deed_itself_leaves_nothing():
    with pytest.raises(Failed):
        add_state(actor=CONSOLE, clock=CLOCK, fail=True)
    assert nothing_is_there()


def test_a_letter_that_cannot_be_queued_undoes_the_deed():
    add_state(actor=CONSOLE, clock=CLOCK, letters=[a_letter()])
    twice = a_letter()
    twice.message_id = Letter.objects.get().message_id
    with pytest.raises(record.IntegrityError):
        add_state(actor=CONSOLE, clock=CLOCK, code="CL", letters=[twice])
    assert [event[3] for event in events()] == ["state:MR"]
    assert State.objects.count() == 1


def test_letters_are_queued_only_where_the_whole_is_kept():
    def and_fail():
        with transaction.atomic():
            add_state(actor=CONSOLE, clock=CLOCK, letters=[a_letter()])
            raise Failed

    with pytest.raises(Failed):
        and_fail()
    assert nothing_is_there()


def test_each_event_follows_the_one_before():
    for code in ("MR", "CL", "FR"):
        add_state(actor=CONSOLE, clock=CLOCK, code=code)
    first, second, third = Event.objects.order_by("number")
    assert [first.number, second.number, third.number] == [1, 2, 3]
    assert (second.previous, third.previous) == (first.digest, second.digest)


@pytest.mark.parametrize(
    "change",
    [{"score": 0.5}, {"name": "a\0b"}, {"name": "\ud800"}, {1: "x"}, {"deep": [{"x": (1, 2.0)}]}, {"x": object()}],
)
def test_what_a_database_would_not_give_back_as_it_was_is_not_written(change):
    with pytest.raises(NotPlain):
        add_state(actor=CONSOLE, clock=CLOCK, change=change)
    assert nothing_is_there()


def test_what_is_plain_comes_back_as_it_was_and_holds():
    change = {"é": 'Ж\u2028"\\ 😀', "n": [1, -(2**60), True, None], "m": {"b": "", "a": {}}, "tuple": (1, "x")}
    add_state(actor=CONSOLE, clock=CLOCK, change=change, secret=change)
    assert Event.objects.get().change == {**change, "tuple": [1, "x"]}
    assert list(broken()) == []


def test_a_clock_without_a_zone_is_no_clock():
    with pytest.raises(ValueError, match="needs its zone"):
        add_state(actor=CONSOLE, clock=FixedClock(NOON.replace(tzinfo=None)))
    assert nothing_is_there()


def test_what_is_secret_stands_beside_the_event_and_not_in_it():
    person = nobody_in_particular()
    add_state(actor=CONSOLE, clock=CLOCK, secret={"name": "Ana Marsa"}, secret_of=person.pk)
    event, secret = Event.objects.get(), EventSecret.objects.get()
    assert "Ana" not in str([getattr(event, field.name) for field in Event._meta.fields])
    assert (secret.person, secret.content, len(secret.nonce)) == (person, {"name": "Ana Marsa"}, 64)
    assert event.secret_digest == record.secret_digest_of(secret.nonce, {"name": "Ana Marsa"})


def test_one_secret_told_twice_has_two_digests():
    for code in ("MR", "CL"):
        add_state(actor=CONSOLE, clock=CLOCK, code=code, secret={"name": "Ana"})
    assert len(set(Event.objects.values_list("secret_digest", flat=True))) == 2


@deed(Deed.ERASE_PERSON)
def erase(person, *, actor, clock):
    return Done(erase_secrets_of(person.pk))


def test_the_secrets_of_a_person_are_erased_and_the_record_holds():
    ana, helga = nobody_in_particular(), head()
    for code, person in (("MR", ana), ("CL", ana), ("FR", helga)):
        add_state(actor=CONSOLE, clock=CLOCK, code=code, secret={"name": person.name}, secret_of=person.pk)
    digests = list(Event.objects.values_list("secret_digest", flat=True))
    assert erase(ana, actor=CONSOLE, clock=CLOCK) == 2
    assert [secret.person for secret in EventSecret.objects.all()] == [helga]
    assert list(Event.objects.order_by("number").values_list("secret_digest", flat=True)) == [*digests, ""]
    assert list(broken()) == []


def test_secrets_are_erased_by_a_deed_only():
    with pytest.raises(DeedOutOfOrder):
        erase_secrets_of(1)


def test_a_deed_asked_for_twice_with_one_key_is_done_once():
    add_state(actor=CONSOLE, clock=CLOCK, once="a click")
    with pytest.raises(AlreadyDone) as already:
        add_state(actor=CONSOLE, clock=CLOCK, code="CL", once="a click")
    assert already.value.about == "state:MR"
    assert (Event.objects.count(), State.objects.count(), DoneOnce.objects.count()) == (1, 1, 1)
    add_state(actor=CONSOLE, clock=CLOCK, code="CL", once="another click")
    add_state(actor=CONSOLE, clock=CLOCK, code="FR")
    assert Event.objects.count() == 3


def test_a_key_may_be_as_long_as_a_message_id_of_somebody_else():
    long = "<" + "ü" * 990 + "@x>"
    open_call("uccn-2021", actor=CONSOLE, clock=CLOCK, once=long)
    with pytest.raises(AlreadyDone):
        open_call("uccn-2021", actor=CONSOLE, clock=CLOCK, once=long)
    assert "ü" not in DoneOnce.objects.get().key


def test_a_key_says_nothing_to_who_may_not():
    add_state(actor=CONSOLE, clock=CLOCK, once="a click")
    with pytest.raises(Refused):
        add_state(actor=VISITOR, clock=CLOCK, once="a click")


def test_a_key_used_on_another_chain_in_the_meantime_is_noticed_at_the_end(monkeypatch):
    """Two chains are not locked against each other: the look found nothing, the note finds it."""
    open_call("uccn-2021", actor=CONSOLE, clock=CLOCK, once="a click")
    look, looks = record._not_yet, []

    def too_early(key):
        looks.append(key)
        if len(looks) > 1:
            look(key)

    monkeypatch.setattr(record, "_not_yet", too_early)
    with pytest.raises(AlreadyDone) as already:
        open_call("uccn-2025", actor=CONSOLE, clock=CLOCK, once="a click")
    assert already.value.about == "call:uccn-2021"
    assert events() == [("call:uccn-2021", 1, "open_call", "call:uccn-2021")]


def test_a_deed_within_a_deed_stands_before_it_and_falls_with_it():
    def add():
        add_state(actor=CONSOLE, clock=CLOCK)

    def more():
        open_call("uccn-2021", actor=CONSOLE, clock=CLOCK)

    open_call("uccn-2021", actor=CONSOLE, clock=CLOCK, then=[add, more])
    assert events() == [
        ("house", 1, "import_register", "state:MR"),
        ("call:uccn-2021", 1, "open_call", "call:uccn-2021"),
        ("call:uccn-2021", 2, "open_call", "call:uccn-2021"),
    ]
    assert list(broken()) == []

    def fail():
        raise Failed

    with pytest.raises(Failed):
        open_call("uccn-2021", actor=CONSOLE, clock=CLOCK, then=[more, fail])
    assert len(events()) == 3


def test_a_deed_may_go_on_where_one_within_it_was_refused():
    def refused():
        with pytest.raises(Refused):
            open_call("uccn-2021", actor=VISITOR, clock=CLOCK)

    def failed():
        with pytest.raises(Failed):
            open_call("uccn-2021", actor=CONSOLE, clock=CLOCK, then=[fail])

    def fail():
        open_call("uccn-2021", actor=CONSOLE, clock=CLOCK)
        raise Failed

    open_call("uccn-2021", actor=CONSOLE, clock=CLOCK, then=[refused, failed])
    assert events() == [("call:uccn-2021", 1, "open_call", "call:uccn-2021")]
    assert list(broken()) == []


def test_chains_are_locked_in_one_order_only():
    def other_call():
        open_call("uccn-2025", actor=CONSOLE, clock=CLOCK)

    with pytest.raises(DeedOutOfOrder, match="a deed on call:uccn-2021 caused one on call:uccn-2025"):
        open_call("uccn-2021", actor=CONSOLE, clock=CLOCK, then=[other_call])

    @deed(Deed.IMPORT_REGISTER)
    def house_first(*, actor, clock):
        other_call()
        return Done(None)

    with pytest.raises(DeedOutOfOrder, match="a deed on house caused one on call:uccn-2025"):
        house_first(actor=CONSOLE, clock=CLOCK)
    assert events() == []
    other_call()
    assert len(events()) == 1


def test_after_a_failure_no_chain_counts_as_held():
    with pytest.raises(Failed):
        add_state(actor=CONSOLE, clock=CLOCK, fail=True)
    assert record._held.get() == ()


def test_the_edition_of_a_call_stands_on_each_of_its_events_from_the_opening_on():
    open_call("uccn-2021", actor=CONSOLE, clock=CLOCK, edition="e" * 64)
    open_call("uccn-2021", actor=CONSOLE, clock=FixedClock(NOON + timedelta(days=1)))
    add_state(actor=CONSOLE, clock=CLOCK)
    assert list(Event.objects.order_by("id").values_list("edition", flat=True)) == ["e" * 64, "e" * 64, ""]


@deed(Deed.CHANGE_OWN_ACCOUNT)
def rename(person, *, actor, clock, name):
    if not name:
        raise refuse(sentence("A name has a letter at least."))
    person.name = name
    person.save()
    return Done(person)


def test_what_a_deed_is_done_to_is_read_again_before_it_is_asked_about():
    person = nobody_in_particular()
    actor = record.Actor(person=person.pk)
    stale = type(person).objects.get(pk=person.pk)
    type(person).objects.filter(pk=person.pk).update(language="fr")
    rename(stale, actor=actor, clock=CLOCK, name="Ana")
    person.refresh_from_db()
    assert (person.name, person.language) == ("Ana", "fr")
    assert Event.objects.get().about == person.record_name


def test_what_is_gone_is_refused_in_a_sentence():
    person = nobody_in_particular()
    gone = type(person)(pk=person.pk + 1000, email="x@people.example")
    gone._state.adding = False
    with pytest.raises(Refused, match=r"^This is no longer there\.$"):
        rename(gone, actor=record.Actor(person=gone.pk), clock=CLOCK, name="Ana")


def test_a_deed_refuses_for_reasons_of_its_own():
    person = nobody_in_particular()
    with pytest.raises(Refused, match=r"^A name has a letter at least\.$"):
        rename(person, actor=record.Actor(person=person.pk), clock=CLOCK, name="")
    assert nothing_is_there()


def test_a_case_that_the_deed_makes_itself_is_what_is_asked_about():
    person = nobody_in_particular()

    @deed(Deed.CHANGE_OWN_ACCOUNT, case=lambda number, **_: Case(scopes=frozenset({f"person:{number}"})))
    def by_number(number, *, actor, clock):
        return Done(number)

    actor = record.Actor(person=person.pk)
    assert by_number(person.pk, actor=actor, clock=CLOCK) == person.pk
    with pytest.raises(Refused):
        by_number(person.pk + 1, actor=actor, clock=CLOCK)


def test_what_is_declared_as_mere_reading_cannot_be_made_a_deed():
    with pytest.raises(DeedOutOfOrder, match="see_desk is declared as mere reading"):
        deed(Deed.SEE_DESK)


@pytest.mark.parametrize("letters", [0, 1, 3])
def test_a_deed_takes_few_statements(django_assert_num_queries, letters):
    add_state(actor=CONSOLE, clock=CLOCK)
    queued = [a_letter(f"{number}@people.example") for number in range(letters)]
    # savepoint, chain under lock, the change, the event, the head (on PostgreSQL with the event), the letters, release
    with django_assert_num_queries(6 - (connection.vendor == "postgresql") + bool(letters)):
        add_state(actor=CONSOLE, clock=CLOCK, code="CL", letters=queued)
