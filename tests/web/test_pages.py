"""The pages that stand still: about, accessibility, privacy; what they promise is what the product does."""

import pytest

from kallipolis import __version__
from kallipolis.web.reader import BROWSER_ZONE_COOKIE, THEME_COOKIE, ZONE_COOKIE
from kallipolis.web.unsent import KEPT_FOR, WRITER_COOKIE
from tests.web.markup import faults, one, tree, words

PAGES = ["/about/", "/accessibility/", "/privacy/"]


@pytest.mark.parametrize("language", ["en", "fr", "es", "ru", "ar", "zh-hans"])
@pytest.mark.parametrize("address", PAGES)
def test_each_is_well_formed_in_every_language(client, address, language):
    assert faults(client.get(address, headers={"accept-language": language}).content.decode()) == []


@pytest.mark.parametrize("address", PAGES)
def test_each_is_led_to_from_the_foot_of_every_page(client, address):
    assert address in one(tree(client.get("/calls/uccn-2021/")), "//footer").xpath(".//a/@href")


def test_the_page_about_the_site_names_licence_version_and_whose_it_is(client):
    page = words(tree(client.get("/about/")))
    assert "EUPL-1.2" in page
    assert __version__ in page
    assert "independent of UNESCO and is not endorsed by it" in page


def test_the_privacy_page_names_every_cookie_that_the_site_sets(client, settings):
    page = words(one(tree(client.get("/privacy/")), "//table"))
    cookies = {
        *(settings.LANGUAGE_COOKIE_NAME, settings.CSRF_COOKIE_NAME, settings.SESSION_COOKIE_NAME),
        *(THEME_COOKIE, ZONE_COOKIE, BROWSER_ZONE_COOKIE, WRITER_COOKIE),
    }
    assert {name for name in cookies if name in page.replace(",", "").split()} == cookies


def test_the_privacy_page_tells_the_terms_that_are_set(client, settings):
    settings.SIGN_IN_LINK_MINUTES, settings.INVITATION_DAYS = 7, 9
    page = words(tree(client.get("/privacy/")))
    assert "A link to sign in ends after 7 minutes." in page
    assert "An invitation ends after 9 days." in page
    assert KEPT_FOR.total_seconds() == 3600
    assert "is kept for an hour, for you alone" in page


def test_where_the_source_is_is_told_when_the_operator_says_so(client, settings):
    settings.KALLIPOLIS_SOURCE = "https://code.example/kallipolis"
    assert "https://code.example/kallipolis" in client.get("/about/").content.decode()
