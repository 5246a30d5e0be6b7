"""`kallipolis form` as its user meets it."""

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from kallipolis.documents.writing.form import official_form
from kallipolis.rulebook.call.loading import EDITIONS, load


@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_form_is_written_where_it_was_asked(tmp_path, capsys, language):
    output = tmp_path / "form.docx"
    call_command("form", "--call", "uccn-2021", "--language", language, "-o", str(output))
    assert output.read_bytes() == official_form(load(EDITIONS / "uccn-2021"), language)
    assert f"the form of uccn-2021 in {language}" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--call", "uccn-1999"], "“uccn-1999” is neither a known call nor a folder. Known calls: "),
        (["--language", "de"], "The call uccn-2021 issues no form in “de”, only in en, fr."),
    ],
)
def test_what_cannot_be_drawn_up_is_said_in_a_sentence(tmp_path, arguments, sentence):
    with pytest.raises(CommandError) as refusal:
        call_command("form", "--call", "uccn-2021", *arguments, "-o", str(tmp_path / "form.docx"))
    assert str(refusal.value).startswith(sentence)
    assert not list(tmp_path.iterdir())


def test_a_folder_that_is_no_call_is_told_by_its_first_mistake(tmp_path):
    with pytest.raises(
        CommandError, match=r"^call.toml: This file is missing.*more mistakes: see `kallipolis call check"
    ):
        call_command("form", "--call", str(tmp_path), "-o", str(tmp_path / "form.docx"))


@pytest.mark.parametrize(
    ("output", "sentence"),
    [("nowhere/form.docx", "cannot be written: no such file or directory."), ("form.pdf", "should end in .docx")],
)
def test_a_place_where_nothing_can_be_written_is_told(tmp_path, output, sentence):
    with pytest.raises(CommandError, match=sentence):
        call_command("form", "-o", str(tmp_path / output))
    assert not list(tmp_path.iterdir())
