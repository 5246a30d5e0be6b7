"""The pages of the register: for the Secretariat and the auditors, found by any name, in the same number of queries always."""

import shutil

import pytest

from kallipolis.actions.call import notice_changed_folders, open_call
from kallipolis.actions.register import import_register
from kallipolis.models import OpenedCall
from kallipolis.queries.register import network
from kallipolis.rulebook.call.loading import folder_of, load
from kallipolis.rulebook.clock import SYSTEM_CLOCK
from tests import cast
from tests.factories import a_call
from tests.web.markup import faults, tree, words

pytestmark = pytest.mark.django_db
PAGES = ["/register/", "/register/cities/", "/register/calls/"]


def brought(count=None):
    import_register(a_call(), network()[:count], actor=cast.CONSOLE, clock=SYSTEM_CLOCK)


def rows(response):
    return [words(row) for row in tree(response).xpath("//tbody/tr")]


@pytest.mark.parametrize("address", PAGES)
def test_the_secretariat_and_the_auditors_see_it_and_nobody_else(client, address):
    assert client.get(address).status_code == 302
    statuses = {}
    for role, person in cast.EVERYBODY.items():
        client.logout()
        statuses[str(role)] = cast.signed_in(client, person()).get(address).status_code
    assert {role for role, status in statuses.items() if status == 200} == {"officer", "head", "auditor"}
    assert set(statuses.values()) == {200, 403}


@pytest.mark.parametrize("address", PAGES)
def test_an_empty_register_says_how_it_is_filled(client, address):
    response = cast.signed_in(client, cast.officer()).get(address)
    assert "kallipolis" in words(tree(response))
    assert faults(response.content.decode()) == []


@pytest.mark.parametrize("address", PAGES)
def test_a_full_page_is_well_formed_and_is_not_kept(client, address, own_shelf):
    brought()
    open_call(a_call(), actor=cast.CONSOLE, clock=SYSTEM_CLOCK)
    response = cast.signed_in(client, cast.officer()).get(address)
    assert faults(response.content.decode()) == []
    assert "no-store" in response["Cache-Control"]
    assert rows(response)


def test_a_state_is_shown_in_the_readers_language_with_its_region_and_cities(client):
    brought()
    response = cast.signed_in(client, cast.officer()).get("/register/?q=chili&lang=fr")
    (row,) = rows(response)
    assert row.startswith("Chili CL")
    assert "Amérique latine" in row
    members = sum(city.iso2 == "CL" for city in network())
    assert row.endswith(str(members))


def test_cities_are_found_by_a_former_name_and_filtered_by_field(client):
    brought()
    cast.signed_in(client, cast.officer())
    (row,) = rows(client.get("/register/cities/?q=sasayama"))
    assert row == "Tambasasayama formerly Sasayama Japan Asia and the Pacific Crafts and Folk Art 2015"
    (lyon,) = rows(client.get("/register/cities/?q=lyon&field=literature"))
    assert "since 2023" in lyon
    assert rows(client.get("/register/cities/?q=lyon&field=media_arts")) == []


def test_two_cities_of_one_name_stand_each_with_its_state(client):
    brought()
    cast.signed_in(client, cast.officer())
    found = rows(client.get("/register/cities/?q=Granada"))
    assert [row.split(" ")[1] for row in found] == ["Nicaragua", "Spain"]


def test_a_changed_folder_is_told_beside_its_call(client, own_shelf, tmp_path):
    folder = shutil.copytree(folder_of("uccn-2021"), tmp_path / "edition")
    open_call(load(folder), actor=cast.CONSOLE, clock=SYSTEM_CLOCK)
    cast.signed_in(client, cast.head())
    assert "as it was" in rows(client.get("/register/calls/"))[0]
    (folder / "faq.toml").write_text("changed", "utf-8")
    notice_changed_folders(actor=cast.CLOCK, clock=SYSTEM_CLOCK)
    response = client.get("/register/calls/")
    assert "changed since" in rows(response)[0]
    assert "The call goes on under the edition of that day." in words(tree(response))


@pytest.mark.parametrize(("address", "queries"), [("/register/", 6), ("/register/cities/", 7), ("/register/calls/", 7)])
def test_a_page_takes_the_same_number_of_queries_at_one_row_and_at_three(
    client, address, queries, own_shelf, django_assert_num_queries
):
    cast.signed_in(client, cast.officer())
    for count in (1, 3):
        brought(count)
        for edition in ("uccn-2021", "uccn-2019", "uccn-2025")[0 if count == 1 else 1 : count]:
            open_call(a_call(edition), actor=cast.CONSOLE, clock=SYSTEM_CLOCK)
        with django_assert_num_queries(queries):
            assert client.get(address).status_code == 200


def test_the_head_opens_a_call_once_and_an_officer_is_not_offered_to(client, own_shelf):
    address = "/register/calls/open/"
    cast.signed_in(client, cast.officer())
    assert "Open a call" not in words(tree(client.get("/register/calls/")))
    assert client.post(address, {"call": "uccn-2021"}).status_code == 403
    cast.signed_in(client, cast.head())
    page = client.get("/register/calls/")
    assert faults(page.content.decode()) == []
    assert tree(page).xpath("//select[@id='call']/option/text()") == ["uccn-2019", "uccn-2021", "uccn-2025"]
    for _ in range(2):
        assert client.post(address, {"call": "uccn-2021"})["Location"] == "/register/calls/"
    assert [row.split(" ")[0] for row in rows(client.get("/register/calls/"))] == ["uccn-2021"]
    assert client.post(address, {"call": "../../etc"})["Location"] == "/register/calls/"
    assert OpenedCall.objects.count() == 1
