"""What stands around every page: who is signed in, the rooms that she may enter, the languages, the way out."""

import pytest
from django.test import Client
from django.urls import reverse

from kallipolis.rulebook.people import Role
from kallipolis.web.frame import ROOMS
from tests import cast
from tests.web.markup import one, plain, tree, words

pytestmark = pytest.mark.django_db


def rooms(client, person, *, strong=True):
    page = tree(cast.signed_in(client, person, strong=strong).get("/desk/"))
    return [words(link) for link in page.xpath("//header//nav[@aria-label='Main']//a")]


def test_a_visitor_finds_the_sign_in_and_nothing_of_the_office(client):
    head = one(tree(client.get("/about/")), "//header")
    assert head.xpath("string(.//a[text()='Sign in']/@href)") == reverse("account_login")
    assert not head.xpath(".//form[contains(@action, 'logout')]")


def test_whoever_is_signed_in_finds_her_name_her_role_and_the_way_out(client):
    cast.signed_in(client, cast.officer())
    menu = one(tree(client.get("/about/")), "//details[contains(@class, 'menu')][.//form[contains(@action, 'logout')]]")
    assert "Ines Moreau Officer of the Secretariat" in plain(words(menu))
    assert one(menu, ".//form").get("method") == "post"


def test_one_signs_out_from_any_page_without_script(client):
    strict = Client(enforce_csrf_checks=True)
    cast.signed_in(strict, cast.officer())
    form = dict(one(tree(strict.get("/about/")), "//header//form[contains(@action, 'logout')]").form_values())
    assert strict.post("/account/logout/", form).status_code == 302
    assert strict.get("/desk/").status_code == 302


def test_a_person_with_several_roles_reads_how_many(client):
    person = cast.officer()
    cast.granted(person, cast.Grant(Role.AUDITOR))
    cast.granted(person, cast.Grant(Role.HEAD))
    page = words(tree(cast.signed_in(client, person).get("/about/")))
    assert "Officer of the Secretariat and 2 more roles" in page


def test_the_rooms_are_those_that_she_may_enter(client):
    assert {"Desk", "People", "Register"} <= set(rooms(client, cast.head()))
    assert "People" not in rooms(client, cast.auditor())
    assert rooms(client, cast.nobody_in_particular()) == ["Desk"]


def test_a_role_that_sleeps_opens_no_room(client):
    assert rooms(client, cast.head(), strong=False) == ["Desk"]


def test_every_room_has_an_address():
    assert [reverse(room.address_name) for room in ROOMS]


@pytest.mark.parametrize("role", cast.EVERYBODY)
def test_every_room_in_the_masthead_lets_her_in(client, role):
    page = tree(cast.signed_in(client, cast.EVERYBODY[role]()).get("/desk/"))
    for address in page.xpath("//header//nav[@aria-label='Main']//a/@href"):
        assert client.get(address).status_code == 200


def test_the_stage_that_we_are_in_is_told_on_the_rail(client, the_time_is):
    the_time_is("2021-05-20T15:20:00+02:00")
    page = tree(client.get("/calls/uccn-2021/"))
    here = one(page, "//nav[@class='rail']//*[@aria-current='step']")
    assert words(here).startswith("Submission")


def test_the_office_is_known_by_its_class_and_htmx_gets_the_sign_of_our_page(client):
    body = one(tree(cast.signed_in(client, cast.officer()).get("/desk/")), "//body")
    assert body.get("class") == "office"
    assert "X-CSRFToken" in body.get("hx-headers")


def test_six_languages_each_by_its_own_name(client):
    links = one(tree(client.get("/about/")), "//nav[contains(@class, 'langs')]").xpath(".//li/a")
    assert [(link.get("lang"), words(link)) for link in links] == [
        ("en", "English"),
        ("fr", "Français"),
        ("es", "Español"),
        ("ru", "Русский"),
        ("ar", "العربية"),
        ("zh-Hans", "简体中文"),
    ]
