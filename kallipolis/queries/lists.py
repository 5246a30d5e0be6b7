"""Parts of long lists: the rows that a reader asked for, filtered and in order, a page at a time, in two queries."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from django.db.models import Model, QuerySet

from kallipolis.models.people import SavedFilter

PAGE = 50

M = TypeVar("M", bound=Model)
R = TypeVar("R")


@dataclass(frozen=True)
class Asked:
    """What a reader asks of a list: the filters by name, the column to sort by, the page counted from 1."""

    filters: Mapping[str, str] = field(default_factory=dict)
    sort: str = ""
    descending: bool = False
    page: int = 1
    size: int = PAGE

    def filter(self, name: str) -> str:
        """What she chose for a filter; "" where she left it open."""
        return self.filters.get(name, "")


@dataclass(frozen=True)
class Part(Generic[R]):
    """One page of a list: its rows, and how many there are in all."""

    rows: tuple[R, ...]
    total: int
    page: int = 1
    size: int = PAGE

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // self.size))

    @property
    def first(self) -> int:
        """The number of the first row, counted from 1; 0 where there is none."""
        return (self.page - 1) * self.size + 1 if self.total else 0

    @property
    def last(self) -> int:
        return min(self.page * self.size, self.total)


@dataclass(frozen=True)
class KeptFilter:
    """What a person asks of a list again and again; `query` is that of the address."""

    number: int
    name: str
    query: str


def filters_kept(person: int, listing: str) -> tuple[KeptFilter, ...]:
    """The filters that she keeps for this list, by name. One query."""
    rows = SavedFilter.objects.filter(person=person, listing=listing).values_list("pk", "name", "query")
    return tuple(KeptFilter(*row) for row in rows)


def part_of(
    found: QuerySet[M],
    asked: Asked,
    *,
    sorts: Mapping[str, Sequence[str]],
    rows: Callable[[Sequence[M]], Iterable[R]],
) -> Part[R]:
    """The page of `found` that was asked for; a page after the last is the last.

    `sorts` gives the columns of the table behind each sort of the list; the number of the row settles what they leave
    open, so that no row stands on two pages. `rows` makes the frozen rows of one page out of its models, all at once,
    because it may need further queries. Two queries, and those.
    """
    total = found.count()
    page = min(max(asked.page, 1), max(1, -(-total // asked.size)))
    columns = [("-" if asked.descending else "") + column for column in sorts.get(asked.sort, ())]
    first = (page - 1) * asked.size
    models = list(found.order_by(*columns, "pk")[first : first + asked.size]) if total else []
    return Part(tuple(rows(models)), total, page, asked.size)
