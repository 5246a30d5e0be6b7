"""The map of the Network: where a city's spot stands on the equal-area map of square dots; the land itself is a template."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import count
from typing import NamedTuple

# The Equal Earth projection (Šavrič, Patterson and Jenny, 2018), as the dots of the land were computed with it.
_A1, _A2, _A3, _A4 = 1.340264, -0.081106, 0.000893, 0.003796
_MERIDIAN, _SCALE, _MIDDLE = 11.0, 55.2, (150.0, 72.5)
PLOT = 2
"""The side of a plot of the map with the street beside it: one dot of the land, one spot of a city."""


class Place(NamedTuple):
    """A place on Earth and what its spot shows; a tuple, because hundreds of them are compared for every reader."""

    field: str
    latitude: float
    longitude: float


@dataclass(frozen=True)
class Spots:
    """The spots of one field, as one path."""

    field: str
    path: str


def projected(latitude: float, longitude: float) -> tuple[float, float]:
    """The point of the map, in its units, to the right and down."""
    angle = math.asin(math.sqrt(3) / 2 * math.sin(math.radians(latitude)))
    square = angle * angle
    sixth = square**3
    turned = math.radians((longitude - _MERIDIAN + 180) % 360 - 180)
    below = 3 * (_A1 + 3 * _A2 * square + sixth * (7 * _A3 + 9 * _A4 * square))
    across = 2 * math.sqrt(3) * turned * math.cos(angle) / below
    up = angle * (_A1 + _A2 * square + sixth * (_A3 + _A4 * square))
    return _MIDDLE[0] + _SCALE * across, _MIDDLE[1] - _SCALE * up


def spots(places: Iterable[Place]) -> tuple[Spots, ...]:
    """The spots by field. Where many cities lie close together, each takes the nearest plot that is still free."""
    taken: set[tuple[int, int]] = set()
    drawn: dict[str, list[str]] = {}
    for place in places:
        across, down = projected(place.latitude, place.longitude)
        plot = next(one for one in _around(int(across // PLOT), int(down // PLOT)) if one not in taken)
        taken.add(plot)
        drawn.setdefault(place.field, []).append(f"M{plot[0] * PLOT - 0.2:g} {plot[1] * PLOT + 0.05:g}h1.9v1.9h-1.9z")
    return tuple(Spots(field, "".join(paths)) for field, paths in sorted(drawn.items()))


def _around(across: int, down: int) -> Iterator[tuple[int, int]]:
    """The plots around one, the nearest first: ring by ring, those of a ring by their distance."""
    yield across, down
    for ring in count(1):
        edge = {(x, y) for x in range(-ring, ring + 1) for y in range(-ring, ring + 1) if max(abs(x), abs(y)) == ring}
        for x, y in sorted(edge, key=lambda step: (step[0] ** 2 + step[1] ** 2, step)):
            yield across + x, down + y
