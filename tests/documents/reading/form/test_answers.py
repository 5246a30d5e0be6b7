"""Every answer is found, by the field's name, else its bookmark, else its place between the fixed lines."""

import random
from xml.sax.saxutils import escape

import pytest

from kallipolis.documents.writing.form import filled_form, official_form
from kallipolis.rulebook.call.skeleton import FixedLine, skeleton
from kallipolis.rulebook.dossier import FoundBy, Kind, Trouble
from tests.documents.reading.form.builder import Dress, docx_of, form_docx, form_lines
from tests.documents.reading.form.whole import altered, answers_of, different, read, told, ways
from tests.factories import a_call

LANGUAGES = ("en", "fr")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_form_that_we_draw_up_reads_back_whole(language):
    call = a_call()
    answers = answers_of(call, language)
    form = read(filled_form(call, language, answers))
    assert (form.edition, form.edition_year, form.language, form.trouble) == (call.id, 2021, language, None)
    assert different(form, answers) == {}
    assert ways(form) == {FoundBy.FIELD_NAME}
    assert altered(form) == []
    assert form.rights_forms == 3


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_empty_form_has_empty_answers_and_no_choice(language):
    form = read(official_form(a_call(), language))
    assert set(told(form).values()) == {""}
    assert form.rights_forms == 0
    assert altered(form) == []


@pytest.mark.parametrize(
    ("dress", "way"),
    [
        (Dress(), {FoundBy.FIELD_NAME}),
        (Dress(inline=True), {FoundBy.FIELD_NAME}),
        (Dress(bookmarks=False), {FoundBy.FIELD_NAME}),
        (Dress(names=False), {FoundBy.BOOKMARK}),
        (Dress(names=False, bookmark_name=lambda key: f"{key}_Copy_1"), {FoundBy.BOOKMARK}),
        (Dress(names=False, bookmark_name=str.upper), {FoundBy.BOOKMARK}),
        (Dress(names=False, bookmarks=False), {FoundBy.PLACE}),
        (Dress(names=False, bookmarks=False, inline=True), {FoundBy.PLACE}),
    ],
)
def test_fields_are_found_whatever_is_left_of_their_names(dress, way):
    call = a_call()
    answers = answers_of(call)
    form = read(form_docx(call, "en", answers, dress))
    assert different(form, answers) == {}
    assert ways(form) == way
    assert altered(form) == []


@pytest.mark.parametrize("dress", [Dress(fields=False), Dress(fields=False, inline=True)])
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_retyped_form_is_read_between_its_headings(dress, language):
    call = a_call()
    answers = answers_of(call, language)
    form = read(form_docx(call, language, answers, dress, protected=False))
    assert different(form, answers) == {}
    assert ways(form) == {FoundBy.PLACE}
    assert {what for what, _ in altered(form)} == {"protection_removed", "field_missing"}
    assert len(altered(form)) == 1 + len(call.form.fields)
    assert form.rights_forms == 3


@pytest.mark.parametrize("sign", [": ", " : ", "\t", " – ", "   ", " = ", ":\n", " "])
def test_answers_behind_their_labels_on_one_line(sign):
    call = a_call()
    answers = answers_of(call)
    lines = form_lines(call, "en", answers, Dress(fields=False, inline=True))
    labels = {one.text for one in skeleton(call, "en") if isinstance(one, FixedLine)}
    retyped = []
    for one in lines:
        label = next((label for label in labels if escape(f"{label}: ") in one), None)
        retyped.append(one.replace(escape(f"{label}: "), escape(f"{label}{sign}")) if label else one)
    form = read(docx_of([one.replace("\n", "</w:t><w:br/><w:t xml:space='preserve'>") for one in retyped]))
    unequal = different(form, answers)
    assert {key for key in unequal if call.form.field(key).kind != "text"} == set()
    assert unequal == {} or sign == " "


def test_the_kind_is_kept_as_told():
    assert read(official_form(a_call(), "en"), kind=Kind.OTHER).kind is Kind.OTHER


def test_a_form_of_more_words_than_anybody_could_screen_is_too_large():
    call = a_call()
    key = next(field.key for field in call.form.fields if field.kind == "text")
    chance = random.Random(1)
    longest = " ".join(chance.randbytes(4).hex() for _ in range(100_000))
    assert read(filled_form(call, "en", {key: longest})).answer(key) == longest
    form = read(filled_form(call, "en", {key: f"{longest} {longest}"}))
    assert (form.trouble, form.answers) == (Trouble.TOO_LARGE, ())
