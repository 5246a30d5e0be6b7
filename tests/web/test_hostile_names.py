"""Names of people, cities and filters that are markup, in every page: told as they were written, and never obeyed."""

from __future__ import annotations

import pytest
from lxml import html

from kallipolis.models import City, CityName, Invitation, SavedFilter, State
from kallipolis.rulebook.clock import SYSTEM_CLOCK
from kallipolis.rulebook.people import Grant, Role
from tests import cast
from tests.web.addresses import READ
from tests.web.markup import faults

pytestmark = pytest.mark.django_db
HOSTILE = """<img src=x onerror=alert(1)>"><script>alert(1)</script>'}}{% now %}<style>*{display:none}</style>"""


@pytest.fixture
def house():
    """Every kind of thing that has a name, under that name; and the head, who is called so too."""
    now = SYSTEM_CLOCK.now()
    state = State.objects.create(iso2="XX", name=HOSTILE, names={"fr": HOSTILE}, region="Africa", status="Member State")
    city = City.objects.create(state=state, name=HOSTILE, field="music", designated_in=2019, latitude=1, longitude=1)
    CityName.objects.create(city=city, name="former " + HOSTILE, kind="former")
    head = cast.a_person("Head", Grant(Role.HEAD), Grant(Role.NATIONAL_COMMISSION, HOSTILE[:100]))
    head.name = HOSTILE
    head.save()
    SavedFilter.objects.create(person=head, listing="cities", name=HOSTILE[:60], query="q=" + HOSTILE)
    Invitation.objects.create(
        email="hostile@people.example", role=Role.NATIONAL_COMMISSION, over=HOSTILE, digest="0" * 64, invited_at=now,
        invited_by=HOSTILE[:60], ends_at=now,
    )  # fmt: skip
    return head


def obeyed(response) -> list[str]:
    """What of the hostile name became part of the page."""
    page = html.fromstring(response.content.decode())
    found = page.xpath(
        "//script[not(@src)] | //style | //img[@onerror] | //*[@onerror or @onload or @onclick or @style]"
    )
    return [html.tostring(one).decode()[:120] for one in found if "application/json" not in (one.get("type") or "")]


@pytest.mark.parametrize("name", READ)
def test_known_failure_63_a_name_that_is_markup_is_text_on_every_page(client, house, name):
    cast.signed_in(client, house)
    response = client.get(READ[name])
    if response.status_code == 200 and "html" in response["Content-Type"]:
        assert obeyed(response) == []
        assert faults(response.content.decode()) == []


@pytest.mark.parametrize(
    "address", ["/cities/?q=%3Cscript%3Ealert(1)%3C/script%3E", "/cities/?sort=%22%3E%3Cscript%3E", "/%3Cscript%3E/"]
)
def test_known_failure_63_what_an_address_says_is_text_too(client, house, address):
    assert obeyed(client.get(address)) == []


@pytest.mark.parametrize("name", ["home", "cities", "desk", "register_cities", "people"])
def test_the_name_is_there_as_it_was_written(client, house, name):
    """A page that left it out would prove nothing."""
    cast.signed_in(client, house)
    assert "&lt;img src=x onerror=alert(1)&gt;" in client.get(READ[name]).content.decode()


def test_known_failure_67_a_name_is_never_style(client, house):
    cast.signed_in(client, house)
    page = client.get(READ["home"]).content.decode()
    assert "<style>" not in page
    assert "style=" not in page.replace("&lt;style", "")
