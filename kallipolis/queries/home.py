"""The Network as everybody may see it: its member cities with field, State and place, whole and as a list to search."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from django.db.models import F, Q, QuerySet, Value
from django.db.models.functions import Coalesce, NullIf

from kallipolis.models.register import City, State
from kallipolis.queries.lists import Asked, Part, part_of
from kallipolis.rulebook.naming import folded


class Member(NamedTuple):
    """A member city, in the field that it works in now, with its State in the reader's language.

    A tuple, because the home page makes hundreds of them for every reader.
    """

    name: str
    state: str
    region: str
    field: str
    year: int
    latitude: float | None = None
    longitude: float | None = None


_SORTS = {
    "name": ["name", "state__name"],
    "state": ["state__name", "name"],
    "field": ["now", "name"],
    "year": ["designated_in", "name"],
}


def members(language: str) -> tuple[Member, ...]:
    """All member cities, by name. Two queries."""
    found = list(_members().order_by("name", "pk").values_list(*_COLUMNS))
    return tuple(_rows(found, language))


def members_asked_for(asked: Asked, language: str) -> Part[Member]:
    """The part of the member cities that was asked for: by words of a name, by field, by region. Four queries."""
    found = _members(asked.filter("field"))
    if asked.filter("region"):
        found = found.filter(state__region=asked.filter("region"))
    if words := folded(asked.filter("q")):
        states = [iso2 for iso2, *names in _states_named() if any(words in folded(name) for name in names)]
        found = found.filter(
            Q(pk__in=City.objects.filter(names__folded__contains=words).values("pk")) | Q(state_id__in=states)
        )

    def rows(models: Sequence[City]) -> Iterable[Member]:
        told = [
            (one.name, one.state_id, getattr(one, "now", ""), one.designated_in, one.latitude, one.longitude)
            for one in models
        ]
        return _rows(told, language)

    return part_of(found, asked, sorts=_SORTS, rows=rows)


_COLUMNS = ("name", "state_id", "now", "designated_in", "latitude", "longitude")
_Told = tuple[str, str, str, int | None, float | None, float | None]


def _members(field: str = "") -> QuerySet[City]:
    now = Coalesce(NullIf(F("changed_field"), Value("")), F("field"))
    found = City.objects.filter(designated_in__isnull=False).annotate(now=now)
    return found.filter(now=field) if field else found


def _states_named() -> Iterable[tuple[str, ...]]:
    for iso2, name, names in State.objects.values_list("iso2", "name", "names"):
        yield iso2, name, *names.values()


def _rows(told: Sequence[_Told], language: str) -> Iterable[Member]:
    states = {
        iso2: (names.get(language.partition("-")[0]) or name, region)
        for iso2, name, names, region in State.objects.filter(iso2__in={row[1] for row in told}).values_list(
            "iso2", "name", "names", "region"
        )
    }
    for name, iso2, field, year, latitude, longitude in told:
        yield Member(name, *states[iso2], field, year or 0, latitude, longitude)
