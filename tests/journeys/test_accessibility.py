"""Every page passes axe, in light and dark, on a desk and a telephone, from left to right and from right to left."""

import pytest
from playwright.sync_api import expect

from kallipolis.queries.editions import edition
from kallipolis.rulebook.screening.run import screen
from kallipolis.rulebook.screening.sheet import sheet_of
from kallipolis.web.screening import standalone_sheets
from tests.factories import a_dossier, as_given
from tests.journeys.conftest import DESK, TELEPHONE

pytestmark = pytest.mark.slow

PAGES = {
    "the call": "/calls/uccn-2021/",
    "what was found": "/calls/uccn-2021/?q=letters",
    "nothing found": "/calls/uccn-2021/?q=zeppelin&force=required",
    "the check": "/calls/uccn-2021/check/",
    "no such page": "/nowhere/",
}
WAYS = {
    "at a desk, light": {"width": DESK},
    "on a telephone, dark": {"width": TELEPHONE, "dark": True},
    "in Arabic, on a telephone": {"width": TELEPHONE, "language": "ar"},
}


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing(site, opened, violations, name, way):
    how = dict(WAYS[way])
    language = how.pop("language", "en")
    address = f"{site}{PAGES[name]}{'&' if '?' in PAGES[name] else '?'}lang={language}"
    page = opened(address, **how)
    page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true })")
    assert violations(page) == []


@pytest.mark.parametrize("way", WAYS)
def test_axe_finds_nothing_on_a_result(site, opened, violations, dossier, way):
    how = dict(WAYS[way])
    page = opened(f"{site}/calls/uccn-2021/check/?lang={how.pop('language', 'en')}", **how)
    page.locator("#files").set_input_files(dossier)
    page.locator("form#check button").click()
    expect(page.locator(".outcome")).to_be_visible(timeout=90_000)
    page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true })")
    assert violations(page) == []


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_axe_finds_nothing_in_the_file_of_sheets(opened, violations, tmp_path, dark):
    call = edition("uccn-2021")
    dossiers = [a_dossier(call, source="another.eml"), as_given({"photographs": [{"bytes": 3_098_412}, {}]}, call)]
    file = tmp_path / "sheets.html"
    sheets = [sheet_of(dossier, screen(dossier, call), call) for dossier in dossiers]
    file.write_text(standalone_sheets(sheets, call), encoding="utf-8")
    page = opened(file.as_uri(), dark=dark)
    assert violations(page) == []


def test_axe_would_find_something(opened, violations, tmp_path):
    """A picture without words, planted: the judge is awake."""
    file = tmp_path / "planted.html"
    file.write_text(
        "<html><body><img src='data:image/gif;base64,R0lGODlhAQABAAAAACw='></body></html>", encoding="utf-8"
    )
    assert any(said.startswith("image-alt") for said in violations(opened(file.as_uri())))
