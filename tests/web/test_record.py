"""The record on the screen: told in sentences, for whom it is meant, with what is secret left out where it has to be."""

from datetime import UTC, datetime, timedelta

import pytest

from kallipolis.actions.record import Done, deed, erase_secrets_of
from kallipolis.rulebook.permission import Deed
from tests import cast
from tests.web.markup import faults, tree, words

pytestmark = pytest.mark.django_db
AT = datetime(2021, 6, 30, 19, 14, 7, tzinfo=UTC)


class Clock:
    def __init__(self, at=AT):
        self.at = at

    def now(self):
        return self.at


@deed(Deed.OPEN_CALL, chain=lambda call, **_: f"call:{call}")
def open_call(call, *, actor, clock):
    return Done(call, f"call:{call}", {"year": 2021, "places": ["a", "b"]})


@deed(Deed.GRANT_ROLE, case=lambda person, **_: cast_case(person))
def give_role(person, *, actor, clock):
    return Done(person, person.record_name, {"role": "auditor"}, {"name": person.name}, person.pk)


@deed(Deed.ERASE_PERSON)
def erase(person, *, actor, clock):
    return Done(erase_secrets_of(person.pk), person.record_name)


def cast_case(person):
    case = person.as_case()
    return type(case)(scopes=case.scopes, facts={**case.facts, "role": "auditor"})


def rows(response):
    return [words(row) for row in tree(response).xpath("//tbody/tr")]


def sentences(response):
    return [words(row) for row in tree(response).xpath("//tbody/tr/th")]


@pytest.fixture
def three():
    """A call opened by the console, a role given by the head, secrets erased by the clock."""
    helga, ana = cast.head(), cast.nobody_in_particular()
    open_call("uccn-2021", actor=cast.CONSOLE, clock=Clock())
    give_role(ana, actor=cast.as_actor(helga), clock=Clock(AT + timedelta(days=1)))
    return helga, ana


def as_(client, person):
    return cast.signed_in(client, person)


def test_the_record_is_read_by_four_roles_and_by_nobody_else(client):
    statuses = {}
    for role, person in cast.EVERYBODY.items():
        client.logout()
        statuses[str(role)] = as_(client, person()).get("/record/").status_code
    assert {role for role, status in statuses.items() if status == 200} == {
        "auditor",
        "officer",
        "head",
        "director_general",
    }
    client.logout()
    assert client.get("/record/").status_code == 302


def test_each_event_is_told_in_a_sentence_the_newest_first(client, three):
    response = as_(client, cast.officer()).get("/record/")
    assert sentences(response) == [
        "On 1 July 2021, 21:14:07 in Paris (19:14:07 UTC), Helga Tarn gave a role.",
        "On 30 June 2021, 21:14:07 in Paris (19:14:07 UTC), the operator’s console opened a call.",
    ]
    assert rows(response)[1].endswith('call:uccn-2021 service:console places: ["a", "b"]year: 2021 call:uccn-2021 1')
    assert faults(response.content.decode()) == []
    assert "no-store" in response["Cache-Control"]


def test_the_secretariat_reads_the_secret_that_the_deed_shows_it(client, three):
    _, ana = three
    response = as_(client, cast.officer()).get("/record/")
    assert f"name: {ana.name}" in rows(response)[0]


def test_an_auditor_reads_neither_names_nor_secrets(client, three):
    helga, ana = three
    response = as_(client, cast.auditor()).get("/record/")
    text = words(tree(response).xpath("//main")[0])
    assert f"person {helga.pk} gave a role." in text
    assert "More is kept as secret or personal, and not shown to you." in text
    for hidden in (helga.name, helga.email, ana.name, ana.email):
        assert hidden not in response.content.decode()


def test_what_was_erased_says_so_to_everybody(client, three):
    _, ana = three
    erase(ana, actor=cast.CLOCK, clock=Clock())
    for person in (cast.officer(), cast.auditor()):
        response = as_(client, person).get("/record/")
        assert "What was secret or personal has been erased." in rows(response)[1]
        assert ana.name not in response.content.decode()


def test_a_thing_and_a_person_have_their_history(client, three):
    helga, ana = three
    officer = as_(client, cast.officer())
    assert len(rows(officer.get(f"/record/of/{ana.record_name}/"))) == 1
    assert len(rows(officer.get(f"/record/by/{helga.record_name}/"))) == 1
    assert len(rows(officer.get("/record/of/call:uccn-2021/"))) == 1
    nothing = officer.get("/record/of/person:99999/")
    assert nothing.status_code == 200
    assert "Nothing of this is on the record" in words(tree(nothing))


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("deed=open_call", 1),
        ("deed=invite", 0),
        ("deed=nonsense", 2),
        ("chain=house", 1),
        ("about=call:uccn-2021", 1),
        ("actor=service:console", 1),
        ("since=2021-07-01", 1),
        ("until=2021-06-30", 1),
        ("since=2021-06-30&until=2021-07-01", 2),
        ("since=yesterday", 2),
        ("page=99", 2),
        ("page=-1&sort=nonsense", 2),
        ("about=%00", 2),
    ],
)
def test_filters_show_what_they_name(client, three, query, count):
    response = as_(client, cast.officer()).get(f"/record/?{query}")
    assert response.status_code == 200
    assert len(rows(response)) == count


def test_what_people_wrote_is_no_markup(client):
    ana = cast.a_person("<b>Ana</b>")
    give_role(ana, actor=cast.CONSOLE, clock=Clock())
    response = as_(client, cast.officer()).get("/record/")
    assert "<b>Ana" not in response.content.decode()
    assert "<b>Ana</b>" in rows(response)[0]


@pytest.mark.parametrize("address", ["/record/", "/record/of/call:uccn-2021/", "/record/by/service:console/"])
@pytest.mark.parametrize("count", [1, 3])
def test_a_list_takes_the_same_queries_for_one_row_and_for_three(client, django_assert_num_queries, address, count):
    for _ in range(count):
        open_call("uccn-2021", actor=cast.CONSOLE, clock=Clock())
    reader = as_(client, cast.auditor())
    # session, account, roles; the chains of the filter; the filters that she keeps; count, rows
    with django_assert_num_queries(7):
        assert len(rows(reader.get(address))) == count


@pytest.mark.parametrize("count", [1, 3])
def test_names_take_one_query_more(client, django_assert_num_queries, count):
    for number in range(count):
        ana = cast.a_person(f"Ana {number}")
        give_role(ana, actor=cast.as_actor(cast.a_person(f"Head {number}", cast.Grant(cast.Role.HEAD))), clock=Clock())
    reader = as_(client, cast.officer())
    with django_assert_num_queries(8):
        assert len(rows(reader.get("/record/"))) == count
