"""The sheet as people read it, on the page and as a file that stands alone; whatever a city wrote is text and nothing else."""

from dataclasses import replace

import pytest
from django.template.loader import render_to_string
from lxml import html

from kallipolis.rulebook.finding import Evidence, Force, Outcome, Verdict
from kallipolis.rulebook.screening.sheet import SheetDocument, SheetFinding
from kallipolis.web.screening import ORDER, SHOWN_OF_WHAT_HOLDS, sheet_page, standalone_sheets
from kallipolis.web.wording import ReaderWording
from tests.web.markup import faults, one, plain, words

HOSTILE = [
    "<script>alert(1)</script>.pdf",
    '"><img src=x onerror=alert(1)>.jpg',
    "</style><style>*{display:none}.pdf",
    "x{}@import url(//evil.example/x.css);.pdf",
    "{{ settings.SECRET_KEY }}{% debug %}.pdf",
    "javascript:alert(1)",
    "\u202egpj.exe",
    "$\\href{javascript:alert(1)}{x}$.pdf",
    "&lt;b&gt;",
]


def shown(sheet, call):
    """The sheet as the page of a check has it."""
    page = sheet_page(sheet, call, for_the_city=True)
    return render_to_string(
        "screening/_sheet.html",
        {"page": page, "wording": ReaderWording("en"), "rules_address": "/calls/uccn-2021/"},
    )


def rows(markup):
    return html.fromstring(markup).xpath("//li[contains(@class, 'verdict')]")


# --- What it says ------------------------------------------------------------------------------------------------------


def test_the_outcome_comes_first_with_what_follows_and_its_clause(sheet, call):
    outcome = one(html.fromstring(shown(sheet, call)), "//section[contains(@class, 'outcome')]")
    assert words(one(outcome, ".//h2")) == "Not considered Clause S11"
    assert [words(line) for line in outcome.xpath("./p")] == [
        sheet.conclusion,
        "Sent like this, the dossier would not be considered. Put right what falls short, then check it again.",
    ]


def test_a_dossier_in_which_all_holds(good_sheet, call):
    said = words(html.fromstring(shown(good_sheet, call)))
    assert "Sent like this and in time, the dossier would go on to evaluation." in said


def test_the_findings_come_in_the_order_of_what_they_ask_for(sheet, call):
    verdicts = [row.get("data-verdict") for row in rows(shown(sheet, call))]
    assert verdicts == sorted(verdicts, key=[str(verdict) for verdict in ORDER].index)
    assert set(verdicts) == {str(verdict) for verdict in Verdict}
    assert len(verdicts) == len(sheet.findings)


def test_every_finding_has_verdict_rule_clause_reason_and_evidence(sheet, call):
    row = next(
        row for row in rows(shown(sheet, call))
        if row.get("data-verdict") == "needs_judgement" and words(one(row, ".//a[@class='clause']")) == "Clause S6"
    )  # fmt: skip
    assert words(one(row, ".//*[@class='vword']")) == "Needs judgement"
    assert plain(call.clause_by_id["S6"].heading.en) in words(one(row, ".//*[@class='verdict__rule']"))
    assert one(row, ".//a[@class='clause']").get("href") == "/calls/uccn-2021/#S6"
    assert "3,098,412" in words(row)
    place = one(row, ".//ul[@class='evidence']/li[1]")
    assert words(place).startswith("Photograph")
    assert one(place, "./a").get("href").startswith("#doc")


def test_a_reading_is_printed_at_the_first_finding_of_its_clause_and_not_again(sheet, call):
    readings = [words(line) for line in html.fromstring(shown(sheet, call)).xpath("//p[contains(., 'Our reading:')]")]
    assert readings
    assert len(readings) == len(set(readings))
    read = {finding.clause for finding in sheet.findings if finding.reading}
    assert len(readings) == len(read)


def test_what_holds_is_folded_after_the_first_few(good_sheet, call):
    page = html.fromstring(shown(good_sheet, call))
    holding = good_sheet.count(Verdict.HOLDS)
    folded = one(page, "//details[@class='moreverdicts']")
    assert len(folded.xpath(".//li[contains(@class, 'verdict')]")) == holding - SHOWN_OF_WHAT_HOLDS
    assert words(one(folded, "./summary")) == f"{holding - SHOWN_OF_WHAT_HOLDS} more findings that hold"


def test_the_tally_says_the_four_counts_in_words(sheet, call):
    told = [words(line) for line in html.fromstring(shown(sheet, call)).xpath("//ul[@class='tally']/li")]
    assert told[-1] == f"{len(sheet.judged_by_people)} statements are left to people"
    assert told[0].split(" ", 1) == [str(sheet.count(Verdict.FALLS_SHORT)), told[0].split(" ", 1)[1]]


def test_what_only_people_judge_is_named_with_the_reason(sheet, call):
    said = words(html.fromstring(shown(sheet, call)))
    for left in sheet.judged_by_people:
        assert plain(left.reason) in said


def test_every_document_is_told_with_its_whole_digest(sheet, call):
    table = one(html.fromstring(shown(sheet, call)), "//table")
    told = words(table)
    for document in sheet.documents:
        assert document.sha256 in told
        assert document.filename in told
        assert f"{document.bytes:,}" in told
    assert "1 of them set aside" in words(one(table, "./caption"))


def test_the_documents_come_in_the_order_of_the_calls_list_and_what_is_set_aside_last(sheet, call):
    mixed = replace(sheet, documents=tuple(reversed(sheet.documents)))
    told = [words(cell) for cell in html.fromstring(shown(mixed, call)).xpath("//table/tbody/tr/th")]
    order = [document.name.en for document in call.documents]
    assert told[-1] == "Set aside Not for evaluators"
    assert told[:-1] == sorted(told[:-1], key=order.index)


def test_the_markup_is_well_formed_whatever_the_sheet_has(sheet, good_sheet, call):
    bare = replace(sheet, findings=(), documents=(), judged_by_people=(), city="", country="", field="")
    for given in (sheet, good_sheet, bare):
        assert [fault for fault in faults(shown(given, call)) if not fault.startswith("use href")] == []


@pytest.mark.parametrize("outcome", Outcome)
def test_every_outcome_has_its_words(sheet, call, outcome):
    for for_the_city in (True, False):
        page = sheet_page(replace(sheet, outcome=outcome), call, for_the_city=for_the_city)
        assert page.outcome_word
        assert page.consequence.endswith(".")


# --- Hostile words -----------------------------------------------------------------------------------------------------


def hostile(sheet, word):
    """A sheet in which that word stands wherever a city's own words can stand."""
    finding = SheetFinding(
        clause="S8",
        force=Force.CONDUCT,
        check="other_documents_set_aside",
        verdict=Verdict.NEEDS_JUDGEMENT,
        sentence=f"1 file is set aside: {word}.",
        reading=None,
        evidence=(Evidence("set_aside", "e" * 64, quote=word), Evidence(word, page=3), Evidence("form", field=word)),
        facts={"names": (word,)},
    )
    document = SheetDocument("set_aside", word, "e" * 64, 12, "other", None, f"It says “{word}”.")
    return replace(
        sheet,
        source=word,
        city=word,
        country=word,
        field=word,
        findings=(finding,),
        documents=(document,),
        remarks=(word,),
    )


@pytest.mark.parametrize("word", HOSTILE)
def test_known_failure_67_a_name_is_never_markup_style_or_script(sheet, call, word):
    given = hostile(sheet, word)
    for markup in (shown(given, call), standalone_sheets([given], call)):
        assert not [fault for fault in faults(markup) if "refers to" not in fault]
        page = html.fromstring(markup)
        assert not page.xpath("//script | //img | //link | //iframe | //@onerror | //@style")
        assert not [link for link in page.xpath("//a/@href") if not link.startswith(("#", "/calls/"))]
        assert plain(word) in words(page)


@pytest.mark.parametrize("word", HOSTILE)
def test_known_failure_67_the_inlined_stylesheet_is_ours_alone(sheet, call, word):
    page = html.fromstring(standalone_sheets([hostile(sheet, word)], call))
    (style,) = page.xpath("//style")
    assert word not in style.text_content()
    assert "@import" not in style.text_content()


def test_known_failure_53_a_file_is_told_of_and_never_served(sheet, call):
    """No page gives back what was uploaded, under any type: names and quotations are all that is shown."""
    page = html.fromstring(shown(hostile(sheet, "photo.svg"), call))
    assert not page.xpath("//@src | //@download | //object | //embed")


def test_a_name_in_another_script_keeps_to_itself(sheet, call):
    page = html.fromstring(shown(hostile(sheet, "مرسى اللوز.pdf"), call))
    assert words(one(page, "//bdi[@class='filename']")) == "مرسى اللوز.pdf"
    assert one(page, "//ul[@class='evidence']/li[1]/q").get("dir") == "auto"


# --- As a file ---------------------------------------------------------------------------------------------------------


def test_the_file_needs_nothing_else(sheet, good_sheet, call):
    markup = standalone_sheets([sheet, good_sheet], call)
    page = html.fromstring(markup)
    assert faults(markup) == []
    assert not page.xpath("//script | //link | //@src")
    assert ".verdict" in one(page, "//style").text_content()


def test_the_file_begins_with_a_summary_of_all_dossiers(sheet, good_sheet, call):
    page = html.fromstring(standalone_sheets([sheet, good_sheet], call))
    lines = page.xpath("//table")[0].xpath("./tbody/tr")
    assert [words(one(line, "./td[5]")) for line in lines] == ["Not considered", "Admissible"]
    for line in lines:
        assert page.get_element_by_id(one(line, "./th/a").get("href").removeprefix("#")) is not None


def test_in_the_file_every_chip_leads_to_the_words_of_its_clause(sheet, call):
    page = html.fromstring(standalone_sheets([sheet], call))
    for chip in page.xpath("//a[@class='clause']/@href"):
        assert page.get_element_by_id(chip.removeprefix("#")) is not None


def test_the_file_is_the_same_in_every_language_of_the_server(sheet, call, settings):
    told = standalone_sheets([sheet], call)
    settings.LANGUAGE_CODE = "fr"
    assert standalone_sheets([sheet], call) == told


def test_no_dossier_is_a_file_too(call):
    assert "0 dossiers" in words(html.fromstring(standalone_sheets([], call)))
