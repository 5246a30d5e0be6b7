"""What was altered in the form is told with its section and the words; what only looks different is no alteration (B1, B9)."""

import re
from dataclasses import replace

import pytest

from kallipolis.documents.reading.form.alterations import quoted
from kallipolis.documents.writing.form import filled_form
from kallipolis.rulebook.call.skeleton import FixedLine, LineKind, skeleton
from kallipolis.rulebook.dossier import Alteration, AlterationKind, FoundBy
from tests.documents.reading.form.builder import (
    Dress,
    code,
    document_xml,
    docx_of,
    form_lines,
    line,
    mark,
    said,
    settings_xml,
    text_run,
)
from tests.documents.reading.form.whole import altered, answers_of, different, read, told
from tests.factories import a_call

RETYPED = Dress(fields=False)


def form_with(change, *, dress=Dress(), language="en", protected=True):  # noqa: B008 - frozen
    """A filled form whose paragraphs `change` alters in place."""
    call = a_call()
    paragraphs = form_lines(call, language, answers_of(call, language), dress)
    changed = change(paragraphs)
    return read(docx_of(changed if changed is not None else paragraphs, protected=protected))


def at(paragraphs, words):
    """The number of the paragraph that holds these words."""
    return next(number for number, paragraph in enumerate(paragraphs) if words in paragraph)


def fixed_lines(language="en"):
    return [one for one in skeleton(a_call(), language) if isinstance(one, FixedLine)]


@pytest.mark.parametrize("dress", [Dress(), Dress(names=False, bookmarks=False)])
def test_a_line_that_was_taken_out_is_missing(dress):
    texts = [one.text for one in fixed_lines()]
    once = [one for one in fixed_lines() if texts.count(one.text) == 1]
    for gone in once[::7]:
        form = form_with(lambda lines, gone=gone: lines.pop(at(lines, said(gone.text))) and None, dress=dress)
        assert form.alterations == (
            Alteration(AlterationKind.FIXED_TEXT_MISSING, gone.section, expected=quoted(gone.text)),
        )
        assert different(form, answers_of(a_call())) == {}


def test_a_higher_word_limit_is_a_change():
    def raise_limit(lines):
        number = at(lines, "(at most 500 words)")
        lines[number] = lines[number].replace("500", "900")

    form = form_with(raise_limit)
    label = next(one for one in fixed_lines() if "(at most 500 words)" in one.text)
    changed = label.text.replace("500", "900")
    assert form.alterations == (Alteration(AlterationKind.FIXED_TEXT_CHANGED, "11.2", changed, label.text),)


@pytest.mark.parametrize("dress", [Dress(), Dress(names=False, bookmarks=False), Dress(names=False)])
def test_a_label_in_quite_other_words_is_a_change(dress):
    label = next(one for one in fixed_lines() if one.section == "2" and one.kind is LineKind.LABEL)

    def reword(lines):
        lines[at(lines, said(label.text))] = said("Where do you live?")

    form = form_with(reword, dress=dress)
    assert different(form, answers_of(a_call())) == {}
    kinds = {alteration.what for alteration in form.alterations}
    assert kinds <= {"fixed_text_changed", "fixed_text_missing", "text_added"}
    assert "Where do you live?" in {alteration.quote for alteration in form.alterations}
    assert {alteration.section for alteration in form.alterations} == {"2"}


def test_added_paragraphs_are_told_once_for_each_place():
    def add(lines):
        lines.insert(at(lines, "5. GENERAL"), said("Our city asks for your kind attention,"))
        lines.insert(at(lines, "5. GENERAL"), said("and thanks you."))
        lines.append(said("The end."))

    form = form_with(add)
    assert form.alterations == (
        Alteration(AlterationKind.TEXT_ADDED, "4", "Our city asks for your kind attention, and thanks you."),
        Alteration(AlterationKind.TEXT_ADDED, "A.3", "The end."),
    )
    assert different(form, answers_of(a_call())) == {}


def test_text_beside_a_filled_field_is_added_and_text_in_place_of_an_empty_one_is_the_answer():
    call = a_call()
    answers = answers_of(call) | {"motivation": "", "impact": "Filled in."}
    paragraphs = form_lines(call, "en", answers)
    for key, text in (("motivation", "Typed below the field."), ("impact", "And more below.")):
        number = at(paragraphs, f'w:val="{key}"')
        paragraphs.insert(number + 1, said(text))
    form = read(docx_of(paragraphs, protected=False))
    assert told(form)["motivation"] == "Typed below the field."
    assert told(form)["impact"] == "Filled in."
    assert altered(form) == [("protection_removed", ""), ("text_added", "8")]
    by = {answer.field: answer.found_by for answer in form.answers}
    assert (by["motivation"], by["impact"]) == (FoundBy.PLACE, FoundBy.FIELD_NAME)


@pytest.mark.parametrize("dress", [Dress(), Dress(names=False), Dress(names=False, bookmarks=False)])
@pytest.mark.parametrize("inline", [True, False])
def test_text_typed_before_a_field_is_the_answer_where_the_field_is_empty(dress, inline):
    call = a_call()
    dress = replace(dress, inline=inline)
    answers = answers_of(call) | {"mayor_first_name": "", "city": "", "impact": "Filled in."}
    paragraphs = form_lines(call, "en", answers, dress)
    fields = [number for number, one in enumerate(paragraphs) if 'w:fldCharType="begin"' in one]
    order = [field.key for field in call.form.fields]
    begin = "<w:bookmarkStart" if dress.bookmarks else mark("begin").removesuffix("</w:fldChar></w:r>")
    for key, text in (("mayor_first_name", "Amal"), ("city", "Marsa"), ("impact", "More text")):
        number = fields[order.index(key)]
        paragraphs[number] = paragraphs[number].replace(begin, text_run(f" {text} ") + begin, 1)
    form = read(docx_of(paragraphs, protected=False))
    assert different(form, answers | {"mayor_first_name": "Amal", "city": "Marsa"}) == {}
    assert form.alterations == (
        Alteration(AlterationKind.PROTECTION_REMOVED),
        Alteration(AlterationKind.TEXT_ADDED, "8", "More text"),
    )


def test_a_deleted_field_is_missing_and_text_in_its_place_is_the_answer():
    call = a_call()
    paragraphs = form_lines(call, "en", answers_of(call))
    paragraphs[at(paragraphs, 'w:val="city"')] = said("Marsa")
    del paragraphs[at(paragraphs, 'w:val="country"')]
    form = read(docx_of(paragraphs))
    by = {answer.field: (answer.text, answer.found_by) for answer in form.answers}
    assert by["city"] == ("Marsa", FoundBy.PLACE)
    assert by["country"] == ("", FoundBy.MISSING)
    assert form.alterations == (
        Alteration(AlterationKind.FIELD_MISSING, "1", expected="Name of the applicant city"),
        Alteration(AlterationKind.FIELD_MISSING, "2", expected="Member State or Associate Member of UNESCO"),
    )


@pytest.mark.parametrize(
    "settings",
    [
        settings_xml(""),
        settings_xml('<w:documentProtection w:edit="forms" w:enforcement="0"/>'),
        settings_xml('<w:documentProtection w:edit="forms"/>'),
        settings_xml('<w:documentProtection w:edit="trackedChanges" w:enforcement="1"/>'),
    ],
)
def test_a_form_without_its_protection(settings):
    call = a_call()
    form = read(docx_of(form_lines(call, "en", answers_of(call)), settings=settings))
    assert altered(form) == [("protection_removed", "")]


def test_tracked_changes_are_read_as_if_accepted_and_told_once_a_section():
    def track(lines):
        number = at(lines, 'w:val="motivation"')
        lines[number] = lines[number].replace(
            "<w:r><w:t", '<w:ins w:id="7" w:author="x"><w:r><w:t>New </w:t></w:r></w:ins><w:r><w:t', 1
        )
        lines[number] = lines[number].replace(
            "</w:p>",
            '<w:del w:id="8" w:author="x"><w:r><w:delText>Gone</w:delText></w:r></w:del>'
            '<w:moveFrom w:id="9" w:author="x"><w:r><w:t>Moved away</w:t></w:r></w:moveFrom></w:p>',
        )

    form = form_with(track)
    assert told(form)["motivation"].startswith("New")
    assert "Gone" not in told(form)["motivation"]
    assert "Moved" not in str(form)
    assert form.alterations == (Alteration(AlterationKind.TRACKED_CHANGES, "6", "New"),)


DRAWING = (
    "<w:r><w:drawing><wp:inline><wp:docPr id='1' name='Picture 3' descr='{}'/>"
    "<a:graphic><a:graphicData>{}</a:graphicData></a:graphic></wp:inline></w:drawing></w:r>"
)
OBJECT = (
    "<w:r><w:object><v:shape><v:imagedata r:id='r9'/></v:shape><o:OLEObject Type='Embed' ProgID='{}'/></w:object></w:r>"
)


@pytest.mark.parametrize(
    ("content", "what", "quote"),
    [
        (DRAWING.format("Our port", "<pic:pic><pic:blipFill><a:blip r:embed='r9'/></pic:blipFill></pic:pic>"), "picture", "Our port"),
        (DRAWING.format("", "<pic:pic><pic:blipFill><a:blip r:link='r9'/></pic:blipFill></pic:pic>"), "picture", "Picture 3"),
        (DRAWING.format("Budget", "<c:chart r:id='r9'/>"), "chart", "Budget"),
        (DRAWING.format("Team", "<dgm:relIds r:dm='r9'/>"), "chart", "Team"),
        ("<w:r><w:pict><v:shape><v:imagedata r:id='r9' o:title='Old'/></v:shape></w:pict></w:r>", "picture", "Old"),
        (OBJECT.format("PBrush"), "picture", "PBrush"),
        (OBJECT.format("MSGraph.Chart.8"), "chart", "MSGraph.Chart.8"),
        (OBJECT.format("Excel.Sheet.12"), "table", "Excel.Sheet.12"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("inside", [True, False])
def test_pictures_charts_and_objects_are_told_with_their_section(content, what, quote, inside):
    def insert(lines):
        number = at(lines, 'w:val="field_history"')
        if inside:
            lines[number] = lines[number].replace("</w:p>", f"{content}</w:p>")
        else:
            lines.insert(number + 3, line(content))

    form = form_with(insert)
    assert form.alterations == (Alteration(AlterationKind(what), "10.2", quote),)
    assert different(form, answers_of(a_call())) == {}


def test_a_shape_or_a_text_box_is_no_picture_and_its_text_is_read_once():
    box = "<w:txbxContent><w:p><w:r><w:t>In a box</w:t></w:r></w:p></w:txbxContent>"
    shape = f"<wps:wsp><wps:txbx>{box}</wps:txbx></wps:wsp>"
    drawing = (
        f"<w:drawing><wp:inline><a:graphic><a:graphicData>{shape}</a:graphicData></a:graphic></wp:inline></w:drawing>"
    )
    fallback = f"<w:pict><v:shape><v:textbox>{box}</v:textbox></v:shape></w:pict>"
    branches = f'<mc:Choice Requires="wps">{drawing}</mc:Choice><mc:Fallback>{fallback}</mc:Fallback>'
    both = f"<w:r><mc:AlternateContent>{branches}</mc:AlternateContent></w:r>"
    for content in (both, both.replace('Requires="wps"', 'Requires="unheard"'), f"<w:r>{fallback}</w:r>"):
        form = form_with(lambda lines, content=content: lines.insert(at(lines, "5. GENERAL"), line(content)))
        assert form.alterations == (Alteration(AlterationKind.TEXT_ADDED, "4", "In a box"),)


def test_a_table_is_told_once_with_its_words_and_the_tables_in_it_are_not():
    cell = "<w:tc>{}</w:tc>"
    inner = f"<w:tbl><w:tr>{cell.format(said('Inner'))}</w:tr></w:tbl>"
    row = "".join(cell.format(content) for content in (said("Year 1"), said("EUR 4"), inner + said("")))
    table = f"<w:tbl><w:tblPr/><w:tr>{row}</w:tr></w:tbl>"
    form = form_with(lambda lines: lines.insert(at(lines, "11.6"), table))
    assert form.alterations == (
        Alteration(AlterationKind.TEXT_ADDED, "11.5", "Year 1 EUR 4 Inner"),
        Alteration(AlterationKind.TABLE, "11.5", "Year 1 EUR 4 Inner"),
    )


def test_a_form_put_into_a_table_still_gives_its_answers():
    call = a_call()
    for dress in (Dress(), RETYPED):
        rows = "".join(f"<w:tr><w:tc>{one}</w:tc></w:tr>" for one in form_lines(call, "en", answers_of(call), dress))
        form = read(docx_of([f"<w:tbl>{rows}</w:tbl>"]))
        assert different(form, answers_of(call)) == {}
        assert ("table", "") in altered(form)


@pytest.mark.parametrize("dress", [Dress(), RETYPED])
@pytest.mark.parametrize(
    "typography",
    [
        lambda text: text.replace(" ", "\u00a0"),
        lambda text: text.replace(" ", "  "),
        lambda text: text.replace("’", "'").replace("“", '"').replace("”", '"').replace("·", "-"),
        lambda text: re.sub(r"^((?:A\.)?\d+(?:\.\d+)*\.) ", "", text),
        lambda text: f" {text} :",
        lambda text: text.replace("-", "\u2011").replace("·", "–"),
        lambda text: text.upper(),
    ],
)
@pytest.mark.parametrize("language", ["en", "fr"])
def test_what_only_looks_different_is_no_alteration(dress, typography, language):
    call = a_call()
    fixed = {said(one.text): said(typography(one.text)) for one in fixed_lines(language)}
    form = form_with(lambda lines: [fixed.get(one, one) for one in lines], dress=dress, language=language)
    assert {what for what, _ in altered(form)} <= {"field_missing"}
    assert different(form, answers_of(call, language)) == {}


def test_fixed_lines_broken_by_hand_are_whole():
    def broken(lines):
        fixed = {said(one.text): one.text for one in fixed_lines()}
        told = []
        for one in lines:
            words = fixed.get(one, "").split()
            parts = [" ".join(words[start : start + 7]) for start in range(0, len(words), 7)]
            told += [said(part) for part in parts] or [one]
        return told

    for dress in (Dress(), RETYPED):
        form = form_with(broken, dress=dress)
        assert {what for what, _ in altered(form)} <= {"field_missing"}
        assert different(form, answers_of(a_call())) == {}


def test_footnotes_are_added_text_with_their_words():
    call = a_call()
    lines = form_lines(call, "en", answers_of(call))
    number = at(lines, 'w:val="impact"')
    lines[number] = lines[number].replace("</w:p>", "<w:r><w:footnoteReference w:id='2'/></w:r></w:p>")
    lines[-1] = lines[-1].replace("</w:p>", "<w:r><w:endnoteReference w:id='2'/></w:r></w:p>")
    notes = document_xml([]).replace(
        "<w:body><w:sectPr/></w:body>", f"<w:footnote w:id='2'>{said('Far more words')}</w:footnote>"
    )
    form = read(docx_of(lines, **{"word/footnotes.xml": notes, "word/endnotes.xml": "<damaged"}))
    assert form.alterations == (
        Alteration(AlterationKind.TEXT_ADDED, "8", "Far more words"),
        Alteration(AlterationKind.TEXT_ADDED, "A.3", ""),
    )
    assert different(form, answers_of(call)) == {}


def test_another_document_put_into_the_form_is_added_text():
    form = form_with(lambda lines: lines.insert(at(lines, "5. GENERAL"), '<w:altChunk r:id="r9"/>'))
    assert form.alterations == (Alteration(AlterationKind.TEXT_ADDED, "4"),)


def test_headers_and_footers_are_not_looked_at():
    call = a_call()
    footer = said("Page 1 of 12, with the arms of our city")
    form = read(
        docx_of(form_lines(call, "en", answers_of(call)), **{"word/footer1.xml": footer, "word/header1.xml": footer})
    )
    assert form.alterations == ()


@pytest.mark.parametrize("dress", [Dress(), Dress(names=False, bookmarks=False), RETYPED])
def test_an_annex_that_was_copied_for_another_photograph(dress):
    call = a_call()

    def copy(lines):
        lines += lines[at(lines, "A.3. Cession") :]

    form = form_with(copy, dress=dress)
    assert [one for one in altered(form) if one[0] != "field_missing"] == [("annex_repeated", "A.3")]
    assert form.rights_forms == 4
    assert different(form, answers_of(call)) == {}


def test_only_annexes_that_are_filled_in_are_counted():
    call = a_call()
    answers = answers_of(call) | {"photo_2_owner": ""}
    assert read(filled_form(call, "en", answers)).rights_forms == 2


def test_a_field_that_carries_text_and_no_known_name_is_added_text():
    field = (
        mark("begin", "<w:ffData><w:name w:val='Text1'/><w:textInput/></w:ffData>")
        + code("FORMTEXT")
        + mark("separate")
    )
    form = form_with(lambda lines: lines.append(line(field + text_run("More of us") + mark("end"))))
    assert form.alterations == (Alteration(AlterationKind.TEXT_ADDED, "A.3", "More of us"),)
