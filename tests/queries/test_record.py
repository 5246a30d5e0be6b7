"""Events as a reader may see them: the rows that a page and, one day, a program get; constant in queries."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from kallipolis.actions.record import Done, deed
from kallipolis.models import EventSecret
from kallipolis.queries.lists import Asked
from kallipolis.queries.record import SecretState, chains, events
from kallipolis.rulebook.people import Role
from kallipolis.rulebook.permission import Case, Deed
from tests import cast
from tests.tampering import tamper

pytestmark = pytest.mark.django_db


class Clock:
    def now(self):
        return datetime(2021, 6, 30, 19, 14, 7, tzinfo=UTC)


@deed(Deed.GRANT_ROLE, case=lambda person, **_: Case(facts={"role": str(Role.AUDITOR), "person": str(person.pk)}))
def give_role(person, *, actor, clock):
    return Done(person, person.record_name, {"role": "auditor", "n": [1]}, {"name": person.name}, person.pk)


@pytest.fixture
def officer():
    return cast.as_actor(cast.officer())


@pytest.fixture
def auditor():
    return cast.as_actor(cast.auditor())


def given(count=1):
    helga = cast.as_actor(cast.head())
    for number in range(count):
        give_role(cast.a_person(f"Ana {number}"), actor=helga, clock=Clock())


def test_a_row_tells_its_event(officer):
    given()
    (row,) = events(officer, Asked()).rows
    ana = cast.a_person("Ana 0")
    assert (row.chain, row.number, row.at) == ("house", 1, Clock().now())
    assert str(row.told) == "On 30 June 2021, 21:14:07 in Paris (19:14:07 UTC), Helga Tarn gave a role."
    assert (row.about, row.actor) == (ana.record_name, cast.head().record_name)
    assert row.change == (("n", "[1]"), ("role", "auditor"))
    assert (row.secret_state, row.secret) == (SecretState.SHOWN, (("name", "Ana 0"),))


def test_an_auditor_is_told_numbers_and_no_secret(auditor):
    given()
    (row,) = events(auditor, Asked()).rows
    assert f"person {cast.head().pk} gave a role." in str(row.told)
    assert (row.secret_state, row.secret) == (SecretState.KEPT, ())


def test_the_same_officer_without_her_second_factor_is_told_no_more_than_an_auditor():
    given()
    asleep = cast.as_actor(cast.officer(), strong=False)
    (row,) = events(asleep, Asked()).rows
    assert (row.secret_state, row.secret) == (SecretState.KEPT, ())
    assert "Helga" not in str(row.told)


def test_an_erased_secret_is_told_as_erased(officer):
    given()
    EventSecret.objects.all().delete()
    assert [row.secret_state for row in events(officer, Asked()).rows] == [SecretState.ERASED]


def test_a_deed_and_an_actor_that_the_house_no_longer_knows_are_told_by_their_names(officer):
    given()
    tamper("UPDATE kallipolis_event SET deed = 'crown', actor = 'service:oracle'")
    (row,) = events(officer, Asked()).rows
    assert str(row.told).endswith(", service:oracle did “crown”.")
    assert row.secret_state is SecretState.KEPT


@pytest.mark.parametrize("count", [1, 3])
def test_three_rows_take_no_more_queries_than_one(django_assert_num_queries, officer, auditor, count):
    given(count)
    with django_assert_num_queries(3):
        assert len(events(officer, Asked()).rows) == count
    with django_assert_num_queries(2):
        assert len(events(auditor, Asked()).rows) == count


def test_a_long_record_is_shown_a_part_at_a_time(officer):
    given(3)
    newest = Asked(sort="when", descending=True, size=2)
    assert [row.number for row in events(officer, newest).rows] == [3, 2]
    assert [row.number for row in events(officer, Asked(sort="when", descending=True, size=2, page=2)).rows] == [1]
    assert chains() == ("house",)
