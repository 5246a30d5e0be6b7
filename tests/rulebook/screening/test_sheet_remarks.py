"""The sheet's remarks: everything that the reading noticed, each with the document that it is about."""

from dataclasses import replace

from kallipolis.rulebook.dossier import Channel, Document, Dossier, Kind, Message, Slot
from kallipolis.rulebook.screening.run import screen
from kallipolis.rulebook.screening.sheet import sheet_of
from kallipolis.rulebook.sentence import sentence
from tests.factories import a_call


def test_what_was_noticed_of_dossier_message_and_documents_is_on_the_sheet():
    document = Document(
        Slot.SET_ASIDE,
        "a.pdf",
        "0" * 64,
        1,
        Kind.PDF,
        sentence("x"),
        1.0,
        remarks=(sentence("It came inside “b.zip”."),),
    )
    message = Message("subject", remarks=(sentence("The message has {count} From lines.", count=2),))
    dossier = Dossier("x", Channel.EMAIL, (document, replace(document, remarks=())), message=message)
    whole = replace(dossier, remarks=(sentence("A file was left out."),))
    sheet = sheet_of(whole, screen(whole, a_call()), a_call())
    assert sheet.remarks == (
        "A file was left out.",
        "The message has 2 From lines.",
        "a.pdf: It came inside “b.zip”.",
    )
