"""Six languages: chosen by the browser or by the reader, kept with the page; what nobody has translated is marked as what it is."""

import re

import pytest
from django.conf import settings
from django.template.loader import render_to_string
from django.utils.translation import deactivate, override
from lxml import html

from kallipolis.rulebook.screening.run import screen
from kallipolis.rulebook.screening.sheet import sheet_of
from kallipolis.web.screening import sheet_page
from kallipolis.web.wording import ReaderWording
from tests.factories import a_call, a_dossier
from tests.web.markup import one, tree, words

PAGE = "/calls/uccn-2021/"
LANGUAGES = [code for code, _ in settings.LANGUAGES]
SAID = {
    "en": "2021 call for applications",
    "fr": "Appel à candidatures 2021",
    "es": "Convocatoria de candidaturas 2021",
    "ru": "Конкурс заявок 2021 года",
    "ar": "الدعوة إلى تقديم طلبات الترشيح لعام 2021",
    "zh-hans": "2021年申请征集",
}


@pytest.fixture(autouse=True)
def _the_next_test_begins_in_english():
    yield
    deactivate()


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_speaks_each_of_the_six_languages(client, language):
    page = tree(client.get(PAGE, {"lang": language}))
    assert words(one(page, "//h1")) == SAID[language]
    assert page.get("dir") == ("rtl" if language == "ar" else "ltr")


@pytest.mark.parametrize(
    ("asked", "lang"),
    [
        ("fr-CA,fr;q=0.9", "fr"),
        ("es-419", "es"),
        ("ru", "ru"),
        ("ar-MA", "ar"),
        ("zh-CN,zh;q=0.8", "zh-Hans"),
        ("zh-TW", "zh-Hans"),
        ("pt-BR,es;q=0.5", "es"),
        ("ja", "en"),
        ("", "en"),
    ],
)
def test_the_browser_says_which_language(client, asked, lang):
    assert tree(client.get(PAGE, headers={"accept-language": asked})).get("lang") == lang


def test_the_choice_of_the_reader_goes_before_what_her_browser_says(client):
    client.get(PAGE, {"lang": "ru"})
    assert tree(client.get("/about/", headers={"accept-language": "fr"})).get("lang") == "ru"


def test_every_language_is_offered_by_its_own_name_and_in_it(client):
    offered = tree(client.get(PAGE)).xpath("//nav[@class='langs']//a")
    assert [(link.text, link.get("lang")) for link in offered] == [
        ("English", "en"),
        ("Français", "fr"),
        ("Español", "es"),
        ("Русский", "ru"),
        ("العربية", "ar"),
        ("简体中文", "zh-Hans"),
    ]


def test_another_language_keeps_the_page_and_what_was_asked_of_it(client):
    page = tree(client.get(PAGE, {"q": "photo & letter", "force": "required", "lang": "en"}))
    address = one(page, "//nav[@class='langs']//a[@lang='ar']").get("href")
    assert address == f"{PAGE}?q=photo+%26+letter&force=required&lang=ar"
    there = tree(client.get(address))
    assert (there.get("lang"), one(there, "//input[@id='q']").get("value")) == ("ar", "photo & letter")


@pytest.mark.parametrize("language", ["es", "ru", "ar"])
def test_no_word_of_the_call_passes_for_a_language_that_it_does_not_have(client, language):
    """In these languages the clauses are in English: each is marked so, for eyes, voices and dictionaries."""
    page = tree(client.get(PAGE, {"lang": language}))
    records = page.xpath("//p[contains(@class, 'record')]")
    assert len(records) > 50
    assert {(said.get("lang"), said.get("dir")) for record in records for said in record} == {("en", "ltr")}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_deadline_is_told_in_the_calls_zone_in_utc_and_in_the_readers(client, language):
    page = tree(client.get(PAGE, {"lang": language, "zone": "Asia/Kolkata"}))
    told = [words(face) for face in page.xpath("//dl[@class='clock__zones']/div")]
    assert [re.findall(r"\d\d:\d\d", face)[-1] for face in told] == ["23:59", "21:59", "03:29"]
    assert ["UTC+2" in told[0], "UTC" in told[1], "UTC+5:30" in told[2]] == [True, True, True]


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_she_searched_keeps_its_own_direction(client, language):
    page = tree(client.get(PAGE, {"lang": language, "q": "photograph"}))
    assert one(page, "//div[@id='found']//q").get("dir") == "auto"


def test_a_reading_of_the_call_on_a_sheet_is_marked_as_english_too(client):
    sheet = sheet_of(a_dossier(), screen(a_dossier(), a_call()), a_call(), ReaderWording("ar"))
    with override("ar"):
        page = html.fromstring(
            render_to_string("screening/_sheet.html", {"page": sheet_page(sheet, a_call(), for_the_city=True)})
        )
    readings = page.xpath("//p[contains(@class, 'muted')]/span/*")
    assert len(readings) > 5
    assert {(one.get("lang"), one.get("dir")) for one in readings} == {("en", "ltr")}
