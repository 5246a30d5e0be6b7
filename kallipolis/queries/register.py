"""What the register holds: States, cities under all their names, calls; rows ready for a page, and finding a city by name."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache

from django.db.models import Count, Q

from kallipolis.models.call import OpenedCall
from kallipolis.models.register import City, CityName, State
from kallipolis.rulebook.call.loading import EDITIONS
from kallipolis.rulebook.naming import folded
from kallipolis.rulebook.register import MemberCity, member_cities

NETWORK = EDITIONS / "network" / "cities.csv"
"""The Network's member cities, as they come with Kallipolis (its SOURCES.md says from where)."""


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


def states() -> tuple[StateRow, ...]:
    """All States, by their English name. One query."""
    members = Count("cities", filter=Q(cities__designated_in__isnull=False))
    return tuple(
        StateRow(
            iso2=state.iso2,
            name=state.name,
            names=state.names,
            region=state.region,
            status=state.status,
            may_apply=state.may_apply,
            taken_on=state.taken_on,
            member_cities=state.members,
        )
        for state in State.objects.annotate(members=members).order_by("name", "iso2")
    )


def cities() -> tuple[CityRow, ...]:
    """All cities, by name. Two queries."""
    return _rows(Q())


def cities_named(name: str, iso2: str = "") -> tuple[CityRow, ...]:
    """Every city that has or had this name, however it is written, in one State or in all. Two queries.

    Two cities of one name are two rows: who asks without a State has to choose.
    """
    wanted = folded(name)
    if not wanted:
        return ()
    found = CityName.objects.filter(folded=wanted).values("city_id")
    return _rows(Q(pk__in=found) & (Q(state_id=iso2.upper()) if iso2 else Q()))


def calls() -> tuple[CallRow, ...]:
    """The calls that were opened, the newest first. One query."""
    return tuple(
        CallRow(
            id=call.call_id,
            stage=call.stage,
            opened_at=call.opened_at,
            edition_digest=call.edition_digest,
            changed=bool(call.noticed_digest),
        )
        for call in OpenedCall.objects.order_by("-opened_at", "-pk")
    )


def _rows(wanted: Q) -> tuple[CityRow, ...]:
    found = list(City.objects.filter(wanted).select_related("state").order_by("name", "state__name", "pk"))
    names: dict[tuple[int, str], list[str]] = defaultdict(list)
    told = (
        CityName.objects.exclude(kind="official").filter(city__in=[city.pk for city in found])
        if wanted
        else (CityName.objects.exclude(kind="official"))
    )
    for city_id, kind, name in told.order_by("pk").values_list("city_id", "kind", "name"):
        names[city_id, kind].append(name)
    return tuple(
        CityRow(
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
        for city in found
    )
