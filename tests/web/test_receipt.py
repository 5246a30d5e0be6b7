"""A receipt is checked by anybody, on the page and by the command: ours and unchanged, or not."""

from io import StringIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command

from kallipolis.queries.record_verified import own_public_key
from kallipolis.rulebook.receipt import receipt_in
from tests.mail.arriving import a_letter, a_mailed_dossier, acknowledgements, entered

pytestmark = pytest.mark.django_db


@pytest.fixture
def receipt() -> str:
    entered(a_letter(), a_mailed_dossier())
    return acknowledgements()[0].attachments[0]["text"]


def check(client, content: str) -> tuple[int, str]:
    answer = client.post("/receipt/", {"receipt": SimpleUploadedFile("receipt.json", content.encode())})
    return answer.status_code, answer.content.decode()


def test_a_receipt_of_ours_holds_and_says_what_arrived_when(client, receipt):
    status, page = check(client, receipt)
    assert status == 200
    assert "This receipt is ours, and as we wrote it." in page
    assert receipt_in(receipt.encode()).number in page
    assert own_public_key().hex() in client.get("/receipt/").content.decode()


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda told: told.replace("2021-06-30", "2021-06-29"), "This receipt was changed after it was signed."),
        (lambda told: told.replace('"key":"', '"key":"0'), "This receipt is signed with another key than ours."),
        (lambda told: "[" * 50_000, "This file is no receipt of this house."),
        (lambda told: '{"kind": "<b>x</b>"}', "This file is no receipt of this house."),
        (lambda told: "", "No file was chosen."),
    ],
)
def test_anything_else_does_not(client, receipt, change, said):
    status, page = check(client, change(receipt))
    assert (status, said in page, "<b>x</b>" in page) == (422, True, False)


def test_the_command_says_the_same_by_its_status(receipt, tmp_path):
    (tmp_path / "good.json").write_text(receipt + "\n")
    with pytest.raises(SystemExit) as ended:
        call_command("verify", str(tmp_path / "good.json"), stdout=StringIO())
    assert ended.value.code == 0
    (tmp_path / "bad.json").write_text(receipt.replace("16:42:07", "15:42:07"))
    with pytest.raises(SystemExit) as ended:
        call_command("verify", str(tmp_path / "bad.json"), "--public-key", own_public_key().hex(), stdout=StringIO())
    assert ended.value.code == 1
