"""The one way of all lists: columns, sorts and filters are declared, the address holds what is asked, a part is shown."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext

from kallipolis.queries.lists import PAGE, Asked, KeptFilter, Part, filters_kept
from kallipolis.web.actor import actor_behind

LONGEST_TEXT = 100
_SORT, _PAGE = "sort", "page"


@dataclass(frozen=True)
class Column:
    """A column: its label, and the name of its sort where the list can be sorted by it. `newest_first`: from the largest."""

    label: str
    sort: str = ""
    number: bool = False
    newest_first: bool = False
    hidden: bool = False
    clause: str = ""


@dataclass(frozen=True)
class Filter:
    """A filter: a choice among `choices` (value, label), or, without any, a text to look for."""

    name: str
    label: str
    choices: tuple[tuple[str, str], ...] = ()
    hint: str = ""


@dataclass(frozen=True)
class Listing:
    """A list as its page declares it.

    `rows` is the template that draws the rows of `list.rows`; `counted` says how many there are; `empty` and `empty_why`
    are what the page says where there is nothing at all. `sort` is the order without a choice, "-" before it for the
    other way round.
    """

    name: str
    label: str
    columns: Sequence[Column]
    rows: str
    counted: Callable[[int], str]
    empty: str
    empty_why: str = ""
    filters: Sequence[Filter] = ()
    sort: str = ""
    size: int = PAGE


@dataclass(frozen=True)
class Head:
    """The head of a column as it is drawn: `order` is the value of aria-sort, `address` sorts by it or turns it round."""

    label: str
    name: str
    address: str
    order: str
    number: bool
    hidden: bool
    clause: str


@dataclass(frozen=True)
class Choice:
    """One choice of a filter."""

    value: str
    label: str
    chosen: bool


@dataclass(frozen=True)
class Field:
    """A filter as it is drawn, with what was chosen."""

    name: str
    label: str
    value: str
    hint: str
    choices: tuple[Choice, ...]


@dataclass(frozen=True)
class Shown:
    """A part of a list with all that stands around it."""

    name: str
    label: str
    caption: str
    rows: tuple[Any, ...]
    rows_template: str
    heads: tuple[Head, ...]
    fields: tuple[Field, ...]
    sort: str
    path: str
    query: str
    filtered: bool
    part: Part[Any]
    before: str
    after: str
    empty: str
    empty_why: str
    may_save: bool
    saved: tuple[KeptFilter, ...]


def asked_of(request: HttpRequest, listing: Listing) -> Asked:
    """What the address asks of the list. What the list does not know is left aside; an address never fails."""
    sort = request.GET.get(_SORT, "")
    known = {column.sort for column in listing.columns if column.sort}
    if sort.removeprefix("-") not in known:
        sort = listing.sort
    page = request.GET.get(_PAGE, "")
    return Asked(
        filters=_filters(request.GET, listing),
        sort=sort.removeprefix("-"),
        descending=sort.startswith("-"),
        page=int(page) if page.isascii() and page.isdecimal() and len(page) < 7 else 1,
        size=listing.size,
    )


def _filters(told: Mapping[str, str], listing: Listing) -> dict[str, str]:
    chosen = {}
    for one in listing.filters:
        value = "".join(sign for sign in told.get(one.name, "") if sign.isprintable()).strip()[:LONGEST_TEXT]
        if value and (not one.choices or value in {choice for choice, _ in one.choices}):
            chosen[one.name] = value
    return chosen


def show(
    request: HttpRequest, listing: Listing, asked: Asked, part: Part[Any], page: str, context: Mapping[str, Any]
) -> HttpResponse:
    """The page with the list; for htmx the list alone. `page` includes "lists/_list.html" where the list is to stand."""
    only = request.headers.get("HX-Request") == "true" and request.headers.get("HX-Target") == "list"
    shown = shown_of(request, listing, asked, part)
    return render(request, "lists/_list.html" if only else page, {**context, "list": shown})


def shown_of(request: HttpRequest, listing: Listing, asked: Asked, part: Part[Any]) -> Shown:
    """The part with its heads, filters and the ways to the parts before and after."""
    person = actor_behind(request).person
    return Shown(
        name=listing.name,
        label=listing.label,
        caption=_caption(listing, part),
        rows=part.rows,
        rows_template=listing.rows,
        heads=tuple(_head(column, asked, listing) for column in listing.columns),
        fields=tuple(_field(one, asked) for one in listing.filters),
        sort=_sort(asked, listing),
        path=request.path,
        query=_address(asked, listing).removeprefix("?"),
        filtered=bool(asked.filters),
        part=part,
        before=_address(asked, listing, page=part.page - 1) if part.page > 1 else "",
        after=_address(asked, listing, page=part.page + 1) if part.page < part.pages else "",
        empty=gettext("Nothing here has all of that") if asked.filters else listing.empty,
        empty_why=gettext("Fewer filters, or a shorter word, find more.") if asked.filters else listing.empty_why,
        may_save=person is not None,
        saved=() if person is None else filters_kept(person, listing.name),
    )


def _caption(listing: Listing, part: Part[Any]) -> str:
    counted = listing.counted(part.total)
    if part.pages == 1:
        return counted
    return gettext("{counted}; here {first} to {last}").format(counted=counted, first=part.first, last=part.last)


def _sort(asked: Asked, listing: Listing) -> str:
    """The sort for the address: "" where it is the list's own."""
    said = ("-" if asked.descending else "") + asked.sort
    return "" if said == listing.sort else said


def _address(asked: Asked, listing: Listing, *, sort: str | None = None, page: int = 1) -> str:
    """The address of the same list otherwise sorted, or of another page. It begins with "?", also when it asks for nothing."""
    told = dict(asked.filters)
    said = _sort(asked, listing) if sort is None else sort if sort != listing.sort else ""
    if said:
        told[_SORT] = said
    if page > 1:
        told[_PAGE] = str(page)
    return "?" + urlencode(told)


def _head(column: Column, asked: Asked, listing: Listing) -> Head:
    here = bool(column.sort) and column.sort == asked.sort
    down = not asked.descending if here else column.newest_first
    return Head(
        label=column.label,
        name=column.sort,
        address=_address(asked, listing, sort=("-" if down else "") + column.sort) if column.sort else "",
        order=("descending" if asked.descending else "ascending") if here else "",
        number=column.number,
        hidden=column.hidden,
        clause=column.clause,
    )


def _field(one: Filter, asked: Asked) -> Field:
    value = asked.filter(one.name)
    return Field(
        name=one.name,
        label=one.label,
        value=value,
        hint=one.hint,
        choices=tuple(Choice(choice, label, choice == value) for choice, label in one.choices),
    )
