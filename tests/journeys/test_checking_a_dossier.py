"""A team checks its dossier before it sends it: the documents or the e-mail in, the sheet out, nothing kept."""

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import DESK, TELEPHONE, too_wide
from tests.journeys.dossiers import HOSTILE_NAME, as_message

pytestmark = pytest.mark.slow


def check(page: Page, files) -> None:
    page.get_by_role("link", name="Check your dossier").first.click()
    page.locator("#files").set_input_files(files)
    page.get_by_role("button", name="Check the dossier").click()
    expect(page.locator(".outcome")).to_be_visible(timeout=90_000)


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
@pytest.mark.parametrize("width", [TELEPHONE, DESK])
def test_documents_in_the_sheet_out(site, opened, dossier, script, width):
    page = opened(f"{site}/", script=script, width=width)
    check(page, dossier)
    expect(page.locator(".outcome h2")).to_contain_text("Not considered")
    missing = page.locator(
        ".verdict[data-verdict=falls_short]", has_text="No letter of intent of the mayor is attached."
    )
    expect(missing).to_have_count(1)
    chip = missing.locator(".clause")
    assert chip.get_attribute("href") == "/calls/uccn-2021/#P14"
    expect(page.locator("h1")).to_contain_text("Port Tavoa")
    assert too_wide(page) == []
    chip.click()
    expect(page.locator("#P14")).to_be_in_viewport()


def test_the_e_mail_in_the_same_sheet_out(site, opened, dossier, tmp_path):
    page = opened(f"{site}/", script=False)
    check(page, as_message(dossier, tmp_path))
    subject = page.locator(".verdict", has=page.locator(".clause", has_text="S2"))
    expect(subject).to_have_attribute("data-verdict", "holds")
    arrival = page.locator(".verdict", has=page.locator(".clause", has_text="S9"))
    expect(arrival).to_have_attribute("data-verdict", "not_checked")


def test_a_hostile_name_is_shown_and_does_nothing(site, opened, dossier):
    page = opened(f"{site}/")
    check(page, dossier)
    expect(page.locator(".filename", has_text=HOSTILE_NAME)).to_be_visible()
    assert page.title() == "Result of your check · Creative Cities Network"
    assert page.locator("main img").count() == 0


def test_evidence_leads_to_the_document(site, opened, dossier):
    page = opened(f"{site}/", script=False)
    check(page, dossier)
    page.locator(".evidence a").first.click()
    target = page.url.rpartition("#")[2]
    expect(page.locator(f"tr#{target}")).to_be_in_viewport()


def test_the_sheet_prints_whole(site, opened, dossier):
    page = opened(f"{site}/")
    check(page, dossier)
    page.evaluate("window.print = () => { document.documentElement.dataset.printed = 'yes' }")
    page.get_by_role("button", name="Print").click()
    assert page.locator("html").get_attribute("data-printed") == "yes"
    page.emulate_media(media="print")
    expect(page.locator(".moreverdicts .verdict").first).to_be_visible()
    expect(page.get_by_role("button", name="Print")).to_be_hidden()


def test_what_is_too_large_is_said_before_it_is_sent(site, opened, dossier, settings):
    settings.UPLOAD_CEILING_BYTES = 100_000
    page = opened(f"{site}/calls/uccn-2021/check/")
    page.locator("#files").set_input_files(dossier)
    expect(page.locator("#files-e")).to_contain_text("this page takes 0.1 MB. Choose smaller files.")
    page.get_by_role("button", name="Check the dossier").click()
    assert page.url.endswith("/check/")
    expect(page.locator("#files")).to_have_attribute("aria-invalid", "true")


def test_without_script_what_is_too_large_is_a_page_and_no_broken_connection(site, opened, dossier, settings):
    settings.UPLOAD_CEILING_BYTES = 1_000_000
    page = opened(f"{site}/calls/uccn-2021/check/", script=False)
    page.locator("#files").set_input_files(dossier)
    page.get_by_role("button", name="Check the dossier").click()
    expect(page.locator("h1")).to_contain_text("The files together have")
    page.get_by_role("link", name="Choose smaller files").click()
    expect(page.locator("h1")).to_have_text("Check your dossier before you send it")


def test_no_mail_at_all_is_one_sentence(site, opened, tmp_path):
    empty = tmp_path / "nothing.eml"
    empty.write_bytes(b"")
    page = opened(f"{site}/calls/uccn-2021/check/", script=False)
    page.locator("#files").set_input_files(empty)
    page.get_by_role("button", name="Check the dossier").click()
    expect(page.locator("main").get_by_role("alert").or_(page.locator(".outcome"))).to_be_visible()


def test_in_arabic_the_sheet_is_a_mirror(site, opened, dossier):
    page = opened(f"{site}/calls/uccn-2021/check/?lang=ar", width=TELEPHONE, script=False)
    page.locator("#files").set_input_files(dossier)
    page.locator("form#check button").click()
    expect(page.locator(".outcome")).to_be_visible(timeout=90_000)
    assert page.locator("html").get_attribute("dir") == "rtl"
    assert too_wide(page) == []
