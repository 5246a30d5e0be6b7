"""An erased person leaves her number, the statistics and the record behind, and not one trace of who she was."""

import json
from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.apps import apps
from django.contrib.sessions.models import Session

from kallipolis.actions.people.accounts import describe_oneself, set_password
from kallipolis.actions.people.erasing import erase_person
from kallipolis.actions.people.roles import accept_invitation, invite
from kallipolis.actions.post.outbox import Attempt, note_attempt, resend
from kallipolis.models import Event, EventSecret, GrantedRole, Invitation, Letter, Person, SavedFilter, SignInLink
from kallipolis.queries.record_verified import broken
from kallipolis.rulebook.clock import SYSTEM_CLOCK
from kallipolis.rulebook.people import VISITOR, Grant, Role
from kallipolis.rulebook.permission import Refused
from kallipolis.rulebook.retention import NOBODY
from tests import cast

pytestmark = pytest.mark.django_db
EMAIL, NAME = "zelda.quorum@people.example", "Zelda Quorum"
TRACES = (
    "zelda",
    "quorum",
    "a-seed-of-hers",
    "uid-of-hers",
    "198.51.100.23",
    "Firefox of hers",
    "hash of hers",
    "thimphu",
)


def erase(person, *, actor=None):
    return erase_person(person, actor=actor or cast.as_actor(person), clock=SYSTEM_CLOCK)


@pytest.fixture
def zelda(client):
    """Somebody with a trace of hers in every table that can hold one."""
    link = invite(EMAIL, actor=cast.CONSOLE, clock=SYSTEM_CLOCK, role="evaluator", over="design")
    secret = link.rstrip("/").rpartition("/")[2]
    person = accept_invitation(secret, actor=VISITOR, clock=SYSTEM_CLOCK, name=NAME, hashed="hash of hers")
    invite(EMAIL, actor=cast.CONSOLE, clock=SYSTEM_CLOCK, role="auditor", over="")
    EmailAddress.objects.get_or_create(user=person, email=EMAIL)
    Authenticator.objects.create(user=person, type="totp", data={"secret": "a-seed-of-hers"})
    SocialAccount.objects.create(user=person, provider="oidc", uid="uid-of-hers", extra_data={"name": NAME})
    SignInLink.objects.create(
        person=person,
        digest="0" * 64,
        made_at=SYSTEM_CLOCK.now(),
        ends_at=SYSTEM_CLOCK.now() + timedelta(minutes=15),
    )
    her = cast.as_actor(person)
    describe_oneself(person, actor=her, clock=SYSTEM_CLOCK, name=f"Dr {NAME}", language="fr", zone="Asia/Thimphu")
    set_password(person, actor=her, clock=SYSTEM_CLOCK, hashed="hash of hers")
    letter = Letter.objects.filter(person=person, state="queued").first()
    said = Attempt(taken=False, said=f"450 <{EMAIL}> try later")
    note_attempt(letter, said, actor=cast.POST_ROOM, clock=SYSTEM_CLOCK)
    SavedFilter.objects.create(person=person, listing="people", name="Quorum", query="q=zelda")
    cast.signed_in(client, person)
    UserSession.objects.create(
        user=person, ip="198.51.100.23", user_agent="Firefox of hers", session_key=client.session.session_key
    )
    return person


def dumped():
    """Every column of every table as text, sessions decoded."""
    rows = [repr(row) for model in apps.get_models() for row in model._default_manager.values()]
    return "\n".join([*rows, *(json.dumps(one.get_decoded()) for one in Session.objects.all())]).casefold()


def test_nothing_of_her_is_left_anywhere(zelda):
    before = dumped()
    assert [trace for trace in TRACES if trace.casefold() not in before] == []
    erase(zelda)
    after = dumped()
    assert [trace for trace in TRACES if trace.casefold() in after] == []


def test_the_record_holds_and_keeps_every_event(zelda):
    events = list(Event.objects.order_by("pk").values_list("digest", flat=True))
    erase(zelda)
    assert list(Event.objects.order_by("pk").values_list("digest", flat=True))[:-1] == events
    assert list(broken()) == []
    assert not EventSecret.objects.filter(person=zelda).exists()


def test_the_event_tells_who_erased_whom_by_number_and_how_much(zelda):
    secrets = EventSecret.objects.count()
    erased = erase(zelda)
    event = Event.objects.last()
    assert (event.deed, event.about, event.actor) == ("erase_person", f"person:{zelda.pk}", f"person:{zelda.pk}")
    assert event.change == {"roles_withdrawn": 1, "secrets_erased": erased}
    assert erased == secrets - EventSecret.objects.count() > 2


def test_statistics_stay(zelda):
    roles = list(GrantedRole.objects.values_list("person", "role", "over", "given_at"))
    invited, letters = Invitation.objects.count(), Letter.objects.count()
    erase(zelda)
    assert list(GrantedRole.objects.values_list("person", "role", "over", "given_at")) == roles
    assert (Invitation.objects.count(), Letter.objects.count()) == (invited, letters)
    assert not GrantedRole.objects.filter(person=zelda, withdrawn_at=None).exists()


def test_she_is_nobody_to_the_house_any_more_and_signed_out_everywhere(zelda, client):
    erase(zelda)
    zelda.refresh_from_db()
    assert (zelda.is_active, zelda.has_usable_password(), zelda.erased_at is not None) == (False, False, True)
    assert cast.as_actor(zelda) == VISITOR
    assert not Session.objects.exists()
    assert client.get("/account/").status_code == 302


def test_letters_that_had_not_left_do_not_leave(zelda):
    erase(zelda)
    assert set(Letter.objects.values_list("state", "to")) == {("given_up", NOBODY)}
    assert Invitation.objects.filter(accepted_at=None, withdrawn_at=None).count() == 0


def test_a_letter_that_was_emptied_is_not_sent_again(zelda):
    erase(zelda)
    with pytest.raises(Refused, match="no longer kept"):
        resend(Letter.objects.last(), actor=cast.as_actor(cast.officer()), clock=SYSTEM_CLOCK)


def test_the_traces_of_others_stay(zelda):
    ines = cast.officer()
    describe_oneself(
        ines, actor=cast.as_actor(ines), clock=SYSTEM_CLOCK, name="Ines Moreau", language="fr", zone="Europe/Paris"
    )
    erase(zelda)
    ines.refresh_from_db()
    assert (ines.name, ines.email, ines.is_active) == ("Ines Moreau", "ines.moreau@people.example", True)
    assert EventSecret.objects.get(person=ines).content["name"] == "Ines Moreau"


def test_her_address_is_free_for_another_account(zelda):
    erase(zelda)
    assert Person.objects.create_user(EMAIL).pk != zelda.pk


def test_she_herself_the_head_and_the_console_may_and_nobody_else(zelda):
    others = [cast.as_actor(cast.officer()), cast.as_actor(cast.auditor()), cast.as_actor(cast.nobody_in_particular())]
    for actor in [*others, VISITOR, cast.POST_ROOM]:
        with pytest.raises(Refused):
            erase(zelda, actor=actor)
    assert Person.objects.get(pk=zelda.pk).email == EMAIL
    erase(zelda, actor=cast.as_actor(cast.head()))
    assert Event.objects.last().actor == cast.as_actor(cast.head()).name


def test_she_is_erased_once(zelda):
    erase(zelda)
    with pytest.raises(Refused, match="erased before"):
        erase(zelda, actor=cast.CONSOLE)


def test_the_only_head_is_not_erased_and_one_of_two_is():
    head = cast.head()
    for actor in (cast.as_actor(head), cast.CONSOLE):
        with pytest.raises(Refused, match="only head"):
            erase(head, actor=actor)
    cast.a_person("Hugo Tarn", Grant(Role.HEAD))
    erase(head)
    assert GrantedRole.objects.filter(role="head", withdrawn_at=None).count() == 1
