"""Every page passes axe, in light and dark, on a desk and a telephone, from left to right and from right to left."""

import pytest
from django.conf import settings
from playwright.sync_api import Page, expect

from kallipolis.actions.register import import_register
from kallipolis.queries.editions import edition
from kallipolis.queries.register import network as member_cities
from kallipolis.rulebook.clock import SYSTEM_CLOCK
from kallipolis.rulebook.screening.run import screen
from kallipolis.rulebook.screening.sheet import sheet_of
from kallipolis.web.screening import standalone_sheets
from tests import cast
from tests.factories import a_call, a_dossier, as_given
from tests.journeys.conftest import DESK, TELEPHONE, too_wide
from tests.web.addresses import READ, READ_BY_ANYBODY

pytestmark = pytest.mark.slow

CALL = "/calls/uccn-2021/"
FURTHER = {
    "what was found": (f"{CALL}?q=letters", None),
    "nothing found": (f"{CALL}?q=zeppelin&force=required", None),
    "no such page": ("/nowhere/", None),
    "cities, a few": ("/cities/?q=a&field=film&sort=-year", None),
    "cities, none": ("/cities/?q=zeppelin", None),
    "a page that is not hers": ("/people/", cast.evaluator),
    "the desk of nobody in particular": ("/desk/", cast.nobody_in_particular),
}
NOT_A_PAGE = {
    "take_along",
    "form",
    "rules_as_data",
    "file",
    "mfa_download_recovery_codes",
    "current",
    "mfa_login_webauthn",
}
PAGES = {
    **{name: (address, None) for name, address in READ_BY_ANYBODY.items() if name not in NOT_A_PAGE},
    **{name: (address, cast.head) for name, address in READ.items() if name not in {*READ_BY_ANYBODY, *NOT_A_PAGE}},
    **FURTHER,
}
WAYS = {
    "at a desk, light": {"width": DESK},
    "on a telephone, dark": {"width": TELEPHONE, "dark": True},
    "in Arabic, on a telephone": {"width": TELEPHONE, "language": "ar"},
}
OTHER_LANGUAGES = [code for code, _ in settings.LANGUAGES if code not in ("en", "ar")]
SPACED = "* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important; }"
EVERYTHING_OPEN = "document.querySelectorAll('details').forEach(one => { one.open = !one.matches('.masthead *') })"


@pytest.fixture
def network(db):
    """The Network's cities, a few hundred of them, and the call that is on."""
    import_register(a_call(), member_cities(), actor=cast.CONSOLE, clock=SYSTEM_CLOCK)


def judged(page: Page, violations, widths=(DESK, TELEPHONE)) -> list[str]:
    """What axe finds in light and dark at each width, and what makes the page scroll sideways."""
    found = []
    page.evaluate(EVERYTHING_OPEN)
    for width in widths:
        page.set_viewport_size({"width": width, "height": 900})
        found += [f"{width}: {one}" for one in too_wide(page)]
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            found += [f"{width}, {scheme}: {one}" for one in violations(page)]
    return found


@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing_on_any_page(site, network, opened, violations, name, language):
    address, who = PAGES[name]
    page = opened(f"{site}{address}{'&' if '?' in address else '?'}lang={language}", who=who and who())
    assert judged(page, violations) == []


@pytest.mark.parametrize("name", ["home", "desk"])
def test_axe_finds_nothing_in_the_open_menus(site, network, opened, violations, name):
    page = opened(f"{site}{PAGES[name][0]}", who=cast.head(), width=TELEPHONE)
    for menu in page.locator("details.menu").all():
        menu.locator("summary").click()
        assert violations(page) == []
        assert too_wide(page) == []
        menu.locator("summary").click()


@pytest.mark.thorough
@pytest.mark.parametrize("language", OTHER_LANGUAGES)
@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing_in_the_other_languages_on_a_small_telephone_with_text_spaced(
    site, network, opened, violations, name, language
):
    address, who = PAGES[name]
    page = opened(f"{site}{address}{'&' if '?' in address else '?'}lang={language}", who=who and who())
    assert judged(page, violations, widths=(320,)) == []
    page.evaluate(
        "css => { const s = new CSSStyleSheet(); s.replaceSync(css); document.adoptedStyleSheets = [s]; }", SPACED
    )
    assert too_wide(page) == []


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
