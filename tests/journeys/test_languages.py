"""Somebody reads in her own language: she finds it by its own name, keeps the page, and finds it again on the next one."""

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import DESK, TELEPHONE, too_wide

CALL = "/calls/uccn-2021/"


@pytest.mark.parametrize("script", [True, False])
def test_another_language_keeps_the_page_and_lasts(site, opened, script):
    page = opened(f"{site}{CALL}?q=photograph", script=script)
    page.locator(".langs summary").click()
    page.get_by_role("link", name="العربية").click()
    html = page.locator("html")
    expect(html).to_have_attribute("lang", "ar")
    expect(html).to_have_attribute("dir", "rtl")
    expect(page.locator("#q")).to_have_value("photograph")
    assert page.url == f"{site}{CALL}?q=photograph&lang=ar"
    page.goto(f"{site}/about/")
    expect(html).to_have_attribute("dir", "rtl")


def test_the_keyboard_alone_changes_the_language(site, opened):
    page = opened(f"{site}{CALL}")
    page.locator(".langs summary").focus()
    page.keyboard.press("Enter")
    for _ in range(4):
        page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Русский"
    page.keyboard.press("Enter")
    expect(page.locator("html")).to_have_attribute("lang", "ru")
    expect(page.locator("h1")).to_have_text("Конкурс заявок 2021 года")


@pytest.mark.parametrize("width", [320, TELEPHONE, DESK])
@pytest.mark.parametrize("language", ["fr", "es", "ru", "ar", "zh-hans"])
def test_longer_words_keep_the_pages_in_their_frame(site, opened, language, width):
    page = opened(f"{site}{CALL}?lang={language}", width=width)
    assert too_wide(page) == []
    for address in (f"{CALL}check/", "/about/", "/accessibility/", "/account/login/"):
        page.goto(f"{site}{address}")
        assert (address, too_wide(page)) == (address, [])
