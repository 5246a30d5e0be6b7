"""Finding a city by any of its names, and the rows of the register, in a fixed number of queries."""

import pytest

from kallipolis.actions.register import import_register
from kallipolis.queries import register
from kallipolis.queries.lists import Asked
from kallipolis.rulebook.clock import SYSTEM_CLOCK
from tests.cast import CONSOLE
from tests.factories import a_call

pytestmark = pytest.mark.django_db


@pytest.fixture
def the_register():
    import_register(a_call(), register.network(), actor=CONSOLE, clock=SYSTEM_CLOCK)


@pytest.mark.parametrize("written", ["Łódź", "LODZ", " lodz ", "Lódz"])
def test_a_city_is_found_however_it_is_written(the_register, written):
    assert [(city.name, city.iso2) for city in register.cities_named(written)] == [("Łódź", "PL")]


@pytest.mark.parametrize(
    ("written", "name"),
    [("Sasayama", "Tambasasayama"), ("Salonica", "Thessaloniki"), ("Cracow", "Krakow"), ("SEVILLE", "Seville")],
)
def test_a_city_is_found_by_its_former_and_other_names(the_register, written, name):
    assert [city.name for city in register.cities_named(written)] == [name]


def test_two_cities_of_one_name_are_both_told_until_the_state_is_said(the_register):
    assert {city.iso2 for city in register.cities_named("granada")} == {"ES", "NI"}
    assert [city.iso2 for city in register.cities_named("Granada", "ni")] == ["NI"]
    assert register.cities_named("Granada", "CL") == ()


def test_no_name_finds_no_city(the_register):
    assert register.cities_named(" - ") == ()


@pytest.mark.parametrize(
    ("ask", "asked", "queries"),
    [
        (register.states, Asked(), 2),
        (register.states, Asked({"q": "in"}), 3),
        (register.cities, Asked(), 3),
        (register.cities, Asked({"q": "in"}), 3),
        (register.cities_named, "Edinburgh", 2),
    ],
)
def test_a_list_takes_the_same_number_of_queries_at_one_row_and_at_three(
    ask, asked, queries, django_assert_num_queries
):
    for count in (1, 3):
        import_register(a_call(), register.network()[:count], actor=CONSOLE, clock=SYSTEM_CLOCK)
        with django_assert_num_queries(queries):
            ask(asked)


def test_a_state_tells_how_many_of_its_cities_are_members(the_register):
    rows = {state.iso2: state for state in register.states(Asked(size=300)).rows}
    assert rows["IT"].member_cities == sum(city.iso2 == "IT" for city in register.network())
    assert rows["CL"].named("fr") == "Chili"
    assert rows["CL"].named("zh-hans") == "智利"
    assert rows["CL"].named("ar") == "Chile"


@pytest.mark.parametrize("written", ["cote d'ivoire", "CI", "Ivory Coast", "科特迪瓦"])
def test_a_state_is_found_by_any_of_its_names(the_register, written):
    assert "CI" in {state.iso2 for state in register.states(Asked({"q": written})).rows}


def test_states_are_filtered_by_region_and_by_whether_they_may_apply(the_register):
    barred = register.states(Asked({"may_apply": "no"})).rows
    assert {state.iso2 for state in barred} >= {"US", "IL"}
    africa = register.states(Asked({"region": "Africa"}))
    assert (africa.total, {state.region for state in africa.rows}) == (47, {"Africa"})


def test_cities_are_filtered_by_the_field_that_they_have_now(the_register):
    literature = {city.name for city in register.cities(Asked({"field": "literature"}, size=400)).rows}
    media = {city.name for city in register.cities(Asked({"field": "media_arts"}, size=400)).rows}
    assert ("Lyon" in literature, "Lyon" in media) == (True, False)


def test_the_list_that_comes_with_kallipolis_has_the_cohorts_that_unesco_announced():
    years = [city.designated_in for city in register.network()]
    assert [years.count(year) for year in (2014, 2015, 2017, 2019, 2021, 2023)] == [28, 47, 64, 66, 49, 55]
