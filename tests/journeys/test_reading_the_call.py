"""Somebody in a city hall reads the call: when it ends on her own clock, what the rules say, where the form is."""

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import DESK, TELEPHONE, too_wide


def clock_of(page: Page) -> str:
    return " ".join(page.locator("#clock").inner_text().split())


def test_with_script_the_clock_shows_her_own_time_by_itself(site, opened):
    page = opened(f"{site}/calls/uccn-2021/", zone="Africa/Nairobi")
    expect(page.locator("#clock dt")).to_have_count(3)
    assert "Where you are (EAT, UTC+3) 00:59 Thursday 1 July 2021" in clock_of(page)
    page.reload()
    expect(page.locator("#clock dt")).to_have_count(3)


def test_without_script_she_chooses_her_zone_once(site, opened):
    page = opened(f"{site}/calls/uccn-2021/", script=False)
    expect(page.locator("#clock dt")).to_have_count(2)
    page.get_by_label("Your time zone").select_option("Asia/Tokyo")
    page.get_by_role("button", name="Show").click()
    assert "Where you are (JST, UTC+9) 06:59 Thursday 1 July 2021" in clock_of(page)
    page.goto(f"{site}/calls/uccn-2021/")
    assert "Where you are (JST, UTC+9)" in clock_of(page)


def test_what_she_chose_goes_before_what_her_browser_says(site, opened):
    page = opened(f"{site}/calls/uccn-2021/", zone="Africa/Nairobi")
    expect(page.locator("#clock dt")).to_have_count(3)
    page.get_by_label("Your time zone").select_option("Asia/Tokyo")
    page.get_by_role("button", name="Show").click()
    expect(page.locator("#clock dt").nth(2)).to_have_text("Where you are (JST, UTC+9)")
    page.reload()
    expect(page.locator("#clock dt").nth(2)).to_have_text("Where you are (JST, UTC+9)")


def test_without_script_she_searches_and_clears(site, opened):
    page = opened(f"{site}/calls/uccn-2021/", script=False)
    page.get_by_label("Search the rules and the questions").fill("photograph")
    page.get_by_role("button", name="Search").click()
    expect(page.locator("#found")).to_contain_text("3 rules, 2 questions")
    expect(page.locator("#found mark").first).to_have_text("photograph")
    page.get_by_role("link", name="Clear the search").click()
    expect(page.locator("#found")).to_have_text("")


def test_with_script_what_is_found_appears_while_she_types(site, opened):
    page = opened(f"{site}/calls/uccn-2021/")
    field = page.get_by_label("Search the rules and the questions")
    field.press_sequentially("endorsement", delay=20)
    expect(page.locator("#found")).to_contain_text("2 questions for endorsement")
    assert page.url.endswith("?q=endorsement")
    expect(field).to_be_focused()
    field.fill("zeppelin")
    expect(page.locator("#found .empty h3")).to_have_text("No rule and no question holds “zeppelin”")
    page.go_back()
    expect(page.locator("#found")).to_contain_text("2 questions for endorsement")


def test_a_chip_leads_to_the_words_of_its_clause(site, opened):
    page = opened(f"{site}/calls/uccn-2021/", script=False)
    page.locator(".facts .clause", has_text="P15").click()
    assert page.url.endswith("#P15")
    expect(page.locator("#P15")).to_be_in_viewport()


def test_the_form_comes_down_as_a_word_file(site, opened):
    page = opened(f"{site}/calls/uccn-2021/")
    with page.expect_download() as download:
        page.get_by_role("link", name="Formulaire de candidature 2021").click()
    assert download.value.suggested_filename == "uccn-2021-form-fr.docx"
    assert download.value.path().read_bytes()[:2] == b"PK"


def test_the_theme_is_hers(site, opened):
    page = opened(f"{site}/calls/uccn-2021/", script=False)
    light = page.evaluate("getComputedStyle(document.body).backgroundColor")
    page.get_by_role("button", name="Dark").click()
    assert page.locator("html").get_attribute("data-theme") == "dark"
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") != light


def test_the_first_stop_of_the_keyboard_skips_to_the_content(site, opened):
    page = opened(f"{site}/calls/uccn-2021/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    expect(page.get_by_role("link", name="Skip to the content")).to_be_in_viewport()


@pytest.mark.parametrize("width", [320, TELEPHONE, DESK])
@pytest.mark.parametrize("language", ["en", "ar"])
def test_nothing_scrolls_sideways(site, opened, width, language):
    page = opened(f"{site}/calls/uccn-2021/?lang={language}&q=photograph", width=width)
    assert too_wide(page) == []


def test_in_arabic_the_page_is_a_mirror_and_references_are_not(site, opened):
    page = opened(f"{site}/calls/uccn-2021/?lang=ar", script=False)
    assert page.locator("html").get_attribute("dir") == "rtl"
    panel, heading = page.locator("#clock").bounding_box(), page.locator("h1").bounding_box()
    assert panel["x"] < heading["x"]
    assert page.evaluate("getComputedStyle(document.querySelector('.clause')).direction") == "ltr"


def test_a_telephone_gets_the_stage_in_one_sentence(site, opened):
    page = opened(f"{site}/calls/uccn-2021/", width=TELEPHONE, script=False)
    expect(page.locator(".rail__here")).to_have_text("Stage 2 of 7: Submission · until 30 June")
