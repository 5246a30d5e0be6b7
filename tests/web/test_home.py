"""The home of the Network: the call's banner, the map, the cities by field, and the list of all of them."""

import pytest

from kallipolis.actions.register import import_register
from kallipolis.queries.register import network
from kallipolis.rulebook.clock import SYSTEM_CLOCK
from kallipolis.web.atlas import Place, projected, spots
from tests import cast
from tests.factories import a_call
from tests.web.markup import faults, one, tree, words

pytestmark = pytest.mark.django_db


@pytest.fixture
def members():
    import_register(a_call(), network(), actor=cast.CONSOLE, clock=SYSTEM_CLOCK)


def rows(response):
    return [words(row) for row in tree(response).xpath("//tbody/tr")]


def said(client, the_time_is, instant):
    the_time_is(instant)
    return words(one(tree(client.get("/")), "//section[contains(@class, 'callpanel')]"))


def test_the_banner_says_how_the_call_stands(client, the_time_is):
    assert "Call announced" in said(client, the_time_is, "2021-03-01T12:00:00+01:00")
    assert "Applications close in 41 days 8 hours: Wednesday 30 June 2021, 23:59 in Paris." in said(
        client, the_time_is, "2021-05-20T15:20:00+02:00"
    )
    assert "Applications closed on Wednesday 30 June 2021, 23:59 in Paris." in said(
        client, the_time_is, "2021-07-01T00:00:00+02:00"
    )


def test_without_cities_the_page_says_so_and_shows_no_map(client):
    page = tree(client.get("/"))
    assert "No member city is in the register yet" in words(page)
    assert not page.xpath("//svg[@role='img']")
    assert [words(one) for one in page.xpath("//ul[@class='fieldstrip']//b")] == ["0 cities"] * 7


def test_the_fields_are_counted_from_the_register(client, members):
    page = tree(client.get("/"))
    counts = [int(words(count).split()[0]) for count in page.xpath("//ul[@class='fieldstrip']//b")]
    assert sum(counts) == len(network()) == 350
    assert "350 cities in 106 countries." in words(one(page, "//figcaption"))


def test_the_map_has_one_spot_for_each_city_and_none_upon_another(client, members):
    page = tree(client.get("/"))
    paths = "".join(page.xpath("//svg[@role='img']/path[@data-field]/@d"))
    plots = paths.split("M")[1:]
    assert len(plots) == len(set(plots)) == 350


def test_a_field_leads_to_its_cities(client, members):
    address = tree(client.get("/")).xpath("string(//ul[@class='fieldstrip']//a[@data-field='film']/@href)")
    response = client.get(address)
    assert len(rows(response)) == 26
    assert all("Film" in row for row in rows(response))


def test_a_city_that_changed_its_field_stands_in_the_one_that_it_works_in(client, members):
    changed = [city for city in network() if city.changed_field]
    for city in changed:
        (row,) = [row for row in rows(client.get(f"/cities/?q={city.name}")) if row.startswith(city.name)]
        names = {field.id: field.name.en for field in a_call().fields}
        assert names[city.changed_field] in row


@pytest.mark.parametrize("name", ["edinburgh", "EDINBURGH", "dinb"])
def test_a_city_is_found_however_it_is_written(client, members, name):
    assert [row.split()[0] for row in rows(client.get(f"/cities/?q={name}"))] == ["Edinburgh"]


def test_a_city_is_found_by_its_state_in_the_readers_language(client, members):
    found = rows(client.get("/cities/?q=allemagne&lang=fr"))
    assert found
    assert all("Allemagne" in row for row in found)


def test_the_list_sorts_by_year_from_the_newest_and_back(client, members):
    years = [int(row.split()[-1]) for row in rows(client.get("/cities/?sort=-year"))]
    assert years == sorted(years, reverse=True)
    assert int(rows(client.get("/cities/?sort=year"))[0].split()[-1]) == 2004


def test_a_page_holds_fifty_and_leads_to_the_next(client, members):
    page = client.get("/cities/")
    assert len(rows(page)) == 50
    assert tree(page).xpath("string(//a[@rel='next']/@href)") == "/cities/?page=2"
    assert len(rows(client.get("/cities/?page=7"))) == 50


def test_htmx_gets_the_list_alone(client, members):
    response = client.get("/cities/?q=film", headers={"HX-Request": "true", "HX-Target": "list"})
    assert response.content.decode().startswith('<div id="list"')
    assert "<html" not in response.content.decode()


@pytest.mark.parametrize("language", ["en", "fr", "ar", "zh-hans"])
@pytest.mark.parametrize("address", ["/", "/cities/", "/cities/?q=zeppelin"])
def test_the_pages_are_well_formed(client, members, address, language):
    assert faults(client.get(address, headers={"accept-language": language}).content.decode()) == []


def test_the_map_is_that_of_the_earth():
    across, down = zip(*(projected(*place) for place in [(0, 11), (64, -21), (-33, 18), (-34, 151)]), strict=True)
    assert across[0] == pytest.approx(150)
    assert down[0] == pytest.approx(72.5)
    assert across[1] < across[0] < across[2] < across[3]
    assert down[1] < down[0] < down[2]


def test_cities_in_one_place_get_plots_side_by_side():
    (drawn,) = spots([Place("film", 48.9, 2.3)] * 9)
    plots = [tuple(map(float, plot.split("h")[0].split())) for plot in drawn.path.split("M")[1:]]
    assert len(set(plots)) == 9
    assert max(x for x, _ in plots) - min(x for x, _ in plots) <= 4
