"""Damaged documents end in something stated, the same damage is the same again, and the run sees what is wrong."""

import random
from dataclasses import replace

import pytest

from kallipolis.documents.reading import limits
from kallipolis.documents.reading.door import NamedFile
from kallipolis.rulebook.dossier import Kind, TextFrom
from kallipolis.rulebook.sentence import sentence
from tests.documents.reading import making
from tests.fuzz import judging
from tests.fuzz.corpus import corpus, made_by_ourselves
from tests.fuzz.damage import damaged
from tests.fuzz.messages import attached, mail
from tests.fuzz.rounds import Case, Fuzzing, Sending, alone
from tests.fuzz.running import Range, _notes_in

SEED = 20210630
DAMAGES = 320
PLAIN = {"letter.txt": making.INTENT_EN.encode(), "intent.pdf": b"%PDF-1.4 1 0 obj", "mail.eml": mail([])}


@pytest.fixture(scope="module")
def target():
    with Range(1) as target:
        yield target


@pytest.mark.slow
def test_damaged_documents_of_every_kind_end_in_something_stated():
    with Range(2) as target:
        tally = target.fire(Fuzzing(corpus(), SEED), seconds=300, damages=DAMAGES)
    assert [fault for fault, _ in tally.faults] == []
    assert tally.left_behind == ()
    assert tally.damages == DAMAGES
    assert tally.most_bytes_of_a_child < limits.ADDRESS_SPACE_BYTES


@pytest.mark.slow
def test_there_are_two_hundred_documents_and_every_kind_among_them():
    documents = corpus()
    assert len(set(documents.values())) >= 200
    endings = {name.rpartition(".")[2] for name in documents}
    assert endings >= {
        "docx",
        "doc",
        "odt",
        "rtf",
        "pdf",
        "jpg",
        "png",
        "tif",
        "gif",
        "webp",
        "heic",
        "eml",
        "zip",
        "txt",
    }


@pytest.mark.slow
def test_what_is_made_without_other_programs_is_more_than_two_hundred_documents():
    names = [name for name, _ in made_by_ourselves(1)]
    assert len(names) == len(set(names)) >= 200


def test_the_same_number_is_the_same_damage():
    first, again = Fuzzing(PLAIN, 1), Fuzzing(dict(PLAIN), 1)
    assert [first.case(number) for number in range(64)] == [again.case(number) for number in range(64)]
    assert [first.case(number).content for number in range(64)] != [
        Fuzzing(PLAIN, 2).case(number).content for number in range(64)
    ]


@pytest.mark.parametrize(
    "content",
    [
        b"", b"x", making.word("The city of Marsa"), making.jpeg(making.street(width=64, height=48)), b"%PDF-1.4 /Length 3",
        mail([attached("a.pdf", b"%PDF-1.4")]), rb"{\rtf1 \u233 ?}", b"\xd0\xcf\x11\xe0" * 500, b"<html><p>1</p></html>",
    ],
)  # fmt: skip
def test_any_document_can_be_damaged_and_most_damages_change_it(content):
    made = [damaged(content, other=b"other", chance=random.Random(number)) for number in range(200)]
    assert made == [damaged(content, other=b"other", chance=random.Random(number)) for number in range(200)]
    assert sum(changed != content for changed, _ in made) > (100 if content else 20)


def test_a_round_is_seven_files_together_and_one_message():
    files, message = Fuzzing(PLAIN, 1).sendings(0)
    assert [case.number for case in (*files.cases, *message.cases)] == list(range(8))
    assert (files.is_files, message.is_files) == (True, False)
    assert len(dict.fromkeys(file.name for file in files.content if isinstance(file, NamedFile))) == 7


def test_only_what_is_asked_for_is_damaged():
    assert {Fuzzing(PLAIN, 1, "TXT").case(number).name for number in range(20)} == {"letter.txt"}
    with pytest.raises(ValueError, match="No document of the corpus has “nothing” in its name"):
        Fuzzing(PLAIN, 1, "nothing").case(0)


# --- The run sees what is wrong ----------------------------------------------------------------------------------------

LETTER = Case(0, "letter.txt", "", PLAIN["letter.txt"])


def test_a_document_that_is_missing_or_unstated_is_a_fault(target):
    answer = target.read(alone(LETTER))
    assert answer.faults == ()
    (document,) = answer.dossier.documents
    silent = replace(document, kind=Kind.OTHER, text_from=TextFrom.NOWHERE, excerpt="", pages=None, filename="")
    missing, unread, nameless = judging.faults_of(
        replace(answer.dossier, documents=(silent,)), alone(replace(LETTER, content=b"other")), target.call
    )
    assert missing == "case 0, “letter.txt” () is not on the sheet."
    assert unread == "“” (other) was not read, and nothing says why."
    assert nameless == "“” (other) has no name, or no reason for its place."


@pytest.mark.parametrize("said", ["“x” could not be read: its reader met something unforeseen.", "", "a\x00b"])
def test_a_refusal_that_is_none_is_a_fault(said):
    assert len(list(judging.faults_of_refusal(sentence(said)))) == 1


def test_whatever_the_parent_raises_is_a_fault(target, monkeypatch):
    monkeypatch.setattr(judging, "screen", lambda *_: 1 / 0)
    (fault,) = target.read(alone(LETTER)).faults
    assert fault.endswith("ZeroDivisionError: division by zero\n")


def test_an_error_that_nobody_foresaw_is_noted_and_a_librarys_muttering_is_not():
    complaint = "A reader failed on a part of kind docx: KeyError at letter.py:40, pdf.py:12\nlibpng warning: bad CRC"
    assert list(_notes_in(f"A reading child complained: {complaint!r}")) == [complaint.partition("\n")[0]]
    ended = "A reading child ended: status -11, overran: False, at part 3."
    assert list(_notes_in(ended)) == ["A reading child ended: status -11, overran: False"]


def test_a_culprit_is_found_among_the_seven(target, monkeypatch):
    monkeypatch.setattr(judging, "_is_unstated", lambda document: document.filename == "b.txt")
    cases = tuple(Case(number, f"{name}.txt", "", name.encode() * 40) for number, name in enumerate("abc"))
    together = Sending(cases, [NamedFile(case.name, case.content) for case in cases])
    (fault,) = target.read(together).faults
    assert target.culprits(fault, together) == [cases[1]]
