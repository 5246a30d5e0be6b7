"""The desk: what waits for whoever signed in, by her roles; what waits for others is neither told nor counted."""

from datetime import timedelta

import pytest
from django.urls import reverse

from kallipolis.actions.call import open_call
from kallipolis.models import IncomingMessage, Invitation, Letter, StoredFile
from kallipolis.queries import desk as queries
from kallipolis.queries.desk import SOURCES, Waiting
from kallipolis.rulebook.clock import SYSTEM_CLOCK
from kallipolis.rulebook.intake import Became
from kallipolis.rulebook.people import Role
from kallipolis.rulebook.sentence import sentence
from kallipolis.web.desk import PLACES
from tests import cast
from tests.factories import a_call
from tests.web.markup import faults, one, tree, words

pytestmark = pytest.mark.django_db


def tasks(client, person, *, strong=True):
    page = tree(cast.signed_in(client, person, strong=strong).get("/desk/"))
    return [words(task) for task in page.xpath("//p[@class='tasks__what']")]


def invited(over="", *, ended=False, role=Role.FOCAL_POINT, number=[0]):  # noqa: B006 - counts the invitations of the test
    number[0] += 1
    now = SYSTEM_CLOCK.now()
    return Invitation.objects.create(
        email=f"new{number[0]}@people.example", role=role, over=over, digest=f"{number[0]:064}", invited_at=now,
        invited_by="service:console", ends_at=now + timedelta(days=-1 if ended else 1),
    )  # fmt: skip


def a_lost_letter():
    now = SYSTEM_CLOCK.now()
    return Letter.objects.create(
        deed="invite", to="gone@people.example", subject="s", text="t", message_id="<1@x>", created_at=now, due_at=now,
        state=Letter.State.BOUNCED,
    )  # fmt: skip


def test_a_visitor_is_asked_to_sign_in_and_comes_back_to_it(client):
    assert client.get("/desk/")["Location"] == "/account/login/?next=%2Fdesk%2F"


@pytest.mark.parametrize("role", cast.EVERYBODY)
def test_everybody_with_an_account_has_one(client, role):
    response = cast.signed_in(client, cast.EVERYBODY[role]()).get("/desk/")
    assert response.status_code == 200
    assert faults(response.content.decode()) == []


def test_an_empty_desk_says_why_and_where_to_go_on(client):
    page = tree(cast.signed_in(client, cast.nobody_in_particular()).get("/desk/"))
    assert "Nothing waits for you" in words(one(page, "//div[@class='empty']"))
    assert "no role yet" in words(one(page, "//div[@class='empty']"))
    assert page.xpath("//div[@class='empty']//a/@href") == ["/calls/uccn-2021/"]


def test_a_role_that_sleeps_comes_first_and_nothing_of_the_role_is_told(client):
    invited()
    assert tasks(client, cast.head(), strong=False) == ["Give your second factor"]
    assert "The call uccn-2021 is not opened yet" in tasks(client, cast.head())


def test_the_call_waits_for_the_head_until_it_is_opened(client, own_shelf):
    assert tasks(client, cast.head()) == ["The call uccn-2021 is not opened yet"]
    assert tasks(client, cast.officer()) == []
    open_call(a_call(), actor=cast.CONSOLE, clock=SYSTEM_CLOCK)
    assert tasks(client, cast.head()) == []


def test_invitations_are_counted_for_whoever_may_invite_over_what_is_hers(client):
    invited("2021-042")
    invited("2021-042", ended=True)
    invited("2021-077")
    assert tasks(client, cast.officer()) == [
        "1 invitation ended without an answer",
        "2 invitations wait for an answer",
    ]
    assert tasks(client, cast.focal_point("2021-042")) == [
        "1 invitation ended without an answer",
        "1 invitation waits for an answer",
    ]
    assert tasks(client, cast.evaluator()) == []


def test_a_letter_that_did_not_arrive_waits_for_the_secretariat_alone(client):
    a_lost_letter()
    assert tasks(client, cast.officer()) == ["1 letter came back"]
    assert tasks(client, cast.auditor()) == []


@pytest.mark.parametrize("kind", PLACES)
def test_every_kind_of_thing_leads_to_a_page_that_whoever_is_told_may_see(client, kind):
    name, query = PLACES[kind]
    assert cast.signed_in(client, cast.head()).get(reverse(name) + query, follow=True).status_code == 200


def test_an_e_mail_that_the_machine_leaves_to_an_officer_waits_for_her(client, own_shelf):
    now = SYSTEM_CLOCK.now()
    file = StoredFile.objects.create(sha256="a" * 64, size=1, stored_at=now)
    IncomingMessage.objects.create(file=file, receipt="R-1", arrived_at=now, taken_at=now, became=Became.UNMATCHED)
    assert tasks(client, cast.officer()) == ["1 e-mail waits for an officer Clause V1"]
    assert tasks(client, cast.auditor()) == []


def test_what_is_urgent_comes_first():
    found = [Waiting("a", sentence("Later")), Waiting("b", sentence("Now"), urgent=True)]
    sources = (queries.Source(SOURCES[0].deed, lambda actor, clock: found),)
    told = [one.kind for one in queries.in_order(sources, cast.as_actor(cast.officer()), SYSTEM_CLOCK)]
    assert told == ["b", "a"]


def test_every_way_from_the_desk_leads_somewhere(client):
    cast.signed_in(client, cast.head())
    a_lost_letter()
    invited(ended=True)
    invited()
    page = tree(client.get("/desk/"))
    for address in page.xpath("//p[@class='tasks__what']/a/@href"):
        assert client.get(address, follow=True).status_code == 200
    assert len(page.xpath("//p[@class='tasks__what']")) == 4
