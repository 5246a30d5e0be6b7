"""Whose form it is: each edition's by its fixed text, an unknown year's by its title, and a letter nobody's."""

from dataclasses import replace

import pytest

from kallipolis.documents.reading.form import looks_like_a_form
from kallipolis.rulebook.call.edition import Call
from kallipolis.rulebook.dossier import Alteration, AlterationKind, Kind
from kallipolis.rulebook.sentence import LocalText
from tests.documents.reading.form.builder import Dress, docx_of, form_docx, form_lines, said
from tests.documents.reading.form.whole import altered, answers_of, different, read, told
from tests.factories import a_call, prose

RETYPED = Dress(fields=False)


@pytest.mark.parametrize("made", ["uccn-2019", "uccn-2021", "uccn-2025"])
@pytest.mark.parametrize("dress", [Dress(names=False, bookmarks=False), RETYPED])
@pytest.mark.parametrize("language", ["en", "fr"])
def test_each_edition_is_known_from_the_others_by_its_fixed_text(made, dress, language):
    editions = tuple(a_call(name) for name in ("uccn-2019", "uccn-2021", "uccn-2025"))
    call = a_call(made)
    answers = answers_of(call, language)
    content = form_docx(call, language, answers, dress)
    for asked in editions:
        form = read(content, call=asked, editions=editions)
        assert (form.edition, form.edition_year, form.language) == (made, call.form.year, language)
        assert [what for what, _ in altered(form) if what != "field_missing"] == ["other_edition"] * (asked is not call)
        if asked is call:
            assert different(form, answers) == {}


def edition_of(year: int, *, like: Call, keep: slice) -> Call:
    """Another edition: its own title, fewer sections, in part in other words."""
    title = LocalText(like.form.title.en.replace("2021", str(year)), like.form.title.fr.replace("2021", str(year)))
    sections = tuple(
        replace(section, fixed=tuple(LocalText(f"{text.en} So it was in {year}.", text.fr) for text in section.fixed))
        for section in like.form.sections[keep]
    )
    return replace(
        like, id=f"uccn-{year}", year=year, form=replace(like.form, title=title, year=year, sections=sections)
    )


def test_the_form_of_another_year_is_told():
    call = a_call()
    earlier = edition_of(2019, like=call, keep=slice(0, 20))
    keys = {field.key for field in earlier.form.fields}
    answers = {key: text for key, text in answers_of(call).items() if key in keys}
    for dress in (Dress(), RETYPED):
        form = read(form_docx(earlier, "en", answers, dress), editions=(call, earlier))
        assert (form.edition, form.edition_year, form.language) == ("uccn-2019", 2019, "en")
        assert form.alterations == (
            Alteration(AlterationKind.OTHER_EDITION, "", earlier.form.title.en, call.form.title.en),
        )
        assert different(form, answers) == {}
    assert looks_like_a_form(form_docx(earlier, "en", answers), Kind.DOCX, call, (call, earlier)) > 0.9


def test_the_form_of_a_year_that_nobody_knows_here_is_told_by_its_title():
    call = a_call()
    later = edition_of(2023, like=call, keep=slice(0, 30))
    form = read(form_docx(later, "en", answers_of(call)), editions=(call,))
    assert (form.edition, form.edition_year) == ("", 2023)
    assert told(form)["city"] == answers_of(call)["city"]


def test_the_form_of_2021_with_the_title_of_another_year_is_not_taken_for_it():
    call = a_call()
    title = said(call.form.title.en.replace("2021", "2017"))
    form = read(docx_of([title, *form_lines(call, "en", answers_of(call))[1:]]))
    assert (form.edition, form.edition_year) == ("", 2017)


def test_a_letter_is_no_form():
    letter = docx_of(
        [
            said("Dear Sir or Madam,"),
            said(prose(200, seed="letter")),
            said("2021 Application of Marsa"),
            said("The Mayor"),
        ]
    )
    call = a_call()
    assert looks_like_a_form(letter, Kind.DOCX, call, ()) < 0.1
    form = read(letter)
    assert (form.edition, form.language, form.rights_forms) == ("", "", 0)
    assert {answer.text for answer in form.answers} == {""}
    assert altered(form) == []
