"""People from the console: the first head, and the people of a demonstration, who exist on no production site."""

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from kallipolis.actions.people import demo
from kallipolis.models import Event, GrantedRole, Invitation, Letter, Person
from kallipolis.rulebook.people import GRANTED, ROLES
from tests import cast

pytestmark = pytest.mark.django_db


def test_the_first_head_is_invited_from_the_console_which_prints_the_page(capsys):
    call_command("people", "invite", "Helga@Secretariat.example", "--role", "head")
    link = capsys.readouterr().out.splitlines()[-1]
    assert link.startswith("http://localhost:8000/invitations/")
    assert link in Letter.objects.get().text
    assert [(one.email, one.role) for one in Invitation.objects.all()] == [("helga@secretariat.example", "head")]
    assert Event.objects.get().actor == "service:console"


def test_a_role_for_a_thing_says_which(capsys):
    with pytest.raises(CommandError, match="Say what the role is for: a State"):
        call_command("people", "invite", "cora@people.example", "--role", "national_commission")


def test_a_role_is_given_to_an_account(capsys):
    noor = cast.nobody_in_particular()
    call_command("people", "grant", noor.email, "--role", "auditor")
    assert [granted.role for granted in noor.granted_roles.all()] == ["auditor"]


def test_the_list_tells_roles_and_what_lacks(capsys):
    cast.officer()
    call_command("people", "list")
    assert capsys.readouterr().out == "ines.moreau@people.example  officer; lacks the second factor\n"


def test_there_is_a_demo_person_for_every_role_and_making_them_twice_makes_them_once(capsys):
    call_command("people", "demo")
    call_command("people", "demo")
    assert set(GrantedRole.objects.values_list("role", flat=True)) == set(GRANTED)
    assert Person.objects.filter(demo=True).count() == len(demo.PEOPLE) == Person.objects.count()
    assert Event.objects.filter(deed="make_demo_people").count() == 1
    told = capsys.readouterr().out
    assert all(str(ROLES[role].name) in told for role in GRANTED)
    assert demo.PASSWORD in told


def test_the_second_factor_of_a_demo_person_is_printed_and_of_nobody_else(capsys):
    call_command("people", "demo")
    cast.officer()
    capsys.readouterr()
    call_command("people", "code", "ines.moreau@demo.example")
    assert len(capsys.readouterr().out.strip()) == 6
    with pytest.raises(CommandError, match="is no demo person"):
        call_command("people", "code", "ines.moreau@people.example")


def test_a_production_site_has_no_demo_people(settings, capsys):
    settings.PRODUCTION = True
    with pytest.raises(CommandError, match="production site"):
        call_command("people", "demo")
    with pytest.raises(CommandError, match="production site"):
        call_command("people", "code", "ines.moreau@demo.example")
    call_command("people", "demo", "--unless-production")
    assert capsys.readouterr().out == ""
    assert not Person.objects.exists()
