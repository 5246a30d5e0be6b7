"""Bringing the register up to date: States from an edition's list, member cities from the Network's."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from kallipolis.actions.record import Done, deed
from kallipolis.models.register import City, CityName, State
from kallipolis.rulebook.call.edition import Call
from kallipolis.rulebook.call.edition import State as ListedState
from kallipolis.rulebook.clock import Clock
from kallipolis.rulebook.naming import folded
from kallipolis.rulebook.people import Actor
from kallipolis.rulebook.permission import Deed, refuse
from kallipolis.rulebook.register import MemberCity
from kallipolis.rulebook.sentence import sentence


@dataclass(frozen=True)
class Imported:
    """What an import changed. `changed_states` and `changed_cities` name the columns that have another value now."""

    new_states: tuple[str, ...]
    changed_states: Mapping[str, tuple[str, ...]]
    new_cities: tuple[str, ...]
    changed_cities: Mapping[str, tuple[str, ...]]
    new_names: int

    def __bool__(self) -> bool:
        return bool(self.new_states or self.changed_states or self.new_cities or self.changed_cities or self.new_names)


@deed(Deed.IMPORT_REGISTER)
def import_register(call: Call, cities: Sequence[MemberCity], *, actor: Actor, clock: Clock) -> Done[Imported]:
    """Bring States and member cities up to date with an edition's list of States (P2) and the Network's list of cities.

    A city is known by its GeoNames id, never by its name alone. What the lists do not name stays as it is: nothing is
    deleted here.

    Raises:
        Refused: nothing would change, or a city names a State or a field that the edition does not know.
    """
    fields = {field.id for field in call.fields}
    known = {state.iso2 for state in call.states}
    for city in cities:
        if city.iso2 not in known:
            raise refuse(
                sentence("{city} lies in a State that the list of {call} does not name.", city=str(city), call=call.id)
            )
        if {city.field, city.changed_field or city.field} - fields:
            raise refuse(sentence("{city} has a field that {call} does not know.", city=str(city), call=call.id))
    new_states, changed_states = _states(call)
    new_cities, changed_cities, rows = _cities(cities)
    done = Imported(new_states, changed_states, new_cities, changed_cities, _names(cities, rows))
    if not done:
        raise refuse(sentence("The register is up to date with {call}: nothing was changed.", call=call.id))
    change = {
        "edition": call.id,
        "edition_digest": call.digest,
        "new_states": len(new_states),
        "changed_states": {iso2: list(columns) for iso2, columns in changed_states.items()},
        "new_cities": len(new_cities),
        "changed_cities": {name: list(columns) for name, columns in changed_cities.items()},
        "new_names": done.new_names,
    }
    return Done(done, about="register", change=change)


def _states(call: Call) -> tuple[tuple[str, ...], dict[str, tuple[str, ...]]]:
    kept = State.objects.in_bulk()
    new: list[State] = []
    changed: dict[str, tuple[str, ...]] = {}
    for listed in call.states:
        told = _state_columns(listed, call)
        if (state := kept.get(listed.iso2)) is None:
            new.append(State(iso2=listed.iso2, **told))
        elif columns := _set(state, told):
            state.save(update_fields=columns)
            changed[listed.iso2] = columns
    State.objects.bulk_create(new)
    return tuple(state.iso2 for state in new), changed


def _state_columns(listed: ListedState, call: Call) -> dict[str, Any]:
    return {
        "name": listed.name.en,
        "names": {"en": listed.name.en, "fr": listed.name.fr, "zh": listed.name.zh},
        "also_called": list(listed.also_called),
        "region": listed.region,
        "status": listed.status,
        "may_apply": listed.eligible,
        "edition": call.id,
        "taken_on": call.states_taken_on,
    }


def _cities(cities: Sequence[MemberCity]) -> tuple[tuple[str, ...], dict[str, tuple[str, ...]], dict[int, City]]:
    rows = {city.geonames_id: city for city in City.objects.filter(geonames_id__isnull=False)}
    unnumbered: dict[tuple[str, str], list[City]] = defaultdict(list)
    for city in City.objects.filter(geonames_id__isnull=True):
        unnumbered[city.state_id, folded(city.name)].append(city)
    new: list[City] = []
    changed: dict[str, tuple[str, ...]] = {}
    for member in cities:
        told = _city_columns(member)
        row = rows.get(member.geonames_id)
        same = unnumbered.get((member.iso2, folded(member.name)), [])
        if row is None and len(same) == 1:
            row = same.pop()
        if row is None:
            new.append(City(**told))
        elif columns := _set(row, told):
            row.save(update_fields=columns)
            changed[str(member)] = columns
            rows[member.geonames_id] = row
    City.objects.bulk_create(new)
    made = {city.geonames_id: city for city in new}
    found = {member.geonames_id: made.get(member.geonames_id) or rows[member.geonames_id] for member in cities}
    return tuple(f"{city.name} ({city.state_id})" for city in new), changed, found


def _city_columns(member: MemberCity) -> dict[str, Any]:
    return {
        "state_id": member.iso2,
        "name": member.name,
        "geonames_id": member.geonames_id,
        "latitude": member.latitude,
        "longitude": member.longitude,
        "field": member.field,
        "designated_in": member.designated_in,
        "changed_field": member.changed_field,
        "changed_in": member.changed_in,
    }


def _set(row: State | City, told: Mapping[str, Any]) -> tuple[str, ...]:
    """Give a row what the list tells, and say which columns that changed."""
    columns = tuple(name for name, value in told.items() if getattr(row, name) != value)
    for name in columns:
        setattr(row, name, told[name])
    return columns


def _names(cities: Sequence[MemberCity], rows: Mapping[int, City]) -> int:
    """Add the names that are not there yet, the first kind of a name before the others; how many."""
    seen = set(CityName.objects.values_list("city_id", "folded"))
    new: list[CityName] = []
    for member in cities:
        city = rows[member.geonames_id]
        told = [(member.name, "official")]
        told += [(name, "other") for name in member.other_names]
        told += [(name, "former") for name in member.former_names]
        for name, kind in told:
            if (city.pk, folded(name)) not in seen:
                seen.add((city.pk, folded(name)))
                new.append(CityName(city=city, name=name, folded=folded(name), kind=kind))
    CityName.objects.bulk_create(new)
    return len(new)
