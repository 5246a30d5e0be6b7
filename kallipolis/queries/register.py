"""What the register holds: States, cities under all their names, calls; rows ready for a page, and finding a city by name."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache

from django.db.models import Count, Q

from kallipolis.models.call import OpenedCall
from kallipolis.models.register import City, CityName, State
from kallipolis.queries.lists import Asked, Part, part_of
from kallipolis.rulebook.call.loading import EDITIONS
from kallipolis.rulebook.naming import folded
from kallipolis.rulebook.register import MemberCity, member_cities

NETWORK = EDITIONS / "network" / "cities.csv"
"""The Network's member cities, as they come with Kallipolis (its SOURCES.md says from where)."""

ALL = Asked(sort="opened", descending=True, size=1000)


@lru_cache(maxsize=1)
def network() -> tuple[MemberCity, ...]:
    """The member cities that come with Kallipolis."""
    return member_cities(NETWORK.read_text("utf-8"))


@dataclass(frozen=True)
class StateRow:
    """A State with its names by language, and how many cities of it are members."""

    iso2: str
    name: str
    names: Mapping[str, str]
    region: str
    status: str
    may_apply: bool
    taken_on: date | None
    member_cities: int

    def named(self, language: str) -> str:
        """The name in a language such as "fr" or "zh-hans", else in English."""
        return self.names.get(language.partition("-")[0], "") or self.name


@dataclass(frozen=True)
class CityRow:
    """A city, with the State that it lies in and the names that it is found by."""

    id: int
    name: str
    iso2: str
    state: str
    state_names: Mapping[str, str]
    region: str
    geonames_id: int | None
    latitude: float | None
    longitude: float | None
    field: str
    designated_in: int | None
    changed_field: str
    changed_in: int | None
    other_names: tuple[str, ...]
    former_names: tuple[str, ...]

    def state_named(self, language: str) -> str:
        """The State's name in a language, else in English."""
        return self.state_names.get(language.partition("-")[0], "") or self.state


@dataclass(frozen=True)
class CallRow:
    """A call that was opened."""

    id: str
    stage: str
    opened_at: datetime
    edition_digest: str
    changed: bool


def states(asked: Asked) -> Part[StateRow]:
    """The States that were asked for: by region, by whether they may apply, by any name. Two queries, three for a name."""
    found = State.objects.annotate(members=Count("cities", filter=Q(cities__designated_in__isnull=False)))
    if region := asked.filter("region"):
        found = found.filter(region=region)
    if chosen := asked.filter("may_apply"):
        found = found.filter(may_apply=chosen == "yes")
    if words := asked.filter("q"):
        found = found.filter(pk__in=_states_called(words))
    return part_of(found, asked, sorts={"name": ["name"], "cities": ["members", "name"]}, rows=_state_rows)


def _states_called(words: str) -> list[str]:
    """The codes of the States with a name, in any language that the list gives, that has these words in it."""
    wanted = folded(words)
    told = State.objects.values_list("iso2", "names", "also_called")
    return [
        iso2
        for iso2, names, also_called in told
        if any(wanted in folded(name) for name in (iso2, *names.values(), *also_called))
    ]


def _state_rows(found: Sequence[State]) -> Iterator[StateRow]:
    for state in found:
        yield StateRow(
            iso2=state.iso2,
            name=state.name,
            names=state.names,
            region=state.region,
            status=state.status,
            may_apply=state.may_apply,
            taken_on=state.taken_on,
            member_cities=int(getattr(state, "members", 0)),
        )


def cities(asked: Asked) -> Part[CityRow]:
    """The cities that were asked for: by field, by region, by any name that they have or had. Three queries."""
    found = City.objects.select_related("state")
    if field := asked.filter("field"):
        found = found.filter(Q(changed_field=field) | Q(changed_field="", field=field))
    if region := asked.filter("region"):
        found = found.filter(state__region=region)
    if words := folded(asked.filter("q")):
        found = found.filter(pk__in=CityName.objects.filter(folded__contains=words).values("city_id"))
    sorts = {"name": ["name", "state__name"], "state": ["state__name", "name"], "year": ["designated_in", "name"]}
    return part_of(found, asked, sorts=sorts, rows=_city_rows)


def cities_named(name: str, iso2: str = "") -> tuple[CityRow, ...]:
    """Every city that has or had this name, however it is written, in one State or in all. Two queries.

    Two cities of one name are two rows: who asks without a State has to choose.
    """
    wanted = folded(name)
    if not wanted:
        return ()
    found = City.objects.filter(names__folded=wanted).select_related("state").order_by("name", "state__name", "pk")
    return tuple(_city_rows(list(found.filter(state_id=iso2.upper()) if iso2 else found)))


def calls(asked: Asked = ALL) -> Part[CallRow]:
    """The calls that were opened. Two queries."""
    sorts = {"opened": ["opened_at"], "name": ["call_id"]}
    return part_of(OpenedCall.objects.all(), asked, sorts=sorts, rows=_call_rows)


def _call_rows(found: Sequence[OpenedCall]) -> Iterator[CallRow]:
    for call in found:
        yield CallRow(
            id=call.call_id,
            stage=call.stage,
            opened_at=call.opened_at,
            edition_digest=call.edition_digest,
            changed=bool(call.noticed_digest),
        )


def _city_rows(found: Sequence[City]) -> Iterator[CityRow]:
    names: dict[tuple[int, str], list[str]] = defaultdict(list)
    told = CityName.objects.exclude(kind="official").filter(city__in=[city.pk for city in found])
    for city_id, kind, name in told.order_by("pk").values_list("city_id", "kind", "name"):
        names[city_id, kind].append(name)
    for city in found:
        yield CityRow(
            id=city.pk,
            name=city.name,
            iso2=city.state_id,
            state=city.state.name,
            state_names=city.state.names,
            region=city.state.region,
            geonames_id=city.geonames_id,
            latitude=city.latitude,
            longitude=city.longitude,
            field=city.field,
            designated_in=city.designated_in,
            changed_field=city.changed_field,
            changed_in=city.changed_in,
            other_names=tuple(names[city.pk, "other"]),
            former_names=tuple(names[city.pk, "former"]),
        )
