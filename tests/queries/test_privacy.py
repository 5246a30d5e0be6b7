"""Everything about oneself, and nothing about anybody else; every column of the site is in a class of the data map."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from allauth.mfa.models import Authenticator
from django.apps import apps

from kallipolis.actions.people.accounts import describe_oneself
from kallipolis.actions.people.roles import grant_role, invite
from kallipolis.models import Person
from kallipolis.queries import privacy
from kallipolis.queries.privacy_map import MAP, columns_of, faults, page, tables
from kallipolis.rulebook.clock import SYSTEM_CLOCK
from tests import cast

ROOT = Path(__file__).parents[2]
NOW = datetime(2021, 3, 16, tzinfo=UTC)


def test_every_column_of_every_table_is_in_a_class():
    assert list(faults()) == []


def test_a_column_in_no_class_would_be_seen(monkeypatch):
    monkeypatch.setitem(MAP, "kallipolis.State", MAP["kallipolis.Chain"])
    assert any(one.startswith("kallipolis.State.region is in no class") for one in faults())


def test_every_tie_to_a_person_says_whose_the_row_is():
    tied = {
        name
        for name, model in tables()
        if model is not Person and any(field.related_model is Person for field in model._meta.concrete_fields)
    }
    assert {name for name in tied if MAP[name].whose is None} == set()


def test_no_column_is_in_two_classes():
    for name, model in tables():
        table = MAP[name]
        told = " ".join([table.personal, table.opens, table.public, table.operational]).split()
        assert sorted(told) == sorted(columns_of(model)), name


def test_the_page_of_the_documentation_is_up_to_date():
    assert (ROOT / "docs/reference/data-map.md").read_text("utf-8") == page()


@pytest.fixture
def eva(db):
    eva, ines = cast.evaluator(), cast.officer()
    for person, name in ((eva, "Eva Lindqvist"), (ines, "Ines Moreau")):
        her = cast.as_actor(person)
        describe_oneself(person, actor=her, clock=SYSTEM_CLOCK, name=name, language="fr", zone="Europe/Paris")
        grant_role(actor=cast.CONSOLE, clock=SYSTEM_CLOCK, person_id=person.pk, role="auditor", over="")
        invite(person.email, actor=cast.CONSOLE, clock=SYSTEM_CLOCK, role="member_city", over="1")
        Authenticator.objects.create(user=person, type="totp", data={"secret": "a-seed"})
    return eva


def told(person):
    return json.loads(privacy.everything_about(person.pk, now=NOW))


def test_she_is_told_her_account_roles_letters_invitations_and_what_the_record_keeps_of_her(eva):
    records = told(eva)["records"]
    assert records["kallipolis.Person"]["rows"][0]["email"] == "eva.lindqvist@people.example"
    assert {row["role"] for row in records["kallipolis.GrantedRole"]["rows"]} == {"evaluator", "auditor"}
    assert {row["deed"] for row in records["kallipolis.Letter"]["rows"]} == {"grant_role", "invite"}
    assert [row["role"] for row in records["kallipolis.Invitation"]["rows"]] == ["member_city"]
    assert {row["content"]["name"] for row in records["kallipolis.EventSecret"]["rows"]} == {"Eva Lindqvist"}
    assert {row["deed"] for row in records["kallipolis.Event"]["rows"]} == {"change_own_account", "grant_role"}


def test_known_failure_6_nothing_about_anybody_else_is_told(eva):
    everything = json.dumps(told(eva), ensure_ascii=False)
    for trace in ("Ines", "Moreau", "ines.moreau"):
        assert trace not in everything


def test_nothing_that_opens_something_is_told(eva):
    everything = json.dumps(told(eva))
    assert "a-seed" not in everything
    assert eva.password not in everything
    for name, record in told(eva)["records"].items():
        for row in record["rows"]:
            assert not set(row) & set(MAP[name].opens.split())
    assert told(eva)["records"]["mfa.Authenticator"]["rows"][0]["type"] == "totp"


def test_each_kind_says_what_it_is_and_how_long_it_is_kept(eva):
    letters = told(eva)["records"]["kallipolis.Letter"]
    assert (letters["about"], letters["kept"]) == ("Letters", "1825 days from the day that it was drawn up")


def test_the_page_tells_only_kinds_of_which_there_is_something(eva):
    held = {row.name: row.count for row in privacy.held_about(eva.pk)}
    assert held["kallipolis.GrantedRole"] == 2
    assert "kallipolis.SignInLink" not in held
    assert set(held) <= {model._meta.label for model in apps.get_models()}


def test_two_queries_tell_what_is_held_in_however_many_tables(eva, django_assert_num_queries):
    with django_assert_num_queries(2):
        privacy.held_about(eva.pk)
