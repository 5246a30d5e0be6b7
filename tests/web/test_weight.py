"""What a page weighs on the wire, what the site loads to serve it, and how soon the first one is there."""

import gzip
import subprocess
import sys
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders

from kallipolis.actions.register import import_register
from kallipolis.queries.register import network
from kallipolis.rulebook.clock import SYSTEM_CLOCK
from kallipolis.rulebook.people import Grant, Role
from kallipolis.web import symbols
from tests import cast
from tests.factories import a_call
from tests.web.addresses import READ
from tests.web.markup import tree

HEAVY = {"lxml", "PIL", "docx", "pikepdf", "pypdfium2", "pycld2", "olefile", "xlsxwriter", "puremagic", "numpy"}
PAGES = ["/calls/uccn-2021/", "/calls/uccn-2021/?q=photograph", "/calls/uccn-2021/check/", "/calls/uccn-2019/"]
PAGE_BYTES, FIRST_VISIT_BYTES, OWN_SCRIPT_BYTES = 60_000, 120_000, 10_000


def packed(content: bytes) -> int:
    return len(gzip.compress(content, 6))


def parts(page):
    """The files that a page fetches."""
    addresses = [
        *page.xpath("//link[@rel='stylesheet']/@href"),
        *page.xpath("//script/@src"),
        *page.xpath("//img/@src"),
    ]
    return {name: read(name.removeprefix("/static/")) for name in addresses if name.startswith("/static/")}


def read(name):
    return Path(finders.find(name)).read_bytes()


@pytest.mark.parametrize("language", ["en", "fr", "zh-hans", "ar"])
@pytest.mark.parametrize("address", PAGES)
def test_a_page_with_all_that_it_fetches_stays_under_60_kilobytes(client, address, language):
    response = client.get(address, headers={"accept-language": language})
    fetched = parts(tree(response))
    assert packed(response.content) + sum(map(packed, fetched.values())) < PAGE_BYTES


@pytest.fixture
def full(db):
    """A house that is not empty: all the Network's cities, and more people than stand on a page."""
    import_register(a_call(), network(), actor=cast.CONSOLE, clock=SYSTEM_CLOCK)
    for number in range(60):
        cast.a_person(f"Somebody of the House {number}", Grant(Role.AUDITOR))


def too_heavy(client, names):
    """The pages of these names that weigh more than they may, with their weight; and the first visit, with all assets."""
    found = {}
    for name in names:
        response = client.get(READ[name], headers={"accept-language": "ar"})
        if response.status_code == 200 and "html" in response["Content-Type"]:
            alone, fetched = packed(response.content), parts(tree(response))
            first = alone + sum(map(packed, fetched.values()))
            if alone > PAGE_BYTES or first > FIRST_VISIT_BYTES:
                found[name] = (alone, first)
    return found


@pytest.mark.slow
@pytest.mark.parametrize("role", [Role.VISITOR, *cast.EVERYBODY])
def test_every_page_is_light_for_every_role_that_may_see_it(client, full, role):
    if role in cast.EVERYBODY:
        cast.signed_in(client, cast.EVERYBODY[role]())
    assert too_heavy(client, READ) == {}


def test_our_own_scripts_are_small():
    scripts = [path.read_bytes() for path in symbols.STATIC.glob("*.js")]
    assert scripts
    assert sum(map(packed, scripts)) < OWN_SCRIPT_BYTES


def test_a_page_carries_only_the_symbols_that_it_uses(client):
    for address in PAGES:
        page = tree(client.get(address))
        carried = page.xpath("//symbol/@id")
        used = {use.removeprefix("#") for use in page.xpath("//use/@href")}
        assert sorted(used) == sorted(carried)


def test_pages_are_packed_on_the_wire(client):
    response = client.get("/calls/uccn-2021/", headers={"accept-encoding": "gzip"})
    assert response["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in response["Vary"]


def test_serving_pages_loads_no_document_library():
    program = (
        "import django, sys; django.setup()\n"
        "from django.test import Client\n"
        "client = Client(SERVER_NAME='localhost')\n"
        "assert client.get('/calls/uccn-2021/').status_code == 200\n"
        "assert client.get('/calls/uccn-2021/check/').status_code == 200\n"
        "print(' '.join({name.partition('.')[0] for name in sys.modules}))"
    )
    answer = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert HEAVY & set(answer.stdout.split()) == set()
