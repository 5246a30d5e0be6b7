"""A planned run: every city once, no clash that nobody asked for, the wanted share of faults."""

from collections import Counter
from itertools import islice

import pytest

from kallipolis.documents.writing.sample.chance import chance
from kallipolis.documents.writing.sample.cities import city_names
from kallipolis.documents.writing.sample.faults.catalogue import CLASHES, FAULTS
from kallipolis.documents.writing.sample.plan import TooMany, planned
from kallipolis.documents.writing.sample.vocabulary import listed
from kallipolis.rulebook.call.loading import EDITIONS, editions, load
from kallipolis.rulebook.naming import folded

# Some of the Network's members, by their names as folded: none of them may come out of the invention.
MEMBERS = frozenset(
    listed("""
        edinburgh aswan popayan bologna seville glasgow ghent berlin montreal kobe nagoya shenzhen shanghai chengdu
        ostersund melbourne dublin reykjavik norwich krakow heidelberg dunedin granada prague lyon dakar kanazawa icheon
        bogota harbin lodz graz beirut jeonju zahle florianopolis tsuruoka tucson parma bradford sydney busan galway sofia
        bitola rome santos hannover mannheim kingston kinshasa hamamatsu brazzaville varanasi bamiyan jacmel nassau linz
        gwangju york austin braga guadalajara ulyanovsk baghdad lviv ljubljana barcelona obidos tartu
    """)
)
calls = pytest.mark.parametrize("call", [load(EDITIONS / name) for name in editions()], ids=lambda call: call.id)


def endorsed_by(plan):
    """The cities of each eligible State, one entry per city, that no clash put there."""
    states = {}
    for one in plan:
        if one.clash is None:
            states.setdefault(one.city.state.iso2, {})[one.city.name] = one.city.field.id
    return states


@calls
@pytest.mark.parametrize("seed", range(4))
def test_no_state_endorses_more_than_it_may_unless_it_shall(call, seed):
    for fields in endorsed_by(planned(call, 150, seed=seed, flawed=0.4)).values():
        assert len(fields) <= call.endorsements_per_state
        assert max(Counter(fields.values()).values()) <= call.endorsements_per_field_of_a_state


@calls
def test_a_clash_has_a_state_of_its_own(call):
    plan = planned(call, 150, seed=1, flawed=0.6)
    clashing = Counter((one.clash.name, one.city.state.iso2) for one in plan if one.clash)
    assert not {state for _, state in clashing} & set(endorsed_by(plan))
    assert len({state for _, state in clashing}) == len(clashing)


@calls
@pytest.mark.parametrize("flawed", [0, 0.25, 1])
def test_the_wanted_share_has_faults(call, flawed):
    plan = planned(call, 80, seed=2, flawed=flawed)
    assert len(plan) == 80
    assert sum(bool(one.faults or one.clash) for one in plan) == round(80 * flawed)
    assert not [one for one in plan if one.oddities and (one.faults or one.clash)]


def test_states_that_may_not_apply_have_no_more_than_the_others(call):
    plan = planned(call, 500, seed=11, flawed=0.9)
    barred = [(one.city.state.iso2, one.city.field.id) for one in plan if not one.city.state.eligible]
    assert barred
    assert len(set(barred)) == len(barred)
    assert max(Counter(state for state, _ in barred).values()) <= call.endorsements_per_state


def test_a_long_run_has_every_fault_and_every_clash(call):
    plan = planned(call, 200, seed=5, flawed=0.7, large=True)
    assert {fault.name for one in plan for fault in one.faults} == {fault.name for fault in FAULTS}
    assert {one.clash for one in plan if one.clash} == set(CLASHES)


def test_five_hundred_dossiers_find_a_place(call):
    plan = planned(call, 500, seed=1, flawed=0.5)
    assert len(plan) == 500
    assert sum(bool(one.faults or one.clash) for one in plan) == 250


def test_more_than_the_states_may_endorse_is_told(call):
    with pytest.raises(TooMany, match=r"^700 dossiers do not fit the call uccn-2021: 204 States may endorse 2 each"):
        planned(call, 700, seed=1, flawed=0.1)


def test_two_faults_of_a_dossier_never_touch_the_same_part(call):
    for one in planned(call, 300, seed=4, flawed=0.9):
        touched = [fault.touches for fault in one.faults]
        assert len(set(touched)) == len(touched)


def test_faults_of_an_email_are_left_out_of_folders(call):
    plan = planned(call, 200, seed=6, flawed=0.7, by_email=False)
    assert not [fault.name for one in plan for fault in (*one.faults, *one.oddities) if fault.by_email]
    assert not {"S1", "S2", "S3", "S7", "S9"} & {clause for one in plan for clause, _ in one.expects(call)}


def test_cities_are_invented():
    names = list(islice(city_names(chance("names")), 2000))
    plain = [folded(name) for name in names]
    assert len(set(plain)) == 2000
    assert not MEMBERS & set(plain)
    assert all(name.encode("cp1252") for name in names)
