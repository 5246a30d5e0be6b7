"""The text of an answer is what its writer saw, whatever the program made of it in the file."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kallipolis.rulebook.dossier import FoundBy
from tests.documents.reading.form.builder import (
    Dress,
    code,
    document_xml,
    docx_of,
    form_docx,
    form_lines,
    line,
    mark,
    said,
    text_run,
)
from tests.documents.reading.form.whole import altered, answers_of, different, read, told
from tests.factories import a_call

TEXT = "<w:ffData><w:name w:val='motivation'/><w:textInput/></w:ffData>"
OPENED = mark("begin", TEXT) + code("FORMTEXT") + mark("separate")


def at(paragraphs, words):
    return next(number for number, paragraph in enumerate(paragraphs) if words in paragraph)


def form_with_motivation(*paragraphs, around=("", "")):
    """A form whose sixth section holds these ready paragraphs instead of its field."""
    call = a_call()
    lines = form_lines(call, "en", answers_of(call) | {"motivation": "x"})
    number = at(lines, 'w:val="motivation"')
    lines[number : number + 1] = [around[0] + "".join(paragraphs) + around[1]]
    return read(docx_of(lines))


def motivation(*paragraphs, around=("", "")):
    """The answer in such a form."""
    return told(form_with_motivation(*paragraphs, around=around))["motivation"]


@pytest.mark.parametrize(
    ("runs", "text"),
    [
        ("<w:r><w:t>One</w:t><w:tab/><w:t>two</w:t></w:r>", "One\ttwo"),
        ("<w:r><w:t>One</w:t><w:br/><w:t>two</w:t><w:cr/><w:t>three</w:t></w:r>", "One\ntwo\nthree"),
        ("<w:r><w:t>well</w:t><w:noBreakHyphen/><w:t>known</w:t></w:r>", "well\u2011known"),
        ("<w:r><w:t>pos</w:t><w:softHyphen/><w:t>sible</w:t></w:r>", "pos\u00adsible"),
        ("<w:r><w:sym w:font='Wingdings' w:char='F0FC'/><w:t xml:space='preserve'> done</w:t></w:r>", "✓ done"),
        ("<w:r><w:sym w:font='Symbol' w:char='F0B3'/><w:t>5</w:t></w:r>", "≥5"),
        ("<w:r><w:sym w:font='Arial' w:char='00E9'/></w:r>", "é"),
        ("<w:r><w:sym w:font='Webdings' w:char='F021'/><w:t>!</w:t></w:r>", "□!"),
        ("<w:r><w:sym w:font='Arial' w:char='D800'/><w:sym w:char='zz'/><w:t>!</w:t></w:r>", "!"),
        ("<w:r><w:t> spaces that XML </w:t></w:r><w:r><w:t> drops </w:t></w:r>", "spaces that XMLdrops"),
        ("<w:r><w:t xml:space='preserve'>kept </w:t></w:r><w:r><w:t>here</w:t></w:r>", "kept here"),
        ("<w:r><w:t>broken\nin the source</w:t></w:r>", "broken in the source"),
        ("<w:smartTag><w:r><w:t>Marsa</w:t></w:r></w:smartTag>", "Marsa"),
        ("<w:hyperlink r:id='r7'><w:r><w:t>https://marsa.example</w:t></w:r></w:hyperlink>", "https://marsa.example"),
        ("<w:ins w:id='1'><w:r><w:t>new</w:t></w:r></w:ins><w:del w:id='2'><w:r><w:t>old</w:t></w:r></w:del>", "new"),
        ("<w:moveTo w:id='1'><w:r><w:t>here</w:t></w:r></w:moveTo>", "here"),
        ("<w:r><w:rPr><w:vanish/></w:rPr><w:t>unseen</w:t></w:r><w:r><w:t>seen</w:t></w:r>", "seen"),
        ("<w:r><w:rPr><w:vanish w:val='0'/></w:rPr><w:t>seen</w:t></w:r>", "seen"),
        ("<w:r><w:ruby><w:rt><w:r><w:t>kana</w:t></w:r></w:rt><w:rubyBase><w:r><w:t>漢</w:t></w:r></w:rubyBase></w:ruby></w:r>", "漢"),
        ("<w:proofErr w:type='spellStart'/><w:r><w:lastRenderedPageBreak/><w:t>page</w:t></w:r>", "page"),
        (mark("begin") + code('HYPERLINK "x"') + mark("separate") + text_run("link") + mark("end") + text_run(" after"), "link after"),
        (mark("begin") + code("PAGE") + mark("end") + text_run("after"), "after"),
        ("<w:fldSimple w:instr=' PAGE '><w:r><w:t>7</w:t></w:r></w:fldSimple>", "7"),
        ("<!-- a comment --><?pi?><w:r><w:t>one<!-- two -->three</w:t></w:r>", "onethree"),
        ("<w:unheard><w:r><w:t>wrapped</w:t></w:r></w:unheard>", "wrapped"),
        (text_run("\u2002" * 5), ""),
        (text_run("\u2002\u2002real\u2002\u2002"), "real"),
        (text_run(" one  two "), "one  two"),
    ],
)  # fmt: skip
def test_what_the_writer_saw(runs, text):
    assert motivation(line(OPENED + runs + mark("end"))) == text


def test_an_answer_over_several_paragraphs_has_a_line_for_each():
    assert (
        motivation(line(OPENED + text_run("One")), said(""), said("Two"), line(text_run("Three") + mark("end")))
        == "One\n\nTwo\nThree"
    )


def test_a_deleted_paragraph_mark_joins_what_it_parted():
    deleted = "<w:p><w:pPr><w:rPr><w:del w:id='4'/></w:rPr></w:pPr>" + OPENED + text_run("One ") + "</w:p>"
    assert motivation(deleted, line(text_run("two") + mark("end"))) == "One two"


def test_a_simple_field_with_a_bookmark():
    simple = f"<w:fldSimple w:instr=' FORMTEXT '>{text_run('Simple')}</w:fldSimple>"
    bookmarked = f"<w:bookmarkStart w:id='900' w:name='motivation'/>{simple}<w:bookmarkEnd w:id='900'/>"
    assert motivation(line(bookmarked)) == "Simple"


def test_a_field_without_its_data_is_known_by_its_code():
    bookmark = "<w:bookmarkStart w:id='900' w:name='motivation'/>"
    field = mark("begin") + code("FORMTEXT") + mark("separate") + text_run("Still here") + mark("end")
    form = form_with_motivation(line(bookmark + field + "<w:bookmarkEnd w:id='900'/>"))
    assert told(form)["motivation"] == "Still here"
    assert altered(form) == []


def test_a_bookmark_whose_field_is_gone_still_tells_the_answer():
    words = "<w:bookmarkStart w:id='900' w:name='motivation'/>{}<w:bookmarkEnd w:id='900'/>"
    form = form_with_motivation(line(words.format(text_run("In the bookmark"))))
    found = {answer.field: answer for answer in form.answers}["motivation"]
    assert (found.text, found.found_by) == ("In the bookmark", FoundBy.BOOKMARK)
    assert altered(form) == [("field_missing", "6")]
    long = form_with_motivation(
        line(words.format("").split("<w:bookmarkEnd")[0] + text_run("One")),
        line(text_run("Two") + "<w:bookmarkEnd w:id='900'/>"),
    )
    assert told(long)["motivation"] == "One\nTwo"


CONTROL = "<w:sdt><w:sdtPr>{}</w:sdtPr><w:sdtContent>{}</w:sdtContent></w:sdt>"


@pytest.mark.parametrize(
    ("properties", "content", "text"),
    [
        ("<w:tag w:val='motivation'/>", said("One") + said("Two"), "One\nTwo"),
        ("<w:alias w:val='Whatever'/>", said("One"), "One"),
        ("<w:tag w:val='impact'/>", said("A tag that was moved"), "A tag that was moved"),
        ("<w:showingPlcHdr/>", said("Click here to enter text."), ""),
        ("<w:showingPlcHdr w:val='0'/>", said("Entered"), "Entered"),
        ("<w14:checkbox><w14:checked w14:val='1'/></w14:checkbox>", said("☒"), "☒"),
        ("<w14:checkbox><w14:checked w14:val='0'/></w14:checkbox>", said("☐"), ""),
        ("<w:dropDownList><w:listItem w:value='1'/></w:dropDownList>", said("Entry"), "Entry"),
        ("<w:date w:fullDate='2021-05-12T00:00:00Z'/>", said("12 May"), "12 May"),
        ("<w:docPartObj/>", said("In a frame"), "In a frame"),
    ],
)
def test_content_controls_by_their_place(properties, content, text):
    form = form_with_motivation(CONTROL.format(properties, content))
    assert told(form)["motivation"] == text
    assert different(form, answers_of(a_call()) | {"motivation": text}) == {}


def test_a_control_in_the_line_and_one_around_a_field():
    assert motivation(line(CONTROL.format("", text_run("In the line")))) == "In the line"
    assert (
        motivation(CONTROL.format("<w:tag w:val='impact'/>", line(OPENED + text_run("In it") + mark("end")))) == "In it"
    )
    assert motivation(line(OPENED + text_run("a ") + CONTROL.format("", text_run("b")) + mark("end"))) == "a b"


def test_a_field_that_never_ends_goes_on_to_the_next_fixed_line():
    form = form_with_motivation(line(OPENED + text_run("First line")), said("Second line"))
    assert different(form, answers_of(a_call()) | {"motivation": "First line\nSecond line"}) == {}
    assert altered(form) == []
    empty = form_with_motivation(line(OPENED), said("Only line"))
    assert told(empty)["motivation"] == "Only line"


def test_ends_without_a_beginning_and_codes_without_an_end_do_no_harm():
    call = a_call()
    lines = form_lines(call, "en", answers_of(call))
    for number, one in (
        (9, mark("end") * 3),
        (40, mark("begin")),
        (60, mark("begin") + code("IF 1 = 1")),
        (80, mark("separate")),
    ):
        lines.insert(number, line(one))
    assert different(read(docx_of(lines)), answers_of(call)) == {}


def test_a_form_whose_fields_all_lost_their_ends():
    call = a_call()
    answers = answers_of(call)
    lines = [one.replace(mark("end"), "") for one in form_lines(call, "en", answers)]
    form = read(docx_of(lines))
    assert different(form, answers) == {}
    assert altered(form) == []


def test_strict_documents_and_other_encodings():
    call = a_call()
    answers = answers_of(call) | {"city": "Łódź – 上海"}
    xml = document_xml(form_lines(call, "en", answers))
    strict = xml.replace(
        "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
        "http://purl.oclc.org/ooxml/wordprocessingml/main",
    )
    wide = xml.replace('encoding="UTF-8"', 'encoding="UTF-16"').encode("utf-16")
    for document in (strict, wide, b"\xef\xbb\xbf" + xml.encode()):
        assert different(read(docx_of([], document=document)), answers) == {}


ANY_TEXT = st.text(
    st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="\ufffe\uffff", include_characters="\n\t"),
    max_size=400,
)


def normal(text):
    """An answer as it is compared: no white space at its ends."""
    return text.strip()


@pytest.mark.slow
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(text=ANY_TEXT, pick=st.integers(min_value=0), dress=st.sampled_from([
    Dress(), Dress(names=False), Dress(names=False, bookmarks=False), Dress(inline=True), Dress(names=False, inline=True),
]))  # fmt: skip
def test_any_text_in_any_field_reads_back_the_same(text, pick, dress):
    call = a_call()
    fields = [field for field in call.form.fields if field.kind != "choice"]
    key = fields[pick % len(fields)].key
    answers = answers_of(call) | {key: text}
    form = read(form_docx(call, "en", answers, dress))
    assert different(form, answers | {key: normal(text)}) == {}
    assert altered(form) == []


WORDS = st.lists(st.text("abcdefgh éàü中文,.!?-–’“”", min_size=1, max_size=60), max_size=6).map("\n".join)


@pytest.mark.slow
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(text=WORDS, pick=st.integers(min_value=0), inline=st.booleans())
def test_any_words_in_a_retyped_form_read_back_the_same(text, pick, inline):
    call = a_call()
    fields = [field for field in call.form.fields if field.kind != "choice"]
    key = fields[pick % len(fields)].key
    answers = answers_of(call) | {key: text}
    form = read(form_docx(call, "en", answers, Dress(fields=False, inline=inline)))
    lines = [one.strip() for one in told(form)[key].split("\n")]
    given_lines = [one.strip() for one in text.split("\n")]
    has_words = any(character.isalnum() for character in text)
    assert [one.strip(" ,.!?-–’“”") for one in lines if one] == [
        one.strip(" ,.!?-–’“”") for one in given_lines if one and has_words
    ] or inline
    assert different(form, answers | {key: told(form)[key]}) == {}
