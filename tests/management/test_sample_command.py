"""`kallipolis sample` as its user meets it."""

import json

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from kallipolis.documents.writing.sample import drafting


@pytest.fixture(autouse=True)
def small_photographs(monkeypatch):
    monkeypatch.setattr(drafting, "_SIZES", ((320, 240),))


def sample(output, *arguments):
    call_command("sample", "-o", str(output), "--call", "uccn-2021", *arguments)


def test_dossiers_are_written_with_what_must_be_found(tmp_path, capsys):
    output = tmp_path / "samples"
    sample(output, "--count", "3", "--seed", "5")
    told = json.loads((output / "expected.json").read_text(encoding="utf-8"))["dossiers"]
    assert {path.name for path in output.iterdir()} == {*(one["file"] for one in told), "expected.json", "register.csv"}
    assert len(told) == 3
    assert "3 dossiers for uccn-2021" in capsys.readouterr().out
    assert list(tmp_path.iterdir()) == [output]


def test_dossiers_are_folders_where_that_is_asked(tmp_path):
    output = tmp_path / "samples"
    output.mkdir()
    sample(output, "--count", "2", "--as", "folder", "--flawed", "0")
    told = json.loads((output / "expected.json").read_text(encoding="utf-8"))["dossiers"]
    for one in told:
        assert len(list((output / one["file"]).iterdir())) >= 9


def test_nothing_is_overwritten(tmp_path):
    (tmp_path / "mine.txt").write_text("mine")
    with pytest.raises(CommandError, match="is there and not an empty folder"):
        sample(tmp_path, "--count", "1")
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("--count", "0"), "“0” is no number of dossiers"),
        (("--count", "many"), "“many” is no number of dossiers"),
        (("--flawed", "1.5"), "“1.5” is no share"),
        (("--call", "uccn-1999"), "“uccn-1999” is neither a known call nor a folder"),
        (("--call", "uccn-2025"), "takes no applications by e-mail: ask for folders"),
        (("--count", "700", "--flawed", "0.1"), "700 dossiers do not fit the call uccn-2021"),
    ],
)
def test_what_cannot_be_sampled_is_said_in_a_sentence(tmp_path, arguments, sentence):
    with pytest.raises(CommandError, match=sentence):
        sample(tmp_path / "samples", *arguments)
    assert not list(tmp_path.iterdir())


def test_a_failure_on_the_way_leaves_nothing_behind(tmp_path, monkeypatch):
    def full(call, expected, *, seed):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("kallipolis.management.commands.sample.expected_json", full)
    with pytest.raises(CommandError, match="could not be written: no space left on device"):
        sample(tmp_path / "samples", "--count", "1")
    assert not list(tmp_path.iterdir())


def test_a_folder_that_cannot_be_made_is_told(tmp_path):
    with pytest.raises(CommandError, match="cannot be made: no such file or directory"):
        sample(tmp_path / "no" / "samples", "--count", "1")
