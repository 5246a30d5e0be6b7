"""Filters that somebody keeps for a list: hers alone, led to by a link, and gone with her."""

import pytest

from kallipolis.actions.people.filters import MOST, keep_filter
from kallipolis.actions.register import import_register
from kallipolis.models import Event, SavedFilter
from kallipolis.queries.register import network
from kallipolis.rulebook.clock import SYSTEM_CLOCK
from tests import cast
from tests.factories import a_call
from tests.web.markup import faults, one, tree, words

pytestmark = pytest.mark.django_db
LIST = "/cities/?q=a&field=film"


@pytest.fixture
def ines(client):
    import_register(a_call(), network()[:40], actor=cast.CONSOLE, clock=SYSTEM_CLOCK)
    person = cast.officer()
    cast.signed_in(client, person)
    return person


def kept(client, name="Films with a", back=LIST):
    page = tree(client.get(LIST))
    form = dict(one(page, "//form[contains(@action, 'cities/filters')]").form_values())
    return client.post("/lists/cities/filters/", {**form, "name": name, "back": back})


def test_what_is_asked_is_kept_under_a_name_and_led_to_by_a_link(client, ines):
    response = kept(client)
    assert (response.status_code, response["Location"]) == (303, LIST)
    page = client.get("/cities/")
    assert faults(page.content.decode()) == []
    link = one(tree(page), "//ul[contains(@class, 'saved__ways')]//a")
    assert (words(link), link.get("href")) == ("Films with a", LIST)


def test_the_same_name_is_replaced_and_the_record_has_no_word_of_it(client, ines):
    kept(client)
    kept(client)
    assert SavedFilter.objects.count() == 1
    change = {"what": "filter_kept", "listing": "cities"}
    assert [event.change for event in Event.objects.filter(deed="change_own_account")] == [change, change]


def test_it_is_dropped_again(client, ines):
    kept(client)
    number = SavedFilter.objects.get().pk
    assert client.post(f"/lists/filters/{number}/drop/", {"back": "/cities/"})["Location"] == "/cities/"
    assert not SavedFilter.objects.exists()
    assert "no longer kept" in words(tree(client.get("/cities/")))


def test_nobody_sees_or_drops_that_of_somebody_else(client, ines):
    kept(client)
    number = SavedFilter.objects.get().pk
    cast.signed_in(client, cast.another_officer())
    assert "Films with a" not in client.get("/cities/").content.decode()
    client.post(f"/lists/filters/{number}/drop/", {"back": "/cities/"})
    assert "no longer there" in words(tree(client.get("/cities/")))
    assert SavedFilter.objects.count() == 1


@pytest.mark.parametrize("name", ["", "   ", "\x00"])
def test_a_filter_without_a_name_is_refused_with_a_sentence(client, ines, name):
    kept(client, name)
    assert "needs a name" in words(tree(client.get("/cities/")))
    assert not SavedFilter.objects.exists()


def test_a_list_keeps_no_more_than_one_finds_ones_way_in(client, ines):
    for number in range(MOST):
        keep_filter(ines, actor=cast.as_actor(ines), clock=SYSTEM_CLOCK, listing="cities", name=str(number), query="")
    kept(client)
    assert f"at most {MOST}" in words(tree(client.get("/cities/")))
    assert SavedFilter.objects.count() == MOST


@pytest.mark.parametrize(
    "back", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)", ""]
)
def test_known_failure_66_the_way_back_leads_to_our_own_pages_only(client, ines, back):
    assert kept(client, back=back)["Location"] == "/desk/"
