"""`kallipolis screen`: sheets in four forms, one exit status, and one clear sentence for everything that is no dossier."""

import io
import json
import os
import subprocess
import sys
import zipfile
from email.message import EmailMessage
from pathlib import Path

import jsonschema
import openpyxl
import pytest

from config.console import main
from kallipolis.documents.writing.form import filled_form
from kallipolis.documents.writing.reference import sheet_schema
from tests.factories import CITY, a_call, answer_to

CALL = a_call()


@pytest.fixture(scope="module")
def form() -> bytes:
    return filled_form(CALL, "en", {field.key: answer_to(field, CALL) for field in CALL.form.fields})


@pytest.fixture
def folder(tmp_path, form):
    """A folder with a form and a list: a dossier that lacks much and is nevertheless one."""
    dossier = tmp_path / "dossier"
    dossier.mkdir()
    (dossier / "application form.docx").write_bytes(form)
    (dossier / "list of documents.txt").write_text("List of all documents: 1. Application form", "utf-8")
    return dossier


@pytest.fixture
def message(tmp_path, form):
    """The same as an e-mail that our own server received in time."""
    mail = EmailMessage()
    mail["Received"] = "from mail.port-tavoa.example by mx.network.example; Wed, 30 Jun 2021 18:42:07 +0200"
    mail["From"], mail["To"] = "culture@port-tavoa.example", CALL.secretariat.applications_address
    mail["Subject"], mail["Date"] = f"2021 Application of {CITY}", "Fri, 02 Jul 2021 09:00:00 +0200"
    mail.set_content("Our application.")
    mail.add_attachment(form, maintype="application", subtype="octet-stream", filename="form.docx")
    path = tmp_path / "port-tavoa.eml"
    path.write_bytes(mail.as_bytes())
    return path


def screen(*arguments, capsysbinary):
    """The exit status, standard output and standard error of one call."""
    try:
        status = main(["screen", *map(str, arguments)])
    except SystemExit as end:
        status = end.code
    out, err = capsysbinary.readouterr()
    return status, out.decode(), err.decode()


def sheets(*arguments, capsysbinary):
    status, out, _ = screen(*arguments, "--format", "json", capsysbinary=capsysbinary)
    return status, json.loads(out)


def test_a_folder_has_its_sheet(folder, capsysbinary):
    status, out, err = screen(folder, capsysbinary=capsysbinary)
    assert (status, err) == (1, "")
    assert "Port Tavoa · Chile · literature" in out
    assert "NOT CONSIDERED" in out
    assert "No letter of intent of the mayor is attached." in out
    assert out.endswith("14 statements left to people.\n")


def test_the_json_obeys_its_schema(folder, message, capsysbinary):
    status, told = sheets(folder, message, capsysbinary=capsysbinary)
    assert status == 1
    jsonschema.validate(told, json.loads(sheet_schema()))
    assert [sheet["source"] for sheet in told] == ["dossier", "port-tavoa.eml"]
    assert {"source", "city", "country", "field", "received_at", "outcome", "findings", "documents"} <= told[0].keys()


def test_the_time_of_arrival_is_our_servers_and_never_the_senders(message, capsysbinary):
    _, (told,) = sheets(message, capsysbinary=capsysbinary)
    assert told["received_at"] == "2021-06-30T18:42:07+02:00"
    assert verdicts(told)["S9"] == ["holds"]


def test_the_operator_may_tell_the_time_of_arrival(message, capsysbinary):
    _, (told,) = sheets(message, "--received", "2021-07-01T06:00:00Z", capsysbinary=capsysbinary)
    assert told["received_at"] == "2021-07-01T06:00:00+00:00"
    assert verdicts(told)["S9"] == ["falls_short"]


def test_dossiers_of_one_run_stand_beside_each_other(tmp_path, message, form, capsysbinary):
    again = tmp_path / "again.eml"
    again.write_bytes(message.read_bytes().replace(b"Our application.", b"Our application, once more."))
    _, alone = sheets(message, capsysbinary=capsysbinary)
    assert verdicts(alone[0])["S3"] == ["not_checked"]
    _, both = sheets(message, again, "--jobs", "2", capsysbinary=capsysbinary)
    assert [verdicts(sheet)["S3"] for sheet in both] == [["needs_judgement"], ["needs_judgement"]]


def test_a_register_settles_the_waiting_time(tmp_path, folder, capsysbinary):
    register = tmp_path / "register.csv"
    head = "call_year,city,country_iso2,field,considered,designated\n"
    register.write_text(f"{head}2017,{CITY},CL,music,yes,no\n2019,{CITY},CL,music,yes,no\n", "utf-8")
    _, (told,) = sheets(folder, "--register", register, capsysbinary=capsysbinary)
    assert verdicts(told)["P11"] == ["falls_short"]


def verdicts(sheet):
    told = {}
    for finding in sheet["findings"]:
        told.setdefault(finding["clause"], []).append(finding["verdict"])
    return told


def test_the_workbook_has_no_formula_of_the_city(tmp_path, folder, capsysbinary):
    (folder / "=HYPERLINK(evil).pdf").write_bytes(b"%PDF-1.4 nothing")
    output = tmp_path / "sheets.xlsx"
    status, out, err = screen(folder, "--format", "xlsx", "--output", output, capsysbinary=capsysbinary)
    assert (status, out, err) == (1, "", "")
    workbook = openpyxl.load_workbook(output)
    assert workbook.sheetnames == ["Dossiers", "Findings", "Documents"]
    cells = [cell for row in workbook["Documents"].iter_rows() for cell in row]
    assert "=HYPERLINK(evil).pdf" in [cell.value for cell in cells]
    assert {cell.data_type for cell in cells} <= {"s", "n"}


def test_the_page_stands_alone(tmp_path, folder, capsysbinary):
    output = tmp_path / "sheets.html"
    screen(folder, "--format", "html", "--output", output, capsysbinary=capsysbinary)
    page = output.read_text("utf-8")
    assert "No letter of intent of the mayor is attached." in page
    assert "<script" not in page
    assert 'src="http' not in page


def test_a_workbook_wants_a_file(folder, capsysbinary):
    status, _, err = screen(folder, "--format", "xlsx", capsysbinary=capsysbinary)
    assert status == 2
    assert err == "kallipolis screen: a workbook needs a file to go to: add --output sheets.xlsx.\n"


def test_an_output_that_cannot_be_written_leaves_nothing(tmp_path, folder, capsysbinary):
    status, _, err = screen(folder, "--output", tmp_path / "none" / "sheet.txt", capsysbinary=capsysbinary)
    assert status == 2
    assert "cannot be written" in err
    assert sorted(path.name for path in tmp_path.iterdir()) == ["dossier"]


# --- Bad input: one clear sentence each, and the other dossiers unaffected ------------------------------------------------


def a_missing_path(tmp_path):
    return tmp_path / "nowhere.eml"


def an_empty_file(tmp_path):
    path = tmp_path / "empty.eml"
    path.touch()
    return path


def a_file_of_one_gigabyte(tmp_path):
    path = tmp_path / "huge.eml"
    with path.open("wb") as stream:
        stream.truncate(1_000_000_000)
    return path


def a_message_that_is_no_message(tmp_path):
    path = tmp_path / "noise.eml"
    path.write_bytes(bytes(range(256)) * 200)
    return path


def an_empty_folder(tmp_path):
    path = tmp_path / "nothing"
    path.mkdir()
    return path


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (a_missing_path, "does not exist"),
        (an_empty_file, "empty"),
        (a_file_of_one_gigabyte, "bytes"),
        (a_message_that_is_no_message, "no e-mail"),
        (an_empty_folder, "holds no file"),
    ],
)
def test_what_is_no_dossier_is_said_in_one_sentence(make, sentence, tmp_path, folder, capsysbinary):
    wrong = make(tmp_path)
    status, out, err = screen(wrong, folder, capsysbinary=capsysbinary)
    assert status == 2
    assert err.startswith(f"kallipolis screen: {wrong.name}: ")
    assert sentence in err
    assert err.count("\n") == 1
    assert "Traceback" not in err
    assert "Port Tavoa · Chile · literature" in out


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--call", "uccn-1999"], "“uccn-1999” is neither a known call nor a folder."),
        (["--received", "2021-06-30T18:00"], "has no zone"),
        (["--received", "yesterday"], "is no instant"),
        (["--jobs", "0"], "is no number of jobs"),
        (["--register", "none.csv"], "cannot be read"),
        (["--format", "pdf"], "invalid choice"),
    ],
)
def test_a_wrong_option_is_said_in_one_sentence(arguments, sentence, folder, capsysbinary):
    status, out, err = screen(folder, *arguments, capsysbinary=capsysbinary)
    assert (status, out) == (2, "")
    assert sentence in err
    assert "Traceback" not in err


def test_a_folder_without_a_form(folder, capsysbinary):
    (folder / "application form.docx").unlink()
    status, (told,) = sheets(folder, capsysbinary=capsysbinary)
    assert status == 1
    assert verdicts(told)["B1"] == ["not_checked"]
    short = [finding["sentence"] for finding in told["findings"] if finding["verdict"] == "falls_short"]
    assert any(
        sentence.startswith("Item (ii), ") and sentence.endswith("0 attached, 1 asked for.") for sentence in short
    )


def test_a_form_in_another_language_falls_short(tmp_path, capsysbinary):
    spanish = (
        "La ciudad quiere unirse a la red porque su vida cultural nace del trabajo de sus artesanos, de sus escuelas y de "
        "las asociaciones de vecinos que desde hace muchos años organizan ferias, talleres y encuentros para todos. "
    )
    answers = {field.key: spanish if field.kind == "text" else answer_to(field, CALL) for field in CALL.form.fields}
    dossier = tmp_path / "ciudad"
    dossier.mkdir()
    (dossier / "formulario.docx").write_bytes(filled_form(CALL, "en", answers))
    _, (told,) = sheets(dossier, capsysbinary=capsysbinary)
    assert verdicts(told)["B7"] == ["falls_short"]


def test_a_damaged_form_waits_for_an_officer(folder, form, capsysbinary):
    (folder / "application form.docx").write_bytes(form[: len(form) // 2])
    status, (told,) = sheets(folder, capsysbinary=capsysbinary)
    assert status == 1
    assert "needs_judgement" in verdicts(told)["S4"]
    assert verdicts(told)["B3"] == ["not_checked"]


def test_a_form_that_is_a_bomb_does_not_bring_the_run_down(tmp_path, folder, capsysbinary):
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("[Content_Types].xml", "<Types/>")
        package.writestr("word/document.xml", b"<w>" + b" " * 400_000_000)
    other = tmp_path / "bomb"
    other.mkdir()
    (other / "application form.docx").write_bytes(bomb.getvalue())
    _, told = sheets(other, folder, capsysbinary=capsysbinary)
    assert [sheet["city"] for sheet in told] == ["", CITY]


def test_the_command_runs_as_a_program_of_its_own(folder):
    program = subprocess.run(
        [Path(sys.executable).with_name("kallipolis"), "screen", str(folder), "--format", "json"],
        env={name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"},
        capture_output=True,
        check=False,
    )
    assert program.returncode == 1, program.stderr.decode()
    assert json.loads(program.stdout)[0]["city"] == CITY
