"""Everything that the house holds about one person, for herself: told table by table, and handed out to be taken along."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.apps import apps
from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import CharField, Count, Model, Value

from kallipolis.models.people import Person
from kallipolis.queries.privacy_map import MAP, Kind, Table, columns_of
from kallipolis.rulebook.permission import Case
from kallipolis.rulebook.retention import TERMS, Term
from kallipolis.rulebook.sentence import Sentence


@dataclass(frozen=True)
class Held:
    """One kind of record about her: how many there are, and how long they are kept."""

    name: str
    words: Sentence
    count: int
    term: Term


def held_about(person: int) -> tuple[Held, ...]:
    """What is held about her, kind by kind. Two queries, however many tables can speak of her."""
    asked = list(_rows_about(Person.objects.get(pk=person)))
    first, *others = [
        rows.order_by()
        .annotate(table=Value(name, output_field=CharField()))
        .values("table")
        .annotate(held=Count("pk", distinct=True))
        .values_list("table", "held")
        for name, _, rows in asked
    ]
    counted = dict(first.union(*others, all=True))
    return tuple(
        Held(name, table.words, count, TERMS[table.term]) for name, table, _ in asked if (count := counted.get(name, 0))
    )


def everything_about(person: int, *, now: datetime) -> bytes:
    """All of it, as JSON: every column but the secret ones, whose rows are only named.

    What opens something (a password, the seed of a factor, the key of a link) is of no use to her and of some to a thief.
    """
    who = Person.objects.get(pk=person)
    told: dict[str, Any] = {
        name: {
            "about": str(table.words),
            "kept": _kept(TERMS[table.term]),
            "rows": [_row(row, table) for row in rows.order_by("pk")],
        }
        for name, table, rows in _rows_about(who)
    }
    whole = {"person": who.pk, "made_at": now, "records": told}
    return json.dumps(whole, cls=DjangoJSONEncoder, ensure_ascii=False, indent=1).encode()


def _rows_about(who: Person) -> Iterator[tuple[str, Table, Any]]:
    for name, table in MAP.items():
        if table.whose is not None:
            model = apps.get_model(name)
            yield name, table, model._default_manager.filter(table.whose(who)).distinct()


def _row(row: Model, table: Table) -> Mapping[str, Any]:
    shown = [column for column in columns_of(type(row)) if table.kinds.get(column) is not Kind.SECRET]
    return {column: _plain(row.serializable_value(column)) for column in shown}


def _plain(value: Any) -> Any:
    known = (str, int, float, bool, list, dict, date, type(None))
    return value if isinstance(value, known) else str(value)


def _kept(term: Term) -> str:
    return str(term.counted_from) if term.length is None else f"{term.length.days} days {term.counted_from}"


@dataclass(frozen=True)
class Erasable:
    """Somebody whom the reader could erase, as the page that asks once more names her."""

    number: int
    name: str
    email: str


def erasable(person: int) -> Erasable | None:
    """Somebody who was not erased; None of anybody else. One query."""
    who = Person.objects.filter(pk=person, erased_at=None).first()
    return Erasable(who.pk, who.name, who.email) if who else None


def case_of_person(number: int) -> Case | None:
    """A person as a permission sees her; None where there is none, or nothing of her is left."""
    who = Person.objects.filter(pk=number, erased_at=None).first()
    return who.as_case() if who else None
