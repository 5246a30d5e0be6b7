"""The register is brought up to date from lists: told what changed, done twice it changes nothing, and names are not identity."""

from dataclasses import replace

import pytest

from kallipolis.actions.register import import_register
from kallipolis.models import City, CityName, Event, State
from kallipolis.queries.register import network
from kallipolis.rulebook.clock import SYSTEM_CLOCK
from kallipolis.rulebook.people import VISITOR, Actor, Grant, Role, Service
from kallipolis.rulebook.permission import Refused
from tests.factories import a_call

pytestmark = pytest.mark.django_db
CONSOLE = Actor(service=Service.CONSOLE)


def bring(cities=None, *, actor=CONSOLE, call=None):
    return import_register(call or a_call(), cities or network(), actor=actor, clock=SYSTEM_CLOCK)


def member(name):
    return next(city for city in network() if city.name == name)


def test_the_first_import_brings_every_state_and_every_member_city():
    done = bring()
    assert (len(done.new_states), len(done.new_cities)) == (207, 350)
    assert (State.objects.count(), City.objects.count()) == (207, 350)
    assert done.changed_states == done.changed_cities == {}


def test_a_state_has_its_names_its_region_its_status_and_the_day_of_the_list():
    bring()
    chile = State.objects.get(pk="CL")
    assert (chile.name, chile.names["fr"], chile.region, chile.status, str(chile.taken_on), chile.edition) == (
        "Chile",
        "Chili",
        "Latin America and the Caribbean",
        "Member State",
        "2021-03-16",
        "uccn-2021",
    )
    assert not State.objects.get(pk="US").may_apply


def test_the_import_is_one_event_with_figures_and_no_row_of_it_is_lost():
    bring()
    event = Event.objects.get()
    assert (event.deed, event.about, event.actor) == ("import_register", "register", "service:console")
    assert event.change["new_cities"] == 350
    assert event.change["edition_digest"] == a_call().digest


def test_a_second_import_changes_nothing_and_writes_no_event():
    bring()
    with pytest.raises(Refused, match="up to date"):
        bring()
    assert Event.objects.count() == 1


def test_a_list_that_changed_says_what_changed():
    bring()
    changed = [replace(one, field="music") if one.name == "Aswan" else one for one in network()]
    done = bring(changed)
    assert done.changed_cities == {"Aswan (EG)": ("field",)}
    assert Event.objects.last().change["changed_cities"] == {"Aswan (EG)": ["field"]}


def test_the_list_of_states_of_a_later_call_replaces_names_and_who_may_apply():
    bring()
    done = bring(call=a_call("uccn-2025"))
    assert done.new_states == ()
    assert {"name", "names", "also_called"} <= set(done.changed_states["TR"])
    assert State.objects.get(pk="TR").name == "Türkiye"
    assert State.objects.get(pk="US").may_apply


def test_two_cities_of_one_name_are_two_rows():
    bring()
    assert set(City.objects.filter(name="Granada").values_list("state_id", "designated_in")) == {
        ("ES", 2014),
        ("NI", 2023),
    }


def test_a_city_that_was_there_before_is_known_again_by_state_and_name_and_gets_its_number():
    bring([member("Aswan")])
    lodz = City.objects.create(state_id="PL", name="LODZ")
    bring([member("Łódź")])
    lodz.refresh_from_db()
    assert (lodz.name, lodz.geonames_id) == ("Łódź", member("Łódź").geonames_id)


def test_a_city_of_the_same_name_in_another_state_is_not_taken_for_it():
    bring([member("Aswan")])
    other = City.objects.create(state_id="NI", name="Granada")
    bring([next(one for one in network() if (one.name, one.iso2) == ("Granada", "ES"))])
    other.refresh_from_db()
    assert (other.geonames_id, City.objects.filter(name="Granada").count()) == (None, 2)


def test_former_and_other_names_are_kept_folded_and_a_name_that_somebody_added_stays():
    bring()
    sasayama = CityName.objects.get(name="Sasayama")
    assert (sasayama.kind, sasayama.folded, sasayama.city.name) == ("former", "sasayama", "Tambasasayama")
    CityName.objects.create(city=sasayama.city, name="Tanba-Sasayama", kind="other")
    bring([replace(one, designated_in=one.designated_in + 1) for one in network()])
    assert CityName.objects.filter(city=sasayama.city, name="Tanba-Sasayama").exists()


def test_a_city_of_an_unknown_state_or_field_stops_the_import_whole():
    for wrong in (replace(member("Aswan"), iso2="XX"), replace(member("Aswan"), field="juggling")):
        with pytest.raises(Refused, match=r"Aswan \((EG|XX)\)"):
            bring([member("Łódź"), wrong])
    assert (State.objects.count(), City.objects.count(), Event.objects.count()) == (0, 0, 0)


def test_only_the_head_and_the_console_bring_the_register_up_to_date():
    officer = Actor(person=1, grants=(Grant(Role.OFFICER),), strong=True)
    for actor in (VISITOR, officer, Actor(service=Service.CLOCK)):
        with pytest.raises(Refused):
            bring(actor=actor)
    assert State.objects.count() == 0
    bring(actor=Actor(person=1, grants=(Grant(Role.HEAD),), strong=True))
    assert State.objects.count() == 207


def test_a_city_that_changed_its_field_has_each_in_its_years():
    bring()
    lyon = City.objects.get(name="Lyon")
    assert [lyon.field_in(year) for year in (2007, 2008, 2021, 2023)] == ["", "media_arts", "media_arts", "literature"]
