"""The generated pages of the documentation are as they would be generated now, and none can lie."""

from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from kallipolis.documents.writing.access import Address, addresses_page, permissions_page
from kallipolis.management.commands.reference import pages
from kallipolis.rulebook.people import ROLES
from kallipolis.rulebook.permission import DEEDS, Deed
from kallipolis.web.address_book import declared

FOLDER = Path(__file__).parents[2] / "docs" / "reference"


@pytest.mark.parametrize("name", sorted(pages()))
def test_a_generated_page_is_up_to_date(name):
    assert (FOLDER / name).read_text("utf-8") == pages()[name], "run `kallipolis reference`"


def test_the_command_names_what_is_out_of_date(tmp_path):
    call_command("reference", str(tmp_path))
    call_command("reference", str(tmp_path), check=True)
    (tmp_path / "permissions.md").write_text("All may do all.\n", encoding="utf-8")
    with pytest.raises(CommandError, match=r"^out of date: permissions\.md\. Run `kallipolis reference`\.$"):
        call_command("reference", str(tmp_path), check=True)


def test_every_deed_and_every_role_has_its_line():
    page = permissions_page()
    assert [deed for deed in DEEDS if f"| `{deed}` |" not in page] == []
    assert [role for role, facts in ROLES.items() if f"\n| {facts.name} | " not in page] == []


def test_an_address_names_its_deed_and_to_whom_it_is_open():
    page = addresses_page(
        [
            Address("record/", ("GET", "HEAD"), Deed.READ_RECORD),
            Address("about/", ("GET",), None),
            Address("account/<int:number>/", ("POST",), Deed.CHANGE_OWN_ACCOUNT, of_one_thing=True),
        ]
    )
    assert page.splitlines()[-3:] == [
        "| `/record/` | GET HEAD | `read_record` | Officer of the Secretariat, Head of the Secretariat, Director-General, Auditor |",
        "| `/about/` | GET |  | anybody |",
        "| `/account/<int:number>/` | POST | `change_own_account` | Person with an account, over this thing |",
    ]


def test_the_address_book_has_every_address_once():
    paths = [path for path, *_ in declared()]
    assert len(paths) == len(set(paths))
    assert {"", "record/", "calls/<slug:call_id>/", "account/login/"} <= set(paths)
