"""The call page: what it shows of the deadline is what is enforced; its rules, questions and downloads are the call's."""

import json
from datetime import UTC, datetime, timedelta
from io import BytesIO
from zipfile import ZipFile

import pytest

from kallipolis.rulebook.dossier import Arrival, ToldBy
from kallipolis.rulebook.finding import Verdict
from kallipolis.rulebook.screening.arrival import received_before_the_deadline
from kallipolis.web import frame
from tests.factories import a_dossier
from tests.web.markup import faults, one, plain, tree, words

PAGE = "/calls/uccn-2021/"


def clock(client, **headers):
    return one(tree(client.get(PAGE, headers=headers)), "//*[@id='clock']")


def test_the_address_of_the_calls_leads_to_the_one_that_is_on(client, settings):
    assert client.get("/calls/")["Location"] == PAGE
    settings.KALLIPOLIS_CALL = "uccn-2019"
    assert client.get("/calls/")["Location"] == "/calls/uccn-2019/"


def test_the_earlier_call_has_the_same_page(client):
    page = tree(client.get("/calls/uccn-2019/"))
    assert words(one(page, "//h1")) == "2019 call for applications"


@pytest.mark.parametrize("name", ["uccn-1999", "tests", "kallipolis"])
def test_no_folder_is_taken_for_a_call(client, name):
    assert client.get(f"/calls/{name}/").status_code == 404


# --- The clock ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("instant", "state", "left"),
    [
        ("2021-05-20T15:20:00+02:00", "open", "41 days 8 hours left. Counted on 20 May 2021, 15:20 in Paris."),
        ("2021-06-30T18:42:00+02:00", "last", "5 hours 18 minutes left. Counted on 30 June 2021, 18:42 in Paris."),
        ("2021-06-30T23:59:59.999+02:00", "last", "less than a minute left. Counted on 30 June 2021, 23:59 in Paris."),
        ("2021-07-01T00:00:00+02:00", "closed", "Closed since 30 June 2021."),
        ("2021-03-01T12:00:00+01:00", "ahead", "The call opens on 16 March 2021."),
    ],
)
def test_the_clock_has_the_state_of_the_hour(client, the_time_is, instant, state, left):
    the_time_is(instant)
    panel = clock(client)
    assert panel.get("data-state") == state
    assert words(one(panel, ".//p[@class='clock__left']")).startswith(left)


def test_known_failure_35_the_deadline_is_an_instant_and_no_date_of_the_server(client, the_time_is, settings):
    for server_zone in ("UTC", "Pacific/Kiritimati", "Pacific/Niue"):
        settings.TIME_ZONE = server_zone
        the_time_is("2021-06-30T21:59:59+00:00")
        assert clock(client).get("data-state") == "last"
        the_time_is("2021-06-30T22:00:00+00:00")
        assert clock(client).get("data-state") == "closed"


def test_known_failure_36_on_the_last_day_all_is_open_until_the_minute_has_ended(client, the_time_is):
    for instant in ("2021-06-30T00:00:00+02:00", "2021-06-30T12:00:00+02:00", "2021-06-30T23:59:59+02:00"):
        the_time_is(instant)
        page = tree(client.get(PAGE))
        assert page.xpath("//a[@href='/calls/uccn-2021/check/']")
        assert words(one(page, "//main//span[contains(@class, 'tag--turn')]")) == "Open"
        assert client.get(f"{PAGE}check/").status_code == 200


def test_known_failure_37_the_hour_is_the_one_of_summer_time(client, the_time_is):
    the_time_is("2021-05-20T15:20:00+02:00")
    first = clock(client).xpath(".//dl/div")[0]
    assert words(first) == "In Paris (CEST, UTC+2) 23:59 Wednesday 30 June 2021"
    assert one(first, ".//time").get("datetime") == "2021-06-30T23:59:00+02:00"


@pytest.mark.parametrize("seconds", [-3600, -1, 0, 1, 3600])
def test_known_failure_38_the_deadline_that_is_shown_is_the_one_that_is_enforced(client, the_time_is, call, seconds):
    """The page closes at the very instant from which the check of S9 no longer lets an arrival hold."""
    arrival = call.on_time_before + timedelta(seconds=seconds)
    the_time_is(arrival.isoformat())
    dossier = a_dossier(call, arrival=Arrival(arrival, ToldBy.OUR_SERVER))
    (finding,) = received_before_the_deadline(dossier, call)
    assert (clock(client).get("data-state") == "closed") is (finding.verdict is not Verdict.HOLDS)


def test_known_failure_38_every_face_of_the_clock_shows_the_same_instant(client, the_time_is, call):
    the_time_is("2021-05-20T15:20:00+02:00")
    client.cookies["zone"] = "America/St_Johns"
    faces = clock(client).xpath(".//dl//time")
    shown = [datetime.fromisoformat(face.get("datetime")) for face in faces]
    assert shown == [call.closes_at] * 3
    assert call.on_time_before == call.closes_at + timedelta(minutes=1)
    assert [words(face)[:5] for face in faces] == ["23:59", "21:59", "19:29"]
    for face, instant in zip(faces, shown, strict=True):
        assert words(face) == f"{instant:%H:%M} {instant:%A} {instant.day} {instant:%B %Y}"


def test_no_address_can_set_the_clock(client, the_time_is):
    the_time_is("2021-07-02T00:00:00+00:00")
    for said in ("at", "now", "time", "clock", "date"):
        page = tree(client.get(PAGE, {said: "2021-05-20T15:20:00+02:00"}))
        assert one(page, "//*[@id='clock']").get("data-state") == "closed"


def test_the_reader_chooses_her_zone_and_it_is_remembered(client):
    page = tree(client.get(PAGE, {"zone": "Asia/Kathmandu"}))
    assert "Where you are (UTC+5:45) 03:44 Thursday 1 July 2021" in words(one(page, "//*[@id='clock']"))
    assert client.cookies["zone"].value == "Asia/Kathmandu"
    assert one(tree(client.get(PAGE)), "//option[@selected]").get("value") == "Asia/Kathmandu"
    client.cookies["browser_zone"] = "Africa/Nairobi"
    client.get(PAGE, {"zone": ""})
    assert "Where you are" not in words(clock(client))


def test_a_zone_that_is_chosen_goes_before_the_one_that_the_browser_names(client):
    client.cookies["browser_zone"] = "Africa/Nairobi"
    assert "Where you are (EAT, UTC+3) 00:59" in words(clock(client))
    client.cookies["zone"] = "Asia/Tokyo"
    assert "Where you are (JST, UTC+9) 06:59" in words(clock(client))


def test_a_zone_that_is_not_in_the_list_stands_first(client):
    page = tree(client.get(PAGE, {"zone": "Pacific/Chatham"}))
    group = page.xpath("//select[@id='zone']/optgroup")[0]
    assert (group.get("label"), words(group)) == ("Yours", "Chatham (UTC+12:45)")


@pytest.mark.parametrize("zone", ["../../etc/passwd", "Mars/Base", "<script>", "a" * 5000, "Europe/Paris\x00"])
def test_a_zone_that_does_not_exist_is_passed_over(client, zone):
    response = client.get(PAGE, {"zone": zone})
    assert response.status_code == 200
    assert "Where you are" not in words(one(tree(response), "//*[@id='clock']"))
    assert "zone" not in client.cookies


# --- Rail and timeline -------------------------------------------------------------------------------------------------


def test_the_rail_says_where_the_call_is(client, the_time_is):
    the_time_is("2021-05-20T15:20:00+02:00")
    stops = tree(client.get(PAGE)).xpath("//ol[@class='rail__stops']/li")
    assert [stop.get("data-state") for stop in stops] == ["done", "now", *["next"] * 5]
    assert [words(stop) for stop in stops] == [
        "Call 16 March",
        "Submission until 30 June",
        "Pre-screening 1 to 11 July",
        "Evaluation 12 July to 12 September",
        "Decision by 28 October",
        "Announcement 29 October",
        "Membership report every 4 years",
    ]
    assert one(stops[1], ".//*[@aria-current='step']").get("href") == "/calls/uccn-2021/check/"


def test_the_timeline_cites_its_clauses(client, call):
    lines = tree(client.get(PAGE)).xpath("//ol[@class='events']/li")
    assert [one(line, ".//a[@class='clause']").get("href") for line in lines] == [
        f"#{milestone.clause}" for milestone in call.timeline
    ]


# --- Rules, criteria, questions ----------------------------------------------------------------------------------------


def test_every_clause_stands_under_its_id_with_its_words_force_and_reading(client, call):
    page = tree(client.get(PAGE))
    for clause in call.clauses:
        said = words(page.get_element_by_id(clause.id))
        for text in filter(None, (clause.heading, clause.words, clause.reading, clause.judged_by_people)):
            assert plain(text.en) in said
    assert words(page.get_element_by_id("S6")).count("Required") == 1


def test_every_chip_leads_to_a_clause_that_is_there(client):
    page = tree(client.get(PAGE))
    chips = {chip.get("href") for chip in page.xpath("//a[@class='clause']")}
    assert chips
    assert all(page.get_element_by_id(chip.removeprefix("#")) is not None for chip in chips)


def test_the_criteria_and_the_questions_are_there(client, call):
    page = tree(client.get(PAGE))
    assert len(page.xpath("//div[@class='criteria']/details")) == len(call.criteria)
    for question in call.questions:
        assert question.asks.en in words(page.get_element_by_id(f"q-{question.id}"))


def test_only_the_required_rules(client, call):
    page = tree(client.get(PAGE, {"force": "required"}))
    shown = {rule.get("id") for rule in page.xpath("//ol[@class='rules']/li")}
    assert shown == {clause.id for clause in call.clauses if clause.force == "required"}
    assert words(one(page, "//ul[@class='toc']//a[@aria-current='true']")) == f"Required only ({len(shown)})"


def test_a_force_that_does_not_exist_shows_all(client, call):
    page = tree(client.get(PAGE, {"force": "mandatory"}))
    assert len(page.xpath("//div[contains(@class, 'rulebook')]/ol[@class='rules']/li")) == len(call.clauses)


@pytest.mark.parametrize(("language", "lang"), [("fr", "fr"), ("zh-hans", "zh")])
def test_the_clauses_speak_the_readers_language(client, call, language, lang):
    page = tree(client.get(PAGE, {"lang": language}))
    rule = page.get_element_by_id("S6")
    assert plain(call.clause_by_id["S6"].words.in_language(language)) in words(rule)
    assert not rule.xpath(".//*[@lang]")


def test_words_that_the_call_does_not_have_in_her_language_are_marked_as_english(client, call):
    page = tree(client.get(PAGE, {"lang": "ar"}))
    assert (page.get("lang"), page.get("dir")) == ("ar", "rtl")
    said = one(page.get_element_by_id("S6"), ".//p[@class='record']/span")
    assert (said.get("lang"), said.get("dir")) == ("en", "ltr")


def test_the_language_of_the_address_is_remembered(client):
    assert client.get(PAGE, {"lang": "fr"})["Content-Language"] == "fr"
    assert tree(client.get(PAGE)).get("lang") == "fr"
    assert tree(client.get(PAGE, {"lang": "xx"})).get("lang") == "fr"


# --- Search ------------------------------------------------------------------------------------------------------------


def found(client, query, **headers):
    return one(tree(client.get(PAGE, {"q": query}, headers=headers)), "//*[@id='found']")


def test_the_search_goes_over_rules_and_questions_together(client):
    told = found(client, "photograph")
    assert words(told).startswith("3 rules, 2 questions for photograph")
    assert [words(mark) for mark in told.xpath(".//mark")][:2] == ["photograph", "photograph"]


def test_a_search_without_a_hit_offers_one_next_step(client):
    told = found(client, "zeppelin")
    assert words(one(told, ".//h3")) == "No rule and no question holds “zeppelin”"
    assert [link.get("href") for link in told.xpath(".//a")] == [f"{PAGE}#rules"]


def test_an_empty_search_is_none(client):
    assert words(found(client, "   ")) == ""


@pytest.mark.parametrize("query", ["<script>alert(1)</script>", "photo <b>", '" onfocus="x', "{{ 7*7 }}", "{% now %}"])
def test_what_is_searched_for_is_never_markup_and_never_a_template(client, query):
    response = client.get(PAGE, {"q": query})
    assert faults(response.content.decode()) == []
    field = tree(response).get_element_by_id("q")
    assert (field.get("value"), field.get("onfocus")) == (" ".join(query.split()), None)
    assert not found(client, query).xpath(".//script | .//b[not(ancestor::p)]")


def test_htmx_gets_the_fragment_that_it_asks_for_and_nothing_else(client):
    headers = {"hx-request": "true", "hx-target": "found"}
    part = client.get(PAGE, {"q": "photograph"}, headers=headers).content.decode()
    assert part.lstrip().startswith('<div id="found"')
    assert "<html" not in part
    headers["hx-target"] = "clock"
    part = client.get(PAGE, headers=headers).content.decode()
    assert part.lstrip().startswith('<section class="callpanel clock" id="clock"')


def test_the_fragment_is_the_same_as_in_the_page(client, the_time_is):
    the_time_is("2021-05-20T15:20:00+02:00")
    whole = client.get(PAGE, {"q": "letters"}).content.decode()
    part = client.get(PAGE, {"q": "letters"}, headers={"hx-request": "true", "hx-target": "found"}).content.decode()
    assert part.strip() in whole


# --- Downloads ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_official_form_is_a_word_file(client, language):
    response = client.get(f"{PAGE}form-{language}.docx")
    assert response["Content-Disposition"] == f'attachment; filename="uccn-2021-form-{language}.docx"'
    assert "word/document.xml" in ZipFile(BytesIO(response.content)).namelist()


def test_a_form_that_is_not_issued_is_not_there(client):
    assert client.get(f"{PAGE}form-zh.docx").status_code == 404


def test_the_rules_as_data_have_every_clause(client, call):
    response = client.get(f"{PAGE}rules.json")
    told = json.loads(response.content)
    assert [clause["id"] for clause in told["clauses"]] == [clause.id for clause in call.clauses]
    assert next(clause for clause in told["clauses"] if clause["id"] == "S6")["sets"]["photograph_count"] == 3
    assert told["on_time_before"] == "2021-06-30T22:00:00+00:00"


# --- Theme -------------------------------------------------------------------------------------------------------------


def test_the_theme_goes_from_the_systems_to_dark_to_light_and_back(client):
    for theme, label in (("dark", "Light"), ("light", "Theme of my system"), ("", "Dark")):
        assert client.post("/theme/", {"theme": theme, "back": PAGE}).status_code == 303
        page = tree(client.get(PAGE))
        assert page.get("data-theme") == (theme or None)
        assert words(one(page, "//form[@class='theme']/button")) == label


@pytest.mark.parametrize(
    "back",
    ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)", "", "/\t/evil.example"],
)
def test_the_way_back_leads_to_our_own_pages_only(client, back):
    assert client.post("/theme/", {"theme": "dark", "back": back})["Location"] == "/"


def test_a_theme_that_does_not_exist_is_none(client):
    client.post("/theme/", {"theme": '"><script>', "back": PAGE})
    assert tree(client.get(PAGE)).get("data-theme") is None


def test_the_clock_of_a_site_must_have_a_zone(settings):
    settings.KALLIPOLIS_CLOCK = lambda: datetime(2021, 5, 20, tzinfo=UTC).replace(tzinfo=None)
    with pytest.raises(ValueError, match="without a zone"):
        frame.frame_of(None)
