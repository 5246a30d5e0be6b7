"""A list of any kind: what an address asks of it, the part that is shown, the ways from there to other parts."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import RequestFactory
from django.utils.translation import override

from kallipolis.models import State
from kallipolis.queries.lists import Asked, Part, part_of
from kallipolis.web.lists import Column, Filter, Listing, asked_of, shown_of

LISTING = Listing(
    name="states",
    label="Filter the States",
    columns=[Column("State", "name"), Column("Cities", "cities", number=True, newest_first=True), Column("Status")],
    filters=[
        Filter("region", "Region", choices=[("africa", "Africa"), ("arab", "Arab States")]),
        Filter("q", "Search"),
    ],
    rows="lists/none.html",
    counted=lambda count: f"{count} States",
    empty="No State",
    sort="name",
    size=2,
)


def asked(address: str) -> Asked:
    return asked_of(RequestFactory().get(address), LISTING)


def shown(address: str, total: int = 0, page: int = 1):
    rows = tuple("row" for _ in range(min(2, total)))
    request = RequestFactory().get(address)
    request.user = AnonymousUser()
    with override("en"):
        return shown_of(request, LISTING, asked(address), Part(rows, total, page, 2))


@pytest.fixture
def states(db):
    return [
        State.objects.create(iso2=iso2, name=name, region="", status="")
        for iso2, name in [("AA", "Marel"), ("AB", "Arran"), ("AC", "Zembla"), ("AD", "Arran")]
    ]


def part(**changes) -> Part[str]:
    wanted = replace(Asked(size=2, sort="name"), **changes)
    return part_of(
        State.objects.all(), wanted, sorts={"name": ["name"]}, rows=lambda found: [state.iso2 for state in found]
    )


def test_an_address_without_wishes_asks_for_the_list_as_it_is():
    assert asked("/states/") == Asked({}, "name", descending=False, page=1, size=2)


def test_an_address_holds_filters_sort_and_page():
    assert asked("/states/?q=port&region=arab&sort=-cities&page=3") == Asked(
        {"q": "port", "region": "arab"}, "cities", descending=True, page=3, size=2
    )


@pytest.mark.parametrize(
    "strange",
    [
        "sort=password",
        "sort=--name",
        "sort=name,cities",
        "region=mars",
        "page=0x2",
        "page=-1",
        "page=²",
        "page=9999999",
    ],
)
def test_what_a_list_does_not_know_is_left_aside(strange):
    assert asked(f"/states/?{strange}") == asked("/states/")


def test_a_text_to_look_for_is_cut_and_freed_of_signs_that_nobody_types():
    assert asked("/states/?q=%00a%0a" + "b" * 200).filter("q") == "a" + "b" * 99


def test_a_part_is_a_page_of_the_rows_in_order(states):
    assert part() == Part(("AB", "AD"), 4, 1, 2)
    assert part(page=2) == Part(("AA", "AC"), 4, 2, 2)


def test_a_page_after_the_last_is_the_last(states):
    assert part(page=77) == part(page=2)


def test_rows_that_the_sort_leaves_equal_keep_their_order_the_other_way_round_too(states):
    assert part(descending=True) == Part(("AC", "AA"), 4, 1, 2)
    assert part(descending=True, page=2) == Part(("AB", "AD"), 4, 2, 2)


def test_a_part_takes_two_queries_however_many_rows(states, django_assert_num_queries):
    with django_assert_num_queries(2):
        part()
    State.objects.all().delete()
    with django_assert_num_queries(1):
        assert part() == Part((), 0, 1, 2)


def test_the_column_that_sorts_says_so_and_turns_round():
    name, cities, status = shown("/states/?sort=-cities", 1).heads
    assert (name.order, name.address) == ("", "?")
    assert (cities.order, cities.address) == ("descending", "?sort=cities")
    assert (status.order, status.address) == ("", "")


def test_a_column_that_is_read_from_the_largest_begins_there():
    assert shown("/states/", 1).heads[1].address == "?sort=-cities"


def test_to_sort_keeps_the_filters_and_begins_at_the_first_page():
    head = shown("/states/?q=a%26b&page=2", 5, 2).heads[1]
    assert head.address == "?q=a%26b&sort=-cities"


def test_the_ways_to_the_pages_before_and_after_keep_what_was_asked():
    middle = shown("/states/?region=arab&sort=-name&page=2", 5, 2)
    assert (middle.before, middle.after) == ("?region=arab&sort=-name", "?region=arab&sort=-name&page=3")
    only = shown("/states/", 2)
    assert (only.before, only.after) == ("", "")


def test_the_caption_tells_how_many_there_are_and_which_are_here():
    assert shown("/states/", 2).caption == "2 States"
    assert shown("/states/?page=3", 5, 3).caption == "5 States; here 5 to 5"


def test_an_empty_list_and_a_filter_that_finds_nothing_are_told_apart():
    assert shown("/states/").empty == "No State"
    assert shown("/states/?q=zz").empty == "Nothing here has all of that"
