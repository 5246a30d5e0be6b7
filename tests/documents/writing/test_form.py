"""The official form: one named field per answer, protected, the same bytes every time."""

import io
import re
import subprocess
import zipfile
from itertools import pairwise

import pytest
from lxml import etree

from kallipolis.documents.writing.form import CHOOSE, MARK, filled_form, official_form
from kallipolis.documents.writing.markup import W
from kallipolis.rulebook.call.loading import EDITIONS, editions, load
from kallipolis.rulebook.call.skeleton import FixedLine, Place, choices, skeleton

NS = {"w": W}
CALLS = {name: load(EDITIONS / name) for name in editions()}
ISSUED = [(call, language) for call in CALLS.values() for language in call.form.languages]
issued = pytest.mark.parametrize(("call", "language"), ISSUED, ids=lambda value: getattr(value, "id", value))
CALL = CALLS["uccn-2021"]


def part(document: bytes, name: str) -> etree._Element:
    with zipfile.ZipFile(io.BytesIO(document)) as container:
        return etree.fromstring(container.read(name))


def body(document: bytes) -> etree._Element:
    return part(document, "word/document.xml").find("w:body", NS)


def names(document: bytes) -> list[str]:
    return body(document).xpath("//w:ffData/w:name/@w:val", namespaces=NS)


def shown(paragraph: etree._Element) -> str:
    return "".join(paragraph.xpath(".//w:t/text()", namespaces=NS))


def answer(document: bytes, field: str) -> str:
    """What stands in a text field, by the marks around its result, one line per paragraph."""
    lines, inside = [], False
    for element in body(document).iter(f"{{{W}}}p", f"{{{W}}}fldChar", f"{{{W}}}t"):
        kind = element.get(f"{{{W}}}fldCharType")
        if kind == "begin":
            inside = element.find("w:ffData/w:name", NS).get(f"{{{W}}}val") == field
            lines = [""] if inside else lines
        elif kind == "end":
            inside = False
        elif inside and element.tag.endswith("}p"):
            lines.append("")
        elif inside and element.tag.endswith("}t"):
            lines[-1] += element.text or ""
    return "\n".join(lines)


@issued
def test_the_same_form_has_the_same_bytes(call, language):
    assert official_form(call, language) == official_form(call, language)


@issued
def test_every_answer_has_a_field_of_its_own_name(call, language):
    assert names(official_form(call, language)) == [field.key for field in call.form.fields]


@issued
def test_around_every_field_is_a_bookmark_of_its_name_with_a_number_of_its_own(call, language):
    form = body(official_form(call, language))
    starts = form.xpath("//w:bookmarkStart", namespaces=NS)
    assert [start.get(f"{{{W}}}name") for start in starts] == [field.key for field in call.form.fields]
    numbers = [start.get(f"{{{W}}}id") for start in starts]
    assert len(set(numbers)) == len(numbers)
    assert form.xpath("//w:bookmarkEnd/@w:id", namespaces=NS) == numbers


@issued
def test_the_form_says_the_fixed_lines_in_their_order_and_nothing_else(call, language):
    said = [shown(paragraph) for paragraph in body(official_form(call, language)).iterfind("w:p", NS)]
    fixed = [line.text for line in skeleton(call, language) if isinstance(line, FixedLine)]
    assert [line for line in said if line.strip("\u2002")] == fixed


@issued
def test_only_the_fields_can_be_filled_in(call, language):
    protection = part(official_form(call, language), "word/settings.xml").find("w:documentProtection", NS)
    assert dict(protection.attrib) == {f"{{{W}}}edit": "forms", f"{{{W}}}enforcement": "1"}


@issued
def test_the_form_tells_its_edition_to_a_machine(call, language):
    document = official_form(call, language)
    custom = part(document, "docProps/custom.xml")
    assert [(one.get("name"), "".join(one.itertext())) for one in custom] == [(MARK, f"{call.id}/{language}")]
    core = part(document, "docProps/core.xml")
    assert core.findtext("{http://purl.org/dc/elements/1.1/}title") == call.form.title.in_language(language)
    assert core.findtext("{http://purl.org/dc/elements/1.1/}language") == language


@issued
def test_no_table_and_no_picture_is_in_the_form_itself(call, language):
    document = official_form(call, language)
    assert not body(document).xpath("//w:tbl | //w:drawing | //w:pict", namespaces=NS)
    assert not [
        name for name in zipfile.ZipFile(io.BytesIO(document)).namelist() if re.search(r"media|thumbnail", name)
    ]


@issued
def test_each_annex_begins_on_a_page_of_its_own(call, language):
    annexes = [section for section in call.form.sections if section.annex]
    broken = body(official_form(call, language)).xpath("//w:p[w:pPr/w:pageBreakBefore]", namespaces=NS)
    assert [shown(one).partition(". ")[0] for one in broken] == [section.number for section in annexes]


@issued
def test_after_each_label_stands_its_answer(call, language):
    styles = [
        line.get(f"{{{W}}}val") for line in body(official_form(call, language)).iterfind("w:p/w:pPr/w:pStyle", NS)
    ]
    after = {answer for label, answer in pairwise(styles) if label == "Label"}
    assert after == {"AnswerLine", "AnswerText"}


def test_an_answer_of_several_paragraphs_stays_within_its_field():
    text = "The port.\n\nThe old town – “Vieux Port” & <more>."
    document = filled_form(CALL, "en", {"presentation": text})
    assert answer(document, "presentation") == text
    assert answer(document, "motivation") == "\u2002" * 5


def test_an_answer_may_hold_what_no_xml_can():
    assert answer(filled_form(CALL, "en", {"city": "Mars\x0balune\x00"}), "city") == "Mars alune "


@issued
def test_the_choice_shows_the_field_that_was_chosen(call, language):
    film = call.field_named("Film")
    form = body(filled_form(call, language, {call.form.field_field: "film"}))
    listed = form.xpath("//w:ddList/w:listEntry/@w:val", namespaces=NS)
    assert listed == [CHOOSE[language], *choices(call, language)]
    (result,) = form.xpath("//w:ddList/w:result/@w:val", namespaces=NS)
    assert listed[int(result)] == film.name.in_language(language)


def test_nothing_is_chosen_in_the_empty_form():
    assert not body(official_form(CALL, "en")).xpath("//w:ddList/w:result", namespaces=NS)


@pytest.mark.parametrize(
    ("language", "answers", "reason"),
    [
        ("de", {}, "issues no form in “de”, only in en, fr"),
        ("en", {"mayor": "x"}, "has no field mayor"),
        ("en", {"creative_field": "Dance"}, "“Dance” is no creative field"),
    ],
)
def test_what_the_form_cannot_hold_is_refused_with_the_reason(language, answers, reason):
    with pytest.raises(ValueError, match=reason):
        filled_form(CALL, language, answers)


@issued
def test_hints_are_short_enough_for_word(call, language):
    form = body(official_form(call, language))
    assert max(map(len, form.xpath("//w:helpText/@w:val", namespaces=NS)), default=0) <= 255
    assert max(map(len, form.xpath("//w:statusText/@w:val", namespaces=NS)), default=0) <= 138


@pytest.mark.slow
@pytest.mark.external("soffice")
def test_saved_again_by_libreoffice_the_form_still_reads_back_whole(tmp_path):
    places = [line for line in skeleton(CALL, "en") if isinstance(line, Place)]
    answers = {
        place.field.key: f"First of {place.field.key}.\nSecond." for place in places if place.field.kind == "text"
    }
    answers |= {"city": "Marsalune", "creative_field": "Music", "population": "41 200"}
    before = tmp_path / "form.docx"
    before.write_bytes(filled_form(CALL, "en", answers))
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    command = [
        "soffice",
        profile,
        "--headless",
        "--convert-to",
        "docx",
        "--outdir",
        str(tmp_path / "again"),
        str(before),
    ]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    again = (tmp_path / "again" / "form.docx").read_bytes()
    assert set(names(again)) >= {field.key for field in CALL.form.fields if field.kind != "choice"}
    assert {key: answer(again, key) for key in answers if key != "creative_field"} == {
        key: text for key, text in answers.items() if key != "creative_field"
    }
    assert "creative_field" in body(again).xpath("//w:bookmarkStart/@w:name", namespaces=NS)
    assert part(again, "word/settings.xml").find("w:documentProtection", NS).get(f"{{{W}}}edit") == "forms"
    assert f"{CALL.id}/en" in "".join(part(again, "docProps/custom.xml").itertext())
